// What the doors of leaving know beforehand: who comes from their order's own link, or from their
// account. Everyone else finds empty fields; no account is asked for.
import type { Context } from 'hono'
import type { OrderId } from '#kernel/ids'
import { idSchema } from '#kernel/ids'
import type { Order } from '#subscriptions/order'
import { orderToken, readOrderToken } from '#subscriptions/order-link'
import { customerOf, findSubscription, getCustomer, getOrder } from '#subscriptions/store'
import { signedInReader } from '../account/session.ts'
import type { SiteDeps } from '../context.ts'

export type Prefill = {
  /** Carried through the pages, so that the declaration names its contract without doubt. */
  token: string
  orderId: OrderId
  values: Readonly<Record<string, string>>
}

/** By `?order=` with the order's own token, or `?contract=` with an id of who is signed in. */
export async function prefillOf(deps: SiteDeps, c: Context): Promise<Prefill | undefined> {
  const token = c.req.query('order')
  const ref = token === undefined ? undefined : orderIn(deps, token)
  const order = ref
    ? await getOrder(deps.table, ref)
    : await orderOfAccount(deps, c, c.req.query('contract'))
  if (!order) return undefined
  const { customerId, id: orderId, buyer } = order
  // Anybody may begin an order with an address: its link shows what was typed into it, and nothing
  // that its customer is known by.
  const customer = ref ? undefined : await getCustomer(deps.table, customerId)
  return {
    token: orderToken(deps.signingKeys, { customerId, orderId }),
    orderId,
    values: {
      name: buyer.company ?? buyer.name,
      email: customer?.email ?? buyer.email,
      reference: orderId,
    },
  }
}

/** The order whose token a form carries. */
export function orderIn(deps: SiteDeps, token: string) {
  return readOrderToken(deps.signingKeys, { token, now: deps.clock() })
}

async function orderOfAccount(
  deps: SiteDeps,
  c: Context,
  contract: string | undefined,
): Promise<Order | undefined> {
  if (contract === undefined) return undefined
  const reader = await signedInReader(deps, c)
  const customerId = reader && (await customerOf(deps.table, reader.readerIds))
  if (!customerId) return undefined
  const subscriptionId = idSchema('subscription').safeParse(contract)
  const subscription = subscriptionId.success
    ? await findSubscription(deps.table, subscriptionId.data)
    : undefined
  const orderId = idSchema('order').safeParse(subscription?.orderId ?? contract)
  return orderId.success
    ? await getOrder(deps.table, { customerId, orderId: orderId.data })
    : undefined
}
