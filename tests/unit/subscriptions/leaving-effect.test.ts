// What a cancellation comes to, case by case, and what of the money goes back.
import { describe, expect, it } from 'vitest'
import type { EntitlementId, OrderId } from '#kernel/ids'
import { dayMs, type Instant, plusMs } from '#kernel/time'
import type { Wish } from '#subscriptions/declaration'
import { givenBackAtEnd } from '#subscriptions/given-back'
import { cancellationEffect, withdrawalEffect } from '#subscriptions/leaving-effect'
import type { StreamEntitlement } from '#subscriptions/stream'
import type { Subscription } from '#subscriptions/subscription'

const at = '2026-12-10T09:00:00.000Z' as Instant
const zone = 'Europe/Paris'

/** Six issues for 60 euros, of which two were served. */
function anEntitlement(change: Partial<StreamEntitlement> = {}): StreamEntitlement {
  return {
    ...{ id: 'en_1' as EntitlementId, kind: 'issues', orderId: 'or_1' as OrderId },
    ...{ planId: 'papier-1-an', edition: 'print', bought: 6, copies: 1 },
    served: [131, 132].map((number) => ({ number, used: 1 })),
    ...{ refunded: 0, transferred: 0, writtenOff: 0, fromIssue: 131, doubleUses: 1 },
    ...{ hasSpecials: false, isSuspended: false, paid: { gross: 6_000, vat: 120 } },
    ...{ boughtAt: '2026-11-01T08:00:00.000Z' as Instant, settlements: {} },
    ...change,
  }
}

const contract = (change: object = {}) =>
  ({
    terms: { edition: 'print', kind: 'term', renews: true, hasSpecials: false },
    status: 'active',
    stripe: { periodEnd: '2026-12-31T23:00:00.000Z' },
    ...change,
  }) as unknown as Subscription

type Asked = { wish?: Wish; lacksNotice?: boolean; entitlements?: StreamEntitlement[] }
const soonest = { kind: 'soonest' } as const
const cancelled = (subscription: Subscription, asked: Asked = {}) =>
  cancellationEffect({
    ...{ subscription, at, zone, lastIssueOn: '2027-08-01', wish: soonest, lacksNotice: false },
    entitlements: [anEntitlement()],
    ...asked,
  })

const monthly = { edition: 'digital', kind: 'monthly', renews: true, hasSpecials: false }

describe('a cancellation', () => {
  it('of a term ends with its last paid issue', () => {
    const effect = { kind: 'end', issuesLeft: 4, givesBack: 0, endsOn: '2027-08-01' }
    expect(cancelled(contract())).toEqual(effect)
  })

  it('without a notice ends at once and gives the unserved part back, less what went back', () => {
    const effect = { kind: 'now', endsOn: '2026-12-10', issuesLeft: 0 }
    expect(cancelled(contract(), { lacksNotice: true })).toEqual({ ...effect, givesBack: 4_000 })
    const settlements = { ch_1: { readAt: at, givenBack: 1_500, isContested: false } }
    const entitlements = [anEntitlement({ settlements })]
    const less = { ...effect, givesBack: 2_500 }
    expect(cancelled(contract(), { lacksNotice: true, entitlements })).toEqual(less)
    const whole = { ch_1: { readAt: at, givenBack: 6_000, isContested: false } }
    const back = [anEntitlement({ settlements: whole })]
    expect(cancelled(contract(), { lacksNotice: true, entitlements: back }).givesBack).toBe(0)
  })

  it('without a notice leaves the paid issues to who asks for them', () => {
    const asked = { lacksNotice: true, wish: { kind: 'paid' } } as const
    expect(cancelled(contract(), asked)).toMatchObject({ kind: 'end', issuesLeft: 4, givesBack: 0 })
  })

  it('of what has ended has no effect, but where no notice came and issues are owed', () => {
    for (const over of [contract({ status: 'ended' }), contract({ leaving: { ends: 'now' } })]) {
      expect(cancelled(over)).toMatchObject({ kind: 'already', givesBack: 0 })
      expect(cancelled(over, { lacksNotice: true })).toMatchObject({ kind: 'now' })
      const entitlements = [anEntitlement({ bought: 2 })]
      const served = cancelled(over, { lacksNotice: true, entitlements })
      expect(served).toMatchObject({ kind: 'already', givesBack: 0 })
    }
  })

  it('of a month ends with its last day, or today where the month is not paid', () => {
    const month = contract({ terms: monthly })
    expect(cancelled(month)).toMatchObject({ kind: 'monthEnd', endsOn: '2026-12-31' })
    const overdue = contract({ terms: monthly, status: 'pastDue' })
    expect(cancelled(overdue)).toMatchObject({ kind: 'monthEnd', endsOn: '2026-12-10' })
  })

  it('waits for a wished day that lies ahead where the contract goes on by itself', () => {
    const on = (day: string) => ({ wish: { kind: 'day', day } }) as const
    const month = contract({ terms: monthly })
    expect(cancelled(month, on('2026-12-11'))).toMatchObject({ kind: 'later', givesBack: 0 })
    expect(cancelled(month, on('2026-12-10'))).toMatchObject({ kind: 'monthEnd' })
    expect(cancelled(contract(), on('2026-12-11'))).toMatchObject({ kind: 'end' })
    const asked = { ...on('2026-12-11'), lacksNotice: true }
    expect(cancelled(contract(), asked)).toMatchObject({ kind: 'later', endsOn: '2026-12-11' })
  })
})

