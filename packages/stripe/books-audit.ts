// Compares, day by day, what Stripe's lists have with what the ledger has, by name and both ways. The
// phases of a night read all of a season again and book what is missing: what differs after that is
// a person's to look at.

import type { Stripe } from 'stripe'
import type { PhaseInput } from '#finance/books-run'
import { dayAfter } from '#finance/day-after'
import { exceptionId } from '#finance/exception'
import { sealedOfDay, unsealedTransactions } from '#finance/read-ledger'
import { openExceptions, raiseException, resolveException } from '#finance/store-exceptions'
import { asMade, transactionsOf } from '#finance/store-ledger'
import type { Transaction } from '#finance/transaction'
import type { ExceptionId } from '#kernel/ids'
import { dateOf, type Instant, readWallClock } from '#kernel/time'
import { listLimits, secondOf } from './books-lists.ts'
import { isOwnMove } from './books-moves.ts'
import { type BooksSourcesDeps, withInvoice } from './books-sync.ts'
import { isMissing } from './client.ts'
import { idsOfInvoice } from './facts.ts'

/** `notBooked`: Stripe has it. `notAtStripe`: the ledger has it. In cents; `source` is the ledger's. */
export type BooksDifference = {
  kind: 'notBooked' | 'notAtStripe'
  source: string
  cents: number
  date: string
}

export type DayAudit = { comparedCount: number; differences: BooksDifference[] }

/** Compares one day of the publication's. */
export async function auditDay(
  deps: BooksSourcesDeps,
  day: string,
  unsealed: readonly Transaction[],
): Promise<DayAudit> {
  const expected = await expectedOf(deps, day)
  const booked = new Set(
    (await transactionsOf(deps.table, [...expected.keys()])).map(
      ({ transaction }) => transaction.source,
    ),
  )
  const differences: BooksDifference[] = [...expected]
    .filter(([source]) => !booked.has(source))
    .map(([source, cents]) => ({ kind: 'notBooked', source, cents, date: day }))
  const own = [
    ...(await sealedOfDay(deps.table, day)).map(asMade),
    ...unsealed.filter(({ date }) => date === day),
  ]
  for (const transaction of own) {
    const { source } = transaction
    if (!isOfStripe(source) || expected.has(source) || (await isAtStripe(deps, source))) continue
    const cents = transaction.postings.reduce((sum, one) => sum + Math.max(0, one.cents), 0)
    differences.push({ kind: 'notAtStripe', source, cents, date: day })
  }
  return { comparedCount: expected.size, differences }
}

/** Days that a night compares, the last one the day before. */
const nights = 8

/** The nightly comparison; goes on at the day that `place` names. */
export async function auditStep(
  deps: BooksSourcesDeps,
  { place, startedAt, deadline }: Pick<PhaseInput, 'place' | 'startedAt' | 'deadline'>,
): Promise<{ place?: string }> {
  const today = dateOf(startedAt, deps.publication.zone)
  const unsealed = await unsealedNow(deps)
  let day = place ?? dayAfter(today, -nights)
  for (; day < today; day = dayAfter(day, 1)) {
    const { differences } = await auditDay(deps, day, unsealed)
    await tell(deps, day, differences)
    if (deps.clock() >= deadline && dayAfter(day, 1) < today) return { place: dayAfter(day, 1) }
  }
  return {}
}

/** Of all days from one to another, both included: for the command, at one go. */
export async function auditBooks(
  deps: BooksSourcesDeps,
  { from, to }: { from: string; to: string },
): Promise<DayAudit> {
  const unsealed = await unsealedNow(deps)
  const audit: DayAudit = { comparedCount: 0, differences: [] }
  for (let day = from; day <= to; day = dayAfter(day, 1)) {
    const { comparedCount, differences } = await auditDay(deps, day, unsealed)
    audit.comparedCount += comparedCount
    audit.differences.push(...differences)
  }
  return audit
}

async function unsealedNow({ table }: BooksSourcesDeps): Promise<Transaction[]> {
  const found: Transaction[] = []
  for await (const booked of unsealedTransactions(table)) found.push(asMade(booked))
  return found
}

/** Raises what differs, and closes what of that day does not any more. */
async function tell(
  deps: BooksSourcesDeps,
  day: string,
  differences: readonly BooksDifference[],
): Promise<void> {
  const still = new Set<ExceptionId>()
  for (const { kind, source, cents } of differences) {
    const raised = { kind: 'drift' as const, about: source, cents, date: day }
    still.add(exceptionId(raised))
    await raiseException(deps, { ...raised, refs: { source, side: kind } })
    deps.log('error', 'books.drift', { source, side: kind })
  }
  for (const { id, kind, date } of await openExceptions(deps.table))
    if (kind === 'drift' && date === day && !still.has(id))
      await resolveException(deps, { id, resolution: { kind: 'gone', way: 'gone', by: 'kiosque' } })
}

/** By source of the ledger, what Stripe's lists of a day's objects make, with its amount. */
async function expectedOf(deps: BooksSourcesDeps, day: string): Promise<Map<string, number>> {
  const { client, title, publication } = deps
  const created = {
    gte: secondOf(startOf(day, publication.zone)),
    lt: secondOf(startOf(dayAfter(day, 1), publication.zone)),
  }
  const list = { created, limit: listLimits.page }
  const expected = new Map<string, number>()
  for await (const one of client.balanceTransactions.list(list))
    if (one.currency === 'eur' && isOwnMove(one) && (one.amount !== 0 || one.fee !== 0))
      expected.set(one.id, one.amount)
  for await (const one of client.invoices.list(list))
    if (isSold(one) && idsOfInvoice(title, one)) expected.set(`${one.id}:finalized`, one.total)
  const expand = withInvoice.map((field) => `data.${field}`)
  for await (const one of client.creditNotes.list({ ...list, expand }))
    if (one.total > 0 && typeof one.invoice !== 'string' && idsOfInvoice(title, one.invoice))
      expected.set(one.id, one.total)
  return expected
}

function isSold({ status, total, currency }: Stripe.Invoice): boolean {
  return status !== 'draft' && status !== null && total > 0 && currency === 'eur'
}

/** Sources that one object of Stripe's alone makes, on a day that its list is asked for. */
function isOfStripe(source: string): boolean {
  return /^(txn_\w+|cn_\w+|in_\w+:finalized)$/.test(source)
}

/** Made on another day than it is booked on, or nowhere. */
async function isAtStripe({ client }: BooksSourcesDeps, source: string): Promise<boolean> {
  const [id = ''] = source.split(':')
  try {
    if (id.startsWith('txn_')) await client.balanceTransactions.retrieve(id)
    else if (id.startsWith('cn_')) await client.creditNotes.retrieve(id)
    else await client.invoices.retrieve(id)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** When a day begins in a zone; where the clock change skips midnight, the first instant after. */
function startOf(day: string, zone: string): Instant {
  const reading = readWallClock(`${day}T00:00`, zone)
  if (reading.kind === 'instant') return reading.at
  if (reading.kind === 'skipped') return reading.after
  if (reading.kind === 'repeated') return reading.first
  throw new Error(`A day that is none: ${day}`)
}
