// What was sold, as the books know it: invoices as they were finalised at Stripe, what was paid of
// them, credit notes and disputes. Copied once from Stripe's objects; what can't change there is
// never written over here. Shapes alone.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { Seller } from './seller.ts'

const At = z.custom<Instant>((value) => typeof value === 'string')
const Cents = z.number().int()
const Count = z.number().int().min(0)
const StripeId = z.string().regex(/^[A-Za-z0-9_]{1,100}$/)
const Text = z.string().max(500)

/**
 * VAT of one rate and place, or why there is none. `place`: where it is due (ISO 3166-1; overseas
 * departments by their own code). `net` is the base without tax. All in cents; below zero on what
 * takes back.
 */
export const TaxLine = z.object({
  scheme: z.enum(['domestic', 'oss', 'exempt']),
  /** In basis points; 0 of an exempt one. */
  rate: z.number().int().min(0).max(10_000),
  place: z.string().regex(/^[A-Z]{2}$/),
  because: z
    .enum(['intraCommunity', 'reverseCharge', 'export', 'notInFrance', 'overseas'])
    .optional(),
  net: Cents,
  vat: Cents,
})
export type TaxLine = z.infer<typeof TaxLine>

/** A party as it was printed on the invoice. */
export const Party = z.object({
  name: Text,
  company: Text.optional(),
  lines: z.array(Text).max(8),
  country: z.string().max(2).optional(),
  siren: z.string().max(14).optional(),
  vatNumber: z.string().max(20).optional(),
})
export type Party = z.infer<typeof Party>

export const InvoiceLine = z.object({
  what: Text,
  supply: z.enum(['print', 'digital', 'other']),
  quantity: z.number().int().min(1),
  gross: Cents,
  /** Taken off by a promotion; part of nothing above: `gross` is what is asked for. */
  discount: Count,
  taxes: z.array(TaxLine).max(10),
})
export type InvoiceLine = z.infer<typeof InvoiceLine>

/** `other`: what an update or a person at Stripe made; it pays for no issue. */
export const Invoice = z.object({
  id: StripeId,
  number: z.string().min(1).max(60),
  customerId: idSchema('customer'),
  orderId: idSchema('order').optional(),
  reason: z.enum(['first', 'renewal', 'other']),
  /** Of what is paid once: its charge may come before the invoice, which Stripe makes when it is paid. */
  isSingle: z.boolean().optional(),
  finalizedAt: At,
  /** The same in the publication's zone. */
  date: z.iso.date(),
  dueDate: z.iso.date().optional(),
  gross: Count,
  /** One a scheme, rate and place; they sum to the lines'. */
  taxes: z.array(TaxLine).max(20),
  lines: z.array(InvoiceLine).max(100),
  period: z.object({ from: At, until: At }).optional(),
  buyer: Party,
  /** As it was then (`sellerOf`); absent: as it is today. */
  seller: Seller.optional(),
  /** Where copies go, if elsewhere (CGI ann. II art. 242 nonies A). */
  delivery: Party.optional(),
  // What may change at Stripe afterwards:
  status: z.enum(['open', 'paid', 'void', 'uncollectible']),
  /** When it became what it is now: paid, void, uncollectible. */
  statusAt: At.optional(),
  /** Each of these by itself: what was given up may be paid, or voided, later. */
  paidAt: At.optional(),
  uncollectibleAt: At.optional(),
  voidedAt: At.optional(),
  readAt: At,
})
export type Invoice = z.infer<typeof Invoice>

/** `inpay_…`: one payment of an invoice. Stored once it is paid. */
export const InvoicePayment = z.object({
  id: StripeId,
  invoiceId: StripeId,
  amount: Count,
  paidAt: At,
  /** `pi_…` or `ch_…`; `pr_…`: paid past Stripe; empty: settled by what the customer had there. */
  paymentId: z.string().max(100),
})
export type InvoicePayment = z.infer<typeof InvoicePayment>

/**
 * `hasTaxes`: false when Stripe's lines do not say which tax goes back: an exception. Amounts are as
 * printed, zero or more.
 */
export const CreditNote = z.object({
  id: StripeId,
  number: z.string().min(1).max(80),
  invoiceId: StripeId,
  createdAt: At,
  date: z.iso.date(),
  gross: Count,
  taxes: z.array(TaxLine).max(20),
  hasTaxes: z.boolean(),
  lines: z.array(z.object({ what: Text, gross: Cents })).max(100),
  /** Of an invoice that was paid; else its VAT still waits. */
  isPaid: z.boolean(),
  /** Of one that takes back what was paid and what was still owed: the latter. */
  owedGross: Count.optional(),
  /** `re_…`: by which its money went back. */
  refundIds: z.array(z.string().max(100)).max(20).optional(),
  status: z.enum(['issued', 'void']),
  voidedAt: At.optional(),
})
export type CreditNote = z.infer<typeof CreditNote>

export const Dispute = z.object({
  id: StripeId,
  invoiceId: StripeId,
  chargeId: z.string().max(100),
  gross: Count,
  reason: z.string().max(100),
  createdAt: At,
  /** `inquiry`: no money moved. */
  status: z.enum(['inquiry', 'open', 'won', 'lost', 'other']),
  /** When it was first won or lost: as Stripe's event says, or when we first read it. */
  closedAt: At.optional(),
  /** Each by itself: a lost one may be won on appeal. */
  lostAt: At.optional(),
  wonAt: At.optional(),
  /** A debit that its bank took back: it is lost as it comes, and its VAT was never owed. */
  isReturn: z.boolean().optional(),
  /** Until when evidence is taken. */
  dueBy: At.optional(),
})
export type Dispute = z.infer<typeof Dispute>

/** An invoice with all that became of it. */
export type InvoiceAccount = {
  invoice: Invoice
  payments: InvoicePayment[]
  notes: CreditNote[]
  disputes: Dispute[]
}

/**
 * What letters a customer's postings: the invoice; or the order, of what is paid once, for its charge
 * knows no other name while a debit is under way.
 */
export function letterOf({
  id,
  isSingle,
  orderId,
}: Pick<Invoice, 'id' | 'isSingle' | 'orderId'>): string {
  return isSingle && orderId !== undefined ? orderId : id
}

/** Whether all of it is digital. */
export function isDigital({ lines }: Pick<Invoice, 'lines'>): boolean {
  return lines.length > 0 && lines.every(({ supply }) => supply === 'digital')
}

/** The source of a lost dispute's booking. */
export function lostSource(dispute: Pick<Dispute, 'id'>): string {
  return `${dispute.id}:lost`
}

/** What a document, or a line of it, comes to without tax, in cents. */
export function netOf({ gross, taxes }: { gross: number; taxes: readonly TaxLine[] }): number {
  return gross - taxes.reduce((sum, { vat }) => sum + vat, 0)
}
