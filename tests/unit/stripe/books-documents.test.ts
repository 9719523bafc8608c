// Stripe's objects as documents of the books, and its balance transactions as moves.
import type { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'
import { Invoice, type TaxLine } from '#finance/documents'
import { postBalanceMove } from '#finance/post-stripe'
import type { Instant } from '#kernel/time'
import { Accounts } from '#publication/books'
import {
  type DocumentOptions,
  disputeDocument,
  invoiceDocument,
  noteDocument,
  paymentDocuments,
} from '#stripe/books-documents'
import { balanceMove, isOwnMove } from '#stripe/books-moves'
import { rateFacts } from '#stripe/books-rates'
import { anInvoice } from '../../support/finance-documents.ts'

const at = Date.UTC(2026, 10, 30, 23, 30) / 1_000
const rates: DocumentOptions['rates'] = new Map([
  ['txr_fr', { scheme: 'domestic', place: 'FR', basisPoints: 210 }],
  ['txr_de', { scheme: 'oss', place: 'DE', basisPoints: 700 }],
  ['txr_full', { scheme: 'domestic', place: 'FR', basisPoints: 2_000 }],
])
const options: DocumentOptions = {
  ...{ title: 'en-contact', zone: 'Europe/Paris', readAt: '2026-12-01T00:00:00.000Z' as Instant },
  rates,
}

const tax = (rate: string, amount: number, behaviour = 'inclusive') => ({
  ...{ amount, tax_behavior: behaviour, tax_rate_details: { tax_rate: rate } },
  ...{ taxability_reason: 'not_available', taxable_amount: 0, type: 'tax_rate_details' },
})
const aLine = (made: object = {}) =>
  ({
    ...{ id: 'il_1', amount: 9_900, description: '1 × Magazine – Un an', quantity: 1 },
    ...{ discount_amounts: [], taxes: [tax('txr_fr', 204)], parent: null, period: {} },
    pricing: { price_details: { product: 'en-contact-papier-1-an-print', price: 'price_1' } },
    ...made,
  }) as unknown as Stripe.InvoiceLineItem
const stripeInvoice = (made: object = {}) =>
  ({
    ...{ id: 'in_1', number: 'K-0001', status: 'paid', total: 9_900, due_date: null },
    ...{ billing_reason: 'manual', parent: null, customer_name: 'Exemple SARL' },
    metadata: { kiosque: 'en-contact', kiosque_customer: 'cu_1', kiosque_order: 'or_1' },
    ...{ customer_address: { country: 'FR', postal_code: '75011', city: 'Paris', line1: '1 rue' } },
    status_transitions: {
      ...{ finalized_at: at, paid_at: at, voided_at: null, marked_uncollectible_at: null },
    },
    ...{ pre_payment_credit_notes_amount: 0, post_payment_credit_notes_amount: 0 },
    ...made,
  }) as unknown as Stripe.Invoice
const document = (made: object = {}, lines = [aLine()]) =>
  invoiceDocument({ invoice: stripeInvoice(made), lines, order: undefined }, options)

describe('an invoice', () => {
  it('is a document by the day of Paris, with its tax by scheme, rate and place', () => {
    const made = document()
    expect(Invoice.parse(made)).toEqual(made)
    expect(made).toMatchObject({
      ...{ id: 'in_1', number: 'K-0001', date: '2026-12-01', gross: 9_900, isSingle: true },
      taxes: [{ scheme: 'domestic', rate: 210, place: 'FR', net: 9_696, vat: 204 }],
      lines: [{ what: 'Magazine – Un an', supply: 'print', quantity: 1, gross: 9_900 }],
      buyer: { name: 'Exemple SARL', lines: ['1 rue', '75011 Paris'], country: 'FR' },
    })
  })

  it('is none of a draft, of another product, or of another title', () => {
    expect(document({ status: 'draft' })).toBeUndefined()
    expect(document({ metadata: {} })).toBeUndefined()
    expect(document({ metadata: { kiosque: 'other' } })).toBeUndefined()
  })

  it('asks for what is left after a discount, and for tax that is not inside', () => {
    const discounted = aLine({ discount_amounts: [{ amount: 900, discount: 'di_1' }] })
    expect(document({}, [discounted])?.lines[0]).toMatchObject({ gross: 9_000, discount: 900 })
    const outside = aLine({ taxes: [tax('txr_full', 1_980, 'exclusive')] })
    expect(document({}, [outside])?.lines[0]).toMatchObject({
      gross: 11_880,
      taxes: [{ rate: 2_000, net: 9_900, vat: 1_980 }],
    })
  })

  it('joins lines taxed alike, and keeps apart what is due elsewhere', () => {
    const lines = [aLine(), aLine(), aLine({ taxes: [tax('txr_de', 648)] })]
    expect(document({ total: 29_700 }, lines)?.taxes).toEqual([
      { scheme: 'domestic', rate: 210, place: 'FR', net: 19_392, vat: 408 },
      { scheme: 'oss', rate: 700, place: 'DE', net: 9_252, vat: 648 },
    ])
  })

  it.each([
    ['CH', '1204', 'print', 'CH', 'export'],
    ['CH', '1204', 'digital', 'CH', 'notInFrance'],
    ['DE', '50667', 'print', 'DE', 'intraCommunity'],
    ['DE', '50667', 'digital', 'DE', 'reverseCharge'],
    ['FR', '97300', 'print', 'GF', 'overseas'],
    ['FR', '98800', 'print', 'NC', 'export'],
  ])(
    'without tax to %s %s, %s, says where it goes and why',
    (country, postcode, supply, place, because) => {
      const address = { country, postal_code: postcode, city: 'Exemple', line1: '1' }
      const product = `en-contact-plan-${supply}`
      const line = aLine({ taxes: [], pricing: { price_details: { product } } })
      expect(document({ customer_address: address }, [line])?.taxes).toEqual([
        { scheme: 'exempt', rate: 0, place, because, net: 9_900, vat: 0 },
      ])
    },
  )

  it('that an update made pays for no issue', () => {
    expect(document({ billing_reason: 'subscription_update' })?.reason).toBe('other')
  })
})

describe('payments', () => {
  const payment = (made: object = {}) =>
    ({
      ...{ id: 'inpay_1', status: 'paid', amount_paid: 9_900 },
      ...{ payment: { type: 'payment_intent', payment_intent: 'pi_1' } },
      status_transitions: { paid_at: at, canceled_at: null },
      ...made,
    }) as unknown as Stripe.InvoicePayment

  it('are those that are paid', () => {
    expect(paymentDocuments(stripeInvoice(), [payment(), payment({ status: 'open' })])).toEqual([
      expect.objectContaining({ id: 'inpay_1', amount: 9_900, paymentId: 'pi_1' }),
    ])
  })

  it('of what was settled otherwise are named by the invoice', () => {
    const invoice = stripeInvoice({ pre_payment_credit_notes_amount: 900 })
    expect(paymentDocuments(invoice, [payment({ amount_paid: 5_000 })]).at(-1)).toMatchObject({
      ...{ id: 'in_1', amount: 4_000, paymentId: '' },
    })
    expect(paymentDocuments(stripeInvoice({ status: 'open' }), [])).toEqual([])
  })
})

describe('a credit note', () => {
  const note = (made: object = {}) =>
    ({
      ...{ id: 'cn_1', number: 'K-0001-CN-01', created: at, total: 3_300, status: 'issued' },
      ...{ post_payment_amount: 3_300, pre_payment_amount: 0, refunds: [], voided_at: null },
      ...made,
    }) as unknown as Stripe.CreditNote
  const line = (made: object = {}) =>
    ({
      ...{ amount: 3_300, description: 'Avoir', discount_amount: 0 },
      taxes: [tax('txr_fr', 68)],
      ...made,
    }) as unknown as Stripe.CreditNoteLineItem
  const of = (lines: Stripe.CreditNoteLineItem[], made = {}, invoice = anInvoice()) =>
    noteDocument({ note: note(made), lines }, invoice, options)

  it('says which tax goes back, or that it does not say', () => {
    expect(of([line()])).toMatchObject({
      ...{ hasTaxes: true, isPaid: true, gross: 3_300, date: '2026-12-01' },
      taxes: [{ rate: 210, net: 3_232, vat: 68 }],
    })
    expect(of([line({ taxes: [] })])).toMatchObject({ hasTaxes: false, taxes: [] })
  })

  it('of what bears no tax shares its exemption', () => {
    const exempt: TaxLine = {
      ...{ scheme: 'exempt', rate: 0, place: 'CH', because: 'export', net: 9_900, vat: 0 },
    }
    const made = of([line({ taxes: [] })], {}, anInvoice({ taxes: [exempt] }))
    expect(made).toMatchObject({ hasTaxes: true, taxes: [{ ...exempt, net: 3_300 }] })
  })

  it('of what was paid in part says how much was still owed', () => {
    const mixed = { post_payment_amount: 2_000, pre_payment_amount: 1_300, type: 'mixed' }
    expect(of([line()], mixed)).toMatchObject({ isPaid: true, owedGross: 1_300 })
  })
})

describe('a dispute', () => {
  it.each([
    ['warning_closed', 'inquiry'],
    ['prevented', 'inquiry'],
    ['appeal_under_review', 'open'],
    ['lost', 'lost'],
    ['something_new', 'other'],
  ])('that is %s is %s', (status, word) => {
    const dispute = {
      ...{ id: 'du_1', charge: 'ch_1', amount: 9_900, reason: 'fraudulent', created: at, status },
      evidence_details: { due_by: null },
    } as unknown as Stripe.Dispute
    const closedAt = options.readAt
    const made = disputeDocument(dispute, { invoiceId: 'in_1', isReturn: false, closedAt })
    expect(made.status).toBe(word)
    expect(made.lostAt).toBe(word === 'lost' ? closedAt : undefined)
  })
})

describe('a tax rate', () => {
  it('of ours is what its metadata says; another is by its country', () => {
    const metadata = { kiosque_rate: 'oss.DE.700' }
    expect(rateFacts({ metadata, percentage: 7, country: 'DE' })).toEqual({
      ...{ scheme: 'oss', place: 'DE', basisPoints: 700 },
    })
    expect(rateFacts({ metadata: {}, percentage: 8.5, country: 'RE' })).toEqual({
      ...{ scheme: 'domestic', place: 'RE', basisPoints: 850 },
    })
    expect(rateFacts({ metadata: null, percentage: 19, country: 'DE' }).scheme).toBe('oss')
    // One that does not say what it is is believed by its percentage.
    expect(rateFacts({ metadata, percentage: 19, country: 'DE' }).basisPoints).toBe(1_900)
  })
})

describe('a balance transaction', () => {
  const accounts = Accounts.parse({})
  const bt = (made: object = {}) =>
    ({
      ...{ id: 'txn_1', amount: 9_900, fee: 174, net: 9_726, currency: 'eur', created: at },
      ...{ type: 'charge', reporting_category: 'charge', balance_type: 'payments' },
      ...{ source: 'ch_1', fee_details: [{ type: 'stripe_fee', amount: 174 }] },
      ...made,
    }) as unknown as Stripe.BalanceTransaction
  const move = (made: object = {}) =>
    balanceMove(bt(made), { zone: 'Europe/Paris', party: { kind: 'customer', id: 'cu_1' } })
  const booked = (made: object) =>
    Object.fromEntries(
      postBalanceMove(move(made), accounts).transaction.postings.map(({ account, cents }) => [
        account,
        cents,
      ]),
    )

  it('is on the day of Paris, with the tax in its fee apart', () => {
    const fee_details = [
      { type: 'stripe_fee', amount: 145 },
      { type: 'tax', amount: 29 },
    ]
    expect(move({ fee_details })).toMatchObject({ date: '2026-12-01', fee: 174, feeTax: 29 })
    expect(booked({ fee_details })).toEqual({
      ...{ 517100: 9_726, 627800: 145, 445660: 29, 411000: -9_900 },
    })
  })

  it('without a category is what its type says; with one that is new it is in suspense', () => {
    const failed = { type: 'payment_failure_refund', reporting_category: '' }
    expect(booked({ ...failed, amount: -9_900, net: -9_900, fee: 0, fee_details: [] })).toEqual({
      ...{ 517100: -9_900, 411000: 9_900 },
    })
    expect(booked({ reporting_category: 'unreconciled_customer_funds' })).toEqual({
      ...{ 517100: 9_726, 627800: 174, 471000: -9_900 },
    })
  })

  it('of funds in reserve is booked once, on both sides', () => {
    const hold = { type: 'reserve_hold', reporting_category: 'risk_reserved_funds' }
    const none = { amount: -500, net: -500, fee: 0, fee_details: [] }
    expect(booked({ ...hold, ...none })).toEqual({ 517100: -500, 517200: 500 })
    expect(isOwnMove(bt({ ...hold, balance_type: 'risk_reserved' }))).toBe(false)
  })
})
