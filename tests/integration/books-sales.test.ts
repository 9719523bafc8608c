import { afterEach, describe, expect, it } from 'vitest'
import { accountOfInvoice, invoicesOf } from '#finance/store-documents'
import {
  type BooksWorld,
  booksWorld,
  hashesOf,
  iban,
  sourcePhases,
} from '../support/books-sources-world.ts'
import { publication } from '../support/editorial.ts'
import { booked } from '../support/post-world.ts'

let world: BooksWorld
afterEach(() => world.close())

describe('a sale by card', () => {
  it('is booked as sold, paid and moved, to the cent', async () => {
    world = await booksWorld()
    const order = await world.sale()
    await world.run()
    const id = await world.invoiceIdOf(order)
    const account = await accountOfInvoice(world.table, id)
    expect(account?.invoice).toMatchObject({
      ...{ customerId: order.customerId, orderId: order.id, reason: 'first', status: 'paid' },
      gross: order.price.gross,
      taxes: [{ scheme: 'domestic', rate: 210, place: 'FR', vat: order.price.vat }],
    })
    const { gross, vat } = order.price
    expect(booked(await world.ledger(`${id}:finalized`))).toEqual({
      ...{ 411000: gross, 487100: vat - gross, 445800: -vat },
    })
    const payment = account?.payments[0]
    expect(booked(await world.ledger(`${payment?.id}:paid`))).toEqual({
      ...{ 445800: vat, 445712: -vat },
    })
    expect(await world.balances()).toMatchObject({ 487100: vat - gross, 445712: -vat })
    expect((await world.balances())['517100']).toBe(await world.atStripe())
    expect((await world.balances())['411000']).toBeUndefined()
    expect(await world.exceptions()).toEqual([])
  })

  it('books nothing more when it is read again, from the beginning or in a hurry', async () => {
    world = await booksWorld()
    await world.sale()
    await world.run()
    const before = hashesOf(await world.transactions())
    await world.run()
    await world.run(undefined, { from: 'beginning', isNightly: true, hurry: true })
    expect(hashesOf(await world.transactions())).toEqual(before)
    expect(await world.exceptions()).toEqual([])
  })
})

describe('a sale by debit', () => {
  it('moves money before it is paid, and owes its VAT once it is', async () => {
    world = await booksWorld()
    const order = await world.sale(iban.good)
    await world.run()
    const { gross, vat } = order.price
    expect(await world.balances()).toMatchObject({ 487100: vat - gross, 445800: -vat })
    expect((await world.balances())['445712']).toBeUndefined()
    expect((await world.balances())['517100']).toBe(await world.atStripe())
    expect(await world.openInvoices()).toHaveLength(1)
    await world.forwardDays(14)
    await world.run()
    expect(await world.balances()).toMatchObject({ 445712: -vat })
    expect((await world.balances())['445800']).toBeUndefined()
    expect((await world.balances())['411000']).toBeUndefined()
    expect(await world.openInvoices()).toEqual([])
  })

  it('that fails while it is pending is owed again, without VAT', async () => {
    world = await booksWorld()
    const order = await world.sale(iban.returned)
    await world.run()
    await world.forwardDays(14)
    await world.run()
    const { gross } = order.price
    const sums = await world.balances()
    expect(sums['445712']).toBeUndefined()
    expect(sums['517100']).toBe(await world.atStripe())
    const invoice = (await world.newestAccount()).invoice
    // Stripe's subscription ends with its first invoice void, or leaves it open.
    expect(sums['411000'] ?? 0).toBe(invoice.status === 'void' ? 0 : gross)
  })

  it('that its bank takes back weeks later owes no VAT at all', async () => {
    world = await booksWorld()
    const order = await world.sale(iban.contested)
    await world.forwardDays(60)
    await world.run()
    const account = await world.newestAccount()
    expect(account.disputes[0]).toMatchObject({ status: 'lost', isReturn: true })
    const { gross } = order.price
    const lost = booked(await world.ledger(`${account.disputes[0]?.id}:lost`))
    expect(lost['416000']).toBe(-gross)
    const sums = await world.balances()
    expect(sums['445712']).toBeUndefined()
    expect(sums['416000']).toBeUndefined()
    expect(sums['487100']).toBeUndefined()
    expect(sums['517100']).toBe(await world.atStripe())
  })

  it('of what is paid once is lettered alike, though its invoice comes weeks after its charge', async () => {
    world = await booksWorld()
    const order = await world.sale(iban.good, { planId: 'au-numero', issueNumber: '131' })
    await world.run()
    expect(await world.openInvoices()).toEqual([])
    expect(await world.exceptions()).toEqual([])
    await world.forwardDays(14)
    await world.run()
    const made = await world.transactions()
    const onCustomer = made.filter(({ postings }) => postings.some((one) => one.auxiliary))
    expect(onCustomer.map(({ invoice }) => invoice)).toEqual([order.id, order.id])
    expect((await world.balances())['411000']).toBeUndefined()
    expect(hashesOf(await world.transactionsAnew())).toEqual(hashesOf(made))
  })
})

