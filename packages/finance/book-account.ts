// Books an invoice and all that became of it, as its documents say now. What is booked already is
// nothing; where an issue came to be known as served only after something went back, the difference
// to what was booked is.
import { isDeepStrictEqual } from 'node:util'
import type { Table } from '#aws/table'
import type { Clock } from '#kernel/time'
import type { Books } from '#publication/books'
import type { PostingRules } from './account-fold.ts'
import { bookTransactions } from './book-transaction.ts'
import { deferredBeforeAll } from './deferred-before.ts'
import type { InvoiceAccount } from './documents.ts'
import { postAccount, unearnedSources } from './post-account.ts'
import { accountOfInvoice } from './store-documents.ts'
import { asMade, isSame, transactionOf, transactionsOf } from './store-ledger.ts'
import { hashOf, type Posting, type Transaction, transactionLimits } from './transaction.ts'

export type BookAccountDeps = {
  table: Table
  clock: Clock
  publication: { zone: string; books: Pick<Books, 'accounts' | 'lostVat'> }
}

/** Of one booking, how often what came late may change its split. */
const mostDifferences = 50

/** What an invoice books now, oldest first; undefined when its document is not there. */
export async function transactionsOfInvoice(
  deps: BookAccountDeps,
  invoiceId: string,
): Promise<Transaction[] | undefined> {
  const account = await accountOfInvoice(deps.table, invoiceId)
  return account && (await transactionsOfAccount(deps, account))
}

export async function transactionsOfAccount(
  deps: BookAccountDeps,
  account: InvoiceAccount,
): Promise<Transaction[]> {
  return postAccount(account, rulesOf(deps), await deferredBeforeAll(deps, account))
}

/** Books them. Another content under a source that is taken is an exception, never an overwrite. */
export async function bookAccount(deps: BookAccountDeps, invoiceId: string): Promise<void> {
  const account = await accountOfInvoice(deps.table, invoiceId)
  if (account) await bookAll(deps, account)
}

/** The same of what is at hand. */
export async function bookAll(deps: BookAccountDeps, account: InvoiceAccount): Promise<void> {
  const made = await transactionsOfAccount(deps, account)
  if (made.length === 0) return
  const there = new Map(
    (
      await transactionsOf(
        deps.table,
        made.map(({ source }) => source),
      )
    ).map((booked) => [booked.transaction.source, booked]),
  )
  const dependent = new Set(unearnedSources(account))
  const fresh: Transaction[] = []
  for (const one of made) {
    const booked = there.get(one.source)
    if (booked && isSame(booked, one)) continue
    const was = booked && asMade(booked)
    if (was && dependent.has(one.source) && isOtherSplit(was, one))
      fresh.push(...(await differenceTo(deps.table, was, one)))
    else fresh.push(one)
  }
  if (fresh.length > 0) await bookTransactions(deps, fresh)
}

export function rulesOf({ publication }: Pick<BookAccountDeps, 'publication'>): PostingRules {
  const { zone, books } = publication
  return { accounts: books.accounts, zone, recoversLostVat: books.lostVat === 'recovered' }
}

/**
 * The same event, of which another part was unearned: what the customer owes by it is as it was, and so
 * is the tax, but of a lost dispute, which leaves the tax of what was served.
 */
function isOtherSplit(was: Transaction, now: Transaction): boolean {
  const owed = ({ postings }: Transaction) => postings.filter((one) => one.auxiliary !== undefined)
  if (!isDeepStrictEqual(owed(was), owed(now))) return false
  const isLost = now.source.endsWith(':lost')
  const { taxes = [] } = isLost ? was : now
  const same = { ...now, postings: was.postings }
  return hashOf({ ...same, taxes }) === hashOf(was)
}

/** `cn_1:2`, `cn_1:3` …: what is missing to what should be booked; nothing when nothing is. */
async function differenceTo(
  table: Table,
  was: Transaction,
  now: Transaction,
): Promise<Transaction[]> {
  const booked = [was]
  let source = ''
  for (let count = 2; count < mostDifferences; count++) {
    source = `${now.source}:${count}`
    const before = await transactionOf(table, source)
    if (!before) break
    booked.push(asMade(before))
  }
  const postings = minusPostings(
    now.postings,
    booked.flatMap((one) => one.postings),
  )
  if (postings.length < 2) return []
  const label = `Rectification ${now.label}`.slice(0, transactionLimits.label)
  const taxes = minusTaxes(now, booked)
  const { taxes: _, ...rest } = now
  return [{ ...rest, source, label, postings, ...(taxes.length === 0 ? {} : { taxes }) }]
}

function minusPostings(now: readonly Posting[], booked: readonly Posting[]): Posting[] {
  const left = new Map<string, Posting>()
  const all = [...now, ...booked.map((one) => ({ ...one, cents: -one.cents }))]
  for (const { cents, ...whose } of all) {
    const key = `${whose.account} ${whose.auxiliary ?? ''}`
    left.set(key, { ...whose, cents: (left.get(key)?.cents ?? 0) + cents })
  }
  return [...left.values()].filter(({ cents }) => cents !== 0)
}

function minusTaxes(now: Transaction, booked: readonly Transaction[]) {
  const left = new Map<string, NonNullable<Transaction['taxes']>[number]>()
  const add = (one: Transaction, sign: 1 | -1) => {
    for (const tax of one.taxes ?? []) {
      const key = JSON.stringify([tax.scheme, tax.rate, tax.place, tax.because])
      const sum = left.get(key) ?? { ...tax, net: 0, vat: 0 }
      left.set(key, { ...sum, net: sum.net + sign * tax.net, vat: sum.vat + sign * tax.vat })
    }
  }
  add(now, 1)
  for (const one of booked) add(one, -1)
  return [...left.values()].filter(({ net, vat }) => net !== 0 || vat !== 0)
}
