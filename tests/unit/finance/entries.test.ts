// Entries made by hand, the opening, and taking a transaction back.
import { describe, expect, it } from 'vitest'
import { balancesUpTo } from '#finance/balances'
import { bookEntry, type Entry } from '#finance/book-entry'
import { reverseTransaction } from '#finance/reverse-transaction'
import { transactionOf } from '#finance/store-ledger'
import type { EntryId } from '#kernel/ids'
import { moveOf, newLedgerWorld } from '../../support/ledger-world.ts'

const by = 'ana@magazine.example'
const entry = (change: Partial<Entry> = {}): Entry => ({
  ...{ kind: 'other', date: '2026-12-02', piece: 'REL-11', label: 'Frais de tenue' },
  reason: 'Frais que la banque a pris en novembre.',
  postings: [
    { account: '627000', cents: 1_250 },
    { account: '580000', cents: -1_250 },
  ],
  ...change,
})

const book = (world: ReturnType<typeof newLedgerWorld>, one: Entry, id = 'je_1') =>
  bookEntry(world.deps, { id: id as EntryId, by, entry: one })

describe('an entry made by hand', () => {
  it('is booked once, with its reason and who made it', async () => {
    const world = newLedgerWorld()
    expect(await book(world, entry())).toMatchObject({ kind: 'booked' })
    expect(await book(world, entry())).toMatchObject({ kind: 'already' })
    expect((await transactionOf(world.table, 'je_1'))?.transaction).toMatchObject({
      ...{ journal: 'OD', by, reason: 'Frais que la banque a pris en novembre.' },
      piece: { ref: 'REL-11', date: '2026-12-02' },
    })
    expect(await book(world, entry({ label: 'Autre' }))).toMatchObject({ kind: 'otherContent' })
  })

  it('is refused with the difference when it does not balance', async () => {
    const world = newLedgerWorld()
    const postings = [
      { account: '627000', cents: 1_250 },
      { account: '580000', cents: -1_200 },
    ]
    expect(await book(world, entry({ postings }))).toEqual({
      ...{ kind: 'unbalanced', differenceCents: 50 },
    })
    expect(await transactionOf(world.table, 'je_1')).toBeUndefined()
  })

  it('is refused on a day to come, and on accounts that the books do not know', async () => {
    const world = newLedgerWorld()
    expect(await book(world, entry({ date: '2026-12-04' }))).toEqual({ kind: 'inFuture' })
    const postings = [
      { account: '606400', cents: 1_250 },
      { account: '580000', cents: -1_250 },
    ]
    expect(await book(world, entry({ postings }))).toEqual({
      ...{ kind: 'unknownAccount', accounts: ['606400'] },
    })
    // Once an opening brings it, it is known.
    const opening = entry({ kind: 'opening', date: '2026-01-01', postings })
    expect(await book(world, opening)).toMatchObject({ kind: 'booked' })
    expect(await book(world, entry({ postings }))).toMatchObject({ kind: 'booked' })
  })

  it('is refused where a slip of the year would open centuries of months to close', async () => {
    const world = newLedgerWorld()
    for (const date of ['0206-11-30', '1926-12-02', '2024-12-31'])
      for (const kind of ['other', 'opening'] as const)
        expect(await book(world, entry({ kind, date }))).toEqual({
          ...{ kind: 'tooOld', first: '2025-01-01' },
        })
    expect(await book(world, entry({ date: '2025-01-01' }))).toMatchObject({ kind: 'booked' })
  })

  it('is refused when its lines cancel each other, or add up to more than a line holds', async () => {
    const world = newLedgerWorld()
    const nothing = [
      { account: '627000', cents: 1_250 },
      { account: '627000', cents: -1_250 },
    ]
    expect(await book(world, entry({ postings: nothing }))).toEqual({ kind: 'noLines' })
    const most = 1_000_000_000_000
    const tooMuch = [627000, 627000, 580000, 580000].map((account, at) => ({
      ...{ account: String(account), cents: at < 2 ? most : -most },
    }))
    expect(await book(world, entry({ postings: tooMuch }))).toEqual({ kind: 'noLines' })
  })

  it('holds a customer by number, on their own account, and never a name', async () => {
    const world = newLedgerWorld()
    const ofCustomer = (auxiliary: string, account = '411000') =>
      entry({
        postings: [
          { account, auxiliary, cents: 1_250 },
          { account: '580000', cents: -1_250 },
        ],
      })
    for (const name of ['Jean|Dupont', 'ana@magazine.example', 'cu_', 'cu_1\n2', ''])
      expect(await book(world, ofCustomer(name))).toMatchObject({ kind: 'notACustomer' })
    expect(await book(world, ofCustomer('cu_1', '627000'))).toMatchObject({ kind: 'notACustomer' })
    expect(await book(world, ofCustomer('cu_1'))).toMatchObject({ kind: 'booked' })
  })

  it('takes the first open day when its month is closed', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1))
    await world.hasRun()
    await world.close('2026-11')
    await book(world, entry({ date: '2026-11-28' }))
    expect((await transactionOf(world.table, 'je_1'))?.transaction).toMatchObject({
      ...{ date: '2026-12-01', label: 'Frais de tenue (du 28/11/2026)' },
    })
    expect(await book(world, entry({ date: '2026-11-28' }))).toMatchObject({ kind: 'already' })
  })
})

describe('the opening', () => {
  it('is one a year, on its first day', async () => {
    const world = newLedgerWorld()
    const opening = (change: Partial<Entry> = {}) =>
      entry({ kind: 'opening', date: '2026-01-01', ...change })
    expect(await book(world, opening({ date: '2026-02-01' }))).toEqual({
      ...{ kind: 'openingDay', first: '2026-01-01' },
    })
    expect(await book(world, opening())).toMatchObject({ kind: 'booked' })
    expect(await book(world, opening(), 'je_2')).toMatchObject({ kind: 'already' })
    expect(await book(world, opening({ label: 'Autre' }))).toMatchObject({ kind: 'openingTwice' })
    expect((await transactionOf(world.table, 'opening:20261231'))?.transaction.journal).toBe('AN')
  })
})

describe('a reversal', () => {
  it('takes a transaction back to nothing, once, and leaves it as it is', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1))
    const input = { source: 'txn_00001', reason: 'Passée deux fois.', by }
    const first = await reverseTransaction(world.deps, input)
    expect(first).toMatchObject({
      kind: 'booked',
      booked: { transaction: { date: '2026-12-03', reverses: 'txn_00001' } },
    })
    world.forward(86_400_000)
    const again = await reverseTransaction(world.deps, { ...input, reason: 'Encore.' })
    expect(again).toMatchObject({ kind: 'already', booked: { transaction: { by } } })
    for (const [, { debit, credit }] of await balancesUpTo(world.table)) expect(debit).toBe(credit)
    expect((await transactionOf(world.table, 'txn_00001'))?.transaction).toEqual(moveOf(1))
  })

  it('is refused of what is not there, and of a reversal', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1))
    const reverse = (source: string) =>
      reverseTransaction(world.deps, { source, reason: 'Erreur.', by })
    expect(await reverse('txn_nothing')).toEqual({ kind: 'unknown' })
    await reverse('txn_00001')
    expect(await reverse('txn_00001:reversed')).toEqual({ kind: 'isReversal' })
  })
})
