// The billing portal's configurations: which of its features a customer sees.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { flag, metadata, text } from './params.ts'
import type { Work } from './work.ts'

const Switch = z.strictObject({ enabled: flag })

export const PortalSettingsCreate = z.strictObject({
  features: z.strictObject({
    payment_method_update: Switch.optional(),
    customer_update: Switch.optional(),
    invoice_history: Switch.optional(),
    subscription_cancel: Switch.optional(),
    subscription_update: Switch.optional(),
  }),
  default_return_url: text.optional(),
  name: text.optional(),
  metadata,
})

export function createPortalSettings(
  work: Work,
  params: z.infer<typeof PortalSettingsCreate>,
): Stripe.BillingPortal.Configuration {
  const { features } = params
  const on = (feature: { enabled: boolean } | undefined) => feature?.enabled ?? false
  const settings: Stripe.BillingPortal.Configuration = {
    id: work.makeId('bpc'),
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
    created: work.now,
    default_return_url: params.default_return_url ?? null,
    features: {
      customer_update: { allowed_updates: [], enabled: on(features.customer_update) },
      invoice_history: { enabled: on(features.invoice_history) },
      payment_method_update: {
        enabled: on(features.payment_method_update),
        payment_method_configuration: null,
      },
      subscription_cancel: {
        cancellation_reason: { enabled: false, feedback_options: null, options: [] },
        enabled: on(features.subscription_cancel),
        mode: 'at_period_end',
        proration_behavior: 'none',
      },
      subscription_pause: {
        duration: { interval_options: [], type: 'indefinite' },
        enabled: false,
      },
      subscription_update: {
        billing_cycle_anchor: null,
        default_allowed_updates: [],
        enabled: on(features.subscription_update),
        products: null,
        proration_behavior: 'none',
        schedule_at_period_end: { conditions: [] },
        trial_update_behavior: 'end_trial',
      },
    },
    is_default: false,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: params.metadata ?? {},
    name: params.name ?? null,
    updated: work.now,
  }
  work.put('billing_portal.configuration', settings)
  work.emit('billing_portal.configuration.created', settings)
  return settings
}
