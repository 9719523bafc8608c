// The worked entries of a subscription from the sale to its end (domain-rules §3.3), to the cent.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type InvoiceToPost,
  postCreditNote,
  postInvoice,
  postInvoicePayment,
  postLostDispute,
  postServed,
} from '#finance/post-sale'
import { type BalanceMove, postBalanceMove } from '#finance/post-stripe'
import { hashOf, newTransaction, reversalOf, type Transaction } from '#finance/transaction'
import { share, stepOf } from '#kernel/money'
import { Accounts } from '#publication/books'

const accounts = Accounts.parse({})
const date = '2026-11-05'
const vats = [{ rate: 210, scheme: 'domestic', vat: 204 }] as const
const invoice: InvoiceToPost = {
  ...{ id: 'in_1', number: 'F2026-000123', date, customerId: 'cu_1' },
  ...{ what: 'Abonnement 6 numéros', gross: 9_900, vats },
}
const move = (made: Partial<BalanceMove>): BalanceMove => ({
  ...{ id: 'txn_1', date, about: 'F2026-000123', feeTax: 0, fee: 0, amount: 0, net: 0 },
  ...{ category: 'charge', party: { kind: 'customer', id: 'cu_1' } },
  ...made,
})

/** `487100: -9696`, by account. */
const booked = ({ postings }: Transaction) =>
  Object.fromEntries(postings.map(({ account, cents }) => [account, cents]))
const balances = (transactions: readonly (Transaction | undefined)[]) => {
  const sums: Record<string, number> = {}
  for (const one of transactions)
    for (const { account, cents } of one?.postings ?? [])
      sums[account] = (sums[account] ?? 0) + cents
  return sums
}

describe('a sale of 99.00 by card', () => {
  it('is owed and unearned, its VAT pending, when it is invoiced', () => {
    const sold = postInvoice(invoice, accounts)
    expect(booked(sold)).toEqual({ 411000: 9_900, 487100: -9_696, 445800: -204 })
    expect(sold).toMatchObject({ source: 'in_1:finalized', journal: 'VE', piece: { date } })
  })

  it('owes its VAT when it is paid', () => {
    const payment = { id: 'inpay_1', date, amount: 9_900, paidBefore: 0 }
    const paid = postInvoicePayment(payment, invoice, accounts)
    expect(paid && booked(paid)).toEqual({ 445800: 204, 445712: -204 })
  })

  it('owes no VAT where there is none', () => {
    const payment = { id: 'inpay_1', date, amount: 9_900, paidBefore: 0 }
    expect(postInvoicePayment(payment, { ...invoice, vats: [] }, accounts)).toBeUndefined()
  })

  it('owes exactly its VAT however it is paid in parts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 8 }), (amounts) => {
        let paidBefore = 0
        let due = 0
        const parts = [...amounts, Math.max(0, 9_900 - amounts.reduce((a, b) => a + b, 0))]
        for (const [at, amount] of parts.entries()) {
          const payment = { id: `inpay_${at}`, date, amount, paidBefore }
          const paid = postInvoicePayment(payment, invoice, accounts)
          due += paid ? (booked(paid)[445800] ?? 0) : 0
          paidBefore += amount
        }
        expect(due).toBe(204)
      }),
    )
  })

  it('comes as money at Stripe less its fee', () => {
    const { transaction, isUnknown } = postBalanceMove(
      move({ amount: 9_900, fee: 174, net: 9_726 }),
      accounts,
    )
    expect(booked(transaction)).toEqual({ 517100: 9_726, 627800: 174, 411000: -9_900 })
    expect(isUnknown).toBe(false)
  })

  it('is earned issue by issue, and to the last cent', () => {
    const served = [1, 2, 3, 4, 5, 6].map((k) =>
      postServed(
        { issue: 144 + k, batch: 1, date, print: stepOf(9_696, k, 6), digital: 0 },
        accounts,
      ),
    )
    expect(booked(served[0] as Transaction)).toEqual({ 487100: 1_616, 701300: -1_616 })
    expect(balances([postInvoice(invoice, accounts), ...served])[487100]).toBe(0)
  })

  it('leaves Stripe by a payout, through the account of what is under way', () => {
    const payout = move({ category: 'payout', amount: -12_782, net: -12_782 })
    const { transaction } = postBalanceMove({ ...payout, party: { kind: 'none' } }, accounts)
    expect(booked(transaction)).toEqual({ 517100: -12_782, 580000: 12_782 })
  })
})

describe('what goes back', () => {
  const note = { id: 'cn_1', number: 'A2026-000001', date, isPaid: true }
  const about = { ...invoice, isDigital: false }

  it('all of it, before anything was served', () => {
    const credit = postCreditNote(
      { ...note, gross: 9_900, vats, deferredBefore: 9_696 },
      about,
      accounts,
    )
    expect(booked(credit)).toEqual({ 487100: 9_696, 445712: 204, 411000: -9_900 })
    const refund = postBalanceMove(
      move({ category: 'refund', amount: -9_900, net: -9_900 }),
      accounts,
    )
    expect(booked(refund.transaction)).toEqual({ 411000: 9_900, 517100: -9_900 })
  })

  it('after two of six issues 66.00, and deferred revenue is empty', () => {
    const vatBack = 204 - share(204, 2, 6)
    const given = {
      ...{ ...note, gross: 6_600, deferredBefore: 6_464 },
      vats: [{ ...vats[0], vat: vatBack }],
    }
    const credit = postCreditNote(given, about, accounts)
    expect(booked(credit)).toEqual({ 487100: 6_464, 445712: 136, 411000: -6_600 })
  })

  it('more than is unserved takes the rest from revenue', () => {
    const given = { ...note, gross: 9_900, vats, deferredBefore: 6_464 }
    const credit = postCreditNote(given, about, accounts)
    expect(booked(credit)).toEqual({ 487100: 6_464, 701300: 3_232, 445712: 204, 411000: -9_900 })
  })

  it('of what was never paid, its VAT no longer waits', () => {
    const given = { ...note, gross: 9_900, vats, deferredBefore: 9_696, isPaid: false }
    expect(booked(postCreditNote(given, about, accounts))).toEqual({
      ...{ 487100: 9_696, 445800: 204, 411000: -9_900 },
    })
  })
})

