// Payouts in the table, newest last, and the moves that an automatic one holds. What Stripe says of a
// payout is written over by what was read later; what the bank got and what was explained is added.
import { payoutIndex, payoutKey, payoutMoveKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import { type Changed, changeItem } from '#subscriptions/versioned'
import { Payout, PayoutMove, type Received, type Settled } from './payout.ts'

const schema = 1

/** What Stripe says of a payout. */
export type PayoutAtStripe = Omit<Payout, 'moves' | 'received' | 'settled' | 'version'>

/** A payout as it was read; an older reading changes nothing. Answers with what is there then. */
export async function putPayout(table: Table, read: PayoutAtStripe): Promise<Payout> {
  const payout = Payout.parse({ ...read, received: [], settled: [], version: 1 })
  const key = payoutKey(read.id)
  const item = { ...key, schema, ...payout, ...payoutIndex(read.createdAt, read.id) }
  if ((await table.put(item, ifAbsent)).kind === 'written') return payout
  const changed = await change(table, read.id, (is) =>
    is.readAt < read.readAt ? { ...is, ...read } : undefined,
  )
  return changed.kind === 'missing' ? payout : changed.is
}

/** Its moves were read whole: kept one by one, then summed up. Nothing when they are there. */
export async function putPayoutMoves(
  table: Table,
  payoutId: string,
  moves: readonly PayoutMove[],
): Promise<void> {
  await table.putMany(
    moves.map((move) => ({
      ...payoutMoveKey(payoutId, move.id),
      schema,
      ...PayoutMove.parse(move),
    })),
  )
}

export async function noteMoves(
  table: Table,
  payoutId: string,
  moves: { count: number; cents: number },
): Promise<void> {
  await change(table, payoutId, (is) => (is.moves ? undefined : { ...is, moves }))
}

/** The bank got this much of it by this line. The same line again is nothing. */
export async function addReceived(
  table: Table,
  payoutId: string,
  received: Received,
): Promise<Changed<Payout>> {
  return await change(table, payoutId, (is) =>
    is.received.some(({ lineId }) => lineId === received.lineId)
      ? undefined
      : { ...is, received: [...is.received, received].toSorted(byLine) },
  )
}

export async function dropReceived(
  table: Table,
  payoutId: string,
  lineId: string,
): Promise<Changed<Payout>> {
  return await change(table, payoutId, (is) =>
    is.received.some((one) => one.lineId === lineId)
      ? { ...is, received: is.received.filter((one) => one.lineId !== lineId) }
      : undefined,
  )
}

/** A difference of it was explained. The same explanation again is nothing. */
export async function addSettled(
  table: Table,
  payoutId: string,
  settled: Settled,
): Promise<Changed<Payout>> {
  return await change(table, payoutId, (is) =>
    is.settled.some(({ by }) => by === settled.by)
      ? undefined
      : { ...is, settled: [...is.settled, settled] },
  )
}

export async function getPayout(table: Table, id: string): Promise<Payout | undefined> {
  const item = await table.get(payoutKey(id), { consistent: true })
  return item && Payout.parse(item)
}

/** Those that are there, in the order of their ids' naming. */
export async function payoutsOf(table: Table, ids: readonly string[]): Promise<Payout[]> {
  const items = await table.getMany([...new Set(ids)].map(payoutKey), { consistent: true })
  const found = new Map(items.map((item) => [String(item['id']), Payout.parse(item)]))
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** Those made from `since` on (an instant or a day; all when absent), oldest first. */
export async function* payoutsSince(table: Table, since?: string): AsyncGenerator<Payout> {
  const partition = payoutIndex('', '').gsi1pk
  const between = since === undefined ? {} : { between: [since, '~'] as const }
  for await (const item of table.query({ index: 'gsi1', partition, ...between }))
    yield Payout.parse(item)
}

/** A page of them, newest first. */
export async function payoutPage(
  table: Table,
  page: { limit: number; cursor?: string | undefined; between?: readonly [string, string] },
): Promise<{ payouts: Payout[]; cursor?: string }> {
  const { limit, cursor, between } = page
  const found = await table.queryPage({
    index: 'gsi1',
    partition: payoutIndex('', '').gsi1pk,
    newestFirst: true,
    limit,
    cursor,
    ...(between === undefined ? {} : { between: [between[0], `${between[1]}~`] as const }),
  })
  const payouts = found.items.map((item) => Payout.parse(item))
  return found.cursor === undefined ? { payouts } : { payouts, cursor: found.cursor }
}

/** The moves of an automatic payout, in the order of their ids. */
export async function* movesOfPayout(table: Table, payoutId: string): AsyncGenerator<PayoutMove> {
  const partition = payoutKey(payoutId).pk
  for await (const item of table.query({ partition, beginsWith: 'MOVE#' }))
    yield PayoutMove.parse(item)
}

async function change(
  table: Table,
  id: string,
  to: (is: Payout) => Payout | undefined,
): Promise<Changed<Payout>> {
  return await changeItem(table, payoutKey(id), {
    parse: (item) => Payout.parse(item),
    change: (is) => {
      const changed = to(is)
      return changed && { to: changed }
    },
  })
}

function byLine(a: Received, b: Received): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1
  return a.lineId < b.lineId ? -1 : 1
}
