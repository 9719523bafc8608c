// Payouts between Stripe and the bank: matched, short, over, late; imports in any order; the ways to
// settle an exception; what a crash leaves half done; and two people at once.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { importStatement } from '#finance/bank/import-statement'
import { bankStatements } from '#finance/bank/store-lines'
import { bookTransaction } from '#finance/book-transaction'
import { payoutDetail } from '#finance/payout-report'
import { reconcilePayouts } from '#finance/reconcile-payouts'
import { resolveBy } from '#finance/resolve-by'
import { exceptionOf, raiseException } from '#finance/store-exceptions'
import { getPayout, noteMoves } from '#finance/store-payouts'
import { tieLine, untieLine } from '#finance/tie-line'
import { newTransaction } from '#finance/transaction'
import { waysFor } from '#finance/ways'
import {
  bytesOf,
  camtFile,
  sidedTable,
  signedTable,
  type TestLine,
} from '../../support/bank-files.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate, newProcess } from '../../support/mortal.ts'
import { ana, aPayout, bo, reconcileWorld } from '../../support/reconcile-world.ts'

const stripe = (cents: number, made: Partial<TestLine> = {}): TestLine => ({
  ...{ date: '2026-11-09', cents, text: 'VIR SEPA STRIPE PAYMENTS EUROPE' },
  ...made,
})

/** 580 holds the payout, as its balance transaction booked it. */
async function paidOut(world: ReturnType<typeof reconcileWorld>, cents = 12_782) {
  const { inTransit, stripe: balance } = world.accounts
  await bookTransaction(
    world.deps,
    newTransaction({
      ...{ source: 'txn_po', journal: 'ST', date: '2026-11-05', label: 'Virement Stripe' },
      piece: { ref: 'txn_po', date: '2026-11-05' },
      postings: [
        { account: inTransit, cents },
        { account: balance, cents: -cents },
      ],
    }),
  )
}

async function shortByTwelve(bank: 'post' | 'match-only' = 'post') {
  const world = reconcileWorld({ bank })
  await world.payout()
  await paidOut(world)
  await world.take(camtFile([stripe(11_582)]))
  await world.reconcile()
  const [exception] = await world.open()
  if (!exception) throw new Error('no exception')
  return { world, exception }
}

