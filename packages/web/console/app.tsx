// The console: what staff use. Sign-in first, then the session, then the places.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { sameOriginOnly } from '#web/shared/csrf'
import { bodyTooLarge } from '#web/shared/errors.tsx'
import { privatePage, securityHeaders } from '#web/shared/security'
import { companiesPages } from './companies/pages.tsx'
import type { ConsoleDeps, ConsoleEnv } from './context.ts'
import { consoleErrors, consoleNotFound } from './errors.tsx'
import { homePage } from './home.tsx'
import { issuesPages } from './issues/pages.tsx'
import { KeysPage } from './keys-page.tsx'
import { newslettersPages } from './newsletters/pages.tsx'
import { readersPages } from './readers/pages.tsx'
import { searchPage } from './search.tsx'
import { consoleSecurity, requireStaff } from './session.ts'
import { changeLocale, settingsPages } from './settings/pages.tsx'
import { endSession, signInPages } from './sign-in.tsx'
import { subscriptionsPages } from './subscriptions/pages.tsx'

/** Larger than a newsletter's text may be (1 MB), as a form encodes it. */
const maxBodyBytes = 4_000_000

/** Everything under `/console`; mount it at `/`. */
export function createConsole(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.onError(consoleErrors(deps))
  app.notFound(consoleNotFound(deps))
  app.use('/console/*', securityHeaders(consoleSecurity(deps)))
  app.use('/console/*', privatePage)
  app.use('/console/*', sameOriginOnly({ siteUrl: deps.siteUrl }))
  app.use('/console/*', bodyLimit({ maxSize: maxBodyBytes, onError: bodyTooLarge }))
  app.route('/console', signInPages(deps))
  app.use('/console/*', requireStaff(deps))
  app.post('/console/sign-out', (c) => endSession(deps, c))
  app.post('/console/locale', (c) => changeLocale(deps, c))
  app.get('/console', (c) => homePage(deps, c))
  app.get('/console/search', (c) => searchPage(deps, c))
  app.get('/console/keys', (c) => c.html(<KeysPage c={c} />))
  app.route('/console/newsletters', newslettersPages(deps))
  app.route('/console/issues', issuesPages(deps))
  app.route('/console/companies', companiesPages(deps))
  app.route('/console/readers', readersPages(deps))
  app.route('/console/subscriptions', subscriptionsPages(deps))
  app.route('/console/settings', settingsPages(deps))
  return app
}
