// What Stripe moves, and what is earned, books; and what a transaction is (domain-rules §3.3).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { postIssueServed } from '#finance/post-recognised'
import { type BalanceMove, postBalanceMove } from '#finance/post-stripe'
import { hashOf, newTransaction, reversalOf, type Transaction } from '#finance/transaction'
import { stepOf } from '#kernel/money'
import { Accounts } from '#publication/books'
import { balances, booked } from '../../support/post-world.ts'

const accounts = Accounts.parse({})
const date = '2026-11-05'
const move = (made: Partial<BalanceMove>): BalanceMove => ({
  ...{ id: 'txn_1', date, about: 'F2026-000123', feeTax: 0, fee: 0, amount: 0, net: 0 },
  ...{ category: 'charge', party: { kind: 'customer', id: 'cu_1' } },
  ...made,
})

describe('a sale of 99.00 by card', () => {
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
      postIssueServed(
        {
          ...{ issue: 144 + k, day: date, booking: 1 },
          sums: { print: stepOf(9_696, k, 6), digital: 0, bySold: {} },
        },
        accounts,
      ),
    )
    expect(booked(served[0] as Transaction)).toEqual({ 487100: 1_616, 701300: -1_616 })
    expect(balances(served)[487100]).toBe(9_696)
  })

  it('leaves Stripe by a payout, through the account of what is under way', () => {
    const payout = move({ category: 'payout', amount: -12_782, net: -12_782 })
    const { transaction } = postBalanceMove({ ...payout, party: { kind: 'none' } }, accounts)
    expect(booked(transaction)).toEqual({ 517100: -12_782, 580000: 12_782 })
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
  const sold = newTransaction({
    ...{ source: 'in_1:finalized', journal: 'VE', date, label: 'Abonnement F2026-000123' },
    piece: { ref: 'F2026-000123', date },
    postings: [
      { account: '411000', auxiliary: 'cu_1', cents: 9_900 },
      { account: '487100', cents: -9_696 },
      { account: '445800', cents: -204 },
    ],
  })

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
    expect(balances([sold, back])).toEqual({})
    expect(back).toMatchObject({ source: 'in_1:finalized:reversed', reverses: 'in_1:finalized' })
  })
})
