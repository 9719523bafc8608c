// Ends the subscription that a paid order takes the place of: a change of plan. The intent lies in the
// new one; what is not served of the old one goes back (domain-rules §8.4).
import { intentOf } from '#aws/intent'
import type { Key } from '#aws/keys'
import { idSchema } from '#kernel/ids'
import { instant } from '#kernel/time'
import { type EndSubscriptionDeps, endSubscription } from './end-subscription.ts'
import { changeSubscription, getOrder, getSubscription } from './store.ts'
import { statusOf } from './subscription.ts'

/** `key` is the new one's. Repeatable: whoever dies on the way leaves the intent open. */
export async function replaceSubscription(deps: EndSubscriptionDeps, key: Key): Promise<void> {
  const item = await deps.table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  if (intent?.kind !== 'order.replace') return
  const customerId = idSchema('customer').parse(key.pk.replace('CUSTOMER#', ''))
  const subscriptionId = idSchema('subscription').parse(key.sk.replace('SUBSCRIPTION#', ''))
  const made = await getSubscription(deps.table, { customerId, subscriptionId })
  const order = made && (await getOrder(deps.table, { customerId, orderId: made.orderId }))
  const replaced = order?.replaces
  // Money that came back meanwhile replaces nothing.
  if (made && replaced !== undefined && statusOf(made) !== 'ended') {
    const ended = await endSubscription(deps, {
      ref: { customerId, subscriptionId: replaced },
      leaving: {
        ...{ kind: 'replaced', because: made.orderId, ends: 'now' },
        at: instant(deps.clock()),
      },
    })
    // Two payment pages of a change of plan were paid: both run, and a person must ask which one stays.
    const other = ended.kind === 'ended' ? ended.subscription.leaving : undefined
    if (other?.kind === 'replaced' && other.because !== made.orderId)
      deps.log('error', 'order.replacedAgain', { orderId: made.orderId, before: other.because })
  }
  await changeSubscription(deps.table, { customerId, subscriptionId }, (is, open) =>
    open?.id === intent.id ? { to: is, close: intent.id } : undefined,
  )
}
