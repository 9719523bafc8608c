// The phase `served`: earns what issues were served since. First invoices of which something went
// back, then every issue that somebody left a mark for; the marks go when all of it is booked.

import type { Log } from '#kernel/log'
import { dateOf, hourMs, type Instant, plusMs } from '#kernel/time'
import { getDispatch, shardsOfEntitled } from '#subscriptions/store-streams'
import { hourOf } from '#subscriptions/store-to-recognise'
import type { PhaseInput, RunPhase } from './books-run.ts'
import { recogniseCorrected } from './recognise-corrected.ts'
import { bookIssue, issueName, type RecogniseDeps, sumIssueShard } from './recognise-issue.ts'
import { deleteMark, type Mark, marksOf, putUnbooked, recognisedOf } from './store-recognition.ts'

/** A mark is kept for so long after its hour: who wrote it may still be writing lines. */
export const markLimits = { keepMs: 2 * hourMs }

/** `place`: `C#` and the last invoice that was looked at, or `I#` with an issue and the next shard. */
export function servedPhase(deps: RecogniseDeps & { log: Log }): RunPhase {
  return async (input) => {
    const { deadline, place = 'C#' } = input
    if (place.startsWith('C#')) {
      let last = place.slice(2)
      for (const mark of await marksOf(deps.table, 'invoice')) {
        if (mark.name <= last) continue
        if (deps.clock() >= deadline) return { place: `C#${last}` }
        await recogniseCorrected(deps, { mark, startedAt: input.startedAt })
        last = mark.name
      }
    }
    return await goThroughIssues(deps, input)
  }
}

async function goThroughIssues(
  deps: RecogniseDeps & { log: Log },
  { place, startedAt, deadline, isNightly }: PhaseInput,
): Promise<{ place?: string }> {
  const marks = await marksOf(deps.table, 'issue')
  const issues = [...new Set(marks.map(({ issue }) => issue ?? 0))].sort((a, b) => a - b)
  const [first, fromShard] = placeOf(place)
  for (const issue of issues) {
    if (issue < first) continue
    const isResumed = issue === first
    if (!isResumed && !isNightly && !(await isWorthIt(deps, { issue, startedAt }))) continue
    for (let shard = isResumed ? fromShard : 0; shard < shardsOfEntitled; shard++) {
      if (deps.clock() >= deadline) return { place: `I#${issue}#${shard}` }
      await sumIssueShard(deps, { issue, shard, startedAt })
    }
    const { isThrough, unbooked, unknown } = await bookIssue(deps, { issue, startedAt })
    if (unknown.length > 0) deps.log('error', 'books.servedUnknown', { issue, first: unknown[0] })
    await putUnbooked(deps.table, { what: issueName(issue), startedAt, sums: unbooked })
    const own = marks.filter((mark) => mark.issue === issue)
    for (const mark of own)
      if (isThrough && isOld(mark, startedAt)) await deleteMark(deps.table, mark)
  }
  return {}
}

function placeOf(place: string | undefined): [issue: number, shard: number] {
  const match = /^I#(\d+)#(\d+)$/.exec(place ?? '')
  return match ? [Number(match[1]), Number(match[2])] : [-1, 0]
}

/** Between the nights: once, when the issue's dispatch has come to its end today. */
async function isWorthIt(
  { table, publication: { zone } }: RecogniseDeps,
  { issue, startedAt }: { issue: number; startedAt: Instant },
): Promise<boolean> {
  const through = (await getDispatch(table, issue))?.served?.at
  const today = dateOf(startedAt, zone)
  if (through === undefined || through > startedAt || dateOf(through, zone) !== today) return false
  return (await recognisedOf(table, { issue, day: today })).bookings === 0
}

/** Whether nobody writes lines under it any more. */
export function isOld({ hour }: Mark, startedAt: Instant): boolean {
  return hour !== undefined && hour < hourOf(plusMs(startedAt, -markLimits.keepMs))
}
