// When a month may be closed, to the minute and in the publication's zone; what its close holds, and
// what happens to it while it is closed by two at once.
import { describe, expect, it } from 'vitest'
import { monthCloseKey, monthClosesPartition, sealsPartition } from '#aws/keys'
import type { Item } from '#aws/table'
import { bookTransaction } from '#finance/book-transaction'
import { closeMonth, finishClose, monthsOfBooks, nextToClose } from '#finance/close-month'
import { monthCloseOf } from '#finance/store-closes'
import { lastSeal } from '#finance/store-seals'
import { newTransaction } from '#finance/transaction'
import { moveOf, newLedgerWorld, sidesOf } from '../../support/ledger-world.ts'
import { meanwhile } from '../../support/meanwhile.ts'

const november = { month: '2026-11' }
const byAna = { ...november, by: 'ana@magazine.example' }

const ofCloses = ([key]: unknown[]) => (key as { pk?: string }).pk === monthClosesPartition

/** A move of its own accounts. */
const plain = (n: number, date: string, account: string) =>
  newTransaction({
    ...{ source: `entry:${n}`, journal: 'OD', date, label: `Écriture ${n}` },
    piece: { ref: `P${n}`, date },
    postings: [
      { account, cents: 100 },
      { account: '471000', cents: -100 },
    ],
  })

describe('a month', () => {
  it('is over when its last day is over in Paris', async () => {
    const world = newLedgerWorld({ at: '2026-11-30T22:59:59.999Z' })
    await world.book(moveOf(1))
    expect(await closeMonth(world.deps, byAna)).toEqual({ kind: 'notOver' })
    world.forward(1)
    expect(await closeMonth(world.deps, byAna)).toEqual({ kind: 'notRun' })
  })

  it('waits for a run that began after it, by the day of Paris', async () => {
    const world = newLedgerWorld({ at: '2026-11-30T22:59:59.999Z' })
    await world.book(moveOf(1))
    await world.hasRun()
    world.to('2026-12-03T02:40:00.000Z')
    expect(await closeMonth(world.deps, byAna)).toEqual({ kind: 'notRun' })
    world.to('2026-11-30T23:00:00.000Z')
    await world.hasRun()
    expect((await closeMonth(world.deps, byAna)).kind).toBe('closing')
  })

  it('does not wait for an exception of a later one', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1), moveOf(2, '2026-12-01'))
    await world.hasRun()
    await bookTransaction(world.deps, moveOf(2, '2026-12-01', { label: 'Autre' }))
    expect((await closeMonth(world.deps, byAna)).kind).toBe('closing')
  })

  it('is the oldest that has anything, whatever account that is on', async () => {
    const world = newLedgerWorld()
    await world.book(plain(1, '2026-11-05', '512000'), plain(2, '2026-12-01', '512000'))
    await world.seal()
    await world.book(plain(3, '2026-10-05', '601000'))
    await world.seal()
    expect(await nextToClose(world.table)).toBe('2026-10')
    expect(await monthsOfBooks(world.table, '2026-12-03')).toEqual([
      ...['2026-10', '2026-11', '2026-12'],
    ])
  })
})

describe('a month that is marked', () => {
  it('waits its minute before it is sealed and shut, and is due then', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1))
    await world.hasRun()
    await closeMonth(world.deps, byAna)
    const item = await world.table.get(monthCloseKey('2026-11'))
    expect(item?.['intent']).toMatchObject({
      ...{ kind: 'books.close', dueAt: '2026-12-03T02:41:00.000Z' },
    })
    world.to('2026-12-03T02:40:59.999Z')
    expect(await finishClose(world.deps, november)).toEqual({ kind: 'early' })
    expect((await monthCloseOf(world.table, '2026-11'))?.status).toBe('closing')
    world.forward(1)
    expect((await finishClose(world.deps, november)).kind).toBe('closed')
    expect(await finishClose(world.deps, { month: '2026-10' })).toEqual({ kind: 'unknown' })
  })

  it('was marked by one of two who ask at once; the other is told by whom', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1))
    await world.hasRun()
    const first = { ...november, by: 'bo@magazine.example' }
    const askFirst = () => closeMonth(world.deps, first)
    const table = meanwhile(world.table, 'put', askFirst, ofCloses)
    const already = { kind: 'already', close: { by: 'bo@magazine.example' } }
    expect(await closeMonth({ ...world.deps, table }, byAna)).toMatchObject(already)
    expect(await closeMonth(world.deps, byAna)).toMatchObject(already)
  })

  it('stops when time is up, and is closed by whoever goes on', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1))
    await world.hasRun()
    await closeMonth(world.deps, byAna)
    world.to('2026-12-03T02:41:00.000Z')
    const deadline = new Date('2026-12-03T02:41:00.000Z')
    expect(await finishClose(world.deps, { ...november, deadline })).toEqual({ kind: 'more' })
    expect((await monthCloseOf(world.table, '2026-11'))?.upTo).toBeUndefined()
    expect((await finishClose(world.deps, november)).kind).toBe('closed')
    expect(await world.verify()).toMatchObject({ kind: 'ok', transactions: 1, unsealed: 0 })
  })
})

