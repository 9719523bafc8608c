// Reads the ledger: sealed transactions in the order of their numbers, those that no seal has yet, one
// account's lines, one customer's.
import {
  accountLineKey,
  customerLineKey,
  ledgerDayPartition,
  ledgerShards,
  unsealedPartition,
} from '#aws/keys'
import type { Table } from '#aws/table'
import { assert } from '#kernel/errors'
import { type LedgerLine, ledgerLines, readLine } from './ledger-line.ts'
import { monthAfter, monthOf } from './month.ts'
import { asSealed, bookedHash, type Seal, type SealedLine } from './seal.ts'
import { type Booked, readBooked, type Stamp, sourceOfKey, transactionsOf } from './store-ledger.ts'
import { lastSeal, sealingOf, sealOf, sealPage, sealsFrom } from './store-seals.ts'
import type { SealedTransaction } from './write-fec.ts'

const together = 100

/** A sealed transaction with all that its seal gave it: number, validDate, seal, year. */
export type SealedEntry = SealedTransaction & Stamp

/**
 * Sealed transactions dated from `from` to `to`, in the order of their numbers: seal by seal, the
 * openings of the days first. `seals`: only those of these seals (a lot).
 * @throws Error where the ledger is not what was sealed: verify names the place.
 */
export async function* sealedEntries(
  table: Table,
  range: { from: string; to: string; seals?: { from: number; to: number } },
): AsyncGenerator<SealedEntry> {
  const { from, to, seals } = range
  const isIn = ({ date }: { date: string }) => date >= from && date <= to
  const isWanted = (seal: Pick<Seal, 'number'>) =>
    !seals || (seal.number >= seals.from && seal.number <= seals.to)
  yield* openingEntries(table, { isIn, isWanted })
  for await (const seal of sealsFrom(table, seals?.from)) {
    if (!isWanted(seal)) break
    if (!touches(seal, from, to)) continue
    for await (const line of linesOf(table, seal, (one) => isIn(one) && one.number !== 1))
      yield line
  }
}

async function* openingEntries(
  table: Table,
  is: { isIn: (line: SealedLine) => boolean; isWanted: (seal: Seal) => boolean },
): AsyncGenerator<SealedEntry> {
  const openings = Object.entries((await lastSeal(table))?.openings ?? {})
  for (const [, source] of openings.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [booked] = await transactionsOf(table, [source])
    const seal = booked?.stamp && (await sealOf(table, booked.stamp.seal))
    if (!seal || !is.isWanted(seal)) continue
    yield* linesOf(table, seal, (line) => line.source === source && is.isIn(line))
  }
}

async function* linesOf(
  table: Table,
  seal: Seal,
  takes: (line: SealedLine) => boolean,
): AsyncGenerator<SealedEntry> {
  for (const page of seal.pages.keys()) {
    const lines = (await sealPage(table, seal, page))?.filter(takes)
    assert(lines, `page ${page} of seal ${seal.number}`)
    for (let at = 0; at < lines.length; at += together)
      yield* await entriesOf(table, seal, lines.slice(at, at + together))
  }
}

/** The transactions of some lines of a seal, in their order. */
export async function entriesOf(
  table: Table,
  seal: Pick<Seal, 'number' | 'date'>,
  lines: readonly SealedLine[],
): Promise<(SealedEntry & { booked: Booked })[]> {
  const booked = await transactionsOf(
    table,
    lines.map(({ source }) => source),
  )
  const bySource = new Map(booked.map((one) => [one.transaction.source, one]))
  return lines.map((line) => {
    const there = bySource.get(line.source)
    assert(there, `transaction ${line.source} of seal ${seal.number}`)
    const one = asSealed(there, line)
    assert(bookedHash(one) === line.hash, `${line.source} as seal ${seal.number} has it`)
    const { year, number } = line
    const stamp = { seal: seal.number, year, number, validDate: seal.date }
    return { transaction: one.transaction, ...stamp, booked: { ...one, stamp } }
  })
}

function touches(seal: Seal, from: string, to: string): boolean {
  const [first, last] = [monthOf(from), monthOf(to)]
  return Object.values(seal.totals).some((months) =>
    Object.keys(months).some((month) => month >= first && month <= last),
  )
}

/** Every transaction that no seal has yet, in no order. */
export async function* unsealedTransactions(table: Table): AsyncGenerator<Booked> {
  const inSealing = await sourcesBeingSealed(table)
  for await (const booked of unstampedTransactions(table))
    if (!inSealing.has(booked.transaction.source)) yield booked
}

