// The readers' counters in the table: velocity by window, the signal that sign-ups are under
// attack, single-use tokens, growth by day. All of them are housekeeping and expire by themselves.
import { createHash } from 'node:crypto'
import { growthKey, type Key, shardOf, usedTokenKey, velocityKey } from '#aws/keys'
import { type Item, ifAbsent, type Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { dayMs, type Instant, instant } from '#kernel/time'

export const counterLimits = { rollingAttempts: 6, growthShards: 8, attackShards: 16 }

/** Counts one in a fixed window while fewer than `limit` are in it; `full` counts nothing. */
export async function takeInWindow(
  table: Table,
  options: { scope: string; subject: string; limit: number; windowMs: number; now: Date },
): Promise<'taken' | 'full'> {
  const { scope, subject, limit, windowMs, now } = options
  const start = Math.floor(now.getTime() / windowMs) * windowMs
  const result = await table.update(
    velocityKey(scope, `${keyed(subject)}#${start}`),
    { add: { count: 1 }, set: { expiresAt: seconds(start + 2 * windowMs) } },
    { if: 'attribute_not_exists(#count) OR #count < :limit', values: { ':limit': limit } },
  )
  return result.kind === 'written' ? 'taken' : 'full'
}

/**
 * Counts one if fewer than `limit` were counted in the `windowMs` before now, whatever the hour:
 * a window that opens at midnight would allow twice the limit around it. Many at once on one
 * subject are refused once they have stood in each other's way often enough.
 */
export async function takeRolling(
  table: Table,
  options: { scope: string; subject: string; limit: number; windowMs: number; now: Date },
): Promise<'taken' | 'full'> {
  const { scope, subject, limit, windowMs, now } = options
  const key = velocityKey(scope, keyed(subject))
  const nowMs = now.getTime()
  for (let attempt = 0; attempt < counterLimits.rollingAttempts; attempt++) {
    const item = await table.get(key, { consistent: true })
    const before = timesIn(item)
    const recent = before.filter((at) => at > nowMs - windowMs)
    if (recent.length >= limit) return 'full'
    const result = await table.update(
      key,
      { set: { times: [...recent, nowMs], expiresAt: seconds(nowMs + windowMs) }, add: { n: 1 } },
      item === undefined ? ifAbsent : { if: '#n = :n', values: { ':n': item['n'] } },
    )
    if (result.kind === 'written') return 'taken'
  }
  return 'full'
}

/**
 * Counts a sign-up in one of sixteen counters of the current window, picked by `random`, and
 * answers with that counter: a sixteenth of the traffic, without one hot item.
 */
export async function countAttempt(
  table: Table,
  options: { windowMs: number; now: Date; random: () => number },
): Promise<number> {
  const { windowMs, now, random } = options
  const start = Math.floor(now.getTime() / windowMs) * windowMs
  const shard = Math.floor(random() * counterLimits.attackShards)
  const result = await table.update(velocityKey(`all#${shard}`, String(start)), {
    add: { count: 1 },
    set: { expiresAt: seconds(start + 2 * windowMs) },
  })
  return result.kind === 'written' ? Number(result.item['count']) : 0
}

const alarmKey = velocityKey('alarm', 'ALARM')

/** Until when every sign-up has to solve a challenge; undefined in quiet times. */
export async function alarmUntil(table: Table): Promise<Instant | undefined> {
  const item = await table.get(alarmKey)
  return item?.['until'] as Instant | undefined
}

/** Prolongs the alarm, at most once a `minStepMs`, so that an attack doesn't make the item hot. */
export async function raiseAlarm(
  table: Table,
  options: { until: Instant; minStepMs: number },
): Promise<void> {
  const old = instant(Date.parse(options.until) - options.minStepMs)
  await table.update(
    alarmKey,
    { set: { until: options.until, expiresAt: seconds(Date.parse(options.until) + dayMs) } },
    { if: 'attribute_not_exists(#until) OR #until < :old', values: { ':old': old } },
  )
}

/**
 * The quiet answer's writes: as many as an honest sign-up makes, on items of no consequence, so
 * that neither answer nor time tells whether an address is known. Answers with a key for the hint.
 */
export async function writeNothing(table: Table, options: { id: string; now: Date }): Promise<Key> {
  const key = velocityKey('quiet', options.id)
  const expiresAt = seconds(options.now.getTime() + dayMs)
  await table.put({ ...key, expiresAt }, ifAbsent)
  await table.update(key, { set: { expiresAt }, add: { n: 1 } })
  return key
}

export type TokenUse = { readerId: string; at: Instant; consentId: string }

/** Claims a single-use token. The loser gets the winner's record and can finish its steps. */
export async function useToken(
  table: Table,
  options: { nonce: string; use: TokenUse; purgeAt: Instant },
): Promise<{ kind: 'first' | 'again'; use: TokenUse }> {
  const key = usedTokenKey(keyed(options.nonce))
  const expiresAt = seconds(Date.parse(options.purgeAt))
  const result = await table.put({ ...key, ...options.use, expiresAt }, ifAbsent)
  if (result.kind === 'written') return { kind: 'first', use: options.use }
  const item = await table.get(key, { consistent: true })
  if (!item) return useToken(table, options)
  const { readerId, at, consentId } = item as TokenUse
  return { kind: 'again', use: { readerId, at, consentId } }
}

/** After an erasure: whose token it was is no longer noted. Its sign-up is gone with the reader. */
export async function forgetToken(table: Table, nonce: string): Promise<void> {
  await table.delete(usedTokenKey(keyed(nonce)))
}

/** Spends a solved challenge; false when it was spent before. */
export async function spendOnce(
  table: Table,
  options: { nonce: string; purgeAt: Instant },
): Promise<boolean> {
  const expiresAt = seconds(Date.parse(options.purgeAt))
  const key = usedTokenKey(keyed(options.nonce))
  return (await table.put({ ...key, expiresAt }, ifAbsent)).kind === 'written'
}

export type GrowthEvent = 'requested' | 'confirmed' | 'unsubscribed' | 'erased'
export type GrowthCounts = Record<GrowthEvent, number>
export const noGrowth: GrowthCounts = { requested: 0, confirmed: 0, unsubscribed: 0, erased: 0 }

/** Adds to a day's counters. A read model: counted after the fact, rebuilt from the consents. */
export async function addGrowth(
  table: Table,
  options: { day: string; readerId: ReaderId; event: GrowthEvent },
): Promise<void> {
  const shard = shardOf(options.readerId, counterLimits.growthShards)
  await table.update(growthKey(options.day, shard), { add: { [options.event]: 1 } })
}

/** Adds several events of one day at once, for loads of many readers. */
export async function addGrowthCounts(
  table: Table,
  options: { day: string; counts: GrowthCounts },
): Promise<void> {
  await table.update(growthKey(options.day, 0), { add: options.counts })
}

/** The counters of these days (`2026-12-01`), zero where nothing happened. */
export async function growthOf(
  table: Table,
  days: readonly string[],
): Promise<Map<string, GrowthCounts>> {
  const shards = Array.from({ length: counterLimits.growthShards }, (_, shard) => shard)
  const keys = days.flatMap((day) => shards.map((shard) => growthKey(day, shard)))
  const totals = new Map(days.map((day) => [day, { ...noGrowth }]))
  for (const item of await table.getMany(keys)) {
    const total = totals.get(String(item['pk']).slice('GROWTH#'.length))
    if (!total) continue
    for (const event of Object.keys(noGrowth) as GrowthEvent[])
      total[event] += Number(item[event] ?? 0)
  }
  return totals
}

/** Writes a day's counters anew. */
export async function putGrowth(
  table: Table,
  options: { day: string; counts: GrowthCounts },
): Promise<void> {
  const rest = Array.from({ length: counterLimits.growthShards - 1 }, (_, at) => at + 1)
  await table.put({ ...growthKey(options.day, 0), ...options.counts })
  for (const shard of rest) await table.delete(growthKey(options.day, shard))
}

function timesIn(item: Item | undefined): number[] {
  return Array.isArray(item?.['times']) ? item['times'].map(Number) : []
}

/** Keys hold no address, network or token: only their hash. */
function keyed(subject: string): string {
  return createHash('sha256').update(subject).digest('hex').slice(0, 40)
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000)
}
