// Sealing and closing by processes that die between any two writes, by two at once, with answers that
// are lost; then any stored byte changed, and verify names the place.
import { describe, expect, it } from 'vitest'
import { monthCloseKey } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import { bookTransaction } from '#finance/book-transaction'
import { closeMonth, finishClose } from '#finance/close-month'
import { accountLines } from '#finance/read-ledger'
import { rebuildLines } from '#finance/rebuild-lines'
import { sealBooks } from '#finance/seal-books'
import { monthCloseOf } from '#finance/store-closes'
import { transactionOf } from '#finance/store-ledger'
import { lastSeal, sealingOf } from '#finance/store-seals'
import { verifyBooks } from '#finance/verify-books'
import { minuteMs } from '#kernel/time'
import { moveOf, newLedgerWorld } from '../../support/ledger-world.ts'
import { Death, type Fate, newFate, newProcess } from '../../support/mortal.ts'

const some = (from: number, count: number, date?: string) =>
  Array.from({ length: count }, (_, at) => moveOf(from + at, date))

/** Runs until it is through: every process that dies is followed by another. */
async function untilDone<T>(
  world: ReturnType<typeof newLedgerWorld>,
  fate: Fate,
  act: (deps: ReturnType<typeof newLedgerWorld>['deps']) => Promise<T>,
): Promise<T> {
  for (let life = 0; life < 20; life++) {
    const { mortal } = newProcess(fate)
    try {
      return await act({ ...world.deps, table: mortal(world.deps.table) })
    } catch (error) {
      if (!(error instanceof Death)) throw error
    }
  }
  throw new Error('It never ends')
}

