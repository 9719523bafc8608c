// Lots of entries for the accounting firm, in the table. A lot is from which seal to which, within a
// fiscal year; written once, so that it never changes and no two lots hold the same entry.
import * as z from 'zod'
import { lotKey, lotsPartition } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { Instant } from '#kernel/time'
import { Accounts } from '#publication/books'

const schema = 1
const Count = z.number().int().min(0)

export const Lot = z.object({
  /** The closing day of the fiscal year, `20261231`. */
  year: z.string().regex(/^\d{8}$/),
  /** Within the year, from 1. */
  lot: z.number().int().min(1),
  seals: z.object({ from: z.number().int().min(1), to: z.number().int().min(1) }),
  entries: z.object({ count: Count, first: Count, last: Count, debit: Count.optional() }),
  madeAt: z.custom<Instant>((value) => typeof value === 'string'),
  /** Whether the fiscal year was open then. */
  isYearOpen: z.boolean(),
  /** As they were configured then: they name the lines. */
  accounts: Accounts,
  /** Of its text in UTF-8, once it was written whole. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
export type Lot = z.infer<typeof Lot>

/** Of a fiscal year, in their order. */
export async function lotsOf(table: Table, year: string): Promise<Lot[]> {
  const lots: Lot[] = []
  const query = { partition: lotsPartition, beginsWith: `${year}#`, consistent: true }
  for await (const item of table.query(query)) lots.push(Lot.parse(item))
  return lots
}

/** False when another made this lot first. */
export async function putLot(table: Table, lot: Lot): Promise<boolean> {
  const item = { ...lotKey(lot.year, lot.lot), schema, ...Lot.parse(lot) }
  return (await table.put(item, ifAbsent)).kind === 'written'
}

/** Notes what was written of a lot, the first time. Answers with what was noted. */
export async function noteLotText(
  table: Table,
  { year, lot }: Pick<Lot, 'year' | 'lot'>,
  sha256: string,
): Promise<string> {
  const written = await table.update(lotKey(year, lot), { setIfAbsent: { sha256 } })
  return written.kind === 'written' ? String(written.item['sha256']) : sha256
}
