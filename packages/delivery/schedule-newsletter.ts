// Schedules a newsletter: reads the wall-clock time a person picked, makes the mailing and gives it
// to the newsletter. Three steps in an order that a crash can't leave half: a mailing that its
// newsletter does not name is never sent, and the tick completes or withdraws it.
import type { Table } from '#aws/table'
import type { Newsletter } from '#editorial/newsletter'
import { changeNewsletterStatus, getNewsletter } from '#editorial/store-newsletters'
import type { MakeId, NewsletterId } from '#kernel/ids'
import {
  type Clock,
  dayMs,
  type Instant,
  instant,
  isZone,
  minuteMs,
  plusMs,
  readWallClock,
} from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type AudienceCount, audienceCount } from '#readers/audience'
import { type FrozenSegment, segmentTest } from '#readers/segment'
import { getSegment } from '#readers/store-segments'
import { localStart } from './call-at.ts'
import type { Finding } from './check-newsletter.ts'
import { freezeBlockSegments } from './freeze-block-segments.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import {
  earliestLocalHour,
  type OptionFields,
  type OptionRefusal,
  readOptions,
  type ScheduleOptions,
  tooFewToTest,
} from './schedule-options.ts'
import { changeMailing, createMailing, getCheck, getMailing } from './store.ts'

export type ScheduleInput = ScheduleOptions & {
  newsletterId: NewsletterId
  /** `2026-12-01T08:30` in `zone`, an IANA name. */
  wallClock: string
  zone: string
  /** Which of the two, for a time that the clock change repeats. */
  choice?: 'first' | 'second'
  by: string
  /** Whether a pre-send check of this version without errors is needed; true unless given. */
  requireCheck?: boolean
}

/**
 * `past`, `tooFar` (more than a year ahead), `malformed`, `unknownZone`: the time is refused.
 * `skippedHour`: the clock change leaves it out. `repeatedHour`: it comes twice, choose.
 * `notChecked`, `checkFailed`: the pre-send check is missing or has errors. `changed`: somebody
 * saved the newsletter meanwhile. `noSegment`: the segment it is for was deleted,
 * `noBlockSegment`: that of a block. `nobody`: it
 * matches no reader now. `localHourPast`: somewhere that time is over already; `earliest` is the
 * first wall-clock time that is not. `option`: a refusal that belongs to a field.
 * A mailing that `mayReachNobody` was scheduled, but an estimate found no reader for it.
 */
export type ScheduleOutcome =
  | { kind: 'scheduled'; mailing: Mailing; mayReachNobody?: true }
  | OptionRefusal
  | { kind: 'nobody'; segment: string }
  | { kind: 'localHourPast'; earliest: string }
  | { kind: 'past' | 'tooFar' | 'malformed' | 'unknownZone' }
  | { kind: 'skippedHour'; before: Instant; after: Instant }
  | { kind: 'repeatedHour'; first: Instant; second: Instant }
  | { kind: 'notChecked' }
  | { kind: 'checkFailed'; findings: Finding[] }
  | { kind: 'noSegment' }
  | { kind: 'noBlockSegment'; blockId: string }
  | { kind: 'notFound' | 'alreadyScheduled' | 'alreadySent' | 'changed' }

type Refusal = Exclude<ScheduleOutcome, { kind: 'scheduled' }>

type ScheduleDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Pick<Publication, 'sending'>
}

