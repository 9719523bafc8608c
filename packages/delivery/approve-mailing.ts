// A second person lets a large mailing go. Whoever scheduled it cannot; approving twice changes
// nothing, and the first approval stays.
import type { Table } from '#aws/table'
import type { Sentence } from '#kernel/errors'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Mailing } from './mailing.ts'
import type { MailingMessage } from './messages.ts'
import type { Queue } from './ports.ts'
import { changeMailing, getMailing } from './store.ts'

/**
 * `samePerson`: whoever scheduled it asks. `notNeeded`: it has no more recipients than one person
 * may mail, as far as they are counted. `tooLate`: it is on its way, sent or cancelled.
 */
export type ApproveOutcome =
  | { kind: 'approved' | 'already' | 'notNeeded' | 'tooLate'; mailing: Mailing }
  | { kind: 'samePerson'; mailing: Mailing; sentence: Sentence }
  | { kind: 'notFound' }

/** Whether it waits for a second person, now or when it is planned. */
export function needsApproval(
  mailing: Pick<Mailing, 'approvalAbove' | 'approvedBy' | 'planned'>,
): boolean {
  const { approvalAbove, approvedBy, planned } = mailing
  if (approvalAbove === undefined || approvedBy !== undefined) return false
  return planned === undefined || planned > approvalAbove
}

export async function approveMailing(
  deps: { table: Table; clock: Clock; log: Log; mailingQueue: Queue<MailingMessage> },
  input: { mailingId: MailingId; by: string },
): Promise<ApproveOutcome> {
  const mailing = await getMailing(deps.table, input.mailingId)
  if (!mailing) return { kind: 'notFound' }
  if (mailing.approvedBy !== undefined) return { kind: 'already', mailing }
  if (!isBeforeSending(mailing)) return { kind: 'tooLate', mailing }
  if (!needsApproval(mailing)) return { kind: 'notNeeded', mailing }
  if (input.by === mailing.createdBy) return { kind: 'samePerson', mailing, sentence: samePerson }
  const approvedAt = instant(deps.clock())
  const approved = await changeMailing(deps.table, mailing.id, {
    from: ['scheduled', 'planning', 'held', 'paused', 'stopped'],
    set: {
      approvedBy: input.by,
      approvedAt,
      ...(mailing.status === 'held' ? { nextActionAt: approvedAt } : {}),
    },
    and: { if: 'attribute_not_exists(#approvedBy) AND attribute_not_exists(#startedAt)' },
  })
  if (!approved) return await told(deps.table, mailing.id)
  deps.log('info', 'mailing.approved', { mailingId: mailing.id })
  if (approved.status === 'held')
    await deps.mailingQueue.send([{ body: { kind: 'step', mailingId: mailing.id } }])
  return { kind: 'approved', mailing: approved }
}

/** Somebody else was faster, or the write was ours and its answer lost. */
async function told(table: Table, id: MailingId): Promise<ApproveOutcome> {
  const mailing = await getMailing(table, id)
  if (!mailing) return { kind: 'notFound' }
  return { kind: mailing.approvedBy === undefined ? 'tooLate' : 'already', mailing }
}

function isBeforeSending({ status, startedAt }: Mailing): boolean {
  if (startedAt !== undefined) return false
  return status !== 'sending' && status !== 'sent' && status !== 'cancelled'
}

const samePerson: Sentence = {
  fr: 'Vous avez programmé cet envoi\u202f: une autre personne de l’équipe doit l’approuver.',
  en: 'You scheduled this mailing: another member of the team must approve it.',
}
