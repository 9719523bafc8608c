// Files of the books that were asked for, in the table; they go by themselves after some weeks.
import { closedIntent, intentOf, openIntent } from '#aws/intent'
import { exportIndex, exportKey, type Key } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { ExportId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import type { Instant } from '#kernel/time'
import { BooksExport } from './books-export.ts'

const schema = 1

/** False when it is there already: a form sent twice. */
export async function putExport(table: Table, made: BooksExport, intent: Intent): Promise<boolean> {
  const item = {
    ...{ ...exportKey(made.id), ...exportIndex(made.askedAt, made.id), schema },
    ...BooksExport.parse(made),
    ...openIntent(intent),
  }
  return (await table.put(item, ifAbsent)).kind === 'written'
}

/** Undefined when it never was, or its time is over. */
export async function exportOf(
  table: Table,
  { id, now }: { id: ExportId; now: Date },
): Promise<BooksExport | undefined> {
  const item = await table.get(exportKey(id), { consistent: true })
  const made = item && BooksExport.parse(item)
  return made && made.expiresAt * 1000 > now.getTime() ? made : undefined
}

/** Newest first. */
export async function listExports(
  table: Table,
  { now, limit = 50 }: { now: Date; limit?: number },
): Promise<BooksExport[]> {
  const { items } = await table.queryPage({
    ...{ index: 'gsi1', partition: exportIndex('', '').gsi1pk, newestFirst: true, limit },
  })
  return items
    .map((item) => BooksExport.parse(item))
    .filter(({ expiresAt }) => expiresAt * 1000 > now.getTime())
}

export function isExportKey({ sk }: Key): boolean {
  return sk === exportKey('').sk
}

/** Takes the step for a while; false when another has it, or it is done. */
export async function claimExport(
  table: Table,
  { id, intent, dueAt }: { id: ExportId; intent: Intent; dueAt: Instant },
): Promise<boolean> {
  const claimed = await table.update(
    exportKey(id),
    { set: openIntent({ ...intent, attempts: intent.attempts + 1, dueAt }) },
    {
      if: '#intent.#id = :id AND #intent.#attempts = :attempts',
      values: { ':id': intent.id, ':attempts': intent.attempts },
    },
  )
  return claimed.kind === 'written'
}

/** Its files are where they say, or there are none; nothing when another worker was first. */
export async function endExport(
  table: Table,
  { id, intentId }: { id: ExportId; intentId: string },
  result: Pick<BooksExport, 'status' | 'files' | 'madeAt'>,
): Promise<void> {
  const { status, files, madeAt } = result
  await table.update(
    exportKey(id),
    { set: { status, files, ...(madeAt ? { madeAt } : {}) }, remove: closedIntent.remove },
    { if: '#intent.#id = :id', values: { ':id': intentId } },
  )
}

/** The export of a key with its open step; undefined when the step was taken. */
export async function openExportOf(
  table: Table,
  key: Key,
): Promise<{ made: BooksExport; intent: Intent } | undefined> {
  const item = await table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  return item && intent?.kind === 'books.export'
    ? { made: BooksExport.parse(item), intent }
    : undefined
}
