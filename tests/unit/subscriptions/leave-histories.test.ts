// Histories of a contract that is left, drawn by chance: issues, renewals, partial refunds, disputes,
// declarations, deaths; events doubled, shuffled and late. Money goes back once, and to the cent.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { prefixedId } from '#kernel/ids'
import { dayMs, instant } from '#kernel/time'
import { type EndSubscriptionDeps, endSubscription } from '#subscriptions/end-subscription'
import { remainingOf, usedOf } from '#subscriptions/entitlement'
import type { Order } from '#subscriptions/order'
import { unservedPart } from '#subscriptions/refund'
import { serveIssue } from '#subscriptions/serve-issue'
import { type Leaving, subscriptionIdOf } from '#subscriptions/subscription'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate, newProcess } from '../../support/mortal.ts'
import { type PayingWorld, payingWorld } from '../../support/paying-world.ts'

const acts = [
  ...['serve', 'serve', 'renew', 'refundPart', 'dispute', 'won', 'lost', 'deliver', 'wait'],
  ...['cancel', 'replace', 'withdraw', 'dead cancel', 'dead withdraw'],
] as const

const because = prefixedId('declaration', '01k8zzzzzzzzzzzzzzzzzzzzzz')

async function live(world: PayingWorld, order: Order, history: readonly string[], seed: number) {
  const random = seededRandom(seed)
  const ref = { customerId: order.customerId, subscriptionId: subscriptionIdOf(order.id) }
  let number = 130
  const leave = async (kind: Leaving['kind'], ends: Leaving['ends'], deps = world.deps) => {
    const at = instant(world.clock())
    await endSubscription(deps, { ref, leaving: { kind, because, at, ends } })
  }
  const dead = async (kind: Leaving['kind'], ends: Leaving['ends']) => {
    const when = random() < 0.5 ? 'before' : 'after'
    const { mortal } = newProcess(newFate({ diesAt: 1 + Math.floor(random() * 20), when }))
    const { table, payments } = world.deps
    const deps: EndSubscriptionDeps = {
      ...world.deps,
      ...{ table: mortal(table), payments: mortal(payments) },
    }
    try {
      await leave(kind, ends, deps as PayingWorld['deps'])
    } catch (error) {
      if (!(error instanceof Death)) throw error
    }
  }
  const charged = () => world.stripe.invoices().filter(({ charge }) => charge)
  const open = () =>
    charged().flatMap(
      ({ charge }) => charge?.disputes.filter(({ status }) => status === 'open') ?? [],
    )
  for (const act of history) {
    const [contract] = world.stripe.contracts.values()
    if (act === 'serve') await serveIssue(world.deps, { number: ++number, by: 'test' })
    if (act === 'wait') world.clock.forward(dayMs)
    if (act === 'renew' && contract?.status === 'active' && !contract.cancelAtPeriodEnd) {
      world.clock.forward(1_000)
      world.stripe.renew(order)
    }
    const [invoice] = charged()
    const back = invoice?.charge?.refunds.reduce((sum, { gross }) => sum + gross, 0) ?? 0
    if (act === 'refundPart' && invoice && back === 0 && invoice.charge?.disputes.length === 0)
      world.stripe.refund(invoice, 100)
    if (act === 'dispute' && invoice && back === 0 && invoice.charge?.disputes.length === 0)
      world.stripe.dispute(invoice)
    for (const dispute of open()) {
      if (act === 'won') world.stripe.closeDispute(dispute, 'won')
      if (act === 'lost') world.stripe.closeDispute(dispute, 'lost')
    }
    if (act === 'cancel') await leave('cancelled', random() < 0.5 ? 'now' : 'end')
    if (act === 'replace') await leave('replaced', 'now')
    if (act === 'withdraw') await leave('withdrawn', 'now')
    if (act === 'dead cancel') await dead('cancelled', 'now')
    if (act === 'dead withdraw') await dead('withdrawn', 'now')
    if (act === 'deliver') await deliver(world, random)
    world.clock.forward(60_000)
  }
  // What is open closes, whoever died is followed by another, and everything is heard of at last.
  for (const dispute of open()) world.stripe.closeDispute(dispute, 'won')
  world.clock.forward(60_000)
  await deliver(world, random)
  const known = await world.subscriptionOf(order)
  if (known?.leaving) await endSubscription(world.deps, { ref, leaving: known.leaving })
  world.clock.forward(60_000)
  await deliver(world, random)
}

/** Every event, some of them twice, in any order. */
async function deliver(world: PayingWorld, random: () => number) {
  const { events } = world.stripe
  const doubled = [...events, ...events.filter(() => random() < 0.3)]
  events.length = 0
  for (const ref of doubled.sort(() => random() - 0.5)) await world.apply(ref)
  await world.deliver()
}

it('gives back what is due of each invoice, once, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...acts), { minLength: 1, maxLength: 14 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      async (history, seed) => {
        const world = await payingWorld(memoryTable(), seed)
        const order = await world.order()
        world.stripe.pay(order)
        await world.deliver()
        await live(world, order, history, seed)
        const subscription = await world.subscriptionOf(order)
        for (const one of await world.entitlements(order)) {
          const invoice = world.stripe.invoices().find(({ id }) => id === one.invoiceId)
          const { refunds = [], disputes = [] } = invoice?.charge ?? {}
          const given = refunds.reduce((sum, { gross }) => sum + gross, 0)
          const lost = disputes.some(({ status }) => status === 'lost') ? one.paid.gross : 0
          // Never more than was paid, whoever gave it.
          expect(given + lost).toBeLessThanOrEqual(one.paid.gross)
          const { bought, refunded, transferred, writtenOff } = one
          expect(usedOf(one) + remainingOf(one) + refunded + transferred + writtenOff).toBe(bought)
          if (!one.left) continue
          expect(remainingOf(one)).toBe(0)
          const served = { ...one.paid, bought, served: usedOf(one) }
          const due =
            subscription?.leaving?.kind === 'withdrawn'
              ? one.paid.gross
              : unservedPart(served).gross
          // With the part that was served it is what was paid; a goodwill of more is not taken back.
          expect(given + lost).toBe(Math.max(due, lost))
        }
        if (subscription?.leaving?.ends === 'now')
          expect([...world.stripe.contracts.values()][0]?.status).toBe('canceled')
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)