describe('a withdrawal', () => {
  const withdrawn = (edition: string) =>
    withdrawalEffect({
      ...{ subscription: contract(), at, zone, postDays: 5, entitlements: [anEntitlement()] },
      order: { buyer: {}, terms: { edition } } as Parameters<typeof withdrawalEffect>[0]['order'],
    })

  it('has copies to send back only where any were printed', () => {
    const effect = { kind: 'withdrawn', givesBack: 6_000 }
    const printed = { ...effect, hasPrintToReturn: true }
    expect(withdrawn('print')).toMatchObject({ kind: 'right', effect: printed })
    expect(withdrawn('digital')).toMatchObject({ kind: 'right', effect })
    expect(withdrawn('digital')).not.toHaveProperty('effect.hasPrintToReturn')
  })
})

describe('what goes back at an end', () => {
  const now = { kind: 'cancelled', at, ends: 'now' } as const
  const end = { ...now, ends: 'end' } as const
  const gross = (change: Partial<StreamEntitlement>, leaving: typeof now | typeof end = now) =>
    givenBackAtEnd(anEntitlement(change), leaving)?.gross

  it('counts issues moved elsewhere or written off as nobody’s, those refunded as unserved', () => {
    expect(gross({})).toBe(4_000)
    expect(gross({ transferred: 1 })).toBe(3_000)
    expect(gross({ writtenOff: 2 })).toBe(2_000)
    expect(gross({ transferred: 2, writtenOff: 2 })).toBe(0)
    expect(gross({ refunded: 4 })).toBe(4_000)
  })

  it('counts a day of a period that has begun as had', () => {
    const period = { from: at, until: plusMs(at, 30 * dayMs) }
    const after = (ms: number) =>
      givenBackAtEnd(anEntitlement({ kind: 'period', period, served: [] }), {
        ...now,
        at: plusMs(at, ms),
      })?.gross
    expect([0, 1, dayMs, dayMs + 1].map(after)).toEqual([6_000, 5_800, 5_800, 5_600])
    expect([30 * dayMs, 90 * dayMs, -dayMs].map(after)).toEqual([0, 0, 6_000])
  })

  it('with the term is only what fell due after the reader had said so', () => {
    expect(gross({}, end)).toBeUndefined()
    expect(gross({ renewedAt: plusMs(at, -1) }, end)).toBeUndefined()
    expect(gross({ renewedAt: at }, end)).toBeUndefined()
    expect(gross({ renewedAt: plusMs(at, 1) }, end)).toBe(4_000)
  })
})
