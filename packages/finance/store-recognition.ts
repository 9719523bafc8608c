// What recognition keeps in the table: which issues and months are to be looked at, what was booked of
// each by day, and when an invoice was found to be over.
import { recognisedOverKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { Instant } from '#kernel/time'

const v = 1

/** When it was found that nobody owes anything of this invoice any more; it never changes. */
export async function overAtOf(table: Table, invoiceId: string): Promise<Instant | undefined> {
  const item = await table.get(recognisedOverKey(invoiceId), { consistent: true })
  return item?.['at'] as Instant | undefined
}

/** Answers with the instant that stands. */
export async function putOver(
  table: Table,
  { invoiceId, at }: { invoiceId: string; at: Instant },
): Promise<Instant> {
  await table.put({ ...recognisedOverKey(invoiceId), v, at }, ifAbsent)
  return (await overAtOf(table, invoiceId)) ?? at
}
