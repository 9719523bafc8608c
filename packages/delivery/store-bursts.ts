// The links that one recipient follows within a second or two, kept for an hour: how a program that
// looks at every link is told from a person.
import { clickBurstKey } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import { guessLimits } from './guess-visitor.ts'
import type { TrackedMessage } from './tracking-token.ts'

const keptSeconds = 3_600

/** `atOnce`: links followed within the last seconds. `fresh`: recorded as a person's first clicks. */
export type Burst = { atOnce: number[]; fresh: number[] }

/** Notes a click, and answers with all that came at the same time, whoever noted them. */
export async function addToBurst(
  table: Table,
  click: { message: TrackedMessage; link: number; now: Date },
): Promise<Burst> {
  const second = secondOf(click.now)
  const written = await table.update(keyOf(click.message), {
    set: { expiresAt: second + keptSeconds },
    add: { [`second_${second}`]: new Set([click.link]) },
  })
  return readBurst(written.kind === 'written' ? written.item : undefined, second)
}

/** Notes that a click is about to be recorded as a person's first on this link. */
export async function noteFresh(
  table: Table,
  click: { message: TrackedMessage; link: number },
): Promise<void> {
  await table.update(keyOf(click.message), { add: { fresh: new Set([click.link]) } })
}

/** What had come up to now, and at the same time as a click at `now`. */
export async function getBurst(
  table: Table,
  at: { message: TrackedMessage; now: Date },
): Promise<Burst> {
  const item = await table.get(keyOf(at.message), { consistent: true })
  return readBurst(item, secondOf(at.now))
}

/** Nothing of a reader stays who no longer consents. */
export async function deleteBurst(
  table: Table,
  message: Pick<TrackedMessage, 'id' | 'number'>,
): Promise<void> {
  await table.delete(keyOf(message))
}

function readBurst(item: Item | undefined, second: number): Burst {
  const atOnce = new Set<number>()
  for (const [name, links] of Object.entries(item ?? {})) {
    const distance = Math.abs(Number(name.slice('second_'.length)) - second)
    if (!name.startsWith('second_') || distance >= guessLimits.burstSeconds) continue
    for (const link of links as Set<number>) atOnce.add(link)
  }
  const fresh = item?.['fresh'] instanceof Set ? (item['fresh'] as Set<number>) : []
  return { atOnce: [...atOnce], fresh: [...fresh] }
}

function keyOf({ id, number }: Pick<TrackedMessage, 'id' | 'number'>) {
  return clickBurstKey(id.mailingId, { shard: id.shard, batch: id.batch, number })
}

function secondOf(now: Date): number {
  return Math.floor(now.getTime() / 1_000)
}
