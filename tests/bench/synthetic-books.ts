// A year of books that lies nowhere: each item is made when it is read, so that what reads a million
// postings can be measured, and its memory is its own.
import { type Key, ledgerDayIndex, sealKey } from '#aws/keys'
import type { Item, Query, Table } from '#aws/table'
import { lineItems } from '#finance/ledger-line'
import { type Seal, type SealedLine, sealTransactions } from '#finance/seal'
import type { Booked } from '#finance/store-ledger'
import type { Posting, Transaction } from '#finance/transaction'
import { dayMs, type Instant } from '#kernel/time'
import { Accounts } from '#publication/books'

const accounts = Accounts.parse({})
const firstDay = Date.parse('2026-01-01T00:00:00Z')
const days = 365
const year = '20261231'

const { customers, deferred, vatPending, stripe, fees, printRevenue, vat: vats } = accounts
const net = 9_696
const vat = 204
const gross = net + vat

/** One sale in four transactions: sold, paid, charged, and a tenth of it served; ten postings. */
const turns: readonly { journal: Transaction['journal']; postings: readonly Posting[] }[] = [
  {
    journal: 'VE',
    postings: [
      { account: customers, auxiliary: '', cents: gross },
      { account: deferred, cents: -net },
      { account: vatPending, cents: -vat },
    ],
  },
  {
    journal: 'VE',
    postings: [
      { account: vatPending, cents: vat },
      { account: vats[210], cents: -vat },
    ],
  },
  {
    journal: 'ST',
    postings: [
      { account: stripe, cents: gross - 174 },
      { account: fees, cents: 174 },
      { account: customers, auxiliary: '', cents: -gross },
    ],
  },
  {
    journal: 'OD',
    postings: [
      { account: deferred, cents: 970 },
      { account: printRevenue, cents: -970 },
    ],
  },
]

export function transactionAt(n: number, perDay: number): Transaction {
  const date = new Date(firstDay + Math.floor(n / perDay) * dayMs).toISOString().slice(0, 10)
  const sale = Math.floor(n / 4)
  const source = `s${String(n).padStart(9, '0')}`
  const { journal, postings } = turns[n % 4] as (typeof turns)[number]
  const customer = `cu_${String(sale % 50_000).padStart(26, '0')}`
  return {
    ...{ source, journal, date, piece: { ref: source, date }, label: `Écriture ${source}` },
    postings: postings.map((one) =>
      one.auxiliary === undefined ? one : { ...one, auxiliary: customer },
    ),
    ...(n % 2 === 0 && n % 4 !== 3 ? { invoice: `in_${sale}` } : {}),
  }
}

export type SyntheticBooks = { table: Table; transactions: number; postings: number }

/** Sealed night by night; only the seals' heads are kept. */
export function syntheticBooks(transactions: number): SyntheticBooks {
  const perDay = Math.ceil(transactions / days)
  const bookedAt = '2026-12-31T12:00:00.000Z' as Instant
  const seals: Seal[] = []
  const nOf = (source: string) => Number(source.slice(1))
  const bookedAtN = (n: number): Booked => {
    const transaction = transactionAt(n, perDay)
    const seal = Math.floor(n / perDay) + 1
    const stamp = { seal, year, number: n + 2, validDate: transaction.date }
    return { transaction, bookedAt, stamp }
  }
  function sealed(day: number) {
    const [from, to] = [day * perDay, Math.min(transactions, (day + 1) * perDay)]
    const booked = Array.from({ length: to - from }, (_, at) => bookedAtN(from + at))
    const date = booked[0]?.transaction.date ?? ''
    const before = seals[day - 1]
    return sealTransactions(booked, { date, before, yearOf: () => year })
  }
  for (let day = 0; day * perDay < transactions; day++) seals.push(sealed(day).seal)
  let page: { key: string; lines: SealedLine[] } | undefined
  function pageLines(key: Key): SealedLine[] | undefined {
    const number = Number(key.pk.slice('SEAL#'.length))
    const name = `${key.pk} ${key.sk}`
    if (page?.key === name) return page.lines
    const at = Number(key.sk.split('#')[1])
    const made = sealed(number - 1).pages[at]
    page = made && { key: name, lines: made }
    return made
  }
  function read(key: Key): Item | undefined {
    const [kind = ''] = key.pk.split('#')
    if (kind === 'LEDGER') {
      const n = nOf(key.pk.slice('LEDGER#'.length))
      if (n >= transactions) return undefined
      const booked = bookedAtN(n)
      const { date, source } = booked.transaction
      return { ...key, ...ledgerDayIndex(date, source), schema: 1, ...booked }
    }
    if (kind === 'SEALS') return { ...key, schema: 1, ...seals[Number(key.sk) - 1] }
    if (kind === 'SEAL') return { ...key, schema: 1, lines: pageLines(key) }
    if (kind !== 'ACCOUNT' && kind !== 'CUSTOMERACCOUNT') return undefined
    const n = Number(key.sk.split('#')[2]) - 2
    return lineItems(bookedAtN(n)).find(({ key: own }) => own.pk === key.pk && own.sk === key.sk)
      ?.item
  }
  function* linesOfAccount(partition: string): Generator<Item> {
    const [, account = '', month = ''] = partition.split('#')
    const has = turns.map(({ postings }) => postings.some((one) => one.account === account))
    const dayOf = (date: string) => Math.round((Date.parse(date) - firstDay) / dayMs)
    const last = new Date(Date.parse(`${month}-01`))
    last.setUTCMonth(last.getUTCMonth() + 1)
    const [from, to] = [dayOf(`${month}-01`), Math.round((last.getTime() - firstDay) / dayMs)]
    for (let n = from * perDay; n < Math.min(transactions, to * perDay); n++)
      if (has[n % 4])
        for (const { key, item } of lineItems(bookedAtN(n))) if (key.pk === partition) yield item
  }
  async function* query({ partition, newestFirst, between }: Query): AsyncGenerator<Item> {
    if (partition.startsWith('ACCOUNT#')) yield* linesOfAccount(partition)
    if (partition !== 'SEALS') return
    const keys = seals.map(({ number }) => sealKey(number))
    for (const key of newestFirst ? keys.reverse() : keys)
      if (!between || (key.sk >= between[0] && key.sk <= between[1])) yield read(key) as Item
  }
  const nobodyWrites = () => Promise.reject(new Error('These books are only read'))
  const table: Table = {
    get: async (key) => read(key),
    getMany: async (keys) => keys.map(read).filter((item) => item !== undefined),
    query,
    async queryPage(asked) {
      const items: Item[] = []
      for await (const item of query(asked)) {
        if (items.length >= (asked.limit ?? 1_000)) break
        items.push(item)
      }
      return { items }
    },
    count: async () => 0,
    async *scan() {},
    ...{ put: nobodyWrites, update: nobodyWrites, delete: nobodyWrites, putMany: nobodyWrites },
  }
  const postings = seals.reduce((sum, seal) => sum + seal.postings, 0)
  return { table, transactions, postings }
}
