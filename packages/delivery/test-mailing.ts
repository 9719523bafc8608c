// The subject test of a mailing, step by step: who is in it is frozen before the first call; when all
// of them are final the wait begins; at its end the rule decides, unless a person did before.
import type { Table } from '#aws/table'
import type { Log } from '#kernel/log'
import { type Clock, instant, minuteMs, plusMs } from '#kernel/time'
import { noGroup } from './count-groups.ts'
import type { Mailing, SubjectTest } from './mailing.ts'
import { type RefreshDeps, type Refreshed, refreshTotals } from './refresh-totals.ts'
import { changeMailing } from './store.ts'
import { getShards } from './store-batches.ts'
import type { Totals } from './store-totals.ts'
import { subjectVerdict, type Tally } from './subject-verdict.ts'
import { isDecided, sampleBatches } from './test-groups.ts'

export type TestDeps = RefreshDeps & { table: Table; clock: Clock; log: Log }

/** Before a mailing with a test is sent: which batches are in it. Undefined when it has moved on. */
export async function freezeTest(
  deps: { table: Table },
  mailing: Mailing,
): Promise<Mailing | undefined> {
  const { test } = mailing
  if (!test || test.batches) return mailing
  const batches = sampleBatches(await getShards(deps.table, mailing.id), test.share)
  return await changeMailing(deps.table, mailing.id, {
    from: ['sending'],
    set: { test: { ...test, batches } },
    and: { if: 'attribute_not_exists(#test.#batches)' },
  })
}

/** The test's next step, by counts of now. Answers with the mailing as it is after it. */
export async function stepTest(
  deps: TestDeps,
  mailing: Mailing,
  refreshed: Pick<Refreshed, 'groups'>,
): Promise<Mailing> {
  const { test } = mailing
  if (!test || isDecided(test)) return mailing
  const now = instant(deps.clock())
  if (test.testedAt === undefined) {
    if (pendingIn(refreshed) > 0) return mailing
    const decideAt = plusMs(now, test.waitMinutes * minuteMs)
    const tested = await changeTest(deps, mailing, { testedAt: now, decideAt })
    if (tested) deps.log('info', 'mailing.tested', { mailingId: mailing.id, decideAt })
    return tested ?? mailing
  }
  if (test.decideAt === undefined || test.decideAt > now) return mailing
  // Opens of shards that are through are counted anew before anything is decided on them.
  const whole = await refreshTotals(deps, mailing, { all: true })
  const verdict = subjectVerdict(talliesOf(whole.groups, test.measure))
  const isClear = verdict.kind === 'clear'
  const winner = verdict.winner ?? 'a'
  const decided = await changeTest(deps, mailing, { winner, isClear, decidedAt: now })
  if (decided) deps.log('info', 'mailing.decided', { mailingId: mailing.id, winner, isClear })
  return decided ?? mailing
}

/** Refused once a subject was chosen: whoever was first has decided. */
async function changeTest(
  deps: { table: Table },
  mailing: Mailing,
  change: Partial<SubjectTest>,
): Promise<Mailing | undefined> {
  if (!mailing.test) return undefined
  return await changeMailing(deps.table, mailing.id, {
    from: ['sending'],
    set: { test: { ...mailing.test, ...change } },
    and: { if: 'attribute_not_exists(#test.#winner)' },
  })
}

function pendingIn({ groups }: Pick<Refreshed, 'groups'>): number {
  return Object.values(groups).reduce((sum, { pending }) => sum + pending, 0)
}

/** Consenting recipients of either group, and who of them opened or clicked. */
export function talliesOf(
  groups: Totals['groups'],
  measure: SubjectTest['measure'],
): { a: Tally; b: Tally } {
  const tally = ({ tracked, opened, clicked } = noGroup()) => ({
    n: tracked,
    k: measure === 'opened' ? opened : clicked,
  })
  return { a: tally(groups['a']), b: tally(groups['b']) }
}
