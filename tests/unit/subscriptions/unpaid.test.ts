// A renewal that stays unpaid: on which days its reader is reminded, when it ends, and that no dead
// process and no lost event makes it otherwise.
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { unpaidStepsKey } from '#aws/keys'
import { dayMs, type Instant, instant, parseInstant, plusMs } from '#kernel/time'
import { endSubscription } from '#subscriptions/end-subscription'
import type { Order } from '#subscriptions/order'
import { stepUnpaid } from '#subscriptions/step-unpaid'
import { getUnpaidSteps } from '#subscriptions/store-unpaid-steps'
import { reminderDays, UnpaidMail, unpaidStep } from '#subscriptions/unpaid'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate, newProcess } from '../../support/mortal.ts'
import { type Invoice, type PayingWorld, payingWorld } from '../../support/paying-world.ts'

const since = parseInstant('2027-12-01T09:00:00Z') as Instant
const rules = { graceDays: 14, remindAfterDays: [10, 5, 20] }

describe('the steps of an unpaid renewal', () => {
  const step = (days: number, reminded: number[] = []) =>
    unpaidStep({ since, reminded }, { rules, now: plusMs(since, days * dayMs) })

  it('are its reminders in order, then the end', () => {
    expect(step(0)).toEqual({ kind: 'wait', at: plusMs(since, 5 * dayMs) })
    expect(step(5)).toEqual({ kind: 'remind', days: [5] })
    expect(step(5, [5])).toEqual({ kind: 'wait', at: plusMs(since, 10 * dayMs) })
    // A reminder after the end is none.
    expect(step(11, [5, 10])).toEqual({ kind: 'wait', at: plusMs(since, 14 * dayMs) })
    expect(step(14, [5, 10])).toEqual({ kind: 'end' })
  })

  it('are named in order, each once, without those on or after the end', () => {
    expect(reminderDays({ graceDays: 14, remindAfterDays: [14, 10, 5, 10, 20] })).toEqual([5, 10])
  })

  it('that were missed make one reminder, or none when it is over', () => {
    expect(step(12)).toEqual({ kind: 'remind', days: [5, 10] })
    expect(step(15)).toEqual({ kind: 'end' })
  })

  it('remind of each day once and end on the day, however the looks fall', () => {
    const anyRules = fc.record({
      graceDays: fc.integer({ min: 0, max: 60 }),
      remindAfterDays: fc.array(fc.integer({ min: 1, max: 59 }), { maxLength: 5 }),
    })
    fc.assert(
      fc.property(anyRules, fc.array(fc.nat(300), { maxLength: 60 }), (some, looks) => {
        let reminded: number[] = []
        const hours = [...looks].sort((a, b) => a - b).map((look) => look * 6)
        for (const hour of hours) {
          const now = plusMs(since, hour * 3_600_000)
          const next = unpaidStep({ since, reminded }, { rules: some, now })
          expect(next.kind === 'end').toBe(hour >= some.graceDays * 24)
          if (next.kind === 'wait') expect(next.at > now).toBe(true)
          if (next.kind !== 'remind') continue
          for (const day of next.days) {
            expect(reminded).not.toContain(day)
            expect(day * 24).toBeLessThanOrEqual(hour)
          }
          reminded = [...reminded, ...next.days]
          expect(unpaidStep({ since, reminded }, { rules: some, now }).kind).toBe('wait')
        }
      }),
    )
  })
})

let world: PayingWorld
let order: Order
let invoice: Invoice

const keyOf = () => unpaidStepsKey(order.customerId, invoice.id)
const steps = () => getUnpaidSteps(world.table, { ...order, invoiceId: invoice.id })
const subscription = async () => {
  const found = await world.subscriptionOf(order)
  if (!found) throw new Error('no subscription')
  return found
}

/** On that many days after the refusal, what is due. */
async function stepOn(day: number, deps = world.deps): Promise<void> {
  const at = Date.parse((await steps())?.since ?? '') + day * dayMs
  world.clock.forward(Math.max(0, at - world.clock().getTime()))
  const item = await world.table.get(keyOf(), { consistent: true })
  const intent = item && intentOf(item)
  if (intent && intent.dueAt <= instant(world.clock()))
    await stepUnpaid(deps, { key: keyOf(), intent })
}

async function mails(): Promise<string[]> {
  const found: string[] = []
  for await (const item of world.table.scan()) {
    const mail = UnpaidMail.safeParse(item)
    if (mail.success && intentOf(item)?.kind === 'mail.unpaid')
      found.push(`${mail.data.says} ${String(item['sk']).split('#').at(-1)}`)
  }
  return found.sort()
}

async function refused(planId = 'papier-1-an'): Promise<void> {
  world = await payingWorld(memoryTable())
  order = await world.order({ planId, country: 'FR' })
  world.stripe.pay(order)
  await world.deliver()
  world.clock.forward(360 * dayMs)
  invoice = world.stripe.refuseRenewal(order)
  await world.deliver()
}