describe('a close', () => {
  it('holds what an earlier one’s seals had of its month', async () => {
    const world = newLedgerWorld()
    const [october, early, late] = [moveOf(1, '2026-10-05'), moveOf(2), moveOf(3, '2026-11-20')]
    await world.book(october, early)
    await world.hasRun()
    expect((await world.close('2026-10')).kind).toBe('closed')
    await world.book(late)
    expect((await world.close('2026-11')).kind).toBe('closed')
    expect(await monthCloseOf(world.table, '2026-11')).toMatchObject({
      ...{ own: sidesOf([early, late]), upTo: sidesOf([october, early, late]), beyond: {} },
    })
    expect((await world.verify()).kind).toBe('ok')
  })

  it('leaves a seal that is written meanwhile to the next', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1))
    await world.hasRun()
    await closeMonth(world.deps, byAna)
    world.to('2026-12-03T02:41:00.000Z')
    const table = meanwhile(
      world.table,
      'query',
      async () => {
        await world.book(moveOf(2, '2026-12-02'))
        await world.seal()
      },
      ([query]) => (query as { partition?: string }).partition === sealsPartition,
    )
    expect((await finishClose({ ...world.deps, table }, november)).kind).toBe('closed')
    const close = await monthCloseOf(world.table, '2026-11')
    expect(close).toMatchObject({ own: sidesOf([moveOf(1)]), beyond: {} })
    expect(await world.verify()).toMatchObject({ kind: 'ok', transactions: 2, unsealed: 0 })
  })

  it('is written once: of two who finish it, the second answers what the first wrote', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1))
    await world.hasRun()
    await closeMonth(world.deps, byAna)
    world.to('2026-12-03T02:41:00.000Z')
    const first = async () => {
      world.forward(1_000)
      await finishClose(world.deps, november)
    }
    const ofTotals = ([, change]: unknown[]) =>
      (change as { set?: Record<string, unknown> }).set?.['upTo'] !== undefined
    const table = meanwhile(world.table, 'update', first, ofTotals)
    expect(await finishClose({ ...world.deps, table }, november)).toMatchObject({
      ...{ kind: 'closed', close: { closedAt: '2026-12-03T02:41:01.000Z' } },
    })
    const last = await lastSeal(world.table)
    expect((await finishClose(world.deps, november)).kind).toBe('closed')
    expect(await lastSeal(world.table)).toEqual(last)
    expect((await world.verify()).kind).toBe('ok')
  })

  it('tells those who work with the books its month, its hash and what it came to', async () => {
    const world = newLedgerWorld()
    await world.book(moveOf(1), moveOf(2), moveOf(3, '2026-12-01'))
    await world.hasRun()
    await world.close('2026-11')
    const close = await monthCloseOf(world.table, '2026-11')
    const mails: Item[] = []
    for await (const item of world.table.scan())
      if ((item['intent'] as Item | undefined)?.['kind'] === 'mail.monthClosed') mails.push(item)
    const told = { month: '2026-11', seal: String(close?.seal?.number), hash: close?.seal?.hash }
    // 98 + 3 and 99 + 3.
    expect(mails).toMatchObject([
      { ...told, debit: '203', intent: { data: { staffId: 'sf_ana' } } },
      { ...told, debit: '203', intent: { data: { staffId: 'sf_bo' } } },
    ])
  })
})
