// The worked entries of a subscription that is sold, paid or not, and contested (domain-rules §3.3), to
// the cent; and what holds of any history of an invoice.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Unearned } from '#finance/account-fold'
import type { CreditNote, TaxLine } from '#finance/documents'
import { letterOf } from '#finance/documents'
import { postAccount } from '#finance/post-account'
import { allPrint } from '#finance/revenue-split'
import { share } from '#kernel/money'
import { type Instant, instant } from '#kernel/time'
import {
  aCreditNote,
  anAccount,
  anInvoice,
  aPayment,
  at,
  press,
} from '../../support/finance-documents.ts'
import { balances, booked, lost, post, rules } from '../../support/post-world.ts'

describe('a sale of 99.00', () => {
  it('is owed and unearned, its VAT pending, when it is invoiced', () => {
    const { 'in_1:finalized': sold } = post(anAccount())
    expect(booked(sold)).toEqual({ 411000: 9_900, 487100: -9_696, 445800: -204 })
    expect(sold).toMatchObject({ journal: 'VE', date: '2026-11-05', invoice: 'in_1' })
    expect(sold?.taxes).toBeUndefined()
  })

  it('owes its VAT when it is paid, on the day of Paris', () => {
    const paidAt = instant('2026-11-30T23:30:00Z' as never) as Instant
    const { 'inpay_1:paid': paid } = post(anAccount({ payments: [aPayment({ paidAt })] }))
    expect(booked(paid)).toEqual({ 445800: 204, 445712: -204 })
    expect(paid).toMatchObject({ date: '2026-12-01', taxes: [press(9_900)] })
  })

  it('owes exactly its VAT however it is paid in parts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 8 }), (amounts) => {
        const rest = 9_900 - amounts.reduce((a, b) => a + b, 0)
        const all = rest > 0 ? [...amounts, rest] : amounts
        const payments = all.map((amount, k) =>
          aPayment({ id: `inpay_${k}`, amount, paidAt: at(6 + k) }),
        )
        const made = postAccount(anAccount({ payments }), rules)
        expect(balances(made)[445712] ?? 0).toBe(-204)
        expect(balances(made)[445800] ?? 0).toBe(0)
      }),
    )
  })

  it('paid in part owes no VAT of what a note had taken away before', () => {
    const app: TaxLine = { scheme: 'domestic', rate: 2_000, place: 'FR', net: 8_250, vat: 1_650 }
    const note = aCreditNote({ gross: 9_900, taxes: [app], isPaid: false, createdAt: at(6) })
    const account = anAccount({
      ...{ gross: 19_800, taxes: [press(9_900), app], notes: [note] },
      payments: [
        aPayment({ id: 'inpay_1', amount: 4_950, paidAt: at(7) }),
        aPayment({ id: 'inpay_2', amount: 4_950, paidAt: at(8) }),
      ],
    })
    const made = post(account)
    expect(booked(made['cn_1'])).toEqual({ 487100: 8_250, 445800: 1_650, 411000: -9_900 })
    // A quarter of the whole: 51 of the press's 204, and nothing of what is asked for no more.
    expect(booked(made['inpay_1:paid'])).toEqual({ 445800: 51, 445712: -51 })
    expect(booked(made['inpay_2:paid'])).toEqual({ 445800: 153, 445712: -153 })
  })

  it('of nothing books nothing', () => {
    expect(postAccount(anAccount({ gross: 0, taxes: [] }), rules)).toEqual([])
  })

  it('without VAT is told of when it is invoiced, for no payment shows it', () => {
    const exempt: TaxLine = {
      ...{ scheme: 'exempt', rate: 0, place: 'CH', because: 'export', net: 9_696, vat: 0 },
    }
    const payments = [aPayment({ amount: 9_696 })]
    const made = postAccount(anAccount({ gross: 9_696, taxes: [exempt], payments }), rules)
    expect(made.map(({ source }) => source)).toEqual(['in_1:finalized'])
    expect(made[0]).toMatchObject({ taxes: [exempt] })
    expect(booked(made[0])).toEqual({ 411000: 9_696, 487100: -9_696 })
  })

  it('taxed in another member state owes it there', () => {
    const tax: TaxLine = { scheme: 'oss', rate: 700, place: 'DE', net: 9_252, vat: 648 }
    const { 'inpay_1:paid': paid } = post(anAccount({ taxes: [tax], payments: [aPayment()] }))
    expect(booked(paid)).toEqual({ 445800: 648, 445719: -648 })
  })

  it('at a rate that has no account lies in suspense', () => {
    const tax: TaxLine = { scheme: 'domestic', rate: 1_000, place: 'FR', net: 9_000, vat: 900 }
    const { 'inpay_1:paid': paid } = post(anAccount({ taxes: [tax], payments: [aPayment()] }))
    expect(booked(paid)).toEqual({ 445800: 900, 471000: -900 })
  })

  it('that pays for no issue waits in suspense, never in deferred revenue', () => {
    const sold = post(anAccount({ reason: 'other' }))['in_1:finalized']
    expect(booked(sold)).toEqual({ 411000: 9_900, 471000: -9_696, 445800: -204 })
  })

  it('paid once is lettered by its order, which its charge knows too', () => {
    const single = anInvoice({ isSingle: true })
    expect(letterOf(single)).toBe(single.orderId)
    expect(post({ ...anAccount(), invoice: single })['in_1:finalized']).toMatchObject({
      invoice: single.orderId,
    })
  })
})

