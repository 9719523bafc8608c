// The ledger is the same in whatever order Stripe's lists are read, and wherever a worker dies.
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type BooksWorld,
  booksWorld,
  hashesOf,
  iban,
  refundsFail,
  sourcePhases,
} from '../support/books-sources-world.ts'
import { memoryTable } from '../support/memory-table.ts'
import { newFate, newProcess } from '../support/mortal.ts'

let world: BooksWorld
afterEach(() => world.close())

describe('whatever is read first', () => {
  it('the ledger is the same, byte by byte', async () => {
    world = await booksWorld()
    const orders = [
      await world.sale(),
      await world.sale(iban.good, { planId: 'au-numero', issueNumber: '132' }),
      await world.sale(iban.contested),
      await world.sale(refundsFail),
    ]
    await world.run()
    const [first, , , last] = orders
    if (!first || !last) throw new Error('four orders')
    const invoiceId = await world.invoiceIdOf(first)
    await world.payments.refund({ invoiceId, gross: 3_300, vat: 68, key: 'a' })
    await world.payments.refund({
      ...{ invoiceId: await world.invoiceIdOf(last), gross: last.price.gross, vat: last.price.vat },
      key: 'b',
    })
    for (let day = 0; day < 40; day += 5) {
      await world.forwardDays(5)
      await world.run(sourcePhases, { isNightly: day % 10 === 0 })
    }
    const told = hashesOf(await world.transactions())
    const anyOrder = fc.array(fc.constantFrom(...sourcePhases), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(anyOrder, async (before) => {
        const made = await world.transactionsAnew([before, [...sourcePhases]])
        expect(hashesOf(made)).toEqual(told)
      }),
      { numRuns: 12, examples: [[[]], [[...sourcePhases].reverse()]] },
    )
    expect((await world.balances())['517100']).toBe(await world.atStripe())
  })
})

describe('a worker that dies', () => {
  it('at any of its calls, before or after, leaves books that the next one brings to their end', async () => {
    world = await booksWorld()
    const order = await world.sale()
    await world.sale(iban.contested)
    await world.payments.refund({
      ...{ invoiceId: await world.invoiceIdOf(order), gross: 3_300, vat: 68, key: 'a' },
    })
    world.act({ act: 'dispute', id: await world.invoiceIdOf(order), inquiry: true })
    await world.forwardDays(40)
    const told = hashesOf(await world.transactionsAnew())
    expect(Object.keys(told).length).toBeGreaterThan(8)
    for (const when of ['before', 'after', 'twice'] as const)
      for (let diesAt = 1; ; diesAt += 11) {
        const fate = newFate({ diesAt, when })
        const table = memoryTable()
        const { mortal } = newProcess(fate)
        const died = await world.readInto(mortal(table), table).catch(() => 'died')
        await world.readInto(table, table)
        expect(hashesOf(await world.transactions(table)), `${when} ${diesAt}`).toEqual(told)
        expect((await world.exceptions(table)).map(({ kind }) => kind)).toEqual([])
        if (fate.deaths === 0 && died !== 'died') break
      }
  })
})
