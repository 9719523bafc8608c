// Seals in the table: their heads under one partition, their pages named by the seal's hash, and the
// mark of a seal whose lines are still being written.
import * as z from 'zod'
import { sealingKey, sealKey, sealPageKey, sealsPartition } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import { Seal, type Sealed, SealedLine } from './seal.ts'

const schema = 1

/** The newest seal. */
export async function lastSeal(table: Table): Promise<Seal | undefined> {
  const { items } = await table.queryPage({
    ...{ partition: sealsPartition, newestFirst: true, limit: 1, consistent: true },
  })
  return items[0] && Seal.parse(items[0])
}

export async function sealOf(table: Table, number: number): Promise<Seal | undefined> {
  const item = await table.get(sealKey(number), { consistent: true })
  return item && Seal.parse(item)
}

/** Oldest first, from a number on. */
export async function* sealsFrom(table: Table, number = 1): AsyncGenerator<Seal> {
  const between = [sealKey(number).sk, '~'] as const
  for await (const item of table.query({ partition: sealsPartition, between, consistent: true }))
    yield Seal.parse(item)
}

/** Newest first, a page of them: for lists. `before`: a seal's number. */
export async function sealsPage(
  table: Table,
  { before, limit = 50 }: { before?: number | undefined; limit?: number } = {},
): Promise<Seal[]> {
  const range =
    before === undefined ? {} : { between: ['0', sealKey(Math.max(0, before - 1)).sk] as const }
  const { items } = await table.queryPage({
    ...{ partition: sealsPartition, newestFirst: true, limit, ...range },
  })
  return items.map((item) => Seal.parse(item))
}

/** A page, from 0. */
export async function sealPage(
  table: Table,
  seal: Pick<Seal, 'number' | 'hash'>,
  page: number,
): Promise<SealedLine[] | undefined> {
  const item = await table.get(sealPageKey(seal.number, seal.hash, page), { consistent: true })
  return item && SealedLine.array().parse(item['lines'])
}

/** Pages first, then the head: of two that seal at once, one has the number. */
export async function putSeal(table: Table, { seal, pages }: Sealed): Promise<boolean> {
  const { number, hash } = seal
  for (const [page, lines] of pages.entries())
    await table.put({ ...sealPageKey(number, hash, page), schema, lines })
  const put = await table.put({ ...sealKey(number), schema, ...Seal.parse(seal) }, ifAbsent)
  if (put.kind === 'written') return true
  // The write may have been ours, its answer lost.
  if ((await sealOf(table, number))?.hash === hash) return true
  for (const page of pages.keys()) await table.delete(sealPageKey(number, hash, page))
  return false
}

/** Whose lines are being written, and from which page on. */
export const Sealing = z.object({
  number: z.number().int().min(1),
  page: z.number().int().min(0),
})
export type Sealing = z.infer<typeof Sealing>

export async function sealingOf(table: Table): Promise<Sealing | undefined> {
  const item = await table.get(sealingKey(), { consistent: true })
  return item && Sealing.parse(item)
}

/** False when a later seal is being written. */
export async function markSealing(table: Table, number: number): Promise<boolean> {
  const mark = { ...sealingKey(), schema, number, page: 0 }
  const put = await table.put(mark, {
    if: 'attribute_not_exists(#pk) OR #number <= :number',
    values: { ':number': number },
  })
  return put.kind === 'written'
}

export async function noteSealedPage(table: Table, sealing: Sealing): Promise<void> {
  const { number, page } = sealing
  await table.update(sealingKey(), { set: { page } }, ifNumber(number))
}

export async function endSealing(table: Table, number: number): Promise<void> {
  await table.delete(sealingKey(), ifNumber(number))
}

function ifNumber(number: number) {
  return { if: '#number = :number', values: { ':number': number } }
}
