// Stripe's objects read as our facts: what is read of each, and that nothing new is dropped.
import { readFileSync } from 'node:fs'
import type { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'
import { instant } from '#kernel/time'
import { invoiceFacts, paymentFacts, sessionFacts, subscriptionFacts } from '#stripe/facts'

/** Stripe's own published examples (MIT, see the licence beside them). */
const published = JSON.parse(readFileSync('tests/fixtures/stripe/read-shapes.json', 'utf8'))
const of = <T>(name: string, change: object): T => ({ ...published[name], ...change }) as T

const title = 'en-contact'
const readAt = instant(new Date('2026-11-30T08:00:00Z'))
const options = { title, readAt }
const mark = { kiosque: title, kiosque_order: 'or_1', kiosque_customer: 'cu_1' }
const ids = { orderId: 'or_1', customerId: 'cu_1' }

describe('a session', () => {
  const session = (change: object) => of<Stripe.Checkout.Session>('checkout.session', change)

  it('tells how it ended, what was paid, and what it made', () => {
    const paid = session({
      status: 'complete',
      payment_status: 'paid',
      customer: 'cus_1',
      subscription: { id: 'sub_1' },
      invoice: 'in_1',
      metadata: mark,
    })
    expect(sessionFacts(paid, options)).toMatchObject({
      kind: 'session',
      readAt,
      ids,
      status: 'complete',
      payment: 'paid',
      stripeCustomerId: 'cus_1',
      stripeSubscriptionId: 'sub_1',
      invoiceId: 'in_1',
    })
  })

  it('is nobody’s of ours without our mark, or with another title’s', () => {
    expect(sessionFacts(session({}), options).ids).toBeUndefined()
    expect(
      sessionFacts(session({ metadata: { ...mark, kiosque: 'x' } }), options).ids,
    ).toBeUndefined()
  })

  it('keeps what Stripe has added since as other', () => {
    const facts = sessionFacts(session({ status: 'paused', payment_status: 'held' }), options)
    expect(facts).toMatchObject({ status: 'other', payment: 'other' })
    expect(sessionFacts(session({ status: 'constructor' }), options).status).toBe('other')
  })
})

describe('a subscription', () => {
  const subscription = (change: object) => of<Stripe.Subscription>('subscription', change)
  const items = (...ends: number[]) => ({
    data: ends.map((current_period_end) => ({ current_period_end })),
  })

  it('renews at the end of its items’ period, or of its trial', () => {
    const at = (change: object) =>
      subscriptionFacts(subscription({ trial_end: null, ...change }), options).periodEnd
    expect(at({ items: items(1_800_000_000) })).toBe('2027-01-15T08:00:00.000Z')
    expect(at({ items: items(1_700_000_000, 1_800_000_000) })).toBe('2027-01-15T08:00:00.000Z')
    expect(at({ items: items(1_700_000_000), trial_end: 1_800_000_000 })).toBe(
      '2027-01-15T08:00:00.000Z',
    )
  })

  it.each([
    ['incomplete', 'incomplete'],
    ['incomplete_expired', 'incompleteExpired'],
    ['trialing', 'trialing'],
    ['active', 'active'],
    ['past_due', 'pastDue'],
    ['unpaid', 'unpaid'],
    ['paused', 'paused'],
    ['canceled', 'canceled'],
    ['hibernating', 'other'],
  ])('that is %s there is %s here', (status, word) => {
    expect(subscriptionFacts(subscription({ status }), options).status).toBe(word)
  })

  it('tells when it was cancelled and ended', () => {
    const facts = subscriptionFacts(
      subscription({ cancel_at_period_end: true, cancel_at: 1_800_000_000, ended_at: null }),
      options,
    )
    expect(facts).toMatchObject({ cancelAtPeriodEnd: true, cancelAt: '2027-01-15T08:00:00.000Z' })
    expect(facts.endedAt).toBeUndefined()
  })
})

describe('an invoice', () => {
  const invoice = (change: object) => of<Stripe.Invoice>('invoice', change)
  const line = (change: object) =>
    ({ ...published.invoice.lines.data[0], ...change }) as Stripe.InvoiceLineItem
  const facts = (
    change: object,
    read: {
      lines?: Stripe.InvoiceLineItem[]
      payment?: { status: string }
      intent?: object
    } = {},
  ) =>
    invoiceFacts(
      {
        invoice: invoice(change),
        lines: read.lines ?? [],
        payment: read.payment,
        intent: read.intent as Stripe.PaymentIntent | undefined,
      },
      options,
    )
  const ofSubscription = {
    parent: {
      type: 'subscription_details',
      subscription_details: { metadata: mark, subscription: 'sub_1' },
    },
  }

  it('takes the tax from its lines, and the period from what a subscription’s item made', () => {
    const period = { start: 1_796_025_600, end: 1_827_561_600 }
    const item = { subscription_item_details: { proration: false } }
    const lines = [
      line({ taxes: [{ amount: 162 }, { amount: 42 }], period, parent: item }),
      line({ taxes: null, period: { start: 1, end: 2 }, parent: null }),
    ]
    expect(facts({ total: 9_900, ...ofSubscription }, { lines })).toMatchObject({
      gross: 9_900,
      vat: 204,
      period: { from: '2026-11-30T08:00:00.000Z', until: '2027-11-30T08:00:00.000Z' },
      stripeSubscriptionId: 'sub_1',
      ids,
    })
  })

  it.each([
    ['subscription_create', ofSubscription, 'first'],
    ['subscription_cycle', ofSubscription, 'renewal'],
    ['subscription_update', ofSubscription, 'other'],
    ['subscription_threshold', ofSubscription, 'other'],
    ['manual', { metadata: mark, parent: null }, 'first'],
    ['manual', ofSubscription, 'other'],
    ['manual', { metadata: {}, parent: null }, 'other'],
    ['something_new', ofSubscription, 'other'],
  ])('made by %s pays for what it says', (billing_reason, change, reason) => {
    expect(facts({ billing_reason, ...change }).reason).toBe(reason)
  })

  it('tells how its newest payment stands', () => {
    const open = { status: 'open' }
    const state = (status: string, last_payment_error: object | null = null) =>
      facts({ status: 'open' }, { payment: open, intent: { status, last_payment_error } }).payment
    expect(facts({ status: 'open' }).payment).toBe('none')
    expect(state('requires_payment_method')).toBe('none')
    expect(state('requires_action')).toBe('none')
    expect(state('requires_payment_method', { code: 'card_declined' })).toBe('failed')
    expect(state('processing')).toBe('processing')
    expect(facts({ status: 'open' }, { payment: { status: 'paid' } }).payment).toBe('succeeded')
    expect(facts({ status: 'paid' }).payment).toBe('succeeded')
  })

  it('keeps a status that Stripe has added since as other', () => {
    expect(facts({ status: 'simmering' }).status).toBe('other')
    expect(facts({ status: null }).status).toBe('other')
  })
})

describe('a charge', () => {
  const charge = (change: object) => of<Stripe.Charge>('charge', change)
  const refund = (change: object) => of<Stripe.Refund>('refund', change)
  const dispute = (change: object) => of<Stripe.Dispute>('dispute', change)
  const invoice = of<Stripe.Invoice>('invoice', { id: 'in_1', metadata: mark })

  it('is ours by the invoice that it pays', () => {
    const read = { charge: charge({ metadata: {} }), refunds: [], disputes: [] }
    expect(paymentFacts({ ...read, invoice }, options)).toMatchObject({ ids, invoiceId: 'in_1' })
    expect(paymentFacts({ ...read, invoice: undefined }, options).ids).toBeUndefined()
  })

  it('tells of all that was given back and is contested, by amount and state', () => {
    const facts = paymentFacts(
      {
        charge: charge({ amount: 9_900, status: 'succeeded' }),
        refunds: ['pending', 'requires_action', 'succeeded', 'failed', 'canceled', 'x'].map(
          (status, at) => refund({ id: `re_${at}`, amount: 100, status }),
        ),
        disputes: ['warning_closed', 'needs_response', 'under_review', 'won', 'lost', 'x'].map(
          (status, at) => dispute({ id: `dp_${at}`, amount: 9_900, status }),
        ),
        invoice,
      },
      options,
    )
    expect(facts.gross).toBe(9_900)
    expect(facts.refunds.map(({ status }) => status)).toEqual([
      ...['pending', 'pending', 'succeeded', 'failed', 'canceled', 'other'],
    ])
    expect(facts.disputes.map(({ status }) => status)).toEqual([
      ...['inquiry', 'open', 'open', 'won', 'lost', 'other'],
    ])
  })

  it('that failed moved no money', () => {
    const read = { charge: charge({ amount: 9_900, status: 'failed' }), refunds: [], disputes: [] }
    expect(paymentFacts({ ...read, invoice }, options).gross).toBe(0)
  })
})
