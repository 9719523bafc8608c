// What the outside world does to this Stripe: a buyer pays, a bank refuses, a cardholder disputes,
// money goes to the bank. The tool page, the command and the proofs act through here.
import * as z from 'zod'
import { VisibleError } from '#kernel/errors'
import { changeAccount } from './account.ts'
import type { DeclineCode } from './cards.ts'
import { confirmSession, paySession } from './checkout.ts'
import { attemptInvoice, declined } from './collect.ts'
import { closeDispute, openDispute } from './disputes.ts'
import { balanceOf } from './ledger.ts'
import { CodeAct, makeCode } from './make-code.ts'
import { attach, createMethod, type Means } from './methods.ts'
import { createPayout, failPayout, makePayout, schedulePayouts } from './payouts.ts'
import { idOf } from './pieces.ts'
import { currentMethod } from './portal.ts'
import { present } from './present.ts'
import { createRefund, failRefund } from './refunds.ts'
import { StripeRefusal, wrongState } from './refusal.ts'
import type { SandboxStripe } from './sandbox-stripe.ts'
import type { ObjectKind } from './store.ts'
import type { Work } from './work.ts'

const id = z.string().min(1).max(255)
const cents = z.number().int().min(1).max(99_999_999)
const reasons = ['generic_decline', 'insufficient_funds', 'expired_card', 'lost_card'] as const

export const OutsideAct = z.discriminatedUnion('act', [
  /** Pays an open session or invoice. */
  z.strictObject({
    act: z.literal('pay'),
    id,
    card: z.string().max(40).optional(),
    iban: z.string().max(60).optional(),
    email: z.string().max(320).optional(),
    name: z.string().max(200).optional(),
  }),
  /** The next charge of a means of payment (of a customer, of a subscription) is refused. */
  z.strictObject({ act: z.literal('decline'), id, reason: z.enum(reasons).optional() }),
  /** A charge (of an intent, of an invoice) is disputed, or a dispute is decided. */
  z.strictObject({
    act: z.literal('dispute'),
    id,
    reason: z.string().max(60).optional(),
    inquiry: z.boolean().optional(),
    outcome: z.enum(['won', 'lost']).optional(),
  }),
  /** A charge (of an intent, of an invoice) is refunded from the dashboard, or a refund comes back. */
  z.strictObject({
    act: z.literal('refund'),
    id,
    amountCents: cents.optional(),
    fails: z.boolean().optional(),
  }),
  /** What is available goes to the bank now; or a payout comes back; or the schedule changes. */
  z.strictObject({
    act: z.literal('payout'),
    amountCents: cents.optional(),
    fails: id.optional(),
    schedule: z.enum(['automatic', 'manual']).optional(),
  }),
  CodeAct,
  z.strictObject({
    act: z.literal('settings'),
    afterRetries: z.enum(['cancel', 'unpaid', 'past_due']),
  }),
])
export type OutsideAct = z.infer<typeof OutsideAct>

/** What came of it, and the objects that were touched. */
export type OutsideResult = { done: string; objects: unknown[] }

/** @throws VisibleError in the words of Stripe's refusal. */
export function actOutside(stripe: SandboxStripe, given: OutsideAct): OutsideResult {
  try {
    return stripe.act((work) => {
      const { done, ids } = perform(work, given)
      const objects = ids.flatMap((one) => {
        const kind = work.kindOf(one)
        return kind ? [present(work, work.read(kind, one))] : []
      })
      return { done, objects }
    })
  } catch (error) {
    if (error instanceof StripeRefusal) throw visible(error)
    throw error
  }
}

/** Stripe's refusal as a sentence for a person; Stripe speaks English. */
export function visible(error: StripeRefusal): VisibleError {
  const isMissing = error.details.code === 'resource_missing'
  return new VisibleError(
    isMissing ? 'not-found' : 'invalid',
    { fr: `Stripe refuse : « ${error.message} »`, en: `Stripe refuses: ${error.message}` },
    { cause: error },
  )
}