describe('a renewal that was refused', () => {
  beforeEach(() => refused())

  it('is reminded of on its days and ended after its grace, for the reader at no cost', async () => {
    expect(await steps()).toMatchObject({ status: 'open', gross: 9_900, reminded: [] })
    await stepOn(4)
    expect(await mails()).toEqual([])
    await stepOn(5)
    await stepOn(10)
    expect(await mails()).toEqual(['reminder 10', 'reminder 5'])
    await stepOn(14)
    expect(await mails()).toEqual(['ended end', 'reminder 10', 'reminder 5'])
    expect(invoice.status).toBe('void')
    expect(world.stripe.contracts.get(order.id)?.status).toBe('canceled')
    expect(await subscription()).toMatchObject({ status: 'ended', endedBecause: 'unpaid' })
    expect(await steps()).toMatchObject({ status: 'ended', reminded: [5, 10] })
    expect(await world.intentAt(keyOf())).toBeUndefined()
    await world.deliver()
    // What was paid for before is served to the last.
    expect(await world.entitlements(order)).toMatchObject([{ bought: 6, refunded: 0 }])
    expect(world.stripe.calls.filter(({ kind }) => kind === 'refund')).toEqual([])
  })

  it('and paid meanwhile is left alone, also when nobody told us', async () => {
    await stepOn(5)
    world.stripe.retry(invoice, 'paid')
    world.stripe.events.length = 0
    await stepOn(10)
    expect(await mails()).toEqual(['reminder 5'])
    expect(await steps()).toMatchObject({ status: 'paid' })
    expect(await subscription()).toMatchObject({ status: 'active' })
    expect(await world.entitlements(order)).toHaveLength(2)
    await stepOn(14)
    expect(invoice.status).toBe('paid')
  })

  it('whose debit is under way waits for the bank', async () => {
    await stepOn(5)
    invoice.payment = 'processing'
    await stepOn(10)
    await stepOn(14)
    expect(await mails()).toEqual(['reminder 5'])
    world.stripe.debitSucceeds(invoice)
    await stepOn(15)
    expect(await steps()).toMatchObject({ status: 'paid' })
  })

  it('that Stripe gave up before is ended here at the next look', async () => {
    world.stripe.end(order)
    await world.deliver()
    expect(await subscription()).toMatchObject({ status: 'ended', endedBecause: 'unpaid' })
    await stepOn(5)
    expect(await mails()).toEqual(['ended end'])
    expect(invoice.status).toBe('void')
    expect(await steps()).toMatchObject({ status: 'ended' })
  })

  it('of a reader who leaves is asked for no more, and said no more about', async () => {
    const { id: subscriptionId, customerId } = await subscription()
    const at = instant(world.clock())
    const leaving = { kind: 'cancelled', because: 'dc_1' as never, at, ends: 'end' } as const
    await endSubscription(world.deps, { ref: { customerId, subscriptionId }, leaving })
    await stepOn(5)
    expect(await mails()).toEqual([])
    expect(invoice.status).toBe('void')
    expect(await steps()).toMatchObject({ status: 'left' })
    expect(await subscription()).toMatchObject({ endedBecause: 'cancelled' })
  })

  it('that somebody voids at Stripe is given up', async () => {
    world.stripe.voidInvoice(invoice)
    await stepOn(5)
    expect(await mails()).toEqual([])
    expect(await steps()).toMatchObject({ status: 'givenUp' })
    expect((await subscription()).unpaid).toBeUndefined()
  })
})

it('a month that was refused has the same steps', async () => {
  await refused('numerique-mensuel')
  for (const day of [5, 10, 14]) await stepOn(day)
  expect(await mails()).toEqual(['ended end', 'reminder 10', 'reminder 5'])
  expect(await subscription()).toMatchObject({ status: 'ended' })
})

it.each(['before', 'after', 'twice'] as const)(
  'ends the same whichever call is the last of a process (%s)',
  async (when) => {
    let calls = 1
    for (let diesAt = 1; diesAt <= calls; diesAt++) {
      await refused()
      const fate = newFate({ diesAt, when })
      const { table, payments } = world.deps
      for (const day of [5, 10, 14, 15])
        for (let life = 0; life < 4; life++) {
          const { mortal } = newProcess(fate)
          const deps = { ...world.deps, table: mortal(table), payments: mortal(payments) }
          try {
            await stepOn(day, deps)
          } catch (error) {
            if (!(error instanceof Death)) throw error
          }
        }
      calls = fate.calls
      await world.deliver()
      expect(await mails()).toEqual(['ended end', 'reminder 10', 'reminder 5'])
      expect(await steps()).toMatchObject({ status: 'ended' })
      expect(await subscription()).toMatchObject({ status: 'ended', endedBecause: 'unpaid' })
      expect(invoice.status).toBe('void')
    }
    expect(calls).toBeGreaterThan(20)
  },
  120_000,
)
