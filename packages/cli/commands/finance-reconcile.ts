// `kiosque finance payouts|reconcile`: payouts between Stripe and the bank.
import { type Command, InvalidArgumentError } from 'commander'
import { openBankLines } from '#finance/bank/store-lines'
import { type PayoutRow, type PayoutTotals, payoutReport } from '#finance/payout-report'
import { reconcilePayouts } from '#finance/reconcile-payouts'
import { openExceptions } from '#finance/store-exceptions'
import { VisibleError } from '#kernel/errors'
import type { Cents } from '#kernel/money'
import { instant } from '#kernel/time'
import { payoutsPhase } from '#stripe/books-payouts'
import { isDay } from '#subscriptions/working-days'
import { exitCodes, show, textTable } from '../output.ts'
import type { RunWithStack, Stack } from '../stack.ts'

export function financeReconcileCommands(finance: Command, run: RunWithStack): void {
  finance
    .command('payouts')
    .description('each payout: what Stripe paid out, what the bank got, and the difference')
    .option('--from <day>', 'made on this day or later, 2026-11-01', day)
    .option('--to <day>', 'made on this day or before, 2026-11-30', day)
    .action(
      run(async ({ parts, output }, options: { from?: string; to?: string }) => {
        const payouts: PayoutRow[] = []
        let cursor: string | undefined
        do {
          const page = await payoutReport(parts, { ...options, cursor })
          payouts.push(...page.payouts)
          cursor = page.cursor
        } while (cursor !== undefined)
        show(output, { payouts }, () => payoutsText(payouts))
      }),
    )

  finance
    .command('reconcile')
    .description(
      'reads payouts at Stripe and matches them with the bank; exit code 1 when one is off',
    )
    .action(
      run(async ({ parts, output }) => {
        await readPayouts(parts)
        const { isThrough: _, ...done } = await reconcilePayouts(parts)
        const { totals, payouts } = await payoutReport(parts)
        const off = payouts.filter(({ status }) => status === 'short' || status === 'over')
        const unknownLines = await openBankLines(parts.table)
        const exceptions = (await openExceptions(parts.table)).length
        const ok = off.length === 0 && unknownLines.length === 0
        const answer = { ok, ...done, exceptions, unknownLines: unknownLines.length, off, totals }
        show(output, answer, () => reconciledText(answer))
        return ok ? exitCodes.done : exitCodes.refused
      }),
    )
}

/** The same phase that a run of the books has, at once. */
async function readPayouts(parts: Stack['parts']): Promise<void> {
  if (!parts.publication.subscriptions) return
  const { stripeDeps } = await import('#runtime/stripe-parts')
  const phase = payoutsPhase({ ...parts, ...stripeDeps(parts.publication) })
  const startedAt = instant(parts.clock())
  const deadline = new Date('9999-12-31T00:00:00Z')
  let place: string | undefined
  do {
    const input = { startedAt, since: undefined, deadline, isNightly: true }
    place = (await phase({ ...input, place })).place
  } while (place !== undefined)
}

function payoutsText(payouts: readonly PayoutRow[]): string {
  if (payouts.length === 0) return 'No payouts.'
  return textTable(
    ['payout', 'made', 'arrives', 'paid out', 'at the bank', 'explained', 'difference', 'status'],
    payouts.map((one) => [
      ...[one.id, one.date, one.arrivalDate],
      ...[one.expectedCents, one.receivedCents, one.settledCents, one.differenceCents].map(euros),
      one.atStripe === 'failed' || one.atStripe === 'canceled'
        ? `${one.status} (${one.atStripe})`
        : one.status,
    ]),
  )
}

function reconciledText(answer: {
  ok: boolean
  payoutCount: number
  tiedCount: number
  untiedCount: number
  unknownLines: number
  exceptions: number
  off: readonly PayoutRow[]
  totals: PayoutTotals
}): string {
  const { ok, payoutCount, tiedCount, unknownLines, exceptions, off, totals } = answer
  return [
    `${payoutCount} payouts looked at, ${tiedCount} bank lines newly matched.`,
    `${euros(totals.waitingCents)} on its way, ${euros(totals.differenceCents)} not explained.`,
    ...(unknownLines > 0 ? [`${unknownLines} bank lines from Stripe match no payout.`] : []),
    ...(off.length > 0 ? [payoutsText(off)] : []),
    ok ? 'Every payout the bank has is matched.' : `Exceptions open: ${exceptions}.`,
  ].join('\n')
}

export function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('a date such as 2026-12-31')
  return text
}

/** Signed, with a point: a table for people who type commands. */
export function euros(cents: Cents): string {
  const size = Math.abs(cents)
  const text = `${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`
  return cents < 0 ? `-${text}` : text
}

/** A bank file, exception or line that is not there. */
export function notThere(what: { fr: string; en: string }): VisibleError {
  return new VisibleError('not-found', what)
}
