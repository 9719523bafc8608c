// `/preferences/:token`: topics, language, recording of opens, unsubscribing, one's own data. The
// link never expires; what opens or erases data goes through a freshly mailed link.
import type { Context } from 'hono'
import { type Sentence, VisibleError } from '#kernel/errors'
import type { ReaderId } from '#kernel/ids'
import { requestErasure, requestExport } from '#privacy/data-links'
import { changePreferences } from '#readers/change-preferences'
import { consentText } from '#readers/consent-text'
import { readReaderToken, unsubscribeToken } from '#readers/links'
import type { Reader } from '#readers/reader'
import { resubscribe } from '#readers/resubscribe'
import { getReader } from '#readers/store'
import { topicsOf } from '#readers/topics'
import { Button, Checkbox, Choices, type FormState } from '../shared/form.tsx'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import { Flash, type FlashMessage } from '../shared/parts.tsx'
import type { View } from '../shared/view.ts'
import { formList, formValues, originOf, type SiteDeps, viewOf } from './context.ts'
import { flashes } from './preferences-words.ts'

export async function preferencesPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const readerId = readerOf(deps, c)
  const reader = await getReader(deps.table, readerId, { consistent: true })
  const done = c.req.query('done')
  const flash = done !== undefined && Object.hasOwn(flashes, done) ? flashes[done] : undefined
  if (!reader) return c.html(<NobodyPage view={view} flash={flash} />)
  return c.html(
    <PreferencesPage
      view={view}
      deps={deps}
      reader={reader}
      token={c.req.param('token') ?? ''}
      flash={flash}
      isWelcome={done === 'confirmed'}
    />,
  )
}

export async function postPreferences(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const readerId = readerOf(deps, c)
  const values = await formValues(c)
  const topics = await formList(c, 'topics')
  const outcome = await changePreferences(deps, {
    readerId,
    ...(deps.publication.topics.length > 0 ? { topics } : {}),
    locale: values['locale'],
    trackingConsent: values['tracking'] === 'yes',
    ...originOf(deps, c),
  })
  if (outcome.kind === 'malformed') {
    const reader = await getReader(deps.table, readerId, { consistent: true })
    if (!reader) return c.html(<NobodyPage view={view} />)
    const errors: Record<string, Sentence> = {}
    for (const [name, sentence] of Object.entries(outcome.fields))
      if (sentence) errors[name] = sentence
    return c.html(
      <PreferencesPage
        view={view}
        deps={deps}
        reader={reader}
        token={c.req.param('token') ?? ''}
        form={{ values, errors }}
        typed={{ topics, isTracked: values['tracking'] === 'yes' }}
      />,
      422,
    )
  }
  const done = { changed: 'saved', unchanged: 'saved', tooMany: 'tooMany' } as const
  const word = outcome.kind in done ? done[outcome.kind as keyof typeof done] : outcome.kind
  // Saved in the other language, the page goes on in it.
  const locale = outcome.kind === 'changed' ? outcome.reader.locale : view.locale
  return c.redirect(`${localPath(locale, view.path)}?done=${word}`, 303)
}

/** The small forms under the preferences: export, erasure, coming back. */
export async function postPreferencesAct(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const readerId = readerOf(deps, c)
  const here = localPath(view.locale, view.path.replace(/\/[^/]*$/, ''))
  const act = c.req.param('act')
  if (act === 'export' || act === 'erase') {
    const request = act === 'export' ? requestExport : requestErasure
    const { kind } = await request(deps, { readerId })
    return c.redirect(`${here}?done=${kind === 'tooMany' ? 'tooMany' : act}`, 303)
  }
  const { kind } = await resubscribe(deps, { readerId, ...originOf(deps, c) })
  return c.redirect(`${here}?done=${kind === 'accepted' ? 'resubscribe' : 'saved'}`, 303)
}

function readerOf(deps: SiteDeps, c: Context): ReaderId {
  const token = c.req.param('token') ?? ''
  const now = deps.clock()
  const reading = readReaderToken(deps.signingKeys, { link: 'preferences', token, now })
  if (reading.kind === 'valid') return reading.readerId
  throw brokenLink()
}

/** A link that was cut or changed on its way. */
export function brokenLink(): VisibleError {
  return new VisibleError('not-found', {
    fr: 'Ce lien est incomplet : il a sans doute été coupé en route. Ouvrez-le de nouveau depuis le message reçu.',
    en: 'This link is incomplete: it was probably cut on its way. Open it again from the message you got.',
  })
}

type PreferencesPageProps = {
  view: View
  deps: SiteDeps
  reader: Reader
  token: string
  flash?: FlashMessage | undefined
  form?: FormState
  typed?: { topics: string[]; isTracked: boolean }
  isWelcome?: boolean
}

function PreferencesPage(props: PreferencesPageProps) {
  const { view, reader, flash } = props
  const { locale } = view
  const title = props.isWelcome
    ? say(locale, 'Bienvenue', 'Welcome')
    : say(locale, 'Vos préférences', 'Your preferences')
  return (
    <Page view={view} title={title} isPrivate>
      <div class="narrow stack">
        <Flash message={flash} locale={locale} />
        <h1 class="title">{title}</h1>
        <p class="small">
          {say(locale, 'Pour l’adresse ', 'For the address ')}
          <strong>{masked(reader.email)}</strong>
        </p>
        {reader.status === 'confirmed' ? (
          <ConfirmedForms {...props} />
        ) : (
          <NotSubscribed {...props} />
        )}
        <DataForms {...props} />
      </div>
    </Page>
  )
}

