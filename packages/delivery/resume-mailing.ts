// Lets a mailing go on: a paused one goes back to where it was, a stopped one goes on once a person
// has done what its sentence asked for. Resuming twice changes nothing.
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import { everything } from './brake.ts'
import { deliveryLimits, type Mailing } from './mailing.ts'
import type { MailingMessage } from './messages.ts'
import type { Queue } from './ports.ts'
import { changeMailing, getMailing, type MailingChange } from './store.ts'

export type ResumeOutcome =
  | { kind: 'resumed'; mailing: Mailing }
  /** It is under way, or waits for its time. */
  | { kind: 'already'; mailing: Mailing }
  /** It was sent or cancelled, or it stopped while it was planned and must be scheduled again. */
  | { kind: 'notResumable'; mailing: Mailing }
  | { kind: 'notFound' }

export type ResumeDeps = {
  table: Table
  clock: Clock
  log: Log
  mailingQueue: Queue<MailingMessage>
}

export async function resumeMailing(
  deps: ResumeDeps,
  input: { mailingId: MailingId },
): Promise<ResumeOutcome> {
  const mailing = await getMailing(deps.table, input.mailingId)
  if (!mailing) return { kind: 'notFound' }
  const change = changeFor(mailing)
  if (!change) return { kind: kindOfRefusal(mailing), mailing }
  const nextActionAt = instant(deps.clock())
  const resumed = await changeMailing(deps.table, mailing.id, {
    ...change,
    set: { ...change.set, nextActionAt },
  })
  if (!resumed) {
    // Somebody was faster, or the write was ours and its answer lost.
    const there = await getMailing(deps.table, mailing.id)
    return there ? { kind: kindOfRefusal(there), mailing: there } : { kind: 'notFound' }
  }
  deps.log('info', 'mailing.resumed', { mailingId: mailing.id, to: resumed.status })
  await deps.mailingQueue.send([{ body: { kind: 'step', mailingId: mailing.id } }])
  return { kind: 'resumed', mailing: resumed }
}

function kindOfRefusal({ status }: Mailing): 'already' | 'notResumable' {
  return status === 'sent' || status === 'cancelled' || status === 'stopped'
    ? 'notResumable'
    : 'already'
}

function changeFor(mailing: Mailing): MailingChange | undefined {
  if (mailing.status === 'paused') return changeOfPaused(mailing)
  if (mailing.status !== 'stopped' || !isPlanned(mailing)) return undefined
  // Stopped before anybody was called: what it was held for is looked at again.
  const status = mailing.startedAt === undefined ? 'planning' : 'sending'
  return { from: ['stopped'], set: { status }, remove: ['stoppedBecause'] }
}

function isPlanned({ plannedShards }: Mailing): boolean {
  return plannedShards?.size === deliveryLimits.planShards
}

/** What the brake had heard of it must not brake it again at once; held domains it waits for go. */
function changeOfPaused(mailing: Mailing): MailingChange {
  const { pausedFrom = 'sending', pausedAt, braked, heldDomains = new Set<string>() } = mailing
  const heardAnew = braked === 'domains' ? new Set(heldDomains) : new Set([everything])
  return {
    from: ['paused'],
    set: { status: pausedFrom === 'waitingForQuota' ? 'sending' : pausedFrom },
    remove: ['pausedFrom', 'pausedAt', 'pausedBy', 'pausedBecause', 'braked'],
    ...(braked && heardAnew.size > 0 ? { add: { heardAnew } } : {}),
    ...(braked === 'domains' && heldDomains.size > 0 ? { take: { heldDomains } } : {}),
    // The pause that was read, and no later one of which the person knows nothing.
    ...(pausedAt === undefined
      ? {}
      : { and: { if: '#pausedAt = :pausedAt', values: { ':pausedAt': pausedAt } } }),
  }
}