describe('a payout', () => {
  it('waits until the bank has it, and is matched when it does', async () => {
    const world = reconcileWorld({ bank: 'post' })
    await world.payout()
    await paidOut(world)
    await world.reconcile()
    expect(await world.payouts()).toMatchObject([{ status: 'waiting', differenceCents: 0 }])
    await world.take(camtFile([stripe(12_782, { reference: 'BANQUE1' })]))
    await world.reconcile()
    expect(await world.payouts()).toMatchObject([
      { status: 'matched', differenceCents: 0, receivedCents: 12_782 },
    ])
    expect(await world.open()).toEqual([])
    expect(await world.balance(world.accounts.inTransit)).toBe(0)
    expect(await world.balance(world.accounts.bank)).toBe(12_782)
    expect((await world.ledger())[0]).toMatchObject({
      journal: 'BQ',
      date: '2026-11-09',
      piece: { ref: 'BANQUE1' },
    })
  })

  it('books no bank line where the bank is matched alone', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.take(camtFile([stripe(12_782)]))
    await world.reconcile()
    expect(await world.payouts()).toMatchObject([{ status: 'matched' }])
    expect(await world.ledger()).toEqual([])
  })

  it('that comes in short by 12.00 raises one exception, once', async () => {
    const { world, exception } = await shortByTwelve()
    await world.reconcile()
    await world.take(camtFile([stripe(11_582)]))
    await world.reconcile()
    expect(await world.open()).toEqual([exception])
    expect(exception).toMatchObject({
      ...{ kind: 'payoutShort', about: 'po_A1b2C3d4', cents: -1_200, date: '2026-11-09' },
    })
    expect(await world.payouts()).toMatchObject([{ status: 'short', differenceCents: -1_200 }])
  })

  it('that comes in over raises another kind', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.take(camtFile([stripe(13_000)]))
    await world.reconcile()
    expect(await world.open()).toMatchObject([{ kind: 'payoutOver', cents: 218 }])
    expect(await world.payouts()).toMatchObject([{ status: 'over', differenceCents: 218 }])
  })

  it('that is a cent off is settled by the books, two cents off by a person alone', async () => {
    for (const [cents, status, cost] of [
      [12_781, 'matched', 1],
      [12_783, 'matched', -1],
      [12_780, 'short', 0],
    ] as const) {
      const world = reconcileWorld({ bank: 'post' })
      await world.payout()
      await paidOut(world)
      await world.take(camtFile([stripe(cents)]))
      await world.reconcile()
      await world.reconcile()
      expect(await world.payouts(), String(cents)).toMatchObject([{ status }])
      const { differenceCost, differenceGain, inTransit } = world.accounts
      expect(await world.balance(cost < 0 ? differenceGain : differenceCost)).toBe(cost)
      expect(await world.balance(inTransit)).toBe(status === 'matched' ? 0 : 2)
    }
  })

  it('is late once the bank’s statements reach five days past its arrival without it', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.take(camtFile([{ date: '2026-11-13', cents: -100, text: 'X' }]))
    await world.reconcile()
    expect(await world.open()).toEqual([])
    await world.take(camtFile([{ date: '2026-11-14', cents: -100, text: 'X' }]))
    await world.reconcile()
    expect(await world.open()).toMatchObject([{ kind: 'payoutLate', cents: -12_782 }])
    await world.take(camtFile([stripe(12_782, { date: '2026-11-18' })]))
    await world.reconcile()
    expect(await world.open()).toEqual([])
    expect(await world.payouts()).toMatchObject([{ status: 'matched' }])
  })

  it('is not late by the statement of an account that Stripe does not pay into', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.take(camtFile([stripe(500, { date: '2026-11-04', text: 'STRIPE po_Earlier00' })]))
    const other = { iban: 'FR7610107001011234567890129' }
    await world.take(camtFile([{ date: '2026-11-28', cents: -100, text: 'X' }], other))
    await world.reconcile()
    expect((await world.open()).map(({ kind }) => kind)).toEqual(['bankLineUnknown'])
  })

  it('in another currency is a person’s to look at, and settled by the line they give it', async () => {
    const world = reconcileWorld()
    await world.payout({ currency: 'usd' })
    await world.take(camtFile([stripe(11_000)]))
    await world.reconcile()
    const kinds = (await world.open()).map(({ kind }) => kind).toSorted()
    expect(kinds).toEqual(['bankLineUnknown', 'payoutCurrency'])
    const [line] = await world.lines()
    const about = (await world.open()).find(({ kind }) => kind === 'payoutCurrency')
    const way = { exceptionId: about?.id ?? '', way: 'bankLine', lineId: line?.id }
    expect(await world.resolve(way)).toMatchObject({ kind: 'resolved' })
    await world.reconcile()
    expect(await world.open()).toEqual([])
    expect(await world.payouts()).toMatchObject([{ status: 'matched', differenceCents: 0 }])
  })

  it('that is not the sum of its moves says by how much', async () => {
    const world = reconcileWorld()
    await world.payout()
    await noteMoves(world.table, 'po_A1b2C3d4', { count: 4, cents: 12_700 })
    await world.reconcile()
    expect(await world.open()).toMatchObject([{ kind: 'payoutDiffers', cents: -82 }])
  })

  it('that failed after it arrived is even when the bank has sent it back', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.take(camtFile([stripe(12_782)]))
    await world.reconcile()
    await world.payout({
      atStripe: 'failed',
      readAt: aPayout().readAt.replace('-10T', '-12T') as never,
    })
    await world.reconcile()
    expect((await world.open()).map(({ kind }) => kind)).toEqual(['bankLineUnknown'])
    await world.take(
      signedTable([stripe(-12_782, { date: '2026-11-12', text: 'REJET VIR STRIPE' })]),
    )
    await world.reconcile()
    expect(await world.open()).toEqual([])
    expect(await world.payouts()).toMatchObject([{ status: 'matched', expectedCents: 0 }])
  })

  it('takes an older reading of Stripe for nothing', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.payout({ atStripe: 'in_transit', readAt: '2026-11-06T00:00:00.000Z' as never })
    expect((await getPayout(world.table, 'po_A1b2C3d4'))?.atStripe).toBe('paid')
  })
})

