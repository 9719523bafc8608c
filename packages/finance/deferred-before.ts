// What an invoice has in deferred revenue before something goes back of it: who books a credit note,
// a lost dispute or an invoice that is given up asks here for the split.
import type { Table } from '#aws/table'
import { assert } from '#kernel/errors'
import type { Cents } from '#kernel/money'
import type { Instant } from '#kernel/time'
import { foldDeferred } from './deferred.ts'
import { daysOfPeriod, deferredEvents, type Holding, netSold } from './deferred-events.ts'
import type { InvoiceAccount } from './documents.ts'
import { holdingOf } from './holding.ts'
import type { Unearned } from './post-account.ts'
import { type RevenueSplit, splitOf } from './revenue-split.ts'
import { overAtOf } from './store-recognition.ts'

/**
 * `cents`: in deferred revenue before it, without tax. `taken`: what of it leaves; `beyond`: what comes
 * from revenue, without tax. `served`: issues (or days) of those bought that were served by then; `of`
 * is 1 when the invoice bought nothing that is known. `split`: how revenue beyond it is shared.
 */
export type DeferredBefore = {
  cents: Cents
  taken: Cents
  beyond: Cents
  served: { count: number; of: number }
  split: RevenueSplit
}

/**
 * `source` is that of the booking: `cn_…`, `dp_…:lost` (`lostSource`), `in_…:void`,
 * `in_…:uncollectible`. Its document must be part of `account`.
 */
export async function deferredBefore(
  deps: { table: Table },
  { account, source }: { account: InvoiceAccount; source: string },
): Promise<DeferredBefore> {
  const holding = await holdingOf(deps.table, account)
  const overAt = await overAtOf(deps.table, account.invoice.id)
  return deferredBeforeOf({ account, holding, overAt, source })
}

/** For every credit note and dispute of an invoice, by its own id (`postAccount` asks for this). */
export async function unearnedOf(
  deps: { table: Table },
  account: InvoiceAccount,
): Promise<Map<string, Unearned>> {
  const found = new Map<string, Unearned>()
  if (account.notes.length === 0 && account.disputes.length === 0) return found
  const holding = await holdingOf(deps.table, account)
  const overAt = await overAtOf(deps.table, account.invoice.id)
  const { moves } = foldDeferred(netSold(account), deferredEvents({ account, holding, overAt }))
  const of = boughtBy(holding)
  for (const { event, before, servedBefore } of moves)
    if (event.kind === 'back') {
      const id = event.id.replace(/:lost$/, '')
      found.set(id, { before, served: { of, count: Math.min(of, servedBefore) } })
    }
  return found
}

/** The same from what is at hand. Pure. */
export function deferredBeforeOf(given: {
  account: InvoiceAccount
  holding: Holding | undefined
  overAt?: Instant | undefined
  source: string
}): DeferredBefore {
  const { account, holding, source } = given
  const { moves } = foldDeferred(netSold(account), deferredEvents(given))
  const move = moves.find(({ event }) => event.id === source)
  assert(move, `an event ${source} of ${account.invoice.id}`)
  const of = boughtBy(holding)
  return {
    cents: move.before,
    taken: move.deferred,
    beyond: move.beyond,
    served: { count: Math.min(of, move.servedBefore), of },
    split: splitOf(account, holding),
  }
}

function boughtBy(holding: Holding | undefined): number {
  if (!holding) return 1
  const { kind, bought, period } = holding.entitlement
  return kind === 'period' && period ? daysOfPeriod(period) : Math.max(1, bought)
}
