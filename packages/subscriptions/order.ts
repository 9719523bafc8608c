// An order: what a reader chose, for whom and where, at which price; ours from the first click, and
// the evidence that Stripe's page was asked for. Once placed, what it says never changes.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { Edition, type Plan, PlanKind } from '#publication/plans'
import { PostalAddress } from './postal-address.ts'

export const orderLimits = {
  copies: 500,
  name: 120,
  message: 500,
  code: 60,
  /** Orders begun from one network, and for one address; codes tried from one network. */
  begunPerNetworkAndHour: 60,
  begunPerAddressAndDay: 20,
  codesPerNetworkAndHour: 30,
  /** A recap that nobody placed, and a payment page that nobody paid. */
  recapHours: 48,
  checkoutHours: 23,
  /** What was never paid is deleted after this. */
  keepUnpaidDays: 30,
}

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')
const Cents = z.number().int().min(0)
const ShortText = z.string().max(orderLimits.name)
const StripeId = z.string().min(1).max(255)

const Exemption = z.enum(['intraCommunity', 'reverseCharge', 'export', 'notInFrance', 'overseas'])

/** `unitGross` is the catalogue's: a promotion is taken off the sum. */
export const StoredPrice = z.object({
  currency: z.literal('eur'),
  quantity: z.number().int().min(1),
  unitGross: Cents,
  gross: Cents,
  net: Cents,
  vat: Cents,
  rate: z.number().int().min(0),
  parts: z.array(
    z.object({
      supply: z.enum(['print', 'digital']),
      unitGross: Cents,
      gross: Cents,
      net: Cents,
      vat: Cents,
      rate: z.number().int().min(0),
      country: z.string(),
      scheme: z.enum(['domestic', 'oss', 'exempt']),
      because: Exemption.optional(),
    }),
  ),
  mentions: z.array(Exemption),
})

/** What the plan promised on that day: a later change of the plan changes no contract. */
export const Terms = z.object({
  name: z.object({ fr: z.string(), en: z.string() }),
  edition: Edition,
  kind: PlanKind,
  issues: z.number().int().min(1).optional(),
  months: z.number().int().optional(),
  /** Whether this contract renews tacitly; a gift never does. */
  renews: z.boolean(),
  doubleUses: z.union([z.literal(1), z.literal(2)]),
  hasSpecials: z.boolean(),
})
export type Terms = z.infer<typeof Terms>

export const OrderBuyer = z.object({
  email: z.string().max(254),
  name: ShortText,
  company: ShortText.optional(),
  vatNumber: z.string().max(20).optional(),
  /** VIES knew the number when the order was begun. */
  hasValidVatNumber: z.boolean(),
  /** Where the buyer lives: decides the VAT of what is digital. */
  country: z.string().regex(/^[A-Z]{2}$/),
  postcode: z.string().max(12).optional(),
})
export type OrderBuyer = z.infer<typeof OrderBuyer>

export const Gift = z.object({
  recipientName: ShortText,
  /** For the digital edition; of print only to tell them. */
  recipientEmail: z.string().max(254).optional(),
  /** The reader of that address: by it the recipient reads, with an account of their own. */
  recipientId: idSchema('reader').optional(),
  message: z.string().max(orderLimits.message).optional(),
  /** When the recipient is told, `2026-12-24`; today when absent. */
  startsOn: z.iso.date().optional(),
})
export type Gift = z.infer<typeof Gift>

/**
 * A code as it stood at Stripe when the order was shown. `once`: of the first payment alone;
 * `months`: of the first so many of a monthly plan.
 */
export const Promotion = z.object({
  code: z.string().max(orderLimits.code),
  promotionCodeId: StripeId,
  lasts: z.enum(['once', 'forever', 'months']),
  months: z.number().int().min(1).optional(),
  /** One of the two; percent in basis points. */
  percentOff: z.number().int().min(1).max(10_000).optional(),
  centsOff: Cents.optional(),
  /** The price without it, which Stripe's catalogue has: Stripe takes it off by itself. */
  full: StoredPrice,
  /** What every later payment is, in cents with VAT. */
  renewalGross: Cents,
})
export type Promotion = z.infer<typeof Promotion>