describe('a bank line', () => {
  it('that was seen before is counted, not stored twice, whichever file brings it', async () => {
    const world = reconcileWorld()
    const lines = [
      stripe(12_782),
      stripe(500, { date: '2026-11-10' }),
      stripe(500, { date: '2026-11-10' }),
    ]
    const first = await world.take(camtFile(lines))
    expect(first).toMatchObject({ newCount: 3, seenCount: 0, isAgain: false })
    expect(await world.take(camtFile(lines))).toMatchObject({
      newCount: 0,
      seenCount: 3,
      isAgain: true,
    })
    const later = [...lines, stripe(700, { date: '2026-11-11' })]
    expect(await world.take(camtFile(later))).toMatchObject({ newCount: 1, seenCount: 3 })
    expect(await world.take(sidedTable(later))).toMatchObject({ newCount: 0, seenCount: 4 })
    expect(await world.lines()).toHaveLength(4)
  })

  it('keeps nothing of what the publisher paid to others but day and amount', async () => {
    const world = reconcileWorld()
    await world.take(
      signedTable([{ date: '2026-11-27', cents: -210_000, text: 'VIR SALAIRE C. DUPRE' }]),
    )
    const [line] = await world.lines()
    expect(line).toMatchObject({ cents: -210_000, isStripe: false })
    expect(JSON.stringify(line)).not.toMatch(/SALAIRE|DUPRE/)
    const again = await world.take(
      signedTable([
        { date: '2026-11-27', cents: -210_000, text: 'VIR SALAIRE C. DUPRE' },
        stripe(5),
      ]),
    )
    expect(again).toMatchObject({ newCount: 1, seenCount: 1 })
  })

  it('from Stripe that matches no payout is a person’s to look at, until it does', async () => {
    const world = reconcileWorld()
    await world.take(camtFile([stripe(12_782)]))
    await world.reconcile()
    const [unknown] = await world.open()
    expect(unknown).toMatchObject({ kind: 'bankLineUnknown', cents: 12_782 })
    await world.payout()
    await world.reconcile()
    expect(await world.open()).toEqual([])
    expect((await exceptionOf(world.table, unknown?.id ?? ''))?.resolution).toMatchObject({
      kind: 'gone',
    })
  })

  it('of a day that has not come is refused with its file', async () => {
    const world = reconcileWorld()
    const refused = await world.take(signedTable([stripe(1, { date: '2027-03-01' })]))
    expect(refused).toMatchObject({ kind: 'refused' })
    expect(await world.lines()).toEqual([])
  })

  it('belongs to nobody twice: two payouts that want it are told apart', async () => {
    const world = reconcileWorld()
    await world.payout()
    await world.payout({ id: 'po_Other0000' })
    await world.take(camtFile([stripe(12_782)]))
    await world.reconcile()
    const [line] = await world.lines()
    const other = line?.match?.payoutId === 'po_A1b2C3d4' ? 'po_Other0000' : 'po_A1b2C3d4'
    const hand = { lineId: line?.id ?? '', payoutId: other, how: 'hand' as const, by: ana }
    expect(await tieLine(world.deps, hand)).toMatchObject({ kind: 'taken' })
    expect((await world.payouts()).filter(({ status }) => status === 'matched')).toHaveLength(1)
  })

  it('can be untied and tied again, and the bank’s account follows', async () => {
    const world = reconcileWorld({ bank: 'post' })
    await world.payout()
    await paidOut(world)
    await world.take(camtFile([stripe(11_582)]))
    await world.reconcile()
    const lineId = (await world.lines())[0]?.id ?? ''
    const reason = 'Ce n’est pas lui'
    expect(await untieLine(world.deps, { lineId, by: ana, reason })).toMatchObject({
      kind: 'untied',
    })
    expect(await world.balance(world.accounts.bank)).toBe(0)
    await tieLine(world.deps, { lineId, payoutId: 'po_A1b2C3d4', how: 'hand', by: ana })
    expect(await world.balance(world.accounts.bank)).toBe(11_582)
    expect(await untieLine(world.deps, { lineId, by: ana, reason })).toMatchObject({
      kind: 'untied',
    })
    expect(await world.balance(world.accounts.bank)).toBe(0)
    expect(await untieLine(world.deps, { lineId, by: ana, reason })).toMatchObject({
      kind: 'notTied',
    })
    expect((await world.ledger()).map(({ source }) => source)).toEqual([
      ...[lineId, `${lineId}:2`, `${lineId}:2:reversed`, `${lineId}:reversed`, 'txn_po'],
    ])
  })
})

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
    await world.take(camtFile([stripe(1_200, { date: '2026-11-25', endToEnd: 'PO-A1B2C3D4' })]))
    await world.reconcile()
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
        try {
          await act({ ...world.deps, table })
        } catch (error) {
          if (!(error instanceof Death)) throw error
        }
        if (fate.deaths === 0) break
        deaths += 1
        await act(world.deps)
        await reconcilePayouts(world.deps)
        await check(world)
      }
    return deaths
  }

  const file = bytesOf(camtFile([stripe(11_582), stripe(500, { date: '2026-11-10' })]))
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
        await world.payout()
        await paidOut(world)
        await world.take(camtFile([stripe(11_582)]))
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
        await world.payout()
        await paidOut(world)
        await world.take(camtFile([stripe(11_582)]))
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

