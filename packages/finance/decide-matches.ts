// Which bank line is which payout: a pure function of all payouts and all lines, so that it does not
// matter in which order either came. A line is tied once or not at all. What a person tied stays, and
// so does what a person has settled; what a person untied is not tied again.
import type { BankLine, Match } from './bank/line.ts'
import { dayAfter } from './day-after.ts'
import { booksCurrency, comesBack, type Payout, payoutLimits } from './payout.ts'

export type PayoutToMatch = Pick<
  Payout,
  'id' | 'amount' | 'currency' | 'date' | 'arrivalDate' | 'atStripe' | 'traceId'
> & { isSettled: boolean }

export type LineToMatch = Pick<
  BankLine,
  'id' | 'date' | 'cents' | 'currency' | 'text' | 'references' | 'isStripe' | 'match' | 'setAside'
> &
  Partial<Pick<BankLine, 'notOf'>>

export type Tie = { payoutId: string; how: Match['how'] }

/** Which payout each line is; a line that is missing is none. */
export function decideMatches(
  payouts: readonly PayoutToMatch[],
  lines: readonly LineToMatch[],
): Map<string, Tie> {
  const ties = new Map<string, Tie>()
  const settled = new Set(payouts.filter(({ isSettled }) => isSettled).map(({ id }) => id))
  const known = new Set(payouts.map(({ id }) => id))
  for (const { id, match } of lines)
    if (
      match &&
      (match.how === 'hand' || settled.has(match.payoutId) || !known.has(match.payoutId))
    )
      ties.set(id, { payoutId: match.payoutId, how: match.how })
  const free = () =>
    lines
      .filter(({ id, setAside, text }) => !ties.has(id) && !setAside && text !== undefined)
      .toSorted(byDay)
  byReference(payouts, free(), ties)
  const fromStripe = () => free().filter(({ isStripe, currency }) => isStripe && currency === 'EUR')
  byAmount(unpaid(payouts, lines, ties), fromStripe(), ties)
  const alone = () => {
    const taken = new Set([...ties.values()].map(({ payoutId }) => payoutId))
    return unpaid(payouts, lines, ties).filter(({ id }) => !taken.has(id))
  }
  thereAndBack(alone(), fromStripe(), ties)
  byNearness(alone(), fromStripe(), ties)
  return ties
}

/** What the bank still owes: of a payout that some lines brought in part, the rest. */
function unpaid(
  payouts: readonly PayoutToMatch[],
  lines: readonly LineToMatch[],
  ties: ReadonlyMap<string, Tie>,
): PayoutToMatch[] {
  const got = new Map<string, number>()
  for (const { id, cents } of lines) {
    const payoutId = ties.get(id)?.payoutId
    if (payoutId !== undefined) got.set(payoutId, (got.get(payoutId) ?? 0) + cents)
  }
  return payouts
    .filter((one) => !one.isSettled && isInBooks(one) && (!comesBack(one) || !got.has(one.id)))
    .map((one) => ({ ...one, amount: one.amount - (got.get(one.id) ?? 0) }))
    .filter(({ amount }) => amount !== 0)
}

/** A line that names a payout, by Stripe's id of it or the bank's. */
function byReference(
  payouts: readonly PayoutToMatch[],
  lines: readonly LineToMatch[],
  ties: Map<string, Tie>,
): void {
  const named = payouts.flatMap(({ id, traceId }) => [
    { id, mark: compact(id) },
    ...(traceId && compact(traceId).length >= shortestTrace
      ? [{ id, mark: compact(traceId) }]
      : []),
  ])
  for (const line of lines) {
    const { id, text = '', references } = line
    const said = [text, ...references].map(compact).join(' ')
    const found = new Set(
      named.filter((one) => said.includes(one.mark) && mayBe(line, one)).map((one) => one.id),
    )
    const [payoutId, ...others] = found
    if (payoutId !== undefined && others.length === 0) ties.set(id, { payoutId, how: 'reference' })
  }
}

