// What a lot says of its entries, and what it keeps out: seals made meanwhile, other fiscal years.
import { describe, expect, it } from 'vitest'
import { lotsPartition } from '#aws/keys'
import type { Table } from '#aws/table'
import { makeLots } from '#finance/exports/make-lots'
import { newTransaction } from '#finance/transaction'
import { minuteMs } from '#kernel/time'
import { moveOf, newLedgerWorld } from '../../support/ledger-world.ts'
import { meanwhile } from '../../support/meanwhile.ts'

const asked = { year: '20261231', isYearOpen: true }

/** 100 cents and so many more, by one posting each way. */
const plain = (n: number, date: string, journal: 'OD' | 'AN' = 'OD') =>
  newTransaction({
    ...{ source: `entry:${n}`, journal, date, label: `Écriture ${n}` },
    piece: { ref: `P${n}`, date },
    postings: [
      { account: '512000', cents: 100 + n },
      { account: '471000', cents: -100 - n },
    ],
  })

const beforeLots = (table: Table, act: () => Promise<unknown>) =>
  meanwhile(
    table,
    'query',
    act,
    ([query]) => (query as { partition?: string }).partition === lotsPartition,
  )

describe('a lot', () => {
  it('ends with the newest seal there was: one made meanwhile is the next lot’s', async () => {
    const world = newLedgerWorld()
    await world.book(plain(1, '2026-11-05'), plain(2, '2026-11-06'))
    await world.seal()
    const table = beforeLots(world.table, async () => {
      await world.book(plain(3, '2026-11-07'))
      await world.seal()
    })
    const first = {
      seals: { from: 1, to: 1 },
      entries: { count: 2, first: 2, last: 3, debit: 203 },
    }
    expect(await makeLots({ ...world.deps, table }, asked)).toMatchObject([first])
    expect(await makeLots(world.deps, asked)).toMatchObject([
      first,
      { seals: { from: 2, to: 2 }, entries: { count: 1, first: 4, last: 4, debit: 103 } },
    ])
  })

  it('holds of a seal only what is of its fiscal year', async () => {
    const world = newLedgerWorld({ at: '2027-01-04T02:40:00.000Z' })
    await world.book(plain(1, '2026-12-31'), plain(10, '2027-01-01'), plain(20, '2027-01-02'))
    await world.seal()
    expect(await makeLots(world.deps, asked)).toMatchObject([
      { entries: { count: 1, first: 2, last: 2, debit: 101 } },
    ])
    expect(await makeLots(world.deps, { year: '20271231', isYearOpen: true })).toMatchObject([
      { entries: { count: 2, first: 2, last: 3, debit: 230 } },
    ])
  })

  it('says its lowest and highest number, though the opening was sealed last', async () => {
    const world = newLedgerWorld()
    await world.book(plain(1, '2026-11-05'), plain(2, '2026-11-06'))
    await world.seal()
    await world.book(plain(3, '2026-01-01', 'AN'))
    await world.seal()
    expect(await makeLots(world.deps, asked)).toMatchObject([
      { seals: { from: 1, to: 2 }, entries: { count: 3, first: 1, last: 3 } },
    ])
  })

  it('tells no total of a year that ends within a month, where the seals know none', async () => {
    const world = newLedgerWorld()
    world.deps.publication.books.yearEnds = '11-15'
    await world.book(moveOf(1, '2026-11-14'), moveOf(2, '2026-11-16'))
    await world.seal()
    const [lot] = await makeLots(world.deps, { year: '20261115', isYearOpen: false })
    expect(lot).toMatchObject({ entries: { count: 1 }, isYearOpen: false })
    expect(lot?.entries).not.toHaveProperty('debit')
  })

  it('is the one that was written first, for whoever made it at the same time', async () => {
    const world = newLedgerWorld()
    await world.book(plain(1, '2026-11-05'))
    await world.seal()
    const isLot = ([item]: unknown[]) => (item as { pk?: string }).pk === lotsPartition
    const other = async () => await makeLots(world.deps, asked)
    const table = meanwhile(
      world.table,
      'put',
      async () => {
        await other()
        world.forward(minuteMs)
      },
      isLot,
    )
    const mine = await makeLots({ ...world.deps, table }, { ...asked, isYearOpen: false })
    expect(mine).toMatchObject([{ lot: 1, isYearOpen: true }])
    expect(await other()).toEqual(mine)
  })
})
