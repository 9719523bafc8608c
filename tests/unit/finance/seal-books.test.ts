// Sealing and closing by processes that die between any two writes, by two at once, with answers that
// are lost.
import { describe, expect, it } from 'vitest'
import type { Item, Table } from '#aws/table'
import { bookTransaction } from '#finance/book-transaction'
import { closeMonth, finishClose } from '#finance/close-month'
import { accountLines } from '#finance/read-ledger'
import { sealBooks } from '#finance/seal-books'
import { monthCloseOf } from '#finance/store-closes'
import { transactionOf } from '#finance/store-ledger'
import { lastSeal, sealingOf } from '#finance/store-seals'
import { minuteMs } from '#kernel/time'
import {
  contentsOf,
  type LedgerWorld,
  moveOf,
  movesFrom,
  newLedgerWorld,
} from '../../support/ledger-world.ts'
import { type Fate, newFate, newProcess, untilDone } from '../../support/mortal.ts'

/** Until it is through: every process that dies is followed by another. */
function done<T>(
  world: LedgerWorld,
  fate: Fate,
  act: (deps: LedgerWorld['deps']) => Promise<T>,
): Promise<T> {
  return untilDone(() => {
    const { mortal } = newProcess(fate)
    return act({ ...world.deps, table: mortal(world.deps.table) })
  })
}

describe('a seal', () => {
  it('is the same whatever dies on the way, before or after any call, or comes twice', async () => {
    const clean = newLedgerWorld()
    await clean.book(...movesFrom(0, 14))
    const counting = newFate()
    await done(clean, counting, sealBooks)
    const expected = await contentsOf(clean.table)
    expect(counting.calls).toBeGreaterThan(15)
    for (const when of ['before', 'after', 'twice'] as const)
      for (let diesAt = 1; diesAt <= counting.calls; diesAt++) {
        const world = newLedgerWorld()
        await world.book(...movesFrom(0, 14))
        await done(world, newFate({ diesAt, when }), sealBooks)
        expect(await contentsOf(world.table), `${when} ${diesAt}`).toEqual(expected)
      }
  })

  it('is one when two seal at once: each number is given once, and none is missing', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const world = newLedgerWorld()
      await world.book(...movesFrom(0, 20))
      let turn = seed
      // Yields a number of times that differs from call to call.
      const pause = async () => {
        turn = (turn * 48_271) % 2_147_483_647
        for (let left = turn % 5; left > 0; left--) await Promise.resolve()
      }
      const worker = () => ({
        ...world.deps,
        table: newProcess(newFate(), pause).mortal(world.deps.table),
      })
      const later = async () => {
        for (const one of movesFrom(20, 10)) await bookTransaction(worker(), one)
      }
      await Promise.all([sealBooks(worker()), sealBooks(worker()), later(), sealBooks(worker())])
      await sealBooks(world.deps)
      expect(await world.verify()).toMatchObject({ kind: 'ok', transactions: 30, unsealed: 0 })
      expect((await lastSeal(world.table))?.numbers).toEqual({ 20261231: 31 })
      expect(await sealingOf(world.table)).toBeUndefined()
    }
  })

  it('never takes what another has sealed and not stamped, wherever that other died', async () => {
    for (let diesAt = 1; diesAt <= 30; diesAt++) {
      const world = newLedgerWorld()
      await world.book(...movesFrom(0, 5))
      let isOther = true
      // Before this one looks for the last seal, another seals and dies on the way.
      const between = new Proxy(world.deps.table, {
        get: (table, name, receiver) => {
          const method = Reflect.get(table, name, receiver)
          if (name !== 'queryPage') return method.bind(table)
          return async (query: Parameters<Table['queryPage']>[0]) => {
            if (query.partition === 'SEALS' && isOther) {
              isOther = false
              const { mortal } = newProcess(newFate({ diesAt, when: 'after' }))
              await sealBooks({ ...world.deps, table: mortal(table) }).catch(() => {})
            }
            return await method.call(table, query)
          }
        },
      })
      await sealBooks({ ...world.deps, table: between })
      expect(await world.verify(), String(diesAt)).toMatchObject({ kind: 'ok', transactions: 5 })
    }
  })

  it('leaves what is dated later for its day, which begins when it begins in Paris', async () => {
    const world = newLedgerWorld({ at: '2026-12-03T22:59:00.000Z' })
    await world.book(moveOf(1, '2026-12-03'), moveOf(2, '2026-12-04'), moveOf(3, '2026-12-05'))
    const sealed = async () => (await world.seal()).seals.map(({ date, count }) => [date, count])
    expect(await sealed()).toEqual([['2026-12-03', 1]])
    expect((await transactionOf(world.table, 'txn_00002'))?.stamp).toBeUndefined()
    expect(await world.verify()).toMatchObject({ kind: 'ok', transactions: 1, unsealed: 2 })
    world.forward(minuteMs)
    expect(await sealed()).toEqual([['2026-12-04', 1]])
    expect(await sealed()).toEqual([])
    world.to('2026-12-05T02:40:00.000Z')
    expect(await sealed()).toEqual([['2026-12-05', 1]])
  })

  it('tells each of the staff that works with the books, once', async () => {
    const world = newLedgerWorld()
    await world.book(...movesFrom(0, 3))
    await world.seal()
    const items: Item[] = []
    for await (const item of world.table.scan())
      if ((item['intent'] as Item | undefined)?.['kind'] === 'mail.booksSealed') items.push(item)
    const seal = await lastSeal(world.table)
    expect(
      items.map((item) => [item['hash'], item['count'], (item['intent'] as Item)['data']]),
    ).toEqual([
      [seal?.hash, '3', { staffId: 'sf_ana' }],
      [seal?.hash, '3', { staffId: 'sf_bo' }],
    ])
    expect((await world.seal()).seals).toEqual([])
  })
})

