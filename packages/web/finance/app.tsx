// The books: what finance uses, under `/console/finance`, in a function of its own. Sign-in, search
// and all other places are the console's.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { sameOriginOnly } from '#web/shared/csrf'
import { bodyTooLarge } from '#web/shared/errors.tsx'
import { privatePage, securityHeaders } from '#web/shared/security'
import { type ConsoleEnv, financeRoles, requireRole } from '../console/context.ts'
import { consoleErrors, consoleNotFound } from '../console/errors.tsx'
import { consoleSecurity, requireStaff } from '../console/session.ts'
import { staffPaperRoutes } from '../papers/staff-papers.ts'
import { balanceRoutes } from './balance.tsx'
import { bankRoutes } from './bank.tsx'
import { closeRoutes } from './close.tsx'
import type { FinanceDeps } from './context.ts'
import { customerRoutes } from './customers.tsx'
import { dashboardRoutes } from './dashboard.tsx'
import { deferredRoutes } from './deferred.tsx'
import { disputeRoutes } from './disputes.tsx'
import { entryRoutes } from './entry.tsx'
import { exceptionRoutes } from './exceptions.tsx'
import { exportRoutes } from './exports.tsx'
import { homeRoutes } from './home.tsx'
import { invoiceRoutes } from './invoices.tsx'
import { payoutRoutes } from './payouts.tsx'
import { receivableRoutes } from './receivables.tsx'
import { sealRoutes } from './seals.tsx'
import { ledgerRoutes } from './transactions.tsx'
import { vatRoutes } from './vat.tsx'

/** A bank statement, as a form sends it: below what a function address takes. */
const maxBodyBytes = 4_500_000

/** Serves `/console/finance` and all below it; mount it at `/`. */
export function createFinance(deps: FinanceDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.onError(consoleErrors(deps))
  app.notFound(consoleNotFound(deps))
  app.use('/console/finance/*', securityHeaders(consoleSecurity(deps)))
  app.use('/console/finance/*', privatePage)
  app.use('/console/finance/*', sameOriginOnly({ siteUrl: deps.siteUrl }))
  app.use('/console/finance/*', bodyLimit({ maxSize: maxBodyBytes, onError: bodyTooLarge }))
  app.use('/console/finance/*', requireStaff(deps))
  app.use('/console/finance/*', requireRole(...financeRoles))
  balanceRoutes(app, deps)
  bankRoutes(app, deps)
  closeRoutes(app, deps)
  customerRoutes(app, deps)
  dashboardRoutes(app, deps)
  deferredRoutes(app, deps)
  disputeRoutes(app, deps)
  entryRoutes(app, deps)
  exceptionRoutes(app, deps)
  exportRoutes(app, deps)
  homeRoutes(app, deps)
  invoiceRoutes(app, deps)
  ledgerRoutes(app, deps)
  payoutRoutes(app, deps)
  receivableRoutes(app, deps)
  sealRoutes(app, deps)
  staffPaperRoutes(app, deps)
  vatRoutes(app, deps)
  return app
}