/** Those of a seal whose lines are still being written are among these. */
export async function* unstampedTransactions(table: Table): AsyncGenerator<Booked> {
  for (let shard = 0; shard < ledgerShards; shard++) {
    let sources: string[] = []
    const partition = unsealedPartition(shard)
    for await (const { pk } of table.query({ index: 'gsi1', partition, only: ['pk'] })) {
      sources.push(sourceOfKey({ pk: String(pk) }))
      if (sources.length < together) continue
      yield* await unstamped(table, sources)
      sources = []
    }
    yield* await unstamped(table, sources)
  }
}

/** The index may lag behind the items: they decide. */
async function unstamped(table: Table, sources: readonly string[]): Promise<Booked[]> {
  if (sources.length === 0) return []
  return (await transactionsOf(table, sources)).filter(({ stamp }) => stamp === undefined)
}

async function sourcesBeingSealed(table: Table): Promise<Set<string>> {
  const sources = new Set<string>()
  const sealing = await sealingOf(table)
  const seal = sealing && (await sealOf(table, sealing.number))
  for (const page of seal?.pages.keys() ?? [])
    for (const { source } of (await sealPage(table, seal as Seal, page)) ?? []) sources.add(source)
  return sources
}

/**
 * The lines of an account from one day to another: sealed ones by date and number, then those that no
 * seal has yet by date.
 */
export async function* accountLines(
  table: Table,
  range: { account: string; from: string; to: string },
): AsyncGenerator<LedgerLine> {
  const { account, from, to } = range
  const seen = new Set<string>()
  const unsealed = await unsealedLines(table, (line) => line.account === account)
  const names = new Set(unsealed.map(nameOf))
  for (let month = monthOf(from); month <= monthOf(to); month = monthAfter(month)) {
    const partition = accountLineKey(account, month, '').pk
    const between = [from, `${to}~`] as const
    for await (const item of table.query({ partition, between, consistent: true })) {
      const line = readLine(item)
      if (names.has(nameOf(line))) seen.add(nameOf(line))
      yield line
    }
  }
  for (const line of unsealed)
    if (line.date >= from && line.date <= to && !seen.has(nameOf(line))) yield line
}

/** One page of an account's month, sealed lines alone, by date and number. */
export async function accountPage(
  table: Table,
  page: { account: string; month: string; cursor?: string | undefined; limit?: number },
): Promise<{ lines: LedgerLine[]; cursor?: string }> {
  const { account, month, cursor, limit = together } = page
  const partition = accountLineKey(account, month, '').pk
  const found = await table.queryPage({ partition, limit, cursor })
  return {
    lines: found.items.map(readLine),
    ...(found.cursor === undefined ? {} : { cursor: found.cursor }),
  }
}

/** All lines of a customer's accounts, by date; at most `limit`, the newest. */
export async function customerLines(
  table: Table,
  { customerId, limit = 5_000 }: { customerId: string; limit?: number },
): Promise<LedgerLine[]> {
  const unsealed = await unsealedLines(table, (line) => line.auxiliary === customerId)
  const names = new Set(unsealed.map(nameOf))
  const partition = customerLineKey(customerId, '').pk
  const sealed: LedgerLine[] = []
  for await (const item of table.query({ partition, newestFirst: true, consistent: true })) {
    const line = readLine(item)
    if (!names.has(nameOf(line))) sealed.push(line)
    if (sealed.length >= limit) break
  }
  return [...sealed.reverse(), ...unsealed]
}

/** Lines of what has no stamp yet, by date. */
export async function unsealedLines(
  table: Table,
  takes: (line: LedgerLine) => boolean,
): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = []
  for await (const booked of unstampedTransactions(table))
    lines.push(...ledgerLines(booked).filter(takes))
  return lines.toSorted((a, b) => (nameByDate(a) < nameByDate(b) ? -1 : 1))
}

function nameOf({ source, index }: LedgerLine): string {
  return `${source}#${index}`
}

function nameByDate(line: LedgerLine): string {
  return `${line.date}#${nameOf(line)}`
}

/** The sealed transactions that are booked on a day, by number. */
export async function sealedOfDay(table: Table, date: string): Promise<Booked[]> {
  const shards = await Promise.all(
    Array.from({ length: ledgerShards }, async (_, shard) => {
      const found: Booked[] = []
      const partition = ledgerDayPartition(date, shard)
      for await (const item of table.query({ index: 'gsi1', partition }))
        found.push(readBooked(item))
      return found
    }),
  )
  return shards.flat().toSorted((a, b) => (a.stamp?.number ?? 0) - (b.stamp?.number ?? 0))
}