describe('a close', () => {
  const november = async () => {
    const world = newLedgerWorld()
    await world.book(...movesFrom(0, 12), ...movesFrom(12, 5, '2026-12-01'))
    await world.hasRun()
    return world
  }
  const close = async (world: Awaited<ReturnType<typeof november>>, fate: Fate) => {
    await done(world, fate, (deps) => closeMonth(deps, { month: '2026-11', by: 'ana' }))
    world.forward(minuteMs)
    return await done(world, fate, (deps) => finishClose(deps, { month: '2026-11' }))
  }

  it('has the same totals whatever dies on the way', async () => {
    const clean = await november()
    const counting = newFate()
    expect((await close(clean, counting)).kind).toBe('closed')
    const expected = await monthCloseOf(clean.table, '2026-11')
    for (const when of ['before', 'after'] as const)
      for (let diesAt = 1; diesAt <= counting.calls; diesAt++) {
        const world = await november()
        expect((await close(world, newFate({ diesAt, when }))).kind).toBe('closed')
        const { own, upTo, beyond } = (await monthCloseOf(world.table, '2026-11')) ?? {}
        const is = { own, upTo, beyond }
        expect(expected, `${when} ${diesAt}`).toMatchObject(is)
        expect(await world.verify()).toMatchObject({ kind: 'ok', transactions: 17 })
      }
  })

  it('keeps what slipped in meanwhile out of the month, and every line with it', async () => {
    const world = await november()
    await closeMonth(world.deps, { month: '2026-11', by: 'ana' })
    world.forward(minuteMs)
    const { mortal } = newProcess(newFate())
    // Looked at the closed months before the mark, and was held up for more than a minute.
    const slow = newLedgerWorld({ table: world.table })
    const asLongAgo = new Proxy(slow.deps.table, {
      get: (table, name, receiver) =>
        name === 'queryPage'
          ? async () => ({ items: [] })
          : Reflect.get(table, name, receiver).bind(table),
    })
    await finishClose(world.deps, { month: '2026-11' })
    await bookTransaction({ ...slow.deps, table: mortal(asLongAgo) }, moveOf(40, '2026-11-20'))
    expect((await transactionOf(world.table, 'txn_00040'))?.transaction.date).toBe('2026-11-20')
    await world.seal()
    expect(await transactionOf(world.table, 'txn_00040')).toMatchObject({
      transaction: { date: '2026-12-01', label: 'Mouvement 40 (du 20/11/2026)' },
    })
    expect(await world.verify()).toMatchObject({ kind: 'ok', transactions: 18 })
    const lines = accountLines(world.table, {
      ...{ account: '517100', from: '2026-11-01', to: '2026-11-30' },
    })
    let count = 0
    for await (const _ of lines) count++
    expect(count).toBe(12)
  })

  it('is refused while the month runs, out of its turn, before a run, and with an exception open', async () => {
    const world = newLedgerWorld({ at: '2026-12-03T02:40:00.000Z' })
    await world.book(moveOf(1), moveOf(2, '2026-10-02'))
    expect(await world.close('2026-12')).toEqual({ kind: 'notOver' })
    expect(await world.close('2026-11')).toEqual({ kind: 'notNext', next: '2026-10' })
    expect(await world.close('2026-10')).toEqual({ kind: 'notRun' })
    expect(await world.close('octobre')).toEqual({ kind: 'malformed' })
    await world.hasRun()
    await bookTransaction(world.deps, moveOf(2, '2026-10-02', { label: 'Autre' }))
    expect(await world.close('2026-10')).toMatchObject({
      kind: 'openExceptions',
      exceptions: [{ about: 'txn_00002' }],
    })
  })
})
