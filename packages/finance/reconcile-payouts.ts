// Reconciliation: which bank line is which payout, worked out anew from all of them and then written
// where it differs from what stands; what a crash or a person left half done is finished first.
import { dateOf, instant } from '#kernel/time'
import type { BankLine } from './bank/line.ts'
import { bankLinesIn, changeBankLine, getBankLine, openBankLines } from './bank/store-lines.ts'
import type { RunPhase } from './books-run.ts'
import { checkPayouts } from './check-payouts.ts'
import { dayAfter } from './day-after.ts'
import { decideMatches, type Tie } from './decide-matches.ts'
import { finishClaim } from './finish-claim.ts'
import { monthAfter, monthOf } from './month.ts'
import type { Payout } from './payout.ts'
import { openExceptions, raiseException, resolveException } from './store-exceptions.ts'
import { dropReceived, payoutsOf, payoutsSince } from './store-payouts.ts'
import {
  byBooks,
  carryOutTie,
  carryOutUntie,
  type TieDeps,
  tieLine,
  untieLine,
} from './tie-line.ts'

/** How far back payouts and lines are looked at together, in days; further where a line is open. */
export const reconcileLimits = { days: 120 }

export type Reconciled = {
  payoutCount: number
  lineCount: number
  tiedCount: number
  untiedCount: number
}

/**
 * Reconciles up to `now`. Comes back early, `isThrough` false, when `deadline` passes: the next call
 * goes on. The end does not depend on the order in which payouts and lines came.
 */
export async function reconcilePayouts(
  deps: TieDeps,
  input: { deadline?: Date } = {},
): Promise<Reconciled & { isThrough: boolean }> {
  const { table, clock } = deps
  const isLate = () => input.deadline !== undefined && clock() >= input.deadline
  await finishClaims(deps)
  const { payouts, lines } = await inScope(deps)
  for (const line of lines) if (line.untying) await carryOutUntie(deps, line)
  const ties = decideMatches(
    payouts.map((payout) => ({ ...payout, isSettled: payout.settled.length > 0 })),
    lines,
  )
  const done = {
    payoutCount: payouts.length,
    lineCount: lines.length,
    tiedCount: 0,
    untiedCount: 0,
  }
  const held = new Set(
    payouts.flatMap(({ id, received }) => received.map((r) => `${r.lineId} ${id}`)),
  )
  // What is to be freed comes first: a payout that changes its line has none in between.
  for (const line of lines.toSorted((a, b) => Number(ties.has(a.id)) - Number(ties.has(b.id)))) {
    if (isLate()) return { ...done, isThrough: false }
    const moved = await settleLine(deps, line, { tie: ties.get(line.id), held })
    if (moved === 'tied') done.tiedCount += 1
    if (moved === 'untied') done.untiedCount += 1
  }
  await dropStale(deps, { payouts, lines, ties })
  await checkPayouts(
    deps,
    await payoutsOf(
      table,
      payouts.map(({ id }) => id),
    ),
  )
  await checkOpenLines(deps)
  return { ...done, isThrough: true }
}

/** The phase of a run. */
export function reconcilePhase(deps: TieDeps): RunPhase {
  return async ({ deadline }) => {
    const { isThrough } = await reconcilePayouts(deps, { deadline })
    return isThrough ? {} : { place: 'again' }
  }
}

async function finishClaims(deps: TieDeps): Promise<void> {
  for (const exception of await openExceptions(deps.table))
    if (exception.claim) await finishClaim(deps, { ...exception, claim: exception.claim })
}

async function inScope(deps: TieDeps): Promise<{ payouts: Payout[]; lines: BankLine[] }> {
  const { table, clock, publication } = deps
  const today = dateOf(instant(clock()), publication.zone)
  const oldest = (await openBankLines(table))[0]?.date ?? today
  const usual = dayAfter(today, -reconcileLimits.days)
  const from = dayAfter([oldest, usual].toSorted()[0] ?? usual, -45)
  const payouts: Payout[] = []
  for await (const payout of payoutsSince(table, from)) payouts.push(payout)
  const lines: BankLine[] = []
  for (let month = monthOf(from); month <= monthOf(dayAfter(today, 31)); month = monthAfter(month))
    lines.push(...(await bankLinesIn(table, month)))
  return { payouts, lines }
}

async function settleLine(
  deps: TieDeps,
  line: BankLine,
  { tie, held }: { tie: Tie | undefined; held: ReadonlySet<string> },
): Promise<'tied' | 'untied' | 'same'> {
  const { id: lineId, match } = line
  if (!tie) {
    if (!match || line.untying) return 'same'
    const reason = 'Un autre rapprochement convient mieux'
    const untied = await untieLine(deps, { lineId, by: byBooks, reason })
    return untied.kind === 'untied' ? 'untied' : 'same'
  }
  const { payoutId, how } = tie
  if (!match) {
    const tied = await tieLine(deps, { lineId, payoutId, how, by: byBooks })
    return tied.kind === 'tied' ? 'tied' : 'same'
  }
  if (match.payoutId === payoutId) {
    if (!held.has(`${lineId} ${payoutId}`)) await carryOutTie(deps, line)
    return 'same'
  }
  return (await moveTie(deps, line, tie)) ? 'tied' : 'same'
}

/** From one payout to another; its booking is the same for both. */
async function moveTie(deps: TieDeps, line: BankLine, tie: Tie): Promise<boolean> {
  const { table, clock } = deps
  const from = line.match?.payoutId
  const moved = await changeBankLine(table, line.id, (is) =>
    is.match?.payoutId === from && is.match?.how !== 'hand' && !is.untying
      ? { ...is, match: { ...tie, at: instant(clock()), by: byBooks } }
      : undefined,
  )
  if (moved.kind !== 'changed' || from === undefined) return false
  await dropReceived(table, from, line.id)
  await carryOutTie(deps, moved.is)
  return true
}

/** A payout whose line is another's by now, because a worker died in between. */
async function dropStale(
  { table }: TieDeps,
  known: { payouts: Payout[]; lines: BankLine[]; ties: Map<string, Tie> },
): Promise<void> {
  const inScope = new Set<string>(known.lines.map(({ id }) => id))
  for (const { id, received } of known.payouts)
    for (const { lineId } of received) {
      if (!inScope.has(lineId) || known.ties.get(lineId)?.payoutId === id) continue
      const line = await getBankLine(table, lineId)
      if (line?.match?.payoutId !== id) await dropReceived(table, id, lineId)
    }
}

/** A line from Stripe that is no payout's is somebody's to look at. */
async function checkOpenLines(deps: TieDeps): Promise<void> {
  const { table } = deps
  const still = new Set<string>()
  for (const { id, cents, date } of await openBankLines(table)) {
    const raised = { kind: 'bankLineUnknown' as const, about: id, cents, date }
    still.add((await raiseException(deps, { ...raised, refs: { bankLine: id } })).exception.id)
  }
  for (const { id, kind, claim } of await openExceptions(table))
    if (kind === 'bankLineUnknown' && !still.has(id) && !claim)
      await resolveException(deps, { id, resolution: { kind: 'gone', way: 'gone', by: byBooks } })
}
