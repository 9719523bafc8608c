// The history of the sample's six months on the first start: lived beside the data, and taken over
// whole. A start that was killed on the way begins it anew, or takes over the rest.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Key } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import type { Publication } from '#publication/schema'

const folderOf = (dataDir: string) => join(dataDir, 'first')
const itemsOf = (dataDir: string) => join(folderOf(dataDir), 'items.jsonl')

/** `KIOSQUE_HISTORY=none`: the sample begins without sales. */
export function wantsHistory(env: NodeJS.ProcessEnv): boolean {
  return env['KIOSQUE_HISTORY'] !== 'none'
}

/**
 * Before anything in the data folder is opened: lives the history, unless there are data already, and
 * puts Stripe's side in its place.
 */
export async function prepareHistory(given: {
  dataDir: string
  siteUrl: string
  publication: Publication
  say: (sentence: string) => void
}): Promise<void> {
  const { dataDir, siteUrl, publication, say } = given
  if (!publication.sample || !publication.subscriptions) return
  const stripe = join(dataDir, 'stripe')
  if (!existsSync(itemsOf(dataDir))) {
    if (existsSync(join(dataDir, 'dynamodb')) || existsSync(stripe)) return
    say('The first start lives six months of sales of the sample publication.')
    const { liveHistory } = await import('./live.ts')
    await liveHistory({ folder: folderOf(dataDir), dataDir, siteUrl, publication })
  }
  if (!existsSync(stripe)) renameSync(join(folderOf(dataDir), 'stripe'), stripe)
}

/** Into the table that is open by now; what was there is written over with the same. */
export async function takeHistory(dataDir: string, table: Pick<Table, 'putMany'>): Promise<void> {
  const file = itemsOf(dataDir)
  if (!existsSync(file)) return
  const lines = readFileSync(file, 'utf8').split('\n')
  const items = lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line, sets) as Item & Key)
  await table.putMany(items)
}

/** Once the data folder is marked as seeded. */
export function forgetHistory(dataDir: string): void {
  rmSync(folderOf(dataDir), { recursive: true, force: true })
}

function sets(_: string, value: unknown): unknown {
  const held = (value as { __set?: unknown[] } | null)?.__set
  return Array.isArray(held) ? new Set(held) : value
}
