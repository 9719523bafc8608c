// Verifies the books: every seal from the transactions themselves, what was written beside them, the
// totals of closed months and the lines of every account. Reads alone; names the first difference.
import {
  ledgerKey,
  ledgerShards,
  monthClosesPartition,
  sealPageKey,
  sealsPartition,
  unsealedPartition,
} from '#aws/keys'
import type { Item, Table } from '#aws/table'
import { sidesAtClose } from './close-totals.ts'
import { Seal, SealedLine } from './seal.ts'
import { addTotals, type SealTotals, totalsInOrder } from './seal-totals.ts'
import { MonthClose } from './store-closes.ts'
import { Booked, sourceOfKey } from './store-ledger.ts'
import { lastSeal, sealingOf } from './store-seals.ts'
import { newLineCheck, type WithPlace } from './verify-lines.ts'
import { type Difference, type SealsVerdict, verifySeals } from './verify-seals.ts'

/** `unsealed`: how many wait for the next seal; nothing proves those yet. */
export type Verdict =
  | (Extract<SealsVerdict, { kind: 'ok' }> & { unsealed: number })
  | { kind: 'differs'; difference: Difference }

/** `anchor`: the hash of a seal that somebody kept outside of the table. */
export async function verifyBooks(
  table: Table,
  { anchor }: { anchor?: string | undefined } = {},
): Promise<Verdict> {
  try {
    return await verify(table, anchor)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { kind: 'differs', difference: error.difference }
  }
}

/** What is stored has not the form of what was written. */
class Unreadable extends Error {
  readonly difference: Difference
  constructor(difference: Difference) {
    super(`Unreadable: ${difference.kind}`)
    this.difference = difference
  }
}

async function verify(table: Table, anchor: string | undefined): Promise<Verdict> {
  // In this order: a seal that is through before this look is through.
  const upTo = (await lastSealNumber(table)) ?? 0
  const sealing = await sealingOf(table)
  const unfinished = sealing?.number === upTo ? upTo : undefined
  const lines = newLineCheck(table, unfinished)
  const closes = newCloseCheck(await readCloses(table))
  const verdict = await verifySeals(
    {
      seals: readSeals(table, upTo),
      page: (seal, page) => readPage(table, seal, page),
      transactions: (sources) => readTransactions(table, sources),
      besides: (seal, entries) => lines.take(seal, entries),
      afterSeal: (seal) => closes.take(seal),
    },
    anchor,
  )
  if (verdict.kind === 'differs') return verdict
  const found = closes.end() ?? (await lines.end())
  if (found) return { kind: 'differs', difference: { seal: 0, date: '', ...found } }
  return { ...verdict, unsealed: await countUnsealed(table) }
}

async function lastSealNumber(table: Table): Promise<number | undefined> {
  try {
    return (await lastSeal(table))?.number
  } catch {
    throw new Unreadable({ kind: 'seal', seal: 0, date: '' })
  }
}

async function* readSeals(table: Table, upTo: number): AsyncGenerator<Seal> {
  for await (const item of table.query({ partition: sealsPartition, consistent: true })) {
    const number = Number(item['sk'])
    if (number > upTo) return
    const seal = Seal.safeParse(item)
    if (!seal.success || item['schema'] !== 1)
      throw new Unreadable({ kind: 'seal', seal: number, date: String(item['date'] ?? '') })
    yield seal.data
  }
}

async function readCloses(table: Table): Promise<MonthClose[]> {
  const closes: MonthClose[] = []
  for await (const item of table.query({ partition: monthClosesPartition, consistent: true })) {
    const close = MonthClose.safeParse(item)
    if (!close.success || item['schema'] !== 1)
      throw new Unreadable({ kind: 'close', seal: 0, date: '', month: String(item['sk']) })
    closes.push(close.data)
  }
  return closes
}

async function readPage(table: Table, seal: Seal, page: number): Promise<SealedLine[] | undefined> {
  const item = await table.get(sealPageKey(seal.number, seal.hash, page), { consistent: true })
  const lines = SealedLine.array().safeParse(item?.['lines'])
  return lines.success && item?.['schema'] === 1 ? lines.data : undefined
}

async function readTransactions(table: Table, sources: readonly string[]): Promise<WithPlace[]> {
  const items = await table.getMany(sources.map(ledgerKey), { consistent: true })
  return items.map((item) => {
    const booked = readWhole(item)
    const source = sourceOfKey({ pk: String(item['pk']) })
    if (booked?.transaction.source === source) return booked
    throw new Unreadable({ ...changed, source })
  })
}

const changed: Difference = { kind: 'changed', seal: 0, date: '' }

function readWhole(item: Item): WithPlace | undefined {
  const booked = Booked.safeParse(item)
  if (!booked.success || item['schema'] !== 1) return undefined
  return { ...booked.data, place: { gsi1pk: item['gsi1pk'], gsi1sk: item['gsi1sk'] } }
}

async function countUnsealed(table: Table): Promise<number> {
  let count = 0
  for (let shard = 0; shard < ledgerShards; shard++)
    for await (const item of table.query({ index: 'gsi1', partition: unsealedPartition(shard) })) {
      const booked = readWhole(item)
      const source = sourceOfKey({ pk: String(item['pk']) })
      if (booked?.transaction.source !== source)
        throw new Unreadable({ kind: 'unsealed', seal: 0, date: '', source })
      if (!booked.stamp) count++
    }
  return count
}

type Found = Omit<Difference, 'seal' | 'date'>

/** Totals that a close holds are those of the seals up to its own; later seals add nothing to it. */
function newCloseCheck(all: readonly MonthClose[]) {
  const closes = all.filter(({ upTo }) => upTo !== undefined)
  const totals: SealTotals = {}
  let number = 0
  const closeOf = (seal: number) => closes.filter((one) => one.seal?.number === seal)
  const differs = (close: MonthClose): Found | undefined => {
    const { own, upTo, beyond } = close
    const expected = sidesAtClose(totals, close.month)
    const isSame = inOrder({ own, upTo, beyond }) === inOrder(expected) && close.status === 'closed'
    return isSame ? undefined : { kind: 'close', month: close.month }
  }
  return {
    take(seal: Seal): Found | undefined {
      const shut = closes.findLast((one) => (one.seal?.number ?? 0) < seal.number)
      const slipped = Object.values(seal.totals).some((months) =>
        Object.keys(months).some((month) => shut !== undefined && month <= shut.month),
      )
      if (slipped) return { kind: 'close', month: shut?.month ?? '' }
      addTotals(totals, seal.totals)
      number = seal.number
      for (const close of closeOf(seal.number)) {
        const found = differs(close)
        if (found) return found
        if (close.seal?.hash !== seal.hash) return { kind: 'close', month: close.month }
      }
      return undefined
    },
    /** A close names a seal that there is. */
    end(): Found | undefined {
      const lost = closes.find(({ seal }) => !seal || seal.number < 1 || seal.number > number)
      return lost && { kind: 'close', month: lost.month }
    },
  }
}

function inOrder({ own, upTo, beyond }: Pick<MonthClose, 'own' | 'upTo' | 'beyond'>): string {
  const flat = (sides: MonthClose['own'] = {}) =>
    Object.entries(sides).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([flat(own), flat(upTo), totalsInOrder(beyond ?? {})])
}
