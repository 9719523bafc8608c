// Looks at payouts for what finance must know: short, over, late, in another currency, or not the sum
// of their moves. A difference of one cent is settled by the books; never more.
import { bankStatements } from './bank/store-lines.ts'
import { bookTransaction } from './book-transaction.ts'
import { dayAfter } from './day-after.ts'
import type { Exception, ExceptionKind } from './exception.ts'
import { booksCurrency, comesBack, type Payout, payoutLimits, standingOf } from './payout.ts'
import { openExceptions, raiseException, resolveException } from './store-exceptions.ts'
import { addSettled, getPayout } from './store-payouts.ts'
import type { TieDeps } from './tie-line.ts'
import { newTransaction } from './transaction.ts'

type Raise = Pick<Exception, 'kind' | 'about' | 'cents' | 'date'> & { refs: Record<string, string> }

const kinds: readonly ExceptionKind[] = [
  'payoutShort',
  'payoutOver',
  'payoutLate',
  'payoutCurrency',
  'payoutDiffers',
]

/** Raises what is to be raised about these payouts, and clears what has gone. */
export async function checkPayouts(deps: TieDeps, payouts: readonly Payout[]): Promise<void> {
  const coveredTo = await lastCoveredDay(deps)
  const open = await openExceptions(deps.table)
  for (const payout of payouts) {
    const wanted = faultsOf(await settleCent(deps, payout), coveredTo)
    const ids = new Set<string>()
    for (const fault of wanted) ids.add((await raiseException(deps, fault)).exception.id)
    for (const one of open)
      if (one.about === payout.id && kinds.includes(one.kind) && !ids.has(one.id) && !one.claim)
        await resolveException(deps, { id: one.id, resolution: gone })
  }
}

const gone = { kind: 'gone' as const, way: 'gone', by: 'kiosque' }

/** The same of one payout, as it is now. */
export async function checkPayout(deps: TieDeps, payoutId: string): Promise<void> {
  const payout = await getPayout(deps.table, payoutId)
  if (payout) await checkPayouts(deps, [payout])
}

/** What is off about a payout. `coveredTo`: the last day of which a bank statement is there. */
export function faultsOf(payout: Payout, coveredTo: string | undefined): Raise[] {
  const { id: about, amount, currency, arrivalDate, received, moves, isAutomatic } = payout
  const { status, differenceCents, expectedCents } = standingOf(payout)
  const faults: Raise[] = []
  const isForeign = currency !== booksCurrency
  const refs = { payout: about, paidOut: String(amount) }
  const lastDay = received.at(-1)?.date ?? arrivalDate
  const raise = (kind: ExceptionKind, cents: number, date: string, more = {}) =>
    faults.push({ kind, about, cents, date, refs: { ...refs, ...more } })
  const lines = received.map(({ lineId }) => lineId).slice(0, 3)
  const line = lines.length === 0 ? {} : { bankLine: lines.join(' ') }
  if (status === 'short') raise('payoutShort', differenceCents, lastDay, line)
  if (status === 'over') raise('payoutOver', differenceCents, lastDay, line)
  if (isForeign && status === 'waiting') raise('payoutCurrency', amount, payout.date, { currency })
  const isLate =
    coveredTo !== undefined && coveredTo >= dayAfter(arrivalDate, payoutLimits.lateAfterDays)
  if (!isForeign && status === 'waiting' && isLate)
    raise('payoutLate', -expectedCents, arrivalDate, { arrival: arrivalDate })
  if (isAutomatic && moves && moves.cents !== amount)
    raise('payoutDiffers', moves.cents - amount, payout.date, { moves: String(moves.cents) })
  return faults
}

/** A cent more or less is a rounding: the books settle it, and say so. */
async function settleCent(deps: TieDeps, payout: Payout): Promise<Payout> {
  const { status, differenceCents: cents } = standingOf(payout)
  if (status === 'matched' || status === 'waiting' || comesBack(payout)) return payout
  if (Math.abs(cents) > payoutLimits.roundingCents) return payout
  const { inTransit, differenceCost, differenceGain } = deps.publication.books.accounts
  const date = payout.received.at(-1)?.date ?? payout.arrivalDate
  await bookTransaction(
    deps,
    newTransaction({
      source: `${payout.id}:rounding`,
      journal: 'OD',
      date,
      piece: { ref: payout.id.slice(0, 80), date },
      label: `Arrondi de règlement ${payout.id}`,
      postings: [
        { account: inTransit, cents },
        { account: cents < 0 ? differenceCost : differenceGain, cents: -cents },
      ],
    }),
  )
  const settled = await addSettled(deps.table, payout.id, { by: 'rounding', cents })
  return settled.kind === 'missing' ? payout : settled.is
}

/**
 * The last day that a statement of the bank reaches; undefined when none was taken in. Where Stripe
 * pays into one of several accounts, the others' statements say nothing of it. A statement reaches no
 * further than the day it was taken in.
 */
export async function lastCoveredDay({
  table,
}: Pick<TieDeps, 'table'>): Promise<string | undefined> {
  const all = await bankStatements(table)
  const paidInto = new Set(all.flatMap((one) => (one.stripeCount > 0 ? [one.account] : [])))
  const days = all
    .filter(({ account }) => paidInto.size === 0 || paidInto.has(account))
    .map(({ to, importedAt }) => [to, importedAt.slice(0, 10)].toSorted()[0] ?? to)
  return days.toSorted().at(-1)
}
