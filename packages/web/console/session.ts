// The console's session in the browser: the cookie, the middleware that asks for it, and the check
// that a POST comes from one of our own forms.
import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { VisibleError } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { formToken, isFormToken, readSession } from '#staff/sessions'
import type { ConsoleDeps, ConsoleEnv } from './context.ts'

type SessionDeps = Pick<ConsoleDeps, 'table' | 'clock' | 'publication' | 'siteUrl' | 'assets'>
const baseName = 'kiosque'

/**
 * Middleware for everything behind the sign-in: sets `staff`, `locale`, `csrf` and `view`, refuses
 * POSTs without the form token. Visitors are sent to the sign-in page and come back after it.
 */
export function requireStaff(deps: SessionDeps): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const secret = sessionSecret(deps, c)
    const session = secret === undefined ? undefined : await readSession(deps, secret)
    if (secret === undefined || session?.kind !== 'signedIn') return signInFirst(c)
    if (session.renewed) keepSession(deps, c, { secret, endsAt: session.endsAt })
    const { staff } = session
    c.set('staff', staff)
    c.set('locale', staff.locale)
    c.set('csrf', formToken(secret))
    c.set('view', {
      publication: deps.publication,
      assets: deps.assets,
      locale: staff.locale,
      siteUrl: deps.siteUrl,
      path: c.req.path,
      now: deps.clock(),
    })
    c.header('cache-control', 'no-store')
    if (!isSafe(c.req.method) && !(await isOurForm(deps, c, secret))) throw foreignForm()
    await next()
  }
}

/** The secret in the session cookie, if the browser sent one. */
export function sessionSecret(deps: { siteUrl: string }, c: Context): string | undefined {
  return isSecure(deps) ? getCookie(c, baseName, 'host') : getCookie(c, baseName)
}

/** `__Host-kiosque` on https, plain `kiosque` on http, which only a loopback address serves. */
export function keepSession(
  deps: { siteUrl: string; clock: () => Date },
  c: Context,
  session: { secret: string; endsAt: Instant },
): void {
  const maxAge = Math.max(
    1,
    Math.floor((Date.parse(session.endsAt) - deps.clock().getTime()) / 1000),
  )
  setCookie(c, baseName, session.secret, { ...flags(deps), maxAge })
}

export function dropSession(deps: { siteUrl: string }, c: Context): void {
  deleteCookie(c, baseName, flags(deps))
}

/**
 * Whether a request that changes something was sent by one of our pages: never from another origin,
 * and with the token of this session in the field `csrf` or the header `x-csrf`.
 */
export async function isOurForm(
  deps: { siteUrl: string },
  c: Context,
  secret: string,
): Promise<boolean> {
  if (!isOurOrigin(deps, c)) return false
  const header = c.req.header('x-csrf')
  if (header !== undefined) return isFormToken(secret, header)
  const type = c.req.header('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type)) return false
  const { csrf } = await c.req.parseBody()
  return typeof csrf === 'string' && isFormToken(secret, csrf)
}

/** False when the browser says that another site sent this. */
export function isOurOrigin(deps: { siteUrl: string }, c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = c.req.header('origin')
  return origin === undefined || origin === deps.siteUrl || origin === new URL(c.req.url).origin
}

/** A path of the console to go to after signing in; anything else becomes the home page. */
export function nextPath(text: string | undefined): string {
  if (text === undefined || !/^\/console(\/[\w\-./]*)?(\?[\w\-.=&%]*)?$/.test(text))
    return '/console'
  return text.includes('..') || text.startsWith('/console/sign-') ? '/console' : text
}

function signInFirst(c: Context): Response {
  if (!isSafe(c.req.method))
    throw new VisibleError('signed-out', {
      fr: 'Votre session est terminée. Connectez-vous de nouveau, puis recommencez.',
      en: 'Your session has ended. Sign in again, then try once more.',
    })
  const query = new URL(c.req.url).search
  const next = nextPath(`${c.req.path}${query}`)
  return c.redirect(
    next === '/console' ? '/console/sign-in' : `/console/sign-in?next=${encodeURIComponent(next)}`,
    303,
  )
}

function foreignForm(): VisibleError {
  return new VisibleError('forbidden', {
    fr: 'Ce formulaire n’est plus valable. Revenez à la page, rechargez-la et recommencez.',
    en: 'This form is no longer valid. Go back to the page, reload it and try again.',
  })
}

function flags(deps: { siteUrl: string }) {
  const shared = { path: '/', httpOnly: true, sameSite: 'Lax' } as const
  return isSecure(deps) ? { ...shared, secure: true, prefix: 'host' as const } : shared
}

function isSecure(deps: { siteUrl: string }): boolean {
  return deps.siteUrl.startsWith('https:')
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}
