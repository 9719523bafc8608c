// Cancels a mailing at any moment. Workers look at the mailing between any two chunks; who has not
// been called by then counts as skipped. Cancelling twice changes nothing.
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import { closeMailing } from './close-mailing.ts'
import type { Mailing } from './mailing.ts'
import { changeMailing, getMailing } from './store.ts'

/** `tooLate`: everybody has been called already. */
export type CancelOutcome =
  | { kind: 'cancelled' | 'already'; mailing: Mailing }
  | { kind: 'tooLate'; mailing: Mailing }
  | { kind: 'notFound' }

export async function cancelMailing(
  deps: { table: Table; clock: Clock; log: Log },
  input: { mailingId: MailingId; by: string },
): Promise<CancelOutcome> {
  const now = instant(deps.clock())
  const cancelled = await changeMailing(deps.table, input.mailingId, {
    from: ['scheduled', 'planning', 'held', 'sending', 'waitingForQuota', 'paused', 'stopped'],
    set: { status: 'cancelled', cancelledAt: now, cancelledBy: input.by, nextActionAt: now },
  })
  if (cancelled) {
    deps.log('info', 'mailing.cancelled', { mailingId: cancelled.id })
    // At once where nobody has been called, so that the newsletter can be edited again.
    return { kind: 'cancelled', mailing: await closeMailing(deps, cancelled) }
  }
  const mailing = await getMailing(deps.table, input.mailingId)
  if (!mailing) return { kind: 'notFound' }
  return { kind: mailing.status === 'cancelled' ? 'already' : 'tooLate', mailing }
}