function ConfirmedForms(props: PreferencesPageProps) {
  const { view, deps, reader, token, form, typed } = props
  const { locale, publication } = view
  const tracking = consentText(publication, { purpose: 'tracking', locale })
  const action = localPath(locale, `/preferences/${token}`)
  const unsubscribe = unsubscribeToken(deps.signingKeys, { readerId: reader.id })
  return (
    <>
      <form class="form" method="post" action={action}>
        {publication.topics.length > 0 && (
          <Choices
            locale={locale}
            kind="checkbox"
            name="topics"
            label={say(locale, 'Ce que vous voulez recevoir', 'What you want to get')}
            chosen={typed?.topics ?? topicsOf(publication, reader)}
            options={publication.topics.map(({ id, name }) => ({ value: id, label: name[locale] }))}
            {...(form ? { form } : {})}
          />
        )}
        <Choices
          locale={locale}
          kind="radio"
          name="locale"
          label={say(locale, 'Langue des messages', 'Language of messages')}
          chosen={[form?.values['locale'] ?? reader.locale]}
          options={[
            { value: 'fr', label: <span lang="fr">Français</span> },
            { value: 'en', label: <span lang="en">English</span> },
          ]}
          {...(form ? { form } : {})}
        />
        <Checkbox
          name="tracking"
          label={say(
            locale,
            'Mesurer ce que je lis (facultatif)',
            'Measure what I read (optional)',
          )}
          hint={tracking.text}
          isChecked={typed?.isTracked ?? reader.trackingConsent}
        />
        <Button tone="primary">{say(locale, 'Enregistrer', 'Save')}</Button>
      </form>
      <section class="hair stack">
        <h2 class="subheading">{say(locale, 'Ne plus rien recevoir', 'Get nothing any more')}</h2>
        <p>
          <a class="button" href={localPath(locale, `/unsubscribe/${unsubscribe}`)}>
            {say(locale, 'Se désinscrire', 'Unsubscribe')}
          </a>
        </p>
      </section>
    </>
  )
}

function NotSubscribed({ view, reader, token }: PreferencesPageProps) {
  const { locale } = view
  const action = localPath(locale, `/preferences/${token}/resubscribe`)
  return (
    <section class="stack">
      <p class="standfirst">
        {reader.status === 'pending'
          ? say(
              locale,
              'Cette adresse n’est pas encore confirmée : le bouton se trouve dans le message de confirmation.',
              'This address is waiting to be confirmed: the confirmation message holds a button.',
            )
          : say(
              locale,
              'Cette adresse est désinscrite. Elle ne reçoit plus aucune lettre.',
              'This address is unsubscribed. It gets no letter any more.',
            )}
      </p>
      <form class="form" method="post" action={action}>
        <Button tone="plain">
          {reader.status === 'pending'
            ? say(locale, 'Renvoyer le message', 'Send the message again')
            : say(locale, 'Se réinscrire', 'Sign up again')}
        </Button>
      </form>
    </section>
  )
}

function DataForms({ view, token }: PreferencesPageProps) {
  const { locale } = view
  const act = (name: string) => localPath(locale, `/preferences/${token}/${name}`)
  return (
    <section class="hair stack">
      <h2 class="subheading">{say(locale, 'Vos données', 'Your data')}</h2>
      <p class="small">
        {say(
          locale,
          'Comme une lettre peut être transférée, nous envoyons d’abord un lien à votre adresse.',
          'As a letter may be passed on, we first send a link to your address.',
        )}{' '}
        <a href={`${localPath(locale, '/legal')}#privacy`}>
          {say(locale, 'Ce que nous en faisons', 'What we do with it')}
        </a>
      </p>
      <div class="actions">
        <form method="post" action={act('export')}>
          <Button tone="plain">{say(locale, 'Recevoir mes données', 'Get my data')}</Button>
        </form>
        <form method="post" action={act('erase')}>
          <Button tone="danger">{say(locale, 'Effacer mes données', 'Erase my data')}</Button>
        </form>
      </div>
    </section>
  )
}

/** A good link whose reader is gone: nothing to set, nothing told. */
function NobodyPage({ view, flash }: { view: View; flash?: FlashMessage | undefined }) {
  const { locale } = view
  const title = say(locale, 'Rien à régler', 'Nothing to set')
  return (
    <Page view={view} title={title} isPrivate>
      <div class="narrow stack">
        <Flash message={flash} locale={locale} />
        <h1 class="title">{title}</h1>
        <p class="standfirst">
          {say(
            locale,
            'Nous n’avons pas, ou plus, d’adresse derrière ce lien. Vous ne recevrez rien de nous.',
            'We have no address behind this link, or no longer. You will get nothing from us.',
          )}
        </p>
        <p class="actions">
          <a class="button" href={localPath(locale, '/sign-up')}>
            {say(locale, 'S’inscrire', 'Sign up')}
          </a>
        </p>
      </div>
    </Page>
  )
}

/** `a•••@example.org`: enough to know one's own address by, when a letter was passed on. */
export function masked(email: string): string {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, 1)}•••${email.slice(at)}`
}
