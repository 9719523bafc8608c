// Histories that a seed makes: sales, renewals, refunds, disputes, failures, payouts and issues in any
// order, through the use cases and the offline Stripe; and the books kept of them, at once or bit by
// bit, in order or not.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Item, Table } from '#aws/table'
import { putIssue } from '#editorial/store'
import { booksPhases } from '#finance/books-run'
import { dayMs, instant } from '#kernel/time'
import { booksPhasesOf } from '#runtime/books-phases'
import { runBooksNow, withStaff } from '#runtime/books-worker'
import { type HistoryWorld, historyWorld } from '#sandbox/history/world'
import { memoryTable } from '#sandbox/memory-table'
import { actOutside, type OutsideAct } from '#sandbox/stripe/outside'
import { askRefund } from '#subscriptions/ask-refund'
import { declare } from '#subscriptions/declare'
import type { Order } from '#subscriptions/order'
import { serveIssue } from '#subscriptions/serve-issue'
import { anIssue, publication, seededRandom } from './editorial.ts'
import { type Fate, newProcess, untilDone } from './mortal.ts'
import { aForm } from './paying-world.ts'
import { card } from './year-people.ts'

export type BooksWorld = Awaited<ReturnType<typeof booksWorld>>

const endOfTime = new Date(8.64e15)
const secret = 'a secret of more than thirty-two letters'
const firstIssue = 131

const plans = [
  ...['papier-1-an', 'numerique-mensuel', 'integral-1-an', 'au-numero', 'numerique-1-an'],
  ...['papier-2-ans', 'numerique-mensuel'],
]
const places = [
  { postcode: '75011', town: 'Paris', country: 'FR' },
  { postcode: '97110', town: 'Pointe-à-Pitre', country: 'GP' },
  { postcode: '1204', town: 'Genève', country: 'CH' },
  { postcode: '50667', town: 'Köln', country: 'DE' },
  { postcode: '69003', town: 'Lyon', country: 'FR' },
]
const means = [
  ...[{ card: card.good }, { iban: 'FR1420041010050500013M02606' }, { card: card.refundsFail }],
  ...[{ card: card.good }, { iban: 'FR8420041010050500013M02607' }, { card: card.contests }],
  ...[{ card: card.refusedLater }, { iban: 'FR5720041010050500013M02608' }, { card: card.good }],
]

export async function booksWorld(seed: number) {
  const folder = mkdtempSync(join(tmpdir(), 'kiosque-books-'))
  const world = await historyWorld({
    ...{ folder, files: join(folder, 'files'), siteUrl: 'https://site.example', publication },
    secrets: { signingKey: secret, readerKey: secret },
    startsAt: new Date('2026-11-20T09:00:00Z'),
  })
  for (let number = firstIssue; number < firstIssue + 12; number++)
    await putIssue(world.table, anIssue({ number, coverDate: coverDateOf(number) }))
  actOutside(world.stripe, { act: 'code', code: 'MOITIE', percentOff: 50 })
  return { ...world, seed, folder, toRecognise: new Map<string, Item>() }
}

export async function closeBooksWorld(world: BooksWorld): Promise<void> {
  await world.close()
  rmSync(world.folder, { recursive: true, force: true })
}

function coverDateOf(number: number): string {
  const at = Date.parse('2026-12-01') + (number - firstIssue) * 30 * dayMs
  return new Date(at).toISOString().slice(0, 10)
}

