// A year as it is lived: every day the night's comparison, the dispatch of what comes out, and what
// people do and Stripe does.
import { confirmSession, paySession } from '#sandbox/stripe/checkout'
import { StripeRefusal } from '#sandbox/stripe/refusal'
import type { Order } from '#subscriptions/order'
import { seededRandom } from './editorial.ts'
import { yearBooks } from './year-books.ts'
import { laterActs } from './year-later.ts'
import type { Destination } from './year-oracle.ts'
import { card, type Person, peopleOfTheYear } from './year-people.ts'
import { issuesOut, type YearWorld, yearDays } from './year-world.ts'

export type Act = { day: number; hours: number; what: string; run: () => unknown }

export type Life = {
  world: YearWorld
  people: readonly Person[]
  /** By person, the first order first. */
  orders: Map<number, Order[]>
  /** By order: what Stripe is not told. */
  destinations: Map<string, Destination>
  agenda: Act[]
  /** How often each thing happened, so that a test sees that it did. */
  happened: Map<string, number>
  books: ReturnType<typeof yearBooks>
}

/** Promotion codes that Stripe knows. */
const codes = { half: 'MOITIE', free: 'OFFERT' }

export async function liveTheYear(
  world: YearWorld,
  options: { count: number; seed?: number },
): Promise<Life> {
  const people = peopleOfTheYear(options.count, seededRandom((options.seed ?? 1) + 7))
  const life: Life = {
    ...{ world, people, orders: new Map(), destinations: new Map(), happened: new Map() },
    ...{ agenda: [], books: yearBooks(world) },
  }
  await makeCodes(world)
  for (const person of people) beginLife(life, person)
  for (let day = 0; day < yearDays; day++) await liveDay(life, day)
  await world.until(yearDays, 2.5)
  for (const issue of issuesOut) await world.dispatch(issue)
  await world.until(yearDays + 1, 2.5)
  await life.books.run()
  return life
}

async function liveDay(life: Life, day: number): Promise<void> {
  const { world } = life
  await world.until(day, 0.25)
  // The night's comparison is at 03:20 in Paris. Nothing happens at Stripe from then until the list
  // is made, so that what is known here is what Stripe knows.
  await world.until(day, 2.5)
  await life.books.night(day)
  const out = issuesOut.find((issue) => issue.day === day)
  if (out) await publish(world, out)
  for (;;) {
    const [next] = life.agenda.filter((act) => act.day === day).sort((a, b) => a.hours - b.hours)
    if (!next) break
    life.agenda.splice(life.agenda.indexOf(next), 1)
    await world.until(day, next.hours)
    await next.run()
    count(life, next.what)
    await world.settleDown()
  }
  await world.until(day, 20)
  await world.until(day, 22.5)
}

/** Those who paid late first, then the new issue. */
async function publish(world: YearWorld, out: (typeof issuesOut)[number]): Promise<void> {
  for (const issue of issuesOut) if (issue.day < out.day) await world.dispatch(issue)
  await world.dispatch(out)
}

function beginLife(life: Life, person: Person): void {
  const { day, hours, fate, laterDays } = person
  life.agenda.push({
    ...{ day, hours, what: fate },
    async run() {
      await orderAndPay(life, person)
      const later = laterActs[fate]
      if (!later) return
      life.agenda.push({
        ...{ day: day + laterDays, hours, what: `${fate}, later` },
        run: () => later(life, person),
      })
    },
  })
}

async function orderAndPay(life: Life, person: Person): Promise<void> {
  const { world } = life
  const { fate, means } = person
  const promotionCode = person.at % 2 === 0 ? codes.half : codes.free
  const order = await orderFor(life, person, {
    ...(fate === 'has a promotion code' ? { promotionCode } : {}),
    ...(fate === 'begins with a later issue' ? beginsLater(person) : {}),
  })
  const sessionId = order.checkout?.sessionId ?? ''
  switch (fate) {
    case 'walks away':
      return
    case 'clicks twice, pays one of two orders':
      await orderFor(life, person)
      break
    case 'is refused, then pays by another card':
      isRefused(() => world.pay(order, means))
      world.pay(order, { card: card.good })
      return
    case 'confirms at the bank':
      world.pay(order, means)
      world.stripe.act((work) => confirmSession(work, sessionId, true))
      return
  }
  world.stripe.act((work) =>
    paySession(work, sessionId, means, { email: order.buyer.email, name: order.buyer.name }),
  )
}

/** Ordered by the form; `change` of it for another one, `account` who is signed in for it. */
export async function orderFor(
  life: Life,
  person: Person,
  change: Person['form'] = {},
  account?: Order['customerId'],
): Promise<Order> {
  const form = { ...person.form, ...change }
  const order = await life.world.order(form, account)
  life.orders.set(person.at, [...(life.orders.get(person.at) ?? []), order])
  const { delivery, gift, issueNumber } = form
  const isDigital = order.terms.edition === 'digital'
  life.destinations.set(order.id, {
    place: isDigital ? `digital ${gift?.recipientEmail ?? ''}` : JSON.stringify(delivery),
    ...(issueNumber === undefined ? {} : { issueNumber: Number(issueNumber) }),
  })
  return order
}

/** Of a term, not with the next issue but the one after it. */
function beginsLater({ day, form }: Person): Person['form'] {
  const isTerm = form.planId !== 'au-numero' && form.planId !== 'numerique-mensuel'
  const coming = issuesOut.filter((issue) => issue.day > day && issue.kind !== 'special')
  return isTerm && coming[1] ? { issueNumber: String(coming[1].number) } : {}
}

function isRefused(act: () => unknown): void {
  try {
    act()
  } catch (error) {
    if (error instanceof StripeRefusal) return
    throw error
  }
  throw new Error('It was taken')
}

function count({ happened }: Life, what: string): void {
  happened.set(what, (happened.get(what) ?? 0) + 1)
}

async function makeCodes({ client }: YearWorld): Promise<void> {
  for (const [code, percent] of [
    [codes.half, 50],
    [codes.free, 100],
  ] as const) {
    const coupon = await client.coupons.create({ percent_off: percent, duration: 'once' })
    await client.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code })
  }
}
