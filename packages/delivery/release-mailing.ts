// A person lets a mailing go whose seeds have it, without waiting any longer.
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Mailing } from './mailing.ts'
import type { MailingMessage } from './messages.ts'
import type { Queue } from './ports.ts'
import { changeMailing, getMailing } from './store.ts'

/** `notHeld`: it is not waiting for its seeds (any more). */
export type ReleaseMailingOutcome =
  | { kind: 'released' | 'notHeld'; mailing: Mailing }
  | { kind: 'notFound' }

export async function releaseMailing(
  deps: { table: Table; clock: Clock; log: Log; mailingQueue: Queue<MailingMessage> },
  input: { mailingId: MailingId },
): Promise<ReleaseMailingOutcome> {
  const mailing = await getMailing(deps.table, input.mailingId)
  if (!mailing) return { kind: 'notFound' }
  const now = instant(deps.clock())
  const released =
    mailing.heldFor === 'seeds'
      ? await changeMailing(deps.table, mailing.id, {
          from: ['held'],
          set: { heldUntil: now, nextActionAt: now },
        })
      : undefined
  if (!released) return { kind: 'notHeld', mailing }
  deps.log('info', 'mailing.released', { mailingId: mailing.id })
  await deps.mailingQueue.send([{ body: { kind: 'step', mailingId: mailing.id } }])
  return { kind: 'released', mailing: released }
}
