// Security headers of every answer. Nothing inline is allowed and nothing from elsewhere: styles,
// scripts, fonts and pictures are ours and come from this origin.
import type { MiddlewareHandler } from 'hono'

export type SecurityOptions = {
  /** Sends HSTS. True where the site is served by https. */
  isHttps: boolean
  /** Extra sources by directive, e.g. `{ 'connect-src': ['https://files.example'] }`. */
  extra?: Readonly<Partial<Record<CspDirective, readonly string[]>>>
}

type CspDirective =
  | 'script-src'
  | 'style-src'
  | 'img-src'
  | 'font-src'
  | 'connect-src'
  | 'frame-src'
  | 'frame-ancestors'
  | 'form-action'

const base: Readonly<Record<CspDirective, readonly string[]>> = {
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'frame-src': ["'self'"],
  'frame-ancestors': ["'none'"],
  'form-action': ["'self'"],
}

/** The Content-Security-Policy, with extra sources where a page needs them. */
export function contentSecurityPolicy(extra: SecurityOptions['extra'] = {}): string {
  const directives = Object.entries(base).map(([name, sources]) => {
    const more = extra[name as CspDirective] ?? []
    const kept = more.length > 0 ? sources.filter((source) => source !== "'none'") : sources
    return `${name} ${[...kept, ...more].join(' ')}`
  })
  return ["default-src 'none'", "base-uri 'none'", "object-src 'none'", ...directives].join('; ')
}

/**
 * Sets the headers on every answer. A handler that set one of them itself keeps its own (a preview
 * that may be framed by the console, a picture that mails show).
 */
export function securityHeaders(options: SecurityOptions): MiddlewareHandler {
  const headers: Record<string, string> = {
    'content-security-policy': contentSecurityPolicy(options.extra),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(options.isHttps
      ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }
      : {}),
  }
  return async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(headers))
      if (!c.res.headers.has(name)) c.header(name, value)
  }
}

/** For pages behind a token or a session: not kept, not indexed, address not passed on. */
export const privatePage: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('cache-control', 'no-store')
  c.header('referrer-policy', 'no-referrer')
  c.header('x-robots-tag', 'noindex, nofollow')
}
