import * as fc from 'fast-check'
import type Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bought, type StripeWorld, stripeWorld, subscribed } from '../../../support/stripe.ts'

let world: StripeWorld
beforeEach(async () => {
  world = await stripeWorld()
})
afterEach(() => world.close())

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of list) found.push(one)
  return found
}
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

test('part after part is refunded, and never more than was paid', async () => {
  const { stripe } = world
  const session = await bought(world, 9_900)
  const intent = session.payment_intent as string
  await stripe.refunds.create({ payment_intent: intent, amount: 3_300 })
  await expect(stripe.refunds.create({ payment_intent: intent, amount: 6_601 })).rejects.toThrow(
    /greater than unrefunded amount/,
  )
  const rest = await stripe.refunds.create({ payment_intent: intent })
  expect(rest).toMatchObject({ amount: 6_600, status: 'succeeded' })
  const [charge] = (await stripe.charges.list({ expand: ['data.refunds'] })).data
  expect(charge).toMatchObject({ refunded: true, amount_refunded: 9_900 })
  expect(charge?.refunds?.data).toHaveLength(2)
  await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({
    code: 'charge_already_refunded',
  })
  const out = (await stripe.balanceTransactions.list({ type: 'refund' })).data
  expect(out.map(({ amount, fee }) => [amount, fee])).toEqual([
    [-6_600, 0],
    [-3_300, 0],
  ])
})

test('a refund that comes back is failed, and its money is ours again', async () => {
  const { stripe } = world
  const session = await bought(world, 9_900, { card: '4000000000005126' })
  const refund = await stripe.refunds.create({ payment_intent: session.payment_intent as string })
  await world.moveTo('2026-12-02T12:00:00Z')
  const failed = await stripe.refunds.retrieve(refund.id, {
    expand: ['failure_balance_transaction'],
  })
  expect(failed.status).toBe('failed')
  expect(failed.failure_balance_transaction).toMatchObject({
    amount: 9_900,
    reporting_category: 'refund_failure',
  })
  expect((await stripe.charges.list()).data[0]).toMatchObject({
    refunded: false,
    amount_refunded: 0,
  })
})

test('a dispute takes the money and 20 €, a won one brings the money back', async () => {
  const { stripe } = world
  const session = await bought(world, 9_900)
  world.act({ act: 'dispute', id: session.payment_intent as string })
  const [open] = (await stripe.disputes.list()).data
  expect(open).toMatchObject({ status: 'needs_response', is_charge_refundable: false })
  await expect(
    stripe.refunds.create({ payment_intent: session.payment_intent as string }),
  ).rejects.toMatchObject({ code: 'charge_disputed' })
  const answered = await stripe.disputes.update(open?.id ?? '', {
    evidence: { uncategorized_text: 'Livré.' },
  })
  expect(answered.status).toBe('under_review')
  world.act({ act: 'dispute', id: answered.id, outcome: 'won' })
  const won = await stripe.disputes.retrieve(answered.id)
  expect(won.status).toBe('won')
  expect(won.balance_transactions.map(({ net, reporting_category: c }) => [c, net])).toEqual([
    ['dispute', -11_900],
    ['dispute_reversal', 9_900],
  ])
})

test('an inquiry moves no money and closes without any', async () => {
  const session = await bought(world, 9_900)
  world.act({ act: 'dispute', id: session.id, inquiry: true })
  const [asked] = (await world.stripe.disputes.list()).data
  expect(asked).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] })
  world.act({ act: 'dispute', id: asked?.id ?? '', outcome: 'won' })
  expect((await world.stripe.disputes.list()).data[0]?.status).toBe('warning_closed')
  expect((await world.stripe.balanceTransactions.list()).data).toHaveLength(1)
})

