// The nightly seal: every transaction that no seal has yet, in one order, with the numbers that an FEC
// needs, hashed page by page and chained to the seal before. Whoever recomputes it finds a changed
// byte. Pure.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { hashOf, type Transaction } from './transaction.ts'

export const sealLimits = { page: 1_000 }

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Count = z.number().int().min(0)

/** A line of a page: which transaction has which number, and what it was when it was sealed. */
export const SealedLine = z.object({
  /** The fiscal year whose numbers these are, by its closing day. */
  year: z.string().regex(/^\d{8}$/),
  number: Count,
  source: z.string().max(120),
  hash: Hash,
})
export type SealedLine = z.infer<typeof SealedLine>

export const Seal = z.object({
  /** The day it was written. */
  date: z.iso.date(),
  /** The hash of the seal before; of the first, 64 zeros. */
  previous: Hash,
  count: Count,
  /** Sum of all debits, in cents. */
  debit: Count,
  /** The last number given so far, by fiscal year. */
  numbers: z.record(z.string(), Count),
  /** One hash a page. */
  pages: z.array(Hash),
  hash: Hash,
})
export type Seal = z.infer<typeof Seal>

export const noSeal = '0'.repeat(64)

/** 1 is kept for the opening entry. */
const firstNumber = 2

export type Sealed = { seal: Seal; pages: SealedLine[][] }

/**
 * Seals transactions on a day. Their order is their date, then their source, so that any two runs over
 * the same transactions make the same seal. `yearOf` says which fiscal year a date is in.
 */
export function sealTransactions(
  transactions: readonly Transaction[],
  options: { date: string; before: Seal | undefined; yearOf: (date: string) => string },
): Sealed {
  const { date, before, yearOf } = options
  const numbers = { ...before?.numbers }
  const inOrder = transactions.toSorted(byDateAndSource)
  const lines = inOrder.map((transaction) => {
    const year = yearOf(transaction.date)
    const number = numberOf(transaction, numbers[year])
    numbers[year] = Math.max(number, numbers[year] ?? 1)
    return { year, number, source: transaction.source, hash: hashOf(transaction) }
  })
  const pages = pagesOf(lines)
  const body = {
    date,
    previous: before?.hash ?? noSeal,
    count: lines.length,
    debit: inOrder.reduce((sum, one) => sum + debitOf(one), 0),
    numbers,
    pages: pages.map(pageHash),
  }
  return { seal: { ...body, hash: sealHash(body) }, pages }
}

function numberOf({ journal }: Transaction, last: number | undefined): number {
  if (journal === 'AN' && last === undefined) return 1
  return last === undefined ? firstNumber : last + 1
}

function byDateAndSource(a: Transaction, b: Transaction): number {
  // The opening entry is the first of its year.
  const first = Number(b.journal === 'AN') - Number(a.journal === 'AN')
  if (a.date !== b.date) return a.date < b.date ? -1 : 1
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

function debitOf({ postings }: Transaction): number {
  return postings.reduce((sum, { cents }) => sum + Math.max(0, cents), 0)
}

function pageHash(page: readonly SealedLine[]): string {
  return sha256(page.map(({ year, number, source, hash }) => [year, number, source, hash]))
}

function sealHash(seal: Omit<Seal, 'hash'>): string {
  const { date, previous, count, debit, numbers, pages } = seal
  const byYear = Object.entries(numbers).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return sha256([date, previous, count, debit, byYear, pages])
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

/** Where the books differ from their seals: the first place, by name. */
export type Difference = {
  kind: 'chain' | 'seal' | 'page' | 'number' | 'missing' | 'changed' | 'anchor'
  /** The date of the seal; of an anchor that no seal has, empty. */
  date: string
  page?: number
  source?: string
}

export type BooksToVerify = {
  /** Oldest first. */
  seals: AsyncIterable<Seal>
  page: (date: string, page: number) => Promise<readonly SealedLine[] | undefined>
  transaction: (source: string) => Promise<Transaction | undefined>
}

export type Verdict =
  | { kind: 'ok'; transactions: number; postings: number; seals: number; last: string }
  | { kind: 'differs'; difference: Difference }

/**
 * Recomputes every seal from the transactions themselves. `anchor` is a hash that somebody kept
 * outside (a mail, a printed month): without it a chain that was wholly rewritten would look whole.
 */
export async function verifySeals(books: BooksToVerify, anchor?: string): Promise<Verdict> {
  const sum = { transactions: 0, postings: 0, seals: 0 }
  let before: Seal | undefined
  let isAnchored = anchor === undefined
  for await (const seal of books.seals) {
    const difference = await differenceIn(books, { seal, before, sum })
    if (difference) return { kind: 'differs', difference: { date: seal.date, ...difference } }
    isAnchored ||= seal.hash === anchor
    sum.seals++
    before = seal
  }
  if (!isAnchored) return { kind: 'differs', difference: { kind: 'anchor', date: '' } }
  return { kind: 'ok', ...sum, last: before?.hash ?? noSeal }
}

async function differenceIn(
  books: BooksToVerify,
  given: {
    seal: Seal
    before: Seal | undefined
    sum: { transactions: number; postings: number }
  },
): Promise<Omit<Difference, 'date'> | undefined> {
  const { seal, before, sum } = given
  if (seal.previous !== (before?.hash ?? noSeal)) return { kind: 'chain' }
  if (seal.hash !== sealHash(seal)) return { kind: 'seal' }
  const numbers: Record<string, number> = { ...before?.numbers }
  let [count, debit] = [0, 0]
  for (const [page, hash] of seal.pages.entries()) {
    const lines = await books.page(seal.date, page)
    if (!lines || pageHash(lines) !== hash) return { kind: 'page', page }
    for (const line of lines) {
      const { source } = line
      const transaction = await books.transaction(source)
      if (!transaction) return { kind: 'missing', page, source }
      if (hashOf(transaction) !== line.hash) return { kind: 'changed', page, source }
      if (line.number !== numberOf(transaction, numbers[line.year]))
        return { kind: 'number', page, source }
      numbers[line.year] = Math.max(line.number, numbers[line.year] ?? 1)
      count++
      debit += debitOf(transaction)
      sum.postings += transaction.postings.length
    }
  }
  sum.transactions += count
  const isWhole =
    count === seal.count && debit === seal.debit && sealHash({ ...seal, numbers }) === seal.hash
  return isWhole ? undefined : { kind: 'seal' }
}