/** Lives so many acts; `keep` is called now and then, to keep the books meanwhile. */
export async function liveAtRandom(
  world: BooksWorld,
  options: { acts: number; keep: (isNightly: boolean) => Promise<void> },
): Promise<Map<string, number>> {
  const random = seededRandom(world.seed * 7_919 + 13)
  const below = (n: number) => Math.floor(random() * n)
  const orders: Order[] = []
  const done = new Map<string, number>()
  let issue = firstIssue
  for (let act = 0; act < options.acts; act++) {
    const order = orders[below(Math.max(1, orders.length))]
    const what = act < 6 ? 0 : below(12)
    const pick = { order, below, orders, next: issue }
    const name = await attempt(async () => {
      if (what <= 2) return await sell(world, pick)
      if (what === 3) return await refundByStaff(world, pick)
      if (what === 4) return refundOutside(world, pick)
      if (what === 5) return await disputeOrDecide(world, pick)
      if (what === 6) return declineNext(world, pick)
      if (what === 7) return payoutAct(world, pick)
      if (what === 8) return await withdraw(world, pick)
      if (what <= 10) {
        if (issue >= firstIssue + 12) return 'no issue'
        await serveIssue(world, { number: issue++, by: 'test' })
        return 'an issue is served'
      }
      await options.keep(below(2) === 0)
      return 'the books are kept'
    })
    done.set(name, (done.get(name) ?? 0) + 1)
    await world.drain()
    // Stripe tells for thirty days when a dispute was decided; nights are never left out so long.
    if (act % 4 === 0) await options.keep(true)
    // Hours, or weeks, day by day.
    const days = below(3) === 0 ? 1 + below(20) : 1
    for (let day = 0; day < days; day++)
      await world.until(new Date(world.clock().getTime() + dayMs - below(3) * 3_600_000))
  }
  return done
}

type Pick = {
  order: Order | undefined
  below: (n: number) => number
  orders: Order[]
  next: number
}

/** What Stripe or a rule of ours refuses did not happen. */
async function attempt(act: () => Promise<string> | string): Promise<string> {
  try {
    return await act()
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'VisibleError' || name === 'StripeRefusal') return 'refused'
    throw error
  }
}

async function sell(world: BooksWorld, { below, orders, next }: Pick): Promise<string> {
  const at = orders.length
  const planId = plans[below(plans.length)] ?? ''
  const place = places[below(places.length)]
  const order = await world.order(
    aForm({
      ...{ planId, name: `Lectrice ${at}`, email: `lectrice.${at}@example.org` },
      ...{ country: place?.country, quantity: String(1 + (below(4) === 0 ? below(3) : 0)) },
      delivery: { ...aForm().delivery, recipient: `Lectrice ${at}`, ...place },
      ...(planId === 'au-numero' ? { issueNumber: String(next) } : {}),
      ...(below(8) === 0 ? { promotionCode: 'MOITIE' } : {}),
    }),
  )
  orders.push(order)
  world.pay(order, means[below(means.length)] ?? { card: card.good })
  return 'sold'
}

async function refundByStaff(world: BooksWorld, { order, below }: Pick): Promise<string> {
  if (!order) return 'nobody'
  const { customerId, id: orderId, price } = order
  const asked = await askRefund(world, {
    ...{ refundId: world.makeId('refund'), customerId, orderId, reason: 'gesture' },
    invoiceId: await invoiceOf(world, order),
    gross: Math.max(1, Math.round((price.gross * (1 + below(4))) / 4)),
    staffId: 'finance@en-contact.example',
  })
  return `a refund by staff: ${asked.kind}`
}

function refundOutside(world: BooksWorld, { below }: Pick): string {
  const charges = world.stripe.look((work) => work.all('charge'))
  const id = charges[below(Math.max(1, charges.length))]?.id
  if (!id) return 'nobody'
  if (below(3) === 0) return outside(world, { act: 'refund', id, fails: true })
  return outside(world, { act: 'refund', id, amountCents: 100 + below(3_000) })
}

async function disputeOrDecide(world: BooksWorld, { below }: Pick): Promise<string> {
  const { charges, open } = world.stripe.look((work) => ({
    charges: work.all('charge'),
    open: work.all('dispute').filter(({ status }) => status === 'needs_response'),
  }))
  const dispute = open[0]
  if (dispute && below(2) === 0)
    return outside(world, {
      ...{ act: 'dispute', id: dispute.id, outcome: below(2) === 0 ? 'won' : 'lost' },
    })
  const id = charges[below(Math.max(1, charges.length))]?.id
  return id ? outside(world, { act: 'dispute', id, inquiry: below(6) === 0 }) : 'nobody'
}

function declineNext(world: BooksWorld, { below }: Pick): string {
  const subscriptions = world.stripe.look((work) => work.all('subscription'))
  const id = subscriptions[below(Math.max(1, subscriptions.length))]?.id
  return id ? outside(world, { act: 'decline', id, reason: 'insufficient_funds' }) : 'nobody'
}

