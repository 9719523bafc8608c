// Declarations in the table, with the receipts that are mailed of them. Nothing here is ever deleted
// but by retention.
import { openIntent } from '#aws/intent'
import {
  declarationIndex,
  declarationKey,
  declarationReceiptKey,
  declaredKey,
  type Key,
} from '#aws/keys'
import { type Item, ifAbsent, type Table } from '#aws/table'
import { type DeclarationId, idSchema, idTimeMs } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { instant } from '#kernel/time'
import { Declaration, Receipt, type ReceiptKind } from './declaration.ts'
import { type Change, type Changed, changeItem } from './versioned.ts'

const schema = 1

/** Where a declaration's item lies, for hints. */
export function declarationItemKey(id: DeclarationId): Key {
  return declarationKey(id)
}

export async function getDeclaration(
  table: Table,
  id: DeclarationId,
): Promise<Declaration | undefined> {
  const item = await table.get(declarationKey(id), { consistent: true })
  return item && Declaration.parse(item)
}

/** Does nothing when it is there already: the first one stays. Answers with what is there. */
export async function putDeclaration(
  table: Table,
  declaration: Declaration,
  intent: Intent,
): Promise<Declaration> {
  const { id } = declaration
  await table.put(
    {
      ...declarationKey(id),
      ...attributesOf(declaration),
      schema,
      ...Declaration.parse(declaration),
      ...openIntent(intent),
    },
    ifAbsent,
  )
  const written = await getDeclaration(table, id)
  if (!written) throw new Error(`A declaration that was written is not there: ${id}`)
  for (const readerId of written.readerIds.slice(0, 1)) await notePlace(table, readerId, id)
  return written
}

/** Those that wait for a person lie apart, until somebody has settled them. */
export async function changeDeclaration(
  table: Table,
  id: DeclarationId,
  change: (is: Declaration, open: Intent | undefined) => Change<Declaration> | undefined,
): Promise<Changed<Declaration>> {
  const changed = await changeItem(table, declarationKey(id), {
    parse: (item) => Declaration.parse(item),
    change: (is, open) => {
      const to = change(is, open)
      return to && { ...to, attributes: attributesOf(to.to) }
    },
  })
  // Also when nothing changed: whoever changed it may have died before it was noted.
  if (changed.kind !== 'missing' && changed.is.contract)
    await notePlace(table, changed.is.contract.subscriptionId, id)
  return changed
}

function attributesOf({ id, status }: Pick<Declaration, 'id' | 'status'>): Item {
  return declarationIndex(status === 'waiting' ? 'waiting' : monthOf(id), id)
}

function monthOf(id: DeclarationId): string {
  const madeMs = idTimeMs(id)
  return madeMs === undefined ? 'other' : instant(madeMs).slice(0, 7)
}

async function notePlace(table: Table, by: string, id: DeclarationId): Promise<void> {
  await table.put({ ...declaredKey(by, id), schema, declarationId: id }, ifAbsent)
}

/** Those of an address (a reader's id) or of a contract (a subscription's), newest first. */
export async function declarationsOf(table: Table, by: string): Promise<Declaration[]> {
  const found: Declaration[] = []
  const { pk: partition } = declaredKey(by, '')
  for await (const item of table.query({ partition, newestFirst: true })) {
    const declaration = await getDeclaration(table, idSchema('declaration').parse(item['sk']))
    if (declaration) found.push(declaration)
  }
  return found
}

/** `place`: `waiting`, oldest first, or a month (`2026-12`), newest first. */
export async function listDeclarations(
  table: Table,
  page: { place: string; cursor?: string | undefined; limit?: number },
): Promise<{ items: Declaration[]; cursor?: string }> {
  const { place, cursor, limit = 50 } = page
  const partition = declarationIndex(place, '').gsi1pk
  const newestFirst = place !== 'waiting'
  const found = await table.queryPage({ index: 'gsi1', partition, newestFirst, limit, cursor })
  const items = found.items.map((item) => Declaration.parse(item))
  return found.cursor === undefined ? { items } : { items, cursor: found.cursor }
}

/** Does nothing when that was said already. Answers with where it lies, for the hint. */
export async function putReceipt(table: Table, receipt: Receipt, intent: Intent): Promise<Key> {
  const key = declarationReceiptKey(receipt.declarationId, receipt.what)
  await table.put({ ...key, schema, ...Receipt.parse(receipt), ...openIntent(intent) }, ifAbsent)
  return key
}

/** Whether it was said, or is about to be. */
export async function hasReceipt(
  table: Table,
  id: DeclarationId,
  what: ReceiptKind,
): Promise<boolean> {
  return (await table.get(declarationReceiptKey(id, what), { consistent: true })) !== undefined
}

/** Once the law keeps it no longer; with its receipts and the ways to it. */
export async function deleteDeclaration(table: Table, declaration: Declaration): Promise<void> {
  const { id, readerIds, contract } = declaration
  for (const by of [...readerIds, ...(contract ? [contract.subscriptionId] : [])])
    await table.delete(declaredKey(by, id))
  const { pk: partition } = declarationKey(id)
  for await (const item of table.query({ partition, consistent: true }))
    await table.delete({ pk: partition, sk: String(item['sk']) })
}
