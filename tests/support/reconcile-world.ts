// Payouts and bank statements around an empty ledger: a table in memory, a clock moved by hand, and the
// processes that die on the way.
import type { Table } from '#aws/table'
import { importStatement } from '#finance/bank/import-statement'
import { bankLinesIn } from '#finance/bank/store-lines'
import { bookTransaction } from '#finance/book-transaction'
import type { Exception } from '#finance/exception'
import { payoutReport } from '#finance/payout-report'
import { unsealedTransactions } from '#finance/read-ledger'
import { reconcilePayouts } from '#finance/reconcile-payouts'
import { type ResolveInput, resolveBy } from '#finance/resolve-by'
import { openExceptions } from '#finance/store-exceptions'
import { type PayoutAtStripe, putPayout } from '#finance/store-payouts'
import { newTransaction, type Transaction } from '#finance/transaction'
import { instant } from '#kernel/time'
import { Books } from '#publication/books'
import type { Publication } from '#publication/schema'
import { bytesOf, camtFile, type TestLine } from './bank-files.ts'
import { publication as sample } from './editorial.ts'
import { memoryTable } from './memory-table.ts'

export const ana = 'ana@magazine.example'
export const bo = 'bo@magazine.example'

export type ReconcileWorld = ReturnType<typeof reconcileWorld>

export function reconcileWorld(given: { table?: Table; bank?: 'post' | 'match-only' } = {}) {
  let now = Date.parse('2026-11-30T08:00:00.000Z')
  const table = given.table ?? memoryTable()
  const books = Books.parse({ bank: given.bank ?? 'match-only' })
  const publication = { ...sample, zone: 'Europe/Paris', books } as Publication
  const deps = { table, clock: () => new Date(now), publication }
  return {
    deps,
    table,
    accounts: books.accounts,
    to: (at: string) => {
      now = Date.parse(at)
    },
    /** As read at Stripe; of 127.82, made on the 5th and due on the 9th, unless told otherwise. */
    payout: (made: Partial<PayoutAtStripe> = {}) => putPayout(table, aPayout(made)),
    take: async (text: string | Uint8Array, more: { by?: string; fileName?: string } = {}) =>
      await importStatement(deps, {
        bytes: typeof text === 'string' ? bytesOf(text) : text,
        fileName: more.fileName ?? 'releve.xml',
        by: more.by ?? ana,
      }),
    reconcile: () => reconcilePayouts(deps),
    /** A statement of these lines comes, and the books are brought up to date. */
    async bankSays(...lines: readonly TestLine[]) {
      await this.take(camtFile(lines))
      await this.reconcile()
    },
    resolve: (input: Omit<ResolveInput, 'by'> & { by?: string }) =>
      resolveBy(deps, { by: ana, ...input }),
    async payouts() {
      return (await payoutReport(deps)).payouts
    },
    async open(): Promise<Exception[]> {
      return await openExceptions(table)
    },
    async ledger(): Promise<Transaction[]> {
      const found: Transaction[] = []
      for await (const { transaction } of unsealedTransactions(table)) found.push(transaction)
      return found.toSorted((a, b) => (a.source < b.source ? -1 : 1))
    },
    async balance(account: string): Promise<number> {
      const all = await this.ledger()
      return all
        .flatMap(({ postings }) => postings)
        .reduce((sum, one) => (one.account === account ? sum + one.cents : sum), 0)
    },
    lines: async () => [
      ...(await bankLinesIn(table, '2026-10')),
      ...(await bankLinesIn(table, '2026-11')),
    ],
  }
}

export function aPayout(made: Partial<PayoutAtStripe> = {}): PayoutAtStripe {
  const at = (day: string) => instant(Date.parse(`${day}T08:00:00Z`))
  const date = made.date ?? '2026-11-05'
  return {
    ...{ id: 'po_A1b2C3d4', amount: 12_782, currency: 'eur', createdAt: at(date), date },
    ...{ arrivalDate: '2026-11-09', isAutomatic: true, atStripe: 'paid', isItemised: true },
    readAt: at('2026-11-10'),
    ...made,
  }
}

/** What the bank calls a payout that came in. */
export const stripeLine = (cents: number, made: Partial<TestLine> = {}): TestLine => ({
  ...{ date: '2026-11-09', cents, text: 'VIR SEPA STRIPE PAYMENTS EUROPE' },
  ...made,
})

/** 580 holds the payout, as its balance transaction booked it. */
export async function paidOut(world: ReconcileWorld, cents = 12_782) {
  const { inTransit, stripe: balance } = world.accounts
  await bookTransaction(
    world.deps,
    newTransaction({
      ...{ source: 'txn_po', journal: 'ST', date: '2026-11-05', label: 'Virement Stripe' },
      piece: { ref: 'txn_po', date: '2026-11-05' },
      postings: [
        { account: inTransit, cents },
        { account: balance, cents: -cents },
      ],
    }),
  )
}

/** A payout of 127.82, of which the bank's statement has 115.82; not looked at yet. */
export async function comesInShort(world: ReconcileWorld) {
  await world.payout()
  await paidOut(world)
  await world.take(camtFile([stripeLine(11_582)]))
}

/** With its payout of 127.82, of which 115.82 came in, and the exception that this is. */
export async function shortByTwelve(bank: 'post' | 'match-only' = 'post') {
  const world = reconcileWorld({ bank })
  await comesInShort(world)
  await world.reconcile()
  const [exception] = await world.open()
  if (!exception) throw new Error('no exception')
  return { world, exception }
}
