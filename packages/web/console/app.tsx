// The console: what staff use. Sign-in first, then the session, then the places.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { VisibleError } from '#kernel/errors'
import type { ConsoleDeps, ConsoleEnv } from './context.ts'
import { consoleErrors, consoleNotFound } from './errors.tsx'
import { requireStaff } from './session.ts'
import { endSession, signInPages } from './sign-in.tsx'

/** Larger than a newsletter's text may be (1 MB), as a form encodes it. */
const maxBodyBytes = 4_000_000

/** Everything under `/console`; mount it at `/`. */
export function createConsole(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.onError(consoleErrors(deps))
  app.notFound(consoleNotFound(deps))
  app.use('/console/*', consoleHeaders())
  app.use('/console/*', bodyLimit({ maxSize: maxBodyBytes, onError: () => tooLarge() }))
  app.route('/console', signInPages(deps))
  app.use('/console/*', requireStaff(deps))
  app.post('/console/sign-out', (c) => endSession(deps, c))
  return app
}

/** Security headers of console pages; nothing comes from elsewhere but previews in frames of ours. */
export function consoleHeaders() {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'https:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      frameSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
      baseUri: ["'none'"],
    },
    referrerPolicy: 'same-origin',
    xFrameOptions: 'SAMEORIGIN',
    crossOriginOpenerPolicy: 'same-origin',
  })
}

function tooLarge(): never {
  throw new VisibleError('too-large', {
    fr: 'C’est trop volumineux pour être enregistré d’un coup. Raccourcissez le texte.',
    en: 'This is too large to be saved at once. Shorten the text.',
  })
}
