// Verifies what was written beside sealed transactions: the stamp of each, its place in the index of
// days, its lines in the accounts and in its customer's.
import { createHash } from 'node:crypto'
import { accountLineKey, ledgerDayIndex } from '#aws/keys'
import type { Table } from '#aws/table'
import {
  type LedgerLine,
  LedgerLine as Line,
  ledgerLines,
  lineFields,
  lineItems,
} from './ledger-line.ts'
import { monthOf } from './month.ts'
import type { Seal, SealedLine } from './seal.ts'
import { type Booked, transactionsOf } from './store-ledger.ts'
import type { Difference } from './verify-seals.ts'

type Found = Omit<Difference, 'seal' | 'date'>

/** The index entries that each has, by source, are looked at with its stamp. */
export type WithPlace = Booked & { place: { gsi1pk: unknown; gsi1sk: unknown } }

/**
 * Lines of accounts: the sum of what every line's hash says, by account and month, is compared with
 * that of the transactions, so that memory stays flat. Lines of customers are compared one by one.
 * `unfinished`: the seal whose lines are still being written.
 */
export function newLineCheck(table: Table, unfinished: number | undefined) {
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
    const [booked] = await transactionsOf(table, [line.source])
    const right = booked && ledgerLines(booked)[line.index]
    if (!right || text(right) !== text(line))
      return { kind: 'line', account, month, source: line.source }
  }
  return { kind: 'line', account, month }
}
