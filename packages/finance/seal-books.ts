// Seals what no seal has yet. The pages, then the seal itself under its number; then each transaction
// is given its number and its lines are written. Whoever dies in between is followed by another, who
// finishes what the seal says before it makes the next.
import { sealMailKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { StaffId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, dateOf, instant } from '#kernel/time'
import type { Books } from '#publication/books'
import { onOpenDay } from './book-transaction.ts'
import { leaveMails } from './leave-mails.ts'
import { lineItems } from './ledger-line.ts'
import { fiscalYearOf } from './month.ts'
import { entriesOf, unstampedTransactions } from './read-ledger.ts'
import { gather, nothingGathered, type Seal, sealGathered, sealLimits } from './seal.ts'
import { lastShut } from './store-closes.ts'
import { stampBooked } from './store-ledger.ts'
import {
  endSealing,
  lastSeal,
  markSealing,
  noteSealedPage,
  putSeal,
  sealingOf,
  sealOf,
  sealPage,
} from './store-seals.ts'

export type SealDeps = {
  table: Table
  clock: Clock
  publication: { zone: string; books: Books }
  log: Log
  /** Who is told a seal's hash, so that it is kept outside of the table. */
  financeStaff: () => Promise<readonly StaffId[]>
}

/** Transactions stamped at once. */
const together = 25
/** Two that seal at once: how often one begins anew. */
const attempts = 50

/** `done`: nothing waits for a seal any more. `more`: time was up. `seals`: those written now. */
export type SealedBooks = { kind: 'done' | 'more'; seals: Seal[] }

/** `isForced`: a seal is written even where nothing waits for one. `deadline`: when to come back. */
export async function sealBooks(
  deps: SealDeps,
  options: { deadline?: Date; isForced?: boolean } = {},
): Promise<SealedBooks> {
  const { deadline, isForced = false } = options
  const seals: Seal[] = []
  for (let attempt = 0; attempt < attempts; attempt++) {
    if ((await finishSeal(deps, deadline)) === 'more') return { kind: 'more', seals }
    const made = await sealOnce(deps, isForced && seals.length === 0)
    if (made.kind === 'nothing') return { kind: 'done', seals }
    if (made.kind === 'sealed') seals.push(made.seal)
  }
  throw new Error('Others seal as fast as this one')
}

/** The phase of a run. */
export async function sealPhase(
  deps: SealDeps,
  { deadline }: { deadline: Date },
): Promise<{ place?: string | undefined }> {
  const { kind } = await sealBooks(deps, { deadline })
  return kind === 'more' ? { place: 'more' } : {}
}

type Made = { kind: 'nothing' | 'taken' } | { kind: 'sealed'; seal: Seal }

async function sealOnce(deps: SealDeps, isForced: boolean): Promise<Made> {
  const { table, clock, publication } = deps
  // In this order: a month that is shut after this look has its own seal after this number.
  const before = await lastSeal(table)
  const sealing = await sealingOf(table)
  // The last one's transactions are not all stamped: they must not be gathered again.
  if (sealing && sealing.number <= (before?.number ?? 0)) return { kind: 'taken' }
  const shut = await lastShut(table)
  const date = dateOf(instant(clock()), publication.zone)
  const gathered = nothingGathered()
  for await (const booked of unstampedTransactions(table)) {
    // ValidDate is never before the entry's own day: what is dated later waits.
    if (booked.transaction.date > date) continue
    gather(gathered, { ...booked, ...(booked.made ? {} : onOpenDay(booked.transaction, shut)) })
    if (gathered.lines.length >= sealLimits.page * sealLimits.pages) break
  }
  if (gathered.lines.length === 0 && !isForced) return { kind: 'nothing' }
  const { yearEnds } = publication.books
  const sealed = sealGathered(gathered, {
    date,
    before,
    yearOf: (date) => fiscalYearOf(date, yearEnds),
  })
  const { seal } = sealed
  // Evidence first: who comes after a death between these two finds whose lines are missing.
  if (!(await markSealing(table, seal.number))) return { kind: 'taken' }
  if (!(await putSeal(table, sealed))) return { kind: 'taken' }
  const { number, hash, count } = seal
  deps.log('info', 'books.sealed', { seal: number, hash, count })
  return { kind: 'sealed', seal }
}

/** Writes what is missing of the seal that is marked; nothing where none is. */
async function finishSeal(deps: SealDeps, deadline: Date | undefined): Promise<'done' | 'more'> {
  const { table, clock } = deps
  const sealing = await sealingOf(table)
  const seal = sealing && (await sealOf(table, sealing.number))
  if (!sealing || !seal) return 'done'
  for (let page = sealing.page; page < seal.pages.length; page++) {
    await stampPage(table, seal, page)
    await noteSealedPage(table, { number: seal.number, page: page + 1 })
    if (deadline && clock() >= deadline) return 'more'
  }
  // A seal of nothing shuts a month, whose own mail tells its hash.
  if (seal.count > 0) await tellStaff(deps, seal)
  await endSealing(table, seal.number)
  return 'done'
}

async function stampPage(table: Table, seal: Seal, page: number): Promise<void> {
  const lines = (await sealPage(table, seal, page)) ?? []
  for (let at = 0; at < lines.length; at += together) {
    const entries = await entriesOf(table, seal, lines.slice(at, at + together))
    // Lines first: what is stamped has its lines.
    await table.putMany(entries.flatMap(({ booked }) => lineItems(booked).map(({ item }) => item)))
    await Promise.all(
      entries.map(({ booked, seal: number, year, ...given }) => {
        const stamp = { seal: number, year, number: given.number, validDate: given.validDate }
        return stampBooked(table, { ...booked, stamp })
      }),
    )
  }
}

async function tellStaff(deps: SealDeps, seal: Seal): Promise<void> {
  const { number, hash, count, postings, debit, date } = seal
  const data = { hash, date, ...texts({ seal: number, count, postings, debit }) }
  await leaveMails(deps, {
    kind: 'mail.booksSealed',
    name: `seal-${number}`,
    keyOf: (staffId) => sealMailKey(number, staffId),
    data,
  })
}

function texts(numbers: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]))
}
