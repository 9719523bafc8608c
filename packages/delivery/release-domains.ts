// A person lets receiving domains go that the brake holds. What was heard of them until now does not
// hold them again.
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { MailingMessage } from './messages.ts'
import type { Queue } from './ports.ts'
import { changeMailing, getMailing } from './store.ts'

/** `already`: none of these is held (any more). */
export type ReleaseDomainsOutcome = { kind: 'released' | 'already' | 'notFound' }

/** Calls the recipients at these held domains again, or at all of them. */
export async function releaseDomains(
  deps: { table: Table; clock: Clock; log: Log; mailingQueue: Queue<MailingMessage> },
  input: { mailingId: MailingId; domains: readonly string[] | 'all' },
): Promise<ReleaseDomainsOutcome> {
  const mailing = await getMailing(deps.table, input.mailingId)
  if (!mailing) return { kind: 'notFound' }
  const held = [...(mailing.heldDomains ?? [])]
  const names = input.domains === 'all' ? held : held.filter((one) => input.domains.includes(one))
  if (names.length === 0) return { kind: 'already' }
  const released = await changeMailing(deps.table, mailing.id, {
    from: ['sending', 'waitingForQuota', 'paused', 'stopped'],
    ...(mailing.status === 'sending' ? { set: { nextActionAt: instant(deps.clock()) } } : {}),
    add: { heardAnew: new Set(names) },
    take: { heldDomains: new Set(names) },
  })
  if (!released) return { kind: 'already' }
  deps.log('info', 'mailing.domainsReleased', { mailingId: mailing.id, count: names.length })
  await deps.mailingQueue.send([{ body: { kind: 'step', mailingId: mailing.id } }])
  return { kind: 'released' }
}
