// Walks the open intents that are due and hands each to its handler: whatever message was lost, the
// intent in the item is enough. An intent whose handler fails comes again later, ever later.
import { intentOf, openIntent } from '#aws/intent'
import { type Key, pendingPartition, pendingShards } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Intent, IntentKind } from '#kernel/intents'
import { type Log, whatBroke } from '#kernel/log'
import { type Clock, type Instant, instant } from '#kernel/time'
import { sameIntent } from './mail-claim.ts'
import { retryMs } from './send-single-mail.ts'

export const sweepLimits = { perShard: 100 }

/** What is done for an intent of each kind; the handler closes the intent. */
export type IntentHandlers = Record<IntentKind, (key: Key, intent: Intent) => Promise<void>>

export type SweepOutcome = { handledCount: number; failedCount: number }

export async function sweepIntents(
  deps: { table: Table; clock: Clock; log: Log },
  handlers: IntentHandlers,
): Promise<SweepOutcome> {
  const now = instant(deps.clock())
  const outcome: SweepOutcome = { handledCount: 0, failedCount: 0 }
  for (let shard = 0; shard < pendingShards; shard++) {
    const page = await deps.table.queryPage({
      index: 'gsi2',
      partition: pendingPartition(shard),
      between: ['0', `${now}~`],
      limit: sweepLimits.perShard,
      only: ['pk', 'sk'],
    })
    for (const { pk, sk } of page.items)
      await handle(deps, { key: { pk: String(pk), sk: String(sk) }, handlers, now, outcome })
  }
  return outcome
}

type Handling = { key: Key; handlers: IntentHandlers; now: Instant; outcome: SweepOutcome }

async function handle(
  deps: { table: Table; clock: Clock; log: Log },
  { key, handlers, now, outcome }: Handling,
): Promise<void> {
  // The index may lag behind the item: the item decides.
  const item = await deps.table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  if (!intent || intent.dueAt > now) return
  try {
    await handlers[intent.kind](key, intent)
    outcome.handledCount += 1
  } catch (error) {
    outcome.failedCount += 1
    const { id: intentId, kind, attempts } = intent
    deps.log('error', 'intent.failed', { intentId, kind, attempts, ...whatBroke(error) })
    await putOff(deps, key, intent)
  }
}

/** Only if nothing has moved it meanwhile: a handler may have got as far as that. */
async function putOff(
  deps: { table: Table; clock: Clock },
  key: Key,
  intent: Intent,
): Promise<void> {
  const attempts = intent.attempts + 1
  const dueAt = instant(deps.clock().getTime() + retryMs(attempts))
  const same = sameIntent(intent)
  await deps.table.update(
    key,
    { set: openIntent({ ...intent, attempts, dueAt }) },
    {
      if: `${same.if} AND #intent.#dueAt = :dueAt`,
      values: { ...same.values, ':dueAt': intent.dueAt },
    },
  )
}
