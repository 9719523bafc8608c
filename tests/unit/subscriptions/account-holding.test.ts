// What an account says of a stream: the issues to come and those that came, by properties over any
// queue of entitlements and any calendar.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CustomerId, EntitlementId, OrderId, StreamId, SubscriptionId } from '#kernel/ids'
import { dayMs, type Instant, instant, plusMs } from '#kernel/time'
import { type HoldingInput, holdingOf, overviewLimits } from '#subscriptions/account-holding'
import { claimIdOf } from '#subscriptions/claim'
import { remainingOf } from '#subscriptions/entitlement'
import type { Order } from '#subscriptions/order'
import type { ServedLine, Stream, StreamEntitlement } from '#subscriptions/stream'
import type { Subscription } from '#subscriptions/subscription'
import { anIssue } from '../../support/editorial.ts'

const now = '2026-12-20T08:00:00.000Z' as Instant
const streamId = 'st_1' as StreamId
const customerId = 'cu_1' as CustomerId
const orderId = 'or_1' as OrderId

function anEntitlement(change: Partial<StreamEntitlement> = {}): StreamEntitlement {
  return {
    ...{ id: 'en_1' as EntitlementId, kind: 'issues', orderId, planId: 'papier-1-an' },
    ...{ edition: 'print', bought: 6, copies: 1, served: [], refunded: 0, transferred: 0 },
    ...{ writtenOff: 0, fromIssue: 131, doubleUses: 1, hasSpecials: false, isSuspended: false },
    ...{ paid: { gross: 9_900, vat: 204 }, settlements: {} },
    boughtAt: '2026-11-01T08:00:00.000Z' as Instant,
    ...change,
  }
}

function aStream(entitlements: StreamEntitlement[]): Stream {
  return {
    ...{ id: streamId, customerId, edition: 'print', entitlements },
    ...{ unrecorded: [], renewals: {}, createdAt: now, updatedAt: now, version: 1 },
  }
}

function anOrder(change: Partial<Order> = {}): Order {
  const name = { fr: 'Papier, un an', en: 'Print, one year' }
  const terms = { name, edition: 'print', kind: 'term', issues: 6, months: 12, renews: true }
  return {
    ...{ id: orderId, customerId, status: 'paid', planId: 'papier-1-an', quantity: 1, terms },
    ...{ price: { gross: 9_900 }, createdAt: '2026-11-01T08:00:00.000Z' },
    ...change,
  } as Order
}

function aSubscription(change: Partial<Subscription> = {}): Subscription {
  return {
    ...{ id: 'sb_1' as SubscriptionId, customerId, orderId, streamId, status: 'active' },
    ...{ terms: anOrder().terms, price: { gross: 9_900 }, paidAt: now, updatedAt: now },
    stripe: {
      ...{ subscriptionId: 'sub_1', customerId: 'cus_1', readAt: now, status: 'active' },
      ...{ periodEnd: '2027-11-01T08:00:00.000Z' as Instant, cancelAtPeriodEnd: false },
    },
    ...change,
  } as Subscription
}

const calendar = Array.from({ length: 20 }, (_, at) =>
  anIssue({
    number: 131 + at,
    coverDate: instant(Date.parse('2026-12-01') + at * 60 * dayMs).slice(0, 10),
  }),
)

function aHolding(change: Partial<HoldingInput> = {}) {
  return holdingOf({
    ...{ stream: aStream([anEntitlement()]), orders: [anOrder()] },
    ...{ subscriptions: [aSubscription()], claims: [], lines: new Map(), calendar },
    ...{ dispatches: [], zone: 'Europe/Paris', now },
    offer: {
      postDays: 7,
      unpaid: { graceDays: 14, keepsAccess: true, remindAfterDays: [5] },
    },
    ...change,
  })
}

function aLine(number: number, change: Partial<ServedLine> = {}): ServedLine {
  return {
    ...{ number, streamId, customerId, entitlementId: 'en_1' as EntitlementId },
    ...{ edition: 'print', copies: 1, used: 1, usedBefore: 0, bought: 6 },
    at: '2026-12-02T08:00:00.000Z' as Instant,
    ...change,
  }
}

const served = (...numbers: number[]) => numbers.map((number) => ({ number, used: 1 }))
const dispatched = (number: number) => ({
  ...{ number, kind: 'regular' as const, firstAt: plusMs(now, -10 * dayMs), by: 'staff' },
})

