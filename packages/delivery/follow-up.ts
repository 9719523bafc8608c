// What a follow-up starts from: the mailing it follows, whether it may be made now, and how many it
// would reach.
import type { Table } from '#aws/table'
import type { Newsletter } from '#editorial/newsletter'
import { getNewsletter } from '#editorial/store-newsletters'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { audienceCount } from '#readers/audience'
import { shardsOfAudience } from '#readers/store'
import {
  type CandidateRules,
  candidateRules,
  candidatesOf,
  joinedAt,
  lateSince,
} from './candidates.ts'
import { isOver } from './earlier-mailings.ts'
import type { FollowUp, Mailing } from './mailing.ts'
import { getMailings } from './store.ts'
import { getTotals } from './store-totals.ts'

export type FollowUpKind = FollowUp['kind']

export type FollowUpTarget = {
  newsletterId: NewsletterId
  /**
   * The mailing it follows. Unless given: the newsletter's own, or, for a retry that finds nobody
   * there, the newest follow-up that failed somebody in passing.
   */
  mailingId?: MailingId | undefined
  kind: FollowUpKind
}

/**
 * `notSent`: nobody has the newsletter yet. `stillSending`: the earlier mailing is not over.
 * `underWay`: another follow-up is not. `tooMany`: a newsletter has 50 mailings at most.
 */
export type FollowUpBlock =
  | { kind: 'notFound' | 'notSent' | 'tooMany' }
  | { kind: 'stillSending' | 'underWay'; mailing: Mailing }

export type FollowUpBase = { kind: 'ready'; newsletter: Newsletter; base: Mailing; all: Mailing[] }

const mailingsMax = 50

export async function followUpBase(
  table: Table,
  target: Pick<FollowUpTarget, 'newsletterId' | 'mailingId'>,
): Promise<FollowUpBase | FollowUpBlock> {
  const newsletter = await getNewsletter(table, target.newsletterId)
  if (!newsletter) return { kind: 'notFound' }
  const all = await getMailings(table, newsletter.mailingIds)
  const base = target.mailingId
    ? all.find(({ id }) => id === target.mailingId)
    : all.findLast(({ followUp }) => !followUp)
  if (!base) return { kind: target.mailingId ? 'notFound' : 'notSent' }
  const block = blockOf(newsletter, { base, all })
  return block ?? { kind: 'ready', newsletter, base, all }
}

function blockOf(
  { status, mailingIds }: Newsletter,
  { base, all }: { base: Mailing; all: readonly Mailing[] },
): FollowUpBlock | undefined {
  if (status === 'draft' || status === 'scheduled') return { kind: 'notSent' }
  if (!isOver(base)) return { kind: 'stillSending', mailing: base }
  const other = all.find((mailing) => !isOver(mailing))
  if (other) return { kind: other.followUp ? 'underWay' : 'stillSending', mailing: other }
  if (status !== 'sent') return { kind: 'notSent' }
  return mailingIds.length >= mailingsMax ? { kind: 'tooMany' } : undefined
}

/** `exact`: each was looked at, as planning does. `estimated`: too many to look at on a page. */
export type FollowUpCount = { count: number; counted: 'exact' | 'estimated' }

export type CountFollowUpOutcome =
  | (FollowUpCount & { kind: 'counted'; base: Mailing })
  | FollowUpBlock

/** Whom a follow-up would reach now. Up to some 100,000 readers the count is exact. */
export async function countFollowUp(
  deps: { table: Table },
  target: FollowUpTarget,
): Promise<CountFollowUpOutcome> {
  const found = await followUpBase(deps.table, target)
  if (found.kind !== 'ready') return found
  const { base, counted } = await baseToFollow(deps.table, found, target)
  return { kind: 'counted', base, ...counted }
}

/** The mailing that a follow-up starts from, and whom it would reach. */
export async function baseToFollow(
  table: Table,
  found: FollowUpBase,
  { kind, mailingId }: Pick<FollowUpTarget, 'kind' | 'mailingId'>,
): Promise<{ base: Mailing; counted: FollowUpCount }> {
  const own = { base: found.base, counted: await countFor(table, found, kind) }
  if (kind !== 'retry' || mailingId || own.counted.count > 0) return own
  for (const base of found.all.filter(({ followUp }) => followUp).reverse()) {
    if ((await estimateFailed(table, base)) === 0) continue
    const counted = await countFor(table, { ...found, base }, kind)
    if (counted.count > 0) return { base, counted }
  }
  return own
}

export async function countFor(
  table: Table,
  { base, all }: Pick<FollowUpBase, 'base' | 'all'>,
  kind: FollowUpKind,
): Promise<FollowUpCount> {
  const followed = { ...base, followUp: { kind, mailingId: base.id } }
  const rules = { ...(await candidateRules(table, followed)), earlier: all }
  if (kind === 'lateConfirmers' || (base.planned ?? 0) <= countLimits.retried) {
    const count = await countExactly(table, rules)
    if (count !== undefined) return { count, counted: 'exact' }
  }
  const count = await (kind === 'retry'
    ? estimateFailed(table, base)
    : estimateLate(table, rules, base))
  return { count, counted: 'estimated' }
}

/** `pages`: of 1,000 readers, of each of the 64 shards. `retried`: recipients of the earlier one. */
const countLimits = { pages: 2, retried: 100_000, parallelShards: 16 }

/** Undefined when a shard is too large to be looked at whole. */
async function countExactly(table: Table, rules: CandidateRules): Promise<number | undefined> {
  let sum = 0
  for (let start = 0; start < shardsOfAudience; start += countLimits.parallelShards) {
    const shards = Array.from({ length: countLimits.parallelShards }, (_, at) => start + at)
    const counts = await Promise.all(
      shards
        .filter((shard) => shard < shardsOfAudience)
        .map((shard) => countShard(table, rules, shard)),
    )
    for (const count of counts) {
      if (count === undefined) return undefined
      sum += count
    }
  }
  return sum
}

async function countShard(
  table: Table,
  rules: CandidateRules,
  shard: number,
): Promise<number | undefined> {
  const candidatesAfter = candidatesOf(table, rules, shard)
  let after: Parameters<typeof candidatesAfter>[0]
  let count = 0
  const pages =
    rules.mailing.followUp?.kind === 'retry' ? Number.POSITIVE_INFINITY : countLimits.pages
  for (let page = 0; page < pages; page++) {
    const { candidates, through, more } = await candidatesAfter(after)
    count += candidates.filter(({ reason }) => reason === undefined).length
    if (!more) return count
    after = through
  }
  return undefined
}

/** As the mail servers answered; who left since, or has it by now, is still counted. */
async function estimateFailed(table: Table, base: Mailing): Promise<number> {
  const totals = [...(await getTotals(table, base.id)).values()]
  return totals.reduce((sum, one) => sum + one.bouncedSoft + (one.failed['attempts'] ?? 0), 0)
}

async function estimateLate(table: Table, rules: CandidateRules, base: Mailing): Promise<number> {
  const since = lateSince(base)
  const { isInSegment } = rules
  const { count } = await audienceCount(table, {
    topics: base.topics,
    segment: (reader) => joinedAt(reader) >= since && (!isInSegment || isInSegment(reader)),
    conditions: base.segment ? [base.segment.condition] : [],
  })
  return count
}
