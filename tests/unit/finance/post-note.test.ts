// The worked entries of what goes back by credit note (domain-rules §3.3), to the cent.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { postAccount } from '#finance/post-account'
import { allPrint } from '#finance/revenue-split'
import { aCreditNote, anAccount, aPayment, at, press } from '../../support/finance-documents.ts'
import { balances, booked, post, rules } from '../../support/post-world.ts'

describe('what goes back', () => {
  const payments = [aPayment()]

  it('all of it, before anything was served', () => {
    const { cn_1: credit } = post(anAccount({ payments, notes: [aCreditNote()] }))
    expect(booked(credit)).toEqual({ 487100: 9_696, 445712: 204, 411000: -9_900 })
    expect(credit?.taxes).toEqual([{ ...press(9_900), net: -9_696, vat: -204 }])
  })

  it('after two of six issues 66.00, and deferred revenue is empty', () => {
    const note = aCreditNote({ gross: 6_600, taxes: [{ ...press(6_600), vat: 136, net: 6_464 }] })
    const account = anAccount({ payments, notes: [note] })
    const { cn_1: credit } = post(account, {
      cn_1: { taken: 6_464, served: { of: 6, count: 2 }, split: allPrint },
    })
    expect(booked(credit)).toEqual({ 487100: 6_464, 445712: 136, 411000: -6_600 })
  })

  it('after one of six issues 82.50, of which 1.70 is VAT', () => {
    const note = aCreditNote({ gross: 8_250, taxes: [{ ...press(8_250), vat: 170, net: 8_080 }] })
    const { cn_1: credit } = post(anAccount({ payments, notes: [note] }), {
      cn_1: { taken: 8_080, served: { of: 6, count: 1 }, split: allPrint },
    })
    expect(booked(credit)).toEqual({ 487100: 8_080, 445712: 170, 411000: -8_250 })
  })

  it('more than is unserved takes the rest from revenue', () => {
    const { cn_1: credit } = post(anAccount({ payments, notes: [aCreditNote()] }), {
      cn_1: { taken: 6_464, served: { of: 6, count: 2 }, split: allPrint },
    })
    expect(booked(credit)).toEqual({ 487100: 6_464, 701300: 3_232, 445712: 204, 411000: -9_900 })
  })

  it('of what was never paid, its VAT no longer waits', () => {
    const made = post(anAccount({ notes: [aCreditNote({ isPaid: false })] }))
    expect(booked(made['cn_1'])).toEqual({ 487100: 9_696, 445800: 204, 411000: -9_900 })
    expect(made['cn_1']?.taxes).toBeUndefined()
  })

  it('in parts without a word about tax goes back by cumulation: 0.69, 0.68, 0.67', () => {
    const notes = [3_333, 3_333, 3_234].map((gross, k) =>
      aCreditNote({ id: `cn_${k}`, gross, taxes: [], hasTaxes: false, createdAt: at(10 + k) }),
    )
    const made = post(anAccount({ payments, notes }))
    expect([0, 1, 2].map((k) => booked(made[`cn_${k}`])[445712])).toEqual([69, 68, 67])
    expect(balances(Object.values(made))).toEqual({})
  })

  it('before the payment leaves nothing that waits once the rest is paid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_899 }), fc.boolean(), (gross, isFirst) => {
        const note = aCreditNote({
          ...{ gross, taxes: [press(gross)], isPaid: false, createdAt: at(isFirst ? 6 : 12) },
        })
        const payment = aPayment({ amount: 9_900 - gross, paidAt: at(8) })
        const made = postAccount(anAccount({ payments: [payment], notes: [note] }), rules)
        const left = balances(made)
        expect(left[445800] ?? 0).toBe(0)
        expect(0 - (left[445712] ?? 0)).toBe(204 - press(gross).vat)
      }),
    )
  })

  it('is as if it never was once the note is void', () => {
    const note = aCreditNote({ isPaid: false, status: 'void', voidedAt: at(12) })
    const made = postAccount(anAccount({ notes: [note] }), rules)
    expect(made.map(({ source }) => source)).toEqual(['in_1:finalized', 'cn_1', 'cn_1:void'])
    expect(balances(made)).toEqual({ 411000: 9_900, 487100: -9_696, 445800: -204 })
    expect(made[2]).toMatchObject({ reverses: 'cn_1', date: '2026-11-12' })
  })

  const paidInFull = { 411000: 9_900, 487100: -9_696, 445712: -204 }
  const beforeVoid = aPayment({ id: 'inpay_1', amount: 3_300, paidAt: at(7) })
  const afterVoid = aPayment({ id: 'inpay_2', amount: 6_600, paidAt: at(15) })
  const voided = { gross: 6_600, status: 'void', voidedAt: at(12), createdAt: at(10) } as const
  const tax = { ...press(6_600), vat: 136, net: 6_464 }

  it.each([
    ['of what was still owed', { isPaid: false, taxes: [tax] }],
    ['of both, what was paid and what was still owed', { owedGross: 3_300, taxes: [tax] }],
    ['of what was paid in full, by then', { taxes: [tax] }],
    ['that did not say its tax', { isPaid: false, hasTaxes: false, taxes: [] }],
  ])('leaves an invoice that is then paid owing all its VAT: a void note %s', (_, note) => {
    const notes = [aCreditNote({ ...voided, ...note })]
    const made = postAccount(anAccount({ payments: [beforeVoid, afterVoid], notes }), rules)
    expect(made.map(({ source }) => source)).toContain('cn_1:void')
    expect(balances(made)).toEqual(paidInFull)
  })

  it('leaves an invoice that nobody pays after a void note with nothing', () => {
    const notes = [aCreditNote({ ...voided, isPaid: false, taxes: [tax] })]
    const made = postAccount(anAccount({ status: 'void', voidedAt: at(20), notes }), rules)
    expect(made.at(-1)?.source).toBe('in_1:void')
    expect(balances(made)).toEqual({})
  })

  it('of what was paid and of what was owed leaves nothing to pay, nor to give up', () => {
    const note = { owedGross: 6_600, gross: 8_000, taxes: [press(8_000)], createdAt: at(10) }
    const notes = [aCreditNote(note)]
    const given = { status: 'uncollectible', uncollectibleAt: at(20) } as const
    const made = postAccount(anAccount({ ...given, payments: [beforeVoid], notes }), rules)
    expect(made.map(({ source }) => source)).toEqual(['in_1:finalized', 'inpay_1:paid', 'cn_1'])
    const left = balances(made)
    expect(left[445800] ?? 0).toBe(0)
    expect(left[411000]).toBe(1_900)
  })

  it('is taken off what is owed before a payment of the same instant', () => {
    const gross = 1_900
    const note = aCreditNote({ isPaid: false, gross, taxes: [press(gross)], createdAt: at(8) })
    const payment = aPayment({ amount: 8_000, paidAt: at(8) })
    const made = postAccount(anAccount({ payments: [payment], notes: [note] }), rules)
    expect(made.map(({ source }) => source)).toEqual(['in_1:finalized', 'cn_1', 'inpay_1:paid'])
  })

  it('leaves no more VAT to fall due than the note left waiting', () => {
    const note = aCreditNote({
      ...{ isPaid: false, gross: 9_000, taxes: [press(9_000)], createdAt: at(6) },
    })
    const payment = aPayment({ amount: 899, paidAt: at(8) })
    const made = post(anAccount({ payments: [payment], notes: [note] }))
    const waiting = 204 - press(9_000).vat
    expect(booked(made['inpay_1:paid'])[445800]).toBeLessThanOrEqual(waiting)
  })
})
