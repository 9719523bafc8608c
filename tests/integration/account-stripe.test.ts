// What an account asks of Stripe, by the real client and the offline Stripe: the price of a renewal
// that goes elsewhere, the customer's data, the invoices.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayMs } from '#kernel/time'
import { changeDelivery } from '#subscriptions/change-delivery'
import { finishDeliveryChange } from '#subscriptions/finish-delivery-change'
import { stripeWorld } from '../support/stripe-world.ts'
import { testTable } from '../support/table.ts'

let world: Awaited<ReturnType<typeof stripeWorld>>
let close: () => Promise<void>
let people = 0

beforeAll(async () => {
  const opened = await testTable()
  world = await stripeWorld({ table: opened.table })
  close = async () => {
    await world.close()
    await opened.close()
  }
})
afterAll(() => close())

const geneva = {
  ...{ recipient: 'Claire Exemple', street: '2 rue du Lac', postcode: '1201' },
  ...{ town: 'Genève', country: 'CH' },
}

async function subscriber(planId = 'papier-1-an') {
  const order = await world.order({
    planId,
    country: 'FR',
    email: `abonne${++people}@lecture.example`,
  })
  await world.pay(order)
  await world.settle()
  const { subscriptions } = await world.holdings(order)
  const [subscription] = subscriptions
  if (!subscription?.stripe) throw new Error('There is no subscription')
  return { order, subscription, stripe: subscription.stripe }
}

async function move(
  { subscription }: Awaited<ReturnType<typeof subscriber>>,
  typed: Record<string, string>,
) {
  const { customerId, streamId } = subscription
  const ref = { customerId, streamId }
  const stepHint = async () => {}
  const outcome = await changeDelivery({ ...world.deps, stepHint }, { ref, typed, by: 'reader' })
  await finishDeliveryChange(world.deps, ref)
  return outcome
}

describe('a renewal whose copies go to another territory', () => {
  it('is billed at the new price and tax, once it comes; what was paid is left alone', async () => {
    const one = await subscriber()
    const before = await world.client.invoices.list({ customer: one.stripe.customerId })
    await move(one, geneva)
    const at = await world.client.subscriptions.retrieve(one.stripe.subscriptionId)
    expect(at.items.data).toHaveLength(1)
    expect(at.items.data[0]).toMatchObject({ quantity: 1, price: { unit_amount: 9_696 } })
    expect(at.items.data[0]?.tax_rates ?? []).toEqual([])
    expect(at.items.data[0]?.current_period_end).toBe(Date.parse(one.stripe.periodEnd) / 1_000)
    const after = await world.client.invoices.list({ customer: one.stripe.customerId })
    expect(after.data).toHaveLength(before.data.length)
    const customer = await world.client.customers.retrieve(one.stripe.customerId)
    expect(customer).toMatchObject({ address: { city: 'Genève', country: 'CH' } })
    await world.settle()
    expect((await world.audit({ repair: false })).differences).toEqual([])
    world.forward(Date.parse(one.stripe.periodEnd) - world.clock().getTime() + dayMs)
    await world.settle()
    const [renewal] = (await world.client.invoices.list({ customer: one.stripe.customerId })).data
    expect(renewal).toMatchObject({ billing_reason: 'subscription_cycle', total: 9_696 })
    const { streams } = await world.holdings(one.order)
    expect(streams[0]?.entitlements.map(({ paid }) => paid)).toEqual([
      { gross: 9_900, vat: 204 },
      { gross: 9_696, vat: 0 },
    ])
  })

  it('asked for again is the same, and back again is what it was', async () => {
    const one = await subscriber()
    const first = await world.client.subscriptions.retrieve(one.stripe.subscriptionId)
    await move(one, geneva)
    await move(one, geneva)
    await move(one, {
      ...{ recipient: 'Claire Exemple', street: '3 place du Puits' },
      ...{ postcode: '13001', town: 'Marseille', country: 'FR' },
    })
    const last = await world.client.subscriptions.retrieve(one.stripe.subscriptionId)
    const itemsOf = ({ items }: typeof first) =>
      items.data.map(({ price, tax_rates: rates, quantity }) => ({
        ...{ price: price.id, quantity, rates: (rates ?? []).map(({ id }) => id) },
      }))
    expect(itemsOf(last)).toEqual(itemsOf(first))
  })

  it('of a subscription that has ended changes nothing there', async () => {
    const one = await subscriber()
    await world.payments.cancelNow({ subscriptionId: one.stripe.subscriptionId, key: 'end' })
    await world.settle()
    await expect(move(one, geneva)).resolves.toMatchObject({ kind: 'changed', renewals: [] })
  })
})

describe('the invoices of a customer', () => {
  it('have number, amount and state; another customer’s are not among them', async () => {
    const [one, other] = [await subscriber(), await subscriber('numerique-1-an')]
    const invoices = await world.payments.invoices({ stripeCustomerId: one.stripe.customerId })
    expect(invoices).toEqual([
      expect.objectContaining({
        ...{ gross: 9_900, status: 'paid', payUrl: undefined },
        number: expect.stringMatching(/\w+-?\d+/),
        notes: [],
      }),
    ])
    const others = await world.payments.invoices({ stripeCustomerId: other.stripe.customerId })
    expect(others.map(({ gross }) => gross)).toEqual([7_900])
  })

  it('go to the address that the customer has now', async () => {
    const one = await subscriber()
    const { customerId: stripeCustomerId } = one.stripe
    const email = 'nouvelle@lecture.example'
    await world.payments.changeCustomer({ stripeCustomerId, email, key: 'moved' })
    await world.payments.changeCustomer({ stripeCustomerId, email, key: 'moved' })
    expect(await world.client.customers.retrieve(stripeCustomerId)).toMatchObject({ email })
  })
})
