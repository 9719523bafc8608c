// The next step of a mailing, whatever it is. Every step may be repeated: a lost answer, a lost
// message or a crash costs a minute, never a mailing.
import type { Table } from '#aws/table'
import { changeNewsletterStatus, getNewsletter } from '#editorial/store-newsletters'
import { unreachable } from '#kernel/errors'
import type { MailingId, MakeId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { applyBrake, type BrakeDeps } from './apply-brake.ts'
import { closeMailing, finishMailing, watchMailing } from './close-mailing.ts'
import { feedMailing } from './feed-mailing.ts'
import { haltMailing } from './halt-mailing.ts'
import { leavePlanning, stepHeld } from './leave-planning.ts'
import { lookAgain } from './look-again.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import type { MailingMessage, SendMessage } from './messages.ts'
import { leftToday, lookAgainAt } from './pace.ts'
import { planMessages } from './plan-messages.ts'
import type { Mailer, Queue } from './ports.ts'
import { type RefreshDeps, type Refreshed, refreshTotals } from './refresh-totals.ts'
import { isAnyReady, mayCallAgain, type SettleDeps, settleMailing } from './settle-mailing.ts'
import { changeMailing, currentQuota, getMailing, hasRenditions } from './store.ts'
import { freezeTest, stepTest } from './test-mailing.ts'
import { variantsOf } from './variants.ts'

export type StepDeps = SettleDeps &
  RefreshDeps &
  BrakeDeps & {
    table: Table
    clock: Clock
    makeId: MakeId
    mailer: Pick<Mailer, 'quota'>
    sendQueue: Queue<SendMessage>
    mailingQueue: Queue<MailingMessage>
    log: Log
  }

export async function stepMailing(deps: StepDeps, input: { mailingId: MailingId }): Promise<void> {
  const mailing = await getMailing(deps.table, input.mailingId)
  if (!mailing) return
  switch (mailing.status) {
    case 'scheduled':
      return await begin(deps, mailing)
    case 'planning':
      return await plan(deps, mailing)
    case 'held': {
      const sending = await stepHeld(deps, mailing)
      if (sending) await goOn(deps, sending)
      return
    }
    case 'sending':
      return await goOn(deps, mailing)
    case 'waitingForQuota':
      return await lookAtQuota(deps, mailing)
    case 'cancelled':
      if (mailing.closedAt === undefined) await closeMailing(deps, mailing)
      else await watchMailing(deps, mailing)
      return
    case 'sent':
      return await watchMailing(deps, mailing)
    case 'stopped':
    case 'paused':
      return await rest(deps, mailing)
    default:
      return unreachable(mailing.status)
  }
}

async function begin(deps: StepDeps, mailing: Mailing): Promise<void> {
  const { table } = deps
  if (mailing.attachedAt === undefined) return await repair(deps, mailing)
  const now = instant(deps.clock())
  if (mailing.sendAt > now) {
    const set = { nextActionAt: mailing.sendAt }
    await changeMailing(table, mailing.id, { from: ['scheduled'], set })
    return
  }
  const planToken = deps.makeId('request')
  const planning = await changeMailing(table, mailing.id, {
    from: ['scheduled'],
    set: { status: 'planning', planToken, nextActionAt: plusMs(now, minuteMs) },
  })
  // A refused write may have been ours, its answer lost: our token tells.
  const won = planning ?? (await getMailing(table, mailing.id))
  if (won?.planToken !== planToken) return
  deps.log('info', 'mailing.planning', { mailingId: mailing.id })
  await deps.mailingQueue.send([{ body: { kind: 'render', mailingId: mailing.id } }])
}

/** Scheduling broke off. What the newsletter names goes on; the rest was never confirmed to anyone. */
async function repair(deps: StepDeps, mailing: Mailing): Promise<void> {
  const now = instant(deps.clock())
  const newsletter = await getNewsletter(deps.table, mailing.newsletterId)
  const named = newsletter?.mailingIds.includes(mailing.id) === true
  deps.log('warn', 'mailing.repaired', { mailingId: mailing.id, named })
  await changeMailing(deps.table, mailing.id, {
    from: ['scheduled'],
    set: named
      ? { attachedAt: now, nextActionAt: mailing.sendAt }
      : { status: 'cancelled', cancelledAt: now, nextActionAt: plusMs(now, minuteMs) },
    and: { if: 'attribute_not_exists(#attachedAt)' },
  })
}

async function plan(deps: StepDeps, mailing: Mailing): Promise<void> {
  const { table } = deps
  const now = instant(deps.clock())
  if (mailing.plannedShards?.size === deliveryLimits.planShards) {
    const sending = await leavePlanning(deps, mailing)
    if (sending?.status === 'sending') await goOn(deps, sending)
    return
  }
  const nextActionAt = plusMs(now, minuteMs)
  const going = await changeMailing(table, mailing.id, {
    from: ['planning'],
    set: { nextActionAt },
  })
  if (!going) return
  const messages: MailingMessage[] = (await hasRenditions(table, mailing.id, variantsOf(mailing)))
    ? await planMessages(table, mailing)
    : [{ kind: 'render', mailingId: mailing.id }]
  await deps.mailingQueue.send(messages.map((body) => ({ body })))
}

async function goOn(deps: StepDeps, planned: Mailing): Promise<void> {
  const { table } = deps
  const mailing = await freezeTest(deps, planned)
  if (!mailing) return
  await changeNewsletterStatus(table, mailing.newsletterId, {
    from: ['scheduled'],
    to: 'sending',
    lastMailing: mailing.id,
  })
  const refreshed = await refreshTotals(deps, mailing)
  if (refreshed.counts.pending === 0) return await finishMailing(deps, mailing, refreshed.counts)
  if (await applyBrake(deps, mailing, refreshed)) return
  const now = deps.clock()
  const quota = await currentQuota(deps, now)
  if (leftToday(quota) < 1) return await haltMailing(deps, mailing.id, { kind: 'quotaUsedUp' })
  const tested = await stepTest(deps, mailing, refreshed)
  await feedMailing(deps, { mailing: tested, refreshed, quota })
  const settleAt = await settleMeanwhile(deps, mailing, refreshed)
  await changeMailing(table, mailing.id, {
    from: ['sending'],
    set: {
      nextActionAt: lookAgain(tested, refreshed, now),
      ...(settleAt === undefined ? {} : { settleAt }),
    },
  })
}

/** A long mailing settles its first uncertain calls before its last is made. */
async function settleMeanwhile(
  deps: StepDeps,
  mailing: Mailing,
  refreshed: Refreshed,
): Promise<Instant | undefined> {
  const now = deps.clock()
  const isEarly = mailing.settleAt !== undefined && mailing.settleAt > instant(now)
  if (isEarly || !mayCallAgain(deps, mailing) || !isAnyReady(refreshed.unsettled, now))
    return undefined
  // What was heard of shards that are through is counted anew before anything is decided on it.
  const whole = await refreshTotals(deps, mailing, { all: true })
  return (await settleMailing(deps, { mailing, ...whole })).nextAt
}

async function lookAtQuota(deps: StepDeps, mailing: Mailing): Promise<void> {
  const now = deps.clock()
  if (mailing.nextActionAt !== undefined && mailing.nextActionAt > instant(now)) return
  if (leftToday(await currentQuota(deps, now)) < 1) {
    await refreshTotals(deps, mailing)
    const nextActionAt = lookAgainAt(now, deliveryLimits.quotaWaitMs)
    await changeMailing(deps.table, mailing.id, {
      from: ['waitingForQuota'],
      set: { nextActionAt },
    })
    return
  }
  const sending = await changeMailing(deps.table, mailing.id, {
    from: ['waitingForQuota'],
    set: { status: 'sending', nextActionAt: instant(now) },
  })
  if (sending) await goOn(deps, sending)
}

/**
 * Calls that were in flight get their final state. Feedback goes on to be counted, ever more slowly;
 * nothing else is due until a person acts.
 */
async function rest(deps: StepDeps, mailing: Mailing): Promise<void> {
  const { counts, heard, leftCount, unsettled } = await refreshTotals(deps, mailing)
  // Everybody had been called when it was paused, and nobody waits to be called again: it is over.
  const isSettled = unsettled.length === 0 || deps.publication.onUncertain === 'list'
  if (isPausedWhileSending(mailing) && counts.pending === 0 && isSettled)
    return await finishMailing(deps, mailing, counts)
  const now = deps.clock().getTime()
  const lastMs = Math.max(...heard.accepted.keys()) * minuteMs
  const age = Math.max(0, now - lastMs)
  const isOver = age >= deliveryLimits.watchMs && counts.inFlight === 0
  const waitMs = counts.inFlight > 0 || leftCount > 0 ? minuteMs : Math.max(minuteMs, age)
  await changeMailing(deps.table, mailing.id, {
    from: ['stopped', 'paused'],
    ...(isOver ? { remove: ['nextActionAt'] } : { set: { nextActionAt: instant(now + waitMs) } }),
  })
}

function isPausedWhileSending({ status, pausedFrom }: Mailing): boolean {
  return status === 'paused' && (pausedFrom === 'sending' || pausedFrom === 'waitingForQuota')
}
