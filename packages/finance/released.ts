// What served lines and days release, one by one. Pure.
import { type Cents, share } from '#kernel/money'
import { dateOf, type Instant } from '#kernel/time'
import type { ServedLine } from '#subscriptions/stream'
import { foldDeferred } from './deferred.ts'
import {
  deferredEvents,
  type EventsInput,
  isCorrected,
  issueEventId,
  netSold,
  servedAt,
} from './deferred-events.ts'
import type { InvoiceAccount } from './documents.ts'
import { monthOf } from './month.ts'
import { printPart, splitOf } from './revenue-split.ts'

/** Net cents that were earned, on a day of the publication's zone, and the month of their sale. */
export type Released = {
  /** `issue:000131`, `day:0004`, `over:in_…`. */
  id: string
  at: Instant
  day: string
  sold: string
  cents: Cents
  print: Cents
}

/**
 * What a line releases where nothing ever went back of its invoice: a part by its place among the
 * issues bought. Undefined: the whole account must be folded.
 */
export function releasedByLine(
  line: ServedLine,
  { account, zone }: { account: InvoiceAccount; zone: string },
): Released | undefined {
  const { bought, used, usedBefore, ended } = line
  if (ended !== 0 || isCorrected(account)) return undefined
  const net = netSold(account)
  const upTo = (count: number) => share(net, Math.min(count, bought), Math.max(1, bought))
  const [from, to] = [upTo(usedBefore), upTo(usedBefore + used)]
  return released(
    { from, to, at: servedAt(line.at, account), id: issueEventId(line.number) },
    {
      account,
      split: splitOf(account, line),
      zone,
    },
  )
}

/** Everything an invoice releases, oldest first, also what is still to come of a period. */
export function releasedOf(given: EventsInput & { zone: string }): Released[] {
  const { account, holding, zone } = given
  const split = splitOf(account, holding?.entitlement)
  const { moves } = foldDeferred(netSold(account), deferredEvents(given))
  let from = 0
  return moves
    .filter(({ event: { kind } }) => kind === 'served' || kind === 'over')
    .map(({ event: { id, at }, deferred }) => {
      const one = released({ from, to: from + deferred, at, id }, { account, split, zone })
      from += deferred
      return one
    })
}

function released(
  part: { from: Cents; to: Cents; at: Instant; id: string },
  given: { account: InvoiceAccount; split: ReturnType<typeof splitOf>; zone: string },
): Released {
  const { from, to, at, id } = part
  const { account, split, zone } = given
  const sold = monthOf(account.invoice.date)
  const print = printPart(split, { from, to })
  return { id, at, day: dateOf(at, zone), sold, cents: to - from, print }
}
