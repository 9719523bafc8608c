// Reads what the oracle of the books goes by, and what the books came to, as it lies in the table and
// in Stripe's journal: raw, past every function of the ledger.
import type { Table } from '#aws/table'
import type { SandboxStripe } from '#sandbox/stripe/sandbox-stripe'
import type { BooksFacts, BoughtFact, ExpectedBooks, ServedFact } from './books-oracle.ts'

export async function factsFor(
  { stripe, table }: { stripe: SandboxStripe; table: Table },
  { earnedUntil }: { earnedUntil: number },
): Promise<BooksFacts> {
  const bought: BoughtFact[] = []
  const served: ServedFact[] = []
  for await (const item of table.scan()) {
    if (String(item['sk']).startsWith('STREAM#'))
      for (const one of item['entitlements'] as RawEntitlement[]) bought.push(boughtOf(one))
    if (String(item['pk']).startsWith('SERVED#')) served.push(servedOf(item as RawLine))
  }
  return stripe.look((work) => ({
    invoices: work.all('invoice'),
    payments: work.all('invoice_payment'),
    notes: work.all('credit_note'),
    disputes: work.all('dispute'),
    charges: work.all('charge'),
    moves: work.all('balance_transaction'),
    events: work.all('event') as unknown as BooksFacts['events'],
    ...{ bought, served, earnedUntil },
  }))
}

type RawEntitlement = {
  id: string
  invoiceId?: string
  bought: number
  period?: { from: string; until: string }
  left?: { at: string; gross: number }
  served: { used: number }[]
  refunded: number
  transferred: number
  writtenOff: number
}
type RawLine = Record<string, unknown> & {
  entitlementId: string
  at: string
  used: number
  usedBefore: number
  bought: number
  ended?: number
}

function boughtOf(raw: RawEntitlement): BoughtFact {
  const { id, invoiceId = '', bought, period, left, refunded, transferred, writtenOff } = raw
  const used = raw.served.reduce((sum, one) => sum + one.used, 0)
  return {
    ...{ id, invoiceId, bought, leftGross: left?.gross ?? 0 },
    remaining: bought - used - refunded - transferred - writtenOff,
    ...(period
      ? { period: { from: Date.parse(period.from), until: Date.parse(period.until) } }
      : {}),
    ...(left ? { leftAt: Date.parse(left.at) } : {}),
  }
}

function servedOf({ entitlementId, at, used, usedBefore, bought, ended = 0 }: RawLine): ServedFact {
  return { entitlementId, at, used, owed: bought - usedBefore - ended }
}

export type RawPosting = { account: string; auxiliary?: string; cents: number }
export type RawTransaction = { source: string; date: string; postings: RawPosting[] }

/** Every transaction as it lies in the table, by its source. */
export async function rawLedger(table: Table): Promise<Map<string, RawTransaction>> {
  const ledger = new Map<string, RawTransaction>()
  for await (const item of table.scan())
    if (String(item['pk']).startsWith('LEDGER#')) {
      const transaction = item['transaction'] as RawTransaction
      ledger.set(transaction.source, transaction)
    }
  return new Map([...ledger].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The sum of what is posted on accounts that begin with `account`. */
function balanceOf(ledger: ReadonlyMap<string, RawTransaction>, account: string): number {
  let sum = 0
  for (const { postings } of ledger.values())
    for (const one of postings) if (one.account.startsWith(account)) sum += one.cents
  return sum
}

function balancesByCustomer(
  ledger: ReadonlyMap<string, RawTransaction>,
  account: string,
): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { postings } of ledger.values())
    for (const { account: own, auxiliary = '', cents } of postings)
      if (own === account) sums.set(auxiliary, (sums.get(auxiliary) ?? 0) + cents)
  return new Map([...sums].filter(([, cents]) => cents !== 0))
}

/** What the books came to, in the words of the oracle. */
export function bookedBooks(ledger: ReadonlyMap<string, RawTransaction>): ExpectedBooks {
  return {
    stripe: balanceOf(ledger, '517'),
    inTransit: balanceOf(ledger, '580'),
    deferred: balanceOf(ledger, '4871'),
    vatCollected: balanceOf(ledger, '4457'),
    vatPending: balanceOf(ledger, '4458'),
    disputed: balanceOf(ledger, '416'),
    customers: balancesByCustomer(ledger, '411000'),
  }
}