function payoutAct(world: BooksWorld, { below }: Pick): string {
  const payouts = world.stripe.look((work) => work.all('payout'))
  const last = payouts.at(-1)
  if (below(4) === 0)
    return outside(world, { act: 'payout', schedule: below(2) === 0 ? 'manual' : 'automatic' })
  if (last && below(3) === 0) return outside(world, { act: 'payout', fails: last.id })
  return outside(world, { act: 'payout' })
}

async function withdraw(world: BooksWorld, { order }: Pick): Promise<string> {
  if (!order) return 'nobody'
  const { name, email } = order.buyer
  const declared = await declare(world, {
    ...{ id: world.makeId('declaration'), kind: 'withdrawal', locale: 'fr' },
    form: { name, email, reference: order.id, wish: 'soonest' },
    proof: { buttonLabel: 'confirmer', ip: '192.0.2.9', userAgent: 'test' },
  })
  return `a withdrawal: ${declared.kind}`
}

function outside(world: BooksWorld, act: OutsideAct): string {
  return `${act.act} at Stripe: ${actOutside(world.stripe, act).done}`
}

async function invoiceOf(world: HistoryWorld, order: Order): Promise<string> {
  try {
    return await world.invoiceOf(order)
  } catch {
    return 'in_none'
  }
}

/** A run as it is run; what was to be recognised is kept for those who begin from nothing. */
export async function keepBooks(
  world: BooksWorld,
  { isNightly }: { isNightly: boolean },
): Promise<void> {
  for await (const item of world.table.query({ partition: 'TORECOGNISE' }))
    world.toRecognise.set(String(item['sk']), item)
  await runBooksNow({ ...world, stripe: world.stripeDeps }, { isNightly })
}

const ofBooks =
  /^(BOOKS|DOCUMENT|PAIDBY|LEDGER|RECOGNISEDDAYS|RECOGNISING|SEALS?|SEALING|ACCOUNT|CUSTOMERACCOUNT|CLOSES?|EXCEPTION|PAYOUT|BANKLINE|BANK|DEFERRED|OVER)(#|$)/

/** The same world, of which no books were ever kept. */
export async function withoutBooks(world: BooksWorld): Promise<BooksWorld> {
  const table: Table = memoryTable()
  for await (const item of world.table.scan()) {
    const [pk, sk] = [String(item['pk']), String(item['sk'])]
    // When a dispute was decided Stripe tells for thirty days only: what is known of it stays.
    const isBooks = (ofBooks.test(pk) && !sk.startsWith('DISPUTE#')) || sk.startsWith('RECOGNISED#')
    if (!isBooks) await table.put(item as Parameters<Table['put']>[0])
  }
  for (const item of world.toRecognise.values())
    await table.put(item as Parameters<Table['put']>[0])
  return { ...world, table }
}

/** What reads Stripe, in the order that chance says, each some times; then a run as it should be. */
export async function keepBooksAnyhow(world: BooksWorld, seed: number): Promise<void> {
  const random = seededRandom(seed)
  const phases = booksPhasesOf(withStaff({ ...world, stripe: world.stripeDeps }))
  const own = booksPhases.slice(0, booksPhases.indexOf('served'))
  const order = [...own, ...own, ...own].sort(() => random() - 0.5)
  for (const phase of order)
    for (let place: string | undefined, isFirst = true; isFirst || place; isFirst = false) {
      const startedAt = instant(world.clock())
      const input = { startedAt, since: undefined, place, deadline: endOfTime, isNightly: true }
      place = (await phases[phase](input)).place
    }
  await keepBooks(world, { isNightly: true })
}

/**
 * A run whose worker may die at any call to the table; another begins where it stopped. Answers with
 * how many calls there were.
 */
export async function keepBooksMortal(world: BooksWorld, fate: Fate): Promise<number> {
  await untilDone(async () => {
    const { mortal } = newProcess(fate)
    const deps = { ...world, table: mortal(world.table), stripe: world.stripeDeps }
    await runBooksNow(deps, { isNightly: true })
  }, 10)
  return fate.calls
}
