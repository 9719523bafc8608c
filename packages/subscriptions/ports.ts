// What subscriptions need from Stripe, in their own words; `packages/stripe` implements it. Facts are
// what was read again at Stripe, never what a webhook said: each names the instant it was asked for.
import type { CustomerId, OrderId } from '#kernel/ids'
import type { Cents } from '#kernel/money'
import type { Instant } from '#kernel/time'
import type { Order } from './order.ts'
import type { PromotionAnswer } from './promotion.ts'

export interface Payments {
  /**
   * Makes the order's one payment page; its id is the idempotency key, so that a second call answers
   * with the first one's page. Everything is taken from the order, which never changes once placed.
   */
  checkout(order: CheckoutOrder): Promise<
    | { sessionId: string; url: string; expiresAt: Instant }
    /** The order's promotion code is good no more, or comes to another amount: nothing was made. */
    | { kind: 'promotionGone' }
  >
  /** A code that a reader typed, for what a plan supplies: what it takes off now, or why nothing. */
  promotion(input: {
    code: string
    planId: string
    supplies: readonly ('print' | 'digital')[]
  }): Promise<PromotionAnswer>
  /** What Stripe says now; undefined when there is no such object. */
  read(ref: StripeRef): Promise<StripeFacts | undefined>
  /** The next renewal comes at this instant instead (`trial_end`, no proration). */
  putOffRenewal(input: { subscriptionId: string; until: Instant; key: string }): Promise<void>
  /** No renewal any more; what is paid goes on. */
  cancelAtPeriodEnd(input: { subscriptionId: string; key: string }): Promise<void>
  /** Ends it at Stripe at once, without proration. */
  cancelNow(input: { subscriptionId: string; key: string }): Promise<void>
  /**
   * Nothing more is asked for an invoice that was not paid. `paid`: it was, meanwhile. `processing`: a
   * debit is under way; ask again later.
   */
  voidInvoice(input: {
    invoiceId: string
    key: string
  }): Promise<{ kind: 'void' | 'paid' | 'processing' }>
  /** Gives back part of a paid invoice by the same means of payment, with a credit note. */
  refund(input: {
    invoiceId: string
    gross: Cents
    vat: Cents
    key: string
  }): Promise<{ kind: 'refunded'; refundId: string } | { kind: 'refused'; because: string }>
  /** What was paid of an invoice, with all that went back of it; none while nothing was charged. */
  paymentsOf(input: { invoiceId: string }): Promise<PaymentFacts[]>
  /**
   * From the next renewal on it costs this, at the rates of this territory; what is paid is left
   * alone (no proration).
   */
  reprice(input: {
    subscriptionId: string
    planId: string
    terms: Order['terms']
    price: Order['price']
    key: string
  }): Promise<void>
  /** What invoices to come name, and where receipts go. `lines`: empty ones are left out. */
  changeCustomer(input: {
    stripeCustomerId: string
    email?: string | undefined
    address?:
      | { lines: readonly string[]; postcode: string; town: string; country: string }
      | undefined
    key: string
  }): Promise<void>
  /** Its invoices that are more than a draft, newest first. */
  invoices(input: { stripeCustomerId: string }): Promise<InvoiceLine[]>
  /** Stripe's page for the means of payment alone. */
  portal(input: { stripeCustomerId: string; returnUrl: string }): Promise<{ url: string }>
}

/**
 * What delivery knows of a single mail, by the id of its intent; undefined while nobody has tried to
 * send it. `facts` is what SES's events said: `delivered`, `bounced`, `bouncedSoft` …
 */
export type MailState = (mailId: string) => Promise<
  | {
      outcome: 'accepted' | 'failed' | 'uncertain' | 'skipped'
      reason?: string
      at: Instant
      facts: string[]
    }
  | undefined
>