export async function scheduleNewsletter(
  deps: ScheduleDeps,
  input: ScheduleInput,
): Promise<ScheduleOutcome> {
  const { table } = deps
  const now = deps.clock()
  const time = readDeparting(input, now)
  if (time.kind !== 'instant') return time
  const newsletter = await getNewsletter(table, input.newsletterId)
  const refusal = newsletter ? refusalOf(newsletter) : ({ kind: 'notFound' } as const)
  if (!newsletter || refusal) return refusal as Refusal
  const options = readOptions(input, { subject: newsletter.subject })
  if (options.kind !== 'read') return options
  const unchecked = input.requireCheck === false ? undefined : await checkedOf(table, newsletter)
  if (unchecked) return unchecked
  const days = { at: time.at, zone: input.zone }
  const segment = await segmentOf(table, newsletter, days)
  if (segment === 'gone') return { kind: 'noSegment' }
  const frozen = await freezeBlockSegments(deps, { newsletter, days })
  if (frozen.kind === 'gone') return { kind: 'noBlockSegment', blockId: frozen.blockId }
  const blockSegments = frozen.segments
  const { fields } = options
  const audience = await countFor(deps, { newsletter, segment, fields })
  const few = audience && refusalOfCount(audience, { segment, fields })
  if (few) return few
  const { approvalAbove } = deps.publication.sending
  const mailing = {
    ...mailingOf({ newsletter, input, sendAt: time.at, now, id: deps.makeId('mailing'), segment }),
    ...fields,
    ...(blockSegments.length === 0 ? {} : { blockSegments }),
    ...(approvalAbove === undefined ? {} : { approvalAbove }),
  }
  await createMailing(table, mailing)
  const outcome = await attach(deps, mailing)
  const isUnsure = outcome.kind === 'scheduled' && audience?.count === 0
  return isUnsure ? { ...outcome, mayReachNobody: true } : outcome
}

/** Counted only where the count decides something: for a segment, and for two subjects. */
async function countFor(
  deps: Pick<ScheduleDeps, 'table' | 'clock'>,
  made: { newsletter: Newsletter; segment: FrozenSegment | undefined; fields: OptionFields },
): Promise<AudienceCount | undefined> {
  const { newsletter, segment, fields } = made
  if (!segment && !fields.test) return undefined
  // As of now, like the count on the page: nobody knows who will have joined by then.
  const context = segment && { now: deps.clock(), zone: segment.zone }
  return await audienceCount(deps.table, {
    topics: newsletter.topics,
    ...(segment && context
      ? { segment: segmentTest(segment.condition, context), conditions: [segment.condition] }
      : {}),
  })
}

function refusalOfCount(
  audience: AudienceCount,
  made: { segment: FrozenSegment | undefined; fields: OptionFields },
): Refusal | undefined {
  // An estimate of nobody may be wrong: it warns.
  if (audience.counted !== 'exact') return undefined
  if (made.segment && audience.count === 0) return { kind: 'nobody', segment: made.segment.name }
  return tooFewToTest(made.fields.test, audience.count)
}

/** At everyone's own hour it begins where that hour comes first on earth, whatever the zone. */
function readDeparting(input: ScheduleInput, now: Date): Time {
  if (input.departure?.kind !== 'localHour') return readTime(input, now)
  if (readWallClock(input.wallClock, 'UTC').kind !== 'instant') return { kind: 'malformed' }
  if (!isZone(input.zone)) return { kind: 'unknownZone' }
  const time = inReach(localStart(input.wallClock), now)
  return time.kind === 'past' ? { kind: 'localHourPast', earliest: earliestLocalHour(now) } : time
}

type Time = { kind: 'instant'; at: Instant } | Refusal

/** Reads the picked time. The minute that has begun still counts, so that "now" can be chosen. */
export function readTime(
  input: Pick<ScheduleInput, 'wallClock' | 'zone' | 'choice'>,
  now: Date,
): Time {
  const reading = readWallClock(input.wallClock, input.zone)
  switch (reading.kind) {
    case 'instant':
      return inReach(reading.at, now)
    case 'repeated':
      if (input.choice) return inReach(reading[input.choice], now)
      return { kind: 'repeatedHour', first: reading.first, second: reading.second }
    case 'skipped':
      return { kind: 'skippedHour', before: reading.before, after: reading.after }
    default:
      return { kind: reading.kind }
  }
}

function inReach(at: Instant, now: Date): Time {
  const ms = Date.parse(at) - now.getTime()
  if (ms <= -minuteMs) return { kind: 'past' }
  if (ms > deliveryLimits.scheduleAheadDays * dayMs) return { kind: 'tooFar' }
  return { kind: 'instant', at }
}

