// Money that staff give back: never more than was paid, all of the tax with all of the money, and what
// it ends is what the stream will say once Stripe's word has come.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RefundId } from '#kernel/ids'
import { type Instant, instant } from '#kernel/time'
import { remainingOf } from '#subscriptions/entitlement'
import {
  issuesEndedBy,
  owedPartOf,
  paymentsOf,
  type StaffRefund,
  vatIn,
} from '#subscriptions/staff-refund'
import { type StreamEntitlement, settled } from '#subscriptions/stream'

const at = instant(new Date('2026-12-01T08:00:00.000Z'))
const later = instant(new Date('2026-12-02T08:00:00.000Z'))

function anEntitlement(change: Partial<StreamEntitlement> = {}): StreamEntitlement {
  return {
    ...{ id: 'en_1', kind: 'issues', orderId: 'or_1', planId: 'papier-1-an', edition: 'print' },
    ...{ bought: 6, copies: 1, served: [], refunded: 0, transferred: 0, writtenOff: 0 },
    ...{ fromIssue: 131, doubleUses: 1, hasSpecials: false, isSuspended: false },
    ...{ invoiceId: 'in_1', paid: { gross: 9_900, vat: 204 }, boughtAt: at, settlements: {} },
    ...change,
  } as StreamEntitlement
}

function aRefund(change: Partial<StaffRefund> = {}): StaffRefund {
  return {
    ...{ id: 'rf_1', customerId: 'cu_1', orderId: 'or_1', invoiceId: 'in_1', gross: 1_000 },
    ...{ vat: 21, reason: 'gesture', staffId: 'sf_1', status: 'asked', askedAt: at, version: 1 },
    ...change,
  } as StaffRefund
}

const only = (entitlement: StreamEntitlement, refunds: readonly StaffRefund[] = []) => {
  const [payment] = paymentsOf(undefined, { entitlements: [entitlement], refunds })
  if (!payment) throw new Error('no payment')
  return payment
}

const heard = (gross: number, readAt: Instant) => ({
  ch_1: { readAt, givenBack: gross, isContested: false },
})

describe('what is left to give back', () => {
  it.each([
    ['all while nothing went back', {}, [], 9_900],
    ['less what was asked for', {}, [aRefund()], 8_900],
    [
      'less what was given and not heard of',
      {},
      [aRefund({ status: 'given', doneAt: later })],
      8_900,
    ],
    [
      'less what Stripe says, which holds what was given before it was asked',
      { settlements: heard(1_000, later) },
      [aRefund({ status: 'given', doneAt: at })],
      8_900,
    ],
    [
      'less both where Stripe was asked before it was given',
      { settlements: heard(1_000, at) },
      [aRefund({ status: 'given', doneAt: later })],
      7_900,
    ],
    ['all of what was refused', {}, [aRefund({ status: 'refused' })], 9_900],
    ['not less for another payment’s', {}, [aRefund({ invoiceId: 'in_2' })], 9_900],
    [
      'nothing where the contract was left and all goes back',
      { left: { gross: 9_900, vat: 204 } },
      [],
      0,
    ],
  ] as const)('is %s', (_, change, refunds, left) => {
    expect(only(anEntitlement(change as never), refunds).left).toBe(left)
  })

  it('is nothing of what cost nothing, and the whole of what was paid again', () => {
    const free = anEntitlement({ paid: { gross: 0, vat: 0 } })
    expect(paymentsOf(undefined, { entitlements: [free], refunds: [] })).toEqual([])
    const order = {
      paidAgain: ['in_2'],
      paidAgainMoney: { in_2: { gross: 9_900, vat: 204, givenBack: 900 } },
    }
    const [again] = paymentsOf(order as never, { entitlements: [], refunds: [] })
    expect(again).toMatchObject({ left: 9_000, entitlement: undefined })
  })
})

describe('the tax in it', () => {
  it('is all of the tax, over however many parts all of the money goes back in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 12 }),
        (gross, taxPermille, parts) => {
          const vat = Math.floor((gross * taxPermille) / 1_200)
          let back = 0
          let vatBack = 0
          for (const part of [...parts, gross]) {
            const sum = Math.min(part, gross - back)
            if (sum === 0) continue
            const inIt = vatIn(sum, { paid: { gross, vat }, back })
            expect(inIt).toBeGreaterThanOrEqual(0)
            expect(inIt).toBeLessThanOrEqual(sum)
            back += sum
            vatBack += inIt
          }
          expect([back, vatBack]).toEqual([gross, vat])
        },
      ),
    )
  })
})

describe('the issues that it ends', () => {
  it('are those that the stream ends once Stripe says that the money went back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 100, max: 30_000 }),
        fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 5 }),
        (bought, servedCount, gross, sums) => {
          const served = Array.from({ length: Math.min(servedCount, bought) }, (_, index) => ({
            ...{ number: 131 + index, used: 1 },
          }))
          const vat = Math.floor(gross / 50)
          let entitlement = anEntitlement({ bought, served, paid: { gross, vat } })
          let back = 0
          for (const typed of sums) {
            const payment = only(entitlement)
            const sum = Math.min(typed, payment.left)
            if (sum === 0) break
            const foreseen = issuesEndedBy(sum, payment)
            const before = remainingOf(entitlement)
            back += sum
            entitlement = settled(entitlement, {
              ...{ kind: 'payment', id: 'ch_1', readAt: at, gross, disputes: [] },
              refunds: [{ id: 're_1', gross: back, status: 'succeeded' }],
            } as never)
            expect(before - remainingOf(entitlement)).toBe(foreseen)
          }
        },
      ),
    )
  })

  it('the worth of what is owed ends all of it, and no less does', () => {
    const served = [{ number: 131, used: 1 }]
    const payment = only(anEntitlement({ served }))
    const owed = owedPartOf(payment)
    expect(owed).toBe(8_250)
    expect(issuesEndedBy(owed, payment)).toBe(5)
    expect(issuesEndedBy(owed - 1, payment)).toBe(4)
    expect(owedPartOf(only(anEntitlement({ served }), [aRefund({ id: 'rf_2' as RefundId })]))).toBe(
      8_250,
    )
  })
})
