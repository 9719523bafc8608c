import { afterEach, describe, expect, it } from 'vitest'
import {
  type BooksWorld,
  booksWorld,
  hashesOf,
  iban,
  nightPhases,
  refundsFail,
} from '../support/books-sources-world.ts'
import { booked } from '../support/post-world.ts'

let world: BooksWorld
afterEach(() => world.close())

describe('what goes back', () => {
  it('with a credit note takes deferred revenue and its VAT', async () => {
    world = await booksWorld()
    const order = await world.sale()
    await world.run()
    const { gross, vat } = order.price
    await world.payments.refund({ invoiceId: await world.invoiceIdOf(order), gross, vat, key: 'k' })
    await world.settle()
    await world.run()
    const account = await world.newestAccount()
    expect(account.notes[0]).toMatchObject({ gross, hasTaxes: true, isPaid: true })
    expect(booked(await world.ledger(account.notes[0]?.id ?? ''))).toEqual({
      ...{ 487100: gross - vat, 445712: vat, 411000: -gross },
    })
    const sums = await world.balances()
    // Stripe keeps its fee: nothing else is left.
    expect(Object.keys(sums)).toEqual(['517100', '627800'])
    expect(sums['517100']).toBe(await world.atStripe())
    expect(await world.exceptions()).toEqual([])
  })

  it('without a credit note is an exception, which goes once there is one', async () => {
    world = await booksWorld()
    const order = await world.sale()
    world.act({ act: 'refund', id: await world.invoiceIdOf(order), amountCents: 3_300 })
    await world.settle()
    await world.run()
    expect(await world.exceptions()).toMatchObject([{ kind: 'refundWithoutNote', cents: 3_300 }])
    const refunds = await world.client.refunds.list()
    await world.client.creditNotes.create({
      invoice: await world.invoiceIdOf(order),
      amount: 3_300,
      refunds: [{ refund: refunds.data[0]?.id ?? '' }],
    })
    await world.run(nightPhases, { isNightly: true })
    expect(await world.exceptions()).toEqual([])
  })

  it('and fails is owed to the customer', async () => {
    world = await booksWorld()
    const order = await world.sale(refundsFail)
    const { gross, vat } = order.price
    await world.payments.refund({ invoiceId: await world.invoiceIdOf(order), gross, vat, key: 'k' })
    await world.forwardDays(2)
    await world.run()
    expect(await world.exceptions()).toMatchObject([{ kind: 'refundOwed', cents: gross }])
    expect((await world.balances())['411000']).toBe(-gross)
    expect((await world.balances())['517100']).toBe(await world.atStripe())
  })

  it('of an invoice that is open is taken back when the note is void', async () => {
    world = await booksWorld()
    await world.sale(iban.good)
    await world.run()
    const { invoice } = await world.newestAccount()
    const note = await world.client.creditNotes.create({ invoice: invoice.id, amount: 3_300 })
    await world.run()
    expect((await world.balances())['411000']).toBe(-3_300)
    await world.client.creditNotes.voidCreditNote(note.id)
    await world.run()
    expect((await world.balances())['411000']).toBeUndefined()
    expect(await world.ledger(`${note.id}:void`)).toMatchObject({ reverses: note.id })
  })
})

describe('a contested payment', () => {
  it('is at risk while it is open, and money again when it is won', async () => {
    world = await booksWorld()
    const order = await world.sale()
    const { gross } = order.price
    world.act({ act: 'dispute', id: await world.invoiceIdOf(order) })
    await world.settle()
    await world.run()
    expect((await world.balances())['416000']).toBe(gross)
    expect((await world.balances())['517100']).toBe(await world.atStripe())
    world.act({ act: 'dispute', id: await world.invoiceIdOf(order), outcome: 'won' })
    await world.settle()
    await world.run()
    expect((await world.balances())['416000']).toBeUndefined()
    expect((await world.newestAccount()).disputes[0]).toMatchObject({ status: 'won' })
  })

  it('that is lost is booked on the day that Stripe decided it, whenever that is read', async () => {
    world = await booksWorld()
    const order = await world.sale()
    world.act({ act: 'dispute', id: await world.invoiceIdOf(order) })
    await world.forwardDays(3)
    const day = world.clock().toISOString().slice(0, 10)
    world.act({ act: 'dispute', id: await world.invoiceIdOf(order), outcome: 'lost' })
    await world.forwardDays(5)
    await world.run()
    const { disputes } = await world.newestAccount()
    expect(await world.ledger(`${disputes[0]?.id}:lost`)).toMatchObject({ date: day })
    expect((await world.balances())['416000']).toBeUndefined()
  })

  it('that is an inquiry moves nothing', async () => {
    world = await booksWorld()
    const order = await world.sale()
    await world.run()
    const before = hashesOf(await world.transactions())
    world.act({ act: 'dispute', id: await world.invoiceIdOf(order), inquiry: true })
    await world.settle()
    await world.run()
    expect(hashesOf(await world.transactions())).toEqual(before)
    expect((await world.newestAccount()).disputes[0]).toMatchObject({ status: 'inquiry' })
  })
})
