// The events of one invoice for the fold of deferred revenue: from its documents, and from what was
// served of what it bought. Pure.
import { type Cents, share } from '#kernel/money'
import { dayMs, type Instant, plusMs } from '#kernel/time'
import type { ServedLine, StreamEntitlement } from '#subscriptions/stream'
import type { DeferredEvent } from './deferred.ts'
import type { CreditNote, Dispute, InvoiceAccount, TaxLine } from './documents.ts'

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
  const { invoice, notes } = account
  const events = [
    ...(holding ? servedEvents(account, holding) : []),
    ...notes.flatMap(noteEvents),
    ...disputeEvents(account),
    ...givenUpEvents(account),
  ]
  if (overAt !== undefined) events.push({ kind: 'over', at: overAt, id: overSource(invoice.id) })
  return events
}

/** What was sold without tax, in cents: all of it is deferred at first. */
export function netSold({ invoice }: Pick<InvoiceAccount, 'invoice'>): Cents {
  return netOf(invoice)
}

/** What a document comes to without tax. */
export function netOf({ gross, taxes }: { gross: Cents; taxes: readonly TaxLine[] }): Cents {
  return gross - taxes.reduce((sum, { vat }) => sum + vat, 0)
}

export function overSource(invoiceId: string): string {
  return `over:${invoiceId}`
}

/** The instant of a served issue for the books, and of a day of a period. */
export function servedAt(at: Instant, { invoice }: Pick<InvoiceAccount, 'invoice'>): Instant {
  const sold = invoice.paidAt ?? invoice.finalizedAt
  return at < sold ? sold : at
}

export function servedEventOf(
  line: ServedLine,
  given: { account: InvoiceAccount; endedBefore: number },
): DeferredEvent & { kind: 'served' } {
  const { bought, usedBefore, used, ended = given.endedBefore } = line
  const owed = Math.max(0, bought - usedBefore - ended)
  const id = `issue:${String(line.number).padStart(6, '0')}`
  return { kind: 'served', at: servedAt(line.at, given.account), id, used, owed }
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

function noteEvents(note: CreditNote): DeferredEvent[] {
  const { id, createdAt, status, voidedAt } = note
  const back: DeferredEvent = { kind: 'back', at: createdAt, id, net: netOf(note) }
  if (status !== 'void' || voidedAt === undefined) return [back]
  return [back, { kind: 'again', at: voidedAt, id: `${id}:void`, of: id }]
}

/** The source of a lost dispute's booking. */
export function lostSource(dispute: Pick<Dispute, 'id'>): string {
  return `${dispute.id}:lost`
}

function disputeEvents(account: InvoiceAccount): DeferredEvent[] {
  return account.disputes.flatMap((dispute) => {
    const { id, wonAt } = dispute
    const lostAt = lostAtOf(dispute)
    if (lostAt === undefined) return []
    const source = lostSource(dispute)
    const net = dispute.gross - vatOfDispute(account, dispute)
    const lost: DeferredEvent = { kind: 'back', at: lostAt, id: source, net }
    if (wonAt === undefined || wonAt <= lostAt) return [lost]
    return [lost, { kind: 'again', at: wonAt, id: `${id}:won`, of: source }]
  })
}

function lostAtOf({ status, lostAt, closedAt }: Dispute): Instant | undefined {
  return lostAt ?? (status === 'lost' ? closedAt : undefined)
}

/** The VAT in what a lost dispute takes back, by cumulation over the invoice, in cents. */
export function vatOfDispute(account: InvoiceAccount, dispute: Dispute): Cents {
  const { invoice, notes, disputes } = account
  const at = lostAtOf(dispute) ?? dispute.createdAt
  const before = [
    ...notes
      .filter(({ createdAt, voidedAt }) => createdAt < at && !(voidedAt && voidedAt < at))
      .map(({ gross }) => gross),
    ...disputes
      .filter((one) => one.id !== dispute.id && isLostBefore(one, dispute, at))
      .map(({ gross }) => gross),
  ].reduce((sum, gross) => sum + gross, 0)
  const vat = invoice.gross - netOf(invoice)
  const upTo = (gross: Cents) =>
    share(vat, Math.min(gross, invoice.gross), Math.max(1, invoice.gross))
  return upTo(before + dispute.gross) - upTo(before)
}

function isLostBefore(one: Dispute, dispute: Dispute, at: Instant): boolean {
  const lostAt = lostAtOf(one)
  if (lostAt === undefined) return false
  return lostAt < at || (lostAt === at && one.id < dispute.id)
}

/** An invoice that is void, or that was given up; paid after all, it is as before. */
function givenUpEvents({ invoice }: InvoiceAccount): DeferredEvent[] {
  const { id, uncollectibleAt, voidedAt, paidAt } = invoice
  const events: DeferredEvent[] = []
  if (uncollectibleAt !== undefined) {
    const given = `${id}:uncollectible`
    events.push({ kind: 'givenUp', at: uncollectibleAt, id: given })
    if (paidAt !== undefined && paidAt > uncollectibleAt)
      events.push({ kind: 'again', at: paidAt, id: `${id}:recovered`, of: given })
  }
  if (voidedAt !== undefined) events.push({ kind: 'givenUp', at: voidedAt, id: `${id}:void` })
  return events
}
