// The books read at the offline Stripe, through its real client: what is sold, paid, given back, contested
// and moved is booked once, to the cent, whatever the order in which it is heard of.
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { ledgerKey } from '#aws/keys'
import { bookTransaction } from '#finance/book-transaction'
import { accountOfInvoice, invoicesOf, openInvoices } from '#finance/store-documents'
import { newTransaction, reversalOf, type Transaction } from '#finance/transaction'
import { instant } from '#kernel/time'
import type { Means } from '#sandbox/stripe/methods'
import { actOutside } from '#sandbox/stripe/outside'
import { auditBooks } from '#stripe/books-audit'
import { bookMoves } from '#stripe/books-moves'
import { syncDeps, syncInvoice } from '#stripe/books-sync'
import {
  type BooksWorld,
  booksWorld,
  hashesOf,
  sourcePhases,
} from '../support/books-sources-world.ts'
import { publication } from '../support/editorial.ts'
import { memoryTable } from '../support/memory-table.ts'
import { newFate, newProcess } from '../support/mortal.ts'
import { bought } from '../support/stripe.ts'

let world: BooksWorld
afterEach(() => world.close())

const iban = {
  good: { iban: 'FR1420041010050500013M02606' },
  returned: { iban: 'FR8420041010050500013M02607' },
  contested: { iban: 'FR5720041010050500013M02608' },
}
const nightPhases = [...sourcePhases, 'check'] as const
const refundsFail = { card: '4000000000005126' }
const booked = (transaction: Transaction | undefined) =>
  Object.fromEntries((transaction?.postings ?? []).map(({ account, cents }) => [account, cents]))
const invoiceOf = async (order: Parameters<BooksWorld['orderNow']>[0]) =>
  (await world.orderNow(order))?.stripe.invoiceId ?? ''
const act = (given: Parameters<typeof actOutside>[1]) => actOutside(world.stripe, given)

async function sale(means?: Means, form = {}) {
  const order = await world.order(form)
  world.pay(order, means)
  await world.settle()
  return order
}

