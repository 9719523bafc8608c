// What a code made free: Stripe may make an invoice of nothing, or none at all.
import { expect, it } from 'vitest'
import { applyFacts } from '#subscriptions/apply-facts'
import type { SessionFacts } from '#subscriptions/ports'
import { memoryTable } from '../../support/memory-table.ts'
import { payingWorld } from '../../support/paying-world.ts'

const free = {
  kind: 'promotion',
  promotion: {
    ...{ code: 'OFFERT', promotionCodeId: 'promo_1', percentOff: 10_000, isForNewcomers: false },
    lasts: { kind: 'once' },
  },
} as const

it('is granted and confirmed without an invoice, once; one that comes later is no second payment', async () => {
  const world = await payingWorld(memoryTable())
  world.stripe.promotions.set('OFFERT', free)
  const order = await world.order({
    ...{ planId: 'au-numero', issueNumber: '131', promotionCode: 'OFFERT' },
  })
  const { customerId, id: orderId } = order
  const session: SessionFacts = {
    ...{ kind: 'session', id: 'cs_free', readAt: '2026-11-30T09:00:00.000Z' as never },
    ...{ ids: { customerId, orderId }, status: 'complete', payment: 'notNeeded' },
  }
  await applyFacts(world.deps, session)
  await applyFacts(world.deps, session)
  expect(await world.orderNow(order)).toMatchObject({ status: 'paid' })
  expect(await world.entitlements(order)).toMatchObject([
    { bought: 1, paid: { gross: 0, vat: 0 }, fromIssue: 131, toIssue: 131 },
  ])
  await applyFacts(world.deps, {
    ...{ kind: 'invoice', id: 'in_late', readAt: session.readAt, ids: session.ids },
    ...{ reason: 'first', status: 'paid', payment: 'succeeded', attemptCount: 0 },
    ...{ gross: 0, vat: 0, createdAt: session.readAt, paidAt: session.readAt },
  })
  expect(await world.entitlements(order)).toHaveLength(1)
  expect((await world.orderNow(order)).paidAgain).toBeUndefined()
  expect(world.logged).toEqual([])
})

it('gives nothing for a session that was not free', async () => {
  const world = await payingWorld(memoryTable())
  const order = await world.order({ planId: 'au-numero', issueNumber: '131' })
  const { customerId, id: orderId } = order
  await applyFacts(world.deps, {
    ...{ kind: 'session', id: 'cs_odd', readAt: '2026-11-30T09:00:00.000Z' as never },
    ...{ ids: { customerId, orderId }, status: 'complete', payment: 'notNeeded' },
  })
  expect(await world.entitlements(order)).toEqual([])
})
