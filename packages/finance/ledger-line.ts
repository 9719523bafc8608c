// A line of an account: one posting of a sealed transaction, written beside it by its seal so that an
// account, or a customer's account, can be read by date. A read model, checked by verify. Pure.
import * as z from 'zod'
import { accountLineKey, customerLineKey, type Key } from '#aws/keys'
import type { Item } from '#aws/table'
import { monthOf } from './month.ts'
import type { Booked } from './store-ledger.ts'
import { Journal } from './transaction.ts'

export const LedgerLine = z.object({
  account: z.string(),
  auxiliary: z.string().optional(),
  /** Above zero a debit, below a credit. */
  cents: z.number().int(),
  date: z.iso.date(),
  journal: Journal,
  source: z.string(),
  piece: z.object({ ref: z.string(), date: z.iso.date() }),
  label: z.string(),
  /** The invoice that a customer's posting is about. */
  invoice: z.string().optional(),
  /** Which posting of its transaction, from 0. */
  index: z.number().int().min(0),
  /** Of its fiscal year; undefined while no seal has it. */
  year: z.string().optional(),
  number: z.number().int().optional(),
})
export type LedgerLine = z.infer<typeof LedgerLine>

/** The lines of a transaction, in the order of its postings. */
export function ledgerLines({ transaction, stamp }: Pick<Booked, 'transaction' | 'stamp'>) {
  const { date, journal, source, piece, label, postings } = transaction
  const { invoice } = transaction
  const { year, number } = stamp ?? {}
  return postings.map(
    ({ account, auxiliary, cents }, index): LedgerLine => ({
      account,
      ...(auxiliary === undefined ? {} : { auxiliary }),
      ...(invoice === undefined ? {} : { invoice }),
      ...{ cents, date, journal, source, piece, label, index },
      ...(year === undefined || number === undefined ? {} : { year, number }),
    }),
  )
}

/** Where the lines of a sealed transaction lie, each with what it holds. */
export function lineItems(
  booked: Pick<Booked, 'transaction' | 'stamp'>,
): { key: Key; line: LedgerLine; item: Item & Key }[] {
  return ledgerLines(booked).flatMap((line) => {
    const { account, auxiliary, date } = line
    const name = lineName(line)
    const keys = [
      accountLineKey(account, monthOf(date), name),
      ...(auxiliary === undefined ? [] : [customerLineKey(auxiliary, name)]),
    ]
    return keys.map((key) => ({ key, line, item: { ...key, ...line } }))
  })
}

/** By date, then by number. */
function lineName({ date, year, number, index }: LedgerLine): string {
  const padded = String(number ?? 0).padStart(9, '0')
  return `${date}#${year ?? ''}#${padded}#${String(index).padStart(3, '0')}`
}

export function readLine(item: Item): LedgerLine {
  return LedgerLine.parse(item)
}

/** One form for the same line: for comparisons. */
export function lineFields(line: LedgerLine): unknown[] {
  const { account, auxiliary, cents, date, journal, source, piece, label, index } = line
  return [
    ...[account, auxiliary ?? '', cents, date, journal, source, piece.ref, piece.date, label],
    ...[line.invoice ?? '', index, line.year ?? '', line.number ?? 0],
  ]
}