test('a credit note names its taxes and its refund, and the invoice counts it', async () => {
  const { stripe } = world
  const { subscription } = await subscribed(world)
  const invoice = subscription.latest_invoice as Stripe.Invoice
  const line = invoice.lines.data[0] as Stripe.InvoiceLineItem
  const rate = line.taxes?.[0]?.tax_rate_details?.tax_rate as string
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    lines: [
      {
        type: 'invoice_line_item',
        invoice_line_item: line.id,
        amount: 6_600,
        tax_amounts: [{ amount: 136, tax_rate: rate, taxable_amount: 6_464 }],
      },
    ],
    refund_amount: 6_600,
  })
  expect(note).toMatchObject({
    number: `${invoice.number}-CN-01`,
    total: 6_600,
    total_excluding_tax: 6_464,
    total_taxes: [{ amount: 136, taxable_amount: 6_464 }],
    type: 'post_payment',
    post_payment_amount: 6_600,
  })
  const refunded = await stripe.refunds.retrieve(note.refunds[0]?.refund as string)
  expect(refunded).toMatchObject({ amount: 6_600, status: 'succeeded' })
  const after = await stripe.invoices.retrieve(invoice.id)
  expect(after.post_payment_credit_notes_amount).toBe(6_600)
  const tooMuch = stripe.creditNotes.create({
    invoice: invoice.id,
    amount: 3_301,
    refund_amount: 3_301,
  })
  await expect(tooMuch).rejects.toThrow(/must not be greater/)
  const noRefund = stripe.creditNotes.create({ invoice: invoice.id, amount: 100 })
  await expect(noRefund).rejects.toThrow(/must equal/)
})

test('a credit note on an open invoice lowers what is left to pay', async () => {
  const { stripe } = world
  const { subscription } = await subscribed(world, { card: '4000000000000341' })
  await world.moveTo('2027-11-30T12:00:00Z')
  const [open] = (await stripe.invoices.list({ subscription: subscription.id })).data
  await stripe.creditNotes.create({ invoice: open?.id ?? '', amount: 9_900 })
  expect(await stripe.invoices.retrieve(open?.id ?? '')).toMatchObject({
    status: 'paid',
    amount_remaining: 0,
    amount_paid: 0,
    pre_payment_credit_notes_amount: 9_900,
  })
})

test('an automatic payout is the sum of its transactions, known once it is reconciled', async () => {
  const { stripe } = world
  await bought(world, 9_900)
  const session = await bought(world, 9_900)
  await stripe.refunds.create({ payment_intent: session.payment_intent as string, amount: 6_600 })
  await world.moveTo('2026-12-03T08:30:00Z')
  const [payout] = (await stripe.payouts.list()).data
  expect(payout).toMatchObject({
    automatic: true,
    amount: 2 * 9_726 - 6_600,
    status: 'pending',
    reconciliation_status: 'in_progress',
  })
  await world.moveTo('2026-12-08T00:00:00Z')
  const id = payout?.id ?? ''
  expect(await stripe.payouts.retrieve(id)).toMatchObject({
    status: 'paid',
    reconciliation_status: 'completed',
  })
  const held = await all(stripe.balanceTransactions.list({ payout: id, expand: ['data.source'] }))
  expect(held.map(({ type }) => type).toSorted()).toEqual(['charge', 'charge', 'payout', 'refund'])
  expect(sum(held.map(({ net }) => net))).toBe(0)
})

test('a payout that fails brings its money back, and the next one takes it along', async () => {
  const { stripe } = world
  await bought(world, 9_900)
  await world.moveTo('2026-12-08T00:00:00Z')
  const [payout] = (await stripe.payouts.list()).data
  world.act({ act: 'payout', fails: payout?.id ?? '' })
  expect(await stripe.payouts.retrieve(payout?.id ?? '')).toMatchObject({
    status: 'failed',
    failure_code: 'account_closed',
  })
  await world.moveTo('2026-12-12T00:00:00Z')
  const [next] = (await stripe.payouts.list()).data
  expect(next?.amount).toBe(9_726)
  expect(next?.id).not.toBe(payout?.id)
})

test('a payout by hand is taken from what is available and can’t be itemised', async () => {
  const { stripe } = world
  await expect(stripe.payouts.create({ amount: 1, currency: 'eur' })).rejects.toThrow(/manual/)
  world.act({ act: 'payout', schedule: 'manual' })
  expect(() => world.act({ act: 'payout' })).toThrow('Nothing is available')
  await bought(world, 9_900)
  await world.moveTo('2026-12-20T00:00:00Z')
  expect((await stripe.payouts.list()).data).toEqual([])
  await expect(stripe.payouts.create({ amount: 9_727, currency: 'eur' })).rejects.toMatchObject({
    code: 'balance_insufficient',
  })
  const payout = await stripe.payouts.create({ amount: 5_000, currency: 'eur' })
  expect(payout).toMatchObject({ automatic: false, reconciliation_status: 'not_applicable' })
  await expect(stripe.balanceTransactions.list({ payout: payout.id })).rejects.toThrow(
    /only be filtered on automatic/,
  )
  expect((await stripe.balance.retrieve()).available[0]?.amount).toBe(4_726)
  const second = await stripe.payouts.create({ amount: 726, currency: 'eur' })
  expect((await stripe.payouts.cancel(second.id)).status).toBe('canceled')
  expect((await stripe.balance.retrieve()).available[0]?.amount).toBe(4_726)
})

