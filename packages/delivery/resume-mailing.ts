// Resumes a mailing that stopped, once a person has done what its sentence asked for.
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import { deliveryLimits, type Mailing, type MailingMessage } from './mailing.ts'
import type { Queue } from './ports.ts'
import { changeMailing, getMailing } from './store.ts'

export type ResumeOutcome =
  | { kind: 'resumed'; mailing: Mailing }
  /** It has not stopped, or it stopped while it was planned and must be scheduled again. */
  | { kind: 'notResumable'; mailing: Mailing }
  | { kind: 'notFound' }

export async function resumeMailing(
  deps: { table: Table; clock: Clock; log: Log; mailingQueue: Queue<MailingMessage> },
  input: { mailingId: MailingId },
): Promise<ResumeOutcome> {
  const mailing = await getMailing(deps.table, input.mailingId)
  if (!mailing) return { kind: 'notFound' }
  const planned = mailing.plannedShards?.size === deliveryLimits.planShards
  const resumed = planned
    ? await changeMailing(deps.table, mailing.id, {
        from: ['stopped'],
        set: { status: 'sending', nextActionAt: instant(deps.clock()) },
        remove: ['stoppedBecause'],
      })
    : undefined
  if (!resumed) return { kind: 'notResumable', mailing }
  deps.log('info', 'mailing.resumed', { mailingId: mailing.id })
  await deps.mailingQueue.send([{ body: { kind: 'step', mailingId: mailing.id } }])
  return { kind: 'resumed', mailing: resumed }
}
