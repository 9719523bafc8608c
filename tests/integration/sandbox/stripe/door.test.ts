import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type StripeWorld,
  stripeClientOf,
  stripeWorld,
  yearlyPlan,
} from '../../../support/stripe.ts'

let world: StripeWorld
beforeAll(async () => {
  world = await stripeWorld()
})
afterAll(() => world.close())

const refusal = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error('Stripe took it')
  return error
}

test('a wrong key, no key, a page and another API version are let in nowhere', async () => {
  const { hostname, port } = new URL(world.cloud.url)
  const stranger = new Stripe('sk_test_other', { host: hostname, port, protocol: 'http' })
  expect((await refusal(stranger.customers.list())).type).toBe('StripeAuthenticationError')
  const bare = await fetch(`${world.cloud.url}/v1/customers`)
  expect(bare.status).toBe(401)
  expect(await bare.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
  const authorization = 'Bearer sk_test_sandbox'
  const page = await fetch(`${world.cloud.url}/v1/customers`, {
    headers: { authorization, origin: 'http://elsewhere.example' },
  })
  expect(page.status).toBe(403)
  const old = await fetch(`${world.cloud.url}/v1/customers`, {
    headers: { authorization, 'stripe-version': '2020-08-27' },
  })
  expect(old.status).toBe(400)
})

test('basic authentication is let in, as curl would do it', async () => {
  const authorization = `Basic ${Buffer.from('sk_test_sandbox:').toString('base64')}`
  const answer = await fetch(`${world.cloud.url}/v1/balance`, { headers: { authorization } })
  expect(await answer.json()).toMatchObject({ object: 'balance' })
  expect(answer.headers.get('request-id')).toMatch(/^req_/)
})

test.each([
  ['an unknown parameter', { nom: 'Ada' }, 'parameter_unknown', 'nom'],
  ['an unknown inner parameter', { address: { rue: 'x' } }, 'parameter_unknown', 'address[rue]'],
])('%s is refused by its name', async (_, params, code, param) => {
  const error = await refusal(world.stripe.customers.create(params as never))
  expect([error.code, error.param]).toEqual([code, param])
})

test('a missing parameter and a number that is none are refused by their names', async () => {
  const missing = await refusal(world.stripe.products.create({} as never))
  expect([missing.code, missing.param]).toEqual(['parameter_missing', 'name'])
  const wrong = await refusal(
    world.stripe.prices.create({
      currency: 'eur',
      product_data: { name: 'x' },
      unit_amount: 'neuf' as never,
    }),
  )
  expect([wrong.code, wrong.param]).toEqual(['parameter_invalid_integer', 'unit_amount'])
})

test('what is not there is said to be missing, never answered as if it were', async () => {
  const error = await refusal(world.stripe.customers.retrieve('cus_nobody'))
  expect([error.statusCode, error.code]).toEqual([404, 'resource_missing'])
  const path = await refusal(world.stripe.rawRequest('GET', '/v1/climate/orders'))
  expect(path.statusCode).toBe(404)
  expect(path.message).toContain('Unrecognized request URL')
})

test('one key gives one object, however often and at once it is sent', async () => {
  const key = { idempotencyKey: 'order-1' }
  const made = await Promise.all(
    Array.from({ length: 8 }, () => world.stripe.customers.create({ name: 'Une fois' }, key)),
  )
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  const all = await world.stripe.customers.list({ limit: 100 })
  expect(all.data.filter(({ name }) => name === 'Une fois')).toHaveLength(1)
})

test('a key that comes again with other parameters is an error', async () => {
  const key = { idempotencyKey: 'order-2' }
  await world.stripe.customers.create({ name: 'Ada' }, key)
  const error = await refusal(world.stripe.customers.create({ name: 'Eve' }, key))
  expect(error.type).toBe('StripeIdempotencyError')
})

test('a request that was refused keeps no key: put right, it passes', async () => {
  const key = { idempotencyKey: 'order-3' }
  await refusal(world.stripe.products.create({ name: 'x', prix: '1' } as never, key))
  await expect(world.stripe.products.create({ name: 'x' }, key)).resolves.toMatchObject({
    name: 'x',
  })
})

test('what a key answered is answered after a crash too, and nothing is made twice', async () => {
  const key = { idempotencyKey: 'before-the-crash' }
  const first = await world.stripe.customers.create({ name: 'Avant' }, key)
  // Another process over a copy of the folder is what is left after a kill.
  const { cpSync, appendFileSync } = await import('node:fs')
  const { temporaryFolder, testCloud } = await import('../../../support/cloud.ts')
  const { folder, remove } = temporaryFolder()
  cpSync(`${world.cloud.dataDir}/stripe`, `${folder}/stripe`, { recursive: true })
  appendFileSync(`${folder}/stripe/journal.jsonl`, '[["customer","cus_half",{"id":"cus')
  const after = await testCloud({ dataDir: folder, withoutPages: true })
  try {
    const stripe = stripeClientOf(after.cloud)
    expect((await stripe.customers.create({ name: 'Avant' }, key)).id).toBe(first.id)
    const all = await stripe.customers.list({ limit: 100 })
    expect(all.data.filter(({ name }) => name === 'Avant')).toHaveLength(1)
    expect(all.data.map(({ id }) => id)).not.toContain('cus_half')
  } finally {
    await after.close()
    remove()
  }
})

test('lists go newest first, in pages, forwards and backwards, each object once', async () => {
  for (let n = 0; n < 25; n++)
    await world.stripe.taxRates.create({ display_name: `t${n}`, inclusive: true, percentage: n })
  const seen: string[] = []
  for await (const rate of world.stripe.taxRates.list({ limit: 4 })) seen.push(rate.display_name)
  expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `t${24 - n}`))
  const page = await world.stripe.taxRates.list({ limit: 3 })
  expect(page.has_more).toBe(true)
  const last = page.data[2] as Stripe.TaxRate
  const back = await world.stripe.taxRates.list({ limit: 2, ending_before: last.id })
  expect(back.data.map(({ display_name }) => display_name)).toEqual(['t24', 't23'])
  expect(back.has_more).toBe(false)
  const error = await refusal(world.stripe.taxRates.list({ limit: 101 }))
  expect(error.param).toBe('limit')
  const gone = await refusal(world.stripe.taxRates.list({ starting_after: 'txr_none' }))
  expect([gone.code, gone.param]).toEqual(['resource_missing', 'starting_after'])
})

