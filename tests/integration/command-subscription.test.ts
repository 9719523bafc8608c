// Subscriptions on the command line, over a stack that sells one: bought as the outside world buys.
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  kiosque,
  kiosqueJson,
  type RunningStack,
  startStack,
  temporaryFolder,
} from '../support/command.ts'

const { folder, remove } = temporaryFolder()
const buyer = 'odile@lecture.example'
let stack: RunningStack

type Listed = { id: string; status: string; owed: number; planId: string; email: string }
const list = async (...words: string[]) =>
  (await kiosqueJson<{ subscriptions: Listed[] }>(folder, 'subscription', 'list', ...words))
    .subscriptions

beforeAll(async () => {
  stack = await startStack(folder)
})
afterAll(async () => {
  await stack?.stop()
  remove()
})

/** A form of the site's, posted as its page would. */
async function post(path: string, fields: Record<string, string>): Promise<string> {
  const answer = await fetch(new URL(path, stack.siteUrl), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin' },
  })
  expect(answer.status, await answer.text()).toBe(303)
  return answer.headers.get('location') ?? ''
}

it('lists nothing before anybody subscribes', async () => {
  expect(await list()).toEqual([])
  expect((await kiosque(folder, 'subscription', 'show', buyer)).code).toBe(1)
  expect((await kiosque(folder, 'subscription', 'list', '--limit', 'all')).code).not.toBe(0)
  expect((await kiosque(folder, 'subscription', 'list', '--status', 'paid')).code).toBe(2)
})

it('lists what was paid for, and shows it whole', async () => {
  const order = await post('/subscribe/papier-1-an', {
    ...{ email: buyer, name: 'Odile Vernay', quantity: '2' },
    'delivery.street': '12 rue de l’Exemple',
    'delivery.postcode': '69001',
    'delivery.town': 'Lyon',
    'delivery.country': 'FR',
  })
  const pay = await post(order, { gross: '19800' })
  expect(pay).toContain('/sandbox/stripe/pay/')
  expect(await list()).toEqual([])
  await kiosqueJson(
    folder,
    'sandbox',
    'stripe',
    'pay',
    new URL(pay).pathname.split('/').at(-1) ?? '',
  )
  let rows = await list(buyer)
  for (let tries = 0; rows.length === 0 || rows[0]?.owed === 0; tries++) {
    expect(tries).toBeLessThan(100)
    rows = await list(buyer)
  }
  expect(rows).toMatchObject([{ status: 'active', owed: 6, planId: 'papier-1-an', email: buyer }])
  expect(await list('--status', 'ended')).toEqual([])
  expect(await list('vernay')).toHaveLength(1)
  const shown = await kiosqueJson(folder, 'subscription', 'show', rows[0]?.id ?? '')
  expect(shown).toMatchObject({
    ...{ name: 'Odile Vernay', quantity: 2, owed: 6, served: [] },
    delivery: { town: 'Lyon' },
    price: { gross: 19_800, rate: 210 },
    entitlements: [{ bought: 6, remaining: 6, paid: { gross: 19_800 } }],
  })
})

it('counts down when an issue is dispatched', async () => {
  expect(await kiosqueJson(folder, 'issue', 'dispatch', '131')).toEqual({ copies: 2, digital: 0 })
  expect(await kiosqueJson(folder, 'issue', 'show', '131')).toMatchObject({
    dispatch: { kind: 'regular', served: { copies: 2 } },
  })
  expect(await list(buyer)).toMatchObject([{ owed: 5 }])
  const shown = await kiosqueJson<{ served: unknown[] }>(folder, 'subscription', 'show', buyer)
  expect(shown.served).toEqual([{ number: 131, used: 1 }])
})

it('cancels and withdraws for a reader who asked', async () => {
  const [bought] = await list(buyer)
  const id = bought?.id ?? ''
  expect((await kiosque(folder, 'subscription', 'cancel', 'sb_none')).code).toBe(1)
  expect((await kiosque(folder, 'subscription', 'cancel', id, '--on', '2026-02-30')).code).toBe(2)
  expect((await kiosque(folder, 'subscription', 'cancel', id, '--wait', 'long')).code).not.toBe(0)
  const leave = (...words: string[]) => kiosqueJson(folder, 'subscription', ...words, id)
  expect(await leave('cancel', '--means', 'phone', '--wait', '60')).toMatchObject({
    ...{ kind: 'cancellation', status: 'applied', subscriptionId: id },
    effect: { kind: 'end', issuesLeft: 5, givesBack: 0 },
  })
  expect(await list(buyer)).toMatchObject([{ status: 'active', owed: 5 }])
  expect(await leave('withdraw', '--wait', '60')).toMatchObject({
    ...{ kind: 'withdrawal', status: 'applied', effect: { kind: 'withdrawn' } },
    refund: { kind: 'given', gross: 19_800, given: 19_800 },
  })
  expect(await list(buyer)).toMatchObject([{ status: 'ended', owed: 0 }])
})
