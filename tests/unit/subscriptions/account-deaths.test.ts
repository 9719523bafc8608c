// A reader moves, or changes their e-mail address, while processes die before and after each of their
// calls, or stand in each other's way: all of it comes to the same end.
import { describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { addressLeftKey, customerKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { readerId, readerIds } from '#readers/reader-id'
import { emailToken } from '#subscriptions/account-link'
import { changeDelivery } from '#subscriptions/change-delivery'
import { confirmEmailChange, requestEmailChange } from '#subscriptions/change-email'
import { getDeliveryChange } from '#subscriptions/delivery-change'
import { finishDeliveryChange } from '#subscriptions/finish-delivery-change'
import { finishEmailChange } from '#subscriptions/finish-email-change'
import { customerOf, getCustomer } from '#subscriptions/store'
import { streamsReceived } from '#subscriptions/store-recipients'
import type { StreamRef } from '#subscriptions/store-streams'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { type Fate, newFate, newProcess, untilDone } from '../../support/mortal.ts'
import { type PayingWorld, payingWorld, shopKeys } from '../../support/paying-world.ts'
import { signingKeys } from '../../support/readers.ts'

let world: PayingWorld
const ends = ['before', 'after', 'twice'] as const

/** The deps of a new process that dies as fate has it. */
function process(fate: Fate, pause?: () => Promise<void>) {
  const { mortal } = newProcess(fate, pause)
  const { table, payments } = world.deps
  const deps = { ...world.deps, signingKeys, stepHint: async () => {} }
  return { ...deps, table: mortal<Table>(table), payments: mortal(payments) }
}

async function bought(form: Parameters<PayingWorld['order']>[0] = {}) {
  const order = await world.order(form)
  world.stripe.pay(order)
  await world.deliver()
  return order
}

const [old, next] = ['avant@lecture.example', 'apres@lecture.example']
const told = () => world.stripe.calls.filter(({ kind }) => kind === 'changeCustomer')

describe('an e-mail address', () => {
  it.each(ends)(
    'is changed whichever call is the last of a process (%s)',
    async (when) => {
      for (let diesAt = 1, calls = 1; diesAt <= calls; diesAt++) {
        world = await payingWorld(memoryTable())
        const { customerId } = await bought({ email: old })
        const gift = await bought({
          ...{ email: 'donneuse@lecture.example', name: 'Rose Donneuse' },
          gift: { recipientName: 'Claire Exemple', recipientEmail: old },
        })
        const fate = newFate({ diesAt, when })
        const asked = await untilDone(() =>
          requestEmailChange(process(fate), { customerId, email: next, locale: 'fr' }),
        )
        expect(asked.kind).toBe('sent')
        const wish = (await getCustomer(world.table, customerId))?.emailChange
        if (!wish) throw new Error('no wish')
        const token = emailToken(signingKeys, { customerId, changeId: wish.id, ...wish })
        const confirmed = await untilDone(() => confirmEmailChange(process(fate), { token }))
        expect(['moved', 'done']).toContain(confirmed.kind)
        await untilDone(() => finishEmailChange(process(fate), customerId))
        calls = fate.calls
        const at = `${when} ${diesAt}`
        expect((await getCustomer(world.table, customerId))?.email, at).toBe(next)
        const owners = [old, next].map((email) =>
          customerOf(world.table, readerIds(shopKeys, email)),
        )
        expect(await Promise.all(owners), at).toEqual([undefined, customerId])
        expect(await world.intentAt(customerKey(customerId)), at).toBeUndefined()
        expect(new Set(told().map(({ input }) => JSON.stringify(input))).size, at).toBe(1)
        const left = await world.table.get(addressLeftKey(readerId(shopKeys, old)))
        expect(left && intentOf(left)?.kind, at).toBe('mail.emailChange')
        const received = [old, next].map((email) =>
          streamsReceived(world.table, readerIds(shopKeys, email)),
        )
        const lists = await Promise.all(received)
        expect(
          lists.map(({ length }) => length),
          at,
        ).toEqual([0, 1])
        const [stream] = await world.streams(gift)
        expect(stream?.recipient, at).toEqual({
          ...{ name: 'Claire Exemple', email: next, readerId: readerId(shopKeys, next) },
        })
      }
    },
    240_000,
  )
})

const places = {
  bern: { street: '3 Musterweg', postcode: '3011', town: 'Bern', country: 'CH' },
  lyon: { street: '12 rue de l’Exemple', postcode: '69001', town: 'Lyon', country: 'FR' },
}
const move = (deps: ReturnType<typeof process>, ref: StreamRef, to: keyof typeof places) =>
  changeDelivery(deps, { ref, by: 'reader', typed: { recipient: 'Claire Exemple', ...places[to] } })

async function subscriber() {
  world = await payingWorld(memoryTable())
  const order = await bought()
  const [stream] = await world.streams(order)
  if (!stream) throw new Error('no stream')
  return { order, ref: { customerId: order.customerId, streamId: stream.id } }
}

/** Where copies go, what the renewal costs here and at Stripe, and that nothing is left to do. */
async function expectAt(
  to: keyof typeof places,
  { order, ref }: Awaited<ReturnType<typeof subscriber>>,
) {
  const [stream] = await world.streams(order)
  expect(stream?.delivery?.town.toLowerCase()).toBe(to)
  const found = await getDeliveryChange(world.table, ref)
  expect([found?.open, found?.change.delivery.town.toLowerCase()]).toEqual([undefined, to])
  const subscription = await world.subscriptionOf(order)
  const gross = (subscription?.renewalPrice ?? subscription?.price)?.gross
  expect(gross).toBe(to === 'bern' ? 9_696 : 9_900)
}

describe('a delivery address', () => {
  it.each(ends)(
    'is changed whichever call is the last of a process (%s)',
    async (when) => {
      for (let diesAt = 1, calls = 1; diesAt <= calls; diesAt++) {
        const reader = await subscriber()
        const fate = newFate({ diesAt, when })
        await untilDone(() => move(process(fate), reader.ref, 'bern'))
        await untilDone(() => finishDeliveryChange(process(fate), reader.ref))
        await untilDone(() => move(process(fate), reader.ref, 'lyon'))
        await untilDone(() => finishDeliveryChange(process(fate), reader.ref))
        calls = fate.calls
        await expectAt('lyon', reader)
      }
    },
    240_000,
  )

  it.each(['subscription', 'reprice'] as const)(
    'of a worker that is held up at %s while a newer one is carried out is the newer one',
    async (where) => {
      const reader = await subscriber()
      const { ref } = reader
      await move(process(newFate()), ref, 'bern')
      let isHeld = false
      const meanwhile = async () => {
        if (isHeld) return
        isHeld = true
        await move(process(newFate()), ref, 'lyon')
        await finishDeliveryChange(process(newFate()), ref)
      }
      const { table, payments } = world.deps
      const held = {
        ...world.deps,
        table: Object.assign(Object.create(table) as Table, {
          update: async (...input: Parameters<Table['update']>) => {
            const { sk } = input[0]
            if (where === 'subscription' && sk.startsWith('SUBSCRIPTION#')) await meanwhile()
            return await table.update(...input)
          },
        }),
        payments: {
          ...payments,
          reprice: async (input: Parameters<typeof payments.reprice>[0]) => {
            if (where === 'reprice') await meanwhile()
            await payments.reprice(input)
          },
        },
      }
      await finishDeliveryChange(held, ref)
      expect(isHeld).toBe(true)
      await expectAt('lyon', reader)
      const calls = world.stripe.calls.filter(({ kind }) => kind === 'reprice')
      const inputs = calls.map(({ input }) => input as { price: { gross: number }; key: string })
      expect(inputs.at(-1)?.price.gross).toBe(9_900)
      // Said again with a key that was used, Stripe would do nothing.
      expect(new Set(inputs.map(({ key }) => key)).size).toBe(inputs.length)
    },
  )

  it('wished for twice at once, with workers between, is the newest everywhere', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const reader = await subscriber()
      const random = seededRandom(seed)
      const pause = async () => {
        // Now and then one is held up for long.
        const most = random() < 0.1 ? 400 : 12
        for (let ticks = Math.floor(random() * most); ticks > 0; ticks--) await Promise.resolve()
      }
      const one = () => process(newFate(), pause)
      const { ref } = reader
      await Promise.all([
        move(one(), ref, 'bern'),
        move(one(), ref, 'lyon'),
        finishDeliveryChange(one(), ref),
        finishDeliveryChange(one(), ref),
      ])
      // What the tick does.
      await finishDeliveryChange(one(), ref)
      const newest = (await getDeliveryChange(world.table, ref))?.change.delivery.country
      await expectAt(newest === 'CH' ? 'bern' : 'lyon', reader)
    }
  }, 120_000)
})
