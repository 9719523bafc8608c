// A world of sales at the offline Stripe, whose books are brought up to date by the phases of a run.

import { balancesUpTo } from '#finance/balances'
import { type BooksPhase, booksPhases } from '#finance/books-run'
import type { Invoice, InvoiceAccount } from '#finance/documents'
import { unsealedTransactions } from '#finance/read-ledger'
import { accountOfInvoice, openInvoices } from '#finance/store-documents'
import { openExceptions } from '#finance/store-exceptions'
import { hashOf, type Transaction } from '#finance/transaction'
import { silentLog } from '#kernel/log'
import { type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import type { Accounts } from '#publication/books'
import type { Publication } from '#publication/schema'
import { booksPhasesOf } from '#runtime/books-phases'
import type { Means } from '#sandbox/stripe/methods'
import { actOutside } from '#sandbox/stripe/outside'
import { memoryTable } from './memory-table.ts'
import { stripeWorld } from './stripe-world.ts'

export type BooksWorld = Awaited<ReturnType<typeof booksWorld>>

/** What the phases read at Stripe, in the order of a run. */
export const sourcePhases = ['invoices', 'payments', 'notes', 'disputes', 'moves'] as const

/** Those of a night, with its check. */
export const nightPhases = [...sourcePhases, 'check'] as const

/** Means of payment by what becomes of them. */
export const iban = {
  good: { iban: 'FR1420041010050500013M02606' },
  returned: { iban: 'FR8420041010050500013M02607' },
  contested: { iban: 'FR5720041010050500013M02608' },
}
export const refundsFail = { card: '4000000000005126' }

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
    /** An order that is paid, and what follows has followed. */
    async sale(means?: Means, form = {}) {
      const order = await world.order(form)
      world.pay(order, means)
      await world.settle()
      return order
    },
    act: (given: Parameters<typeof actOutside>[1]) => actOutside(world.stripe, given),
    async invoiceIdOf(order: Parameters<typeof world.orderNow>[0]): Promise<string> {
      return (await world.orderNow(order))?.stripe.invoiceId ?? ''
    },
    async openInvoices(): Promise<Invoice[]> {
      const found: Invoice[] = []
      for await (const one of openInvoices(world.table)) found.push(one)
      return found
    },
    /** The account of the newest invoice that the ledger knows. */
    async newestAccount(): Promise<InvoiceAccount> {
      const sold = (await transactionsIn(world.table)).filter(({ source }) =>
        source.endsWith(':finalized'),
      )
      const newest = sold.at(-1)?.source.split(':')[0] ?? ''
      const account = await accountOfInvoice(world.table, newest)
      if (!account) throw new Error('no invoice')
      return account
    },
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

export function byAbout(a: { about: string }, b: { about: string }): number {
  return a.about < b.about ? -1 : 1
}
