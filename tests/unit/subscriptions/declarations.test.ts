// Cancellations and withdrawals: written down first, matched only without doubt, given their effect
// once, told to whom it concerns; whoever dies on the way, nothing declared is lost.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { type DeclarationId, prefixedId } from '#kernel/ids'
import { dayMs, instant } from '#kernel/time'
import { applyDeclaration } from '#subscriptions/apply-declaration'
import type { DeclarationKind } from '#subscriptions/declaration'
import { declare, declareByStaff } from '#subscriptions/declare'
import type { LeaveForm } from '#subscriptions/leave-form'
import type { Order } from '#subscriptions/order'
import { serveIssue } from '#subscriptions/serve-issue'
import { assignDeclaration, closeDeclaration } from '#subscriptions/settle-declaration'
import {
  declarationItemKey,
  declarationsOf,
  getDeclaration,
  listDeclarations,
} from '#subscriptions/store-declarations'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate, newProcess } from '../../support/mortal.ts'
import { type PayingWorld, payingWorld } from '../../support/paying-world.ts'

let world: PayingWorld
let order: Order
beforeEach(async () => {
  await anew()
})
async function anew() {
  world = await payingWorld(memoryTable())
  order = await world.order()
  world.stripe.pay(order)
  await world.deliver()
}

const steps: string[] = []
const doorOf = (deps: PayingWorld['deps']) => ({
  ...deps,
  stepHint: async ({ pk }: { pk: string }) => void steps.push(pk),
})
let counter = 0
const proof = { buttonLabel: 'Notification', ip: '192.0.2.1', userAgent: 'test' }
const typed = (change: LeaveForm = {}): LeaveForm => ({
  name: 'Claire Exemple',
  email: 'claire@example.org',
  ...change,
})

async function say(
  form: LeaveForm,
  options: { kind?: DeclarationKind; linked?: Order['id']; id?: DeclarationId } = {},
) {
  const { kind = 'cancellation', linked } = options
  const id = options.id ?? world.deps.makeId('declaration')
  counter += 1
  const said = await declare(doorOf(world.deps), {
    ...{ id, kind, form, locale: 'fr', linked },
    proof: { ...proof, ip: `192.0.2.${counter % 250}` },
  })
  if (said.kind !== 'declared') throw new Error(JSON.stringify(said))
  return said.declaration
}

const everyDeclaration = async () =>
  (await listDeclarations(world.table, { place: '2025-11' })).items

/** What Stripe's worker does, as often as there is something to do. */
async function work(id: DeclarationId, deps = world.deps) {
  const key = declarationItemKey(id)
  const intent = await world.intentAt(key)
  if (intent && intent.dueAt <= instant(world.clock()))
    await applyDeclaration(deps, { key, intent })
  return await getDeclaration(world.table, id)
}

const receiptsOf = async (id: DeclarationId) => {
  const found: { what: unknown; readerId: unknown }[] = []
  for await (const item of world.table.query({ partition: `DECLARATION#${id}` }))
    if (String(item['sk']).startsWith('RECEIPT#'))
      found.push({ what: item['what'], readerId: item['readerId'] })
  return found
}
const refunds = () => world.stripe.invoices().flatMap(({ charge }) => charge?.refunds ?? [])

