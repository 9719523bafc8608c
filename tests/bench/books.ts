// How fast the books are: transactions booked a second, a year of a million postings verified and
// written as an FEC, and how much memory that takes. Beside each, what somebody without these books
// would use: all of it in memory, nothing stored, nothing proven.

import { bookTransactions } from '#finance/book-transaction'
import { newFecCheck } from '#finance/check-fec'
import { fecFile } from '#finance/exports/fec-file'
import { sealedEntries } from '#finance/read-ledger'
import { verifyBooks } from '#finance/verify-books'
import { memoryTable } from '#sandbox/memory-table'
import { publication, start } from '../support/editorial.ts'
import { benchReconcile } from './reconcile.ts'
import { type BenchReport, megabytes, shown } from './report.ts'
import { type SyntheticBooks, syntheticBooks, transactionAt } from './synthetic-books.ts'

const booked = 20_000
const sizes = { quick: 80_000, full: 400_000 }
const memoryBound = 256_000_000

export async function benchBooks(report: BenchReport, isFull: boolean): Promise<void> {
  const { print } = report
  await benchPosting(report)
  await benchReconcile(report, isFull)
  const made = performance.now()
  const books = syntheticBooks(isFull ? sizes.full : sizes.quick)
  const { transactions, postings } = books
  print(
    `A year of ${shown(transactions)} transactions, ${shown(postings)} postings, sealed night by night`,
  )
  print(
    `  made and sealed                     ${shown(perSecond(transactions, made)).padStart(10)} transactions/s; read, they are made anew`,
  )
  await benchVerify(report, books)
  await benchFec(report, books)
}

async function benchPosting({ print, figure }: BenchReport): Promise<void> {
  const all = Array.from({ length: booked }, (_, n) => transactionAt(n, booked))
  const deps = { table: memoryTable(), clock: () => start }
  const from = performance.now()
  await bookTransactions(deps, all)
  const rate = perSecond(booked, from)
  print(`Posting ${shown(booked)} transactions, each by its own conditional write`)
  print(`  booked, over a table in memory      ${shown(rate).padStart(10)} transactions/s`)
  figure('books.post.transactionsPerSecond', rate)
  const again = performance.now()
  await bookTransactions(deps, all)
  print(
    `  the same again: seen, not booked    ${shown(perSecond(booked, again)).padStart(10)} transactions/s`,
  )
  const naive = naiveBooks()
  const then = performance.now()
  for (const one of all) naive.book(one)
  print(
    `  instead: sums in memory, no proof   ${shown(perSecond(booked, then)).padStart(10)} transactions/s`,
  )
}

async function benchVerify(
  { print, figure, fault }: BenchReport,
  { table, transactions, postings }: SyntheticBooks,
): Promise<void> {
  const watch = watchMemory()
  const from = performance.now()
  const verdict = await verifyBooks(table)
  const peak = watch.end()
  if (verdict.kind !== 'ok') fault(`verify found ${JSON.stringify(verdict.difference)}`)
  else if (verdict.postings !== postings) fault(`verify saw ${verdict.postings} postings`)
  const rate = perSecond(postings, from)
  print(
    `  verified, every hash and line anew  ${shown(rate).padStart(10)} postings/s, ${megabytes(peak)} more in memory`,
  )
  figure('books.verify.postingsPerSecond', rate)
  figure('books.verify.peakBytes', peak)
  if (peak > memoryBound) fault(`verifying took ${megabytes(peak)}`)
  const then = performance.now()
  const naive = naiveBooks()
  for (let n = 0; n < transactions; n++) naive.book(transactionAt(n, Math.ceil(transactions / 365)))
  const sums = perSecond(postings, then)
  print(`  instead: made and summed in memory  ${shown(sums).padStart(10)} postings/s`)
}

async function benchFec(
  { print, figure, fault }: BenchReport,
  { table, postings }: SyntheticBooks,
): Promise<void> {
  const { accounts } = publication.books
  const range = { from: '2026-01-01', to: '2026-12-31' }
  const check = newFecCheck('123456782FEC20261231.txt')
  const watch = watchMemory()
  const from = performance.now()
  let [lines, checkedMs] = [-1, 0]
  for await (const piece of fecFile(() => sealedEntries(table, range), { accounts }))
    lines += piece.split('\r\n').length - 1
  const peak = watch.end()
  const rate = perSecond(lines, from + checkedMs)
  print(
    `  written as an FEC                   ${shown(rate).padStart(10)} lines/s, ${megabytes(peak)} more in memory`,
  )
  figure('books.fec.linesPerSecond', rate)
  figure('books.fec.peakBytes', peak)
  if (lines !== postings) fault(`the FEC has ${lines} lines of ${postings}`)
  if (peak > memoryBound) fault(`the FEC took ${megabytes(peak)}`)
  const then = performance.now()
  for await (const piece of fecFile(() => sealedEntries(table, range), { accounts }))
    for (const line of piece.split('\r\n').slice(0, -1)) {
      const at = performance.now()
      check.line(line, true)
      checkedMs += performance.now() - at
    }
  const verdict = check.end()
  if (!verdict.ok) fault(`the FEC is refused: ${JSON.stringify(verdict.errors[0])}`)
  const ours = (lines * 1_000) / checkedMs
  print(
    `  checked by our own check            ${shown(ours).padStart(10)} lines/s, ${shown((performance.now() - then) / 1_000)} s with writing`,
  )
  figure('books.check.linesPerSecond', ours)
}

/** What somebody would write in an afternoon: sums by account, no evidence. */
function naiveBooks() {
  const sums = new Map<string, number>()
  return {
    book({ postings }: ReturnType<typeof transactionAt>): void {
      for (const { account, cents } of postings) sums.set(account, (sums.get(account) ?? 0) + cents)
    },
  }
}

function perSecond(count: number, from: number): number {
  return (count * 1_000) / (performance.now() - from)
}

/** The most that the process took above where it was, as sampled ten times a second. */
function watchMemory(): { end(): number } {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  let peak = before
  const look = () => {
    peak = Math.max(peak, process.memoryUsage().heapUsed)
  }
  const timer = setInterval(look, 100)
  return {
    end() {
      clearInterval(timer)
      look()
      return peak - before
    },
  }
}
