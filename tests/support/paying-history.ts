// Histories of readers who pay, and of a publisher who dispatches, made from numbers; Stripe's events
// reach us in any order, doubled, stale or never until the end. What must hold then is worked out from
// the model alone.
import { expect } from 'vitest'
import { dayMs } from '#kernel/time'
import { applyFacts } from '#subscriptions/apply-facts'
import { remainingOf, usedOf } from '#subscriptions/entitlement'
import type { Order } from '#subscriptions/order'
import type { StripeFacts } from '#subscriptions/ports'
import { serveIssue } from '#subscriptions/serve-issue'
import { holdingsOf } from '#subscriptions/store'
import { streamsOf } from '#subscriptions/store-streams'
import { ServedLine } from '#subscriptions/stream'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { aForm, type Charge, type Invoice, type PayingWorld } from './paying-world.ts'

/** One step: what happens, and to which of the things there are. */
export type Step = { act: number; pick: number; amount: number }

const firstIssue = 131
const lastIssue = 148

/** Plays a history; `attempt` runs each of our own acts, so that a test may let them die. */
export async function playHistory(
  world: PayingWorld,
  steps: readonly Step[],
  attempt: (act: () => Promise<unknown>) => Promise<void> = async (act) => void (await act()),
): Promise<void> {
  const { stripe } = world
  const stale: StripeFacts[] = []
  const orders: Order[] = []
  let issue = firstIssue
  const pickOf = <T>(from: readonly T[], pick: number): T | undefined => from[pick % from.length]
  const ours = async () => orders.filter(({ id }) => stripe.contracts.get(id)?.invoices.length)
  const lastInvoice = (order: Order) => stripe.contracts.get(order.id)?.invoices.at(-1)

  for (const { act, pick, amount } of steps) {
    world.clock.forward(1 + amount * dayMs)
    const order = pickOf(await ours(), pick)
    const invoice = order && lastInvoice(order)
    const paid = pickOf(
      stripe.invoices().filter(({ charge }) => charge !== undefined),
      pick,
    )
    switch (act) {
      case 0:
        orders.push(await someOrder(world, pick, amount))
        break
      case 1:
        if (order && isRenewable(world, order, invoice)) stripe.renew(order)
        break
      case 2:
        if (order && isRenewable(world, order, invoice)) stripe.refuseRenewal(order)
        break
      case 3:
        if (
          invoice?.status === 'open' &&
          invoice.payment === 'failed' &&
          invoice.reason === 'renewal'
        )
          stripe.retry(invoice, amount % 2 === 0 ? 'paid' : 'failed')
        if (invoice?.payment === 'processing')
          if (amount % 2 === 0) stripe.debitSucceeds(invoice)
          else stripe.debitFails(invoice)
        break
      case 4:
        if (paid) refundSome(world, paid, amount)
        break
      case 5:
        if (paid) dispute(world, paid, amount)
        break
      case 6:
        if (order) stripe.end(order)
        break
      case 7:
        if (issue <= lastIssue) {
          const number = issue++
          await attempt(() => serve(world, number))
        }
        break
      case 8:
        // A supplementary list for an issue that is out.
        if (issue > firstIssue)
          await attempt(() => serve(world, firstIssue + (pick % (issue - firstIssue))))
        break
      case 9: {
        // An event arrives, perhaps to be heard of again later.
        const at = pick % Math.max(1, stripe.events.length)
        const ref = stripe.events[at]
        if (!ref) break
        if (amount % 3 !== 0) stripe.events.splice(at, 1)
        const facts = stripe.read(ref)
        if (!facts) break
        if (amount % 4 === 0) stale.push(facts)
        else await attempt(() => applyFacts(world.deps, facts))
        break
      }
      default: {
        // A worker that was held up applies what it read long ago.
        const [facts] = stale.splice(pick % Math.max(1, stale.length), 1)
        if (facts) await attempt(() => applyFacts(world.deps, facts))
      }
    }
  }
  for (const facts of stale) await attempt(() => applyFacts(world.deps, facts))
  // In the end every event was heard of, by the audit if not before.
  world.clock.forward(1)
  while (stripe.events.length > 0) {
    const ref = stripe.events.pop()
    const facts = ref && stripe.read(ref)
    if (facts) await attempt(() => applyFacts(world.deps, facts))
  }
  for (let number = firstIssue; number < issue; number++) await attempt(() => serve(world, number))
}

const plans = ['papier-1-an', 'numerique-1-an', 'numerique-mensuel', 'au-numero', 'integral-1-an']

async function someOrder(world: PayingWorld, pick: number, amount: number): Promise<Order> {
  const name = ['Claire Exemple', 'Paul Exemple'][pick % 2] ?? ''
  const planId = plans[pick % plans.length] ?? ''
  const order = await world.order({
    planId,
    quantity: String(1 + (amount % 3)),
    country: 'FR',
    ...(planId === 'au-numero' ? { issueNumber: String(firstIssue + (amount % 4)) } : {}),
    delivery: { ...aForm().delivery, recipient: name },
  })
  if (amount % 4 === 0) world.stripe.debit(order)
  else world.stripe.pay(order)
  return order
}

function isRenewable(world: PayingWorld, order: Order, last: Invoice | undefined): boolean {
  const contract = world.stripe.contracts.get(order.id)
  return order.terms.renews && last?.status === 'paid' && contract?.status !== 'canceled'
}

