// A shop whose readers' standings are looked at: who subscribes, gives, gets and has lapsed.
import type { ReaderId } from '#kernel/ids'
import { dayMs, instant } from '#kernel/time'
import { readerId } from '#readers/reader-id'
import type { Condition } from '#readers/segment'
import { matches } from '#readers/segment'
import { getStanding } from '#readers/store-standings'
import { serveIssue } from '#subscriptions/serve-issue'
import { memoryTable } from './memory-table.ts'
import { type PayingWorld, payingWorld, shopKeys } from './paying-world.ts'

export const claire = readerId(shopKeys, 'claire@example.org')
export const paul = readerId(shopKeys, 'paul@example.org')
export const nobody = readerId(shopKeys, 'nobody@example.org')

export const toPaul = { recipientName: 'Paul Exemple', recipientEmail: 'paul@example.org' }

/** Orders are paid and heard of at once; an issue goes out every 40 days. */
export async function standingShop(table = memoryTable()) {
  const world = await payingWorld(table)
  const standingOf = async (id: ReaderId) => (await getStanding(table, id)).standing
  const is = async (id: ReaderId, condition: Condition) =>
    matches(
      condition,
      {
        ...{ status: 'confirmed', topics: [], locale: 'fr', createdAt: instant(world.clock()) },
        standing: await standingOf(id),
      },
      { now: world.clock(), zone: 'Europe/Paris' },
    )
  const buy = async (form: Parameters<PayingWorld['order']>[0] = {}) => {
    const order = await world.order({ country: 'FR', ...form })
    world.stripe.pay(order)
    await world.deliver()
    return order
  }
  const serve = async (number: number) => {
    world.clock.forward(40 * dayMs)
    await serveIssue(world.deps, { number, by: 'test' })
  }
  return { table, world, standingOf, is, buy, serve }
}

export const subscriber: Condition = { kind: 'subscriber' }
export const plan = (...anyOf: string[]): Condition => ({ kind: 'plan', anyOf })
export const runningOut = (atMost: number, renewing: 'with' | 'without' = 'with'): Condition => ({
  ...{ kind: 'runningOut', atMost, renewing },
})
export const gift = (role: 'gives' | 'receives'): Condition => ({ kind: 'gift', role })
export const lapsed = (days: number): Condition => ({ kind: 'lapsed', days })
