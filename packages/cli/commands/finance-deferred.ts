// `kiosque finance deferred`: deferred revenue, whether it is what is unserved, and when it was earned.
import { type Command, InvalidArgumentError } from 'commander'
import { checkDeferredPhase } from '#finance/check-deferred'
import { deferredWaterfall, type Waterfall } from '#finance/deferred-waterfall'
import { monthPattern } from '#finance/month'
import { type DeferredCheck, lastDeferredCheck } from '#finance/store-unserved'
import { instant } from '#kernel/time'
import { exitCodes, show, textTable } from '../output.ts'
import type { RunWithStack, Stack } from '../stack.ts'
import { euros } from './finance-reconcile.ts'

export function financeDeferredCommand(finance: Command, run: RunWithStack): void {
  finance
    .command('deferred')
    .option('--month <month>', 'as it stood at the end of this month, 2026-11', month)
    .option('--anew', 'counts now what the check of each night counts')
    .description('what is sold and not served yet; exit code 1 when the ledger says otherwise')
    .action(
      run(async ({ parts, output }, options: { month?: string; anew?: boolean }) => {
        const known = await lastDeferredCheck(parts.table)
        const check = known && !options.anew ? known : await countAnew(parts)
        const waterfall = await deferredWaterfall(parts.table, { upTo: options.month })
        show(output, asJson(waterfall, check), () => asText(waterfall, check))
        const isRight = !check || (check.difference === 0 && check.named.every(isHarmless))
        return isRight ? exitCodes.done : exitCodes.refused
      }),
    )
}

/** Paid, and its issues are nowhere: somebody waits for them. */
function isHarmless({ because }: DeferredCheck['named'][number]): boolean {
  return because !== 'noStream'
}

async function countAnew(parts: Stack['parts']): Promise<DeferredCheck | undefined> {
  const phase = checkDeferredPhase(parts)
  const startedAt = instant(parts.clock())
  const deadline = new Date(parts.clock().getTime() + 3_600_000)
  let place: string | undefined
  do ({ place } = await phase({ startedAt, since: undefined, place, deadline, isNightly: true }))
  while (place !== undefined)
  return await lastDeferredCheck(parts.table)
}

function asJson({ at, rows, issues, days, deferred }: Waterfall, check: DeferredCheck | undefined) {
  return {
    at,
    deferredCents: deferred,
    check: check && {
      ok: check.difference === 0,
      balanceCents: check.balance,
      unservedCents: check.unserved,
      unpaidCents: check.unpaid,
      unbookedCents: check.unbooked,
      byHandCents: check.byHand,
      named: check.named,
      differenceCents: check.difference,
    },
    months: rows.map(({ month, sold, released, back, rest }) => ({
      ...{ month, soldCents: sold, releasedCents: released, backCents: back, restCents: rest },
    })),
    issues: issues.map(({ issue, released, expected }) => ({
      ...{ issue, releasedCents: released, expectedCents: expected },
    })),
    days: { releasedCents: days.released, expectedCents: days.expected },
  }
}

function asText({ rows, issues, deferred }: Waterfall, check: DeferredCheck | undefined): string {
  const sum = (sums: Record<string, number>) =>
    Object.values(sums).reduce((total, one) => total + one, 0)
  const months = textTable(
    ['sold in', 'sold', 'earned', 'taken back', 'to be served'],
    rows.map(({ month, sold, released, back, rest }) => [
      ...[month, euros(sold), euros(sum(released)), euros(sum(back)), euros(rest)],
    ]),
  )
  const byIssue = textTable(
    ['issue', 'earned', 'expected'],
    issues.map(({ issue, released, expected }) => [issue, euros(released), euros(expected)]),
  )
  return [months, byIssue, `${euros(deferred)} to be served.`, checkText(check)].join('\n\n')
}

function checkText(check: DeferredCheck | undefined): string {
  if (!check) return 'Not checked yet: the books check it each night.'
  const { balance, unserved, unpaid, unbooked, byHand, named, difference } = check
  const parts = [
    `${euros(unserved)} unserved`,
    `${euros(unpaid)} not paid yet`,
    ...(unbooked === 0 ? [] : [`${euros(unbooked)} served today`]),
    ...(byHand === 0 ? [] : [`${euros(byHand)} booked by hand`]),
    ...named.map(({ invoiceId, because, cents }) => `${euros(cents)} ${invoiceId} (${because})`),
  ]
  const verdict = difference === 0 ? 'nothing is left over' : `${euros(difference)} UNEXPLAINED`
  return `The ledger has ${euros(balance)}: ${parts.join(', ')}; ${verdict}.`
}

function month(text: string): string {
  if (!monthPattern.test(text)) throw new InvalidArgumentError('a month such as 2026-11')
  return text
}
