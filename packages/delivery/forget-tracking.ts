// A reader withdrew the consent to recording: what was recorded of them goes, in every mailing that
// reached them (domain-rules §6.2, point 4). On the intent that the proof of the withdrawal carries;
// page by page, so that a crash goes on where it was, and twice: the second time after everything
// that had still read the consent as given, a page or a worker, has surely ended.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { mailingIdsPage } from '#editorial/store-newsletters'
import { idSchema, type MailingId, type ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, instant, minuteMs } from '#kernel/time'
import { endTracking } from '#readers/apply-withdrawal'
import { closeConsentIntent, moveConsentIntent } from '#readers/store'
import type { Progress } from './batch.ts'
import { findRecipient } from './find-recipient.ts'
import { changeMailing } from './store.ts'
import { type BatchId, changeProgress, getProgress } from './store-batches.ts'
import { deleteBurst } from './store-bursts.ts'

export const forgetLimits = {
  newslettersAPage: 25,
  pagesARun: 8,
  /** Longer than a worker's lease and any function's timeout together. */
  againMs: 10 * minuteMs,
}

/** Takes the next steps of an intent `tracking.withdrawn`; harmless when repeated. */
export async function forgetTracking(
  deps: { table: Table; clock: Clock },
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const { table } = deps
  const readerId = idSchema('reader').parse(intent.data['readerId'])
  await endTracking(deps, key)
  let { cursor } = intent.data
  for (let page = 0; page < forgetLimits.pagesARun; page++) {
    const limit = forgetLimits.newslettersAPage
    const { mailingIds, next } = await mailingIdsPage(table, { cursor, limit })
    for (const mailingId of mailingIds) await forgetInMailing(deps, { mailingId, readerId })
    if (next === undefined) return await endPass(deps, { key, intent })
    cursor = next
    const dueAt = instant(deps.clock())
    const data = { ...intent.data, cursor }
    await moveConsentIntent(table, { key, intent: { ...intent, dueAt, data } })
  }
}

async function endPass(
  deps: { table: Table; clock: Clock },
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const { cursor: _, ...data } = intent.data
  if (data['pass'] === '2')
    return await closeConsentIntent(deps.table, { key, intentId: intent.id })
  const dueAt = instant(deps.clock().getTime() + forgetLimits.againMs)
  const second = { ...intent, dueAt, data: { ...data, pass: '2' } }
  await moveConsentIntent(deps.table, { key, intent: second })
}

async function forgetInMailing(
  deps: { table: Table; clock: Clock },
  input: { mailingId: MailingId; readerId: ReaderId },
): Promise<void> {
  const { table } = deps
  const found = await findRecipient(table, input)
  if (!found) return
  const names = tracesOf(await getProgress(table, found.id), found.number)
  if (names.length === 0) return
  await take(table, found, names)
  // The counts of one that is through are made anew.
  await changeMailing(table, input.mailingId, {
    from: ['sent', 'cancelled'],
    set: { nextActionAt: instant(deps.clock()) },
    and: { if: 'attribute_exists(#closedAt)' },
  })
}

async function take(
  table: Table,
  found: { id: BatchId; number: number },
  names: readonly string[],
): Promise<void> {
  const mine = new Set([found.number])
  await changeProgress(table, found.id, {
    changes: { take: Object.fromEntries(names.map((name) => [name, mine])) },
  })
  await deleteBurst(table, found)
}

const traceNames = [
  'tracked',
  'opened',
  'openedByMachine',
  'clicked',
  'clickedByMachine',
] as const satisfies (keyof Progress)[]

/** The sets of a batch that say what this recipient did, by the names of their attributes. */
export function tracesOf(progress: Progress, number: number): string[] {
  const links = [...progress.links].filter(([, numbers]) => numbers.has(number))
  return [
    ...traceNames.filter((name) => progress[name].has(number)),
    ...links.map(([link]) => `link_${link}`),
  ]
}
