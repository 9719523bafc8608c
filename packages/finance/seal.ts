// The nightly seal: every transaction that no seal has yet, in one order, with the numbers that an FEC
// needs, hashed page by page and chained to the seal before. Whoever recomputes it finds a changed
// byte (verify-seals.ts). Pure.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { movedTo } from './moved-to.ts'
import { addTransaction, SealTotals, totalsInOrder } from './seal-totals.ts'
import type { Booked } from './store-ledger.ts'
import { hashOf, type Transaction } from './transaction.ts'

export const sealLimits = { page: 1_000, pages: 100 }

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Count = z.number().int().min(0)
const Year = z.string().regex(/^\d{8}$/)

/** A line of a page: which transaction has which number, and what it was when it was sealed. */
export const SealedLine = z.object({
  /** The fiscal year whose numbers these are, by its closing day. */
  year: Year,
  number: Count,
  /** The day it is booked on. */
  date: z.iso.date(),
  source: z.string().max(120),
  hash: Hash,
})
export type SealedLine = z.infer<typeof SealedLine>

export const Seal = z.object({
  /** From 1. */
  number: z.number().int().min(1),
  /** The day it was written: ValidDate of what it holds. */
  date: z.iso.date(),
  /** The hash of the seal before; of the first, 64 zeros. */
  previous: Hash,
  count: Count,
  postings: Count,
  /** Sum of all debits, in cents. */
  debit: Count,
  /** The last number given so far, by fiscal year. */
  numbers: z.record(Year, Count),
  /** The opening entries so far, by fiscal year: they have number 1. */
  openings: z.record(Year, z.string().max(120)),
  totals: SealTotals,
  /** One hash a page. */
  pages: z.array(Hash).max(sealLimits.pages),
  hash: Hash,
})
export type Seal = z.infer<typeof Seal>

export const noSeal = '0'.repeat(64)

/** 1 is kept for the opening entry. */
const firstNumber = 2

export type Sealed = { seal: Seal; pages: SealedLine[][] }
export type ToSeal = Pick<Booked, 'transaction' | 'made' | 'bookedAt'>

export type SealOptions = {
  date: string
  before: Seal | undefined
  yearOf: (date: string) => string
}

/** What will be sealed, without the transactions themselves: a hundred thousand fit in memory. */
export type Gathered = {
  lines: (Omit<SealedLine, 'year' | 'number'> & { isOpening: boolean })[]
  totals: SealTotals
  postings: number
  debit: number
}

export function nothingGathered(): Gathered {
  return { lines: [], totals: {}, postings: 0, debit: 0 }
}

/** Takes one more; changes `gathered`. */
export function gather(gathered: Gathered, booked: ToSeal): void {
  const { transaction } = booked
  const { date, source, journal } = transaction
  gathered.lines.push({ date, source, hash: bookedHash(booked), isOpening: journal === 'AN' })
  addTransaction(gathered.totals, transaction)
  gathered.postings += transaction.postings.length
  gathered.debit += debitOf(transaction)
}

/**
 * Seals transactions on a day. Their order is their date, then their source, so that any two runs over
 * the same transactions make the same seal. `yearOf` says which fiscal year a date is in.
 */
export function sealTransactions(booked: readonly ToSeal[], options: SealOptions): Sealed {
  const gathered = nothingGathered()
  for (const one of booked) gather(gathered, one)
  return sealGathered(gathered, options)
}

export function sealGathered(gathered: Gathered, options: SealOptions): Sealed {
  const { date, before, yearOf } = options
  const numbering = numberingAfter(before)
  const inOrder = gathered.lines.toSorted(byDateAndSource)
  const lines = inOrder.map(({ isOpening, ...line }) => {
    const year = yearOf(line.date)
    return { year, number: nextNumber(numbering, { year, isOpening, ...line }), ...line }
  })
  const pages = pagesOf(lines)
  const body = {
    number: (before?.number ?? 0) + 1,
    date,
    previous: before?.hash ?? noSeal,
    count: lines.length,
    postings: gathered.postings,
    debit: gathered.debit,
    ...numbering,
    totals: gathered.totals,
    pages: pages.map(pageHash),
  }
  return { seal: { ...body, hash: sealHash(body) }, pages }
}

export type Numbering = Pick<Seal, 'numbers' | 'openings'>

export function numberingAfter(seal: Seal | undefined): Numbering {
  return { numbers: { ...seal?.numbers }, openings: { ...seal?.openings } }
}

/** The number of the next transaction; changes `numbering`. */
export function nextNumber(
  numbering: Numbering,
  { year, source, isOpening }: { year: string; source: string; isOpening: boolean },
): number {
  if (isOpening && numbering.openings[year] === undefined) {
    numbering.openings[year] = source
    return 1
  }
  const number = (numbering.numbers[year] ?? firstNumber - 1) + 1
  numbering.numbers[year] = number
  return number
}

/** SHA-256 over all that is stored of a transaction when it is sealed. */
export function bookedHash({ transaction, made, bookedAt }: ToSeal): string {
  return sha256([hashOf(transaction), made ? [made.date, made.label] : '', bookedAt])
}

/** A stored transaction as its seal has it: on the day that the seal names. */
export function asSealed<B extends ToSeal>(booked: B, { date }: Pick<SealedLine, 'date'>): B {
  const isThere = booked.transaction.date === date || booked.made !== undefined
  return isThere ? booked : { ...booked, ...movedTo(booked.transaction, date) }
}

export function pageHash(page: readonly SealedLine[]): string {
  return sha256(page.map((line) => [line.year, line.number, line.date, line.source, line.hash]))
}

export function sealHash(seal: Omit<Seal, 'hash'>): string {
  const { number, date, previous, count, postings, debit, numbers, openings, totals, pages } = seal
  const byYear = (values: object) => Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return sha256([
    ...[number, date, previous, count, postings, debit],
    ...[byYear(numbers), byYear(openings), totalsInOrder(totals), pages],
  ])
}

export function debitOf({ postings }: Pick<Transaction, 'postings'>): number {
  return postings.reduce((sum, { cents }) => sum + Math.max(0, cents), 0)
}

function byDateAndSource(a: Gathered['lines'][number], b: Gathered['lines'][number]): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1
  // The opening entry is the first of its day.
  const first = Number(b.isOpening) - Number(a.isOpening)
  if (first !== 0) return first
  if (a.source === b.source) return 0
  return a.source < b.source ? -1 : 1
}

function pagesOf(lines: readonly SealedLine[]): SealedLine[][] {
  const pages: SealedLine[][] = []
  for (let at = 0; at < lines.length; at += sealLimits.page)
    pages.push(lines.slice(at, at + sealLimits.page))
  return pages
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