describe('a cancellation', () => {
  it('is written down as typed, with its time, before anything is looked up', async () => {
    const said = await say(typed({ motive: ' Je déménage\r\n\r\nà Brest ', reference: order.id }))
    expect(said).toMatchObject({
      status: 'received',
      at: instant(world.clock()),
      typed: { name: 'Claire Exemple', motive: 'Je déménage\nà Brest', wish: { kind: 'soonest' } },
      proof: { buttonLabel: 'Notification' },
    })
    expect(steps.at(-1)).toBe(`DECLARATION#${said.id}`)
    expect(await world.intentAt(declarationItemKey(said.id))).toMatchObject({
      kind: 'declaration.apply',
    })
  })

  it('by address and name finds the one contract and stops its renewal', async () => {
    const said = await say(typed({ name: 'EXEMPLE, Mme Claire' }))
    expect(await work(said.id)).toMatchObject({
      status: 'applied',
      contract: { orderId: order.id, foundBy: 'address' },
      effect: { kind: 'end', issuesLeft: 6, givesBack: 0 },
    })
    expect([...world.stripe.contracts.values()][0]).toMatchObject({ cancelAtPeriodEnd: true })
    expect((await receiptsOf(said.id)).map(({ what }) => what)).toEqual(['effect'])
  })

  it.each([
    ['another name', { name: 'Claude Autre' }, 'unknown'],
    ['another address', { email: 'autre@example.org' }, 'unknown'],
    ['a reference that fits nothing', { reference: 'or_01jzzzzzzzzzzzzzzzzzzzzzzz' }, 'unknown'],
  ] as const)('with %s ends nothing and waits for a person', async (_, change, because) => {
    const said = await say(typed(change))
    expect(await work(said.id)).toMatchObject({ status: 'waiting', waitingBecause: because })
    expect([...world.stripe.contracts.values()][0]).toMatchObject({ cancelAtPeriodEnd: false })
    expect(await receiptsOf(said.id)).toMatchObject([{ what: 'received' }])
    const waiting = await listDeclarations(world.table, { place: 'waiting' })
    expect(waiting.items.map(({ id }) => id)).toEqual([said.id])
  })

  it('with somebody else’s reference alone ends nothing', async () => {
    const said = await say({ name: 'Bruno', email: 'bruno@example.org', reference: order.id })
    expect(await work(said.id)).toMatchObject({ status: 'waiting', waitingBecause: 'other' })
  })

  it('of one of two contracts waits, unless its reference says which', async () => {
    const second = await world.order({ planId: 'numerique-1-an', country: 'FR', postcode: '75011' })
    world.stripe.pay(second)
    await world.deliver()
    const vague = await say(typed())
    expect(await work(vague.id)).toMatchObject({ status: 'waiting', waitingBecause: 'several' })
    const clear = await say(typed({ reference: `commande ${second.id}, du 24/11/2026` }))
    expect(await work(clear.id)).toMatchObject({ contract: { orderId: second.id } })
  })

  it('from another address tells the contract’s own address too', async () => {
    const said = await say(typed({ email: 'cabinet@example.org', reference: order.id }))
    await work(said.id)
    expect((await receiptsOf(said.id)).map(({ what }) => what)).toEqual(['copy', 'effect'])
  })

  it('made with the order’s own link needs no other name', async () => {
    const said = await say(typed({ name: 'Bruno', email: 'bruno@example.org' }), {
      linked: order.id,
    })
    expect(await work(said.id)).toMatchObject({
      status: 'applied',
      contract: { foundBy: 'link' },
    })
  })

  it('without an e-mail address is taken with a postal one', async () => {
    const said = await say({ name: 'Claire Exemple', address: '12 rue\n75011 Paris' })
    expect(await work(said.id)).toMatchObject({ status: 'waiting', waitingBecause: 'unknown' })
    expect(await receiptsOf(said.id)).toEqual([])
  })

  it('with a motive has its effect, and waits for a person to judge it', async () => {
    const said = await say(typed({ motive: 'Force majeure' }))
    expect(await work(said.id)).toMatchObject({
      status: 'waiting',
      waitingBecause: 'motive',
      effect: { kind: 'end' },
    })
    expect([...world.stripe.contracts.values()][0]).toMatchObject({ cancelAtPeriodEnd: true })
  })

  it('after a renewal without a notice ends at once and gives the unserved part back', async () => {
    for (let number = 131; number <= 136; number++)
      await serveIssue(world.deps, { number, by: 'test' })
    world.clock.forward(360 * dayMs)
    const renewal = world.stripe.renew(order)
    await world.deliver()
    await serveIssue(world.deps, { number: 137, by: 'test' })
    world.clock.forward(10 * dayMs)
    const said = await say(typed())
    const done = await work(said.id)
    expect(done).toMatchObject({ status: 'applied', effect: { kind: 'now' } })
    expect(refunds().map(({ gross }) => gross)).toEqual([done?.effect?.givesBack])
    expect(done?.refund).toMatchObject({ kind: 'given', gross: done?.effect?.givesBack })
    expect(done?.effect?.givesBack).toBe(Math.round((renewal.gross * 5) / 6))
  })

  it('of a month ends with the month, or with the one that holds the wished day', async () => {
    const monthly = await world.order({
      planId: 'numerique-mensuel',
      country: 'FR',
      postcode: '75011',
    })
    world.stripe.pay(monthly)
    await world.deliver()
    const day = instant(world.clock().getTime() + 45 * dayMs).slice(0, 10)
    const said = await say(typed({ reference: monthly.id, wish: 'day', day }))
    expect(await work(said.id)).toMatchObject({ status: 'decided', effect: { kind: 'later' } })
    const contract = world.stripe.contracts.get(monthly.id)
    expect(contract?.cancelAtPeriodEnd).toBe(false)
    world.clock.forward(30 * dayMs)
    world.stripe.renew(monthly)
    await world.deliver()
    world.clock.forward(16 * dayMs)
    expect(await work(said.id)).toMatchObject({ status: 'applied' })
    expect(contract?.cancelAtPeriodEnd).toBe(true)
    expect(refunds()).toEqual([])
  })

  it('again has no other effect', async () => {
    await work((await say(typed())).id)
    const again = await say(typed())
    expect(await work(again.id)).toMatchObject({ status: 'applied', effect: { kind: 'end' } })
    expect(await declarationsOf(world.table, subscriptionIdOf(order.id))).toHaveLength(2)
  })

  it('confirmed twice from one page is one', async () => {
    const id = prefixedId('declaration', '01k8zzzzzzzzzzzzzzzzzzzzzz')
    await say(typed(), { id })
    world.clock.forward(1_000)
    expect((await say(typed(), { id })).at).toBe((await getDeclaration(world.table, id))?.at)
    expect(await everyDeclaration()).toHaveLength(1)
  })

  it('from a page that one went back to and changed is another, and takes nothing from the first', async () => {
    const id = prefixedId('declaration', '01k8zzzzzzzzzzzzzzzzzzzzzz')
    await say(typed(), { id })
    const changed = typed({ reference: 'Le deuxième contrat' })
    const others = [await say(changed, { id }), await say(changed, { id })]
    const withdrawn = await say(typed({ reference: order.id }), { id, kind: 'withdrawal' })
    expect((await getDeclaration(world.table, id))?.typed.reference).toBeUndefined()
    expect(others.map(({ typed }) => typed.reference)).toEqual(Array(2).fill(changed['reference']))
    expect(new Set([id, ...others.map((one) => one.id), withdrawn.id]).size).toBe(3)
    expect(withdrawn.kind).toBe('withdrawal')
    expect(await work(withdrawn.id)).toMatchObject({ status: 'applied' })
  })

  it('of a flood is written down all the same, and waits without a mail', async () => {
    let last: DeclarationId | undefined
    for (let at = 0; at < 21; at++) {
      const said = await declare(doorOf(world.deps), {
        ...{ id: world.deps.makeId('declaration'), kind: 'cancellation', form: typed() },
        ...{ locale: 'fr', proof: { ...proof, ip: '198.51.100.1' } },
      })
      if (said.kind === 'declared') last = said.declaration.id
    }
    if (!last) throw new Error('nothing declared')
    expect(await work(last)).toMatchObject({ status: 'waiting', waitingBecause: 'many' })
    expect(await receiptsOf(last)).toEqual([])
  })

  it('of a flood from one IPv6 network, or at one address from anywhere, is a flood too', async () => {
    const flood = async (ip: (at: number) => string, email: (at: number) => string) => {
      const found: string[] = []
      for (let at = 0; at < 22; at++) {
        const said = await declare(doorOf(world.deps), {
          ...{ id: world.deps.makeId('declaration'), kind: 'cancellation', locale: 'fr' },
          ...{ form: typed({ email: email(at) }), proof: { ...proof, ip: ip(at) } },
        })
        if (said.kind === 'declared') found.push(said.declaration.waitingBecause ?? 'none')
      }
      return found.filter((one) => one === 'many').length
    }
    const network = (at: number) => `2001:db8:1:1::${at.toString(16)}`
    expect(await flood(network, (at) => `r${at}@lecture.example`)).toBe(2)
    const anywhere = (at: number) => `2001:db8:2:${at.toString(16)}::1`
    expect(await flood(anywhere, () => 'inondee@lecture.example')).toBe(12)
  })
})

