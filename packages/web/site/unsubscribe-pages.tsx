// `/unsubscribe/:token`: GET shows a button (mail scanners follow links), POST acts. The same
// address takes the one-click POST of RFC 8058, which comes without cookies or origin and is
// answered at once, without a redirect.
import type { Context } from 'hono'
import { VisibleError } from '#kernel/errors'
import type { MailingId, ReaderId } from '#kernel/ids'
import { preferencesToken, readReaderToken } from '#readers/links'
import { getReader } from '#readers/store'
import { unsubscribe, unsubscribeLimits } from '#readers/unsubscribe'
import { Button, TextArea } from '../shared/form.tsx'
import { localPath, say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import { formValues, originOf, type SiteDeps, viewOf } from './context.ts'
import { NarrowPage } from './narrow-page.tsx'
import { brokenLink } from './preferences.tsx'

export async function unsubscribePage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const { readerId } = linkOf(deps, c)
  const reader = await getReader(deps.table, readerId, { consistent: true })
  const isDone = !reader || reader.status === 'unsubscribed'
  const preferences = preferencesToken(deps.signingKeys, readerId)
  return c.html(
    isDone ? (
      <UnsubscribedPage
        view={view}
        preferences={preferences}
        isThanked={c.req.query('done') === 'reason'}
      />
    ) : (
      <UnsubscribePage view={view} preferences={preferences} />
    ),
  )
}

export async function postUnsubscribe(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const { readerId, mailingId } = linkOf(deps, c)
  const values = await clickValues(c)
  const isOneClick = values['List-Unsubscribe'] === 'One-Click'
  const outcome = await unsubscribe(deps, {
    readerId,
    ...(mailingId ? { mailingId } : {}),
    ...(isOneClick ? {} : { reason: values['reason'] }),
    ...originOf(deps, c),
    source: isOneClick ? 'one-click' : 'site',
  })
  if (isOneClick) return c.text('Unsubscribed', 200)
  const done = outcome.kind === 'alreadyUnsubscribed' && values['reason'] ? '?done=reason' : ''
  return c.redirect(localPath(view.locale, view.path) + done, 303)
}

/** The address says it all: a body of another type is read as well, an unreadable one is ignored. */
async function clickValues(c: Context): Promise<Record<string, string>> {
  const type = c.req.header('content-type') ?? ''
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(type)
  if (!isForm) return Object.fromEntries(new URLSearchParams(await c.req.text()))
  try {
    return await formValues(c)
  } catch (error) {
    if (error instanceof VisibleError && error.code === 'invalid') return {}
    throw error
  }
}

function linkOf(deps: SiteDeps, c: Context): { readerId: ReaderId; mailingId?: MailingId } {
  const token = c.req.param('token') ?? ''
  const now = deps.clock()
  const reading = readReaderToken(deps.signingKeys, { link: 'unsubscribe', token, now })
  if (reading.kind === 'valid') return reading
  throw brokenLink()
}

function UnsubscribePage({ view, preferences }: { view: View; preferences: string }) {
  const { locale, publication } = view
  const title = say(locale, 'Se désinscrire', 'Unsubscribe')
  return (
    <NarrowPage
      view={view}
      title={title}
      lead={say(
        locale,
        `Vous ne recevrez plus aucune lettre « ${publication.name} ». C’est immédiat.`,
        `You will get no ${publication.name} letter any more. It takes effect at once.`,
      )}
    >
      <form class="form" method="post">
        <Reason view={view} />
        <p class="actions">
          <Button tone="primary">{say(locale, 'Me désinscrire', 'Unsubscribe me')}</Button>
          <a href={localPath(locale, `/preferences/${preferences}`)}>
            {say(locale, 'Plutôt en recevoir moins', 'Rather get fewer')}
          </a>
        </p>
      </form>
    </NarrowPage>
  )
}

function UnsubscribedPage(props: { view: View; preferences: string; isThanked: boolean }) {
  const { view, preferences, isThanked } = props
  const { locale } = view
  const title = say(locale, 'Vous êtes désinscrit', 'You are unsubscribed')
  return (
    <NarrowPage
      view={view}
      title={title}
      lead={say(
        locale,
        'Vous ne recevrez plus aucune lettre à cette adresse.',
        'No letter will go to your address any more.',
      )}
    >
      {isThanked ? (
        <p role="status">
          {say(locale, 'Merci de nous avoir dit pourquoi.', 'Thank you for telling us why.')}
        </p>
      ) : (
        <form class="form" method="post">
          <Reason view={view} />
          <Button tone="plain">{say(locale, 'Envoyer', 'Send')}</Button>
        </form>
      )}
      <p class="small">
        <a href={localPath(locale, `/preferences/${preferences}`)}>
          {say(
            locale,
            'Se réinscrire, ou voir et effacer ses données',
            'Sign up again, or see and erase your data',
          )}
        </a>
      </p>
    </NarrowPage>
  )
}

function Reason({ view }: { view: View }) {
  return (
    <TextArea
      locale={view.locale}
      name="reason"
      rows={3}
      maxlength={unsubscribeLimits.reason}
      label={say(view.locale, 'Pourquoi ?', 'Why?')}
      hint={say(
        view.locale,
        'La rédaction vous lira. N’indiquez rien de personnel.',
        'The editors will read it. Put nothing personal in it.',
      )}
      isOptional
    />
  )
}
