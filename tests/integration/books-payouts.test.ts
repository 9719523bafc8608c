// Payouts from Stripe's list to the bank's statement: automatic ones to the line, those by hand by their
// balance, failed ones back again, and the ledger's account of money in transit empty at the end.
import { afterEach, describe, expect, it } from 'vitest'
import { importStatement } from '#finance/bank/import-statement'
import { type PayoutRow, payoutDetail, payoutReport } from '#finance/payout-report'
import { reconcilePayouts } from '#finance/reconcile-payouts'
import { Books } from '#publication/books'
import type { Publication } from '#publication/schema'
import { actOutside } from '#sandbox/stripe/outside'
import { bytesOf, camtFile, sidedTable, type TestLine } from '../support/bank-files.ts'
import { type BooksWorld, booksWorld, sourcePhases } from '../support/books-sources-world.ts'
import { publication as sample } from '../support/editorial.ts'

const worlds: BooksWorld[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

const posting = { ...sample, books: Books.parse({ bank: 'post' }) } as Publication
const phases = [...sourcePhases, 'payouts', 'reconcile'] as const

/** Sells on several days, and lets Stripe pay out. */
async function soldWorld(days = 12) {
  const world = await booksWorld({ publication: posting })
  worlds.push(world)
  for (let day = 0; day < days; day++) {
    if (day % 3 === 0) world.pay(await world.order())
    await world.forwardDays(1)
  }
  await world.run(phases)
  return world
}

const rowsOf = async (world: BooksWorld) => (await payoutReport({ table: world.table })).payouts
const deps = (world: BooksWorld) => ({
  ...{ table: world.table, clock: world.clock, publication: posting },
})

/** What the bank writes of these payouts; `names`: with the trace that Stripe knows too. */
function statementOf(
  rows: readonly PayoutRow[],
  options: { names?: boolean; off?: number } = {},
): TestLine[] {
  return rows
    .filter(({ atStripe }) => atStripe === 'paid')
    .map(({ arrivalDate, amount, traceId }, at) => ({
      date: arrivalDate,
      cents: amount + (at === 0 ? (options.off ?? 0) : 0),
      text: 'VIR SEPA RECU STRIPE PAYMENTS EUROPE',
      ...(options.names && traceId ? { endToEnd: traceId } : {}),
    }))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1))
}

async function take(world: BooksWorld, text: string) {
  const imported = await importStatement(deps(world), {
    ...{ bytes: bytesOf(text), fileName: 'releve', by: 'ana@magazine.example' },
  })
  expect(imported.kind, JSON.stringify(imported)).toBe('imported')
  await reconcilePayouts(deps(world))
}

