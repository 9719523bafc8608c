// A world of documents and streams to recognise revenue in: invoices are stored and posted as the
// books do, streams are granted and served as subscriptions do. Nothing of Stripe.

import { expect } from 'vitest'
import type { Table } from '#aws/table'
import { putIssue } from '#editorial/store'
import { balancesUpTo } from '#finance/balances'
import { bookTransactions } from '#finance/book-transaction'
import { checkDeferredPhase } from '#finance/check-deferred'
import { deferredBeforeAll } from '#finance/deferred-before'
import type { CreditNote, Dispute, Invoice } from '#finance/documents'
import { postAccount } from '#finance/post-account'
import { unsealedTransactions } from '#finance/read-ledger'
import { periodsPhase } from '#finance/recognise-periods'
import { servedPhase } from '#finance/recognise-served'
import {
  accountOfInvoice,
  putDispute,
  putInvoice,
  putNote,
  putPayment,
} from '#finance/store-documents'
import { lastDeferredCheck } from '#finance/store-unserved'
import type { Transaction } from '#finance/transaction'
import { type Clock, dateOf, dayMs, type Instant, instant, plusMs } from '#kernel/time'
import { endIssues } from '#subscriptions/entitlement'
import { serveIssue } from '#subscriptions/serve-issue'
import { changeStream, getStream, putStream } from '#subscriptions/store-streams'
import { putReleases } from '#subscriptions/store-to-recognise'
import { type StreamEntitlement, settled, withEntitlement } from '#subscriptions/stream'
import { anIssue, handClock, publication } from './editorial.ts'
import { anInvoice, press } from './finance-documents.ts'
import { memoryTable } from './memory-table.ts'

/** When a world of `newWorld` begins. */
export const start = '2026-06-01T08:00:00.000Z' as Instant

export type RecognitionWorld = ReturnType<typeof recognitionWorld>

export type Sold = { invoiceId: string; customerId: never; streamId: never }

