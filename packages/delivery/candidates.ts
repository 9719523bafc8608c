// Whom a mailing is planned for, page by page in the order of ids: the audience; for a follow-up, who
// confirmed since, or whom the earlier mailing failed for a reason that passes.
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { type Instant, minuteMs, plusMs } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { type Condition, frozenTest } from '#readers/segment'
import { audienceAfter, getReaders, suppressedAmong } from '#readers/store'
import { readersFor } from '#readers/store-standings'
import { wantsTopics } from '#readers/topics'
import { mailableAddress } from './compose.ts'
import { isOver, mailingsBefore, type Reached, reachedIn, rosterWalk } from './earlier-mailings.ts'
import { deliveryLimits, type ExclusionReason, type Mailing } from './mailing.ts'
import { type Reach, reachOf } from './reach.ts'

/** Without `reader` when they were erased. `reason`: why they are left out. */
export type Candidate = {
  readerId: ReaderId
  reader?: Reader | undefined
  reason?: ExclusionReason | undefined
}

/** `through`: everybody up to this reader was looked at. */
export type CandidatePage = {
  candidates: Candidate[]
  through?: ReaderId | undefined
  more: boolean
}

export type CandidatesAfter = (after: ReaderId | undefined) => Promise<CandidatePage>

/** What candidates of a mailing are picked by; the same for all its shards. */
export type CandidateRules = {
  mailing: Pick<Mailing, 'topics' | 'followUp'>
  isInSegment: ((reader: Reader) => boolean) | undefined
  /** Reads what the segments of the mailing and of its blocks ask for. */
  known: (readers: readonly Reader[]) => Promise<readonly Reader[]>
  /** The newsletter's mailings before a follow-up. */
  earlier: Mailing[]
}

/** An index lags by less than a second; this lies before anything that planning may have missed. */
const lookBackMs = 10 * minuteMs

const rostersAtOnce = 10

export async function candidateRules(table: Table, mailing: Mailing): Promise<CandidateRules> {
  return {
    mailing,
    isInSegment: mailing.segment && frozenTest(mailing.segment),
    known: readersFor(table, conditionsOf(mailing)),
    earlier: mailing.followUp ? await mailingsBefore(table, mailing) : [],
  }
}

/** Those of the mailing's segment and of the segments that single blocks are for. */
export function conditionsOf({
  segment,
  blockSegments = [],
}: Pick<Mailing, 'segment' | 'blockSegments'>): Condition[] {
  return [...(segment ? [segment] : []), ...blockSegments].map(({ condition }) => condition)
}

/** Candidates of one shard of the audience. */
export function candidatesOf(table: Table, rules: CandidateRules, shard: number): CandidatesAfter {
  const { followUp } = rules.mailing
  if (!followUp) return (after) => audience(table, rules, { shard, after })
  const base = rules.earlier.find(({ id }) => id === followUp.mailingId)
  if (!base) throw new Error('A follow-up of no earlier mailing of its newsletter')
  if (followUp.kind === 'lateConfirmers') return lateConfirmers(table, { rules, base, shard })
  return retries(table, { rules, base, shard })
}

async function audience(
  table: Table,
  rules: CandidateRules,
  at: { shard: number; after: ReaderId | undefined },
): Promise<CandidatePage> {
  const page = await audienceAfter(table, at.shard, at.after, deliveryLimits.planPage)
  return {
    candidates: await judged(table, rules, page.readers),
    through: page.readers.at(-1)?.id,
    more: page.more,
  }
}

type FollowUpInput = { rules: CandidateRules; base: Mailing; shard: number }

function lateConfirmers(table: Table, { rules, base, shard }: FollowUpInput): CandidatesAfter {
  const since = lateSince(base)
  const lookUps = rules.earlier.map((mailing) => reachedIn(table, mailing, shard))
  return async (after) => {
    const page = await audienceAfter(table, shard, after, deliveryLimits.planPage)
    const late = page.readers.filter((reader) => joinedAt(reader) >= since)
    const candidates = await judged(table, rules, late)
    for (const candidate of candidates)
      if (!candidate.reason && (await wasCalled(lookUps, candidate.readerId)))
        candidate.reason = 'alreadyPlanned'
    return { candidates, through: page.readers.at(-1)?.id, more: page.more }
  }
}

