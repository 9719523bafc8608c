// Payouts as the books know them: read from Stripe's list, those that may still change read again, and
// of an automatic one whose moves are settled every move. A payout by hand holds no moves that can be
// told; nothing is invented for it.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import type { RunPhase } from '#finance/books-run'
import { dayAfter } from '#finance/day-after'
import { isOpenAtStripe, type Payout, type PayoutMove } from '#finance/payout'
import {
  noteMoves,
  type PayoutAtStripe,
  payoutsSince,
  putPayout,
  putPayoutMoves,
} from '#finance/store-payouts'
import { dateOf, type Instant, instant } from '#kernel/time'
import { nextAfter, recently } from './books-lists.ts'
import type { BooksSourcesDeps } from './books-sync.ts'
import { idOf } from './read-facts.ts'

export type PayoutDeps = Pick<BooksSourcesDeps, 'client' | 'table' | 'clock' | 'publication'>

/** Days after its arrival in which a paid payout may still fail, with a margin (five working days). */
const mayFailDays = 10
/** How far back open payouts are looked for, in days. */
const openDays = 90

const Moves = z.object({
  payoutId: z.string(),
  after: z.string().optional(),
  count: z.number().int(),
  cents: z.number().int(),
})
type Moves = z.infer<typeof Moves>

const Place = z.object({
  at: z.enum(['list', 'open']),
  after: z.string().optional(),
  moves: Moves.optional(),
})
type Place = z.infer<typeof Place>

/** The phase `payouts` of a run. */
export function payoutsPhase(deps: PayoutDeps): RunPhase {
  return async (input) => {
    const read = input.place === undefined ? { at: 'list' as const } : JSON.parse(input.place)
    const place = Place.parse(read)
    if (place.at === 'list') {
      const left = await readList(deps, place, input)
      if (left) return { place: JSON.stringify(left) }
    }
    const left = await readOpen(deps, place.at === 'open' ? place : { at: 'open' }, input)
    return left ? { place: JSON.stringify(left) } : {}
  }
}

type Input = Parameters<RunPhase>[0]

/** The list, newest first. Answers with where to go on, when time is up. */
async function readList(deps: PayoutDeps, place: Place, input: Input): Promise<Place | undefined> {
  const { client, table, clock } = deps
  let { after, moves } = place
  for (;;) {
    const readAt = instant(clock())
    const page = await client.payouts.list(recently(input, { after }))
    for (const payout of page.data) {
      const stored = await putPayout(table, payoutAtStripe(payout, { ...deps, readAt }))
      const left = await readMoves(deps, stored, { moves, input })
      // The list goes on before the payout whose moves are not through.
      if (left) return { at: 'list', ...(after === undefined ? {} : { after }), moves: left }
      ;[after, moves] = [payout.id, undefined]
    }
    const next = nextAfter(page)
    if (next === undefined) return undefined
    after = next
    if (clock() >= input.deadline) return { at: 'list', after }
  }
}

/** Those that may have changed since they were read, beyond what the list shows. */
async function readOpen(deps: PayoutDeps, place: Place, input: Input): Promise<Place | undefined> {
  const { client, table, clock, publication } = deps
  const today = dateOf(input.startedAt, publication.zone)
  const since = input.since === undefined ? undefined : dayAfter(today, -openDays)
  for await (const payout of payoutsSince(table, since)) {
    const isYoung = dayAfter(payout.arrivalDate, mayFailDays) >= today
    if (!isOpenAtStripe(payout) && !isYoung) continue
    let now = payout
    const isStale = payout.readAt < input.startedAt
    if (isStale) {
      const readAt = instant(clock())
      const read = await client.payouts.retrieve(payout.id)
      now = await putPayout(table, payoutAtStripe(read, { ...deps, readAt }))
    }
    const left = await readMoves(deps, now, { moves: place.moves, input })
    if (left) return { at: 'open', moves: left }
    // What was read in this run is passed over the next time.
    if (isStale && clock() >= input.deadline) return { at: 'open' }
  }
  return undefined
}

/** The moves of one payout, page by page; answers with how far it came, when time is up. */
async function readMoves(
  deps: PayoutDeps,
  payout: Payout,
  given: { moves: Moves | undefined; input: Input },
): Promise<Moves | undefined> {
  const { client, table, clock, publication } = deps
  const { id: payoutId, isAutomatic, isItemised, moves } = payout
  if (!isAutomatic || !isItemised || moves) return undefined
  const isMine = given.moves?.payoutId === payoutId
  let read: Moves = isMine && given.moves ? given.moves : { payoutId, count: 0, cents: 0 }
  for (;;) {
    const page = await client.balanceTransactions.list({
      payout: payoutId,
      limit: 100,
      ...(read.after === undefined ? {} : { starting_after: read.after }),
    })
    const inside = page.data.filter(({ type }) => type !== 'payout')
    await putPayoutMoves(
      table,
      payoutId,
      inside.map((one) => moveOf(one, publication.zone)),
    )
    const next = nextAfter(page)
    read = {
      payoutId,
      ...(next === undefined ? {} : { after: next }),
      count: read.count + inside.length,
      cents: read.cents + inside.reduce((sum, { net }) => sum + net, 0),
    }
    if (next === undefined) break
    if (clock() >= given.input.deadline) return read
  }
  await noteMoves(table, payoutId, { count: read.count, cents: read.cents })
  return undefined
}

/** A payout of Stripe's as it is kept. Fields of API version 2026-10-28. */
export function payoutAtStripe(
  payout: Stripe.Payout,
  { publication, readAt }: Pick<PayoutDeps, 'publication'> & { readAt: Instant },
): PayoutAtStripe {
  const { id, amount, currency, created, arrival_date, automatic } = payout
  const createdAt = instant(created * 1_000)
  const trace = payout.trace_id?.status === 'supported' ? payout.trace_id.value : null
  const optional = {
    traceId: trace?.slice(0, 100),
    statementText: payout.statement_descriptor?.slice(0, 100),
    failureCode: payout.failure_code?.slice(0, 100),
  }
  return {
    ...{ id, amount, currency, createdAt, readAt, isAutomatic: automatic },
    date: dateOf(createdAt, publication.zone),
    // Stripe gives a day, as its midnight in UTC.
    arrivalDate: new Date(arrival_date * 1_000).toISOString().slice(0, 10),
    atStripe: statusOf(payout.status),
    isItemised: payout.reconciliation_status === 'completed',
    ...present(optional),
  }
}

function statusOf(status: string): Payout['atStripe'] {
  switch (status) {
    case 'pending':
    case 'in_transit':
    case 'paid':
    case 'canceled':
    case 'failed':
      return status
    default:
      return 'other'
  }
}

function moveOf(move: Stripe.BalanceTransaction, zone: string): PayoutMove {
  const { id, reporting_category, source, amount, fee, net, created } = move
  return {
    ...{ id, amount, fee, net },
    category: reporting_category,
    about: source === null ? '' : idOf(source),
    date: dateOf(instant(created * 1_000), zone),
  }
}

function present<T extends Record<string, string | null | undefined>>(values: T) {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(kept) as { [K in keyof T]?: string }
}