/** Everything stored, without what says when a mail was left. */
async function contents(table: Table): Promise<string[]> {
  const items: string[] = []
  for await (const item of table.scan()) items.push(JSON.stringify(item, sorted))
  return items.toSorted()
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

describe('a seal', () => {
  it('is the same whatever dies on the way, before or after any call, or comes twice', async () => {
    const clean = newLedgerWorld()
    await clean.book(...some(0, 14))
    const counting = newFate()
    await untilDone(clean, counting, sealBooks)
    const expected = await contents(clean.table)
    expect(counting.calls).toBeGreaterThan(15)
    for (const when of ['before', 'after', 'twice'] as const)
      for (let diesAt = 1; diesAt <= counting.calls; diesAt++) {
        const world = newLedgerWorld()
        await world.book(...some(0, 14))
        await untilDone(world, newFate({ diesAt, when }), sealBooks)
        expect(await contents(world.table), `${when} ${diesAt}`).toEqual(expected)
      }
  })

  it('is one when two seal at once: each number is given once, and none is missing', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const world = newLedgerWorld()
      await world.book(...some(0, 20))
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
        for (const one of some(20, 10)) await bookTransaction(worker(), one)
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
      await world.book(...some(0, 5))
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
    await world.book(...some(0, 3))
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
    await world.book(...some(0, 12), ...some(12, 5, '2026-12-01'))
    await world.hasRun()
    return world
  }
  const close = async (world: Awaited<ReturnType<typeof november>>, fate: Fate) => {
    await untilDone(world, fate, (deps) => closeMonth(deps, { month: '2026-11', by: 'ana' }))
    world.forward(minuteMs)
    return await untilDone(world, fate, (deps) => finishClose(deps, { month: '2026-11' }))
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

describe('verify', () => {
  it('names the place of any stored byte that was changed', async () => {
    const build = async () => {
      const world = newLedgerWorld()
      await world.book(...some(0, 6))
      await world.seal()
      await world.hasRun()
      await world.close('2026-11')
      await world.book(moveOf(9, '2026-11-30'), moveOf(10, '2026-12-02'))
      await world.seal()
      return world
    }
    const world = await build()
    expect(await world.verify()).toMatchObject({ kind: 'ok', transactions: 8, unsealed: 0 })
    const items: Item[] = []
    for await (const item of world.table.scan()) if (isProven(item)) items.push(item)
    const kinds = new Set<string>()
    let changes = 0
    for (const item of items)
      for (const path of leavesOf(item)) {
        const changed = structuredClone(item)
        change(changed, path)
        await world.table.put(changed as never)
        const verdict = await verifyBooks(world.table)
        expect(verdict.kind, `${item['pk']} ${item['sk']} ${path.join('.')}`).toBe('differs')
        if (verdict.kind === 'differs') kinds.add(verdict.difference.kind)
        await world.table.put(item as never)
        changes++
      }
    expect(changes).toBeGreaterThan(500)
    expect([...kinds].toSorted()).toEqual(
      ['chain', 'changed', 'close', 'line', 'page', 'seal', 'stamp'].toSorted(),
    )
    expect((await world.verify()).kind).toBe('ok')
  })

  it('names what was taken away, and a hash that no seal has', async () => {
    const world = newLedgerWorld()
    await world.book(...some(0, 4))
    await world.seal()
    const anchor = (await lastSeal(world.table))?.hash ?? ''
    expect((await world.verify(anchor)).kind).toBe('ok')
    expect(await world.verify('a'.repeat(64))).toMatchObject({ difference: { kind: 'anchor' } })
    for await (const item of world.table.scan()) {
      if (!isProven(item)) continue
      await world.table.delete(item as never)
      const verdict = await world.verify(anchor)
      expect(verdict.kind, `${item['pk']} ${item['sk']}`).toBe('differs')
      await world.table.put(item as never)
    }
  })

  it.each([
    ['with something in it', 4],
    ['with nothing in it', 0],
  ])('names a month closed %s that names no seal there is, or is not closed', async (_, count) => {
    const world = newLedgerWorld()
    await world.book(...some(0, count))
    await world.hasRun()
    await world.close('2026-11')
    const close = await world.table.get(monthCloseKey('2026-11'))
    const seal = close?.['seal'] as { number: number; hash: string }
    const { seal: _seal, ...without } = close ?? {}
    for (const [what, changed] of [
      ['none', without],
      ['nought', { ...close, seal: { number: 0, hash: '0'.repeat(64) } }],
      ['one to come', { ...close, seal: { ...seal, number: seal.number + 1 } }],
      ['not closed', { ...close, status: 'closing' }],
    ] as const) {
      await world.table.put(changed as never)
      expect(await world.verify(), what).toMatchObject({
        ...{ kind: 'differs', difference: { kind: 'close', month: '2026-11' } },
      })
    }
    await world.table.put(close as never)
    expect((await world.verify()).kind).toBe('ok')
  })
})

describe('rebuilding the lines', () => {
  it('makes good whatever became of them, and a second time changes nothing', async () => {
    const world = newLedgerWorld()
    await world.book(...some(0, 9))
    await world.seal()
    const expected = await contents(world.table)
    const lines: Item[] = []
    for await (const item of world.table.scan())
      if (/^(ACCOUNT|CUSTOMERACCOUNT)#/.test(String(item['pk']))) lines.push(item)
    const [first, second, third] = lines
    await world.table.delete(first as never)
    await world.table.put({ ...second, cents: 1 } as never)
    await world.table.put({ ...third, sk: `${third?.['sk']}0` } as never)
    expect((await world.verify()).kind).toBe('differs')
    expect(await rebuildLines(world.deps)).toEqual({ written: 2, removed: 1 })
    expect(await contents(world.table)).toEqual(expected)
    expect(await rebuildLines(world.deps)).toEqual({ written: 0, removed: 0 })
    expect((await world.verify()).kind).toBe('ok')
  })
})

/** What verify answers for: the ledger, its seals and pages, the lines, the closed months. */
function isProven({ pk, sk }: Item): boolean {
  return (
    /^(LEDGER|ACCOUNT|CUSTOMERACCOUNT)#/.test(String(pk)) ||
    ['SEALS', 'CLOSES'].includes(String(pk)) ||
    (/^SEAL#/.test(String(pk)) && !String(sk).startsWith('MAIL#'))
  )
}

type Path = (string | number)[]

/** Every text and number of an item that is no key of its own; who closed a month, and when, is told by the trail. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null)
    return ['pk', 'sk', 'by', 'askedAt', 'closedAt', 'month'].includes(String(path[0]))
      ? []
      : [path]
  return Object.entries(value).flatMap(([name, inner]) =>
    leavesOf(inner, [...path, Array.isArray(value) ? Number(name) : name]),
  )
}

/** Changes one character, or a number by one. */
function change(value: unknown, path: Path): void {
  const name = path.at(-1) ?? ''
  let holder = value as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) holder = holder[step] as typeof holder
  const was = holder[name]
  holder[name] =
    typeof was === 'string' ? was.slice(0, -1) + (was.endsWith('1') ? '2' : '1') : Number(was) + 1
}
