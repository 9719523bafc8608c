// What an address subscribes to, as segments ask about it.
import { describe, expect, it } from 'vitest'
import { standingKey } from '#aws/keys'
import { dayMs, instant } from '#kernel/time'
import { noteStandingOf } from '#subscriptions/note-standing'
import { rebuildStandings, tendStandings } from '#subscriptions/rebuild-standings'
import { changeCustomer, claimAddress, freeAddress } from '#subscriptions/store'
import { aForm } from '../../support/paying-world.ts'
import {
  claire,
  gift,
  lapsed,
  nobody,
  paul,
  plan,
  runningOut,
  standingShop as shop,
  subscriber,
  toPaul,
} from '../../support/standing-world.ts'

describe('a standing', () => {
  it('says the plan, the issues left and the last issue of who subscribes', async () => {
    const { standingOf, is, buy, serve, world } = await shop()
    await buy()
    await serve(131)
    const dispatchedAt = instant(world.clock())
    expect(await standingOf(claire)).toMatchObject({
      parts: [
        {
          ...{ role: 'own', planIds: ['papier-1-an'], issuesLeft: 5, renews: true },
          ...{ lastIssue: { number: 131, at: dispatchedAt }, lastAt: dispatchedAt },
        },
      ],
      giftsGiven: 0,
    })
    expect(await is(claire, subscriber)).toBe(true)
    expect(await is(claire, plan('papier-1-an', 'autre'))).toBe(true)
    expect(await is(claire, plan('autre'))).toBe(false)
    expect(await is(claire, lapsed(0))).toBe(false)
    expect(await is(claire, gift('receives'))).toBe(false)
  })

  it('tells when issues run out, and apart whether it renews', async () => {
    const { is, buy, serve, world } = await shop()
    const order = await buy()
    for (const number of [131, 132, 133, 134]) await serve(number)
    expect(await is(claire, runningOut(1))).toBe(false)
    expect(await is(claire, runningOut(2))).toBe(true)
    expect(await is(claire, runningOut(2, 'without'))).toBe(false)
    world.stripe.cancelAtEnd(order)
    await world.deliver()
    expect(await is(claire, runningOut(2, 'without'))).toBe(true)
  })

  it('has lapsed since the last issue of what does not renew', async () => {
    const { is, buy, serve, world } = await shop()
    const order = await buy()
    world.stripe.cancelAtEnd(order)
    await world.deliver()
    for (const number of [131, 132, 133, 134, 135]) await serve(number)
    expect(await is(claire, subscriber)).toBe(true)
    await serve(136)
    expect(await is(claire, subscriber)).toBe(false)
    expect(await is(claire, runningOut(6))).toBe(false)
    expect(await is(claire, lapsed(0))).toBe(true)
    expect(await is(claire, lapsed(30))).toBe(false)
    world.clock.forward(30 * dayMs)
    expect(await is(claire, lapsed(30))).toBe(true)
    expect(await is(claire, lapsed(31))).toBe(false)
  })

  it('of a month is open until its end and never runs out of issues', async () => {
    const { is, buy, world } = await shop()
    const order = await buy({ planId: 'numerique-mensuel' })
    expect(await is(claire, runningOut(120))).toBe(false)
    world.stripe.end(order)
    await world.deliver()
    expect(await is(claire, subscriber)).toBe(true)
    world.clock.forward(31 * dayMs)
    expect(await is(claire, subscriber)).toBe(false)
    expect(await is(claire, lapsed(0))).toBe(true)
  })

  it('of a gift is the giver’s and the recipient’s, each by their own side', async () => {
    const { is, buy, serve, world, standingOf } = await shop()
    const order = await buy({ planId: 'numerique-1-an', gift: toPaul })
    expect(await is(claire, gift('gives'))).toBe(true)
    expect(await is(claire, subscriber)).toBe(false)
    expect(await is(claire, lapsed(0))).toBe(false)
    expect(await is(paul, gift('receives'))).toBe(true)
    expect(await is(paul, subscriber)).toBe(true)
    expect(await is(paul, runningOut(6, 'without'))).toBe(true)
    for (const number of [131, 132, 133, 134, 135, 136]) await serve(number)
    expect(await is(paul, gift('receives'))).toBe(false)
    expect(await is(paul, lapsed(0))).toBe(true)
    expect(await is(claire, gift('gives'))).toBe(true)
    const [invoice] = world.stripe.contracts.get(order.id)?.invoices ?? []
    if (!invoice) throw new Error('no invoice')
    world.stripe.refund(invoice, invoice.gross)
    await world.deliver()
    expect(await is(claire, gift('gives'))).toBe(false)
    expect(await standingOf(claire)).toBeUndefined()
  })

  it('ends when all the money was given back', async () => {
    const { is, buy, world } = await shop()
    const order = await buy()
    const [invoice] = world.stripe.contracts.get(order.id)?.invoices ?? []
    if (!invoice) throw new Error('no invoice')
    world.stripe.refund(invoice, invoice.gross)
    world.stripe.end(order)
    await world.deliver()
    expect(await is(claire, subscriber)).toBe(false)
    expect(await is(claire, lapsed(0))).toBe(true)
  })

  it('is nobody’s who never paid, bought a single issue or is not known', async () => {
    const { table, world, standingOf, buy } = await shop()
    await world.order()
    await world.deliver()
    await buy({ planId: 'au-numero', issueNumber: '130' })
    expect(await standingOf(claire)).toBeUndefined()
    expect(await standingOf(nobody)).toBeUndefined()
    for await (const { pk } of table.scan()) expect(String(pk)).not.toMatch(/^STANDING/)
  })

  it('goes with the address', async () => {
    const { table, world, is, buy, standingOf } = await shop()
    const { customerId } = await buy()
    await claimAddress(table, { readerId: nobody, customerId })
    await changeCustomer(table, customerId, (customer) => ({
      to: { ...customer, readerId: nobody, email: 'nobody@example.org' },
    }))
    await freeAddress(table, { readerId: claire, customerId })
    const now = instant(world.clock())
    for (const reader of [claire, nobody])
      await noteStandingOf({ table }, { readerId: reader, now })
    expect(await standingOf(claire)).toBeUndefined()
    expect(await is(nobody, subscriber)).toBe(true)
  })

  it('holds no name and no address', async () => {
    const { standingOf, buy } = await shop()
    await buy({ planId: 'integral-1-an', gift: toPaul, delivery: aForm().delivery ?? {} })
    await buy()
    for (const reader of [claire, paul])
      expect(JSON.stringify(await standingOf(reader))).not.toMatch(/Exemple|Paris|75011|@/)
  })
})

