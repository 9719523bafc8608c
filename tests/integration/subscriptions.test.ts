// Orders, payments and dispatch over the embedded database: the same histories as over the table in
// memory.
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { dayMs } from '#kernel/time'
import { serveIssue } from '#subscriptions/serve-issue'
import { findOrder, findSubscription, listSubscriptions, monthOf } from '#subscriptions/store'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { seededRandom } from '../support/editorial.ts'
import { expectTruth, playHistory } from '../support/paying-history.ts'
import { type PayingWorld, payingWorld } from '../support/paying-world.ts'
import { testTable } from '../support/table.ts'

let opened: { table: Table; close: () => Promise<void> }
let world: PayingWorld
beforeEach(async () => {
  opened = await testTable()
  world = await payingWorld(opened.table)
})
afterEach(async () => await opened.close())

it('finds orders and subscriptions by their ids alone, and lists a month, newest first', async () => {
  const first = await world.order()
  world.clock.forward(1)
  const second = await world.order({ email: 'paul@example.org', name: 'Paul Exemple' })
  for (const order of [first, second]) world.stripe.pay(order)
  await world.deliver()
  expect((await findOrder(opened.table, first.id))?.id).toBe(first.id)
  const ids = [second, first].map(({ id }) => subscriptionIdOf(id))
  expect((await findSubscription(opened.table, ids[0] as never))?.status).toBe('active')
  expect(monthOf(first.id)).toBe('2026-11')
  const page = await listSubscriptions(opened.table, { month: '2026-11', limit: 1 })
  expect(page.items.map(({ id }) => id)).toEqual(ids.slice(0, 1))
  const rest = await listSubscriptions(opened.table, { month: '2026-11', cursor: page.cursor })
  expect(rest.items.map(({ id }) => id)).toEqual(ids.slice(1))
})

it.each([1, 2])(
  'holds over a long history of random steps (%i)',
  async (seed) => {
    const random = seededRandom(seed)
    const n = (below: number) => Math.floor(random() * below)
    const steps = Array.from({ length: 40 }, () => ({
      act: random() < 0.4 ? ([0, 7, 9, 9][n(4)] ?? 0) : n(11),
      pick: n(40),
      amount: n(40),
    }))
    await playHistory(world, steps)
    await expectTruth(world)
  },
  300_000,
)

it('serves hundreds of streams over all shards, and late payers by a second dispatch', async () => {
  for (let at = 0; at < 150; at++) {
    const order = await world.order({ email: `reader${at}@example.org`, name: `Lecteur ${at}` })
    if (at % 10 === 0) world.stripe.debit(order)
    else world.stripe.pay(order)
  }
  await world.deliver()
  const first = await serveIssue(world.deps, { number: 131, by: 'test' })
  expect(first).toMatchObject({ total: { copies: 135, digital: 0 }, now: { copies: 135 } })
  world.clock.forward(5 * dayMs)
  for (const invoice of world.stripe.invoices())
    if (invoice.payment === 'processing') world.stripe.debitSucceeds(invoice)
  await world.deliver()
  const second = await serveIssue(world.deps, { number: 131, by: 'test' })
  expect(second).toMatchObject({ total: { copies: 150 }, now: { copies: 15 } })
  expect(await serveIssue(world.deps, { number: 999, by: 'test' })).toEqual({ kind: 'notFound' })
}, 300_000)
