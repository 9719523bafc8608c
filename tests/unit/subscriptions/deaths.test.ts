// Processes that die before and after each of their calls, from the order form to the refund: whoever
// goes on comes to the same end.
import { expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { applyFacts } from '#subscriptions/apply-facts'
import { beginOrder } from '#subscriptions/begin-order'
import { placeOrder } from '#subscriptions/place-order'
import { putOffRenewal } from '#subscriptions/put-off-renewal'
import { serveIssue } from '#subscriptions/serve-issue'
import { noticesOf } from '#subscriptions/store-notices'
import { streamItemKey } from '#subscriptions/store-streams'
import { memoryTable } from '../../support/memory-table.ts'
import { newFate, newProcess, untilDone } from '../../support/mortal.ts'
import { expectTruth } from '../../support/paying-history.ts'
import { aForm, aProof, type PayingWorld, payingWorld } from '../../support/paying-world.ts'

let world: PayingWorld

/** From the form to the first issue, the renewal that is put off and the refund; each act by itself. */
function wholeWay(current: () => PayingWorld['deps']) {
  const { stripe, orderUrls } = world
  const proof = aProof(9_900)
  const known: { ref?: { customerId: never; orderId: never } } = {}
  const orderOf = () => [...stripe.contracts.values()][0]?.order
  const lookAt = async (day: string) => {
    const order = orderOf()
    const [stream] = order ? await world.streams(order) : []
    if (!stream) throw new Error('no stream')
    world.clock.forward(Math.max(0, Date.parse(day) - world.clock().getTime()))
    const key = streamItemKey({ customerId: stream.customerId, streamId: stream.id })
    const intent = await world.intentAt(key)
    // A process that died after its last step has left the next look behind.
    if (intent && Date.parse(intent.dueAt) <= world.clock().getTime())
      await putOffRenewal(current(), { key, intent })
  }
  return [
    async () => {
      const begun = await beginOrder(current(), { locale: 'fr', form: aForm() })
      if (begun.kind !== 'begun') throw new Error(begun.kind)
      const { customerId, id: orderId } = begun.order
      known.ref = { customerId, orderId } as never
    },
    async () => {
      if (!known.ref) throw new Error('no order')
      const placed = await placeOrder({ ...current(), orderUrls }, { ...known.ref, proof })
      expect(placed.kind).toBe('placed')
    },
    async () => {
      const order = orderOf()
      if (order && stripe.invoices().length === 0) stripe.pay(order)
      for (const ref of stripe.events) {
        const facts = stripe.read(ref)
        if (facts) await applyFacts(current(), facts)
      }
    },
    async () => void (await serveIssue(current(), { number: 131, by: 'test' })),
    // Its notice is asked for; no mail of it is ever sent, so that the renewal is put off.
    () => lookAt('2027-09-24T07:00:00Z'),
    () => lookAt('2027-11-01T08:00:00Z'),
    async () => {
      const [invoice] = stripe.invoices()
      if (!invoice?.charge) throw new Error('no charge')
      if (invoice.charge.refunds.length === 0) stripe.refund(invoice, 9_900)
      const facts = stripe.read({ kind: 'charge', id: invoice.charge.id })
      if (facts) await applyFacts(current(), facts)
    },
    async () => void (await serveIssue(current(), { number: 132, by: 'test' })),
  ]
}

it.each(['before', 'after', 'twice'] as const)(
  'comes to the same end whichever call is the last of a process (%s)',
  async (when) => {
    let calls = 1
    for (let diesAt = 1; diesAt <= calls; diesAt++) {
      world = await payingWorld(memoryTable())
      const fate = newFate({ diesAt, when })
      const { table, payments } = world.deps
      const alive = () => {
        const { mortal } = newProcess(fate)
        // Walks only read: to die at one is to die at the calls around it.
        const walks = { query: table.query, scan: table.scan }
        const dying = { ...world.deps, payments: mortal(payments) }
        return { ...dying, table: Object.assign(Object.create(mortal(table)), walks) as Table }
      }
      for (const act of wholeWay(alive)) await untilDone(act)
      calls = fate.calls
      expect(world.stripe.contracts.size).toBe(1)
      const puts = world.stripe.calls.filter(({ kind }) => kind === 'putOffRenewal')
      expect(new Set(puts.map(({ input }) => JSON.stringify(input))).size).toBe(1)
      const order = [...world.stripe.contracts.values()][0]?.order
      if (!order) throw new Error('no order')
      const notices = await noticesOf(world.table, order.customerId)
      const of = (day: string) => notices.find(({ lastDay }) => lastDay === day)
      expect(of('2027-11-24')).toMatchObject({ mails: [{}], closed: { because: 'moved' } })
      // Whoever went on after the last step has asked for that of the new day.
      expect(of('2027-12-13')?.closed).toBeUndefined()
      expect(await world.entitlements(order)).toMatchObject([
        { bought: 6, served: [{ number: 131, used: 1 }], refunded: 5 },
      ])
      await expectTruth(world)
    }
    expect(calls).toBeGreaterThan(40)
  },
  240_000,
)
