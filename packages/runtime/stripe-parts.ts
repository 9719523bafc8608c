// Parts that speak to Stripe, apart from the others: a function that does not hold no SDK of Stripe's.
// Where the client goes is the environment's business, as with AWS: STRIPE_BASE_URL or Stripe itself.
import type { Publication } from '#publication/schema'
import { stripeClient } from '#stripe/client'
import { titleMark } from '#stripe/metadata'
import { type PaymentsDeps, stripePayments } from '#stripe/payments'
import type { Payments } from '#subscriptions/ports'
import { clock } from './clock.ts'
import { link } from './links.ts'

/** What `packages/stripe` needs, for functions that are given the key. */
export function stripeDeps(publication: Publication): PaymentsDeps {
  return {
    client: stripeClient({
      secretKey: link('StripeKey').value,
      baseUrl: process.env['STRIPE_BASE_URL'] || undefined,
    }),
    clock,
    title: titleMark(publication.name),
    titleName: publication.name,
  }
}

/**
 * Stripe as subscriptions need it. A title that sells nothing has no key: then nothing asks for a
 * payment, and whoever does has a bug.
 */
export function payments(publication: Publication): Payments {
  return publication.subscriptions ? stripePayments(stripeDeps(publication)) : nothingIsSold
}

const nobodyPays = () => Promise.reject(new Error('This publication sells no subscriptions'))
const nothingIsSold: Payments = {
  checkout: nobodyPays,
  promotion: nobodyPays,
  read: nobodyPays,
  putOffRenewal: nobodyPays,
  cancelAtPeriodEnd: nobodyPays,
  cancelNow: nobodyPays,
  voidInvoice: nobodyPays,
  refund: nobodyPays,
  paymentsOf: nobodyPays,
  reprice: nobodyPays,
  changeCustomer: nobodyPays,
  invoices: nobodyPays,
  portal: nobodyPays,
}