/**
 * From when on a reader counts as late. The earlier mailing was planned after this; who confirmed
 * later and was in it all the same is left out by its roster.
 */
export function lateSince({ sendAt }: Pick<Mailing, 'sendAt'>): Instant {
  return plusMs(sendAt, -lookBackMs)
}

export function joinedAt({ confirmedAt, createdAt }: Reader): Instant {
  return confirmedAt ?? createdAt
}

async function wasCalled(lookUps: readonly Reached[], readerId: ReaderId): Promise<boolean> {
  for (const reached of lookUps) {
    const reach = await reached(readerId)
    if (reach !== undefined && reach !== 'notCalled') return true
  }
  return false
}

function retries(table: Table, { rules, base, shard }: FollowUpInput): CandidatesAfter {
  const rosters = rosterWalk(table, base, shard)
  const others = rules.earlier.filter(({ id }) => id !== base.id)
  const lookUps = others.map((mailing) => reachedIn(table, mailing, shard))
  return async (after) => {
    const failed: ReaderId[] = []
    let through = after
    let more = true
    for (let count = 0; count < rostersAtOnce && more; count++) {
      // The first id that comes after `through`.
      const page = await rosters(`${through ?? ''}!` as ReaderId)
      if (!page) more = false
      else {
        const progress = await page.progress()
        for (const [number, readerId] of page.readerIds.entries()) {
          const isNew = through === undefined || readerId > through
          if (isNew && reachOf(progress, number, isOver(base)) === 'passing') failed.push(readerId)
        }
        through = page.readerIds.at(-1)
      }
    }
    const candidates = await judgedById(table, rules, failed)
    for (const candidate of candidates)
      if (!candidate.reason && (await hasOrRefused(lookUps, candidate.readerId)))
        candidate.reason = 'alreadyPlanned'
    return { candidates, through, more }
  }
}

/** Another mailing of the newsletter that failed them in passing too does not speak against it. */
async function hasOrRefused(lookUps: readonly Reached[], readerId: ReaderId): Promise<boolean> {
  const against: readonly (Reach | undefined)[] = ['mayHaveIt', 'refused']
  for (const reached of lookUps) if (against.includes(await reached(readerId))) return true
  return false
}

async function judgedById(
  table: Table,
  rules: CandidateRules,
  ids: readonly ReaderId[],
): Promise<Candidate[]> {
  const readers = await getReaders(table, ids, { consistent: true })
  const judgedOnes = await judged(table, rules, readers)
  const byId = new Map(judgedOnes.map((one) => [one.readerId, one]))
  return ids.map((readerId) => byId.get(readerId) ?? { readerId, reason: 'notConfirmed' })
}

async function judged(
  table: Table,
  { mailing, isInSegment, known }: CandidateRules,
  readers: readonly Reader[],
): Promise<Candidate[]> {
  const [suppressed, judgedReaders] = await Promise.all([
    suppressedAmong(
      table,
      readers.map(({ id }) => id),
    ),
    known(readers),
  ])
  const rules = { topics: mailing.topics, isInSegment }
  return judgedReaders.map((reader) => ({
    readerId: reader.id,
    reader,
    reason: reasonToExclude(reader, suppressed.has(reader.id), rules),
  }))
}

/** Why a confirmed reader is not part of this mailing, or undefined. */
export function reasonToExclude(
  reader: Reader,
  suppressed: boolean,
  mailing: Pick<Mailing, 'topics'> & { isInSegment?: ((reader: Reader) => boolean) | undefined },
): ExclusionReason | undefined {
  if (reader.status !== 'confirmed') return 'notConfirmed'
  if (suppressed) return 'suppressed'
  if (mailableAddress(reader.email) === undefined) return 'invalidAddress'
  if (!wantsTopics(reader, mailing.topics)) return 'topics'
  return mailing.isInSegment && !mailing.isInSegment(reader) ? 'segment' : undefined
}
