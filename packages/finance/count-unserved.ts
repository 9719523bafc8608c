// Counts what is unserved of everything that is paid, straight from the streams and never from the
// ledger: which is what deferred revenue must be.
import type { Table } from '#aws/table'
import { type Cents, share } from '#kernel/money'
import { dateOf, dayMs, type Instant } from '#kernel/time'
import { remainingOf, usedOf } from '#subscriptions/entitlement'
import { entitledStreamsWhole } from '#subscriptions/store-streams'
import { givenBackOf, type Stream, type StreamEntitlement } from '#subscriptions/stream'
import { foldDeferred } from './deferred.ts'
import { deferredEvents, type Holding, isCorrected, netSold } from './deferred-events.ts'
import type { InvoiceAccount } from './documents.ts'
import { holdingIn } from './holding.ts'
import { monthOf } from './month.ts'
import { accountOfInvoice } from './store-documents.ts'
import { overAtOf } from './store-recognition.ts'
import { noUnserved, type Unserved } from './store-unserved.ts'

/**
 * `startedAt`: what was served since is not counted as served. `fresh`: issues that may have been.
 * `nextIssue`: the number that the next issue will have.
 */
export type CountAt = {
  startedAt: Instant
  zone: string
  fresh: ReadonlySet<number>
  nextIssue: number
}

/** Sums one shard (0 to 63) of the streams that something is owed to. */
export async function countUnserved(table: Table, shard: number, at: CountAt): Promise<Unserved> {
  const sum = noUnserved(at.startedAt)
  let waiting: Stream[] = []
  const take = async () => {
    const found = await Promise.all(waiting.map((stream) => valuesOf(table, stream, at)))
    for (const values of found) for (const value of values) addValue(sum, value)
    waiting = []
  }
  for await (const stream of entitledStreamsWhole(table, shard)) {
    waiting.push(stream)
    if (waiting.length >= 16) await take()
  }
  await take()
  return sum
}

/** `issues`: what of it is expected with each issue, in the order of the queue. */
type Value =
  | { kind: 'unknown'; invoiceId: string }
  | { kind: 'value'; sold: string; cents: Cents; issues: [number, Cents][]; days: Cents }

async function valuesOf(table: Table, stream: Stream, at: CountAt): Promise<Value[]> {
  const values: Value[] = []
  let next = at.nextIssue
  for (const entitlement of stream.entitlements) {
    const { invoiceId, paid } = entitlement
    if (invoiceId === undefined || paid.gross === paid.vat || isSpent(entitlement, at)) continue
    const account = await accountOfInvoice(table, invoiceId)
    if (!account) {
      values.push({ kind: 'unknown', invoiceId })
      continue
    }
    const cents = await deferredOf(table, { stream, entitlement, account, at })
    const owed = remainingOf(entitlement)
    const first = Math.max(next, entitlement.fromIssue)
    const issues =
      owed > 0
        ? Array.from({ length: owed }, (_, k): [number, Cents] => [
            first + k,
            share(cents, k + 1, owed) - share(cents, k, owed),
          ])
        : []
    next = first + owed
    const sold = monthOf(account.invoice.date)
    values.push({ kind: 'value', sold, cents, issues, days: owed > 0 ? 0 : cents })
  }
  return values
}

/** Used up to the last issue, or passed, with nothing that ever went back: nothing is left of it. */
function isSpent(entitlement: StreamEntitlement, { startedAt, fresh }: CountAt): boolean {
  const { kind, left, settlements, served, period } = entitlement
  if (left || givenBackOf(settlements) > 0) return false
  if (Object.values(settlements).length > 0) return false
  if (kind === 'period')
    return period !== undefined && Date.parse(period.until) + dayMs < Date.parse(startedAt)
  return remainingOf(entitlement) === 0 && !served.some(({ number }) => fresh.has(number))
}

type Counted = {
  stream: Stream
  entitlement: StreamEntitlement
  account: InvoiceAccount
  at: Pick<CountAt, 'startedAt' | 'zone' | 'fresh'>
}

/** What of an invoice is deferred by what was served before the run. */
export async function deferredOf(table: Table, counted: Counted): Promise<Cents> {
  const { stream, entitlement, account, at } = counted
  const { kind, bought, refunded, transferred, writtenOff, served } = entitlement
  const isFresh = served.some(({ number }) => at.fresh.has(number))
  const hasEnded = refunded + transferred + writtenOff > 0
  if (kind === 'issues' && !isFresh && !hasEnded && !isCorrected(account)) {
    const net = netSold(account)
    return net - share(net, Math.min(bought, usedOf(entitlement)), Math.max(1, bought))
  }
  const holding = await holdingIn(table, { stream, entitlement })
  return await deferredAt(table, { account, holding, at })
}

/** By the whole account: days are earned when they are over, issues as they were served. */
export async function deferredAt(
  table: Table,
  given: {
    account: InvoiceAccount
    holding: Holding | undefined
    at: Pick<CountAt, 'startedAt' | 'zone'>
  },
): Promise<Cents> {
  const { account, holding, at } = given
  const today = dateOf(at.startedAt, at.zone)
  const overAt = await overAtOf(table, account.invoice.id)
  const isPeriod = holding?.entitlement.kind === 'period'
  const events = deferredEvents({ account, holding, overAt }).filter(
    (event) =>
      event.kind !== 'served' ||
      (isPeriod ? dateOf(event.at, at.zone) < today : event.at < at.startedAt),
  )
  return foldDeferred(netSold(account), events).deferred
}

function addValue(sum: Unserved, value: Value): void {
  if (value.kind === 'unknown') {
    sum.unknownCount++
    if (sum.unknown.length < 20) sum.unknown.push(value.invoiceId)
    return
  }
  const { sold, cents, issues, days } = value
  sum.cents += cents
  sum.days += days
  sum.count++
  sum.bySold[sold] = (sum.bySold[sold] ?? 0) + cents
  for (const [issue, part] of issues)
    sum.byIssue[String(issue)] = (sum.byIssue[String(issue)] ?? 0) + part
}