export type StoredPrice = z.infer<typeof StoredPrice>

/** That the reader saw this price and pressed this button (L221-14, domain-rules §5.1). */
export const OrderProof = z.object({
  at: Timestamp,
  textVersion: z.string().max(100),
  buttonLabel: z.string().max(200),
  /** As it stood on the page, in cents. */
  gross: Cents,
  ip: z.string().max(64),
  userAgent: z.string().max(300),
})
export type OrderProof = z.infer<typeof OrderProof>

/**
 * `recapped`: shown, nothing promised. `placed`: the button was pressed. `provisional`: a debit is
 * under way; nothing is given for it yet. `paid`: Stripe's invoice is. `failed`: the debit was
 * refused. `expired`: nobody paid.
 */
export const OrderStatus = z.enum([
  'recapped',
  'placed',
  'provisional',
  'paid',
  'failed',
  'expired',
])
export type OrderStatus = z.infer<typeof OrderStatus>

export const Order = z.object({
  id: idSchema('order'),
  customerId: idSchema('customer'),
  status: OrderStatus,
  locale: z.enum(['fr', 'en']),
  planId: z.string().max(40),
  terms: Terms,
  quantity: z.number().int().min(1).max(orderLimits.copies),
  buyer: OrderBuyer,
  /** Where print goes; also of a gift. */
  delivery: PostalAddress.optional(),
  gift: Gift.optional(),
  /** Of a single issue: which; of all others: the first that it will be served. */
  firstIssue: z.number().int().min(1),
  territory: z.object({
    kind: z.enum(['france', 'overseas', 'untaxedOverseas', 'eu', 'outside']),
    country: z.string().optional(),
  }),
  /** What is paid first; with a promotion, less than the plan's price. */
  price: StoredPrice,
  promotion: Promotion.optional(),
  /** The subscription that this order ends once it is paid: a change of plan. */
  replaces: idSchema('subscription').optional(),
  proof: OrderProof.optional(),
  checkout: z.object({ sessionId: StripeId, url: z.url(), expiresAt: Timestamp }).optional(),
  stripe: z
    .object({
      customerId: StripeId.optional(),
      subscriptionId: StripeId.optional(),
      invoiceId: StripeId.optional(),
      invoiceNumber: z.string().max(100).optional(),
    })
    .default({}),
  /** Other invoices that were paid for the same order: the money must go back, by a person. */
  paidAgain: z.array(StripeId).optional(),
  /** By such an invoice: what was paid, and what of it went back as read at Stripe last. */
  paidAgainMoney: z
    .record(
      z.string(),
      z.object({ gross: Cents, vat: Cents, givenBack: Cents, readAt: Timestamp.optional() }),
    )
    .optional(),
  paidAt: Timestamp.optional(),
  failedAt: Timestamp.optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  /** Until when it may be placed, then paid. The item's TTL is `expiresAt`, much later. */
  validUntil: Timestamp,
  version: z.number().int().min(1),
})
export type Order = z.infer<typeof Order>

/** The contract an order makes: `plan` as it is today. */
export function termsOf(plan: Plan, options: { isGift: boolean }): Terms {
  const { name, edition, kind, issues, months, doubleUses, hasSpecials } = plan
  return {
    ...{ name, edition, kind, doubleUses, hasSpecials },
    renews: plan.renews && !options.isGift,
    ...(issues === undefined ? {} : { issues }),
    ...(months === undefined ? {} : { months }),
  }
}

/** Whether Stripe makes a subscription of it; everything else is paid once. */
export function isSubscribed(terms: Pick<Terms, 'renews' | 'kind'>): boolean {
  return terms.renews && terms.kind !== 'single'
}

/** Whether money of a second payment is still here. */
export function isPaidTwice({ paidAgain, paidAgainMoney }: Order): boolean {
  return (paidAgain ?? []).some((invoiceId) => {
    const money = paidAgainMoney?.[invoiceId]
    return money === undefined || money.givenBack < money.gross
  })
}
