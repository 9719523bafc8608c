// What a run of the books reads at Stripe of what was sold: invoices with their payments, those that
// are not settled, credit notes, disputes. Each phase goes on at `place`.
import type { Stripe } from 'stripe'
import { bookAccount } from '#finance/book-account'
import type { PhaseInput, RunPhase } from '#finance/books-run'
import type { Dispute } from '#finance/documents'
import {
  disputesOf,
  openInvoices,
  putDispute,
  uncollectibleInvoices,
} from '#finance/store-documents'
import { dayMs, type Instant, instant, plusMs } from '#kernel/time'
import { disputeDocument } from './books-documents.ts'
import { fewAtOnce, listLimits, nextAfter, recently, secondOf, walkPages } from './books-lists.ts'
import { invoiceIdOf, refOf } from './books-party.ts'
import {
  type BooksSourcesDeps,
  type SyncDeps,
  syncDeps,
  syncInvoice,
  syncInvoiceById,
  syncNote,
  withInvoice,
} from './books-sync.ts'
import { atSecond } from './facts.ts'

/** Invoices that were made since the last run, with their payments and credit notes. */
export function invoicesPhase(given: BooksSourcesDeps): RunPhase {
  const deps = syncDeps(given)
  return async (input) =>
    await walk(deps, input, async (after) => {
      const readAt = instant(deps.clock())
      const expand = ['data.payments']
      const page = await deps.client.invoices.list({ ...recently(input, { after }), expand })
      await fewAtOnce(page.data, (invoice) => syncInvoice(deps, invoice, readAt))
      return nextAfter(page)
    })
}

/**
 * Invoices that are not settled: first all that Stripe has open, whenever they were made, then those
 * that only we have open, or that were given up: they were paid, voided or given up meanwhile.
 */
export function paymentsPhase(given: BooksSourcesDeps): RunPhase {
  const deps = syncDeps(given)
  return async (input) => {
    const seen = new Set<string>()
    const { place } = await walk(deps, input, async (after) => {
      const readAt = instant(deps.clock())
      const page = await deps.client.invoices.list({
        ...{ status: 'open', limit: listLimits.page, expand: ['data.payments'] },
        ...(after === undefined ? {} : { starting_after: after }),
      })
      for (const { id } of page.data) seen.add(id)
      await fewAtOnce(page.data, (invoice) => syncInvoice(deps, invoice, readAt))
      return nextAfter(page)
    })
    if (place !== undefined) return { place }
    // Where this worker has not seen all of the list, each is looked at by itself.
    const left: string[] = []
    for await (const { id, readAt } of openInvoices(deps.table))
      if (!seen.has(id) && readAt <= input.startedAt) left.push(id)
    if (input.isNightly) for await (const { id } of uncollectibleInvoices(deps.table)) left.push(id)
    await fewAtOnce(left, (id) => syncInvoiceById(deps, id))
    return {}
  }
}

/** Credit notes made since the last run. Those of one invoice are read with it, whenever they change. */
export function notesPhase(given: BooksSourcesDeps): RunPhase {
  const deps = syncDeps(given)
  return async (input) =>
    await walk(deps, input, async (after) => {
      const expand = withInvoice.map((field) => `data.${field}`)
      const page = await deps.client.creditNotes.list({ ...recently(input, { after }), expand })
      await fewAtOnce(page.data, (note) => syncNote(deps, note))
      return nextAfter(page)
    })
}

/** From a dispute to the bank's decision, appeals and all, it takes a season; there are few. */
const disputeTakesMs = 200 * dayMs

/** Disputes made since the last run, once a night of a season; and those that were open. */
export function disputesPhase(given: BooksSourcesDeps): RunPhase {
  const deps = syncDeps(given)
  return async (input) => {
    const closings = closingsReader(deps)
    const { place } = await walk(deps, input, async (after) => {
      const page = await deps.client.disputes.list({
        ...recently(input, { after, nightlyMs: disputeTakesMs }),
        expand: ['data.charge'],
      })
      for (const dispute of page.data) await syncDispute(deps, dispute, closings)
      return nextAfter(page)
    })
    if (place !== undefined) return { place }
    for await (const { id, status } of disputesOf(deps.table)) {
      if (status !== 'open' && status !== 'inquiry') continue
      const dispute = await deps.client.disputes.retrieve(id, { expand: ['charge'] })
      await syncDispute(deps, dispute, closings)
    }
    return {}
  }
}

async function syncDispute(
  deps: SyncDeps,
  dispute: Stripe.Dispute,
  closings: ClosingsReader,
): Promise<void> {
  const invoiceId = await invoiceIdOf(deps, refOf(dispute))
  if (invoiceId === undefined) return
  const { charge } = dispute
  const isReturn =
    typeof charge !== 'string' && charge.payment_method_details?.type === 'sepa_debit'
  const isClosed = dispute.status === 'won' || dispute.status === 'lost'
  const closedAt = isClosed ? await closings(dispute) : instant(deps.clock())
  const document: Dispute = disputeDocument(dispute, { invoiceId, isReturn, closedAt })
  await putDispute(deps.table, document)
  await bookAccount(deps, invoiceId)
}

/** Stripe keeps events for thirty days; a dispute itself does not say when it was decided. */
const eventsKeptMs = 30 * dayMs
type ClosingsReader = (dispute: Stripe.Dispute) => Promise<Instant>

/** When a dispute was decided: as the event says, or now. Events are listed once a run, if needed. */
function closingsReader({ client, clock }: SyncDeps): ClosingsReader {
  let known: Map<string, Instant> | undefined
  return async ({ id, status }) => {
    known ??= await readClosings(client, instant(clock()))
    return known.get(`${id} ${status}`) ?? instant(clock())
  }
}

/** By dispute and outcome. */
async function readClosings(client: Stripe, now: Instant): Promise<Map<string, Instant>> {
  const closings = new Map<string, Instant>()
  const events = client.events.list({
    ...{ type: 'charge.dispute.closed', limit: listLimits.page },
    created: { gte: secondOf(plusMs(now, -eventsKeptMs)) },
  })
  // The newest first: of two with one outcome the earliest stands.
  for await (const event of events) {
    if (event.type !== 'charge.dispute.closed') continue
    const { id, status } = event.data.object
    closings.set(`${id} ${status}`, atSecond(event.created))
  }
  return closings
}

async function walk(
  { clock }: SyncDeps,
  { deadline, place }: PhaseInput,
  take: (after: string | undefined) => Promise<string | undefined>,
): Promise<{ place?: string }> {
  const walked = await walkPages({ deadline, now: clock }, { after: place, take })
  return walked.kind === 'more' ? { place: walked.after } : {}
}
