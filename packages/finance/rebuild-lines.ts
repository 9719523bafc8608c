// Writes the lines of accounts and customers anew from the sealed transactions, and takes away those
// that are no transaction's. Reads the whole ledger; a second run changes nothing.
import { accountLineKey, customerLineKey } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import { LedgerLine, lineFields, lineItems } from './ledger-line.ts'
import { sealedEntries } from './read-ledger.ts'
import { transactionsOf } from './store-ledger.ts'
import { sealsFrom } from './store-seals.ts'

const together = 100

/** How many lines were written anew, and how many taken away. */
export async function rebuildLines({ table }: { table: Table }): Promise<{
  written: number
  removed: number
}> {
  const counts = { written: 0, removed: 0 }
  const partitions = new Set<string>()
  for await (const { totals } of sealsFrom(table))
    for (const [account, months] of Object.entries(totals))
      for (const month of Object.keys(months)) partitions.add(accountLineKey(account, month, '').pk)
  let waiting: ReturnType<typeof lineItems> = []
  for await (const { transaction, seal, year, number, validDate } of sealedEntries(table, all)) {
    for (const { auxiliary } of transaction.postings)
      if (auxiliary !== undefined) partitions.add(customerLineKey(auxiliary, '').pk)
    waiting.push(...lineItems({ transaction, stamp: { seal, year, number, validDate } }))
    while (waiting.length >= together) {
      counts.written += await writeMissing(table, waiting.slice(0, together))
      waiting = waiting.slice(together)
    }
  }
  counts.written += await writeMissing(table, waiting)
  for (const partition of partitions) counts.removed += await removeStray(table, partition)
  return counts
}

const all = { from: '0000-01-01', to: '9999-12-31' }

async function writeMissing(
  table: Table,
  lines: readonly ReturnType<typeof lineItems>[number][],
): Promise<number> {
  const keys = lines.map(({ key }) => key)
  const there = await table.getMany(keys, { consistent: true })
  const found = new Map(there.map((item) => [`${item['pk']} ${item['sk']}`, item]))
  const missing = lines.filter(({ key, line }) => {
    const stored = found.get(`${key.pk} ${key.sk}`)
    return stored === undefined || textOf(stored) !== JSON.stringify(lineFields(line))
  })
  await table.putMany(missing.map(({ item }) => item))
  return missing.length
}

/** Those whose transaction has no such line. */
async function removeStray(table: Table, partition: string): Promise<number> {
  let removed = 0
  let items: Item[] = []
  for await (const item of table.query({ partition, consistent: true })) {
    items.push(item)
    if (items.length < together) continue
    removed += await removeStrayOf(table, items)
    items = []
  }
  return removed + (await removeStrayOf(table, items))
}

async function removeStrayOf(table: Table, items: readonly Item[]): Promise<number> {
  if (items.length === 0) return 0
  const sources = [...new Set(items.map((item) => String(item['source'])))]
  const booked = (await transactionsOf(table, sources)).filter(({ stamp }) => stamp !== undefined)
  const right = new Set(booked.flatMap(lineItems).map(({ key }) => `${key.pk} ${key.sk}`))
  const stray = items.filter((item) => !right.has(`${item['pk']} ${item['sk']}`))
  for (const { pk, sk } of stray) await table.delete({ pk: String(pk), sk: String(sk) })
  return stray.length
}

function textOf(item: Item): string | undefined {
  const line = LedgerLine.safeParse(item)
  return line.success ? JSON.stringify(lineFields(line.data)) : undefined
}
