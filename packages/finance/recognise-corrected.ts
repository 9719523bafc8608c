// Looks again at an invoice of which something went back: what was served after it may have been booked
// before it was known, and when nobody owes anything any more, what is left of it is earned.
import { createHash } from 'node:crypto'
import { dateOf, type Instant } from '#kernel/time'
import { remainingOf } from '#subscriptions/entitlement'
import { markMonth, markServed } from '#subscriptions/store-to-recognise'
import { givenBackOf } from '#subscriptions/stream'
import { bookTransaction } from './book-transaction.ts'
import { foldDeferred } from './deferred.ts'
import { deferredEvents, type Holding, netSold, overSource } from './deferred-events.ts'
import type { InvoiceAccount } from './documents.ts'
import { holdingOf } from './holding.ts'
import { monthAfter, monthOf } from './month.ts'
import { postOver } from './post-recognised.ts'
import type { RecogniseDeps } from './recognise-issue.ts'
import { splitOf } from './revenue-split.ts'
import { accountOfInvoice } from './store-documents.ts'
import { deleteMark, type Mark, noteHandled, overAtOf, putOver } from './store-recognition.ts'

type Given = { account: InvoiceAccount; holding: Holding | undefined; startedAt: Instant }

/** The mark goes once nothing of the invoice is deferred any more; until then it is looked at nightly. */
export async function recogniseCorrected(
  deps: RecogniseDeps,
  { mark, startedAt }: { mark: Mark; startedAt: Instant },
): Promise<void> {
  const { table } = deps
  const account =
    mark.invoiceId === undefined ? undefined : await accountOfInvoice(table, mark.invoiceId)
  if (!account) return
  const holding = await holdingOf(table, account)
  const given = { account, holding, startedAt }
  const seen = stateOf(account)
  if (mark.handled !== seen) {
    await markLater(deps, given)
    await noteHandled(table, mark, seen)
  }
  const { id } = account.invoice
  const known = await overAtOf(table, id)
  const at = known ?? overAt(given)
  if (at !== undefined)
    await bookOver(deps, { ...given, at: await putOver(table, { invoiceId: id, at }) })
  if (at !== undefined || deferredUntil({ ...given, overAt: known }) === 0)
    await deleteMark(table, mark)
}

/** What went back, and whether it still stands. */
function stateOf({ notes, disputes }: InvoiceAccount): string {
  const facts = [
    ...notes.map(({ id, status }) => [id, status]),
    ...disputes.map(({ id, status, lostAt, wonAt }) => [id, status, lostAt ?? '', wonAt ?? '']),
  ]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
}

/** What was served after the first correction, and before this run, is summed again. */
async function markLater(
  { table, publication: { zone } }: RecogniseDeps,
  given: Given,
): Promise<void> {
  const { account, holding, startedAt: now } = given
  const first = firstCorrection(account)
  if (!holding || first === undefined) return
  for (const { at, number: issue } of holding.lines)
    if (at >= first && at < now) await markServed(table, { issue, now })
  const { period } = holding.entitlement
  if (!period) return
  const last = monthOf(dateOf(now, zone))
  for (let month = monthOf(dateOf(first, zone)); month <= last; month = monthAfter(month))
    await markMonth(table, { month, now })
}

function firstCorrection({ notes, disputes }: InvoiceAccount): Instant | undefined {
  const all = [...notes, ...disputes].map(({ createdAt }) => createdAt)
  return all.toSorted()[0]
}

function eventsUntil(given: Given & { overAt?: Instant | undefined }) {
  return deferredEvents(given).filter(({ at }) => at < given.startedAt)
}

function deferredUntil(given: Given & { overAt?: Instant | undefined }): number {
  return foldDeferred(netSold(given.account), eventsUntil(given)).deferred
}

/**
 * When nothing is owed any more: no issue or day is still to come, no dispute is open, and all money
 * that was to go back has its credit note. By the last thing that happened, so that it is the same
 * whenever it is found.
 */
function overAt(given: Given): Instant | undefined {
  const { account, holding, startedAt } = given
  if (!holding || deferredUntil(given) === 0) return undefined
  // What was served or given back since the run began is here already, and the next run's.
  if (deferredEvents(given).some(({ at }) => at >= startedAt)) return undefined
  const { entitlement } = holding
  const { period, left, settlements } = entitlement
  const isServed = period
    ? period.until <= startedAt || left !== undefined
    : remainingOf(entitlement) === 0
  const isContested = account.disputes.some(({ status }) => status === 'open' || status === 'other')
  const noted = [
    ...account.notes.filter(({ status }) => status === 'issued'),
    ...account.disputes.filter(({ lostAt, wonAt }) => lostAt && !(wonAt && wonAt > lostAt)),
  ].reduce((sum, { gross }) => sum + gross, 0)
  const due = Math.max(left?.gross ?? 0, givenBackOf(settlements))
  if (!isServed || isContested || noted < due) return undefined
  const instants = [
    ...eventsUntil(given).map(({ at }) => at),
    ...account.disputes.flatMap(({ wonAt }) => (wonAt ? [wonAt] : [])),
    ...(left ? [left.at] : []),
  ]
  return instants.toSorted().at(-1)
}

async function bookOver(deps: RecogniseDeps, given: Given & { at: Instant }): Promise<void> {
  const { zone, books } = deps.publication
  const { account, holding, at } = given
  const source = overSource(account.invoice.id)
  const { moves } = foldDeferred(netSold(account), deferredEvents({ account, holding, overAt: at }))
  const cents = moves.find(({ event }) => event.id === source)?.deferred ?? 0
  if (cents === 0) return
  const { number } = account.invoice
  const split = splitOf(account, holding?.entitlement)
  await bookTransaction(
    deps,
    postOver({ source, number, day: dateOf(at, zone), cents, split }, books.accounts),
  )
}