export function recognitionWorld(table: Table, startAt: Instant) {
  const clock = handClock(new Date(startAt))
  const zone = publication.zone
  const { accounts } = publication.books
  const log = () => {}
  const deps = { table, clock, publication, log }
  let counter = 0
  const now = () => instant(clock())
  const day = () => dateOf(now(), zone)

  async function post(invoiceId: string): Promise<void> {
    const account = await accountOfInvoice(table, invoiceId)
    if (!account) throw new Error(`No invoice ${invoiceId}`)
    const unearned = await deferredBeforeAll(deps, account)
    const rules = { accounts, zone, recoversLostVat: false }
    for (const outcome of await bookTransactions(deps, postAccount(account, rules, unearned)))
      if (outcome.kind === 'otherContent')
        throw new Error(`Other content: ${JSON.stringify(outcome.booked.transaction)}`)
  }

  /** Sells and, unless told otherwise, grants. `bought` 0: a month from now on. */
  async function sell(
    made: Partial<Invoice> & {
      bought?: number
      entitlement?: Partial<StreamEntitlement>
      /** The stream that a renewal queues in. */
      into?: Sold
      isGranted?: boolean
      isPaid?: boolean
    } = {},
  ): Promise<Sold> {
    const { bought = 6, entitlement, into, isGranted = true, isPaid = true, ...invoice } = made
    const id = String(++counter)
    const gross = invoice.gross ?? 9_900
    const taxes = invoice.taxes ?? [press(gross)]
    const sold = into ?? { customerId: `cu_${id}` as never, streamId: `st_${id}` as never }
    const at = now()
    const document = anInvoice({
      ...{ id: `in_${id}`, number: `F-${id}`, customerId: sold.customerId, finalizedAt: at },
      ...{ date: day(), gross, taxes, readAt: at },
      ...(isPaid ? { status: 'paid', statusAt: at, paidAt: at } : {}),
      lines: [{ what: 'Abonnement', supply: 'print', quantity: 1, gross, discount: 0, taxes }],
      ...invoice,
    })
    await putInvoice(table, document)
    if (isPaid && gross > 0)
      await putPayment(table, {
        ...{ id: `inpay_${id}`, invoiceId: document.id, amount: gross, paidAt: at },
        paymentId: `pi_${id}`,
      })
    await post(document.id)
    const what = { ...sold, invoiceId: document.id }
    if (isGranted) await grant(what, { bought, document, ...(entitlement ? { entitlement } : {}) })
    return what
  }

  async function grant(
    { customerId, streamId, invoiceId }: Sold,
    given: { bought: number; document: Invoice; entitlement?: Partial<StreamEntitlement> },
  ): Promise<void> {
    const { bought, document, entitlement } = given
    const at = now()
    const isPeriod = bought === 0
    const vat = document.taxes.reduce((sum, one) => sum + one.vat, 0)
    const granted: StreamEntitlement = {
      ...{ id: `en_${invoiceId.slice(3)}` as never, orderId: 'or_1' as never, planId: 'plan' },
      ...{ kind: isPeriod ? 'period' : 'issues', edition: 'print', bought, copies: 1 },
      ...{ served: [], refunded: 0, transferred: 0, writtenOff: 0, fromIssue: 0, doubleUses: 2 },
      ...{ hasSpecials: false, isSuspended: false, boughtAt: at, settlements: {} },
      ...{ invoiceId, paid: { gross: document.gross, vat } },
      ...(isPeriod
        ? { edition: 'digital', period: { from: at, until: plusMs(at, 30 * dayMs) } }
        : {}),
      ...entitlement,
    }
    await putStream(
      table,
      {
        ...{ id: streamId, customerId, edition: granted.edition, entitlements: [] },
        ...{ unrecorded: [], renewals: {}, createdAt: at, updatedAt: at, version: 1 },
      },
      at,
    )
    if (granted.period) {
      const { from, until } = granted.period
      const months = [
        ...new Set([dateOf(from, zone), dateOf(until, zone)].map((one) => one.slice(0, 7))),
      ]
      const entitlementId = granted.id
      await putReleases(table, { entitlementId, customerId, streamId, invoiceId, months, now: at })
    }
    await changeStream(table, { customerId, streamId, now: at }, (stream) => ({
      to: withEntitlement(stream, granted),
    }))
  }

  async function change(sold: Sold, to: (one: StreamEntitlement) => StreamEntitlement) {
    await changeStream(table, { ...sold, now: now() }, (stream) => ({
      to: {
        ...stream,
        entitlements: stream.entitlements.map((one) =>
          one.invoiceId === sold.invoiceId ? to(one) : one,
        ),
      },
    }))
  }

  /** Money goes back with a credit note; the stream learns of it, unless told otherwise. */
  async function credit(
    sold: Sold,
    note: Partial<CreditNote> & { gross: number; isSettled?: boolean; isPosted?: boolean },
  ): Promise<string> {
    const { isSettled = true, isPosted = true, ...made } = note
    const id = `cn_${++counter}`
    await putNote(table, {
      ...{ id, number: `A-${counter}`, invoiceId: sold.invoiceId, createdAt: now(), date: day() },
      ...{ taxes: [press(made.gross)], hasTaxes: true, lines: [], isPaid: true, status: 'issued' },
      ...made,
    })
    if (isPosted) await post(sold.invoiceId)
    if (isSettled) await settle(sold, made.gross)
    return id
  }

  async function settle(sold: Sold, gross: number): Promise<void> {
    const id = `ch_${++counter}`
    const refunds = [{ id: `re_${counter}`, gross, status: 'succeeded' as const }]
    const facts = { kind: 'payment' as const, id, readAt: now(), gross, refunds, disputes: [] }
    await change(sold, (one) => settled(one, facts))
  }

  async function dispute(sold: Sold, made: Partial<Dispute> = {}): Promise<string> {
    const id = made.id ?? `dp_${++counter}`
    const account = await accountOfInvoice(table, sold.invoiceId)
    const before = account?.disputes.find((one) => one.id === id)
    await putDispute(table, {
      ...{ id, invoiceId: sold.invoiceId, chargeId: 'ch_1', gross: 9_900, reason: 'fraudulent' },
      ...{ createdAt: now(), status: 'open' },
      ...before,
      ...made,
    })
    await post(sold.invoiceId)
    const isSuspended = (made.status ?? 'open') === 'open'
    await change(sold, (one) => ({ ...one, isSuspended }))
    if (made.status === 'lost') await settle(sold, before?.gross ?? made.gross ?? 9_900)
    return id
  }

  async function serve(number: number, kind: 'regular' | 'double' = 'regular'): Promise<void> {
    await putIssue(table, anIssue({ number }))
    await serveIssue(deps, { number, by: 'test', issueKind: kind })
  }

  const phasesOf = (given: Omit<typeof deps, 'clock'> & { clock: Clock }) => ({
    served: servedPhase(given),
    periods: periodsPhase(given),
    check: checkDeferredPhase(given),
  })

  /** With `stepsOf`, the time of each call is up after so many looks at the clock. */
  async function phase(
    name: 'served' | 'periods' | 'check',
    { isNightly = true, stepsOf }: { isNightly?: boolean; stepsOf?: number },
  ): Promise<number> {
    const startedAt = now()
    const deadline = new Date('2998-01-01')
    let place: string | undefined
    for (let calls = 1; calls < 1_000; calls++) {
      let left = stepsOf ?? Number.POSITIVE_INFINITY
      const ticking = () => (left-- > 0 ? clock() : new Date('2999-01-01'))
      const run = phasesOf({ ...deps, clock: stepsOf ? ticking : clock })[name]
      place = (await run({ startedAt, since: undefined, place, deadline, isNightly })).place
      if (place === undefined) return calls
    }
    throw new Error('a phase without end')
  }

  /** A run of the books at this moment. */
  async function run(options: { isNightly?: boolean; stepsOf?: number } = {}) {
    for (const name of ['served', 'periods', 'check'] as const)
      if (name !== 'check' || options.isNightly !== false) await phase(name, options)
    return await lastDeferredCheck(table)
  }

  const balance = async (account: string) => {
    const sides = (await balancesUpTo(table)).get(account)
    return (sides?.credit ?? 0) - (sides?.debit ?? 0)
  }

  return {
    ...{ table, clock, deps, accounts, now, day, sell, grant, change, credit, settle, dispute },
    ...{ phase, serve, run, post, balance },
    days: (count: number) => clock.forward(count * dayMs),
    hours: (count: number) => clock.forward(count * 3_600_000),
    deferred: () => balance(accounts.deferred),
    end: (sold: Sold, ending: 'transferred' | 'writtenOff', count: number) =>
      change(sold, (one) => {
        const ended = endIssues(one, ending, count)
        return ended.kind === 'ended'
          ? ({ ...one, ...ended.entitlement } as StreamEntitlement)
          : one
      }),
    streamOf: (sold: Sold) => getStream(table, sold),
  }
}

/** Everything that is booked, by source. */
export async function allTransactions(table: Table): Promise<Transaction[]> {
  const found: Transaction[] = []
  for await (const { transaction } of unsealedTransactions(table)) found.push(transaction)
  return found.toSorted((a, b) => (a.source < b.source ? -1 : 1))
}

/** In memory. */
export const newWorld = (at = start) => recognitionWorld(memoryTable(), at)

/** Serves an issue and lets the night pass; the check finds nothing. */
export async function serveAndRun(w: RecognitionWorld, issue: number, kind?: 'double') {
  await w.serve(issue, kind)
  w.days(1)
  const check = await w.run()
  expect(check).toMatchObject({ difference: 0, named: [] })
}

/** What is booked, by source. */
export const sourcesOf = async (w: RecognitionWorld) =>
  (await allTransactions(w.table)).map(({ source }) => source)
/** Of what is booked under such sources, what each took out of deferred revenue. */
export const earnedBy = async (w: RecognitionWorld, prefix: string) =>
  (await allTransactions(w.table))
    .filter(({ source }) => source.startsWith(prefix))
    .map(({ source, postings }) => [
      source,
      postings.find(({ account }) => account === w.accounts.deferred)?.cents ?? 0,
    ])
