// Books to seal and close: a table in memory, a clock that is moved by hand, transactions by number,
// and an oracle that adds up what was asked for, sharing no code with the ledger.
import type { Table } from '#aws/table'
import { bookTransaction } from '#finance/book-transaction'
import { closeMonth, finishClose } from '#finance/close-month'
import { sealBooks } from '#finance/seal-books'
import { newTransaction, type Transaction } from '#finance/transaction'
import { verifyBooks } from '#finance/verify-books'
import type { StaffId } from '#kernel/ids'
import { type Instant, instant, minuteMs } from '#kernel/time'
import { Books } from '#publication/books'
import { memoryTable } from './memory-table.ts'

export type LedgerWorld = ReturnType<typeof newLedgerWorld>

export function newLedgerWorld(options: { table?: Table; at?: string } = {}) {
  let now = Date.parse(options.at ?? '2026-12-03T02:40:00.000Z')
  const deps = {
    table: options.table ?? memoryTable(),
    clock: () => new Date(now),
    publication: { zone: 'Europe/Paris', books: Books.parse({}) },
    log: () => {},
    financeStaff: async () => ['sf_ana', 'sf_bo'] as StaffId[],
  }
  return {
    deps,
    table: deps.table,
    forward: (ms: number) => {
      now += ms
    },
    to: (at: string) => {
      now = Date.parse(at)
    },
    now: (): Instant => instant(now),
    book: (...some: Transaction[]) => bookAll(deps, some),
    seal: () => sealBooks(deps),
    verify: (anchor?: string) => verifyBooks(deps.table, { anchor }),
    /** As far as it goes: what is refused is answered. */
    close: async (month: string) => {
      const asked = await closeMonth(deps, { month, by: 'ana@magazine.example' })
      now += minuteMs
      return asked.kind === 'closing' ? await finishClose(deps, { month }) : asked
    },
    /** That the books were brought up to date at this moment. */
    hasRun: async () => {
      await deps.table.put({ pk: 'BOOKS', sk: 'BOOKS', v: 1, since: instant(now) })
    },
  }
}

async function bookAll(
  deps: Parameters<typeof bookTransaction>[0],
  some: readonly Transaction[],
): Promise<void> {
  for (const one of some) await bookTransaction(deps, one)
}

/** A payment of 1.00 and some cents more, from a customer, on a day. */
export function moveOf(
  n: number,
  date = '2026-11-05',
  change: Partial<Transaction> = {},
): Transaction {
  return newTransaction({
    source: `txn_${String(n).padStart(5, '0')}`,
    journal: 'ST',
    date,
    piece: { ref: `piece ${n}`, date },
    label: `Mouvement ${n}`,
    postings: [
      { account: '517100', cents: 97 + n },
      { account: '627800', cents: 3 },
      { account: '411000', auxiliary: `cu_${n % 7}`, cents: -100 - n },
    ],
    ...change,
  })
}

/** So many of them, from a number on. */
export const movesFrom = (from: number, count: number, date?: string) =>
  Array.from({ length: count }, (_, at) => moveOf(from + at, date))

/** Everything stored, without what says when a mail was left. */
export async function contentsOf(table: Table): Promise<string[]> {
  const items: string[] = []
  for await (const item of table.scan()) items.push(JSON.stringify(item, sorted))
  return items.toSorted()
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Debit and credit by account, added up by hand. */
export function sidesOf(some: readonly Transaction[]): Record<string, [number, number]> {
  const sides: Record<string, [number, number]> = {}
  for (const { postings } of some)
    for (const { account, cents } of postings) {
      const [debit, credit] = sides[account] ?? [0, 0]
      sides[account] = cents > 0 ? [debit + cents, credit] : [debit, credit - cents]
    }
  return sides
}
