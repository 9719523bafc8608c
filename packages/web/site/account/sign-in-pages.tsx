// Into the account and out: the form for the address, the page behind the mailed link. Links act on
// POST alone, so that a scanner that opens them signs nobody in and uses nothing up.
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Sentence } from '#kernel/errors'
import { accountLimits } from '#subscriptions/account-link'
import { signOutEverywhere, signOutOfAccount } from '#subscriptions/account-sessions'
import { openAccount, readAccountLink } from '#subscriptions/open-account'
import { requestAccountLink } from '#subscriptions/request-account-link'
import { Button, Field, type FormState } from '../../shared/form.tsx'
import { localPath, say } from '../../shared/locale.ts'
import { Flash, type FlashMessage } from '../../shared/parts.tsx'
import type { View } from '../../shared/view.ts'
import { formValues, type SiteDeps, shopOf, viewOf } from '../context.ts'
import { NarrowPage } from '../narrow-page.tsx'
import {
  accountSecret,
  checkAccountCsrf,
  dropAccountSession,
  keepAccountSession,
  nextPlace,
  signedInReader,
} from './session.ts'

/** Where the reader was going; kept in the browser while the mail is on its way. */
const nextCookie = 'kiosque-account-next'

export async function signInPage(deps: SiteDeps, c: Context) {
  shopOf(deps)
  const view = viewOf(deps, c)
  const next = nextPlace(c.req.query('next'))
  if (await signedInReader(deps, c)) return c.redirect(localPath(view.locale, next), 303)
  return c.html(<SignIn view={view} next={next} flash={flashOf(c.req.query('done'))} />)
}

export async function postSignIn(deps: SiteDeps, c: Context) {
  shopOf(deps)
  const view = viewOf(deps, c)
  const values = await formValues(c)
  const next = nextPlace(values['next'])
  const asked = await requestAccountLink(deps, {
    email: values['email'] ?? '',
    ip: deps.clientIp(c),
    locale: view.locale,
  })
  if (asked.kind === 'tooMany')
    return c.html(<SignIn view={view} next={next} form={keep(values)} flash={tooMany} />, 429)
  if (asked.kind === 'malformed') {
    const form = { values, errors: { email: asked.sentence } }
    return c.html(<SignIn view={view} next={next} form={form} />, 422)
  }
  setCookie(c, nextCookie, next, {
    ...{ path: '/', httpOnly: true, sameSite: 'Lax' },
    secure: deps.siteUrl.startsWith('https:'),
    maxAge: accountLimits.linkMinutes * 60,
  })
  return c.redirect(localPath(view.locale, '/account/sign-in/sent'), 303)
}

function keep(values: Readonly<Record<string, string>>): FormState {
  return { values, errors: {} }
}

const tooMany: FlashMessage = {
  tone: 'bad',
  sentence: {
    fr: 'Trop de liens ont été demandés. Cherchez le dernier dans votre boîte, ou réessayez dans une heure.',
    en: 'Too many links were asked for. Look for the last one in your mailbox, or try again in an hour.',
  },
}

export function signInSentPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const { locale } = view
  return c.html(
    <NarrowPage
      view={view}
      title={say(locale, 'Regardez votre boîte', 'Look at your mail')}
      lead={say(
        locale,
        'Si un abonnement, une commande ou un cadeau est lié à cette adresse, un lien vient de partir. Il ouvre votre compte, sans mot de passe.',
        'If a subscription, an order or a gift goes with this address, a link is on its way. It opens your account, without a password.',
      )}
    >
      <div class="prose">
        <p>
          {say(
            locale,
            `Le lien sert une fois, pendant ${accountLimits.linkMinutes} minutes. Rien reçu au bout de quelques minutes\u202f? Cherchez parmi les indésirables, puis essayez l’adresse à laquelle vous avez reçu la confirmation de commande.`,
            `The link works once, for ${accountLimits.linkMinutes} minutes. Nothing after a few minutes? Look in your spam folder, then try the address at which you got the confirmation of your order.`,
          )}
        </p>
        <p>
          <a href={localPath(locale, '/account/sign-in')}>
            {say(locale, 'Essayer une autre adresse', 'Try another address')}
          </a>
        </p>
      </div>
    </NarrowPage>,
  )
}

export async function openPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const reading = await readAccountLink(deps, c.req.param('token') ?? '')
  if (reading.kind !== 'valid') return dead(c, view, reading.kind)
  const { locale, publication } = view
  return c.html(
    <NarrowPage
      view={view}
      title={say(locale, 'Ouvrir votre compte', 'Open your account')}
      lead={say(
        locale,
        `Vos numéros, vos factures et votre adresse chez ${publication.name}.`,
        `Your issues, invoices and address at ${publication.name}.`,
      )}
    >
      <form method="post" class="form">
        <Button tone="primary">{say(locale, 'Ouvrir mon compte', 'Open my account')}</Button>
      </form>
      <p class="small">
        {say(
          locale,
          `Cet appareil restera connecté ${accountLimits.sessionDays} jours après la dernière visite. Sur un ordinateur partagé, déconnectez-vous en partant.`,
          `This device stays signed in for ${accountLimits.sessionDays} days after the last visit. On a shared computer, sign out when you leave.`,
        )}
      </p>
    </NarrowPage>,
  )
}

