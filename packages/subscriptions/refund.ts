// What is given back when a subscription ends before all of its issues were served. Pure.
import { type Cents, share } from '#kernel/money'

/** What was paid for a number of issues, and how many of them were served. */
export type PaidIssues = {
  gross: Cents
  vat: Cents
  bought: number
  served: number
}

export type Refund = { gross: Cents; net: Cents; vat: Cents }

/**
 * The unserved part: tax and net are each what the served issues leave of them, rounded by
 * cumulation, so that refund and revenue together are what was paid (domain-rules §3.3).
 */
export function unservedPart(paid: PaidIssues): Refund {
  const { gross, vat, bought, served } = paid
  const net = gross - vat
  const netLeft = net - share(net, served, bought)
  const vatLeft = vat - share(vat, served, bought)
  return { gross: netLeft + vatLeft, net: netLeft, vat: vatLeft }
}

/**
 * How many issues a sum that was given back pays for: the most whose unserved part it covers. A
 * gesture of less than an issue's price ends none; the whole price ends all.
 */
export function issuesGivenBack(
  paid: Pick<PaidIssues, 'gross' | 'vat' | 'bought'>,
  givenBack: Cents,
): number {
  if (givenBack <= 0) return 0
  let count = 0
  while (count < paid.bought && partOf(paid, count + 1) <= givenBack) count++
  return count
}

/** What the last `count` issues cost. */
function partOf(paid: Pick<PaidIssues, 'gross' | 'vat' | 'bought'>, count: number): Cents {
  return unservedPart({ ...paid, served: paid.bought - count }).gross
}
