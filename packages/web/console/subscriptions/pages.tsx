// Subscriptions: the list with its filters, and one subscription whole.
import { listIssues } from '#editorial/store'
import { browseSubscriptions, subscriptionFilters } from '#subscriptions/browse-subscriptions'
import { lastAudit } from '#subscriptions/last-audit'
import { SubscriptionStatus } from '#subscriptions/subscription'
import { type ConsoleDeps, consoleApp, requireRole } from '../context.ts'
import { doneMessage } from '../done.ts'
import { AuditPage } from './audit-page.tsx'
import { claimsRoutes } from './claims.tsx'
import { customerRoutes } from './customer-acts.tsx'
import { declarationsRoutes } from './declarations.tsx'
import { leaveRoutes } from './leave-acts.tsx'
import { SubscriptionsPage } from './list-page.tsx'
import { noticesRoutes } from './notices.tsx'
import { ordersRoutes } from './orders.tsx'
import { refundRoutes } from './refund-acts.tsx'
import { shownOf } from './shown.ts'
import { SubscriptionPage } from './subscription-page.tsx'
import { stripeUrls } from './words.ts'

type Deps = Pick<
  ConsoleDeps,
  | 'table'
  | 'clock'
  | 'makeId'
  | 'hint'
  | 'stepHint'
  | 'siteUrl'
  | 'readerKeys'
  | 'publication'
  | 'stripeObjectUrl'
  | 'log'
>

/** The pages under `/console/subscriptions`. */
export function subscriptionsPages(deps: Deps) {
  const app = consoleApp()
  app.use('*', requireRole('marketing', 'finance', 'admin'))

  app.get('/', async (c) => {
    const query = (c.req.query('q') ?? '').trim().slice(0, 254)
    const status = SubscriptionStatus.safeParse(c.req.query('state')).data
    const plan = c.req.query('plan')
    const planId = deps.publication.subscriptions?.plans.find(({ id }) => id === plan)?.id
    const after = c.req.query('after')?.slice(0, 2_000)
    const filter = subscriptionFilters.find((one) => one === c.req.query('filter'))
    const found = await browseSubscriptions(deps, { query, status, planId, filter, after })
    return c.html(
      <SubscriptionsPage
        c={c}
        query={query}
        status={status}
        planId={planId}
        filter={filter}
        rows={found.rows}
        orders={found.orders ?? []}
        after={found.after}
        isFirst={after === undefined}
      />,
    )
  })

  app.get('/audit', async (c) => {
    const last = await lastAudit(deps.table)
    const isTest = last?.differences.some(({ stripe }) => stripe?.id.startsWith('cs_test_'))
    const urlOf = stripeUrls({ isTest: isTest ?? false, elsewhere: deps.stripeObjectUrl })
    return c.html(<AuditPage c={c} last={last} urlOf={urlOf} />)
  })

  ordersRoutes(app, deps)
  refundRoutes(app, deps)
  claimsRoutes(app, deps)
  noticesRoutes(app, deps)
  declarationsRoutes(app, deps)
  leaveRoutes(app, deps)
  customerRoutes(app, deps)

  app.get('/:id', async (c) => {
    const shown = await shownOf(deps, c)
    const issues = await listIssues(deps.table)
    return c.html(
      <SubscriptionPage
        c={c}
        shown={shown}
        issues={issues}
        stripeObjectUrl={deps.stripeObjectUrl}
        flash={doneMessage(c)}
      />,
    )
  })

  return app
}
