// The ways to settle an exception with what the ledger knows of it: how much of it really lies in
// suspense, and whose account it is about.
import type { Table } from '#aws/table'
import type { Accounts } from '#publication/books'
import type { Exception } from './exception.ts'
import { accountOfInvoice } from './store-documents.ts'
import { transactionsOf } from './store-ledger.ts'
import type { Transaction } from './transaction.ts'
import { type Way, type WaysInput, waysFor } from './ways.ts'

/** The ways, with amounts and customers as they are booked. */
export async function waysOf(
  { table }: { table: Table },
  exception: Exception,
  input: WaysInput,
): Promise<Way[]> {
  return waysFor(await withLedger(table, exception, input.books.accounts), input)
}

async function withLedger(
  table: Table,
  exception: Exception,
  accounts: Accounts,
): Promise<Exception> {
  const { kind, about, refs } = exception
  switch (kind) {
    case 'unknownCategory':
      return { ...exception, ...heldIn(await transactionsOf(table, [about]), accounts) }
    case 'invoiceOfNothing': {
      const notes = (await accountOfInvoice(table, about))?.notes ?? []
      const sources = [`${about}:finalized`, ...notes.map(({ id }) => id)]
      return { ...exception, ...heldIn(await transactionsOf(table, sources), accounts) }
    }
    case 'refundOwed':
    case 'refundWithoutNote': {
      const source = refs['source']
      const [booked] = source === undefined ? [] : await transactionsOf(table, [source])
      const customer = booked && customerIn(booked.transaction, accounts)
      return customer === undefined ? exception : { ...exception, refs: { ...refs, customer } }
    }
    default:
      return exception
  }
}

/** What lies in suspense: that is the amount in question. */
function heldIn(
  booked: readonly { transaction: Transaction }[],
  accounts: Accounts,
): { cents?: number } {
  if (booked.length === 0) return {}
  const held = booked
    .flatMap(({ transaction }) => transaction.postings)
    .reduce((sum, one) => (one.account === accounts.suspense ? sum + one.cents : sum), 0)
  return { cents: -held || 0 }
}

function customerIn({ postings }: Transaction, accounts: Accounts): string | undefined {
  return postings.find(({ account }) => account === accounts.customers)?.auxiliary
}
