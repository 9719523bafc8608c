// Closes a mailing nothing of which is pending or in flight any more: a sent one goes into the
// archive, a cancelled one that reached nobody gives its newsletter back as a draft.
import { archiveNewsletter } from '#editorial/archive-newsletter'
import { changeNewsletterStatus } from '#editorial/store-newsletters'
import type { Log } from '#kernel/log'
import { instant, minuteMs, plusMs } from '#kernel/time'
import type { BatchCounts } from './batch-counts.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import { type RefreshDeps, refreshTotals } from './refresh-totals.ts'
import { type SettleDeps, settleMailing } from './settle-mailing.ts'
import { changeMailing } from './store.ts'
import { subjectText } from './test-groups.ts'

export type CloseDeps = RefreshDeps & { log: Log }

/** Closes a cancelled mailing, or looks again in a minute while calls are in flight. */
export async function closeMailing(deps: CloseDeps, mailing: Mailing): Promise<Mailing> {
  const { counts } = await refreshTotals(deps, mailing)
  const now = instant(deps.clock())
  if (counts.pending > 0) {
    const nextActionAt = plusMs(now, minuteMs)
    const set = { nextActionAt }
    return (await changeMailing(deps.table, mailing.id, { from: ['cancelled'], set })) ?? mailing
  }
  const reached = counts.accepted + counts.uncertain > 0
  if (reached) await archive(deps, mailing)
  else
    await changeNewsletterStatus(deps.table, mailing.newsletterId, {
      from: ['scheduled', 'sending'],
      to: 'draft',
      lastMailing: mailing.id,
    })
  const closed = await changeMailing(deps.table, mailing.id, {
    from: ['cancelled'],
    set: {
      closedAt: now,
      planned: counts.planned,
      ...(reached ? { nextActionAt: plusMs(now, deliveryLimits.watchFirstMs) } : {}),
    },
    ...(reached ? {} : { remove: ['nextActionAt'] as const }),
  })
  return closed ?? mailing
}

/** Everybody has a final state, or is uncertain: archived first, then `sent`. */
export async function finishMailing(
  deps: CloseDeps,
  mailing: Mailing,
  counts: BatchCounts,
): Promise<void> {
  await archive(deps, mailing)
  const now = instant(deps.clock())
  const sent = await changeMailing(deps.table, mailing.id, {
    // Not what was changed meanwhile: who pauses it wants nobody called again either.
    from: [mailing.status],
    set: {
      status: 'sent',
      sentAt: now,
      closedAt: now,
      planned: counts.planned,
      nextActionAt: plusMs(now, deliveryLimits.watchFirstMs),
    },
  })
  if (!sent) return
  deps.log('info', 'mailing.sent', {
    mailingId: mailing.id,
    planned: counts.planned,
    accepted: counts.accepted,
    uncertain: counts.uncertain,
  })
}

/**
 * Events and unsubscribes still move the counts, and uncertain calls are to be settled: looked at
 * ever more slowly, and not any more after two weeks.
 */
export async function watchMailing(
  deps: SettleDeps & RefreshDeps,
  mailing: Mailing,
): Promise<void> {
  const { unsettled, heard, leftCount } = await refreshTotals(deps, mailing, { all: true })
  const now = deps.clock().getTime()
  const age = now - Date.parse(mailing.closedAt ?? mailing.createdAt)
  const over = age >= deliveryLimits.watchMs
  const settled = over ? undefined : await settleMailing(deps, { mailing, unsettled, heard })
  const next = Math.min(
    // What did not fit into this count goes on in a minute.
    now + Math.max(deliveryLimits.watchFirstMs, leftCount > 0 ? 0 : age),
    settled?.nextAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(settled.nextAt),
  )
  await changeMailing(deps.table, mailing.id, {
    from: ['sent', 'cancelled'],
    ...(over ? { remove: ['nextActionAt'] } : { set: { nextActionAt: instant(next) } }),
  })
}

/** A subject test with a rest is decided before the rest is called, so before this; A otherwise. */
async function archive(deps: CloseDeps, mailing: Mailing): Promise<void> {
  const archived = await archiveNewsletter(deps, {
    newsletterId: mailing.newsletterId,
    version: mailing.newsletterVersion,
    sentAt: mailing.startedAt ?? mailing.sendAt,
    subject: subjectText(mailing, mailing.test?.winner ?? 'a'),
  })
  if (archived.kind === 'notFound')
    deps.log('error', 'mailing.notArchived', { mailingId: mailing.id })
}
