// Whether deferred revenue in the ledger is what is unserved: counted from the streams, with the
// invoices that are not paid yet. A difference is named, invoice by invoice, before it is raised.
import type { Table } from '#aws/table'
import { type Clock, dateOf, type Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { issuesAt } from '#subscriptions/next-issue-at'
import { shardsOfEntitled } from '#subscriptions/store-streams'
import { hourOf } from '#subscriptions/store-to-recognise'
import { balancesUpTo } from './balances.ts'
import type { PhaseInput, RunPhase } from './books-run.ts'
import { countUnserved, deferredAt } from './count-unserved.ts'
import { firstDayOf, lastDayOf, monthAfter, monthBefore, monthOf } from './month.ts'
import { deferredByHand, isOnItsWay, nameDeferred } from './name-deferred.ts'
import { issueName } from './recognise-issue.ts'
import { lastClosed } from './store-closes.ts'
import {
  accountOfInvoice,
  getInvoice,
  openInvoices,
  uncollectibleInvoices,
} from './store-documents.ts'
import { clearExceptions, raiseException } from './store-exceptions.ts'
import { marksOf, unbookedOf } from './store-recognition.ts'
import {
  addUnserved,
  byHandBefore,
  type DeferredCheck,
  type Named,
  noUnserved,
  putByHandBefore,
  putDeferredCheck,
  putUnserved,
  type Unserved,
  unservedOf,
} from './store-unserved.ts'
import { makeWaterfall, waterfallLimits } from './waterfall-rows.ts'

export type CheckDeferredDeps = {
  table: Table
  clock: Clock
  publication: Pick<Publication, 'zone' | 'books'>
}

/** `place`: the next shard to count. */
export function checkDeferredPhase(deps: CheckDeferredDeps): RunPhase {
  return async (input) => {
    const { table, publication } = deps
    const { startedAt, deadline } = input
    const at = {
      startedAt,
      zone: publication.zone,
      fresh: await freshIssues(table, startedAt),
      nextIssue: (await issuesAt(deps, startedAt)).next,
    }
    const from = Number(input.place ?? 0)
    const sum = from === 0 ? noUnserved(startedAt) : await countedUpTo(table, from, startedAt)
    for (let shard = from; shard < shardsOfEntitled; shard++) {
      if (deps.clock() >= deadline) {
        await putUnserved(table, shard, sum)
        return { place: String(shard) }
      }
      addUnserved(sum, await countUnserved(table, shard, at))
    }
    await compare(deps, input, sum)
    return {}
  }
}

/** What this run has counted of the shards before this one. */
async function countedUpTo(table: Table, shard: number, startedAt: Instant): Promise<Unserved> {
  const sum = await unservedOf(table, shard)
  if (sum?.startedAt !== startedAt) throw new Error('Parts of the count are another run’s')
  return sum
}

/** Issues that somebody may have been served since the run began. */
async function freshIssues(table: Table, startedAt: Instant): Promise<Set<number>> {
  const since = hourOf(startedAt)
  const marks = await marksOf(table, 'issue')
  return new Set(
    marks.flatMap(({ issue, hour }) => (issue && hour && hour >= since ? [issue] : [])),
  )
}

async function compare(
  deps: CheckDeferredDeps,
  { startedAt }: PhaseInput,
  unserved: Unserved,
): Promise<void> {
  const { table, publication } = deps
  const { zone, books } = publication
  await putUnserved(table, 'ALL', unserved)
  await makeWaterfall(table, { startedAt, zone })
  const [unpaid, unbooked] = [await unpaidOf(deps, startedAt), await unbookedToday(table)]
  const sides = (await balancesUpTo(table)).get(books.accounts.deferred)
  const balance = (sides?.credit ?? 0) - (sides?.debit ?? 0)
  const rest = balance - unserved.cents - unpaid - unbooked
  const byHand = rest === 0 ? 0 : await byHandOf(deps, startedAt)
  const named = rest === byHand ? [] : await nameDeferred(table, { startedAt, zone })
  const namedCents = named.reduce((sum, { cents }) => sum + cents, 0)
  const check: DeferredCheck = {
    ...{
      startedAt,
      balance,
      unserved: unserved.cents,
      unpaid,
      unbooked,
      named,
      namedCents,
      byHand,
    },
    difference: rest - byHand - namedCents,
    unknown: unserved.unknown,
  }
  await putDeferredCheck(table, check)
  await raise(deps, check)
}

/** What is sold and not paid: deferred until it is paid, void or given up. */
async function unpaidOf(
  { table, publication: { zone } }: CheckDeferredDeps,
  startedAt: Instant,
): Promise<number> {
  let sum = 0
  for (const invoices of [openInvoices(table), uncollectibleInvoices(table)])
    for await (const { id } of invoices) {
      const account = await accountOfInvoice(table, id)
      if (account)
        sum += await deferredAt(table, { account, holding: undefined, at: { startedAt, zone } })
    }
  return sum
}

async function unbookedToday(table: Table): Promise<number> {
  const issues = new Set((await marksOf(table, 'issue')).flatMap(({ issue }) => issue ?? []))
  let sum = 0
  for (const issue of issues) {
    const { print, digital } = await unbookedOf(table, issueName(issue))
    sum += print + digital
  }
  return sum
}

/** Closed months are never opened again: they are read once. */
async function byHandOf(
  { table, publication }: CheckDeferredDeps,
  startedAt: Instant,
): Promise<number> {
  const account = publication.books.accounts.deferred
  const today = monthOf(dateOf(startedAt, publication.zone))
  let oldest = today
  for (let back = 0; back < waterfallLimits.months; back++) oldest = monthBefore(oldest)
  const closed = (await lastClosed(table))?.month
  let { month, cents } = (await byHandBefore(table)) ?? { month: monthBefore(oldest), cents: 0 }
  if (closed !== undefined && closed > month) {
    const range = { from: firstDayOf(monthAfter(month)), to: lastDayOf(closed) }
    cents += await deferredByHand(table, { account, ...range })
    month = closed
    await putByHandBefore(table, { month, cents })
  }
  const from = firstDayOf(monthAfter(month))
  return cents + (await deferredByHand(table, { account, from, to: lastDayOf(monthAfter(today)) }))
}

async function raise(deps: CheckDeferredDeps, check: DeferredCheck): Promise<void> {
  const { startedAt, named, difference } = check
  const date = dateOf(startedAt, deps.publication.zone)
  const still: string[] = []
  for (const one of named) {
    if (!(await isRaised(deps.table, one, startedAt))) continue
    const { invoiceId, cents, because } = one
    const refs = { invoice: invoiceId, because }
    const about = { kind: 'deferredDiffers' as const, about: invoiceId, cents, date, refs }
    still.push((await raiseException(deps, about)).exception.id)
  }
  if (difference !== 0) {
    const { balance, unserved, unpaid, unbooked, byHand, namedCents } = check
    const figures = { balance, unserved, unpaid, unbooked, byHand, named: namedCents }
    const refs = Object.fromEntries(
      Object.entries(figures).map(([name, cents]) => [name, String(cents)]),
    )
    const about = { kind: 'deferredDiffers' as const, about: 'deferred', cents: difference, date }
    still.push((await raiseException(deps, { ...about, refs })).exception.id)
  }
  await clearExceptions(deps, { kind: 'deferredDiffers', still })
}

/**
 * A webhook that was lost, once it can't be under way any more. What was paid twice, and what is not
 * given back, are raised where they are found.
 */
async function isRaised(table: Table, named: Named, startedAt: Instant): Promise<boolean> {
  if (named.because !== 'noStream') return false
  const invoice = await getInvoice(table, named.invoiceId)
  return invoice !== undefined && !isOnItsWay(invoice, { startedAt })
}