function refusalOf(newsletter: Newsletter): Refusal | undefined {
  switch (newsletter.status) {
    case 'draft':
      return undefined
    case 'sent':
      return { kind: 'alreadySent' }
    default:
      return { kind: 'alreadyScheduled' }
  }
}

async function checkedOf(table: Table, newsletter: Newsletter): Promise<Refusal | undefined> {
  const check = await getCheck(table, newsletter.id, newsletter.version)
  if (!check) return { kind: 'notChecked' }
  const errors = check.findings.filter(({ level }) => level === 'error')
  return errors.length > 0 ? { kind: 'checkFailed', findings: errors } : undefined
}

/** A copy of the segment: whoever changes it later does not change this mailing. */
async function segmentOf(
  table: Table,
  { segmentId }: Newsletter,
  days: { at: Instant; zone: string },
): Promise<FrozenSegment | 'gone' | undefined> {
  if (segmentId === undefined) return undefined
  const segment = await getSegment(table, segmentId)
  if (!segment) return 'gone'
  const { id, name, condition } = segment
  return { id, name, condition, ...days }
}

function mailingOf(made: {
  newsletter: Newsletter
  input: ScheduleInput
  sendAt: Instant
  now: Date
  id: Mailing['id']
  segment: FrozenSegment | undefined
}): Mailing {
  const { newsletter, input, now } = made
  const createdAt = instant(now)
  return {
    id: made.id,
    newsletterId: newsletter.id,
    newsletterVersion: newsletter.version,
    ...(newsletter.issueNumber === undefined ? {} : { issueNumber: newsletter.issueNumber }),
    locale: newsletter.locale,
    subject: newsletter.subject,
    topics: newsletter.topics,
    ...(made.segment ? { segment: made.segment } : {}),
    status: 'scheduled',
    wallClock: input.wallClock,
    zone: input.zone,
    sendAt: made.sendAt,
    // The tick looks after it soon, should the next steps never come.
    nextActionAt: plusMs(createdAt, deliveryLimits.sweepAfterMs),
    createdAt,
    createdBy: input.by,
  }
}

/** Gives the mailing to its newsletter, then the newsletter's word to the mailing. */
async function attach(deps: { table: Table }, mailing: Mailing): Promise<ScheduleOutcome> {
  const { table } = deps
  const changed = await changeNewsletterStatus(table, mailing.newsletterId, {
    from: ['draft'],
    to: 'scheduled',
    addMailing: { id: mailing.id, version: mailing.newsletterVersion },
  })
  const newsletter =
    changed.kind === 'changed'
      ? changed.newsletter
      : await getNewsletter(table, mailing.newsletterId)
  if (!newsletter?.mailingIds.includes(mailing.id)) {
    await withdraw(table, mailing)
    if (!newsletter) return { kind: 'notFound' }
    return refusalOf(newsletter) ?? { kind: 'changed' }
  }
  const attached = await changeMailing(table, mailing.id, {
    from: ['scheduled'],
    set: { attachedAt: mailing.createdAt, nextActionAt: mailing.sendAt },
  })
  if (attached) return { kind: 'scheduled', mailing: attached }
  const there = await getMailing(table, mailing.id)
  if (there && there.status !== 'cancelled') return { kind: 'scheduled', mailing: there }
  // This took so long that the tick withdrew it: the tick also makes the newsletter a draft again.
  await changeMailing(table, mailing.id, {
    from: ['cancelled'],
    set: { nextActionAt: mailing.createdAt },
    remove: ['closedAt'],
  })
  return { kind: 'changed' }
}

async function withdraw(table: Table, mailing: Mailing): Promise<void> {
  await changeMailing(table, mailing.id, {
    from: ['scheduled'],
    set: { status: 'cancelled', cancelledAt: mailing.createdAt, closedAt: mailing.createdAt },
    remove: ['nextActionAt'],
  })
}