const Step = fc.oneof(
  fc.record({ kind: fc.constant('buy' as const), cents: fc.integer({ min: 50, max: 20_000 }) }),
  fc.record({ kind: fc.constant('debit' as const), cents: fc.integer({ min: 50, max: 20_000 }) }),
  fc.record({ kind: fc.constant('bounce' as const), cents: fc.integer({ min: 50, max: 20_000 }) }),
  fc.record({ kind: fc.constant('refund' as const), share: fc.double({ min: 0.01, max: 1 }) }),
  fc.record({ kind: fc.constant('comesBack' as const) }),
  fc.record({ kind: fc.constant('dispute' as const) }),
  fc.record({ kind: fc.constant('win' as const) }),
  fc.record({ kind: fc.constant('payoutFails' as const) }),
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 200 }) }),
)
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never

/** What can't be done in this state of things is left out. */
async function take(step: Step): Promise<void> {
  const { stripe } = world
  const first = async <T>(list: Promise<{ data: T[] }>) => (await list).data[0]
  const tried = async (act: () => unknown) => {
    try {
      await act()
    } catch {
      // Refused: nothing has happened, which is what the sums must show.
    }
  }
  const bad = 'FR8420041010050500013M02607'
  const good = 'FR1420041010050500013M02606'
  if (step.kind === 'buy') await bought(world, step.cents)
  if (step.kind === 'debit') await bought(world, step.cents, { iban: good })
  if (step.kind === 'bounce') await bought(world, step.cents, { iban: bad })
  if (step.kind === 'wait') {
    const now = world.cloud.clock.now().getTime()
    await world.moveTo(new Date(now + step.hours * 3_600_000).toISOString())
  }
  if (step.kind === 'refund') {
    const charge = await first(stripe.charges.list())
    const left = (charge?.amount ?? 0) - (charge?.amount_refunded ?? 0)
    const amount = Math.max(1, Math.floor(left * step.share))
    await tried(() => stripe.refunds.create({ charge: charge?.id ?? '', amount }))
  }
  if (step.kind === 'comesBack') {
    const refund = await first(stripe.refunds.list())
    await tried(() => world.act({ act: 'refund', id: refund?.id ?? 'none', fails: true }))
  }
  if (step.kind === 'dispute') {
    const charge = await first(stripe.charges.list())
    await tried(() => world.act({ act: 'dispute', id: charge?.id ?? 'none' }))
  }
  if (step.kind === 'win') {
    const dispute = await first(stripe.disputes.list())
    await tried(() => world.act({ act: 'dispute', id: dispute?.id ?? 'none', outcome: 'won' }))
  }
  if (step.kind === 'payoutFails') {
    const payout = await first(stripe.payouts.list())
    await tried(() => world.act({ act: 'payout', fails: payout?.id ?? 'none' }))
  }
}

test('whatever happens: each line adds up, each payout, and the whole balance', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { minLength: 4, maxLength: 14 }), async (steps) => {
      await world.close()
      world = await stripeWorld()
      const { stripe } = world
      for (const step of steps) await take(step)
      const now = world.cloud.clock.now().getTime()
      await world.moveTo(new Date(now + 20 * 86_400_000).toISOString())
      const lines = await all(stripe.balanceTransactions.list({ limit: 100 }))
      for (const line of lines) {
        expect(line.net).toBe(line.amount - line.fee)
        expect(line.fee).toBe(sum(line.fee_details.map(({ amount }) => amount)))
      }
      const seen: string[] = []
      for (const payout of await all(stripe.payouts.list({ limit: 100 }))) {
        const held = await all(stripe.balanceTransactions.list({ payout: payout.id, limit: 100 }))
        const own = held.filter(({ type }) => type !== 'payout')
        expect(payout.reconciliation_status).toBe('completed')
        expect(sum(own.map(({ net }) => net))).toBe(payout.amount)
        expect(sum(held.map(({ net }) => net))).toBe(0)
        seen.push(...held.map(({ id }) => id))
      }
      expect(new Set(seen).size).toBe(seen.length)
      const { available, pending } = await stripe.balance.retrieve()
      const standing = (available[0]?.amount ?? 0) + (pending[0]?.amount ?? 0)
      expect(standing).toBe(sum(lines.map(({ net }) => net)))
      expect(standing).toBeLessThanOrEqual(0)
    }),
    { numRuns: 12, seed: 4 },
  )
}, 60_000)