describe('statements in any order', () => {
  const some = fc
    .array(
      fc.record({
        day: fc.integer({ min: 1, max: 16 }),
        amount: fc.constantFrom(10_000, 10_000, 12_000, 12_001, 30_000),
        off: fc.constantFrom(0, 0, 0, -1, -1_200, 250),
        delay: fc.integer({ min: 0, max: 6 }),
        isNamed: fc.boolean(),
      }),
      { minLength: 1, maxLength: 7 },
    )
    .map((all) =>
      all.map((one, at) => ({
        ...one,
        id: `po_number000${at}`,
        date: `2026-11-${String(one.day).padStart(2, '0')}`,
        arrivalDate: `2026-11-${String(one.day + 2).padStart(2, '0')}`,
        booked: `2026-11-${String(one.day + 2 + one.delay).padStart(2, '0')}`,
      })),
    )

  type Made = { id: string; date: string; arrivalDate: string; amount: number }

  async function endOf(payouts: readonly Made[], files: readonly string[], everyTime: boolean) {
    const world = reconcileWorld({ bank: 'post' })
    for (const { id, date, arrivalDate, amount } of payouts)
      await world.payout({ id, date, arrivalDate, amount })
    for (const file of files) {
      await world.take(file)
      if (everyTime) await world.reconcile()
    }
    await world.reconcile()
    return {
      payouts: (await world.payouts()).map(({ id, status, differenceCents }) => [
        id,
        status,
        differenceCents,
      ]),
      bank: await world.balance('512000'),
      open: (await world.open()).map(({ kind, about, cents }) => [kind, about, cents]).toSorted(),
    }
  }

  it('come to the same payouts, exceptions and balance of the bank', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), async (payouts, seed) => {
        const lines = payouts
          .map((one) =>
            stripe(one.amount + one.off, {
              date: one.booked,
              text: one.isNamed ? `STRIPE ${one.id}` : 'STRIPE',
            }),
          )
          .toSorted((a, b) => (a.date < b.date ? -1 : 1))
        const cut = Math.floor(lines.length / 2)
        // Overlapping files, one of them the whole again.
        const files = [lines.slice(0, cut + 1), lines.slice(cut), lines]
          .filter((part) => part.length > 0)
          .map((part) => camtFile(part))
        const shuffled = files.map((_, at) => files[(at * 2 + seed) % files.length] ?? '')
        const one = await endOf(payouts, files, false)
        expect(
          await endOf(payouts, shuffled.length === 3 ? shuffled : files.toReversed(), true),
        ).toEqual(one)
        expect(await endOf(payouts.toReversed(), files.toReversed(), true)).toEqual(one)
      }),
      { numRuns: 40 },
    )
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