function refundSome(world: PayingWorld, invoice: Invoice, amount: number): void {
  const charge = invoice.charge as Charge
  const last = charge.refunds.at(-1)
  if (amount % 3 === 0 && last?.status === 'succeeded') {
    world.stripe.failRefund(invoice, last)
    return
  }
  const back = charge.refunds.reduce(
    (sum, { gross, status }) => sum + (status === 'failed' ? 0 : gross),
    0,
  )
  const rest = invoice.gross - back
  if (rest > 0)
    world.stripe.refund(invoice, Math.max(1, Math.ceil((rest * (1 + (amount % 4))) / 4)))
}

function dispute(world: PayingWorld, invoice: Invoice, amount: number): void {
  const open = invoice.charge?.disputes.find(({ status }) => status === 'open')
  if (open) world.stripe.closeDispute(open, amount % 2 === 0 ? 'won' : 'lost')
  else if (invoice.charge?.disputes.length === 0) world.stripe.dispute(invoice)
}

async function serve(world: PayingWorld, number: number): Promise<void> {
  await serveIssue(world.deps, { number, by: 'test' })
}

/** All that must hold at the end, whatever happened on the way. */
export async function expectTruth(world: PayingWorld): Promise<void> {
  const { stripe, table } = world
  const contracts = [...stripe.contracts.values()]
  const customers = [...new Set(contracts.map(({ order }) => order.customerId))]
  const streams = (await Promise.all(customers.map((id) => streamsOf(table, id)))).flat()
  const entitlements = streams.flatMap((stream) => stream.entitlements)
  const paid = stripe.invoices().filter(({ status }) => status === 'paid')

  // Each paid invoice bought once, nothing else did.
  const invoiceIds = (from: readonly { invoiceId?: string | undefined }[]) =>
    from.map(({ invoiceId }) => invoiceId).sort()
  expect(invoiceIds(entitlements)).toEqual(paid.map(({ id }) => id).sort())
  for (const one of entitlements) {
    const invoice = paid.find(({ id }) => id === one.invoiceId)
    if (!invoice) throw new Error('an entitlement that nobody paid')
    expect(one.copies).toBe(invoice.order.quantity)
    expect(usedOf(one) + remainingOf(one) + one.refunded).toBe(one.bought)
    expect(remainingOf(one)).toBeGreaterThanOrEqual(0)
    const contested = invoice.charge?.disputes.some(({ status }) => status === 'open') ?? false
    expect(one.isSuspended).toBe(contested)
    const back = givenBack(invoice)
    if (back === 0) expect(one.refunded).toBe(0)
    if (back === invoice.gross) expect(remainingOf(one)).toBe(0)
    // Never more issues than the money that was given back.
    if (one.bought > 0)
      expect(one.refunded * invoice.gross).toBeLessThanOrEqual(back * one.bought + one.bought)
  }

  for (const stream of streams) {
    const numbers = stream.entitlements.flatMap(({ served }) => served.map(({ number }) => number))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(stream.unrecorded).toEqual([])
  }
  await expectLines(world, streams)

  for (const contract of contracts) {
    const { order, invoices } = contract
    const first = invoices[0]
    const { orders, subscriptions } = await holdingsOf(table, order.customerId)
    const ours = orders.find(({ id }) => id === order.id)
    const expected =
      first?.status === 'paid' ? 'paid' : first?.payment === 'failed' ? 'failed' : 'provisional'
    expect(ours?.status).toBe(expected)
    const subscription = subscriptions.find(({ id }) => id === subscriptionIdOf(order.id))
    if (order.terms.kind === 'single') expect(subscription).toBeUndefined()
    else expect(subscription?.status).toBe(statusOf(contract))
  }
}

function statusOf({
  status,
  invoices,
}: ReturnType<PayingWorld['stripe']['contracts']['get']> & {}) {
  if (status === 'canceled' || invoices[0]?.payment === 'failed') return 'ended'
  if (invoices[0]?.status !== 'paid') return 'provisional'
  return invoices.at(-1)?.status === 'paid' ? 'active' : 'pastDue'
}

function givenBack({ gross, charge }: Invoice): number {
  const refunded = charge?.refunds.filter(({ status }) => status !== 'failed') ?? []
  const lost = charge?.disputes.filter(({ status }) => status === 'lost') ?? []
  return Math.min(
    gross,
    [...refunded, ...lost].reduce((sum, one) => sum + one.gross, 0),
  )
}

/** The lines of every issue are exactly what the streams were served. */
async function expectLines(
  world: PayingWorld,
  streams: Awaited<ReturnType<typeof streamsOf>>,
): Promise<void> {
  const written: string[] = []
  for await (const item of world.table.scan()) {
    if (!String(item['pk']).startsWith('SERVED#')) continue
    const line = ServedLine.parse(item)
    const { streamId, entitlementId, number, used, usedBefore } = line
    written.push(`${streamId} ${entitlementId} ${number} ${used} ${usedBefore}`)
  }
  const counted = streams.flatMap((stream) =>
    stream.entitlements.flatMap(({ id, served }) =>
      served.map(({ number, used }, at) => {
        const before = served.slice(0, at).reduce((sum, one) => sum + one.used, 0)
        return `${stream.id} ${id} ${number} ${used} ${before}`
      }),
    ),
  )
  expect(written.sort()).toEqual(counted.sort())
}