describe('a rebuild', () => {
  const damaged = async () => {
    const made = await shop()
    const { table, buy, standingOf } = made
    await buy({ planId: 'numerique-1-an', gift: toPaul })
    await buy()
    const right = [await standingOf(claire), await standingOf(paul)]
    await table.delete(standingKey(claire))
    await table.update(standingKey(paul), { set: { giftsGiven: 7 } })
    await table.put({
      ...{ ...standingKey(nobody), schema: 1, readerId: nobody, version: 3 },
      ...{ parts: right[0]?.parts, giftsGiven: 0 },
    })
    return { ...made, right }
  }

  it('makes every standing right, takes nobody’s away, and changes nothing twice', async () => {
    const { world, standingOf, right } = await damaged()
    expect(await rebuildStandings(world.deps)).toEqual({ looked: 3, changed: 3 })
    expect([await standingOf(claire), await standingOf(paul)]).toEqual(right)
    expect(await standingOf(nobody)).toBeUndefined()
    expect(await rebuildStandings(world.deps)).toEqual({ looked: 3, changed: 0 })
  })

  it('by night goes through what goes on, and on where its time was up', async () => {
    const { world, standingOf, right } = await damaged()
    const late = new Date(world.clock().getTime() - 1)
    const from = await tendStandings(world.deps, { deadline: late })
    expect(from).toEqual({ month: '2026-11' })
    const deadline = new Date(world.clock().getTime() + 1)
    expect(await tendStandings(world.deps, { from, deadline })).toBeUndefined()
    expect([await standingOf(claire), await standingOf(paul)]).toEqual(right)
  })
})
