// What an invoice bought, as subscriptions know it: the entitlement and the lines of what was served
// of it, also those that are counted and not written down yet.
import type { Table } from '#aws/table'
import { servedLinesOfStream, streamsOf } from '#subscriptions/store-streams'
import type { Stream, StreamEntitlement } from '#subscriptions/stream'
import type { Holding } from './deferred-events.ts'
import type { InvoiceAccount } from './documents.ts'

/** Undefined: it bought nothing, or nothing that is here yet. Gifts lie under the giver. */
export async function holdingOf(
  table: Table,
  account: Pick<InvoiceAccount, 'invoice'>,
): Promise<Holding | undefined> {
  return (await holdingAndStream(table, account))?.holding
}

export async function holdingAndStream(
  table: Table,
  { invoice }: Pick<InvoiceAccount, 'invoice'>,
): Promise<{ holding: Holding; stream: Stream } | undefined> {
  for (const stream of await streamsOf(table, invoice.customerId)) {
    const entitlement = stream.entitlements.find(({ invoiceId }) => invoiceId === invoice.id)
    if (entitlement) return { holding: await holdingIn(table, { stream, entitlement }), stream }
  }
  return undefined
}

/** That of one entitlement of a stream. */
export async function holdingIn(
  table: Table,
  { stream, entitlement }: { stream: Stream; entitlement: StreamEntitlement },
): Promise<Holding> {
  const { id, kind, served } = entitlement
  if (kind === 'period' || served.length === 0) return { entitlement, lines: [] }
  const numbers = served.map(({ number }) => number)
  const lines = await servedLinesOfStream(table, { streamId: stream.id, numbers })
  const written = new Set(lines.map(({ number }) => number))
  const unwritten = stream.unrecorded.filter(({ number }) => !written.has(number))
  return { entitlement, lines: [...lines, ...unwritten].filter((one) => one.entitlementId === id) }
}