type Done = { done: string; ids: string[] }

function perform(work: Work, given: OutsideAct): Done {
  switch (given.act) {
    case 'pay':
      return pay(work, given)
    case 'decline':
      return declineNext(work, given.id, given.reason ?? 'generic_decline')
    case 'dispute':
      return dispute(work, given)
    case 'refund':
      return refund(work, given)
    case 'payout':
      return payout(work, given)
    case 'code':
      return makeCode(work, given)
    case 'settings':
      changeAccount(work, { afterRetries: given.afterRetries })
      return { done: `afterRetries ${given.afterRetries}`, ids: [] }
  }
}

function pay(work: Work, given: OutsideAct & { act: 'pay' }): Done {
  const means: Means = given.iban
    ? { iban: given.iban }
    : { card: given.card ?? '4242424242424242' }
  const payer = { email: given.email ?? null, name: given.name ?? null }
  if (work.kindOf(given.id) === 'invoice') return payInvoice(work, given.id, means)
  const paying = paySession(work, given.id, means, {
    email: payer.email ?? 'payer@example.org',
    name: payer.name,
  })
  // Whoever pays by command also confirms at the bank.
  const { session } = paying.kind === 'authenticate' ? confirmSession(work, given.id, true) : paying
  const ids = [session.id, session.payment_intent, session.subscription, session.invoice]
  return {
    done: `${session.status} ${session.payment_status}`,
    ids: ids.flatMap((one) => idOf(one) ?? []),
  }
}

function payInvoice(work: Work, invoiceId: string, means: Means): Done {
  const invoice = work.get('invoice', invoiceId)
  if (invoice.status !== 'open') throw wrongState(`This invoice is ${invoice.status}.`)
  const customer = work.get('customer', idOf(invoice.customer) ?? '')
  const method = createMethod(work, means, { email: customer.email, name: customer.name ?? null })
  attach(work, method.id, customer.id)
  const attempt = attemptInvoice(work, invoice, method.id, 'confirmed')
  if (attempt.kind === 'declined') throw declined(work, attempt)
  return { done: work.get('invoice', invoiceId).status ?? '', ids: [invoiceId] }
}

function declineNext(work: Work, about: string, reason: DeclineCode): Done {
  const methodId = methodBehind(work, about)
  const behaviour = methodId ? work.read('behaviour', methodId) : undefined
  if (!methodId || !behaviour)
    throw wrongState(`There is no means of payment to decline behind '${about}'.`)
  work.put('behaviour', { ...behaviour, next: reason })
  return { done: `next charge: ${reason}`, ids: [methodId] }
}

function methodBehind(work: Work, about: string): string | undefined {
  const kind = work.kindOf(about)
  if (kind === 'payment_method') return about
  if (kind === 'customer') return currentMethod(work, about)?.id
  if (kind !== 'subscription') return undefined
  const subscription = work.get('subscription', about)
  return (
    idOf(subscription.default_payment_method) ??
    currentMethod(work, idOf(subscription.customer))?.id
  )
}

function dispute(work: Work, given: OutsideAct & { act: 'dispute' }): Done {
  const known =
    work.kindOf(given.id) === 'dispute'
      ? given.id
      : work.referring('dispute', chargeBehind(work, given.id))[0]?.id
  if (given.outcome) {
    if (!known) throw wrongState(`There is no dispute behind '${given.id}'.`)
    const closed = closeDispute(work, known, given.outcome)
    return { done: closed.status, ids: [closed.id] }
  }
  const opened = openDispute(work, chargeBehind(work, given.id), {
    reason: given.reason ?? 'fraudulent',
    isInquiry: given.inquiry ?? false,
  })
  return { done: opened.status, ids: [opened.id, idOf(opened.charge)] }
}

