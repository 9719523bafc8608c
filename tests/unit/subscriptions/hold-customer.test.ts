// What is held about a customer, and what of it an erasure takes.
import { beforeEach, expect, it } from 'vitest'
import { dayMs, instant } from '#kernel/time'
import { readerId } from '#readers/reader-id'
import { eraseCustomer } from '#subscriptions/erase-customer'
import { findCustomer } from '#subscriptions/find-customer'
import { holdCustomer } from '#subscriptions/hold-customer'
import { serveIssue } from '#subscriptions/serve-issue'
import { memoryTable } from '../../support/memory-table.ts'
import { type PayingWorld, payingWorld, shopKeys } from '../../support/paying-world.ts'

const email = 'claire@example.org'
const reader = readerId(shopKeys, email)

let world: PayingWorld
beforeEach(async () => {
  world = await payingWorld(memoryTable())
})

const erase = async () => {
  const now = instant(world.clock())
  return await eraseCustomer(world.table, { readerId: reader, before: now, now })
}

it('holds orders, subscriptions and issues of a reader who ordered', async () => {
  expect(await holdCustomer(world.table, reader)).toBeUndefined()
  const order = await world.order()
  world.stripe.pay(order)
  await world.deliver()
  await serveIssue(world.deps, { number: 131, by: 'test' })
  expect(await holdCustomer(world.table, reader)).toMatchObject({
    customer: { email },
    orders: [{ id: order.id, status: 'paid', delivery: { town: 'Paris' } }],
    subscriptions: [{ status: 'active' }],
    issues: [{ served: [131], owed: 5 }],
  })
})

it('erases what nobody paid, keeps what the law keeps, and takes nothing that is owed', async () => {
  const paid = await world.order()
  await world.begin()
  world.stripe.pay(paid)
  await world.deliver()
  world.clock.forward(dayMs)
  expect(await erase()).toEqual({ kind: 'waiting' })
  expect((await holdCustomer(world.table, reader))?.orders.map(({ id }) => id)).toEqual([paid.id])
  expect(await serveIssue(world.deps, { number: 131, by: 'test' })).toMatchObject({
    now: { copies: 1 },
  })
})

it('erases a customer of whom nothing was paid, but not while a page is open', async () => {
  expect(await erase()).toEqual({ kind: 'none' })
  await world.order()
  expect(await erase()).toEqual({ kind: 'waiting' })
  world.clock.forward(2 * dayMs)
  expect(await erase()).toEqual({ kind: 'erased' })
  expect(await erase()).toEqual({ kind: 'none' })
  expect(await findCustomer(world.deps, email)).toBeUndefined()
})