describe('a withdrawal', () => {
  const withdraw = (form: LeaveForm = typed({ reference: order.id })) =>
    say(form, { kind: 'withdrawal' })

  it('gives everything back while no printed issue was received', async () => {
    world.clock.forward(40 * dayMs)
    const said = await withdraw()
    expect(await work(said.id)).toMatchObject({
      status: 'applied',
      effect: { kind: 'withdrawn', givesBack: 9_900 },
      refund: { kind: 'given', given: 9_900 },
    })
    expect(refunds().map(({ gross }) => gross)).toEqual([9_900])
  })

  it('of print is open until the fourteenth day after the first issue came, and then a person’s', async () => {
    await serveIssue(world.deps, { number: 131, by: 'test' })
    // Seven days by post, fourteen after that, and the next working day.
    world.clock.forward(21 * dayMs)
    expect(await work((await withdraw()).id)).toMatchObject({
      effect: { kind: 'withdrawn', hasPrintToReturn: true },
    })
    await anew()
    await serveIssue(world.deps, { number: 131, by: 'test' })
    world.clock.forward(26 * dayMs)
    const late = await withdraw()
    expect(await work(late.id)).toMatchObject({ status: 'waiting', waitingBecause: 'late' })
    expect(refunds()).toEqual([])
    const settled = await assignDeclaration(doorOf(world.deps), {
      ...{ id: late.id, subscriptionId: subscriptionIdOf(order.id), isGoodwill: true },
    })
    expect(settled.kind).toBe('assigned')
    expect(await work(late.id)).toMatchObject({ status: 'applied', effect: { kind: 'withdrawn' } })
    expect((await receiptsOf(late.id)).map(({ what }) => what)).toEqual(['effect', 'received'])
  })

  it('by a business waits for a person', async () => {
    const business = await world.order({ company: 'Exemple SARL', email: 'achat@example.org' })
    world.stripe.pay(business)
    await world.deliver()
    const said = await withdraw(typed({ email: 'achat@example.org', reference: business.id }))
    expect(await work(said.id)).toMatchObject({ status: 'waiting', waitingBecause: 'business' })
  })

  it('identified by a description is found by name and address', async () => {
    const said = await withdraw(typed({ reference: 'l’abonnement papier d’un an, 24/11/2026' }))
    expect(await work(said.id)).toMatchObject({ contract: { foundBy: 'address' } })
  })

  it('after a cancellation gives everything back', async () => {
    await work((await say(typed())).id)
    expect(await work((await withdraw()).id)).toMatchObject({ refund: { given: 9_900 } })
    expect(await world.subscriptionOf(order)).toMatchObject({ endedBecause: 'withdrawn' })
  })
})

