// Which issues may be ordered: those that a contract may begin with, and those that are sold one by
// one. Pure.
import type { Edition } from '#publication/plans'

/** `firstIssues`: the next one and those planned after it. `backIssues`: those out, the newest. */
export const choiceLimits = { firstIssues: 6, backIssues: 12 }

/** An issue of the calendar, as far as it matters here. */
export type ListedIssue = { number: number; status: string; isSoldOut?: boolean | undefined }

/** `next` is the first issue that was not dispatched; the calendar may not have it yet. */
export function firstIssuesOffered<T extends { number: number }>(
  calendar: readonly T[],
  next: number,
): T[] {
  return byNumber(calendar.filter(({ number }) => number >= next)).slice(
    0,
    choiceLimits.firstIssues,
  )
}

/** Whether a contract may begin with it; the next one always, whatever the calendar knows. */
export function mayBeginWith(
  calendar: readonly { number: number }[],
  { number, next }: { number: number; next: number },
): boolean {
  return number === next || firstIssuesOffered(calendar, next).some((one) => one.number === number)
}

/**
 * Issues that are out and left, then those to come, by number. Of the digital edition none is ever
 * gone. What was planned and never came out is not sold.
 */
export function issuesOnSale<T extends ListedIssue>(
  calendar: readonly T[],
  given: { next: number; dispatched: readonly number[]; edition: Edition },
): T[] {
  const { next, dispatched, edition } = given
  const isOut = ({ number, status }: T) =>
    number < next && (status === 'published' || dispatched.includes(number))
  const isLeft = ({ isSoldOut }: T) => edition === 'digital' || isSoldOut !== true
  const back = byNumber(calendar.filter((one) => isOut(one) && isLeft(one)))
  return [...back.slice(-choiceLimits.backIssues), ...firstIssuesOffered(calendar, next)]
}

function byNumber<T extends { number: number }>(issues: readonly T[]): T[] {
  return issues.toSorted((a, b) => a.number - b.number)
}
