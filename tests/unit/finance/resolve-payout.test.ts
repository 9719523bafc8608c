// The ways to settle a payout that came in short, each once, also when two people choose at once.
import { describe, expect, it } from 'vitest'
import { bookTransaction } from '#finance/book-transaction'
import { payoutDetail } from '#finance/payout-report'
import { resolveBy } from '#finance/resolve-by'
import { newTransaction } from '#finance/transaction'
import { waysFor } from '#finance/ways'
import { newFate, newProcess } from '../../support/mortal.ts'
import {
  ana,
  bo,
  reconcileWorld,
  shortByTwelve,
  stripeLine,
} from '../../support/reconcile-world.ts'

describe('a payout short by 12.00', () => {
  it('is settled as fees of the bank: 627 against 580, with who and why', async () => {
    const { world, exception } = await shortByTwelve()
    const settled = await world.resolve({
      ...{ exceptionId: exception.id, way: 'bankFees', reason: 'Commission de la banque' },
    })
    expect(settled).toMatchObject({ kind: 'resolved', source: `${exception.id}:settled` })
    const entry = (await world.ledger()).find(({ source }) => source === `${exception.id}:settled`)
    expect(entry).toMatchObject({
      ...{ journal: 'OD', date: '2026-11-30', by: ana, reason: 'Commission de la banque' },
      piece: { ref: 'po_A1b2C3d4' },
      postings: [
        { account: '580000', cents: -1_200 },
        { account: '627000', cents: 1_200 },
      ],
    })
    expect(await world.balance('580000')).toBe(0)
    expect(await world.payouts()).toMatchObject([
      { status: 'matched', differenceCents: 0, settledCents: -1_200 },
    ])
    await world.reconcile()
    expect(await world.open()).toEqual([])
    expect((await payoutDetail(world.deps, 'po_A1b2C3d4'))?.exceptions).toMatchObject([
      { resolution: { kind: 'booked', way: 'bankFees', by: ana } },
    ])
  })

  it('is settled as a difference: 658', async () => {
    const { world, exception } = await shortByTwelve()
    await world.resolve({ exceptionId: exception.id, way: 'difference', reason: 'Inexpliqué' })
    expect(await world.balance('658000')).toBe(1_200)
    expect(await world.balance('580000')).toBe(0)
  })

  it('waits for the bank, comes back on its day, and goes by itself when the money comes', async () => {
    const { world, exception } = await shortByTwelve()
    const { id: exceptionId } = exception
    expect(await world.resolve({ exceptionId, way: 'wait', until: '2026-12-04' })).toMatchObject({
      ...{ kind: 'waiting', until: '2026-12-04' },
    })
    expect(await world.open()).toMatchObject([{ waiting: { until: '2026-12-04', by: ana } }])
    await world.bankSays(stripeLine(1_200, { date: '2026-11-25', endToEnd: 'PO-A1B2C3D4' }))
    expect(await world.open()).toEqual([])
    expect(await world.payouts()).toMatchObject([{ status: 'matched', receivedCents: 12_782 }])
  })

  it('is noted without a booking, and counts as explained', async () => {
    const { world, exception } = await shortByTwelve('match-only')
    const reason = 'Comptabilisé par le cabinet'
    expect(await world.resolve({ exceptionId: exception.id, way: 'noted', reason })).toMatchObject({
      exception: { resolution: { kind: 'noted', reason } },
    })
    expect((await world.ledger()).map(({ source }) => source)).toEqual(['txn_po'])
    expect(await world.payouts()).toMatchObject([{ status: 'matched', settledCents: -1_200 }])
  })

  it('is settled by an entry that was made by hand, which must be there', async () => {
    const { world, exception } = await shortByTwelve()
    const input = { exceptionId: exception.id, way: 'entry', source: 'je_hand' }
    expect(await world.resolve(input)).toMatchObject({ kind: 'invalid', field: 'source' })
    await bookTransaction(
      world.deps,
      newTransaction({
        ...{ source: 'je_hand', journal: 'OD', date: '2026-11-30', label: 'Frais', by: ana },
        ...{ reason: 'Frais', piece: { ref: 'je_hand', date: '2026-11-30' } },
        postings: [
          { account: '580000', cents: -1_200 },
          { account: '627000', cents: 1_200 },
        ],
      }),
    )
    expect(await world.resolve(input)).toMatchObject({
      exception: { resolution: { kind: 'booked', source: 'je_hand' } },
    })
  })

  it('is untied: the payout is alone again, and its line is', async () => {
    const { world, exception } = await shortByTwelve()
    const [line] = await world.lines()
    const input = {
      exceptionId: exception.id,
      way: 'untie',
      lineId: line?.id,
      reason: 'Autre chose',
    }
    expect(await world.resolve(input)).toMatchObject({ kind: 'resolved' })
    expect(await world.balance(world.accounts.bank)).toBe(0)
  })

  it('asks for what a way needs, and refuses a way that is none', async () => {
    const { world, exception } = await shortByTwelve()
    const { id: exceptionId } = exception
    expect(await world.resolve({ exceptionId, way: 'bankFees', reason: ' ' })).toMatchObject({
      ...{ kind: 'invalid', field: 'reason' },
    })
    expect(await world.resolve({ exceptionId, way: 'bankLine', lineId: 'bl_0' })).toMatchObject({
      ...{ kind: 'invalid', field: 'lineId' },
    })
    const long = 'b'.repeat(3_000)
    for (const given of [
      { way: 'bankLine', lineId: long },
      { way: 'entry', source: long },
    ])
      expect(await world.resolve({ exceptionId, ...given })).toMatchObject({ kind: 'invalid' })
    expect(await world.resolve({ exceptionId: long, way: 'noted' })).toEqual({ kind: 'missing' })
    for (const until of ['2026-11-30', '2027-11-30', '2026-13-01', 'demain'])
      expect(await world.resolve({ exceptionId, way: 'wait', until })).toMatchObject({
        field: 'until',
      })
    expect(await world.resolve({ exceptionId, way: 'fees', reason: 'x' })).toMatchObject({
      kind: 'unknownWay',
    })
    expect(await world.resolve({ exceptionId: 'ex_none', way: 'noted', reason: 'x' })).toEqual({
      kind: 'missing',
    })
    expect(await world.open()).toHaveLength(1)
  })

  it('is settled once when two people do at once, each their way', async () => {
    for (let order = 0; order < 8; order++) {
      const { world, exception } = await shortByTwelve()
      const slow = newProcess(newFate(), async () => {
        for (let wait = 0; wait < order; wait++) await Promise.resolve()
      })
      const one = { ...world.deps, table: slow.mortal(world.table) }
      const input = { exceptionId: exception.id, reason: 'Vu' }
      const outcomes = await Promise.all([
        resolveBy(one, { ...input, way: 'bankFees', by: ana }),
        resolveBy(world.deps, { ...input, way: 'difference', by: bo }),
      ])
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['already', 'resolved'])
      expect(await world.balance('580000')).toBe(0)
      const costs = [await world.balance('627000'), await world.balance('658000')]
      expect(costs.toSorted()).toEqual([0, 1_200])
      expect(await world.open()).toEqual([])
    }
  })

  it('is no second time settled by who comes later', async () => {
    const { world, exception } = await shortByTwelve()
    const input = { exceptionId: exception.id, way: 'bankFees', reason: 'Frais' }
    await world.resolve(input)
    expect(await world.resolve(input)).toMatchObject({ kind: 'already' })
    expect(await world.resolve({ ...input, by: bo, way: 'noted' })).toMatchObject({
      kind: 'already',
    })
    expect(await world.balance('627000')).toBe(1_200)
  })
})

describe('the ways to settle', () => {
  it('are there for every kind of exception, in both languages, the likeliest first', async () => {
    const { books } = reconcileWorld().deps.publication
    const { exceptionKinds } = await import('#finance/exception')
    const base = { id: 'ex_1' as never, about: 'txn_1', cents: -1_200, date: '2026-11-09' }
    for (const kind of exceptionKinds) {
      const exception = { ...base, kind, raisedAt: '2026-11-09T00:00:00.000Z' as never, refs: {} }
      const ways = waysFor(exception, { books })
      expect(ways.length, kind).toBeGreaterThan(1)
      expect(new Set(ways.map(({ id }) => id)).size).toBe(ways.length)
      for (const way of ways) {
        expect(
          way.explains.fr.length * way.explains.en.length * way.title.fr.length,
        ).toBeGreaterThan(0)
        expect((way.postings ?? []).reduce((sum, { cents }) => sum + cents, 0)).toBe(0)
      }
    }
  })
})
