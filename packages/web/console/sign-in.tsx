// Signing in and out: ask for a link, look at the mail, press the button. Links act on POST alone,
// so that a mail scanner that opens them signs nobody in and uses nothing up.
import type { Context } from 'hono'
import { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Child } from 'hono/jsx'
import type { Locale } from '#kernel/errors'
import { recordAudit } from '#staff/audit'
import { hasRole, type StaffMember } from '#staff/member'
import { readSignIn, redeemSignIn } from '#staff/redeem-sign-in'
import { requestSignIn } from '#staff/request-sign-in'
import { readSession, signOut } from '#staff/sessions'
import { Document, Wordmark } from '#web/shared/document.tsx'
import { Button } from '#web/shared/form.tsx'
import { Flash } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { type ConsoleDeps, formValues } from './context.ts'
import { dropSession, keepSession, nextPath, sessionSecret } from './session.ts'
import { AskForm, Sent } from './sign-in-forms.tsx'

type Deps = Pick<
  ConsoleDeps,
  | 'table'
  | 'clock'
  | 'makeId'
  | 'signingKeys'
  | 'publication'
  | 'siteUrl'
  | 'assets'
  | 'hint'
  | 'clientIp'
>

/** Where the member was going; kept in the browser while the mail is on its way. */
const nextCookie = 'kiosque-next'

/** The pages before the session: mounted at `/console`, ahead of the session middleware. */
export function signInPages(deps: Deps): Hono {
  const app = new Hono()

  app.get('/sign-in', (c) => {
    const next = nextPath(c.req.query('next'))
    return page(deps, c, <AskForm locale={localeOf(deps, c)} next={next} email="" />)
  })

  app.post('/sign-in', async (c) => {
    const locale = localeOf(deps, c)
    const form = await formValues(c)
    const email = (form['email'] ?? '').slice(0, 400)
    const result = await requestSignIn(deps, {
      email,
      ip: deps.clientIp(c),
      userAgent: c.req.header('user-agent') ?? '',
    })
    if (result.kind !== 'sent') {
      c.status(result.kind === 'malformed' ? 422 : 429)
      return page(
        deps,
        c,
        <AskForm
          locale={locale}
          next={nextPath(form['next'])}
          email={email}
          problem={result.kind}
        />,
      )
    }
    const secure = deps.siteUrl.startsWith('https:')
    setCookie(c, nextCookie, nextPath(form['next']), {
      path: '/console',
      httpOnly: true,
      sameSite: 'Lax',
      secure,
      maxAge: deps.publication.limits.staffLinkMinutes * 60,
    })
    return c.redirect('/console/sign-in/sent', 303)
  })

  app.get('/sign-in/sent', (c) =>
    page(
      deps,
      c,
      <Sent minutes={deps.publication.limits.staffLinkMinutes} locale={localeOf(deps, c)} />,
    ),
  )

  app.get('/sign-in/:token', async (c) => {
    const reading = await readSignIn(deps, c.req.param('token'))
    if (reading.kind !== 'valid') return dead(deps, c, reading.kind)
    const { staff } = reading
    const french = staff.locale === 'fr'
    return page(
      deps,
      c,
      <>
        <h1>{french ? `Bonjour ${staff.name}` : `Hello ${staff.name}`}</h1>
        <p class="gate-text">
          {french
            ? 'Appuyez sur le bouton pour entrer. Le lien ne sert qu’une fois.'
            : 'Press the button to come in. The link works once.'}
        </p>
        <form method="post">
          <Button tone="primary">{french ? 'Entrer dans la console' : 'Enter the console'}</Button>
        </form>
      </>,
    )
  })

  app.post('/sign-in/:token', async (c) => {
    const result = await redeemSignIn(deps, { token: c.req.param('token') })
    // The button pressed twice: the first press has signed this browser in.
    if (result.kind === 'used' && (await isSignedIn(deps, c))) return c.redirect('/console', 303)
    if (result.kind !== 'signedIn') return dead(deps, c, result.kind)
    const before = sessionSecret(deps, c)
    if (before !== undefined) await signOut(deps, before)
    keepSession(deps, c, result)
    await recordAudit(deps, {
      staffId: result.staff.id,
      act: 'staff.signedIn',
      subject: result.staff.id,
    })
    const next = landing(result.staff, nextPath(getCookie(c, nextCookie)))
    deleteCookie(c, nextCookie, { path: '/console' })
    return c.redirect(next, 303)
  })

  app.get('/sign-out', (c) => c.redirect('/console', 303))
  app.get('/signed-out', (c) => {
    const french = localeOf(deps, c) === 'fr'
    return page(
      deps,
      c,
      <>
        <h1>{french ? 'À bientôt' : 'See you soon'}</h1>
        <p class="gate-text">
          {french ? 'Vous êtes déconnecté de la console.' : 'You are signed out of the console.'}
        </p>
        <p>
          <a class="button" href="/console/sign-in">
            {french ? 'Se connecter de nouveau' : 'Sign in again'}
          </a>
        </p>
      </>,
    )
  })
  return app
}

