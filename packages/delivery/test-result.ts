// What a subject test has shown: both groups as last counted, and what may be said of the difference.
import type { Table } from '#aws/table'
import type { Instant } from '#kernel/time'
import { addGroups, type GroupTotals, noGroup } from './count-groups.ts'
import type { Mailing } from './mailing.ts'
import { batchSize, getShards, type Shard } from './store-batches.ts'
import { type GroupCounts, getTotals } from './store-totals.ts'
import { type SubjectVerdict, subjectVerdict } from './subject-verdict.ts'
import { groupOf } from './test-groups.ts'
import { talliesOf } from './test-mailing.ts'

export type TestGroup = GroupCounts & {
  subject: string
  /** Consenting recipients, and who of them opened (or clicked, as the test measures). */
  n: number
  k: number
  /** Of k in n, with Wilson's interval at 95 %. */
  share: number
  low: number
  high: number
}

export type TestResult = {
  a: TestGroup
  b: TestGroup
  verdict: SubjectVerdict
  /** Recipients who get the subject that is chosen. */
  restCount: number
  /** The oldest count it is made of; absent before the first. */
  asOf?: Instant
}

/** Undefined for a mailing without a test, or one whose groups are not drawn yet. */
export async function testResult(table: Table, mailing: Mailing): Promise<TestResult | undefined> {
  const { test } = mailing
  if (!test?.batches) return undefined
  const [totals, shards] = await Promise.all([
    getTotals(table, mailing.id),
    getShards(table, mailing.id),
  ])
  const counted: GroupTotals = {}
  let asOf: Instant | undefined
  for (const one of totals.values()) {
    addGroups(counted, one.groups)
    if (Object.keys(one.groups).length > 0 && (asOf === undefined || one.asOf < asOf))
      asOf = one.asOf
  }
  const drawn = drawnOf(mailing, shards)
  const tallies = talliesOf(counted, test.measure)
  const verdict = subjectVerdict(tallies)
  const group = (name: 'a' | 'b', subject: string): TestGroup => {
    const counts = counted[name] ?? noGroup()
    const missing = drawn[name] - counts.planned
    return {
      ...counts,
      // Shards of which nothing was counted yet: all of them are still to be called.
      planned: drawn[name],
      pending: counts.pending + Math.max(0, missing),
      subject,
      ...tallies[name],
      ...verdict.shares[name],
    }
  }
  return {
    a: group('a', mailing.subject),
    b: group('b', test.subjectB),
    verdict,
    restCount: drawn.rest,
    ...(asOf === undefined ? {} : { asOf }),
  }
}

/** Recipients of each group, and of neither. */
export function drawnOf(
  mailing: Pick<Mailing, 'test'>,
  shards: readonly Shard[],
): { a: number; b: number; rest: number } {
  const drawn = { a: 0, b: 0, rest: 0 }
  for (const shard of shards)
    for (let batch = 0; batch < shard.cursor.batches; batch++)
      drawn[groupOf(mailing.test, { shard: shard.shard, batch }) ?? 'rest'] += batchSize(
        shard,
        batch,
      )
  return drawn
}
