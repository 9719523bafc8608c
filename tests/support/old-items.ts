// A mailing's items as an earlier version wrote them (tests/fixtures/old-items), put into a world in
// which the present code goes on with it.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Key } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import { reportMailing } from '#delivery/report-mailing'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { type DeliveryWorld, deliveryWorld, type WorldOptions } from './delivery-world.ts'

type Snapshot = {
  now: string
  mailingId: MailingId
  newsletterId: NewsletterId
  items: Item[]
  messages: DeliveryWorld['messages']
  events: DeliveryWorld['events']
  delivered: Record<string, number>
}
export type OldItems = { readers: Item[]; snapshots: Record<string, Snapshot> }

/** What the version named by its commit wrote. */
export function oldItems(version: string): OldItems {
  const file = new URL(`../fixtures/old-items/${version}.json.gz`, import.meta.url)
  return decoded(JSON.parse(gunzipSync(readFileSync(file)).toString())) as OldItems
}

/** The world as it was at the snapshot's moment: items, queues, events, and what had been delivered. */
export async function worldOf(
  old: OldItems,
  name: string,
  options: Omit<WorldOptions, 'readers'>,
): Promise<{ world: DeliveryWorld; mailingId: MailingId }> {
  const snapshot = old.snapshots[name]
  if (!snapshot) throw new Error(`No snapshot ${name}`)
  const { table } = options
  // Other ids than the old version's world made.
  const seed = 1_000 + (options.seed ?? 0)
  const world = await deliveryWorld({ ...options, readers: [], seed })
  await put(table, [...old.readers, ...snapshot.items])
  world.clock.forward(Date.parse(snapshot.now) - world.clock().getTime())
  world.messages.push(...structuredClone(snapshot.messages))
  world.events.push(...structuredClone(snapshot.events))
  for (const [to, times] of Object.entries(snapshot.delivered)) world.delivered.set(to, times)
  const { mailingId, newsletterId } = snapshot
  const report = async () => await reportMailing({ table }, { newsletterId, live: true })
  return { world: { ...world, newsletterId, report }, mailingId }
}

async function put(table: Table, items: readonly Item[]): Promise<void> {
  await table.putMany(structuredClone(items) as (Item & Key)[])
}

function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [name, content] = entries[0] ?? []
  if (entries.length === 1 && name === '$set') return new Set(content as unknown[])
  if (entries.length === 1 && name === '$bytes') return Buffer.from(content as string, 'base64')
  return Object.fromEntries(entries.map(([key, one]) => [key, decoded(one)]))
}
