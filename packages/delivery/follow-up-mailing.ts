// Sends a newsletter that went out to whom it has not reached: readers who confirmed since, or whom it
// failed for a reason that passes. A mailing like any other; its newsletter stays `sent` throughout.
import type { Table } from '#aws/table'
import { changeNewsletterStatus, getNewsletter } from '#editorial/store-newsletters'
import type { MakeId } from '#kernel/ids'
import { type Clock, instant, plusMs, wallClockOf } from '#kernel/time'
import type { Publication } from '#publication/schema'
import {
  baseToFollow,
  type FollowUpBase,
  type FollowUpBlock,
  type FollowUpCount,
  type FollowUpTarget,
  followUpBase,
} from './follow-up.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import { readTime, type ScheduleOutcome } from './schedule-newsletter.ts'
import { changeMailing, createMailing } from './store.ts'
import { subjectText } from './test-groups.ts'

export type FollowUpInput = FollowUpTarget & {
  /** When; now unless given. `choice`: which of the two, for a time the clock change repeats. */
  at?: { wallClock: string; zone: string; choice?: 'first' | 'second' } | undefined
  by: string
}

type TimeRefusal = Extract<
  ScheduleOutcome,
  { kind: 'past' | 'tooFar' | 'malformed' | 'unknownZone' | 'skippedHour' | 'repeatedHour' }
>

/** `nobody`: looked at each, and found no one. `changed`: somebody made another one meanwhile. */
export type FollowUpOutcome =
  | ({ kind: 'made'; mailing: Mailing } & FollowUpCount)
  | FollowUpBlock
  | TimeRefusal
  | { kind: 'nobody' | 'changed' }

export type FollowUpRefusal = Exclude<FollowUpOutcome, { kind: 'made' }>

type FollowUpDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Pick<Publication, 'zone' | 'sending'>
}

export async function followUpMailing(
  deps: FollowUpDeps,
  input: FollowUpInput,
): Promise<FollowUpOutcome> {
  const { table } = deps
  const now = deps.clock()
  const { zone } = deps.publication
  const at = input.at ?? { wallClock: wallClockOf(instant(now), zone), zone }
  const time = readTime(input.at ? at : { ...at, choice: 'first' }, now)
  if (time.kind !== 'instant') return time as TimeRefusal
  const ready = await followUpBase(table, input)
  if (ready.kind !== 'ready') return ready
  const { base, counted } = await baseToFollow(table, ready, input)
  const found = { ...ready, base }
  if (counted.count === 0 && counted.counted === 'exact') return { kind: 'nobody' }
  const { wallClock } = at
  const sendAt = input.at ? time.at : instant(now)
  const mailing: Mailing = {
    ...followed(found, input),
    id: deps.makeId('mailing'),
    status: 'scheduled',
    wallClock,
    zone: at.zone,
    sendAt,
    // The tick looks after it soon, should the next steps never come.
    nextActionAt: plusMs(instant(now), deliveryLimits.sweepAfterMs),
    createdAt: instant(now),
    createdBy: input.by,
  }
  const { approvalAbove } = deps.publication.sending
  await createMailing(table, {
    ...mailing,
    ...(approvalAbove === undefined ? {} : { approvalAbove }),
  })
  return await attach(table, { mailing, found, counted })
}

/** What it has from the mailing it follows. */
function followed(
  { base }: FollowUpBase,
  { kind }: FollowUpInput,
): Omit<
  Mailing,
  'id' | 'status' | 'wallClock' | 'zone' | 'sendAt' | 'createdAt' | 'createdBy' | 'nextActionAt'
> {
  const { newsletterId, newsletterVersion, issueNumber, locale, topics, segment } = base
  return {
    newsletterId,
    newsletterVersion,
    locale,
    topics,
    subject: subjectText(base, base.test?.winner ?? 'a'),
    followUp: { kind, mailingId: base.id },
    ...(issueNumber === undefined ? {} : { issueNumber }),
    ...(segment ? { segment } : {}),
    ...(base.blockSegments ? { blockSegments: base.blockSegments } : {}),
  }
}

/** Only while no other mailing was given to the newsletter since this one was thought of. */
async function attach(
  table: Table,
  made: { mailing: Mailing; found: FollowUpBase; counted: FollowUpCount },
): Promise<FollowUpOutcome> {
  const { mailing, found, counted } = made
  const last = found.newsletter.mailingIds.at(-1)
  const changed = await changeNewsletterStatus(table, mailing.newsletterId, {
    from: ['sent'],
    to: 'sent',
    addMailing: { id: mailing.id, version: found.newsletter.version },
    ...(last ? { lastMailing: last } : {}),
  })
  // A refused write may have been ours, its answer lost: the newsletter tells.
  const isNamed =
    changed.kind === 'changed' ||
    (await getNewsletter(table, mailing.newsletterId))?.mailingIds.includes(mailing.id)
  if (!isNamed) {
    await changeMailing(table, mailing.id, {
      from: ['scheduled'],
      set: { status: 'cancelled', cancelledAt: mailing.createdAt, closedAt: mailing.createdAt },
      remove: ['nextActionAt'],
    })
    return { kind: 'changed' }
  }
  const attached = await changeMailing(table, mailing.id, {
    from: ['scheduled'],
    set: { attachedAt: mailing.createdAt, nextActionAt: mailing.sendAt },
  })
  return attached ? { kind: 'made', mailing: attached, ...counted } : { kind: 'changed' }
}
