import { afterEach, describe, expect, it } from 'vitest'
import { ledgerKey } from '#aws/keys'
import { bookTransaction } from '#finance/book-transaction'
import { newTransaction, reversalOf } from '#finance/transaction'
import { instant } from '#kernel/time'
import { actOutside } from '#sandbox/stripe/outside'
import { auditBooks } from '#stripe/books-audit'
import { bookMoves } from '#stripe/books-moves'
import { syncDeps, syncInvoice } from '#stripe/books-sync'
import {
  type BooksWorld,
  booksWorld,
  byAbout,
  nightPhases,
} from '../support/books-sources-world.ts'
import { booked } from '../support/post-world.ts'
import { bought } from '../support/stripe.ts'

let world: BooksWorld
afterEach(() => world.close())

describe('what a person must look at', () => {
  it('a credit note that does not say its tax', async () => {
    world = await booksWorld()
    const order = await world.sale()
    await world.run()
    const invoiceId = await world.invoiceIdOf(order)
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
    const order = await world.sale()
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
    expect(await world.invoiceIdOf(order)).not.toBe('')
  })

  it('an invoice that pays for no issue, and VAT that has no account or is wrong', async () => {
    world = await booksWorld()
    const order = await world.sale()
    await world.run()
    const deps = syncDeps({ ...world.deps, ...world.stripeDeps })
    const invoice = await world.client.invoices.retrieve(await world.invoiceIdOf(order), {
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
    await world.sale()
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
    const order = await world.sale()
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
    const invoiceId = await world.invoiceIdOf(order)
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
    await world.sale()
    await bought({ stripe: world.client, act: (given) => actOutside(world.stripe, given) }, 5_000)
    await world.run()
    expect((await world.balances())['467100']).toBe(-5_000)
    expect((await world.balances())['517100']).toBe(await world.atStripe())
    expect(await world.exceptions()).toEqual([])
  })
})
