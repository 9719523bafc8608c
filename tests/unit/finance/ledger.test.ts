// The ledger: what is booked once, what other content meets, where an entry of a closed month goes, and
// that balances are what was booked, sealed or not.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balancesUpTo, monthTotals } from '#finance/balances'
import { bookTransaction, bookTransactions } from '#finance/book-transaction'
import { closeLimits, closeMonth } from '#finance/close-month'
import {
  accountLines,
  customerLines,
  sealedEntries,
  unsealedTransactions,
} from '#finance/read-ledger'
import { monthCloseOf } from '#finance/store-closes'
import { openExceptions } from '#finance/store-exceptions'
import { transactionOf } from '#finance/store-ledger'
import { hashOf, type Transaction } from '#finance/transaction'
import { moveOf, newLedgerWorld, sidesOf } from '../../support/ledger-world.ts'
import { meanwhile } from '../../support/meanwhile.ts'

const dayMs = 86_400_000

async function all<T>(walk: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of walk) found.push(one)
  return found
}

describe('booking', () => {
  it('stores a transaction once, however often it comes', async () => {
    const { deps, table } = newLedgerWorld()
    expect((await bookTransaction(deps, moveOf(1))).kind).toBe('booked')
    expect((await bookTransaction(deps, moveOf(1))).kind).toBe('already')
    expect(await all(unsealedTransactions(table))).toHaveLength(1)
  })

  it('never writes over what is booked: other content is an exception, raised once', async () => {
    const { deps, table } = newLedgerWorld()
    await bookTransaction(deps, moveOf(1))
    const other = moveOf(1, '2026-11-05', { label: 'Autre' })
    expect((await bookTransaction(deps, other)).kind).toBe('otherContent')
    expect((await bookTransaction(deps, other)).kind).toBe('otherContent')
    expect((await transactionOf(table, 'txn_00001'))?.transaction.label).toBe('Mouvement 1')
    expect(await openExceptions(table)).toMatchObject([
      { kind: 'otherContent', about: 'txn_00001', date: '2026-11-05' },
    ])
  })

  it('answers for many in their order', async () => {
    const { deps } = newLedgerWorld()
    await bookTransaction(deps, moveOf(3))
    const many = Array.from({ length: 40 }, (_, at) => moveOf(at))
    const kinds = (await bookTransactions(deps, many)).map(({ kind }) => kind)
    expect(kinds).toEqual(many.map((_, at) => (at === 3 ? 'already' : 'booked')))
  })

  it('puts an entry of a closed month on the first open day, with its own day in its label', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1, '2026-11-30'))
    await world.hasRun()
    expect((await world.close('2026-11')).kind).toBe('closed')
    const late = moveOf(2, '2026-10-31')
    expect((await bookTransaction(world.deps, late)).kind).toBe('booked')
    expect((await bookTransaction(world.deps, late)).kind).toBe('already')
    expect(await transactionOf(world.table, late.source)).toMatchObject({
      transaction: {
        ...{ date: '2026-12-01', label: 'Mouvement 2 (du 31/10/2026)' },
        piece: { ref: 'piece 2', date: '2026-10-31' },
      },
      made: { date: '2026-10-31', label: 'Mouvement 2' },
    })
    const open = moveOf(3, '2026-12-05')
    await bookTransaction(world.deps, open)
    expect((await transactionOf(world.table, open.source))?.transaction).toEqual(open)
    // What was booked before the close comes again after it: the same.
    expect((await bookTransaction(world.deps, moveOf(1, '2026-11-30'))).kind).toBe('already')
  })

  it('looks at the closed months anew on the way: what is closed meanwhile takes nothing more', async () => {
    const world = newLedgerWorld()
    await world.hasRun()
    const many = Array.from({ length: 48 }, (_, at) => moveOf(at, '2026-11-30'))
    // While the first few are booked the month is closed, and half of its minute goes by.
    const table = meanwhile(world.table, 'put', async () => {
      await closeMonth(world.deps, { month: '2026-11', by: 'ana@magazine.example' })
      world.forward(closeLimits.waitMs / 2)
    })
    await bookTransactions({ ...world.deps, table }, many)
    const days: (string | undefined)[] = []
    for (const { source } of many)
      days.push((await transactionOf(world.table, source))?.transaction.date)
    expect(days).toEqual(many.map((_, at) => (at < 16 ? '2026-11-30' : '2026-12-01')))
  })
})

