// What an invoice has in deferred revenue before something goes back of it: who books a credit note,
// a lost dispute or an invoice that is given up asks here for the split.
import type { Table } from '#aws/table'
import { assert } from '#kernel/errors'
import type { Cents } from '#kernel/money'
import type { Instant } from '#kernel/time'
import { type DeferredMove, foldDeferred } from './deferred.ts'
import {
  daysOfPeriod,
  deferredEvents,
  type Holding,
  isCorrected,
  netSold,
} from './deferred-events.ts'
import type { InvoiceAccount } from './documents.ts'
import { holdingOf } from './holding.ts'
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

/** For every booking of an invoice that takes something back, by its source; with one look. */
export async function deferredBeforeAll(
  deps: { table: Table },
  account: InvoiceAccount,
): Promise<Map<string, DeferredBefore>> {
  if (!isCorrected(account)) return new Map()
  const holding = await holdingOf(deps.table, account)
  const overAt = await overAtOf(deps.table, account.invoice.id)
  const { moves } = foldDeferred(netSold(account), deferredEvents({ account, holding, overAt }))
  return new Map(
    moves
      .filter(({ event: { kind } }) => kind === 'back' || kind === 'givenUp')
      .map((move) => [move.event.id, beforeOf(move, { account, holding })]),
  )
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
  return beforeOf(move, { account, holding })
}

function beforeOf(
  move: DeferredMove,
  { account, holding }: { account: InvoiceAccount; holding: Holding | undefined },
): DeferredBefore {
  const of = boughtBy(holding)
  return {
    cents: move.before,
    taken: move.deferred,
    beyond: move.beyond,
    served: { count: Math.min(of, move.servedBefore), of },
    split: splitOf(account, holding?.entitlement),
  }
}

function boughtBy(holding: Holding | undefined): number {
  if (!holding) return 1
  const { kind, bought, period } = holding.entitlement
  return kind === 'period' && period ? daysOfPeriod(period) : Math.max(1, bought)
}
