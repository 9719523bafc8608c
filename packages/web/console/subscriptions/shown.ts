// The subscription that a path names, or the page that says there is none.
import type { Table } from '#aws/table'
import { idSchema } from '#kernel/ids'
import { type SubscriptionView, showSubscription } from '#subscriptions/show-subscription'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext } from '../context.ts'

export async function shownOf(
  deps: { table: Table },
  c: ConsoleContext,
): Promise<SubscriptionView> {
  const id = idSchema('subscription').safeParse(c.req.param('id'))
  const shown = id.success ? await showSubscription(deps, id.data) : undefined
  if (!shown) throw notFound()
  return shown
}
