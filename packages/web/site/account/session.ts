// The account's session in the browser: its cookie, who it says is signed in, and the check that a
// form comes from one of the account's own pages.
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AccountReader } from '#subscriptions/account-reader'
import { readAccountSession } from '#subscriptions/account-sessions'
import { sessionHash } from '#subscriptions/store-accounts'
import { checkCsrf, csrfToken } from '../../shared/csrf.ts'
import { localPath, readPath } from '../../shared/locale.ts'
import type { SiteDeps } from '../context.ts'

const cookieName = 'kiosque-account'

type SessionDeps = Pick<SiteDeps, 'table' | 'clock' | 'siteUrl'>

/** The address that is signed in, if any. The page must be private: it differs from one to another. */
export async function signedInReader(
  deps: SessionDeps,
  c: Context,
): Promise<AccountReader | undefined> {
  const secret = accountSecret(deps, c)
  if (secret === undefined) return undefined
  const session = await readAccountSession(deps, secret)
  if (session.kind !== 'signedIn') return undefined
  if (session.renewed) keepAccountSession(deps, c, { secret, endsAt: session.endsAt })
  return session.reader
}

/** The anti-forgery token of the account's forms, for who is signed in. */
export function accountCsrf(deps: Pick<SiteDeps, 'siteUrl' | 'signingKeys'>, c: Context): string {
  return csrfToken(deps.signingKeys, sessionHash(accountSecret(deps, c) ?? ''))
}

/** @throws VisibleError `forbidden` when the form's `csrf` is missing or another session's. */
export function checkAccountCsrf(
  deps: Pick<SiteDeps, 'siteUrl' | 'signingKeys'>,
  c: Context,
  values: Readonly<Record<string, string>>,
): void {
  checkCsrf(deps.signingKeys, sessionHash(accountSecret(deps, c) ?? ''), values['csrf'])
}

/** Sends a visitor to the form for the link; they come back to this page once signed in. */
export function signInFirst(c: Context): Response {
  const { locale, path } = readPath(c.req.path)
  const next = nextPlace(path + new URL(c.req.url).search)
  const to = localPath(locale, '/account/sign-in')
  return c.redirect(next === '/account' ? to : `${to}?next=${encodeURIComponent(next)}`, 303)
}

/** Doors that are no pages: they are posted to, or lead nowhere once one is signed in. */
const noPage = /^\/account\/(sign-in|sign-out|open|claim|card)\b/

/** Where one may go after signing in, without the language; anything else is the account itself. */
export function nextPlace(text: string | undefined): string {
  const isKnown =
    text !== undefined &&
    text.length <= 300 &&
    /^\/(account|read|cancel|withdraw|subscribe)(\/[\w-]+)*(\.pdf)?(\?[\w\-.=&%]*)?$/.test(text)
  return isKnown && !noPage.test(text) ? text : '/account'
}

export function accountSecret(deps: Pick<SiteDeps, 'siteUrl'>, c: Context): string | undefined {
  return isSecure(deps) ? getCookie(c, cookieName, 'host') : getCookie(c, cookieName)
}

/** `__Host-kiosque-account` on https; plain on http, which only a loopback address serves. */
export function keepAccountSession(
  deps: Pick<SiteDeps, 'siteUrl' | 'clock'>,
  c: Context,
  session: { secret: string; endsAt: string },
): void {
  const leftMs = Date.parse(session.endsAt) - deps.clock().getTime()
  const maxAge = Math.max(1, Math.floor(leftMs / 1_000))
  setCookie(c, cookieName, session.secret, { ...flags(deps), maxAge })
}

export function dropAccountSession(deps: Pick<SiteDeps, 'siteUrl'>, c: Context): void {
  deleteCookie(c, cookieName, flags(deps))
}

function flags(deps: Pick<SiteDeps, 'siteUrl'>) {
  const shared = { path: '/', httpOnly: true, sameSite: 'Lax' } as const
  return isSecure(deps) ? { ...shared, secure: true, prefix: 'host' as const } : shared
}

function isSecure({ siteUrl }: Pick<SiteDeps, 'siteUrl'>): boolean {
  return siteUrl.startsWith('https:')
}
