// A year in the life of a magazine: readers of every kind, through the real client against the
// offline Stripe, whose webhooks come shuffled, repeated, late and, one in ten, never.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { payoutReport } from '#finance/payout-report'
import { monthCloses } from '#finance/store-closes'
import { openExceptions } from '#finance/store-exceptions'
import { verifyBooks } from '#finance/verify-books'
import { bookedBooks, factsFor, rawLedger } from '../support/books-facts.ts'
import { expectedBooks } from '../support/books-oracle.ts'
import { factsOfTheYear, renewedUnannounced } from '../support/year-facts.ts'
import { heldHere } from '../support/year-holdings.ts'
import { type Life, liveTheYear } from '../support/year-life.ts'
import { holdingsByStripe, readStripeSide } from '../support/year-oracle.ts'
import { fates } from '../support/year-people.ts'
import { issuesOut, type YearWorld, yearWorld } from '../support/year-world.ts'

/** All 500 by `npm run test:year`; each fate a few times in every run. */
const count = Number(process.env['YEAR_SUBSCRIBERS'] ?? 60)
const seed = Number(process.env['YEAR_SEED'] ?? 1)

describe(`a year of ${count} subscribers`, () => {
  let world: YearWorld
  let life: Life
  beforeAll(async () => {
    world = await yearWorld({ seed })
    life = await liveTheYear(world, { count, seed })
  }, 1_200_000)
  afterAll(() => world.close())

  it('has everything happen', () => {
    for (const fate of fates) expect(life.happened.get(fate), fate).toBeGreaterThan(0)
    const facts = factsOfTheYear(world)
    console.info(
      Object.entries(facts)
        .map(([what, times]) => `${String(times).padStart(6)} ${what}`)
        .join('\n'),
    )
    for (const [what, times] of Object.entries(facts)) expect(times, what).toBeGreaterThan(0)
  })

  it('renews nobody who was not told in time', () => {
    expect(renewedUnannounced(world)).toEqual([])
  })

  it('tells each buyer once that the order is paid', () => {
    const confirmed = world.mails.filter(({ kind }) => kind === 'mail-orderConfirmed')
    const orders = [...life.orders.values()].flat()
    const paid = world.stripe.look((work) =>
      orders.filter(({ checkout }) => {
        const session = work.get('checkout.session', checkout?.sessionId ?? '')
        const invoice = session.invoice && work.get('invoice', String(session.invoice))
        return invoice !== null && invoice !== '' && invoice.status === 'paid'
      }),
    )
    expect(confirmed.map(({ to }) => to).sort()).toEqual(
      paid.map(({ buyer }) => buyer.email).sort(),
    )
  })

  it('ends with Stripe and us equal, object by object', async () => {
    expect((await world.audit({ repair: false })).differences).toEqual([])
    expect(world.faults).toEqual([])
  })

  it('gives every reader exactly the issues paid for', async () => {
    const stripe = await readStripeSide(world.client)
    const expected = holdingsByStripe(stripe, {
      ...{ dispatches: world.dispatches, destinations: life.destinations },
      calendar: issuesOut.map(({ number }) => number),
    })
    expect(await heldHere(world, life)).toEqual(expected)
  })

  it('closes every month, with every payout matched and nothing left to settle', async () => {
    const { table } = world
    expect(life.books.closed).toEqual(
      (await monthCloses(table)).map(({ month, status }) => status === 'closed' && month),
    )
    expect(life.books.closed.length).toBe(13)
    const last = life.books.closed.at(-1) ?? ''
    const late = (await openExceptions(table)).filter(({ date }) => date.slice(0, 7) <= last)
    expect(late).toEqual([])
    const { payouts } = await payoutReport({ table }, { to: `${last}-25` })
    expect(payouts.length).toBeGreaterThan(40)
    expect(payouts.filter(({ status }) => status !== 'matched')).toEqual([])
    const kinds = new Map<string, number>()
    for (const { kind, way } of life.books.settled)
      kinds.set(`${kind} ${way}`, (kinds.get(`${kind} ${way}`) ?? 0) + 1)
    console.info([...kinds].map(([what, times]) => `${times} ${what}`).join('\n'))
  })

  it('keeps books that come to what Stripe and the lists of issues say', async () => {
    const { table, stripe } = world
    expect((await verifyBooks(table)).kind).toBe('ok')
    const earnedUntil = earnedAt(life.world.clock())
    const expected = expectedBooks(await factsFor({ stripe, table }, { earnedUntil }))
    expect(bookedBooks(await rawLedger(table))).toEqual(expected)
  })
})

/** The last midnight in Paris, in winter. */
function earnedAt(now: Date): number {
  const hourMs = 3_600_000
  return Math.floor((now.getTime() + hourMs) / (24 * hourMs)) * 24 * hourMs - hourMs
}
