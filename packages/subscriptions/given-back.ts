// What of an entitlement's money goes back when its contract ends, by why and how it ends. Pure.
import type { Cents } from '#kernel/money'
import { dayMs, type Instant } from '#kernel/time'
import { usedOf } from './entitlement.ts'
import { unservedPart } from './refund.ts'
import type { StreamEntitlement } from './stream.ts'
import type { Leaving } from './subscription.ts'

/** In cents, of all that was paid; what went back before is part of it. */
export type GivenBack = { gross: Cents; vat: Cents }

/**
 * The money that has to have gone back in all once the contract has ended. Undefined: it stays with
 * what it bought, whose issues are served to the last. A withdrawal gives back everything
 * (Code de la consommation, L221-24); another end at once the unserved part (L215-1 al. 3), so that
 * it and the served part together are what was paid. Of a contract that ends with what is paid, only
 * what was charged after the reader had said so goes back.
 */
export function givenBackAtEnd(
  entitlement: StreamEntitlement,
  leaving: Pick<Leaving, 'kind' | 'at' | 'ends'>,
): GivenBack | undefined {
  const { gross, vat } = entitlement.paid
  if (leaving.kind === 'withdrawn') return { gross, vat }
  if (leaving.kind === 'unpaid') return undefined
  const { renewedAt } = entitlement
  if (leaving.ends === 'now' || (renewedAt !== undefined && renewedAt > leaving.at))
    return unservedOf(entitlement, leaving.at)
  return undefined
}

function unservedOf(entitlement: StreamEntitlement, at: Instant): GivenBack {
  const { paid, kind, period } = entitlement
  const part =
    kind === 'period' && period !== undefined
      ? unservedPart({ ...paid, ...daysOf(period, at) })
      : unservedPart({ ...paid, ...issuesOf(entitlement) })
  return { gross: part.gross, vat: part.vat }
}

/** Issues moved elsewhere or written off are nobody's money any more. */
function issuesOf(entitlement: StreamEntitlement): { bought: number; served: number } {
  const { bought, transferred, writtenOff } = entitlement
  const served = Math.min(bought, usedOf(entitlement) + transferred + writtenOff)
  return { bought: Math.max(1, bought), served }
}

/** Days of the period, and those that have begun. */
function daysOf(period: { from: Instant; until: Instant }, at: Instant) {
  const days = (from: Instant, until: Instant) =>
    Math.ceil((Date.parse(until) - Date.parse(from)) / dayMs)
  const bought = Math.max(1, days(period.from, period.until))
  return { bought, served: Math.min(bought, Math.max(0, days(period.from, at))) }
}