async function isSignedIn(deps: Deps, c: Context): Promise<boolean> {
  const secret = sessionSecret(deps, c)
  return secret !== undefined && (await readSession(deps, secret)).kind === 'signedIn'
}

/** Ends the session and shows that it ended; behind the session middleware, for its form check. */
export async function endSession(
  deps: Pick<ConsoleDeps, 'table' | 'siteUrl'>,
  c: Context,
): Promise<Response> {
  const secret = sessionSecret(deps, c)
  if (secret !== undefined) await signOut(deps, secret)
  dropSession(deps, c)
  return c.redirect('/console/signed-out', 303)
}

function dead(deps: Deps, c: Context, kind: 'expired' | 'used' | 'invalid') {
  const locale = localeOf(deps, c)
  const sentences = {
    expired: {
      fr: 'Ce lien n’est plus valable : il a expiré. Demandez-en un nouveau, il arrive aussitôt.',
      en: 'This link has expired. Ask for a new one, it comes at once.',
    },
    used: {
      fr: 'Ce lien a déjà servi. Si ce n’était pas vous, prévenez l’administration. Pour entrer, demandez-en un nouveau.',
      en: 'This link has been used. If it was not you, tell your administrator. To come in, ask for a new one.',
    },
    invalid: {
      fr: 'Ce lien n’est pas complet ou n’est pas le nôtre. Demandez-en un nouveau.',
      en: 'This link is incomplete or not one of ours. Ask for a new one.',
    },
  }
  c.status(kind === 'invalid' ? 404 : 410)
  return page(
    deps,
    c,
    <AskForm
      locale={locale}
      next="/console"
      email=""
      above={<Flash message={{ tone: 'warn', sentence: sentences[kind] }} locale={locale} />}
    />,
  )
}

function page(deps: Deps, c: Context, body: Child) {
  c.header('cache-control', 'no-store')
  return c.html(
    <Document
      view={viewOf(deps, c)}
      title="Console"
      isPrivate
      bodyClass="desk-gate"
      islands={deps.assets.has('keys.js') ? ['keys.js'] : []}
    >
      <main id="main" class="gate" tabindex={-1}>
        <p class="gate-name">
          <Wordmark view={viewOf(deps, c)} />
        </p>
        {body}
      </main>
    </Document>,
  )
}

function viewOf(deps: Deps, c: Context): View {
  return {
    publication: deps.publication,
    assets: deps.assets,
    locale: localeOf(deps, c),
    siteUrl: deps.siteUrl,
    path: '/console/sign-in',
    now: deps.clock(),
  }
}

/** Before anyone is known: the language asked for, the browser's, the title's. */
function localeOf(deps: Deps, c: Context): Locale {
  const asked = c.req.query('lang')
  if (asked === 'fr' || asked === 'en') return asked
  const first = (c.req.header('accept-language') ?? '').slice(0, 2).toLowerCase()
  if (first === 'fr') return 'fr'
  if (first === 'en') return 'en'
  return deps.publication.locale
}

/** Who keeps the books and does nothing else begins with them. */
function landing(staff: StaffMember, next: string): string {
  const isFinanceAlone = hasRole(staff, 'finance') && !hasRole(staff, 'marketing', 'admin')
  return next === '/console' && isFinanceAlone ? '/console/finance' : next
}
