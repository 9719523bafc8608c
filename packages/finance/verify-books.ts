// Verifies the books: every seal from the transactions themselves, what was written beside them, the
// totals of closed months and the lines of every account. Reads alone; names the first difference.
import { createHash } from 'node:crypto'
import {
  accountLineKey,
  ledgerDayIndex,
  ledgerKey,
  ledgerShards,
  monthClosesPartition,
  sealPageKey,
  sealsPartition,
  unsealedPartition,
} from '#aws/keys'
import type { Item, Table } from '#aws/table'
import { sidesAtClose } from './close-totals.ts'
import {
  type LedgerLine,
  LedgerLine as Line,
  ledgerLines,
  lineFields,
  lineItems,
} from './ledger-line.ts'
import { monthOf } from './month.ts'
import { Seal, SealedLine } from './seal.ts'
import { addTotals, type SealTotals, totalsInOrder } from './seal-totals.ts'
import { MonthClose } from './store-closes.ts'
import { Booked, sourceOfKey } from './store-ledger.ts'
import { lastSeal, sealingOf } from './store-seals.ts'
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

/** The index entries that each has, by source, are looked at with its stamp. */
type WithPlace = Booked & { place: { gsi1pk: unknown; gsi1sk: unknown } }

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

/**
 * Lines of accounts: the sum of what every line's hash says, by account and month, is compared with
 * that of the transactions, so that memory stays flat. Lines of customers are compared one by one.
 * `unfinished`: the seal whose lines are still being written.
 */
function newLineCheck(table: Table, unfinished: number | undefined) {
  const sums = new Map<string, Uint32Array>()
  const notYet = new Set<string>()
  const last = { numbers: {} as Seal['numbers'], openings: {} as Seal['openings'] }
  const sumOf = (name: string) => {
    const sum = sums.get(name) ?? new Uint32Array(words)
    sums.set(name, sum)
    return sum
  }
  return {
    async take(seal: Seal, entries: readonly { line: SealedLine; booked: WithPlace }[]) {
      Object.assign(last, { numbers: seal.numbers, openings: seal.openings })
      for (const { line, booked } of entries) {
        if (seal.number === unfinished) notYet.add(`${line.year}#${line.number}`)
        else if (!isStamped(seal, line, booked))
          return { kind: 'stamp' as const, source: line.source }
      }
      if (seal.number === unfinished) return undefined
      for (const { booked } of entries)
        for (const line of ledgerLines(booked)) addLine(sumOf(partitionOf(line)), line)
      return await customerDifference(table, entries)
    },
    async end(): Promise<Found | undefined> {
      for (const [partition, sum] of sums) {
        const stored = new Uint32Array(words)
        for await (const item of table.query({ partition, consistent: true })) {
          const line = Line.safeParse(item)
          const [, account, month] = partition.split('#')
          const place = { account: account ?? '', month: month ?? '' }
          if (!line.success) return { kind: 'line', ...place }
          if (isLater(line.data, last) || notYet.has(`${line.data.year}#${line.data.number}`))
            continue
          addLine(stored, line.data)
        }
        if (stored.some((word, at) => word !== sum[at])) return await namedLine(table, partition)
      }
      return undefined
    },
  }
}

const words = 4

function partitionOf({ account, date }: LedgerLine): string {
  return accountLineKey(account, monthOf(date), '').pk
}

function addLine(sum: Uint32Array, line: LedgerLine): void {
  const digest = createHash('sha256')
    .update(JSON.stringify(lineFields(line)))
    .digest()
  for (let at = 0; at < words; at++) sum[at] = (sum[at] ?? 0) + digest.readUInt32BE(at * 4)
}

/** Of a seal that was written while this one looks. */
function isLater({ year = '', number = 0 }: LedgerLine, last: Pick<Seal, 'numbers' | 'openings'>) {
  return number === 1 ? last.openings[year] === undefined : number > (last.numbers[year] ?? 0)
}

function isStamped(
  seal: Seal,
  line: SealedLine,
  { stamp, transaction, place }: WithPlace,
): boolean {
  const index = ledgerDayIndex(transaction.date, transaction.source)
  return (
    stamp?.seal === seal.number &&
    stamp.year === line.year &&
    stamp.number === line.number &&
    stamp.validDate === seal.date &&
    place.gsi1pk === index.gsi1pk &&
    place.gsi1sk === index.gsi1sk
  )
}

async function customerDifference(
  table: Table,
  entries: readonly { booked: Booked }[],
): Promise<Found | undefined> {
  const expected = entries
    .flatMap(({ booked }) => lineItems(booked))
    .filter(({ key }) => key.pk.startsWith('CUSTOMERACCOUNT#'))
  const items = await table.getMany(
    expected.map(({ key }) => key),
    { consistent: true },
  )
  const found = new Map(items.map((item) => [`${item['pk']} ${item['sk']}`, item]))
  for (const { key, line } of expected) {
    const stored = Line.safeParse(found.get(`${key.pk} ${key.sk}`))
    if (!stored.success || text(stored.data) !== text(line))
      return { kind: 'line', source: line.source, account: line.account, month: monthOf(line.date) }
  }
  return undefined
}

function text(line: LedgerLine): string {
  return JSON.stringify(lineFields(line))
}

/** The first line of an account's month that is not its transaction's; else that one is missing. */
async function namedLine(table: Table, partition: string): Promise<Found> {
  const [, account = '', month = ''] = partition.split('#')
  for await (const item of table.query({ partition, consistent: true })) {
    const line = Line.parse(item)
    const [booked] = await readTransactions(table, [line.source])
    const right = booked && ledgerLines(booked)[line.index]
    if (!right || text(right) !== text(line))
      return { kind: 'line', account, month, source: line.source }
  }
  return { kind: 'line', account, month }
}