export async function postOpen(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const result = await openAccount(deps, { token: c.req.param('token') ?? '' })
  const next = localPath(view.locale, nextPlace(getCookie(c, nextCookie)))
  // The button pressed twice: the first press has signed this browser in.
  if (result.kind === 'used' && (await signedInReader(deps, c))) return c.redirect(next, 303)
  if (result.kind !== 'opened') return dead(c, view, result.kind)
  const before = accountSecret(deps, c)
  if (before !== undefined) await signOutOfAccount(deps, before)
  keepAccountSession(deps, c, result)
  deleteCookie(c, nextCookie, { path: '/' })
  return c.redirect(next, 303)
}

function dead(c: Context, view: View, kind: 'used' | 'expired' | 'invalid') {
  const flash = { tone: 'warn', sentence: deadLinks[kind] } as const
  return c.html(
    <SignIn view={view} next="/account" flash={flash} />,
    kind === 'invalid' ? 404 : 410,
  )
}

const deadLinks: Record<'used' | 'expired' | 'invalid', Sentence> = {
  used: {
    fr: 'Ce lien a déjà servi. Demandez-en un nouveau\u202f: il arrive aussitôt.',
    en: 'This link has been used. Ask for a new one: it comes at once.',
  },
  expired: {
    fr: 'Ce lien n’est plus valable. Demandez-en un nouveau\u202f: il arrive aussitôt.',
    en: 'This link works no longer. Ask for a new one: it comes at once.',
  },
  invalid: {
    fr: 'Ce lien est incomplet\u202f: il a sans doute été coupé en route. Ouvrez-le de nouveau depuis le message, ou demandez-en un autre.',
    en: 'This link is incomplete: it was probably cut on its way. Open it again from the message, or ask for another.',
  },
}

export async function postSignOut(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const secret = accountSecret(deps, c)
  const reader = await signedInReader(deps, c)
  const values = await formValues(c)
  if (reader && secret !== undefined) {
    checkAccountCsrf(deps, c, values)
    await signOutOfAccount(deps, secret)
    if (values['act'] === 'everywhere') await signOutEverywhere(deps, reader)
  }
  dropAccountSession(deps, c)
  const done = values['act'] === 'everywhere' ? 'everywhere' : 'signedOut'
  return c.redirect(localPath(view.locale, `/account/sign-in?done=${done}`), 303)
}

function flashOf(done: string | undefined): FlashMessage | undefined {
  return done !== undefined && Object.hasOwn(flashes, done) ? flashes[done] : undefined
}

const flashes: Readonly<Record<string, FlashMessage>> = {
  signedOut: {
    tone: 'good',
    sentence: { fr: 'Vous êtes déconnecté.', en: 'You are signed out.' },
  },
  everywhere: {
    tone: 'good',
    sentence: {
      fr: 'Tous vos appareils sont déconnectés, et les liens déjà envoyés ne servent plus.',
      en: 'All your devices are signed out, and links that were sent work no more.',
    },
  },
}

function SignIn(props: {
  view: View
  next: string
  form?: FormState
  flash?: FlashMessage | undefined
}) {
  const { view, next, form, flash } = props
  const { locale } = view
  return (
    <NarrowPage
      view={view}
      title={say(locale, 'Votre compte', 'Your account')}
      lead={say(
        locale,
        'Écrivez l’adresse e-mail de votre abonnement\u202f: un lien vous y est envoyé. Il n’y a pas de mot de passe.',
        'Write the e-mail address of your subscription: a link is sent to it. There is no password.',
      )}
    >
      <Flash message={flash} locale={locale} />
      <form class="form" method="post" action={localPath(locale, '/account/sign-in')}>
        {next !== '/account' && <input type="hidden" name="next" value={next} />}
        <Field
          locale={locale}
          name="email"
          type="email"
          label={say(locale, 'Adresse e-mail', 'E-mail address')}
          autocomplete="email"
          maxlength={1_000}
          isRequired
          {...(form ? { form } : {})}
        />
        <Button tone="primary">{say(locale, 'Recevoir le lien', 'Get the link')}</Button>
      </form>
      <p class="small">
        {say(locale, 'Pas encore abonné\u202f? ', 'Not a subscriber yet? ')}
        <a href={localPath(locale, '/subscribe')}>
          {say(locale, 'Voir les offres', 'See the offers')}
        </a>
      </p>
    </NarrowPage>
  )
}
