// The routes of orders that made no subscription: their list, and one of them.
import type { Hono } from 'hono'
import { listIssues } from '#editorial/store'
import { idSchema } from '#kernel/ids'
import { browseOrders } from '#subscriptions/browse-orders'
import { showOrder } from '#subscriptions/show-order'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleDeps, ConsoleEnv } from '../context.ts'
import { doneMessage } from '../done.ts'
import { OrderPage } from './order-page.tsx'
import { placeOf } from './order-words.ts'
import { OrdersPage } from './orders-page.tsx'

type Deps = Pick<ConsoleDeps, 'table' | 'clock' | 'stripeObjectUrl'>

export function ordersRoutes(app: Hono<ConsoleEnv>, deps: Deps): void {
  app.get('/orders', async (c) => {
    const after = c.req.query('after')?.slice(0, 2_000)
    const found = await browseOrders(deps, { after })
    return c.html(<OrdersPage c={c} orders={found.orders} after={found.after} />)
  })

  app.get('/orders/:order', async (c) => {
    const id = idSchema('order').safeParse(c.req.param('order'))
    const shown = id.success ? await showOrder(deps, id.data) : undefined
    if (!shown) throw notFound()
    if (shown.subscription) return c.redirect(placeOf(shown), 302)
    const issues = await listIssues(deps.table)
    return c.html(
      <OrderPage
        {...{ c, shown, issues }}
        stripeObjectUrl={deps.stripeObjectUrl}
        flash={doneMessage(c)}
      />,
    )
  })
}
