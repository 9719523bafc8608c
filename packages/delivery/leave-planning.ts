// What comes between planning and the first call: a second person's approval where one is needed,
// and the seeds, with the time in which anyone can stop the rest.
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, hourMs, instant, minuteMs, plusMs } from '#kernel/time'
import { needsApproval } from './approve-mailing.ts'
import type { Mailing } from './mailing.ts'
import type { SendMessage } from './messages.ts'
import { topDomainsOf } from './planned-domains.ts'
import type { Queue } from './ports.ts'
import { goesAt, seedMails } from './seed-mails.ts'
import { changeMailing, type MailingChange } from './store.ts'
import { getShards } from './store-batches.ts'
import { closeSeedClaims, isKnown, outcomesOf } from './store-seeds.ts'

export type LeaveDeps = {
  table: Table
  clock: Clock
  log: Log
  sendQueue: Queue<SendMessage>
}

/** An approval takes the next step itself; this is for one that got lost. */
const approvalWaitMs = hourMs

/** Every shard is planned. The mailing as it is then; undefined when somebody changed it first. */
export async function leavePlanning(
  deps: LeaveDeps,
  mailing: Mailing,
): Promise<Mailing | undefined> {
  const shards = await getShards(deps.table, mailing.id)
  const planned = shards.reduce((sum, shard) => sum + shard.cursor.prepared, 0)
  const topDomains = await topDomainsOf(deps.table, mailing.id)
  return await goTo(deps, { ...mailing, planned, topDomains }, 'planning')
}

/** Looks whether what a held mailing waits for has come. The mailing once it is being sent. */
export async function stepHeld(deps: LeaveDeps, mailing: Mailing): Promise<Mailing | undefined> {
  if (mailing.heldFor !== 'seeds') return await goTo(deps, mailing, 'held')
  const now = instant(deps.clock())
  if (mailing.heldUntil === undefined) return await stepSeeds(deps, mailing)
  if (mailing.heldUntil <= now) return await send(deps, mailing, 'held')
  await changeMailing(deps.table, mailing.id, {
    from: ['held'],
    set: { nextActionAt: mailing.heldUntil },
  })
  return undefined
}

/** Approval first: a mailing that may not go shows itself to no seed. */
async function goTo(
  deps: LeaveDeps,
  mailing: Mailing,
  from: 'planning' | 'held',
): Promise<Mailing | undefined> {
  const { planned = 0 } = mailing
  const now = instant(deps.clock())
  if (needsApproval(mailing)) {
    const set = { ...counted(mailing), nextActionAt: plusMs(now, approvalWaitMs) }
    return await hold(deps, mailing, { from: [from], set: { ...set, heldFor: 'approval' } })
  }
  if (!mailing.seeds || planned === 0) return await send(deps, mailing, from)
  // With the wait still to come: whoever resumes after a stop gets the time that is left of it.
  const set = { ...counted(mailing), nextActionAt: plusMs(now, minuteMs) }
  const held = await hold(deps, mailing, { from: [from], set: { ...set, heldFor: 'seeds' } })
  if (held) await askForSeeds(deps, mailing.id)
  return held
}

/** What planning found out. */
function counted({ planned = 0, topDomains }: Mailing): NonNullable<MailingChange['set']> {
  return topDomains ? { planned, topDomains } : { planned }
}

async function hold(
  deps: LeaveDeps,
  mailing: Mailing,
  change: MailingChange,
): Promise<Mailing | undefined> {
  const held = await changeMailing(deps.table, mailing.id, {
    ...change,
    set: { ...change.set, status: 'held' },
    // An approval that came while this was written is looked at by the next step.
    ...(change.set?.heldFor === 'approval'
      ? { and: { if: 'attribute_not_exists(#approvedBy)' } }
      : {}),
  })
  if (held && mailing.heldFor !== held.heldFor)
    deps.log('info', 'mailing.held', { mailingId: mailing.id, for: held.heldFor })
  return held
}

async function send(
  deps: LeaveDeps,
  mailing: Mailing,
  from: 'planning' | 'held',
): Promise<Mailing | undefined> {
  const now = instant(deps.clock())
  const { planned = 0 } = mailing
  const sending = await changeMailing(deps.table, mailing.id, {
    from: [from],
    set: {
      ...counted(mailing),
      status: 'sending',
      startedAt: now,
      nextActionAt: plusMs(now, minuteMs),
    },
    remove: ['heldFor', 'heldUntil'],
  })
  if (sending) deps.log('info', 'mailing.sending', { mailingId: mailing.id, planned })
  return sending
}

async function stepSeeds(deps: LeaveDeps, mailing: Mailing): Promise<undefined> {
  const { table } = deps
  const now = instant(deps.clock())
  const calls = await closeSeedClaims(table, mailing.id, now)
  const mails = seedMails(mailing)
  if (mails.every(({ number }) => isKnown(calls, number))) {
    const heldUntil = goesAt(mailing, calls.lastAt ?? now)
    await changeMailing(table, mailing.id, {
      from: ['held'],
      set: { heldUntil, seedOutcomes: outcomesOf(calls), nextActionAt: heldUntil },
    })
    return
  }
  const going = await changeMailing(table, mailing.id, {
    from: ['held'],
    set: { nextActionAt: plusMs(now, minuteMs) },
  })
  if (going && mails.some(({ number }) => !calls.attempted.has(number)))
    await askForSeeds(deps, mailing.id)
}

async function askForSeeds(deps: LeaveDeps, mailingId: MailingId): Promise<void> {
  await deps.sendQueue.send([{ body: { kind: 'seeds', mailingId } }])
}
