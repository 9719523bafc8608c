// Events as Stripe signs them, for tests.
import Stripe from 'stripe'

export const secret = 'whsec_only_for_tests'
export const title = 'en-contact'
export const now = new Date('2026-11-30T08:00:00Z')

export function anEvent(change: { id?: string; type?: string; object?: object } = {}) {
  const mark = { kiosque: title, kiosque_order: 'or_1', kiosque_customer: 'cu_1' }
  return {
    id: change.id ?? 'evt_1',
    object: 'event',
    api_version: '2026-10-28.endive',
    created: now.getTime() / 1_000,
    livemode: false,
    pending_webhooks: 1,
    request: null,
    type: change.type ?? 'invoice.paid',
    data: { object: change.object ?? { id: 'in_1', object: 'invoice', metadata: mark } },
  }
}

/** The request that brings it: raw body and signature. */
export function signed(
  event: object | string,
  options: { secret?: string; at?: Date } = {},
): { body: Uint8Array<ArrayBuffer>; signature: string } {
  const payload = typeof event === 'string' ? event : JSON.stringify(event)
  const signature = Stripe.webhooks.generateTestHeaderString({
    payload,
    secret: options.secret ?? secret,
    timestamp: Math.floor((options.at ?? now).getTime() / 1_000),
  })
  return { body: new TextEncoder().encode(payload), signature }
}
