// A ledger transaction: one item that holds all its postings, which sum to zero. Its source (object
// and transition) is its key, so that the same event is booked once, whatever its date. Pure.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { assert } from '#kernel/errors'
import type { Cents } from '#kernel/money'
import { TaxLine } from './documents.ts'

export const transactionLimits = { postings: 200, label: 200, cents: 1_000_000_000_000 }

/** `VE` sales, `ST` Stripe, `BQ` bank, `OD` other, `AN` opening. */
export const Journal = z.enum(['VE', 'ST', 'BQ', 'OD', 'AN'])
export type Journal = z.infer<typeof Journal>

/** In cents: above zero a debit, below a credit. */
export const Posting = z.strictObject({
  account: z.string().regex(/^\d{3}[0-9A-Z]{0,9}$/),
  /** Whose account it is, of customers. */
  auxiliary: z.string().max(64).optional(),
  cents: z
    .number()
    .int()
    .min(-transactionLimits.cents)
    .max(transactionLimits.cents)
    .refine((cents) => cents !== 0, { message: 'a posting of nothing' }),
})
export type Posting = z.infer<typeof Posting>

const Text = z.string().min(1).max(transactionLimits.label)

export const Transaction = z
  .strictObject({
    /** `in_…:finalized`, `inpay_…:paid`, `cn_…`, `txn_…`, `issue:131:serve:2`. */
    source: z.string().regex(/^[A-Za-z0-9_.:-]{1,120}$/),
    journal: Journal,
    /** The day it is booked on. */
    date: z.iso.date(),
    /** The document that proves it. */
    piece: z.strictObject({ ref: z.string().min(1).max(80), date: z.iso.date() }),
    label: Text,
    postings: z.array(Posting).min(2).max(transactionLimits.postings),
    /** VAT that falls due or goes back by it, and sales without; a statement is made from these. */
    taxes: z.array(TaxLine).max(20).optional(),
    /** The invoice (`in_…`) that its postings on customers' accounts are about: lettering. */
    invoice: z.string().max(100).optional(),
    /** The source of the transaction that this one takes back. */
    reverses: z.string().max(120).optional(),
    /** Of an entry made by hand: why, and by whom. */
    reason: Text.optional(),
    by: z.string().max(254).optional(),
  })
  .refine(({ postings }) => imbalanceOf(postings) === 0, { message: 'postings that sum to zero' })
export type Transaction = z.infer<typeof Transaction>

/** Debit less credit, in cents. */
export function imbalanceOf(postings: readonly Pick<Posting, 'cents'>[]): Cents {
  return postings.reduce((sum, { cents }) => sum + cents, 0)
}

/**
 * The transaction with one posting an account and auxiliary, those of nothing left out.
 * @throws Error when it does not balance or nothing is left: a bug of a posting rule.
 */
export function newTransaction(made: Transaction): Transaction {
  const sums = new Map<string, Posting>()
  for (const { account, auxiliary, cents } of made.postings) {
    const key = `${account} ${auxiliary ?? ''}`
    const sum = (sums.get(key)?.cents ?? 0) + cents
    sums.set(key, { account, ...(auxiliary === undefined ? {} : { auxiliary }), cents: sum })
  }
  const postings = [...sums.values()].filter(({ cents }) => cents !== 0)
  assert(imbalanceOf(postings) === 0, 'postings that sum to zero')
  return Transaction.parse({ ...made, postings })
}

/**
 * SHA-256 over everything that is booked, in one order of fields: the same source with another hash
 * is another event under an old name, and is never written over.
 */
export function hashOf(transaction: Transaction): string {
  const { source, journal, date, piece, label, postings, taxes, reverses, reason, by } = transaction
  const { invoice } = transaction
  const lines = postings.map(({ account, auxiliary, cents }) => [account, auxiliary ?? '', cents])
  const fields = [
    ...[source, journal, date, piece.ref, piece.date, label, lines],
    ...[(taxes ?? []).map(taxFields), reverses ?? '', reason ?? '', by ?? ''],
    ...(invoice === undefined ? [] : [invoice]),
  ]
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}

function taxFields({ scheme, rate, place, because, net, vat }: TaxLine) {
  return [scheme, rate, place, because ?? '', net, vat]
}

/** Takes a transaction back on a later day: the same postings with the sides changed. */
export function reversalOf(
  transaction: Transaction,
  reversal: { date: string; reason: string; by?: string | undefined },
): Transaction {
  const { source, piece, label, postings, taxes } = transaction
  return newTransaction({
    source: `${source}:reversed`,
    journal: transaction.journal,
    date: reversal.date,
    piece,
    label: `Extourne ${label}`.slice(0, transactionLimits.label),
    postings: postings.map((posting) => ({ ...posting, cents: -posting.cents })),
    ...(taxes === undefined ? {} : { taxes: taxes.map(takenBack) }),
    ...(transaction.invoice === undefined ? {} : { invoice: transaction.invoice }),
    reverses: source,
    reason: reversal.reason,
    ...(reversal.by === undefined ? {} : { by: reversal.by }),
  })
}

function takenBack(tax: TaxLine): TaxLine {
  return { ...tax, net: -tax.net || 0, vat: -tax.vat || 0 }
}