describe('a refund that the bank sends back', () => {
  it('weeks later brings the declaration to a person', async () => {
    const said = await say(typed({ reference: order.id }), { kind: 'withdrawal' })
    expect(await work(said.id)).toMatchObject({ status: 'applied', refund: { kind: 'given' } })
    const [invoice] = world.stripe.invoices()
    const [refund] = invoice?.charge?.refunds ?? []
    if (!invoice || !refund) throw new Error('no refund')
    world.clock.forward(20 * dayMs)
    world.stripe.failRefund(invoice, refund)
    await world.deliver()
    expect(await getDeclaration(world.table, said.id)).toMatchObject({
      ...{ status: 'waiting', waitingBecause: 'refund' },
      refund: { kind: 'refused', given: 0 },
    })
    expect((await listDeclarations(world.table, { place: 'waiting' })).items).toHaveLength(1)
  })
})

describe('staff', () => {
  it('says which contract is meant, and it has its effect', async () => {
    const said = await say(typed({ name: 'Claude Autre' }))
    await work(said.id)
    const ref = { id: said.id, subscriptionId: subscriptionIdOf(order.id) }
    expect(await assignDeclaration(doorOf(world.deps), ref)).toMatchObject({ kind: 'assigned' })
    expect(await work(said.id)).toMatchObject({ status: 'applied', contract: { foundBy: 'staff' } })
    expect(await assignDeclaration(doorOf(world.deps), ref)).toEqual({ kind: 'settled' })
    expect((await listDeclarations(world.table, { place: 'waiting' })).items).toEqual([])
  })

  it('closes one with a reason, once', async () => {
    const said = await say(typed({ name: 'Claude Autre' }))
    await work(said.id)
    const by = { id: said.id, by: 'Anne' }
    expect(await closeDeclaration(world.deps, { ...by, reason: ' ' })).toEqual({ kind: 'reason' })
    expect(await closeDeclaration(world.deps, { ...by, reason: 'Un homonyme' })).toMatchObject({
      kind: 'closed',
      declaration: { closed: { reason: 'Un homonyme' } },
    })
    expect(await closeDeclaration(world.deps, { ...by, reason: 'x' })).toEqual({ kind: 'settled' })
  })

  it('takes a letter down, of the day it was posted', async () => {
    world.stripe.events.length = 0
    await serveIssue(world.deps, { number: 131, by: 'test' })
    const posted = instant(world.clock().getTime() + 20 * dayMs)
    world.clock.forward(30 * dayMs)
    const said = await declareByStaff(doorOf(world.deps), {
      ...{ kind: 'withdrawal', subscriptionId: subscriptionIdOf(order.id) },
      ...{ by: 'Anne', means: 'letter', at: posted },
    })
    if (said.kind !== 'declared') throw new Error(said.kind)
    expect(await work(said.declaration.id)).toMatchObject({
      status: 'applied',
      effect: { kind: 'withdrawn' },
    })
    expect((await receiptsOf(said.declaration.id)).map(({ what }) => what)).toEqual(['effect'])
  })
})

