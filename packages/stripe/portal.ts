// Stripe's customer portal, for the means of payment alone: leaving, addresses and invoices are ours.
import type { Stripe } from 'stripe'
import { metadataKeys } from './metadata.ts'

/** Counts up when the features below change: an old configuration is left alone. */
const version = '1'

/** The id of our configuration of the portal, made when it is first needed. */
export async function portalConfiguration(deps: {
  client: Stripe
  title: string
}): Promise<string> {
  const { client, title } = deps
  const configurations = client.billingPortal.configurations
  for await (const { id, metadata } of configurations.list({ active: true, limit: 100 }))
    if (metadata?.[metadataKeys.title] === title && metadata['kiosque_version'] === version)
      return id
  const made = await configurations.create(
    {
      features: {
        payment_method_update: { enabled: true },
        customer_update: { enabled: false },
        invoice_history: { enabled: false },
        subscription_cancel: { enabled: false },
        subscription_update: { enabled: false },
      },
      metadata: { [metadataKeys.title]: title, kiosque_version: version },
    },
    { idempotencyKey: `portal:${title}:${version}` },
  )
  return made.id
}
