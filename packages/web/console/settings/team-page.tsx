// The team: who may enter, in which roles; opening and closing accounts.
import type { Sentence } from '#kernel/errors'
import { type StaffMember, type StaffRole, staffRoles } from '#staff/member'
import { Button, Choices, CsrfField, Field, Select } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, TableFrame } from '../parts.tsx'
import { roleDuties, roleNames } from '../words.ts'
import { Tabs } from './tabs.tsx'

export type MemberDraft = {
  email: string
  name: string
  roles: StaffRole[]
  locale: 'fr' | 'en'
}

export function TeamPage(props: {
  c: ConsoleContext
  staff: readonly StaffMember[]
  draft?: MemberDraft
  /** By field of the form, or by a member's id. */
  errors?: Record<string, Sentence>
  flash?: FlashMessage | undefined
}) {
  const { c, staff } = props
  const errors = props.errors ?? {}
  const locale = c.get('locale')
  const active = staff.filter((member) => member.status === 'active')
  const removed = staff.filter((member) => member.status === 'removed')
  return (
    <ConsolePage c={c} place="settings" title={say(locale, 'Équipe', 'Team')} flash={props.flash}>
      <Tabs c={c} tab="team" />
      <TableFrame label={say(locale, 'Comptes ouverts', 'Open accounts')}>
        <table class="table team stacks">
          <thead>
            <tr>
              <th scope="col">{say(locale, 'Nom', 'Name')}</th>
              <th scope="col">{say(locale, 'Adresse', 'Address')}</th>
              <th scope="col">{say(locale, 'Rôles', 'Roles')}</th>
              <th scope="col">
                <span class="visually-hidden">{say(locale, 'Fermer', 'Close')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {active.map((member) => (
              <Member c={c} member={member} error={errors[member.id]} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {removed.length > 0 && (
        <p class="soft closed">
          {say(locale, 'Comptes fermés : ', 'Closed accounts: ')}
          {removed.map((member) => member.name).join(', ')}
        </p>
      )}
      <Part title={say(locale, 'Ouvrir un compte', 'Open an account')}>
        <AddForm c={c} errors={errors} {...(props.draft ? { draft: props.draft } : {})} />
      </Part>
    </ConsolePage>
  )
}

function Member(props: { c: ConsoleContext; member: StaffMember; error: Sentence | undefined }) {
  const { c, member, error } = props
  const locale = c.get('locale')
  const path = `/console/settings/team/${member.id}`
  return (
    <tr>
      <th scope="row">
        {member.name}
        {member.id === c.get('staff').id && (
          <span class="soft"> {say(locale, '(vous)', '(you)')}</span>
        )}
      </th>
      <td>{member.email}</td>
      <td>
        <form method="post" action={path} class="roles">
          <CsrfField token={c.get('csrf')} />
          {staffRoles.map((role) => (
            <label title={roleDuties[role][locale]}>
              <input
                type="checkbox"
                name="roles"
                value={role}
                checked={member.roles.includes(role)}
                aria-label={`${member.name} : ${roleNames[role][locale]}`}
              />{' '}
              {roleNames[role][locale]}
            </label>
          ))}
          <Button size="small" tone="plain">
            {say(locale, 'Changer', 'Change')}
          </Button>
        </form>
        {error && (
          <p class="cell-error" role="alert">
            {error[locale]}
          </p>
        )}
      </td>
      <td class="number">
        <a href={`${path}/remove`}>{say(locale, 'Fermer…', 'Close…')}</a>
      </td>
    </tr>
  )
}

function AddForm(props: {
  c: ConsoleContext
  errors: Record<string, Sentence>
  draft?: MemberDraft
}) {
  const { c, errors, draft } = props
  const locale = c.get('locale')
  const form = { values: {}, errors }
  return (
    <form method="post" action="/console/settings/team" class="form" novalidate>
      <CsrfField token={c.get('csrf')} />
      <Field
        locale={locale}
        name="name"
        label={say(locale, 'Nom', 'Name')}
        maxlength={200}
        value={draft?.name}
        form={form}
      />
      <Field
        locale={locale}
        name="email"
        type="email"
        label={say(locale, 'Adresse e-mail', 'E-mail address')}
        maxlength={400}
        value={draft?.email}
        form={form}
      />
      <Choices
        locale={locale}
        kind="checkbox"
        name="roles"
        label={say(locale, 'Rôles', 'Roles')}
        chosen={draft?.roles ?? ['marketing']}
        options={staffRoles.map((role) => ({
          value: role,
          label: roleNames[role][locale],
          hint: roleDuties[role][locale],
        }))}
        form={form}
      />
      <Select
        locale={locale}
        name="locale"
        label={say(locale, 'Langue', 'Language')}
        value={draft?.locale ?? 'fr'}
        options={[
          { value: 'fr', label: 'Français' },
          { value: 'en', label: 'English' },
        ]}
      />
      <p class="actions">
        <Button>{say(locale, 'Ouvrir le compte', 'Open the account')}</Button>
      </p>
    </form>
  )
}

/** Closing an account: what will happen, and one question. */
export function RemovePage({ c, member }: { c: ConsoleContext; member: StaffMember }) {
  const locale = c.get('locale')
  return (
    <ConsolePage
      c={c}
      place="settings"
      title={say(
        locale,
        `Fermer le compte de ${member.name} ?`,
        `Close the account of ${member.name}?`,
      )}
      back={{ href: '/console/settings/team', name: say(locale, 'Équipe', 'Team') }}
      lead={say(
        locale,
        'Ses sessions se terminent aussitôt. Son nom reste dans le journal. Le compte peut être rouvert à la même adresse.',
        'Their sessions end at once. Their name stays in the audit trail. The account can be opened again at the same address.',
      )}
    >
      <form method="post" class="actions">
        <CsrfField token={c.get('csrf')} />
        <Button tone="danger">{say(locale, 'Fermer le compte', 'Close the account')}</Button>
        <a class="button quiet" href="/console/settings/team">
          {say(locale, 'Le garder ouvert', 'Keep it open')}
        </a>
      </form>
    </ConsolePage>
  )
}
