// The events of one invoice for the fold of deferred revenue: from its documents, and from what was
// served of what it bought. Pure.
import type { Cents } from '#kernel/money'
import { dayMs, type Instant, plusMs } from '#kernel/time'
import type { ServedLine, StreamEntitlement } from '#subscriptions/stream'
import type { DeferredEvent } from './deferred.ts'
import { type Dispute, type InvoiceAccount, lostSource, netOf } from './documents.ts'
import { netsBack } from './post-account.ts'

/** What an invoice bought, with what was served of it. A period has no lines that count. */
export type Holding = {
  entitlement: StreamEntitlement
  lines: readonly ServedLine[]
}

/** `overAt`: when it was found that nobody owes anything any more. */
export type EventsInput = {
  account: InvoiceAccount
  holding: Holding | undefined
  overAt?: Instant | undefined
}

/**
 * All events, also those of days to come: who asks up to an instant leaves out what is later. Nothing
 * is served before it is sold, whatever the clocks say.
 */
export function deferredEvents({ account, holding, overAt }: EventsInput): DeferredEvent[] {
  const { invoice } = account
  if (netSold(account) === 0) return []
  const events = [...(holding ? servedEvents(account, holding) : []), ...correctionEvents(account)]
  if (overAt !== undefined) events.push({ kind: 'over', at: overAt, id: overSource(invoice.id) })
  return events
}

/**
 * What was sold without tax, in cents: all of it is deferred at first. What pays for no issue lies in
 * suspense instead, until a person says what it is.
 */
export function netSold({ invoice }: Pick<InvoiceAccount, 'invoice'>): Cents {
  return invoice.reason === 'other' ? 0 : netOf(invoice)
}

export function overSource(invoiceId: string): string {
  return `over:${invoiceId}`
}

/** The instant of a served issue for the books, and of a day of a period. */
export function servedAt(at: Instant, { invoice }: Pick<InvoiceAccount, 'invoice'>): Instant {
  const sold = invoice.paidAt ?? invoice.finalizedAt
  return at < sold ? sold : at
}

function servedEventOf(
  line: ServedLine,
  given: { account: InvoiceAccount; endedBefore: number },
): DeferredEvent & { kind: 'served' } {
  const { bought, usedBefore, used, ended = given.endedBefore } = line
  const owed = Math.max(0, bought - usedBefore - ended)
  const id = issueEventId(line.number)
  return { kind: 'served', at: servedAt(line.at, given.account), id, used, owed }
}

export function issueEventId(issue: number): string {
  return `issue:${String(issue).padStart(6, '0')}`
}

/** Days of a period: 24 hours each from its beginning, as they are counted when money goes back. */
export function daysOfPeriod({ from, until }: { from: Instant; until: Instant }): number {
  return Math.max(1, Math.ceil((Date.parse(until) - Date.parse(from)) / dayMs))
}

function servedEvents(account: InvoiceAccount, holding: Holding): DeferredEvent[] {
  const { entitlement, lines } = holding
  if (entitlement.kind === 'period') return periodEvents(account, entitlement)
  return lines
    .filter(({ used }) => used > 0)
    .map((line) =>
      servedEventOf(line, { account, endedBefore: endedBefore(line, account, holding) }),
    )
}

/**
 * Lines of an earlier version do not say how many issues had ended: those of the entitlement, once
 * money had gone back.
 */
function endedBefore(line: ServedLine, account: InvoiceAccount, { entitlement }: Holding): number {
  if (line.ended !== undefined) return line.ended
  const { refunded, transferred, writtenOff } = entitlement
  const firstBack = [...account.notes.map(({ createdAt }) => createdAt)].sort()[0]
  return firstBack !== undefined && firstBack < line.at ? refunded + transferred + writtenOff : 0
}

/**
 * A day is served as it begins. None after the contract was left, and none while the payment is
 * contested: what was held up is spread over the days that remain once it is won.
 */
function periodEvents(account: InvoiceAccount, entitlement: StreamEntitlement): DeferredEvent[] {
  const { period, left } = entitlement
  if (!period) return []
  const days = daysOfPeriod(period)
  const held = account.disputes.map(heldBy)
  const events: DeferredEvent[] = []
  for (let day = 0; day < days; day++) {
    const at = servedAt(plusMs(period.from, day * dayMs), account)
    if (left && at >= left.at) break
    if (held.some(({ from, until }) => from <= at && at < until)) continue
    const id = `day:${String(day).padStart(4, '0')}`
    events.push({ kind: 'served', at, id, used: 1, owed: days - day })
  }
  return events
}

/** From when until when a dispute holds up what it paid for. */
function heldBy({ status, createdAt, closedAt, lostAt, wonAt }: Dispute) {
  const never = '~' as Instant
  if (status === 'inquiry' || status === 'other') return { from: never, until: never }
  return { from: createdAt, until: lostAt ?? wonAt ?? closedAt ?? never }
}

/** Credit notes, lost disputes, an invoice that is void or given up, and what of these came to nothing. */
function correctionEvents(account: InvoiceAccount): DeferredEvent[] {
  const { invoice, notes, disputes } = account
  if (!isCorrected(account)) return []
  const nets = netsBack(account)
  const events: DeferredEvent[] = []
  const back = (source: string, at: Instant | undefined) => {
    const net = nets.get(source)
    if (at !== undefined && net !== undefined)
      events.push({ kind: 'back', at, id: source, net: Math.max(0, net) })
  }
  const again = (of: string, { id, at }: { id: string; at: Instant | undefined }) => {
    if (at !== undefined && nets.has(of)) events.push({ kind: 'again', at, id, of })
  }
  for (const note of notes) {
    back(note.id, note.createdAt)
    again(note.id, { id: `${note.id}:void`, at: note.voidedAt })
  }
  for (const dispute of disputes) {
    const { id, lostAt, wonAt } = dispute
    back(lostSource(dispute), lostAt)
    if (lostAt !== undefined && wonAt !== undefined && wonAt > lostAt)
      again(lostSource(dispute), { id: `${id}:won`, at: wonAt })
  }
  return [...events, ...givenUpEvents(invoice)]
}

/** Paid after all, it is as before. */
function givenUpEvents(invoice: InvoiceAccount['invoice']): DeferredEvent[] {
  const { id, uncollectibleAt, voidedAt, paidAt } = invoice
  const events: DeferredEvent[] = []
  if (uncollectibleAt !== undefined) {
    const of = `${id}:uncollectible`
    events.push({ kind: 'givenUp', at: uncollectibleAt, id: of })
    if (paidAt !== undefined && paidAt > uncollectibleAt)
      events.push({ kind: 'again', at: paidAt, id: `${id}:recovered`, of })
  }
  if (voidedAt !== undefined) events.push({ kind: 'givenUp', at: voidedAt, id: `${id}:void` })
  return events
}

/** Whether anything beside serving moves its deferred revenue. */
export function isCorrected({ invoice, notes, disputes }: InvoiceAccount): boolean {
  const isGivenUp = invoice.uncollectibleAt !== undefined || invoice.voidedAt !== undefined
  return isGivenUp || notes.length > 0 || disputes.length > 0
}