/** What happens to books: numbers of transactions, days between, seals. */
const history = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        book: fc.nat(30),
        day: fc.integer({ min: 1, max: 28 }),
        month: fc.constantFrom('2026-10', '2026-11', '2026-12'),
      }),
    },
    { weight: 2, arbitrary: fc.constant('seal' as const) },
    { weight: 1, arbitrary: fc.constant('close' as const) },
  ),
  { maxLength: 40 },
)

describe('balances', () => {
  it('are what was booked, by account and month, whatever was sealed and closed meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const world = newLedgerWorld({ at: '2027-02-01T02:40:00.000Z' })
        await world.hasRun()
        const booked = new Map<string, Transaction>()
        const months = ['2026-10', '2026-11', '2026-12']
        for (const step of steps) {
          world.forward(dayMs / 24)
          if (step === 'seal') await world.seal()
          else if (step === 'close') {
            if (months[0]) await world.close(months[0])
            const isClosed = months[0] && (await monthCloseOf(world.table, months[0]))
            if (isClosed) months.shift()
          } else {
            const date = `${step.month}-${String(step.day).padStart(2, '0')}`
            const one = moveOf(step.book, date)
            if (booked.has(one.source)) continue
            await world.book(one)
            const there = await transactionOf(world.table, one.source)
            if (there) booked.set(one.source, there.transaction)
          }
        }
        const expected = [...booked.values()]
        const sides = async (options: { month?: string }) =>
          Object.fromEntries(
            [...(await balancesUpTo(world.table, options))].map(([account, { debit, credit }]) => [
              account,
              [debit, credit],
            ]),
          )
        expect(await sides({})).toEqual(sidesOf(expected))
        for (const month of ['2026-09', '2026-10', '2026-11', '2026-12', '2027-01'])
          expect(await sides({ month })).toEqual(
            sidesOf(expected.filter(({ date }) => date.slice(0, 7) <= month)),
          )
        const november = await monthTotals(world.table, { from: '2026-11', to: '2026-11' })
        expect(
          Object.fromEntries(Object.entries(november).map(([name, of]) => [name, of['2026-11']])),
        ).toEqual(sidesOf(expected.filter(({ date }) => date.startsWith('2026-11'))))
        expect(await world.verify()).toMatchObject({ kind: 'ok' })
        const lines = await all(
          accountLines(world.table, { account: '411000', from: '2026-01-01', to: '2027-12-31' }),
        )
        expect(lines.map(({ source }) => source).toSorted()).toEqual([...booked.keys()].toSorted())
      }),
      { numRuns: 60 },
    )
  })
})

describe('reading', () => {
  it('gives sealed entries by number, and what waits beside the lines of an account', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(2, '2026-11-07'), moveOf(1, '2026-11-08'))
    await world.seal()
    world.forward(dayMs)
    await world.book(moveOf(3, '2026-11-02'))
    await world.seal()
    await world.book(moveOf(8, '2026-11-01'))
    const range = { from: '2026-11-01', to: '2026-11-30' }
    const entries = await all(sealedEntries(world.table, range))
    expect(
      entries.map(({ number, validDate, seal, transaction }) => [
        ...[number, validDate, seal, transaction.source],
      ]),
    ).toEqual([
      [2, '2026-12-03', 1, 'txn_00002'],
      [3, '2026-12-03', 1, 'txn_00001'],
      [4, '2026-12-04', 2, 'txn_00003'],
    ])
    expect(hashOf(entries[0]?.transaction as Transaction)).toBe(hashOf(moveOf(2, '2026-11-07')))
    const lines = await all(accountLines(world.table, { account: '517100', ...range }))
    expect(lines.map(({ date, number }) => [date, number])).toEqual([
      ['2026-11-02', 4],
      ['2026-11-07', 2],
      ['2026-11-08', 3],
      ['2026-11-01', undefined],
    ])
    const mine = await customerLines(world.table, { customerId: 'cu_1' })
    expect(mine.map(({ source }) => source)).toEqual(['txn_00001', 'txn_00008'])
  })

  it('gives the opening first, with number 1, though it was sealed last', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(2, '2026-11-07'))
    await world.seal()
    await world.book(moveOf(0, '2026-01-01', { source: 'opening:20261231', journal: 'AN' }))
    await world.seal()
    const range = { from: '2026-01-01', to: '2026-12-31' }
    const entries = await all(sealedEntries(world.table, range))
    expect(entries.map(({ number, transaction }) => [number, transaction.journal])).toEqual([
      [1, 'AN'],
      [2, 'ST'],
    ])
    expect(await world.verify()).toMatchObject({ kind: 'ok', seals: 2 })
  })
})
