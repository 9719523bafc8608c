// A line of a bank statement, and the file it came in, as they are kept. The text of a payment that the
// publisher makes (wages, rent) is none of the books' business and is not kept. Shapes alone.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'

const At = z.custom<Instant>((value) => typeof value === 'string')
const Day = z.iso.date()

export const bankLimits = {
  fileBytes: 8_000_000,
  lines: 20_000,
  text: 500,
  reference: 100,
  /** In cents: one hundred million euros. */
  cents: 10_000_000_000,
  /** Lines of the same day and amount. */
  alike: 500,
}

/** Which kind of file says it; two kinds write the same line in different words. */
export const BankFormat = z.enum(['camt', 'csv'])
export type BankFormat = z.infer<typeof BankFormat>

/**
 * How a line was tied to a payout. `reference`: it names it. `amount`: the same amount about the day
 * of its arrival. `nearest`: the only one it can be, with a difference. `hand`: a person did.
 */
export const Match = z.object({
  payoutId: z.string().regex(/^po_[A-Za-z0-9_]{1,90}$/),
  how: z.enum(['reference', 'amount', 'nearest', 'hand']),
  at: At,
  by: z.string().max(254),
})
export type Match = z.infer<typeof Match>

export const BankLine = z.object({
  id: idSchema('bankLine'),
  /** The account's IBAN, where the file says it. */
  account: z.string().max(40).optional(),
  date: Day,
  valueDate: Day.optional(),
  /** Above zero the account got it. */
  cents: z.number().int(),
  currency: z.string().length(3),
  /** What the bank wrote; absent of what the publisher paid to others. */
  text: z.string().max(bankLimits.text).optional(),
  /** The bank's own reference, and those of the payment. */
  references: z.array(z.string().max(bankLimits.reference)).max(10).default([]),
  /** Whether it names Stripe: then it should be a payout. */
  isStripe: z.boolean(),
  format: BankFormat,
  statementId: idSchema('bankStatement'),
  match: Match.optional(),
  /** How often it was tied to a payout: a second booking of it has a source of its own. */
  matchCount: z.number().int().min(0).default(0),
  /** The tie is being taken back; what follows from it may still be on its way. */
  untying: z
    .object({ by: z.string().max(254), reason: z.string().max(500), at: At, date: Day })
    .optional(),
  /** Payouts from which a person untied it: only a person ties it to them again. */
  notOf: z.array(z.string().max(100)).max(20).optional(),
  /** A person said that it is no payout. */
  setAside: z.object({ at: At, by: z.string().max(254), reason: z.string().max(500) }).optional(),
})
export type BankLine = z.infer<typeof BankLine>

/** A file of the bank that was taken in. */
export const BankStatement = z.object({
  id: idSchema('bankStatement'),
  fileName: z.string().max(200),
  format: BankFormat,
  /** `camt.053.001.02`, or how the columns of the table were read. */
  variant: z.string().max(300),
  account: z.string().max(40).optional(),
  importedAt: At,
  by: z.string().max(254),
  /** First and last day: of the statement, where it says so, else of its lines. */
  from: Day,
  to: Day,
  openingCents: z.number().int().optional(),
  closingCents: z.number().int().optional(),
  /** Whether opening + lines = closing was looked at; a file that fails is not taken in. */
  isBalanceChecked: z.boolean(),
  lineCount: z.number().int().min(0),
  /** Lines that another file, or an earlier import, had brought before. */
  seenCount: z.number().int().min(0),
  stripeCount: z.number().int().min(0),
  creditCents: z.number().int(),
  debitCents: z.number().int(),
})
export type BankStatement = z.infer<typeof BankStatement>