/** An invoice as its reader sees it. */
export type InvoiceLine = {
  id: string
  number: string | undefined
  createdAt: Instant
  gross: Cents
  status: 'open' | 'paid' | 'void' | 'uncollectible' | 'other'
  /** Credit notes on it that count, oldest first. */
  notes: { id: string; number: string; createdAt: Instant; gross: Cents }[]
  /** Stripe's page on which an open one is paid. */
  payUrl: string | undefined
}

/** A placed order with where Stripe sends the reader back to. */
export type CheckoutOrder = {
  order: Order
  /** When the payment page closes; always the same for one order. */
  expiresAt: Instant
  successUrl: string
  cancelUrl: string
}

export type StripeRef = {
  kind: 'session' | 'subscription' | 'invoice' | 'charge' | 'refund' | 'dispute'
  id: string
}

/**
 * `other` in a status below: a value that Stripe has added since (its enumerations are open). It is
 * shown to a person and changes nothing by itself; nothing is dropped for it.
 */
export type StripeFacts = SessionFacts | SubscriptionFacts | InvoiceFacts | PaymentFacts

/** Our ids, from the object's metadata; an object without them is another product's. */
export type OurIds = { customerId: CustomerId; orderId: OrderId }

type Read = {
  /** At Stripe. */
  id: string
  /** When Stripe was asked, before its answer. */
  readAt: Instant
  ids?: OurIds | undefined
}

export type SessionFacts = Read & {
  kind: 'session'
  status: 'open' | 'complete' | 'expired' | 'other'
  /** `unpaid` of a complete one: a debit is under way, or was refused since. */
  payment: 'paid' | 'unpaid' | 'notNeeded' | 'other'
  stripeCustomerId?: string | undefined
  stripeSubscriptionId?: string | undefined
  invoiceId?: string | undefined
}

export type SubscriptionFacts = Read & {
  kind: 'subscription'
  status:
    | 'incomplete'
    | 'incompleteExpired'
    | 'trialing'
    | 'active'
    | 'pastDue'
    | 'unpaid'
    | 'paused'
    | 'canceled'
    | 'other'
  stripeCustomerId: string
  /** The end of the current period or trial: when it renews, unless it is cancelled. */
  periodEnd: Instant
  cancelAtPeriodEnd: boolean
  cancelAt?: Instant | undefined
  endedAt?: Instant | undefined
}

export type InvoiceFacts = Read & {
  kind: 'invoice'
  number?: string | undefined
  /**
   * `first`: of a new subscription, or of an order that makes none. `renewal`: of the next period.
   * `other`: what an update or a person at Stripe made; it pays for no issues.
   */
  reason: 'first' | 'renewal' | 'other'
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible' | 'other'
  /** Of the newest payment: `processing` is a debit under way; nothing is given for it. */
  payment: 'none' | 'processing' | 'failed' | 'succeeded'
  /** How often it was tried. */
  attemptCount: number
  nextAttemptAt?: Instant | undefined
  /** Stripe's amounts, from its lines: with tax, and tax. */
  gross: Cents
  vat: Cents
  /** How many copies its lines are for. */
  copies?: number | undefined
  createdAt: Instant
  paidAt?: Instant | undefined
  /** What its lines pay for. */
  period?: { from: Instant; until: Instant } | undefined
  stripeCustomerId?: string | undefined
  stripeSubscriptionId?: string | undefined
}

/** A charge with all that was given back of it, or is contested. Asked by charge, refund or dispute. */
export type PaymentFacts = Read & {
  kind: 'payment'
  invoiceId?: string | undefined
  gross: Cents
  refunds: readonly {
    id: string
    gross: Cents
    status: 'pending' | 'succeeded' | 'failed' | 'canceled' | 'other'
  }[]
  disputes: readonly {
    id: string
    gross: Cents
    /** `inquiry`: a `warning_*`; no money moved. */
    status: 'inquiry' | 'open' | 'won' | 'lost' | 'other'
  }[]
}
