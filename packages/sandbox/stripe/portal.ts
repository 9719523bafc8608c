// The billing portal: a page on which a customer changes the means of payment, and nothing else.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { attach, createMethod, type Means } from './methods.ts'
import { id, text } from './params.ts'
import { idOf } from './pieces.ts'
import type { Work } from './work.ts'

export const PortalCreate = z.strictObject({
  customer: id,
  return_url: text.optional(),
  configuration: id.optional(),
  locale: z.string().max(10).optional(),
  flow_data: z
    .strictObject({
      type: z.literal('payment_method_update'),
      after_completion: z
        .strictObject({
          type: z.enum(['hosted_confirmation', 'portal_homepage', 'redirect']),
          redirect: z.strictObject({ return_url: text }).optional(),
        })
        .optional(),
    })
    .optional(),
})

export function createPortal(
  work: Work,
  params: z.infer<typeof PortalCreate>,
): Stripe.BillingPortal.Session {
  const customer = work.get('customer', params.customer, 'customer')
  const sessionId = work.makeId('bps')
  const after = params.flow_data?.after_completion
  const session: Stripe.BillingPortal.Session = {
    id: sessionId,
    object: 'billing_portal.session',
    configuration: params.configuration ?? 'bpc_sandbox',
    created: work.now,
    customer: customer.id,
    customer_account: null,
    flow: params.flow_data
      ? {
          after_completion: {
            hosted_confirmation: null,
            redirect: after?.redirect ?? null,
            type: after?.type ?? 'portal_homepage',
          },
          customer_update: null,
          subscription_cancel: null,
          subscription_pause: null,
          subscription_update: null,
          subscription_update_confirm: null,
          type: 'payment_method_update',
        }
      : null,
    livemode: false,
    locale: params.locale ?? null,
    on_behalf_of: null,
    return_url: params.return_url ?? null,
    url: `${work.siteUrl}/sandbox/stripe/portal/${sessionId}`,
  }
  work.put('billing_portal.session', session)
  work.emit('billing_portal.session.created', session)
  return session
}

/** The new means of payment pays this customer's subscriptions from now on. */
export function replaceMethod(work: Work, sessionId: string, means: Means): Stripe.PaymentMethod {
  const session = work.get('billing_portal.session', sessionId)
  const customer = work.get('customer', session.customer)
  const method = createMethod(work, means, {
    email: customer.email,
    name: customer.name ?? null,
    country: customer.address?.country ?? null,
  })
  const attached = attach(work, method.id, customer.id)
  work.change(
    'customer',
    customer.id,
    { invoice_settings: { ...customer.invoice_settings, default_payment_method: method.id } },
    'customer.updated',
  )
  for (const subscription of work.referring('subscription', customer.id))
    if (!['canceled', 'incomplete_expired'].includes(subscription.status))
      work.change(
        'subscription',
        subscription.id,
        { default_payment_method: method.id },
        'customer.subscription.updated',
      )
  return attached
}

/** What the customer pays with now. */
export function currentMethod(
  work: Pick<Work, 'get' | 'referring' | 'read'>,
  customerId: string,
): Stripe.PaymentMethod | undefined {
  const customer = work.get('customer', customerId)
  const running = work.referring('subscription', customerId).at(-1)
  const methodId =
    idOf(running?.default_payment_method) ?? idOf(customer.invoice_settings.default_payment_method)
  return methodId ? work.read('payment_method', methodId) : undefined
}
