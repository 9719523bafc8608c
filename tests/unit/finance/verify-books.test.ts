// Any stored byte changed, or any item taken away, and verify names the place; lines can be made anew.
import { describe, expect, it } from 'vitest'
import { monthCloseKey } from '#aws/keys'
import type { Item } from '#aws/table'
import { rebuildLines } from '#finance/rebuild-lines'
import { lastSeal } from '#finance/store-seals'
import { verifyBooks } from '#finance/verify-books'
import { changeAt, leavesOf } from '../../support/leaves.ts'
import { contentsOf, moveOf, movesFrom, newLedgerWorld } from '../../support/ledger-world.ts'

describe('verify', () => {
  it('names the place of any stored byte that was changed', async () => {
    const build = async () => {
      const world = newLedgerWorld()
      await world.book(...movesFrom(0, 6))
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
      for (const path of fieldsOf(item)) {
        const changed = structuredClone(item)
        changeAt(changed, path)
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
    await world.book(...movesFrom(0, 4))
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
    await world.book(...movesFrom(0, count))
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
    await world.book(...movesFrom(0, 9))
    await world.seal()
    const expected = await contentsOf(world.table)
    const lines: Item[] = []
    for await (const item of world.table.scan())
      if (/^(ACCOUNT|CUSTOMERACCOUNT)#/.test(String(item['pk']))) lines.push(item)
    const [first, second, third] = lines
    await world.table.delete(first as never)
    await world.table.put({ ...second, cents: 1 } as never)
    await world.table.put({ ...third, sk: `${third?.['sk']}0` } as never)
    expect((await world.verify()).kind).toBe('differs')
    expect(await rebuildLines(world.deps)).toEqual({ written: 2, removed: 1 })
    expect(await contentsOf(world.table)).toEqual(expected)
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

/** Every text and number of an item that is no key of its own; who closed a month, and when, is told by the trail. */
function fieldsOf(item: Item) {
  const told = ['pk', 'sk', 'by', 'askedAt', 'closedAt', 'month']
  return leavesOf(item, ([field]) => !told.includes(String(field)))
}
