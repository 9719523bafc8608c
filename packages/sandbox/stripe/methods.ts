// Means of payment: cards and bank accounts, and who they belong to.
import { createHash } from 'node:crypto'
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { findCard, findIban, type TestCard, type TestIban } from './cards.ts'
import { id, metadata, text } from './params.ts'
import { addressOf, idOf, mergeMetadata } from './pieces.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import { randomId, type Work } from './work.ts'

export type Means = { card: string } | { iban: string }
export type Payer = { email: string | null; name: string | null; country?: string | null }

/**
 * A means of payment from what was typed.
 * @throws StripeRefusal when the number is none of the test numbers.
 */
export function createMethod(work: Work, means: Means, payer: Payer): Stripe.PaymentMethod {
  const card = 'card' in means ? findCard(means.card) : undefined
  const account = 'iban' in means ? findIban(means.iban) : undefined
  const behaviour = card?.behaviour ?? account?.behaviour
  if (!behaviour)
    throw new StripeRefusal(
      'Your card was declined. Your request was in test mode, but used a non test card.',
      { type: 'card_error', code: 'card_declined', more: { decline_code: 'test_mode_live_card' } },
    )
  const method: Stripe.PaymentMethod = {
    id: work.makeId('pm'),
    object: 'payment_method',
    allow_redisplay: 'limited',
    billing_details: {
      address: payer.country ? addressOf({ country: payer.country }) : addressOf({}),
      email: payer.email,
      name: payer.name,
      phone: null,
      tax_id: null,
    },
    ...(card ? { card: cardOf(card) } : {}),
    created: work.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    ...(account ? { sepa_debit: debitOf(account) } : {}),
    type: card ? 'card' : 'sepa_debit',
  }
  work.put('payment_method', method)
  work.put('behaviour', { ...behaviour, id: method.id })
  return method
}

function cardOf({ number, brand, behaviour }: TestCard): Stripe.PaymentMethod.Card {
  return {
    brand,
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: 'pass',
    },
    country: 'FR',
    display_brand: brand,
    exp_month: 12,
    exp_year: 2034,
    fingerprint: fingerprint(number),
    funding: 'credit',
    generated_from: null,
    last4: number.slice(-4),
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: behaviour.needsAuthentication },
    wallet: null,
  }
}

function debitOf({ iban, country }: TestIban): Stripe.PaymentMethod.SepaDebit {
  return {
    bank_code: country === 'FR' ? iban.slice(4, 9) : iban.slice(4, 12),
    branch_code: country === 'FR' ? iban.slice(9, 14) : '',
    country,
    fingerprint: fingerprint(iban),
    generated_from: { charge: null, setup_attempt: null },
    last4: iban.slice(-4),
  }
}

function fingerprint(number: string): string {
  return createHash('sha256').update(number).digest('hex').slice(0, 16)
}

export function attach(work: Work, methodId: string, customer: string): Stripe.PaymentMethod {
  const method = work.get('payment_method', methodId)
  if (idOf(method.customer) === customer) return method
  if (method.customer !== null)
    throw wrongState(
      'The payment method you provided has already been attached to a customer.',
      'payment_method_unexpected_state',
    )
  return work.change('payment_method', methodId, { customer }, 'payment_method.attached')
}

export function detach(work: Work, methodId: string): Stripe.PaymentMethod {
  const method = work.get('payment_method', methodId)
  if (method.customer === null)
    throw wrongState(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      'payment_method_unexpected_state',
    )
  return work.change('payment_method', methodId, { customer: null }, 'payment_method.detached')
}

export const MethodUpdate = z.strictObject({
  metadata,
  billing_details: z
    .strictObject({
      email: text.optional(),
      name: text.optional(),
      phone: text.optional(),
    })
    .optional(),
})

export function updateMethod(
  work: Work,
  methodId: string,
  params: z.infer<typeof MethodUpdate>,
): Stripe.PaymentMethod {
  const before = work.get('payment_method', methodId)
  const details = before.billing_details
  const { email = details.email, name = details.name } = params.billing_details ?? {}
  return work.change(
    'payment_method',
    methodId,
    {
      metadata: mergeMetadata(before.metadata, params.metadata),
      billing_details: { ...details, email, name },
    },
    'payment_method.updated',
  )
}

export const Attach = z.strictObject({ customer: id })

/** The mandate that lets us debit an account again. */
export function createMandate(
  work: Work,
  method: Stripe.PaymentMethod,
  isReusable: boolean,
): Stripe.Mandate {
  const reference = randomId(16).toUpperCase()
  return work.put('mandate', {
    id: work.makeId('mandate'),
    object: 'mandate',
    customer_acceptance: {
      accepted_at: work.now,
      online: { ip_address: '127.0.0.1', user_agent: 'sandbox' },
      type: 'online',
    },
    livemode: false,
    ...(isReusable ? { multi_use: {} } : {}),
    payment_method: method.id,
    payment_method_details: {
      sepa_debit: { reference, url: `${work.siteUrl}/sandbox/stripe/${method.id}` },
      type: 'sepa_debit',
    },
    status: 'active',
    type: isReusable ? 'multi_use' : 'single_use',
  })
}

/** The mandate an account was debited by before. */
export function mandateOf(work: Work, methodId: string): Stripe.Mandate | undefined {
  return work.referring('mandate', methodId)[0]
}