function refund(work: Work, given: OutsideAct & { act: 'refund' }): Done {
  if (given.fails) {
    const failing =
      work.kindOf(given.id) === 'refund'
        ? given.id
        : work.referring('refund', chargeBehind(work, given.id)).at(-1)?.id
    if (!failing) throw wrongState(`There is no refund behind '${given.id}'.`)
    failRefund(work, failing)
    return { done: 'failed', ids: [failing] }
  }
  const made = createRefund(work, {
    charge: chargeBehind(work, given.id),
    ...(given.amountCents === undefined ? {} : { amount: given.amountCents }),
    reason: 'requested_by_customer',
  })
  return { done: made.status ?? '', ids: [made.id, idOf(made.charge) ?? ''] }
}

/** The charge that an id stands for: itself, or the latest of an intent, an invoice, a session. */
function chargeBehind(work: Work, about: string): string {
  const found = searchCharge(work, about)
  if (!found) throw wrongState(`There is no charge behind '${about}'.`, 'resource_missing')
  return found
}

function searchCharge(work: Work, about: string): string | undefined {
  const kind = work.kindOf(about)
  if (kind === 'charge') return about
  if (kind === 'payment_intent') return idOf(work.get('payment_intent', about).latest_charge)
  if (kind === 'refund') return idOf(work.get('refund', about).charge)
  if (kind === 'dispute') return idOf(work.get('dispute', about).charge)
  if (kind === 'invoice') {
    const payment = work.referring('invoice_payment', about).at(-1)
    return searchCharge(work, idOf(payment?.payment.payment_intent) ?? '')
  }
  if (kind === 'subscription')
    return searchCharge(work, idOf(work.get('subscription', about).latest_invoice) ?? '')
  if (kind === 'checkout.session') {
    const session = work.get('checkout.session', about)
    return searchCharge(work, idOf(session.payment_intent) ?? idOf(session.invoice) ?? '')
  }
  return undefined
}

function payout(work: Work, given: OutsideAct & { act: 'payout' }): Done {
  if (given.schedule) {
    schedulePayouts(work, given.schedule)
    return { done: `payouts ${given.schedule}`, ids: [] }
  }
  if (given.fails !== undefined) {
    const failed = failPayout(work, given.fails)
    return { done: failed.status, ids: [failed.id] }
  }
  const before = work.all('payout').length
  if (work.read('account', 'account')?.payouts === 'manual') {
    const amount = given.amountCents ?? balanceOf(work).available[0]?.amount ?? 0
    if (amount <= 0) throw nothingAvailable()
    const made = createPayout(work, { amount, currency: 'eur' })
    return { done: made.status, ids: [made.id] }
  }
  if (given.amountCents !== undefined)
    throw wrongState('An amount can be chosen for manual payouts alone: set the schedule first.')
  makePayout(work)
  const made = work.all('payout').slice(before)
  if (made.length === 0) throw nothingAvailable()
  return { done: made[0]?.status ?? '', ids: made.map((one) => one.id) }
}

function nothingAvailable(): StripeRefusal {
  return wrongState('Nothing is available to pay out.', 'balance_insufficient')
}

export const shownKinds: readonly ObjectKind[] = [
  'customer',
  'product',
  'price',
  'tax_rate',
  'coupon',
  'promotion_code',
  'discount',
  'checkout.session',
  'subscription',
  'invoice',
  'invoice_payment',
  'payment_intent',
  'payment_method',
  'mandate',
  'charge',
  'refund',
  'dispute',
  'credit_note',
  'balance_transaction',
  'payout',
  'billing_portal.configuration',
  'billing_portal.session',
  'event',
]

/** All objects as the API would show them, by kind, oldest first: to be compared with what others hold. */
export function stripeObjects(stripe: SandboxStripe): Record<string, unknown[]> {
  return stripe.look((work) =>
    Object.fromEntries(
      shownKinds.map((kind) => [kind, work.all(kind).map((one) => present(work, one))]),
    ),
  )
}
