// What comes between planning and the first call: a second person's approval where one is needed,
// and the seeds, with the time in which anyone can stop the rest.
import type { Table } from '#aws/table'
import type { Log } from '#kernel/log'
import { type Clock, instant, minuteMs, plusMs } from '#kernel/time'
import type { Mailing } from './mailing.ts'
import { changeMailing } from './store.ts'
import { getShards } from './store-batches.ts'

export type LeaveDeps = { table: Table; clock: Clock; log: Log }

/** Every shard is planned. The mailing as it is then; undefined when somebody changed it first. */
export async function leavePlanning(
  deps: LeaveDeps,
  mailing: Mailing,
): Promise<Mailing | undefined> {
  const now = instant(deps.clock())
  const shards = await getShards(deps.table, mailing.id)
  const planned = shards.reduce((sum, shard) => sum + shard.cursor.prepared, 0)
  const sending = await changeMailing(deps.table, mailing.id, {
    from: ['planning'],
    set: { status: 'sending', startedAt: now, planned, nextActionAt: plusMs(now, minuteMs) },
  })
  if (sending) deps.log('info', 'mailing.sending', { mailingId: mailing.id, planned })
  return sending
}

/** Looks whether what a held mailing waits for has come. */
export async function stepHeld(deps: LeaveDeps, mailing: Mailing): Promise<void> {
  const now = instant(deps.clock())
  const set = { nextActionAt: plusMs(now, minuteMs) }
  await changeMailing(deps.table, mailing.id, { from: ['held'], set })
}
