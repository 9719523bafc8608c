// The console's session in the browser: the cookie, the middleware that asks for it, and the check
// that a POST comes from one of our own forms.
import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { VisibleError } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { readSession, sessionId } from '#staff/sessions'
import { checkCsrf, csrfToken } from '#web/shared/csrf'
import type { SecurityOptions } from '#web/shared/security'
import type { ConsoleDeps, ConsoleEnv } from './context.ts'

type SessionDeps = Pick<
  ConsoleDeps,
  'table' | 'clock' | 'publication' | 'siteUrl' | 'assets' | 'signingKeys'
>
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
    c.set('csrf', csrfToken(deps.signingKeys, sessionId(secret)))
    c.set('view', {
      publication: deps.publication,
      assets: deps.assets,
      locale: staff.locale,
      siteUrl: deps.siteUrl,
      path: c.req.path,
      now: deps.clock(),
    })
    c.header('cache-control', 'no-store')
    if (!isSafe(c.req.method)) checkCsrf(deps.signingKeys, sessionId(secret), await givenToken(c))
    await next()
  }
}

/** Options of the security headers: the same for the console and its previews. */
export function consoleSecurity(deps: Pick<ConsoleDeps, 'siteUrl'>): SecurityOptions {
  return { isHttps: isSecure(deps) }
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

/** The token of a form, or of a script in the header `x-csrf`. JSON bodies need the header. */
async function givenToken(c: Context): Promise<unknown> {
  const header = c.req.header('x-csrf')
  if (header !== undefined) return header
  const type = c.req.header('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type)) return undefined
  return (await c.req.parseBody())['csrf']
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