describe('an invoice that is not paid', () => {
  it('leaves the books when it is given up, and comes back when it is paid after all', async () => {
    world = await booksWorld()
    const order = await world.sale(iban.good)
    await world.run()
    const { invoice } = await world.newestAccount()
    await world.client.invoices.markUncollectible(invoice.id)
    await world.run()
    const { gross } = order.price
    expect((await world.balances())['411000']).toBe(-gross)
    expect((await world.newestAccount()).invoice.status).toBe('uncollectible')
    await world.forwardDays(14)
    await world.run(sourcePhases, { isNightly: true })
    expect((await world.balances())['411000']).toBeUndefined()
    expect(await world.ledger(`${invoice.id}:recovered`)).toBeDefined()
  })
})

describe('what bears no French VAT', () => {
  it.each([
    ['to Switzerland', { postcode: '1204', town: 'Genève', country: 'CH' }, 'CH', 'export'],
    ['to Guyane', { postcode: '97300', town: 'Cayenne', country: 'GF' }, 'GF', 'overseas'],
  ])('%s is told of when it is invoiced', async (_, place, country, because) => {
    world = await booksWorld()
    const delivery = { recipient: 'Claire Exemple', street: '1 rue de l’Exemple', ...place }
    const order = await world.sale(undefined, { country: place.country, delivery })
    await world.run()
    const { invoice } = await world.newestAccount()
    const tax = {
      scheme: 'exempt',
      rate: 0,
      place: country,
      because,
      net: order.price.gross,
      vat: 0,
    }
    expect(invoice.taxes).toEqual([tax])
    expect(await world.ledger(`${invoice.id}:finalized`)).toMatchObject({ taxes: [tax] })
    expect((await world.balances())['487100']).toBe(-order.price.gross)
    expect((await world.balances())['411000']).toBeUndefined()
    expect(await world.exceptions()).toEqual([])
  })
})

describe('a sale to a consumer in another member state, above the threshold', () => {
  it('is taxed there, print and digital each at its rate', async () => {
    const { subscriptions, ...rest } = publication
    const rates = { DE: { print: 700, digital: 1_900 } }
    world = await booksWorld({
      publication: {
        ...rest,
        subscriptions: subscriptions && {
          ...subscriptions,
          union: { isAboveThreshold: true, rates },
          plans: subscriptions.plans.map((plan) =>
            plan.edition === 'both' ? { ...plan, digitalPartCents: 3_000 } : plan,
          ),
        },
      },
    })
    const place = { street: 'Beispielstraße 1', postcode: '50667', town: 'Köln', country: 'DE' }
    const delivery = { recipient: 'Claire Exemple', ...place }
    const order = await world.sale(undefined, { planId: 'integral-1-an', country: 'DE', delivery })
    await world.run()
    const { invoice, payments } = await world.newestAccount()
    expect(invoice.lines.map(({ supply }) => supply)).toEqual(['print', 'digital'])
    const { vat, gross } = order.price
    expect(invoice.taxes).toMatchObject([
      { scheme: 'oss', rate: 700, place: 'DE' },
      { scheme: 'oss', rate: 1_900, place: 'DE' },
    ])
    const paid = await world.ledger(`${payments[0]?.id}:paid`)
    expect(booked(paid)).toEqual({ 445800: vat, 445719: -vat })
    expect(paid?.taxes).toEqual(invoice.taxes)
    expect(paid?.taxes?.reduce((sum, one) => sum + one.net + one.vat, 0)).toBe(gross)
  })
})

describe('a promotion', () => {
  it('is sold for what is asked, and says what was taken off', async () => {
    world = await booksWorld()
    world.act({ act: 'code', code: 'MOITIE', percentOff: 50 })
    const order = await world.sale(undefined, { promotionCode: 'MOITIE' })
    await world.run()
    const { invoice } = await world.newestAccount()
    expect(invoice.gross).toBe(order.price.gross)
    expect(invoice.lines[0]?.discount).toBe((order.promotion?.full.gross ?? 0) - order.price.gross)
    expect((await world.balances())['487100']).toBe(-order.price.net)
  })

  it('that takes off everything books nothing, and leaves no gap in the documents', async () => {
    world = await booksWorld()
    world.act({ act: 'code', code: 'OFFERT', percentOff: 100 })
    await world.sale(undefined, { promotionCode: 'OFFERT' })
    await world.run()
    expect(await world.transactions()).toEqual([])
    const found = []
    for await (const one of invoicesOf(world.table, ['2026-11'])) found.push(one)
    expect(found).toMatchObject([{ gross: 0, status: 'paid' }])
  })
})
