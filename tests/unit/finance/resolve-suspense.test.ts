// The ways to settle what lies in suspense, and what a customer is owed or owes.
import { describe, expect, it } from 'vitest'
import { bookTransaction } from '#finance/book-transaction'
import { raiseException } from '#finance/store-exceptions'
import { newTransaction, type Transaction } from '#finance/transaction'
import { type ReconcileWorld, reconcileWorld } from '../../support/reconcile-world.ts'

describe('an amount in suspense', () => {
  const customer = 'cu_01hzy3v9k2m4n6p8q0r2s4t6v8'
  const day = '2026-11-09'

  /** A transaction of that day that raised an exception. */
  async function raisedIn(
    world: ReconcileWorld,
    made: Pick<Transaction, 'source' | 'journal' | 'label' | 'postings'> & { ref?: string },
    raised: Omit<Parameters<typeof raiseException>[1], 'date'>,
  ): Promise<string> {
    const { ref = made.source, ...rest } = made
    const transaction = newTransaction({ ...rest, date: day, piece: { ref, date: day } })
    await bookTransaction(world.deps, transaction)
    return (await raiseException(world.deps, { ...raised, date: day })).exception.id
  }

  async function unknownMove(refs: Record<string, string> = {}) {
    const world = reconcileWorld()
    const exceptionId = await raisedIn(
      world,
      {
        ...{ source: 'txn_new', journal: 'ST', label: 'Stripe novelty' },
        postings: [
          { account: '517100', cents: 950 },
          { account: '627800', cents: 50 },
          { account: '471000', cents: -1_000 },
        ],
      },
      { kind: 'unknownCategory', about: 'txn_new', cents: 1_000, refs },
    )
    return { world, exceptionId }
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
    const exceptionId = await raisedIn(
      world,
      {
        ...{ source: 'in_x:finalized', journal: 'VE', label: 'Facture', ref: 'F1' },
        postings: [
          { account: '411000', auxiliary: customer, cents: 9_900 },
          { account: '471000', cents: -9_696 },
          { account: '445800', cents: -204 },
        ],
      },
      { kind: 'invoiceOfNothing', about: 'in_x', cents: 9_900 },
    )
    const input = { exceptionId, way: 'printRevenue', reason: 'Numéros anciens' }
    expect(await world.resolve(input)).toMatchObject({ kind: 'resolved' })
    expect([await world.balance('471000'), await world.balance('701300')]).toEqual([0, -9_696])
  })

  it('that a customer is owed or owes is settled on their own account', async () => {
    for (const [kind, way, sign] of [
      ['refundWithoutNote', 'goodwill', 1],
      ['refundOwed', 'renounced', -1],
    ] as const) {
      const world = reconcileWorld()
      const exceptionId = await raisedIn(
        world,
        {
          ...{ source: 'txn_re', journal: 'ST', label: 'Remboursement' },
          postings: [
            { account: '411000', auxiliary: customer, cents: sign * 3_300 },
            { account: '517100', cents: -sign * 3_300 },
          ],
        },
        { kind, about: 're_1', cents: 3_300, refs: { source: 'txn_re' } },
      )
      const input = { exceptionId, way, reason: 'Geste' }
      expect(await world.resolve(input), way).toMatchObject({ kind: 'resolved' })
      expect(await world.balance('411000'), way).toBe(0)
      const entry = (await world.ledger()).find(({ source }) => source.endsWith(':settled'))
      expect(entry?.postings.find(({ account }) => account === '411000')?.auxiliary).toBe(customer)
    }
  })
})