describe('an amount in suspense', () => {
  const customer = 'cu_01hzy3v9k2m4n6p8q0r2s4t6v8'
  async function unknownMove(refs: Record<string, string> = {}) {
    const world = reconcileWorld()
    const day = '2026-11-09'
    await bookTransaction(
      world.deps,
      newTransaction({
        ...{ source: 'txn_new', journal: 'ST', date: day, label: 'Stripe novelty' },
        piece: { ref: 'txn_new', date: day },
        postings: [
          { account: '517100', cents: 950 },
          { account: '627800', cents: 50 },
          { account: '471000', cents: -1_000 },
        ],
      }),
    )
    const raised = {
      kind: 'unknownCategory' as const,
      about: 'txn_new',
      cents: 1_000,
      date: day,
      refs,
    }
    const { exception } = await raiseException(world.deps, raised)
    return { world, exceptionId: exception.id }
  }

  it.each([
    ['fees', {}, '627800', undefined],
    ['otherProduct', {}, '467100', undefined],
    ['account', { account: '654000' }, '654000', undefined],
    ['customer', { customerId: customer }, '411000', customer],
  ] as const)('goes where a person says: %s', async (way, given, account, auxiliary) => {
    const { world, exceptionId } = await unknownMove()
    const settled = await world.resolve({ exceptionId, way, reason: 'Vu avec Stripe', ...given })
    expect(settled).toMatchObject({ kind: 'resolved' })
    expect(await world.balance('471000')).toBe(0)
    const entry = (await world.ledger()).find(({ source }) => source === `${exceptionId}:settled`)
    expect(entry?.postings.find((one) => one.account === account)).toEqual({
      ...{ account, cents: -1_000 },
      ...(auxiliary === undefined ? {} : { auxiliary }),
    })
  })

  it('asks for an account that the books know, and a customer’s number', async () => {
    const { world, exceptionId } = await unknownMove()
    const input = { exceptionId, reason: 'x' }
    for (const account of ['999999', '', "401000'"])
      expect(await world.resolve({ ...input, way: 'account', account })).toMatchObject({
        field: 'account',
      })
    expect(await world.resolve({ ...input, way: 'customer', customerId: 'Dupont' })).toMatchObject({
      field: 'customerId',
    })
    expect(await world.balance('471000')).toBe(-1_000)
  })

  it('is not booked away when it is of another currency', async () => {
    const { world, exceptionId } = await unknownMove({ currency: 'usd' })
    expect(await world.resolve({ exceptionId, way: 'fees', reason: 'x' })).toMatchObject({
      kind: 'unknownWay',
    })
  })

  it('of an invoice that pays for nothing becomes revenue without its VAT', async () => {
    const world = reconcileWorld()
    const day = '2026-11-09'
    await bookTransaction(
      world.deps,
      newTransaction({
        ...{ source: 'in_x:finalized', journal: 'VE', date: day, label: 'Facture' },
        piece: { ref: 'F1', date: day },
        postings: [
          { account: '411000', auxiliary: customer, cents: 9_900 },
          { account: '471000', cents: -9_696 },
          { account: '445800', cents: -204 },
        ],
      }),
    )
    const raised = { kind: 'invoiceOfNothing' as const, about: 'in_x', cents: 9_900, date: day }
    const { exception } = await raiseException(world.deps, raised)
    const input = { exceptionId: exception.id, way: 'printRevenue', reason: 'Numéros anciens' }
    expect(await world.resolve(input)).toMatchObject({ kind: 'resolved' })
    expect([await world.balance('471000'), await world.balance('701300')]).toEqual([0, -9_696])
  })

  it('that a customer is owed or owes is settled on their own account', async () => {
    for (const [kind, way, sign] of [
      ['refundWithoutNote', 'goodwill', 1],
      ['refundOwed', 'renounced', -1],
    ] as const) {
      const world = reconcileWorld()
      const day = '2026-11-09'
      await bookTransaction(
        world.deps,
        newTransaction({
          ...{ source: 'txn_re', journal: 'ST', date: day, label: 'Remboursement' },
          piece: { ref: 'txn_re', date: day },
          postings: [
            { account: '411000', auxiliary: customer, cents: sign * 3_300 },
            { account: '517100', cents: -sign * 3_300 },
          ],
        }),
      )
      const raised = { kind, about: 're_1', cents: 3_300, date: day, refs: { source: 'txn_re' } }
      const { exception } = await raiseException(world.deps, raised)
      const input = { exceptionId: exception.id, way, reason: 'Geste' }
      expect(await world.resolve(input), way).toMatchObject({ kind: 'resolved' })
      expect(await world.balance('411000'), way).toBe(0)
      const entry = (await world.ledger()).find(({ source }) => source.endsWith(':settled'))
      expect(entry?.postings.find(({ account }) => account === '411000')?.auxiliary).toBe(customer)
    }
  })
})
