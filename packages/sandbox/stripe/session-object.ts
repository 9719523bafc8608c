// A checkout session as an object, from what it was asked to be.
import type { Stripe } from 'stripe'
import { type Basket, basketTotals } from './basket.ts'
import type { SessionCreate } from './sessions.ts'
import { day } from './times.ts'
import type { Work } from './work.ts'

/** The session as it opens: what it offers, and what it comes to. */
export function sessionOf(
  work: Work,
  sessionId: string,
  params: SessionCreate,
  basket: Basket,
): Stripe.Checkout.Session {
  const totals = basketTotals(work, basket)
  const isPayment = params.mode === 'payment'
  const customer = params.customer ? work.get('customer', params.customer) : undefined
  const email = params.customer_email ?? customer?.email ?? null
  const { invoice_creation: invoices, custom_text: words } = params
  return {
    id: sessionId,
    object: 'checkout.session',
    adaptive_pricing: { enabled: params.adaptive_pricing?.enabled ?? true },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: totals.subtotal,
    amount_total: totals.total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: work.now,
    currency: basket.lines[0]?.price.currency ?? 'eur',
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: words?.after_submit ?? null,
      shipping_address: words?.shipping_address ?? null,
      submit: words?.submit ?? null,
      terms_of_service_acceptance: words?.terms_of_service_acceptance ?? null,
    },
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation: isPayment ? (params.customer_creation ?? 'if_required') : null,
    customer_details: email === null ? null : detailsOf(email, customer?.name ?? null, null),
    customer_email: params.customer_email ?? null,
    discounts: basket.reductions.map((one) => ({
      coupon: one.coupon,
      promotion_code: one.promotionCode,
    })),
    ...(params.excluded_payment_method_types
      ? { excluded_payment_method_types: params.excluded_payment_method_types }
      : {}),
    expires_at: params.expires_at ?? work.now + day,
    integration_identifier: params.integration_identifier ?? null,
    invoice: null,
    invoice_creation: isPayment
      ? {
          enabled: invoices?.enabled ?? false,
          invoice_data: {
            account_tax_ids: null,
            custom_fields: null,
            description: invoices?.invoice_data?.description ?? null,
            footer: invoices?.invoice_data?.footer ?? null,
            issuer: null,
            metadata: invoices?.invoice_data?.metadata ?? {},
            rendering_options: null,
          },
        }
      : null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: params.metadata ?? {},
    mode: params.mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: isPayment
      ? 'if_required'
      : (params.payment_method_collection ?? 'always'),
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: offeredMethods(params),
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url,
    ...(params.tax_id_collection
      ? { tax_id_collection: { enabled: params.tax_id_collection.enabled, required: 'never' } }
      : {}),
    total_details: {
      amount_discount: totals.discount,
      amount_shipping: 0,
      amount_tax: totals.tax,
    },
    ui_mode: 'hosted_page',
    url: `${work.siteUrl}/sandbox/stripe/pay/${sessionId}`,
    wallet_options: null,
  }
}

export function detailsOf(
  email: string | null,
  name: string | null,
  address: Stripe.Address | null,
): Stripe.Checkout.Session.CustomerDetails {
  return {
    address,
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  }
}

function offeredMethods(params: SessionCreate): string[] {
  const { allowed_payment_method_types: only, excluded_payment_method_types: never } = params
  return ['card', 'sepa_debit'].filter(
    (type) => (!only || only.includes(type)) && !never?.includes(type),
  )
}
