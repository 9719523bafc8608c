// The dispatch of an issue: from when on it counts as served, and as what. Also which issue a new
// order begins with. Pure.
import * as z from 'zod'
import type { Instant } from '#kernel/time'
import { plusDays } from './working-days.ts'

export const IssueKind = z.enum(['regular', 'double', 'special'])
export type IssueKind = z.infer<typeof IssueKind>

export const Dispatch = z.object({
  number: z.number().int().min(1),
  /** How it counts; said at its first dispatch. */
  kind: IssueKind,
  firstAt: z.custom<Instant>((value) => typeof value === 'string'),
  by: z.string().max(254),
  /** Over all its dispatches, as counted when the last of them was through. */
  served: z
    .object({
      copies: z.number().int().min(0),
      digital: z.number().int().min(0),
      at: z.custom<Instant>((value) => typeof value === 'string'),
    })
    .optional(),
})
export type Dispatch = z.infer<typeof Dispatch>

/** An issue of the calendar, as far as it matters here. */
export type CalendarIssue = { number: number; coverDate: string; status: string }

/** An issue that came out longer ago than this, before anything was ever dispatched, is past. */
const pastAfterDays = 31

/**
 * The first issue of an order made on a day: the one after those that were dispatched by then and
 * those that are past. A number that the calendar does not know is all the same a number to begin
 * with: gaps do not matter.
 */
export function nextIssue(input: {
  dispatched: readonly number[]
  calendar: readonly CalendarIssue[]
  day: string
}): number {
  const { dispatched, calendar, day } = input
  const last = Math.max(0, ...dispatched)
  const past = plusDays(day, -pastAfterDays)
  const isPast = (issue: CalendarIssue) => issue.status === 'published' && issue.coverDate < past
  const coming = calendar.filter((issue) => issue.number > last && !isPast(issue))
  if (coming.length > 0) return Math.min(...coming.map(({ number }) => number))
  return Math.max(last, ...calendar.map(({ number }) => number)) + 1
}
