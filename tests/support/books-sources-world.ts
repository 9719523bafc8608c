// A world of sales at the offline Stripe, whose books are brought up to date by the phases of a run.

import { balancesUpTo } from '#finance/balances'
import { type BooksPhase, booksPhases } from '#finance/books-run'
import { unsealedTransactions } from '#finance/read-ledger'
import { openExceptions } from '#finance/store-exceptions'
import { hashOf, type Transaction } from '#finance/transaction'
import { silentLog } from '#kernel/log'
import { type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import type { Accounts } from '#publication/books'
import type { Publication } from '#publication/schema'
import { booksPhasesOf } from '#runtime/books-phases'
import { memoryTable } from './memory-table.ts'
import { stripeWorld } from './stripe-world.ts'

export type BooksWorld = Awaited<ReturnType<typeof booksWorld>>

/** What the phases read at Stripe, in the order of a run. */
export const sourcePhases = ['invoices', 'payments', 'notes', 'disputes', 'moves'] as const

export async function booksWorld(given: { seed?: number; publication?: Publication } = {}) {
  const world = await stripeWorld(given)
  let since: Instant | undefined
  const depsOf = (table: typeof world.table) => ({
    ...{ table, clock: world.clock, makeId: world.deps.makeId, log: silentLog },
    publication: world.deps.publication,
    stripe: world.stripeDeps,
    financeStaff: async () => [],
  })

  return {
    ...world,
    accounts: world.deps.publication.books.accounts as Accounts,
    /** One run of these phases; `hurry`: each call has time for one page alone. */
    async run(
      phases: readonly BooksPhase[] = sourcePhases,
      options: { isNightly?: boolean; hurry?: boolean; from?: 'beginning' } = {},
    ) {
      const startedAt = instant(world.clock())
      const made = booksPhasesOf(depsOf(world.table))
      const deadline = options.hurry
        ? world.clock()
        : new Date(Date.parse(plusMs(startedAt, minuteMs)))
      for (const phase of phases) {
        let place: string | undefined
        do {
          const input = {
            ...{ startedAt, since: options.from ? undefined : since, place, deadline },
            isNightly: options.isNightly ?? false,
          }
          place = (await made[phase](input)).place
        } while (place !== undefined)
      }
      if (booksPhases.every((phase) => phases.includes(phase) || phase === 'seal'))
        since = startedAt
      if (sourcePhases.every((phase) => phases.includes(phase))) since = startedAt
    },
    /** The same phases into an empty ledger that has what we know of our readers. */
    async transactionsAnew(phases: readonly BooksPhase[][] = [[...sourcePhases]]) {
      const table = memoryTable()
      await this.readInto(table, table, phases)
      return await transactionsIn(table)
    },
    /** Reads all of Stripe into `table`; `own`: the same, where what we know of our readers is put. */
    async readInto(
      table: typeof world.table,
      own: typeof world.table,
      phases: readonly BooksPhase[][] = [[...sourcePhases]],
    ) {
      for await (const item of world.table.scan())
        if (!/^(LEDGER|DOCUMENT|PAIDBY|EXCEPTION)#/.test(String(item['pk'])))
          await own.put(item as never)
      const made = booksPhasesOf(depsOf(table))
      for (const some of phases)
        for (const phase of some) {
          const startedAt = instant(world.clock())
          const deadline = new Date(Date.parse(plusMs(startedAt, minuteMs)))
          const input = { startedAt, since: undefined, place: undefined, deadline }
          await made[phase]({ ...input, isNightly: true })
        }
    },
    transactions: (table: typeof world.table = world.table) => transactionsIn(table),
    async ledger(source: string): Promise<Transaction | undefined> {
      return (await transactionsIn(world.table)).find((one) => one.source === source)
    },
    /** Debit less credit by account, in cents; those of nothing left out. */
    async balances(): Promise<Record<string, number>> {
      const balances = await balancesUpTo(world.table)
      return Object.fromEntries(
        [...balances]
          .map(([account, { debit, credit }]) => [account, debit - credit] as const)
          .filter(([, cents]) => cents !== 0),
      )
    },
    exceptions: (table: typeof world.table = world.table) => openExceptions(table),
    /** What Stripe says that it holds, in cents. */
    async atStripe(): Promise<number> {
      const { available, pending } = await world.client.balance.retrieve()
      return [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0)
    },
  }
}

async function transactionsIn(table: ReturnType<typeof memoryTable>): Promise<Transaction[]> {
  const found: Transaction[] = []
  for await (const { transaction } of unsealedTransactions(table)) found.push(transaction)
  return found.sort((a, b) => (a.source < b.source ? -1 : 1))
}

/** By source, what each is down to the byte. */
export function hashesOf(transactions: readonly Transaction[]): Record<string, string> {
  return Object.fromEntries(transactions.map((one) => [one.source, hashOf(one)]))
}
