// What an invoice and all that became of it books, in the order it happened: sold, paid, credited,
// given up, contested. A function of documents and of what was served, never of what is booked, so
// that it may be worked out again at any time. Worked entries: domain-rules §3.3. Pure.
import type { Cents } from '#kernel/money'
import type { Instant } from '#kernel/time'
import { Accounts } from '#publication/books'
import { AccountFold, type PostingRules, type Unearned } from './account-fold.ts'
import { type InvoiceAccount, lostSource } from './documents.ts'
import type { Transaction } from './transaction.ts'

/**
 * All transactions of an invoice, oldest first. `unearned`: by source, what each of `unearnedSources`
 * takes out of deferred revenue; one that is missing is of an invoice that nothing was served for.
 */
export function postAccount(
  account: InvoiceAccount,
  rules: PostingRules,
  unearned: ReadonlyMap<string, Unearned> = new Map(),
): Transaction[] {
  if (account.invoice.gross === 0) return []
  const fold = new AccountFold(account.invoice, rules, unearned)
  for (const { act } of eventsOf(account)) act(fold)
  return fold.made
}

/**
 * What each credit note and lost dispute takes back without tax, by its source: how much of it was
 * unearned changes nothing about that.
 */
export function netsBack(account: InvoiceAccount): ReadonlyMap<string, Cents> {
  const rules = { accounts: Accounts.parse({}), zone: 'UTC', recoversLostVat: false }
  const fold = new AccountFold(account.invoice, rules, new Map())
  for (const { act } of eventsOf(account)) act(fold)
  return fold.nets
}

/** The transactions whose split depends on what was served by then (`deferredBefore`). */
export function unearnedSources({ invoice, notes, disputes }: InvoiceAccount): string[] {
  const { id, uncollectibleAt, voidedAt } = invoice
  return [
    ...notes.map((note) => note.id),
    ...disputes.filter(({ lostAt }) => lostAt !== undefined).map(lostSource),
    ...(uncollectibleAt === undefined ? [] : [`${id}:uncollectible`]),
    ...(voidedAt === undefined ? [] : [`${id}:void`]),
  ]
}

type Event = { at: Instant; rank: number; id: string; act(fold: AccountFold): void }

/** In time; of one instant as they follow from each other. */
function eventsOf({ invoice, payments, notes, disputes }: InvoiceAccount): Event[] {
  const { id } = invoice
  const events: Event[] = [{ at: invoice.finalizedAt, rank: 0, id, act: (fold) => fold.sell() }]
  const add = (at: Instant | undefined, rank: number, about: { id: string }, act: Event['act']) =>
    void (at && events.push({ at, rank, id: about.id, act }))
  for (const one of notes) {
    add(one.createdAt, one.isPaid ? 3 : 1, one, (fold) => fold.credit(one))
    add(one.voidedAt, 4, one, (fold) => fold.voidNote(one))
  }
  for (const one of payments) add(one.paidAt, 2, one, (fold) => fold.pay(one))
  add(invoice.uncollectibleAt, 5, invoice, (fold) => fold.giveUp(invoice.uncollectibleAt))
  add(invoice.voidedAt, 6, invoice, (fold) => fold.voidInvoice(invoice.voidedAt))
  for (const one of disputes) {
    add(one.lostAt, 7, one, (fold) => fold.lose(one))
    if (one.lostAt && one.wonAt && one.wonAt > one.lostAt)
      add(one.wonAt, 8, one, (fold) => fold.winBack(one))
  }
  return events.sort((a, b) => compare(a.at, b.at) || a.rank - b.rank || compare(a.id, b.id))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
