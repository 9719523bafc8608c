// What Stripe's customer says of a reader, and the invoices that it was sent.
import type { Stripe } from 'stripe'
import { instant } from '#kernel/time'
import type { InvoiceLine, Payments } from '#subscriptions/ports'

/** The newest: a reader of many years has a page of them. */
const invoiceLimit = 100

export async function changeCustomer(
  client: Stripe,
  input: Parameters<Payments['changeCustomer']>[0],
): Promise<void> {
  const { stripeCustomerId, email, address, key } = input
  await client.customers.update(
    stripeCustomerId,
    {
      ...(email === undefined ? {} : { email }),
      ...(address === undefined ? {} : { address: addressOf(address) }),
    },
    { idempotencyKey: key },
  )
}

function addressOf(
  address: NonNullable<Parameters<Payments['changeCustomer']>[0]['address']>,
): Stripe.AddressParam {
  const [line1 = '', line2 = ''] = address.lines.filter((line) => line !== '')
  const { postcode, town, country } = address
  return { line1, line2, postal_code: postcode, city: town, country }
}

export async function invoicesOf(client: Stripe, stripeCustomerId: string): Promise<InvoiceLine[]> {
  const asked = { customer: stripeCustomerId, limit: invoiceLimit }
  const [{ data: invoices }, { data: notes }] = await Promise.all([
    client.invoices.list(asked),
    client.creditNotes.list(asked),
  ])
  const issued = notes.filter(({ status }) => status === 'issued').reverse()
  return invoices
    .filter(({ status }) => status !== 'draft')
    .map((invoice) => lineOf(invoice, issued))
}

function lineOf(invoice: Stripe.Invoice, notes: readonly Stripe.CreditNote[]): InvoiceLine {
  const { id, number, created, total, status } = invoice
  return {
    id: id ?? '',
    number: number ?? undefined,
    createdAt: instant(created * 1_000),
    gross: total,
    status: statusOf(status),
    notes: notes
      .filter((note) => idOf(note.invoice) === id)
      .map((note) => ({
        ...{ id: note.id, number: note.number, gross: note.total },
        createdAt: instant(note.created * 1_000),
      })),
    payUrl: status === 'open' ? (invoice.hosted_invoice_url ?? undefined) : undefined,
  }
}

function idOf(invoice: string | Stripe.Invoice): string | undefined {
  return typeof invoice === 'string' ? invoice : invoice.id
}

const knownStatuses = ['open', 'paid', 'void', 'uncollectible'] as const

function statusOf(status: Stripe.Invoice.Status | null): InvoiceLine['status'] {
  return knownStatuses.find((one) => one === status) ?? 'other'
}
