// What a reader's page may say between the payment and our answer to it.
import { expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { applyFacts } from '#subscriptions/apply-facts'
import type { Order } from '#subscriptions/order'
import { memoryTable } from '../../support/memory-table.ts'
import { type PayingWorld, payingWorld } from '../../support/paying-world.ts'

/** Every status that the order is given while its session's facts are applied. */
async function statusesOf(world: PayingWorld, order: Order): Promise<string[]> {
  const seen: string[] = []
  const table: Table = Object.assign(Object.create(world.table) as Table, {
    update: async (...given: Parameters<Table['update']>) => {
      const written = await world.table.update(...given)
      if (given[0].sk.startsWith('ORDER#')) seen.push((await world.orderNow(order)).status)
      return written
    },
  })
  const ref = world.stripe.events.find(({ kind }) => kind === 'session')
  const facts = ref && world.stripe.read(ref)
  if (!facts) throw new Error('No session')
  await applyFacts({ ...world.deps, table }, facts)
  return seen
}

it('who paid by card is never told that a debit is under way', async () => {
  const world = await payingWorld(memoryTable())
  const order = await world.order()
  world.stripe.pay(order)
  const seen = await statusesOf(world, order)
  expect(seen).toContain('paid')
  expect(seen).not.toContain('provisional')
})

it('who pays by a debit is', async () => {
  const world = await payingWorld(memoryTable())
  const order = await world.order()
  world.stripe.debit(order)
  expect(await statusesOf(world, order)).toContain('provisional')
})
