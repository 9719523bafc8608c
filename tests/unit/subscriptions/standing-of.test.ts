// The standing that streams and subscriptions make, rule by rule.
import { expect, it } from 'vitest'
import type { CustomerId, EntitlementId, OrderId, ReaderId, StreamId } from '#kernel/ids'
import { dayMs, type Instant, plusMs } from '#kernel/time'
import { type StandingFacts, standingOf } from '#subscriptions/standing-of'
import type { Stream, StreamEntitlement } from '#subscriptions/stream'
import { type Subscription, subscriptionIdOf } from '#subscriptions/subscription'

const readerId = 'rd_1_paul' as ReaderId
const at = '2026-11-03T08:00:00.000Z' as Instant

function aTerm(change: Partial<StreamEntitlement> = {}): StreamEntitlement {
  return {
    ...{ id: 'en_1' as EntitlementId, kind: 'issues', orderId: 'or_1' as OrderId },
    subscriptionId: subscriptionIdOf('or_1' as OrderId),
    ...{ planId: 'papier-1-an', edition: 'print', bought: 6, copies: 1, served: [] },
    ...{ refunded: 0, transferred: 0, writtenOff: 0, fromIssue: 131, doubleUses: 1 },
    ...{ hasSpecials: false, isSuspended: false, paid: { gross: 9_900, vat: 204 } },
    ...{ boughtAt: at, settlements: {} },
    ...change,
  }
}

function aStream(id: string, entitlements: StreamEntitlement[], change: Partial<Stream> = {}) {
  const made: Stream = {
    ...{ id: id as StreamId, customerId: 'cu_1' as CustomerId, edition: 'print' },
    ...{ entitlements, unrecorded: [], renewals: {}, createdAt: at, updatedAt: at, version: 1 },
    ...change,
  }
  return made
}

const standing = (own: Stream[], received: Stream[] = [], more: Partial<StandingFacts> = {}) =>
  standingOf({
    ...{ readerId, own: { streams: own, subscriptions: [] }, received },
    issueOut: (number) => plusMs(at, (number - 130) * 60 * dayMs),
    ...more,
  })
const forReader = (id: string) => ({ recipient: { name: 'Paul', readerId: id as ReaderId } })

it('a gift is received by the reader it is for, and by nobody else', () => {
  expect(standing([], [aStream('st_1', [aTerm()], forReader(readerId))])?.parts).toMatchObject([
    { streamId: 'st_1', role: 'received' },
  ])
  expect(standing([], [aStream('st_1', [aTerm()], forReader('rd_1_other'))])).toBeUndefined()
  expect(standing([], [aStream('st_1', [aTerm()])])).toBeUndefined()
})

it('a gift that is given is counted, and no part of who gives it', () => {
  const given = (term: Partial<StreamEntitlement>) =>
    standing([aStream('st_1', [aTerm(term)], forReader('rd_1_other'))])
  expect(given({})).toEqual({ readerId, parts: [], giftsGiven: 1 })
  const left = (gross: number) => ({ left: { at, gross, vat: 0 } })
  expect(given(left(9_899))?.giftsGiven).toBe(1)
  expect(given(left(9_900))).toBeUndefined()
  // What cost nothing has nothing to go back: it was given all the same.
  expect(given({ ...left(0), paid: { gross: 0, vat: 0 } })?.giftsGiven).toBe(1)
})

it('the part in which something happened last is the first', () => {
  const older = aStream('st_1', [aTerm()])
  const newer = aStream('st_2', [aTerm({ boughtAt: plusMs(at, dayMs) })])
  for (const streams of [
    [older, newer],
    [newer, older],
  ])
    expect(standing(streams)?.parts.map(({ streamId }) => streamId)).toEqual(['st_2', 'st_1'])
})

it('the last issue is the highest number, in whatever order issues were served', () => {
  const served = [133, 131, 132].map((number) => ({ number, used: 1 }))
  const [part] = standing([aStream('st_1', [aTerm({ served })])])?.parts ?? []
  expect(part?.lastIssue?.number).toBe(133)
  expect(part).toMatchObject({ issuesLeft: 3, lastAt: plusMs(at, 180 * dayMs) })
})

it('names the plans that go on, or the last one where none does', () => {
  const served = [{ number: 131, used: 1 }]
  const over = aTerm({ planId: 'papier-1-an', bought: 1, served })
  const runs = aTerm({ id: 'en_2' as EntitlementId, planId: 'duo-1-an' })
  const plans = (...terms: StreamEntitlement[]) =>
    standing([aStream('st_1', terms)])?.parts[0]?.planIds
  expect(plans(over, runs)).toEqual(['duo-1-an'])
  expect(plans(runs, over)).toEqual(['duo-1-an'])
  expect(plans(over, { ...over, planId: 'duo-1-an' })).toEqual(['duo-1-an'])
})

it('a period is open until its end, and no more once it was left', () => {
  const period = { from: at, until: plusMs(at, 30 * dayMs) }
  const month = (change: Partial<StreamEntitlement> = {}) =>
    standing([aStream('st_1', [aTerm({ kind: 'period', period, bought: 0, ...change })])])?.parts[0]
  expect(month()).toMatchObject({ openUntil: period.until })
  expect(month()).not.toHaveProperty('issuesLeft')
  expect(month({ left: { at, gross: 10, vat: 0 } })).not.toHaveProperty('openUntil')
})

it('what happened last may be that its contract ended', () => {
  const endedAt = plusMs(at, 90 * dayMs)
  const { subscriptionId } = aTerm()
  const ended = { id: subscriptionId, terms: { renews: true }, endedAt } as Subscription
  const own = { streams: [aStream('st_1', [aTerm()])], subscriptions: [ended] }
  expect(standing([], [], { own })?.parts).toMatchObject([{ lastAt: endedAt, renews: false }])
})