describe('deaths and doubles', () => {
  it.each(['before', 'after', 'twice'] as const)(
    'at every call leave one declaration, one receipt, one end and one refund (%s)',
    async (when) => {
      for (let diesAt = 1; ; diesAt++) {
        await anew()
        const id = world.deps.makeId('declaration')
        const fate = newFate({ diesAt, when })
        const mortals = () => {
          const { mortal } = newProcess(fate)
          const { table, payments } = world.deps
          return { ...world.deps, table: mortal<Table>(table), payments: mortal(payments) }
        }
        const attempt = async (act: () => Promise<unknown>) => {
          for (let tries = 0; tries < 3; tries++)
            try {
              return await act()
            } catch (error) {
              if (!(error instanceof Death)) throw error
            }
          throw new Error('Too many deaths')
        }
        await attempt(() =>
          declare(doorOf(mortals()), {
            ...{
              id,
              kind: 'withdrawal',
              form: typed({ reference: order.id }),
              locale: 'fr',
              proof,
            },
          }),
        )
        await attempt(() => work(id, mortals()))
        await world.deliver()
        expect(await getDeclaration(world.table, id)).toMatchObject({ status: 'applied' })
        expect(refunds().map(({ gross }) => gross)).toEqual([9_900])
        expect(await receiptsOf(id)).toHaveLength(1)
        if (fate.calls < diesAt) break
      }
    },
    180_000,
  )
})
