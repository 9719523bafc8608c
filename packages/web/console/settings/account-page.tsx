// One's own account: who one is here, in which language, and leaving every device.
import { Button, CsrfField } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { roleDuties, roleNames } from '../words.ts'
import { Tabs } from './tabs.tsx'

export function AccountPage(props: { c: ConsoleContext; flash?: FlashMessage | undefined }) {
  const { c } = props
  const locale = c.get('locale')
  const staff = c.get('staff')
  return (
    <ConsolePage
      c={c}
      place="settings"
      title={say(locale, 'Mon compte', 'My account')}
      flash={props.flash}
    >
      <Tabs c={c} tab="account" />
      <dl class="facts account-facts">
        <dt>{say(locale, 'Nom', 'Name')}</dt>
        <dd>{staff.name}</dd>
        <dt>{say(locale, 'Adresse', 'Address')}</dt>
        <dd>{staff.email}</dd>
        <dt>{say(locale, 'Rôles', 'Roles')}</dt>
        <dd>
          {staff.roles.map((role) => (
            <p>
              {roleNames[role][locale]}
              <span class="soft">
                {say(locale, ' : ', ': ')}
                {roleDuties[role][locale]}
              </span>
            </p>
          ))}
        </dd>
      </dl>
      <Part title={say(locale, 'Langue de la console', 'Language of the console')}>
        <form method="post" action="/console/locale" class="actions">
          <CsrfField token={c.get('csrf')} />
          <input type="hidden" name="next" value="/console/settings/account" />
          {(['fr', 'en'] as const).map((one) => (
            <button
              class="button"
              type="submit"
              name="locale"
              value={one}
              lang={one}
              aria-pressed={one === locale ? 'true' : 'false'}
            >
              {one === 'fr' ? 'Français' : 'English'}
            </button>
          ))}
        </form>
      </Part>
      <Part title={say(locale, 'Un appareil perdu ?', 'A lost device?')}>
        <p>
          {say(
            locale,
            'Toutes vos sessions se terminent, celle-ci aussi, et les liens qui attendent dans votre messagerie ne servent plus.',
            'All your sessions end, this one too, and the links waiting in your mailbox stop working.',
          )}
        </p>
        <form
          method="post"
          action="/console/settings/account/sign-out-everywhere"
          class="actions data-acts"
        >
          <CsrfField token={c.get('csrf')} />
          <Button>{say(locale, 'Se déconnecter partout', 'Sign out everywhere')}</Button>
        </form>
      </Part>
    </ConsolePage>
  )
}