describe('a contested payment', () => {
  const opened = move({ category: 'dispute', amount: -9_900, fee: 2_000, net: -11_900 })

  it('is owed again and costs a fee; won, it is money again', () => {
    expect(booked(postBalanceMove(opened, accounts).transaction)).toEqual({
      ...{ 416000: 9_900, 627800: 2_000, 517100: -11_900 },
    })
    const won = move({ category: 'dispute_reversal', amount: 9_900, net: 9_900 })
    expect(booked(postBalanceMove(won, accounts).transaction)).toEqual({
      ...{ 517100: 9_900, 416000: -9_900 },
    })
  })

  it.each([
    [true, { 487100: 8_080, 654000: 1_616, 445712: 204, 416000: -9_900 }],
    [false, { 487100: 8_080, 654000: 1_650, 445712: 170, 416000: -9_900 }],
  ])('lost after one of six issues, VAT of it recovered: %s', (recoversServedVat, postings) => {
    const lost = postLostDispute(
      {
        ...{ id: 'du_1', date, gross: 9_900, vats, deferredBefore: 8_080 },
        ...{ served: { of: 6, count: 1 }, recoversServedVat },
      },
      invoice,
      accounts,
    )
    expect(booked(lost)).toEqual(postings)
  })
})

describe('what Stripe moves', () => {
  it('is booked by its category; the tax in a fee apart', () => {
    const by = (made: Partial<BalanceMove>) =>
      booked(postBalanceMove(move({ party: { kind: 'none' }, ...made }), accounts).transaction)
    expect(by({ category: 'fee', amount: -70, net: -70 })).toEqual({ 517100: -70, 627800: 70 })
    expect(by({ category: 'tax', amount: -14, net: -14 })).toEqual({ 517100: -14, 445660: 14 })
    expect(by({ category: 'risk_reserved_funds', amount: -500, net: -500 })).toEqual({
      ...{ 517100: -500, 517200: 500 },
    })
    const charge = { party: { kind: 'customer', id: 'cu_1' } as const, amount: 9_900 }
    expect(by({ ...charge, fee: 174, feeTax: 29, net: 9_726 })).toEqual({
      ...{ 517100: 9_726, 627800: 145, 445660: 29, 411000: -9_900 },
    })
  })

  it('for another product of the account goes aside, and what nobody knows into suspense', () => {
    const charge = move({ amount: 5_000, fee: 100, net: 4_900, party: { kind: 'otherProduct' } })
    expect(booked(postBalanceMove(charge, accounts).transaction)).toEqual({
      ...{ 517100: 4_900, 627800: 100, 467100: -5_000 },
    })
    for (const made of [
      { category: 'moon_landing_fund' },
      { category: 'topup' },
      { category: 'charge', party: { kind: 'none' } as const },
    ]) {
      const unknown = postBalanceMove(move({ amount: 700, net: 700, ...made }), accounts)
      expect(unknown.isUnknown).toBe(true)
      expect(booked(unknown.transaction)).toEqual({ 517100: 700, 471000: -700 })
    }
  })

  it('always balances, and moves Stripe’s account by its net', () => {
    const cents = fc.integer({ min: -1_000_000, max: 1_000_000 })
    const categories = fc.constantFrom('charge', 'refund', 'dispute', 'fee', 'payout', 'other')
    fc.assert(
      fc.property(cents, fc.nat(5_000), categories, (amount, fee, category) => {
        fc.pre(amount - fee !== 0)
        const { transaction } = postBalanceMove(
          move({ amount, fee, net: amount - fee, category }),
          accounts,
        )
        expect(booked(transaction)[517100]).toBe(amount - fee)
        expect(transaction.postings.reduce((sum, one) => sum + one.cents, 0)).toBe(0)
      }),
    )
  })
})

describe('a transaction', () => {
  const sold = postInvoice(invoice, accounts)

  it('that does not balance is never made', () => {
    const postings = sold.postings.map((one, at) => (at === 0 ? { ...one, cents: 9_901 } : one))
    expect(() => newTransaction({ ...sold, postings })).toThrow('zero')
  })

  it('is named by all that is in it', () => {
    const hashes = [
      sold,
      { ...sold, date: '2026-11-06' },
      { ...sold, label: 'x' },
      { ...sold, piece: { ref: 'F2026-000124', date } },
      { ...sold, postings: sold.postings.map((one) => ({ ...one, cents: 2 * one.cents })) },
      { ...sold, postings: sold.postings.with(0, { account: '411000', cents: 9_900 }) },
      { ...sold, by: 'felix@example.org' },
    ].map(hashOf)
    expect(new Set(hashes).size).toBe(hashes.length)
    expect(hashOf(structuredClone(sold))).toBe(hashes[0])
  })

  it('is taken back by its opposite, which names it', () => {
    const back = reversalOf(sold, { date: '2026-11-09', reason: 'Facturé deux fois' })
    expect(Object.values(balances([sold, back])).every((sum) => sum === 0)).toBe(true)
    expect(back).toMatchObject({ source: 'in_1:finalized:reversed', reverses: 'in_1:finalized' })
  })
})
