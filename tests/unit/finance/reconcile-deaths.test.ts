// What a crash leaves half done: during an import, its matching, a choice, an untying.
import { describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { importStatement } from '#finance/bank/import-statement'
import { bankStatements } from '#finance/bank/store-lines'
import { reconcilePayouts } from '#finance/reconcile-payouts'
import { resolveBy } from '#finance/resolve-by'
import { exceptionOf } from '#finance/store-exceptions'
import { tieLine, untieLine } from '#finance/tie-line'
import { bytesOf, camtFile } from '../../support/bank-files.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, lifeOf, newFate, newProcess } from '../../support/mortal.ts'
import {
  ana,
  comesInShort,
  paidOut,
  reconcileWorld,
  shortByTwelve,
  stripeLine,
} from '../../support/reconcile-world.ts'

describe('a worker that dies', () => {
  /** Every way of dying during `act`; after each the same is done again by another worker. */
  async function everyDeath(
    prepare: (table: Table) => Promise<void>,
    act: (deps: ReturnType<typeof reconcileWorld>['deps']) => Promise<unknown>,
    check: (world: ReturnType<typeof reconcileWorld>) => Promise<void>,
  ): Promise<number> {
    let deaths = 0
    for (const when of ['before', 'after', 'twice'] as const)
      for (let diesAt = 1; ; diesAt++) {
        const world = reconcileWorld({ bank: 'post', table: memoryTable() })
        await prepare(world.table)
        const fate = newFate({ diesAt, when })
        const table = newProcess(fate).mortal(world.table)
        await lifeOf(() => act({ ...world.deps, table }))
        if (fate.deaths === 0) break
        deaths += 1
        await act(world.deps)
        await reconcilePayouts(world.deps)
        await check(world)
      }
    return deaths
  }

  const file = bytesOf(camtFile([stripeLine(11_582), stripeLine(500, { date: '2026-11-10' })]))
  const sent = { bytes: file, fileName: 'releve.xml', by: ana }

  it('during an import and its matching leaves nothing twice and nothing half', async () => {
    const deaths = await everyDeath(
      async (table) => {
        const world = reconcileWorld({ table })
        await world.payout()
        await paidOut(world)
      },
      async (deps) => {
        await importStatement(deps, sent)
        await reconcilePayouts(deps)
      },
      async (world) => {
        const lines = await world.lines()
        expect(lines.map(({ cents, match }) => [cents, match?.payoutId]).toSorted()).toEqual([
          [11_582, 'po_A1b2C3d4'],
          [500, undefined],
        ])
        expect(await world.payouts()).toMatchObject([
          { differenceCents: -1_200, receivedCents: 11_582 },
        ])
        expect(await world.balance('512000')).toBe(11_582)
        expect(await world.balance('580000')).toBe(1_200)
        const kinds = (await world.open()).map(({ kind }) => kind).toSorted()
        expect(kinds).toEqual(['bankLineUnknown', 'payoutShort'])
        expect(await bankStatements(world.table)).toMatchObject([{ lineCount: 2, seenCount: 0 }])
      },
    )
    expect(deaths).toBeGreaterThan(60)
  })

  it('while a choice is carried out leaves it to whoever comes next', async () => {
    const { exception } = await shortByTwelve()
    const deaths = await everyDeath(
      async (table) => {
        const world = reconcileWorld({ table, bank: 'post' })
        await comesInShort(world)
        await world.reconcile()
      },
      async (deps) =>
        await resolveBy(deps, {
          ...{ exceptionId: exception.id, way: 'bankFees', reason: 'Frais', by: ana },
        }),
      async (world) => {
        expect(await world.open()).toEqual([])
        expect(await world.balance('627000')).toBe(1_200)
        expect(await world.balance('580000')).toBe(0)
        const there = await exceptionOf(world.table, exception.id)
        expect(there?.resolution).toMatchObject({ kind: 'booked', way: 'bankFees', by: ana })
        expect(await world.payouts()).toMatchObject([{ status: 'matched', settledCents: -1_200 }])
      },
    )
    expect(deaths).toBeGreaterThan(12)
  })

  it('after a person chose leaves the choice to the next run', async () => {
    const { world, exception } = await shortByTwelve()
    const fate = newFate({ diesAt: 3, when: 'before' })
    const table = newProcess(fate).mortal(world.table)
    const input = { exceptionId: exception.id, way: 'bankFees', reason: 'Frais', by: ana }
    await expect(resolveBy({ ...world.deps, table }, input)).rejects.toThrow(Death)
    await world.reconcile()
    expect(await world.open()).toEqual([])
    expect(await world.balance('627000')).toBe(1_200)
  })

  it('while a line is untied leaves it untied', async () => {
    let lineId = ''
    const deaths = await everyDeath(
      async (table) => {
        const world = reconcileWorld({ table, bank: 'post' })
        await comesInShort(world)
        lineId = (await world.lines())[0]?.id ?? ''
        await tieLine(world.deps, { lineId, payoutId: 'po_A1b2C3d4', how: 'hand', by: ana })
      },
      async (deps) => await untieLine(deps, { lineId, by: ana, reason: 'Non' }),
      async (world) => {
        // It is the nearest of all, and still the books do not tie it again.
        expect(await world.balance('512000')).toBe(0)
        expect((await world.payouts())[0]?.received).toHaveLength(0)
      },
    )
    expect(deaths).toBeGreaterThan(12)
  })
})