describe('automatic payouts', () => {
  it('are read with every move in them, which sum to what was paid out', async () => {
    const world = await soldWorld()
    const rows = (await rowsOf(world)).filter(({ isItemised }) => isItemised)
    expect(rows.length).toBeGreaterThan(2)
    for (const { id, amount, moves } of rows) {
      expect(moves?.cents).toBe(amount)
      const detail = await payoutDetail({ table: world.table }, id)
      expect(detail?.moves).toHaveLength(moves?.count ?? -1)
      expect(detail?.moves.reduce((sum, { net }) => sum + net, 0)).toBe(amount)
      expect(detail?.moves.every(({ category }) => category !== 'payout')).toBe(true)
    }
    expect(await world.exceptions()).toEqual([])
  })

  it.each([
    [
      'CAMT.053 that names them',
      (rows: PayoutRow[]) => camtFile(statementOf(rows, { names: true })),
    ],
    ['CAMT.053 that does not', (rows: PayoutRow[]) => camtFile(statementOf(rows))],
    ['a table', (rows: PayoutRow[]) => sidedTable(statementOf(rows))],
  ])('are all matched by %s, and nothing stays in transit', async (_, file) => {
    const world = await soldWorld(21)
    const rows = await rowsOf(world)
    await take(world, file(rows))
    const after = await rowsOf(world)
    for (const { atStripe, status, differenceCents } of after) {
      expect(status).toBe(atStripe === 'paid' ? 'matched' : 'waiting')
      expect(differenceCents).toBe(0)
    }
    const waiting = after.filter(({ status }) => status === 'waiting')
    const { accounts } = world
    const balances = await world.balances()
    expect(balances[accounts.inTransit] ?? 0).toBe(
      waiting.reduce((sum, one) => sum + one.amount, 0),
    )
    const paid = after.filter(({ status }) => status === 'matched')
    expect(balances[accounts.bank]).toBe(paid.reduce((sum, one) => sum + one.amount, 0))
    expect(await world.exceptions()).toEqual([])
  })

  it('short by 12.00 at the bank raise one exception, and the others are matched', async () => {
    const world = await soldWorld()
    await take(world, camtFile(statementOf(await rowsOf(world), { off: -1_200 })))
    const open = await world.exceptions()
    expect(open).toMatchObject([{ kind: 'payoutShort', cents: -1_200 }])
    const states = (await rowsOf(world)).map(({ status }) => status)
    expect(states.filter((status) => status === 'short')).toHaveLength(1)
    await world.run(phases, { isNightly: true })
    expect(await world.exceptions()).toEqual(open)
  })

  it('come to the same when every call has time for one page alone, and when read again', async () => {
    const world = await soldWorld()
    const plain = (rows: PayoutRow[]) => rows.map(({ readAt: _, ...row }) => row)
    const before = plain(await rowsOf(world))
    await world.run(['payouts'], { hurry: true, from: 'beginning' })
    expect(plain(await rowsOf(world))).toEqual(before)
    await world.run(['payouts'], { isNightly: true })
    expect(plain(await rowsOf(world))).toEqual(before)
  })

  it('that fail come back to the balance, and are even without a bank line', async () => {
    const world = await soldWorld()
    const young = (await rowsOf(world)).find(
      ({ atStripe }) => atStripe === 'pending' || atStripe === 'paid',
    )
    actOutside(world.stripe, { act: 'payout', fails: young?.id ?? '' } as never)
    world.forward(60_000)
    await world.settle()
    await world.run(phases)
    const failed = (await rowsOf(world)).find(({ id }) => id === young?.id)
    expect(failed).toMatchObject({ atStripe: 'failed', status: 'matched', expectedCents: 0 })
    expect(await world.atStripe()).toBe((await world.balances())[world.accounts.stripe])
    const others = (await rowsOf(world)).filter(({ id }) => id !== young?.id)
    await take(world, camtFile(statementOf(others)))
    const waiting = (await rowsOf(world)).filter(({ status }) => status === 'waiting')
    expect((await world.balances())[world.accounts.inTransit] ?? 0).toBe(
      waiting.reduce((sum, one) => sum + one.amount, 0),
    )
  })
})

describe('payouts by hand', () => {
  it('hold no moves that could be told, and are matched by amount', async () => {
    const world = await soldWorld(2)
    actOutside(world.stripe, { act: 'payout', schedule: 'manual' } as never)
    world.pay(await world.order())
    await world.forwardDays(9)
    const balance = await world.client.balance.retrieve()
    const amount = balance.available[0]?.amount ?? 0
    expect(amount).toBeGreaterThan(0)
    await world.client.payouts.create({ amount, currency: 'eur' })
    await world.forwardDays(4)
    await world.run(phases)
    const byHand = (await rowsOf(world)).find(({ isAutomatic }) => !isAutomatic)
    expect(byHand).toMatchObject({ amount, isItemised: false, status: 'waiting' })
    expect(byHand?.moves).toBeUndefined()
    await take(world, camtFile(statementOf(await rowsOf(world))))
    expect((await rowsOf(world)).find(({ id }) => id === byHand?.id)?.status).toBe('matched')
    // Opening balance of 517 + moves − payouts = closing balance.
    expect((await world.balances())[world.accounts.stripe] ?? 0).toBe(await world.atStripe())
  })
})
