// Whether a newsletter reached a recipient, as far as one mailing's batch tells. Pure.
import { type Progress, stateOf } from './batch.ts'
import { marks } from './batch-counts.ts'

/**
 * `mayHaveIt`: got it, or may have, or may still get it. `passing`: it failed for a reason that
 * passes (mailbox full, server away, too many attempts). `refused`: it failed, and would again.
 * `notCalled`: nobody ever called.
 */
export type Reach = 'mayHaveIt' | 'passing' | 'refused' | 'notCalled'

/** `isOver`: of a mailing that calls nobody any more; who is pending in it was not called. */
export function reachOf(progress: Progress, number: number, isOver: boolean): Reach {
  const state = stateOf(progress, number)
  switch (state.kind) {
    case 'accepted':
      if (isRefused(progress, number)) return 'refused'
      return marks.bouncedSoft(progress, number) ? 'passing' : 'mayHaveIt'
    case 'failed':
      return state.reason === 'attempts' ? 'passing' : 'refused'
    case 'skipped':
      return 'notCalled'
    case 'pending':
      return isOver ? 'notCalled' : 'mayHaveIt'
    default:
      return 'mayHaveIt'
  }
}

/** Who complained has it, and wants no more. */
function isRefused(progress: Progress, number: number): boolean {
  const { bounced, rejected, complained } = progress
  return bounced.has(number) || rejected.has(number) || complained.has(number)
}
