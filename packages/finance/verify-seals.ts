// Recomputes every seal from the transactions themselves, trusting nothing that is stored beside them.
// Says `ok`, or names the first place that differs. Pure but for what it is given to read.
import {
  bookedHash,
  debitOf,
  nextNumber,
  noSeal,
  numberingAfter,
  pageHash,
  type Seal,
  type SealedLine,
  sealHash,
} from './seal.ts'
import { addTransaction, type SealTotals } from './seal-totals.ts'
import type { Booked } from './store-ledger.ts'

/** Where the books differ from their seals: the first place, by name. */
export type Difference = {
  kind:
    | 'chain' // a seal does not follow the one before
    | 'seal' // a seal is not what its own hash says, or not the sum of its pages
    | 'page'
    | 'number'
    | 'missing' // a transaction that was sealed is not there
    | 'changed' // a transaction is not what was sealed
    | 'stamp' // a transaction names another seal, number or day than its seal does
    | 'line' // a line of an account is not its transaction's
    | 'close' // a closed month is not the sum of its seals
    | 'unsealed' // what waits for its seal can't be read
    | 'anchor' // no seal has the hash that somebody kept
  /** The seal's number and day; of what is no seal's, 0 and empty. */
  seal: number
  date: string
  page?: number
  source?: string
  account?: string
  month?: string
}

export type SealsToVerify<B extends Booked = Booked> = {
  /** Oldest first. */
  seals: AsyncIterable<Seal>
  page: (seal: Seal, page: number) => Promise<readonly SealedLine[] | undefined>
  /** At most a hundred at once, in any order; unreadable ones are left out. */
  transactions: (sources: readonly string[]) => Promise<readonly B[]>
  /** Looks at what was written beside a sealed transaction. */
  besides?: (
    seal: Seal,
    entries: readonly { line: SealedLine; booked: B }[],
  ) => Promise<Found | undefined>
  /** Looks at what hangs on a seal that is right by itself. */
  afterSeal?: (seal: Seal) => Found | undefined
}

type Found = Omit<Difference, 'seal' | 'date'>

export type SealsVerdict =
  | { kind: 'ok'; transactions: number; postings: number; seals: number; last: string }
  | { kind: 'differs'; difference: Difference }

const together = 100

/**
 * `anchor` is a hash that somebody kept outside (a mail, a printed month): without it a chain that was
 * wholly rewritten would look whole.
 */
export async function verifySeals<B extends Booked>(
  books: SealsToVerify<B>,
  anchor?: string,
): Promise<SealsVerdict> {
  const sum = { transactions: 0, postings: 0, seals: 0 }
  let before: Seal | undefined
  let isAnchored = anchor === undefined
  for await (const seal of books.seals) {
    const found = await differenceIn(books, seal, before)
    if (found)
      return { kind: 'differs', difference: { seal: seal.number, date: seal.date, ...found } }
    isAnchored ||= seal.hash === anchor
    sum.seals++
    sum.transactions += seal.count
    sum.postings += seal.postings
    before = seal
  }
  if (!isAnchored) return { kind: 'differs', difference: { kind: 'anchor', seal: 0, date: '' } }
  return { kind: 'ok', ...sum, last: before?.hash ?? noSeal }
}

async function differenceIn<B extends Booked>(
  books: SealsToVerify<B>,
  seal: Seal,
  before: Seal | undefined,
): Promise<Found | undefined> {
  if (seal.previous !== (before?.hash ?? noSeal)) return { kind: 'chain' }
  if (seal.number !== (before?.number ?? 0) + 1) return { kind: 'chain' }
  if (seal.hash !== sealHash(seal)) return { kind: 'seal' }
  const recount = { count: 0, postings: 0, debit: 0, totals: {}, ...numberingAfter(before) }
  for (const [page, hash] of seal.pages.entries()) {
    const lines = await books.page(seal, page)
    if (!lines || pageHash(lines) !== hash) return { kind: 'page', page }
    for (let at = 0; at < lines.length; at += together) {
      const found = await differenceOfLines(books, {
        ...{ seal, recount, lines: lines.slice(at, at + together) },
      })
      if (found) return { page, ...found }
    }
  }
  if (sealHash({ ...seal, ...recount }) !== seal.hash) return { kind: 'seal' }
  return books.afterSeal?.(seal)
}

type Recount = Pick<Seal, 'count' | 'postings' | 'debit' | 'numbers' | 'openings'> & {
  totals: SealTotals
}

async function differenceOfLines<B extends Booked>(
  books: SealsToVerify<B>,
  given: { seal: Seal; recount: Recount; lines: readonly SealedLine[] },
): Promise<Found | undefined> {
  const { seal, recount, lines } = given
  const booked = await books.transactions(lines.map(({ source }) => source))
  const bySource = new Map(booked.map((one) => [one.transaction.source, one]))
  const entries: { line: SealedLine; booked: B }[] = []
  for (const line of lines) {
    const { source } = line
    const one = bySource.get(source)
    if (!one) return { kind: 'missing', source }
    const { transaction } = one
    if (bookedHash(one) !== line.hash || transaction.date !== line.date)
      return { kind: 'changed', source }
    const isOpening = transaction.journal === 'AN'
    if (line.number !== nextNumber(recount, { ...line, isOpening }))
      return { kind: 'number', source }
    recount.count++
    recount.postings += transaction.postings.length
    recount.debit += debitOf(transaction)
    addTransaction(recount.totals, transaction)
    entries.push({ line, booked: one })
  }
  return await books.besides?.(seal, entries)
}
