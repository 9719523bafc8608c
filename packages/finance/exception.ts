// An exception: what finance must look at, with a cause, an amount, links, and ways to resolve it.
// Its id is made from its cause and what it is about, so that the same one is raised once. Pure.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { type ExceptionId, idSchema, prefixedId } from '#kernel/ids'
import type { Instant } from '#kernel/time'

export const exceptionKinds = [
  'unknownCategory', // Stripe moved money under a name that no rule knows: it lies in suspense
  'otherContent', // a source that is booked came again with other content
  'invoiceOfNothing', // an invoice bears our marks and pays for no issue
  'taxMissing', // a credit note does not say which tax goes back
  'taxDiffers', // Stripe's tax and the rate's own differ by more than a cent
  'refundWithoutNote', // money went back without a credit note
  'refundOwed', // a refund failed, or was refused: the customer is still owed it
  'payoutShort', // the bank got less than Stripe paid out
  'payoutOver', // the bank got more
  'payoutLate', // the bank has not got it in its time
  'payoutCurrency', // a payout in another currency than the books'
  'payoutDiffers', // a payout is not the sum of its moves
  'bankLineUnknown', // a line of the bank from Stripe that matches no payout
  'balanceDiffers', // the ledger's balance at Stripe is not Stripe's own
  'deferredDiffers', // deferred revenue is not what is unserved
  'drift', // Stripe has what the ledger has not, or otherwise
  'unionThreshold', // sales to consumers in other member states near the threshold of taxation there
] as const
export const ExceptionKind = z.enum(exceptionKinds)
export type ExceptionKind = z.infer<typeof ExceptionKind>

const At = z.custom<Instant>((value) => typeof value === 'string')
const Text = z.string().min(1).max(500)

/**
 * How it was settled. `booked`: by a ledger transaction (`source`). `noted`: by a person's word alone.
 * `gone`: its cause is no more, seen by the books themselves.
 */
export const Resolution = z.object({
  kind: z.enum(['booked', 'noted', 'gone']),
  /** Which of the ways to resolve it was taken. */
  way: z.string().max(40),
  at: At,
  by: z.string().max(254),
  reason: Text.optional(),
  source: z.string().max(120).optional(),
})
export type Resolution = z.infer<typeof Resolution>

/** A person has chosen a way: from then on it is theirs, and is carried out however often it breaks. */
export const Claim = z.object({
  way: z.string().max(40),
  by: z.string().max(254),
  at: At,
  /** The day that is booked on, in the publication's zone. */
  date: z.iso.date(),
  reason: Text.optional(),
  account: z.string().max(12).optional(),
  customerId: z.string().max(64).optional(),
  lineId: z.string().max(70).optional(),
  payoutId: z.string().max(100).optional(),
  /** Of an entry made by hand: its source in the ledger. */
  source: z.string().max(120).optional(),
})
export type Claim = z.infer<typeof Claim>

/** A person waits for something: it is not the next to settle before that day. */
export const Waiting = z.object({
  until: z.iso.date(),
  at: At,
  by: z.string().max(254),
  reason: Text.optional(),
})
export type Waiting = z.infer<typeof Waiting>

export const Exception = z.object({
  id: idSchema('exception'),
  kind: ExceptionKind,
  /** What it is about: `po_…`, a ledger source, an invoice, a day. */
  about: z.string().min(1).max(120),
  /** The amount in question, in cents; below zero: missing. */
  cents: z.number().int(),
  /** The day it belongs to; a month is closed when it has no open ones. */
  date: z.iso.date(),
  raisedAt: At,
  /** What else a page links to, and figures to show: ids and amounts, never names. */
  refs: z.record(z.string(), z.string().max(200)).default({}),
  claim: Claim.optional(),
  waiting: Waiting.optional(),
  resolution: Resolution.optional(),
})
export type Exception = z.infer<typeof Exception>

/** Another amount of the same cause is another exception. */
export function exceptionId({
  kind,
  about,
  cents,
}: Pick<Exception, 'kind' | 'about' | 'cents'>): ExceptionId {
  const digest = createHash('sha256')
    .update(JSON.stringify([kind, about, cents]))
    .digest('hex')
  return prefixedId('exception', digest.slice(0, 26))
}

/** Whether a person waits for something until a later day than `today`. */
export function isWaiting({ waiting }: Pick<Exception, 'waiting'>, today: string): boolean {
  return waiting !== undefined && waiting.until > today
}

/** Open ones in the order to settle them: those that somebody waits for come last. */
export function inOrder(open: readonly Exception[], today: string): Exception[] {
  const rank = (one: Exception) =>
    `${isWaiting(one, today) ? `1 ${one.waiting?.until}` : '0'} ${one.date} ${one.id}`
  return open.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
}
