// Seals over nights of transactions: the same night makes the same seal, numbers run without a gap,
// and a change of anything, anywhere, is found and named.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noSeal, type Seal, type SealedLine, sealLimits, sealTransactions } from '#finance/seal'
import type { Booked } from '#finance/store-ledger'
import { newTransaction, type Transaction } from '#finance/transaction'
import { verifySeals } from '#finance/verify-seals'
import type { Instant } from '#kernel/time'
import { changeAt, leavesOf } from '../../support/leaves.ts'

const yearOf = (date: string) => `${date.slice(0, 4)}1231`
const made = (n: number, options: Partial<Transaction> = {}): Booked => ({
  bookedAt: '2026-12-01T02:00:00.000Z' as Instant,
  transaction: newTransaction({
    source: `txn_${String(n).padStart(5, '0')}`,
    journal: 'ST',
    date: `2026-11-${String((n % 28) + 1).padStart(2, '0')}`,
    piece: { ref: `piece ${n}`, date: '2026-11-01' },
    label: `Mouvement ${n}`,
    postings: [
      { account: '517100', cents: 100 + n },
      { account: '411000', auxiliary: `cu_${n}`, cents: -100 - n },
    ],
    ...options,
  }),
})

type Books = {
  seals: Seal[]
  pages: Map<string, SealedLine[]>
  transactions: Map<string, Booked>
}

/** Books of so many nights, each with its transactions. */
function booksOf(nights: readonly (readonly Booked[])[]): Books {
  const books: Books = { seals: [], pages: new Map(), transactions: new Map() }
  for (const [night, transactions] of nights.entries()) {
    const date = `2026-12-${String(night + 1).padStart(2, '0')}`
    const { seal, pages } = sealTransactions(transactions, {
      ...{ date, before: books.seals.at(-1), yearOf },
    })
    books.seals.push(seal)
    for (const [at, page] of pages.entries()) books.pages.set(`${seal.number} ${at}`, page)
    for (const one of transactions) books.transactions.set(one.transaction.source, one)
  }
  return books
}

const verify = (books: Books, anchor?: string) =>
  verifySeals(
    {
      seals: (async function* () {
        yield* books.seals
      })(),
      page: async (seal, page) => books.pages.get(`${seal.number} ${page}`),
      transactions: async (sources) => sources.flatMap((one) => books.transactions.get(one) ?? []),
    },
    anchor,
  )

const three = () => booksOf([[made(1), made(2)], [], [made(3), made(4), made(5)]])

describe('a seal', () => {
  it('is the same in whatever order its transactions came', () => {
    const some = [made(1), made(2), made(3), made(29)]
    const options = { date: '2026-12-01', before: undefined, yearOf }
    const { seal } = sealTransactions(some, options)
    fc.assert(
      fc.property(fc.shuffledSubarray(some, { minLength: some.length }), (shuffled) => {
        expect(sealTransactions(shuffled, options).seal).toEqual(seal)
      }),
    )
  })

  it('numbers from 2 on without a gap, over nights, each fiscal year by itself', () => {
    const { seals, pages } = booksOf([
      [made(1), made(2)],
      [made(3, { date: '2027-01-04' }), made(4)],
      [made(5, { date: '2027-01-05' }), made(6, { date: '2026-12-31' })],
    ])
    const lines = [...pages.values()].flat()
    const of = (year: string) =>
      lines.filter((line) => line.year === year).map(({ number }) => number)
    expect(of('20261231')).toEqual([2, 3, 4, 5])
    expect(of('20271231')).toEqual([2, 3])
    expect(seals.at(-1)?.numbers).toEqual({ 20261231: 5, 20271231: 3 })
  })

  it('keeps number 1 for the opening entry', () => {
    const opening = made(9, { journal: 'AN', date: '2026-11-02' })
    const { pages } = booksOf([[made(1), opening]])
    expect([...pages.values()].flat().map(({ number, source }) => [number, source])).toEqual([
      [1, opening.transaction.source],
      [2, made(1).transaction.source],
    ])
  })

  it('holds its lines in pages of a thousand', () => {
    const many = Array.from({ length: sealLimits.page + 1 }, (_, at) => made(at))
    const { seal, pages } = sealTransactions(many, {
      ...{ date: '2026-12-01', before: undefined, yearOf },
    })
    expect(pages.map((page) => page.length)).toEqual([sealLimits.page, 1])
    expect(seal).toMatchObject({ count: sealLimits.page + 1, previous: noSeal })
    expect(seal.pages).toHaveLength(2)
  })
})

describe('verifying', () => {
  it('says what was looked at, and the hash to keep', async () => {
    const books = three()
    const last = books.seals.at(-1)?.hash
    expect(await verify(books)).toEqual({
      ...{ kind: 'ok', transactions: 5, postings: 10, seals: 3, last },
    })
    expect((await verify({ ...books, seals: [] })).kind).toBe('ok')
  })

  it('finds a chain that was rewritten whole, by the hash that somebody kept', async () => {
    const kept = three().seals[1]?.hash ?? ''
    expect((await verify(three(), kept)).kind).toBe('ok')
    const other = booksOf([[made(1), made(2, { label: 'autre' })], [], [made(3)]])
    expect((await verify(other)).kind).toBe('ok')
    expect(await verify(other, kept)).toEqual({
      ...{ kind: 'differs', difference: { kind: 'anchor', seal: 0, date: '' } },
    })
  })

  it('names what was taken away or put elsewhere', async () => {
    const gone = three()
    gone.transactions.delete(made(4).transaction.source)
    expect(await verify(gone)).toMatchObject({
      difference: { kind: 'missing', date: '2026-12-03', source: made(4).transaction.source },
    })
    const unsealed = three()
    unsealed.seals.splice(1, 1)
    expect(await verify(unsealed)).toMatchObject({ difference: { kind: 'chain' } })
    const pageless = three()
    pageless.pages.delete('1 0')
    expect(await verify(pageless)).toMatchObject({ difference: { kind: 'page', page: 0 } })
  })

  it('finds any one change of any field of any item', async () => {
    const clean = three()
    // The keys under which pages lie are no fields.
    const places = leavesOf(
      {
        seals: clean.seals,
        pages: [...clean.pages],
        transactions: [...clean.transactions].map(([, one]) => one),
      },
      ([of, _, at, ...rest]) => of !== 'pages' || at !== 0 || rest.length > 0,
    )
    expect(places.length).toBeGreaterThan(80)
    for (const path of places) {
      const raw = structuredClone({
        seals: clean.seals,
        pages: [...clean.pages],
        transactions: [...clean.transactions],
      })
      const items = { ...raw, transactions: raw.transactions.map(([, one]) => one) }
      changeAt(items, path)
      const books: Books = {
        seals: raw.seals,
        pages: new Map(raw.pages),
        transactions: new Map(raw.transactions),
      }
      expect((await verify(books)).kind, path.join('.')).toBe('differs')
    }
  })
})