describe('an invoice that nobody pays', () => {
  it('is as if it never was once it is void', () => {
    const made = postAccount(anAccount({ status: 'void', voidedAt: at(20) }), rules)
    expect(made.map(({ source }) => source)).toEqual(['in_1:finalized', 'in_1:void'])
    expect(balances(made)).toEqual({})
  })

  it('and is given up, then paid after all, is the sale that it was', () => {
    const given = { status: 'uncollectible', uncollectibleAt: at(20) } as const
    const before = postAccount(anAccount(given), rules)
    expect(balances(before)).toEqual({})
    const late = aPayment({ paidAt: at(28) })
    const after = postAccount(anAccount({ ...given, status: 'paid', payments: [late] }), rules)
    expect(after.slice(0, 2)).toEqual(before)
    expect(after.map(({ source }) => source).slice(2)).toEqual(['in_1:recovered', 'inpay_1:paid'])
    expect(balances(after)).toEqual({ 411000: 9_900, 487100: -9_696, 445712: -204 })
  })

  it('is voided once, though it was given up before', () => {
    const both = { status: 'void', uncollectibleAt: at(20), voidedAt: at(22) } as const
    const made = postAccount(anAccount(both), rules)
    expect(made.map(({ source }) => source)).toEqual(['in_1:finalized', 'in_1:uncollectible'])
  })

  it('in part keeps what was paid, with its VAT', () => {
    const payments = [aPayment({ amount: 3_300 })]
    const given = { status: 'uncollectible', uncollectibleAt: at(20), payments } as const
    const left = balances(postAccount(anAccount(given), rules))
    expect(left).toEqual({ 411000: 3_300, 487100: -3_232, 445712: -68 })
  })
})

describe('a contested payment that is lost', () => {
  const payments = [aPayment()]
  const unearned = {
    'du_1:lost': { taken: 8_080, served: { of: 6, count: 1 }, split: allPrint },
  }

  it.each([
    [true, { 487100: 8_080, 654000: 1_616, 445712: 204, 416000: -9_900 }],
    [false, { 487100: 8_080, 654000: 1_650, 445712: 170, 416000: -9_900 }],
  ])('after one of six issues, VAT of it recovered: %s', (recoversLostVat, postings) => {
    const made = post(anAccount({ payments, disputes: [lost()] }), unearned, { recoversLostVat })
    expect(booked(made['du_1:lost'])).toEqual(postings)
  })

  it('of a debit that its bank took back owes no VAT at all: nobody paid', () => {
    const disputes = [lost({ isReturn: true })]
    const made = post(anAccount({ payments, disputes }), unearned)
    expect(booked(made['du_1:lost'])).toEqual({
      ...{ 487100: 8_080, 654000: 1_616, 445712: 204, 416000: -9_900 },
    })
  })

  it('and won on appeal is what it was before', () => {
    const disputes = [lost({ status: 'won', wonAt: at(29) })]
    const made = post(anAccount({ payments, disputes }), unearned)
    const sums = balances(Object.values(made))
    expect(sums).toEqual({ 411000: 9_900, 487100: -9_696, 445712: -204 })
    expect(made['du_1:won']).toMatchObject({ reverses: 'du_1:lost', date: '2026-11-29' })
  })

  it('moves nothing while it is open, won, or asked about', () => {
    for (const status of ['open', 'won', 'inquiry'] as const) {
      const open = { status, lostAt: undefined, closedAt: undefined } as never
      const made = postAccount(anAccount({ payments, disputes: [lost(open)] }), rules)
      expect(made).toHaveLength(2)
    }
  })
})

describe('any history of an invoice', () => {
  const grosses = fc.array(fc.integer({ min: 1, max: 9_900 }), { maxLength: 4 })

  it('balances, never has VAT below what was paid, and does not care how it is told', () => {
    fc.assert(
      fc.property(grosses, grosses, fc.integer({ min: 0, max: 6 }), (paid, credited, served) => {
        let left = 9_900
        const payments = paid.flatMap((cents, k) => {
          const amount = Math.min(cents, left)
          left -= amount
          return amount > 0 ? [aPayment({ id: `inpay_${k}`, amount, paidAt: at(6 + k) })] : []
        })
        let back = 9_900 - left
        const notes = credited.flatMap((cents, k): CreditNote[] => {
          const gross = Math.min(cents, back)
          back -= gross
          const made = { id: `cn_${k}`, gross, hasTaxes: false, taxes: [], createdAt: at(12 + k) }
          return gross > 0 ? [aCreditNote(made)] : []
        })
        let before = 9_696 - share(9_696, served, 6)
        const unearned = notes.map(({ id, gross }): [string, Unearned] => {
          const taken = Math.min(before, gross - share(gross, 210, 10_210))
          before -= taken
          return [id, { taken, served: { of: 6, count: served }, split: allPrint }]
        })
        const account = anAccount({ payments, notes })
        const told = postAccount(account, rules, new Map(unearned))
        const other = {
          ...account,
          payments: account.payments.toReversed(),
          notes: account.notes.toReversed(),
        }
        expect(postAccount(other, rules, new Map(unearned))).toEqual(told)
        const sums = balances(told)
        expect(0 - (sums[445712] ?? 0)).toBeGreaterThanOrEqual(0)
        const kept = 9_900 - left - notes.reduce((sum, { gross }) => sum + gross, 0)
        if (left === 0) expect(0 - (sums[445712] ?? 0)).toBe(204 - share(204, 9_900 - kept, 9_900))
        expect(sums[411000] ?? 0).toBe(9_900 - (9_900 - left - kept))
      }),
    )
  })
})