describe('the issues to come', () => {
  it('are the calendar’s next ones, as many as are owed', () => {
    const stream = aStream([anEntitlement({ served: served(131, 132, 133, 134) })])
    const holding = aHolding({ stream, dispatches: [131, 132, 133, 134].map(dispatched) })
    expect(holding.coming.map(({ number }) => number)).toEqual([135, 136])
    expect([holding.owed, holding.servedCount]).toEqual([2, 4])
  })

  it('of a term that begins later begin there', () => {
    const holding = aHolding({ stream: aStream([anEntitlement({ fromIssue: 134, bought: 2 })]) })
    expect(holding.coming.map(({ number }) => number)).toEqual([134, 135])
  })

  it('of one issue alone are that issue, also once the others have passed it', () => {
    const stream = aStream([anEntitlement({ bought: 1, fromIssue: 130, toIssue: 130 })])
    const holding = aHolding({ stream, dispatches: [dispatched(131)] })
    expect(holding.coming.map(({ number }) => number)).toEqual([130])
  })

  it('of a monthly plan are those that come out before it ends', () => {
    const period = { from: plusMs(now, -dayMs), until: '2027-02-10T08:00:00.000Z' as Instant }
    const stream = aStream([anEntitlement({ kind: 'period', bought: 0, fromIssue: 0, period })])
    const holding = aHolding({ stream, dispatches: [dispatched(131)] })
    expect(holding.openUntil).toBe(period.until)
    expect(holding.coming.map(({ number }) => number)).toEqual([132])
  })

  it('are never more than are owed, never one that came or left, never twice', () => {
    const anyEntitlement = fc
      .record({
        bought: fc.integer({ min: 1, max: 12 }),
        fromIssue: fc.integer({ min: 129, max: 140 }),
        servedCount: fc.integer({ min: 0, max: 12 }),
        refunded: fc.integer({ min: 0, max: 12 }),
      })
      .map(({ bought, fromIssue, servedCount, refunded }) => {
        const used = Math.min(servedCount, bought)
        return anEntitlement({
          ...{ bought, fromIssue, refunded: Math.min(refunded, bought - used) },
          served: served(...Array.from({ length: used }, (_, at) => fromIssue + at)),
        })
      })
    fc.assert(
      fc.property(
        fc.array(anyEntitlement, { maxLength: 4 }),
        fc.integer({ min: 130, max: 145 }),
        (entitlements, last) => {
          const holding = aHolding({
            ...{ stream: aStream(entitlements), dispatches: [dispatched(last)] },
          })
          const numbers = holding.coming.map(({ number }) => number)
          const owed = entitlements.reduce((sum, one) => sum + remainingOf(one), 0)
          const got = entitlements.flatMap((one) => one.served.map(({ number }) => number))
          expect(numbers.length).toBeLessThanOrEqual(Math.min(owed, overviewLimits.coming))
          expect(new Set(numbers).size).toBe(numbers.length)
          for (const number of numbers) {
            expect(number).toBeGreaterThan(last)
            expect(got).not.toContain(number)
          }
          expect(holding.owed).toBe(owed)
        },
      ),
    )
  })
})

describe('the issues that came', () => {
  const stream = aStream([anEntitlement({ served: served(131, 132) })])

  it('are listed newest first, each with when it may be claimed', () => {
    const lines = new Map([131, 132].map((number) => [number, aLine(number)]))
    const { received } = aHolding({ stream, lines })
    expect(received.map(({ number }) => number)).toEqual([132, 131])
    expect(received[0]?.claimableFrom).toBe('2026-12-09T08:00:00.000Z')
  })

  it('that were read online are not claimed', () => {
    const lines = new Map([[132, aLine(132, { edition: 'digital' })]])
    expect(aHolding({ stream, lines }).received[0]?.claimableFrom).toBeUndefined()
  })

  it('carry the claim of this stream alone', () => {
    const claim = (of: string, number: number) => ({
      ...{ id: claimIdOf({ streamId: of, number }), customerId, streamId: of as StreamId, number },
      ...{ copies: 1, status: 'open' as const, claimedAt: now, by: 'reader', version: 1 },
    })
    const claims = [claim('st_2', 131), claim('st_1', 132)]
    const { received } = aHolding({ stream, claims })
    expect(received.map((one) => one.claim?.number)).toEqual([132, undefined])
  })
})

describe('a contract', () => {
  const stateOf = (change: Partial<Subscription>, order: Partial<Order> = {}) =>
    aHolding({
      subscriptions: [aSubscription(change)],
      orders: [anOrder(order)],
    }).contracts[0]?.state

  it('renews when Stripe says so, for what it costs by then', () => {
    const at = '2027-11-01T08:00:00.000Z'
    expect(stateOf({})).toEqual({ kind: 'renews', at, gross: 9_900 })
    const renewalPrice = { gross: 9_696 } as Subscription['renewalPrice']
    expect(stateOf({ renewalPrice })).toMatchObject({ gross: 9_696 })
    const promotion = { renewalGross: 9_900, lasts: 'once' } as Order['promotion']
    expect(stateOf({ price: { gross: 4_950 } as Order['price'] }, { promotion })).toMatchObject({
      gross: 9_900,
    })
  })

  it('ends once somebody is leaving, though Stripe may not know it yet', () => {
    const leaving = { kind: 'cancelled', because: 'dc_1', at: now, ends: 'end' } as never
    expect(stateOf({ leaving })).toMatchObject({ kind: 'ends', because: 'cancelled' })
  })

  it('that is unpaid says until when it may be paid', () => {
    const since = '2026-12-10T08:00:00.000Z' as Instant
    const unpaid = { invoiceId: 'in_1', since, attemptCount: 1 }
    expect(stateOf({ status: 'pastDue', unpaid })).toEqual({
      ...{ kind: 'unpaid', since, endsAt: plusMs(since, 14 * dayMs), gross: 9_900 },
    })
  })

  it('may be withdrawn from until fourteen days after the first issue should be there', () => {
    const withdrawalAt = (at: Instant, lines: Map<number, ServedLine>) =>
      aHolding({
        ...{ now: at, lines },
        stream: aStream([anEntitlement({ served: lines.size > 0 ? served(131) : [] })]),
      }).contracts[0]?.withdrawal
    expect(withdrawalAt(now, new Map())).toEqual({ kind: 'open' })
    const lines = new Map([[131, aLine(131)]])
    // Posted on 2 December, there by the 9th: the 23rd is the last day.
    expect(withdrawalAt(now, lines)).toEqual({ kind: 'until', day: '2026-12-23' })
    const last = '2026-12-23T22:00:00.000Z' as Instant
    expect(withdrawalAt(last, lines)).toMatchObject({ kind: 'until' })
    expect(withdrawalAt(plusMs(last, 2 * 3_600_000), lines)).toEqual({ kind: 'over' })
  })
})