/** A shorter one stands in other numbers by chance. */
const shortestTrace = 8

/**
 * The same amount, booked between the day it was made and some days after its arrival. Of several of
 * one amount, the line that comes first is the payout whose time runs out first: so all find one that
 * can.
 */
function byAmount(
  payouts: readonly PayoutToMatch[],
  lines: readonly LineToMatch[],
  ties: Map<string, Tie>,
): void {
  const waiting = new Map<number, PayoutToMatch[]>()
  for (const payout of payouts.filter((one) => !comesBack(one)).toSorted(byArrival))
    waiting.set(payout.amount, [...(waiting.get(payout.amount) ?? []), payout])
  for (const line of lines) {
    const { id, date, cents } = line
    const same = waiting.get(cents) ?? []
    const at = same.findIndex(
      (payout) => mayBe(line, payout) && isInTime(payout, date, payoutLimits.windowAfterDays),
    )
    const payout = same[at]
    if (!payout) continue
    same.splice(at, 1)
    ties.set(id, { payoutId: payout.id, how: 'amount' })
  }
}

/** One that failed after it had arrived: the bank shows it twice, to and fro. */
function thereAndBack(
  payouts: readonly PayoutToMatch[],
  lines: readonly LineToMatch[],
  ties: Map<string, Tie>,
): void {
  for (const payout of payouts.filter(comesBack).toSorted(byArrival)) {
    const still = lines.filter((line) => !ties.has(line.id) && mayBe(line, payout))
    const came = still.find(
      ({ cents, date }) =>
        cents === payout.amount && isInTime(payout, date, payoutLimits.windowAfterDays),
    )
    const left = still.find(
      ({ cents, date }) =>
        came !== undefined &&
        cents === -payout.amount &&
        date >= came.date &&
        isInTime(payout, date, 3 * payoutLimits.windowAfterDays),
    )
    if (!came || !left) continue
    for (const { id } of [came, left]) ties.set(id, { payoutId: payout.id, how: 'amount' })
  }
}

/** Another amount, where line and payout have nobody but each other: a person sees the difference. */
function byNearness(
  payouts: readonly PayoutToMatch[],
  lines: readonly LineToMatch[],
  ties: Map<string, Tie>,
): void {
  const open = payouts.filter((one) => !comesBack(one))
  const fits = (payout: PayoutToMatch, line: LineToMatch) =>
    mayBe(line, payout) &&
    isInTime(payout, line.date, payoutLimits.lateAfterDays) &&
    isNear(line.cents, payout.amount)
  for (const line of lines) {
    const [payout, ...morePayouts] = open.filter((one) => fits(one, line))
    if (!payout || morePayouts.length > 0) continue
    if (lines.filter((one) => fits(payout, one)).length > 1) continue
    ties.set(line.id, { payoutId: payout.id, how: 'nearest' })
  }
}

/** Nobody has said that it is not. */
function mayBe({ notOf }: LineToMatch, { id }: Pick<PayoutToMatch, 'id'>): boolean {
  return !notOf?.includes(id)
}

function isNear(cents: number, amount: number): boolean {
  if (Math.sign(cents) !== Math.sign(amount)) return false
  return Math.abs(cents - amount) <= Math.max(5_000, Math.floor(Math.abs(amount) / 5))
}

function isInTime({ date, arrivalDate }: PayoutToMatch, day: string, afterDays: number): boolean {
  return day >= date && day <= dayAfter(arrivalDate, afterDays)
}

function isInBooks({ currency }: PayoutToMatch): boolean {
  return currency === booksCurrency
}

function compact(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '')
}

function byDay(a: LineToMatch, b: LineToMatch): number {
  return order(`${a.date} ${a.id}`, `${b.date} ${b.id}`)
}

function byArrival(a: PayoutToMatch, b: PayoutToMatch): number {
  return order(`${a.arrivalDate} ${a.id}`, `${b.arrivalDate} ${b.id}`)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
