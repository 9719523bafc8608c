// Stripe as the `Payments` that subscriptions need. Every call that changes something carries a key:
// a second one with the same key changes nothing more.
import type { Stripe } from 'stripe'
import { assert } from '#kernel/errors'
import { type Clock, instant } from '#kernel/time'
import type { CheckoutOrder, Payments } from '#subscriptions/ports'
import { fullPriceOf } from '#subscriptions/promotion'
import { type CatalogueDeps, priceFor, taxRateFor } from './catalogue.ts'
import {
  checkoutParams,
  customerParams,
  type Line,
  rhythmOf,
  type StoredPart,
} from './checkout-params.ts'
import { isEnded, isMissing } from './client.ts'
import { changeCustomer, invoicesOf } from './customer-data.ts'
import { portalConfiguration } from './portal.ts'
import { readPromotion } from './promotion.ts'
import { paymentsOf, readFacts } from './read-facts.ts'
import { refundInvoice } from './refund-invoice.ts'
import { reprice } from './reprice.ts'
import { voidInvoice } from './void-invoice.ts'

/** `title` is our mark (metadata.ts), `titleName` what pages and invoices call the publication. */
export type PaymentsDeps = { client: Stripe; clock: Clock; title: string; titleName: string }

export function stripePayments(deps: PaymentsDeps): Payments {
  const { client } = deps
  return {
    checkout: (order) => checkout(deps, order),
    promotion: (asked) => readPromotion(deps, asked),
    read: (ref) => readFacts(deps, ref),

    async putOffRenewal({ subscriptionId, until, key }) {
      await client.subscriptions.update(
        subscriptionId,
        { trial_end: secondsOf(until), proration_behavior: 'none' },
        { idempotencyKey: key },
      )
    },

    async cancelAtPeriodEnd({ subscriptionId, key }) {
      await unlessEnded(client, subscriptionId, () =>
        client.subscriptions.update(
          subscriptionId,
          { cancel_at_period_end: true },
          { idempotencyKey: key },
        ),
      )
    },

    async cancelNow({ subscriptionId, key }) {
      await unlessEnded(client, subscriptionId, () =>
        client.subscriptions.cancel(
          subscriptionId,
          { prorate: false, invoice_now: false },
          { idempotencyKey: key },
        ),
      )
    },

    voidInvoice: (input) => voidInvoice(client, input),
    refund: (input) => refundInvoice(client, input),
    paymentsOf: ({ invoiceId }) => paymentsOf(deps, invoiceId),

    reprice: (input) => reprice(deps, input),
    changeCustomer: (input) => changeCustomer(client, input),
    invoices: ({ stripeCustomerId }) => invoicesOf(client, stripeCustomerId),

    async portal({ stripeCustomerId, returnUrl }) {
      const session = await client.billingPortal.sessions.create({
        customer: stripeCustomerId,
        configuration: await portalConfiguration(deps),
        return_url: returnUrl,
        flow_data: {
          type: 'payment_method_update',
          after_completion: { type: 'redirect', redirect: { return_url: returnUrl } },
        },
      })
      return { url: session.url }
    },
  }
}

async function checkout(deps: PaymentsDeps, input: CheckoutOrder) {
  const { title } = deps
  const { order } = input
  const stripeCustomerId = order.stripe.customerId ?? (await customerFor(deps, order))
  const lines: Line[] = []
  for (const part of fullPriceOf(order).parts) lines.push(await lineFor(deps, { order, part }))
  const params = checkoutParams(input, { title, stripeCustomerId, lines })
  const session = await sessionFor(deps, order, params)
  if (session === undefined) return { kind: 'promotionGone' } as const
  assert(session.url !== null, 'a hosted page has an address')
  return {
    sessionId: session.id,
    url: session.url,
    expiresAt: instant(session.expires_at * 1_000),
  }
}

/**
 * Undefined when the order's code is refused meanwhile, or takes off another amount than the reader
 * was shown: nobody pays a price that was on no button.
 */
async function sessionFor(
  deps: PaymentsDeps,
  order: CheckoutOrder['order'],
  params: Stripe.Checkout.SessionCreateParams,
): Promise<Stripe.Checkout.Session | undefined> {
  const { client } = deps
  const { promotion, planId, price } = order
  const options = { idempotencyKey: `${order.id}:session` }
  if (!promotion) {
    const session = await client.checkout.sessions.create(params, options)
    assert(session.amount_total === price.gross, 'the price that stood on the button')
    return session
  }
  let session: Stripe.Checkout.Session
  try {
    session = await client.checkout.sessions.create(params, options)
  } catch (error) {
    const supplies = promotion.full.parts.map(({ supply }) => supply)
    const answer = await readPromotion(deps, { code: promotion.code, planId, supplies })
    if (answer.kind !== 'promotion') return undefined
    throw error
  }
  if (session.amount_total === price.gross) return session
  if (session.status === 'open') await client.checkout.sessions.expire(session.id)
  return undefined
}

async function customerFor(
  { client, title }: PaymentsDeps,
  order: CheckoutOrder['order'],
): Promise<string> {
  const customer = await client.customers.create(customerParams(order, title), {
    idempotencyKey: `${order.id}:customer`,
  })
  return customer.id
}

async function lineFor(
  deps: CatalogueDeps & { titleName: string },
  { order, part }: { order: CheckoutOrder['order']; part: StoredPart },
): Promise<Line> {
  const priceId = await priceFor(deps, {
    planId: order.planId,
    // One product for both languages: the publication's own comes first.
    name: `${deps.titleName} – ${order.terms.name.fr}`,
    part,
    every: rhythmOf(order.terms),
  })
  return { priceId, taxRateId: await taxRateFor(deps, part) }
}

/** What has ended already is as was wanted. */
async function unlessEnded(
  client: Stripe,
  subscriptionId: string,
  act: () => Promise<unknown>,
): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!isMissing(error) && !isEnded(error)) throw error
    const { status } = await client.subscriptions.retrieve(subscriptionId)
    if (status !== 'canceled' && status !== 'incomplete_expired') throw error
  }
}

function secondsOf(at: string): number {
  return Math.floor(Date.parse(at) / 1_000)
}
