// The tick, each minute: notes the account's quota and repeats the next step of every mailing that
// is due. It is the guarantee; queue messages only make things faster.
import type { Table } from '#aws/table'
import { whatBroke } from '#kernel/log'
import { instant } from '#kernel/time'
import { deliveryLimits } from './mailing.ts'
import { type StepDeps, stepMailing } from './step-mailing.ts'
import { dueMailings, refreshQuota } from './store.ts'

export type TickOutcome = { steppedCount: number }

/** @throws AggregateError when a mailing's step failed; the others have had theirs. */
export async function tickMailings(deps: StepDeps): Promise<TickOutcome> {
  const due = await dueOf(deps)
  if (due.length === 0) return { steppedCount: 0 }
  await refreshQuota(deps, deps.clock())
  const errors: unknown[] = []
  for (const mailingId of due) {
    try {
      await stepMailing(deps, { mailingId })
    } catch (error) {
      // One broken mailing must not hold up the others; all errors are thrown on below.
      deps.log('error', 'mailing.stepFailed', { mailingId, ...whatBroke(error) })
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Steps of mailings failed')
  return { steppedCount: due.length }
}

async function dueOf(deps: { table: Table; clock: StepDeps['clock'] }) {
  const { dueMailingsPerTick: limit } = deliveryLimits
  return await dueMailings(deps.table, { now: instant(deps.clock()), limit })
}