describe('a sale by card', () => {
  it('is booked as sold, paid and moved, to the cent', async () => {
    world = await booksWorld()
    const order = await sale()
    await world.run()
    const id = await invoiceOf(order)
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
    await sale()
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
    const order = await sale(iban.good)
    await world.run()
    const { gross, vat } = order.price
    expect(await world.balances()).toMatchObject({ 487100: vat - gross, 445800: -vat })
    expect((await world.balances())['445712']).toBeUndefined()
    expect((await world.balances())['517100']).toBe(await world.atStripe())
    expect(await openOnes()).toHaveLength(1)
    await world.forwardDays(14)
    await world.run()
    expect(await world.balances()).toMatchObject({ 445712: -vat })
    expect((await world.balances())['445800']).toBeUndefined()
    expect((await world.balances())['411000']).toBeUndefined()
    expect(await openOnes()).toEqual([])
  })

  it('that fails while it is pending is owed again, without VAT', async () => {
    world = await booksWorld()
    const order = await sale(iban.returned)
    await world.run()
    await world.forwardDays(14)
    await world.run()
    const { gross } = order.price
    const sums = await world.balances()
    expect(sums['445712']).toBeUndefined()
    expect(sums['517100']).toBe(await world.atStripe())
    const invoice = (await anyAccount()).invoice
    // Stripe's subscription ends with its first invoice void, or leaves it open.
    expect(sums['411000'] ?? 0).toBe(invoice.status === 'void' ? 0 : gross)
  })

  it('that its bank takes back weeks later owes no VAT at all', async () => {
    world = await booksWorld()
    const order = await sale(iban.contested)
    await world.forwardDays(60)
    await world.run()
    const account = await anyAccount()
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
    const order = await sale(iban.good, { planId: 'au-numero', issueNumber: '131' })
    await world.run()
    expect(await openOnes()).toEqual([])
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

describe('what goes back', () => {
  it('with a credit note takes deferred revenue and its VAT', async () => {
    world = await booksWorld()
    const order = await sale()
    await world.run()
    const { gross, vat } = order.price
    await world.payments.refund({ invoiceId: await invoiceOf(order), gross, vat, key: 'k' })
    await world.settle()
    await world.run()
    const account = await anyAccount()
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
    const order = await sale()
    act({ act: 'refund', id: await invoiceOf(order), amountCents: 3_300 })
    await world.settle()
    await world.run()
    expect(await world.exceptions()).toMatchObject([{ kind: 'refundWithoutNote', cents: 3_300 }])
    const refunds = await world.client.refunds.list()
    await world.client.creditNotes.create({
      invoice: await invoiceOf(order),
      amount: 3_300,
      refunds: [{ refund: refunds.data[0]?.id ?? '' }],
    })
    await world.run(nightPhases, { isNightly: true })
    expect(await world.exceptions()).toEqual([])
  })

  it('and fails is owed to the customer', async () => {
    world = await booksWorld()
    const order = await sale(refundsFail)
    const { gross, vat } = order.price
    await world.payments.refund({ invoiceId: await invoiceOf(order), gross, vat, key: 'k' })
    await world.forwardDays(2)
    await world.run()
    expect(await world.exceptions()).toMatchObject([{ kind: 'refundOwed', cents: gross }])
    expect((await world.balances())['411000']).toBe(-gross)
    expect((await world.balances())['517100']).toBe(await world.atStripe())
  })

  it('of an invoice that is open is taken back when the note is void', async () => {
    world = await booksWorld()
    await sale(iban.good)
    await world.run()
    const { invoice } = await anyAccount()
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
    const order = await sale()
    const { gross } = order.price
    act({ act: 'dispute', id: await invoiceOf(order) })
    await world.settle()
    await world.run()
    expect((await world.balances())['416000']).toBe(gross)
    expect((await world.balances())['517100']).toBe(await world.atStripe())
    act({ act: 'dispute', id: await invoiceOf(order), outcome: 'won' })
    await world.settle()
    await world.run()
    expect((await world.balances())['416000']).toBeUndefined()
    expect((await anyAccount()).disputes[0]).toMatchObject({ status: 'won' })
  })

  it('that is lost is booked on the day that Stripe decided it, whenever that is read', async () => {
    world = await booksWorld()
    const order = await sale()
    act({ act: 'dispute', id: await invoiceOf(order) })
    await world.forwardDays(3)
    const day = world.clock().toISOString().slice(0, 10)
    act({ act: 'dispute', id: await invoiceOf(order), outcome: 'lost' })
    await world.forwardDays(5)
    await world.run()
    const { disputes } = await anyAccount()
    expect(await world.ledger(`${disputes[0]?.id}:lost`)).toMatchObject({ date: day })
    expect((await world.balances())['416000']).toBeUndefined()
  })

  it('that is an inquiry moves nothing', async () => {
    world = await booksWorld()
    const order = await sale()
    await world.run()
    const before = hashesOf(await world.transactions())
    act({ act: 'dispute', id: await invoiceOf(order), inquiry: true })
    await world.settle()
    await world.run()
    expect(hashesOf(await world.transactions())).toEqual(before)
    expect((await anyAccount()).disputes[0]).toMatchObject({ status: 'inquiry' })
  })
})

describe('an invoice that is not paid', () => {
  it('leaves the books when it is given up, and comes back when it is paid after all', async () => {
    world = await booksWorld()
    const order = await sale(iban.good)
    await world.run()
    const { invoice } = await anyAccount()
    await world.client.invoices.markUncollectible(invoice.id)
    await world.run()
    const { gross } = order.price
    expect((await world.balances())['411000']).toBe(-gross)
    expect((await anyAccount()).invoice.status).toBe('uncollectible')
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
    const order = await sale(undefined, { country: place.country, delivery })
    await world.run()
    const { invoice } = await anyAccount()
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
    const order = await sale(undefined, { planId: 'integral-1-an', country: 'DE', delivery })
    await world.run()
    const { invoice, payments } = await anyAccount()
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
    act({ act: 'code', code: 'MOITIE', percentOff: 50 })
    const order = await sale(undefined, { promotionCode: 'MOITIE' })
    await world.run()
    const { invoice } = await anyAccount()
    expect(invoice.gross).toBe(order.price.gross)
    expect(invoice.lines[0]?.discount).toBe((order.promotion?.full.gross ?? 0) - order.price.gross)
    expect((await world.balances())['487100']).toBe(-order.price.net)
  })

  it('that takes off everything books nothing, and leaves no gap in the documents', async () => {
    world = await booksWorld()
    act({ act: 'code', code: 'OFFERT', percentOff: 100 })
    await sale(undefined, { promotionCode: 'OFFERT' })
    await world.run()
    expect(await world.transactions()).toEqual([])
    const found = []
    for await (const one of invoicesOf(world.table, ['2026-11'])) found.push(one)
    expect(found).toMatchObject([{ gross: 0, status: 'paid' }])
  })
})

describe('what a person must look at', () => {
  it('a credit note that does not say its tax', async () => {
    world = await booksWorld()
    const order = await sale()
    await world.run()
    const invoiceId = await invoiceOf(order)
    const note = await world.client.creditNotes.create({
      invoice: invoiceId,
      lines: [{ type: 'custom_line_item', description: 'Geste', quantity: 1, unit_amount: 3_300 }],
      out_of_band_amount: 3_300,
    })
    await world.run()
    expect(await world.exceptions()).toMatchObject([
      { kind: 'taxMissing', about: note.id, cents: 3_300 },
    ])
    // Its share of the invoice's, by cumulation.
    expect(booked(await world.ledger(note.id))).toMatchObject({ 445712: 68, 411000: -3_300 })
  })

  it('a movement that no rule knows, and one in another currency', async () => {
    world = await booksWorld()
    const order = await sale()
    await world.run()
    const [real] = (await world.client.balanceTransactions.list()).data
    if (!real) throw new Error('a charge')
    const deps = syncDeps({ ...world.deps, ...world.stripeDeps })
    const strange = { ...real, source: null, amount: 700, net: 700, fee: 0, fee_details: [] }
    await bookMoves(deps, [
      { ...strange, id: 'txn_new', reporting_category: 'moon_landing_fund' },
      { ...strange, id: 'txn_usd', currency: 'usd' },
    ])
    expect((await world.exceptions()).toSorted(byAbout)).toMatchObject([
      { kind: 'unknownCategory', about: 'txn_new', cents: 700 },
      { kind: 'unknownCategory', about: 'txn_usd', refs: { currency: 'usd' } },
    ])
    expect(booked(await world.ledger('txn_new'))).toEqual({ 517100: 700, 471000: -700 })
    expect(await world.ledger('txn_usd')).toBeUndefined()
    expect(await invoiceOf(order)).not.toBe('')
  })

  it('an invoice that pays for no issue, and VAT that has no account or is wrong', async () => {
    world = await booksWorld()
    const order = await sale()
    await world.run()
    const deps = syncDeps({ ...world.deps, ...world.stripeDeps })
    const invoice = await world.client.invoices.retrieve(await invoiceOf(order), {
      expand: ['payments'],
    })
    const [line] = invoice.lines.data
    const [tax] = line?.taxes ?? []
    if (!line || !tax) throw new Error('a taxed line')
    const of = (id: string, amount: number, rate: string, more: object = {}) => ({
      ...{ ...invoice, id, number: id, payments: { ...invoice.payments, data: [] }, ...more },
      lines: {
        ...invoice.lines,
        data: [{ ...line, taxes: [{ ...tax, amount, tax_rate_details: { tax_rate: rate } }] }],
      },
    })
    const own = tax.tax_rate_details?.tax_rate ?? ''
    const ten = await world.client.taxRates.create({
      ...{ display_name: 'TVA', percentage: 10, inclusive: true, country: 'FR' },
    })
    const readAt = instant(world.clock())
    for (const one of [
      of('in_wrong', tax.amount + 5, own),
      of('in_ten', 900, ten.id),
      of('in_other', tax.amount, own, { billing_reason: 'subscription_update' }),
    ])
      await syncInvoice(deps, one as never, readAt)
    expect((await world.exceptions()).toSorted(byAbout)).toMatchObject([
      { kind: 'invoiceOfNothing', about: 'in_other', cents: order.price.gross },
      { kind: 'taxDiffers', about: 'in_ten', cents: 900 },
      { kind: 'taxDiffers', about: 'in_wrong', cents: 5 },
    ])
  })

  it('a balance that is not Stripe’s, until it is again', async () => {
    world = await booksWorld()
    await sale()
    await world.run(nightPhases, { isNightly: true })
    expect(await world.exceptions()).toEqual([])
    const wrong = newTransaction({
      ...{ source: 'je_x', journal: 'OD', date: '2026-11-30', label: 'Faux' },
      piece: { ref: 'x', date: '2026-11-30' },
      postings: [
        { account: '517100', cents: 1_200 },
        { account: '471000', cents: -1_200 },
      ],
    })
    await bookTransaction(world, wrong)
    await world.run(nightPhases, { isNightly: true })
    expect(await world.exceptions()).toMatchObject([
      { kind: 'balanceDiffers', about: '517100', cents: 1_200 },
    ])
    await bookTransaction(world, reversalOf(wrong, { date: '2026-11-30', reason: 'Erreur' }))
    await world.run(nightPhases, { isNightly: true })
    expect(await world.exceptions()).toEqual([])
  })

  it('by name, what the ledger has and Stripe has not, and the other way round', async () => {
    world = await booksWorld()
    const order = await sale()
    await world.run()
    const strange = newTransaction({
      ...{ source: 'txn_never', journal: 'ST', date: '2026-11-30', label: 'Jamais' },
      piece: { ref: 'txn_never', date: '2026-11-30' },
      postings: [
        { account: '627800', cents: 500 },
        { account: '471000', cents: -500 },
      ],
    })
    await bookTransaction(world, strange)
    const invoiceId = await invoiceOf(order)
    await world.table.delete(ledgerKey(`${invoiceId}:finalized`))
    const deps = { ...world.deps, ...world.stripeDeps }
    const audit = await auditBooks(deps, { from: '2026-11-30', to: '2026-11-30' })
    expect(audit.differences).toMatchObject([
      { kind: 'notBooked', source: `${invoiceId}:finalized`, cents: order.price.gross },
      { kind: 'notAtStripe', source: 'txn_never', cents: 500 },
    ])
    // The night books what is missing, and names the rest.
    await world.forwardDays(1)
    await world.run(nightPhases, { isNightly: true })
    expect(await world.exceptions()).toMatchObject([{ kind: 'drift', about: 'txn_never' }])
    await world.table.delete(ledgerKey('txn_never'))
    await world.run(nightPhases, { isNightly: true })
    expect(await world.exceptions()).toEqual([])
  })
})

describe('what is not ours', () => {
  it('goes aside with its money, and its invoices are left alone', async () => {
    world = await booksWorld()
    await sale()
    await bought({ stripe: world.client, act: (given) => actOutside(world.stripe, given) }, 5_000)
    await world.run()
    expect((await world.balances())['467100']).toBe(-5_000)
    expect((await world.balances())['517100']).toBe(await world.atStripe())
    expect(await world.exceptions()).toEqual([])
  })
})

describe('whatever is read first', () => {
  it('the ledger is the same, byte by byte', async () => {
    world = await booksWorld()
    const orders = [
      await sale(),
      await sale(iban.good, { planId: 'au-numero', issueNumber: '132' }),
      await sale(iban.contested),
      await sale(refundsFail),
    ]
    await world.run()
    const [first, , , last] = orders
    if (!first || !last) throw new Error('four orders')
    const invoiceId = await invoiceOf(first)
    await world.payments.refund({ invoiceId, gross: 3_300, vat: 68, key: 'a' })
    await world.payments.refund({
      ...{ invoiceId: await invoiceOf(last), gross: last.price.gross, vat: last.price.vat },
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
    const order = await sale()
    await sale(iban.contested)
    await world.payments.refund({
      ...{ invoiceId: await invoiceOf(order), gross: 3_300, vat: 68, key: 'a' },
    })
    act({ act: 'dispute', id: await invoiceOf(order), inquiry: true })
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

function byAbout(a: { about: string }, b: { about: string }): number {
  return a.about < b.about ? -1 : 1
}

async function openOnes() {
  const found = []
  for await (const one of openInvoices(world.table)) found.push(one)
  return found
}

/** The account of the newest invoice that the ledger knows. */
async function anyAccount() {
  const sold = (await world.transactions()).filter(({ source }) => source.endsWith(':finalized'))
  const newest = sold.at(-1)?.source.split(':')[0] ?? ''
  const account = await accountOfInvoice(world.table, newest)
  if (!account) throw new Error('no invoice')
  return account
}
