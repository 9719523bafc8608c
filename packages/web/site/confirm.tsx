// `/confirm/:token`: the link of the confirmation mail. GET shows a button, POST acts.
import type { Context } from 'hono'
import { confirmSignUp, lookAtConfirmation } from '#readers/confirm-sign-up'
import { preferencesToken } from '#readers/links'
import { Button } from '../shared/form.tsx'
import { localPath, say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import { originOf, type SiteDeps, viewOf } from './context.ts'
import { NarrowPage } from './narrow-page.tsx'
import { SignUpForm } from './sign-up-form.tsx'

export async function confirmPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const { kind } = await lookAtConfirmation(deps, c.req.param('token') ?? '')
  if (kind === 'open') return c.html(<ConfirmPage view={view} />)
  if (kind === 'alreadyConfirmed') return c.html(<DonePage view={view} />)
  return c.html(<StalePage view={view} deps={deps} />, 410)
}

export async function postConfirm(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const token = c.req.param('token') ?? ''
  const outcome = await confirmSignUp(deps, { token, ...originOf(deps, c) })
  if (outcome.kind === 'stale') return c.html(<StalePage view={view} deps={deps} />, 410)
  const preferences = preferencesToken(deps.signingKeys, outcome.reader.id)
  return c.redirect(localPath(view.locale, `/preferences/${preferences}?done=confirmed`), 303)
}

function ConfirmPage({ view }: { view: View }) {
  const { locale, publication } = view
  const title = say(locale, 'Un dernier geste', 'One last step')
  return (
    <NarrowPage view={view} title={title} lead={publication.frequency[locale]}>
      <form method="post" class="form">
        <Button tone="primary">
          {say(locale, 'Confirmer mon inscription', 'Confirm my sign-up')}
        </Button>
      </form>
      <p class="small">
        {say(
          locale,
          'Vous n’avez rien demandé ? Fermez cette page : sans ce bouton, vous ne recevrez rien.',
          'You did not ask for this? Close this page: without this button you will get nothing.',
        )}
      </p>
    </NarrowPage>
  )
}

function DonePage({ view }: { view: View }) {
  const { locale } = view
  const title = say(locale, 'C’est déjà confirmé', 'Already confirmed')
  return (
    <NarrowPage
      view={view}
      title={title}
      lead={say(
        locale,
        'Votre inscription est active. Pour la modifier, suivez le lien « préférences » de n’importe quelle lettre.',
        'Your sign-up is in place. The “preferences” link in each letter lets you adjust it.',
      )}
    >
      <p class="actions">
        <a class="button" href={localPath(locale, '/newsletters')}>
          {say(locale, 'Lire les dernières lettres', 'Read the last letters')}
        </a>
      </p>
    </NarrowPage>
  )
}

/** One page for every link that no longer works: it never tells why. */
function StalePage({ view, deps }: { view: View; deps: SiteDeps }) {
  const { locale, publication } = view
  const title = say(locale, 'Ce lien n’est plus valable', 'This link no longer works')
  return (
    <NarrowPage
      view={view}
      title={title}
      lead={say(
        locale,
        `Un lien de confirmation est valable ${publication.limits.confirmationHours} heures et ne sert qu’une fois. Demandez-en un nouveau ci-dessous.`,
        `A confirmation link works for ${publication.limits.confirmationHours} hours, once. Ask for another one below.`,
      )}
    >
      <SignUpForm view={view} deps={deps} />
    </NarrowPage>
  )
}
