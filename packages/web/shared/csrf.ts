// Forged requests. A browser tells where a form comes from; whoever sends with a session must
// also show the session's own token. The one-click POST of RFC 8058 comes from no page and has
// neither: it is authorised by the token in its address alone, so its route leaves this out.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { VisibleError } from '#kernel/errors'
import type { SigningKeys } from '#kernel/tokens'

const forged = () =>
  new VisibleError('forbidden', {
    fr: 'Ce formulaire vient d’un autre site ou d’une ancienne session. Rechargez la page et recommencez.',
    en: 'This form comes from another site or an old session. Reload the page and try again.',
  })

/**
 * Refuses a POST that a browser says comes from another site (Sec-Fetch-Site, else Origin).
 * `requireOrigin` also refuses requests that say nothing: for the console. Pages with
 * `no-referrer` send `Origin: null`, which says nothing.
 */
export function sameOriginOnly(options: {
  siteUrl: string
  requireOrigin?: boolean
}): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    const site = c.req.header('sec-fetch-site')
    const origin = c.req.header('origin')
    const own = [options.siteUrl, new URL(c.req.url).origin]
    if (site !== undefined) {
      if (site !== 'same-origin' && site !== 'none') throw forged()
    } else if (origin !== undefined && origin !== 'null') {
      if (!own.includes(origin)) throw forged()
    } else if (options.requireOrigin) throw forged()
    return next()
  }
}

/** The anti-forgery token of a session; `sessionId` is the hash the session is stored under. */
export function csrfToken(keys: SigningKeys, sessionId: string): string {
  const key = keys[0]
  if (!key) throw new Error('No signing key')
  return mac(key.secret, sessionId)
}

/**
 * Checks the `csrf` field of a console form.
 * @throws VisibleError `forbidden` when it is missing or another session's.
 */
export function checkCsrf(keys: SigningKeys, sessionId: string, given: unknown): void {
  if (typeof given !== 'string' || given.length > 100) throw forged()
  const isOurs = keys.some(({ secret }) => {
    const [wanted, got] = [Buffer.from(mac(secret, sessionId)), Buffer.from(given)]
    return wanted.length === got.length && timingSafeEqual(wanted, got)
  })
  if (!isOurs) throw forged()
}

function mac(secret: string, sessionId: string): string {
  return createHmac('sha256', secret).update(`csrf:${sessionId}`).digest('base64url')
}