test('prices are found by their lookup key, which one price holds at a time', async () => {
  const { stripe } = world
  const { price } = await yearlyPlan(stripe)
  await stripe.prices.update(price.id, { lookup_key: 'print-year' })
  const found = await stripe.prices.list({ lookup_keys: ['print-year'], expand: ['data.product'] })
  expect(found.data.map(({ id }) => id)).toEqual([price.id])
  expect(found.data[0]?.product).toMatchObject({ object: 'product', name: 'Un an' })
  const again = { currency: 'eur', unit_amount: 1, product_data: { name: 'x' } }
  const taken = await refusal(stripe.prices.create({ ...again, lookup_key: 'print-year' }))
  expect(taken.code).toBe('resource_already_exists')
  const next = await stripe.prices.create({
    ...again,
    lookup_key: 'print-year',
    transfer_lookup_key: true,
  })
  const now = await stripe.prices.list({ lookup_keys: ['print-year'] })
  expect(now.data.map(({ id }) => id)).toEqual([next.id])
})

test('metadata are merged, and an empty value takes one out', async () => {
  const { id } = await world.stripe.customers.create({ metadata: { a: '1', b: '2' } })
  const changed = await world.stripe.customers.update(id, { metadata: { b: '', c: '3' } })
  expect(changed.metadata).toEqual({ a: '1', c: '3' })
})

test('a field that can’t be expanded is refused, and so is a fifth level', async () => {
  const { id } = await world.stripe.customers.create({})
  const error = await refusal(world.stripe.customers.retrieve(id, { expand: ['nothing'] }))
  expect(error.message).toContain('cannot be expanded')
  const deep = await refusal(world.stripe.customers.retrieve(id, { expand: ['a.b.c.d.e'] }))
  expect(deep.message).toContain('4 levels')
})

test('a rate’s percentage can’t be changed: a new rate is made, the old one archived', async () => {
  const { rate } = await yearlyPlan(world.stripe)
  const error = await refusal(world.stripe.taxRates.update(rate.id, { percentage: 5.5 } as never))
  expect(error.code).toBe('parameter_unknown')
  expect((await world.stripe.taxRates.update(rate.id, { active: false })).active).toBe(false)
})
