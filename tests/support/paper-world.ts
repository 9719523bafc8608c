// Invoices and what became of them, as the books hold them, to print.
import { readFileSync } from 'node:fs'
import type { Invoice, InvoiceAccount, InvoiceLine, TaxLine } from '#finance/documents'
import { type FaceBytes, faceFile, faceNames, openFaces } from '#finance/papers/faces'
import { sellerOf } from '#finance/seller'
import type { CustomerId, OrderId } from '#kernel/ids'
import { type Instant, instant } from '#kernel/time'
import { parsePublication } from '#publication/schema'
import { splitGross } from '#tax/vat'
import config from '../../publication.config.ts'

export const publication = parsePublication(config)
export const seller = sellerOf(publication)

const folder = new URL('../../packages/finance/papers/faces/', import.meta.url)
export const faces = await openFaces(
  Object.fromEntries(
    faceNames.map((name) => [name, readFileSync(new URL(faceFile(name), folder))]),
  ) as unknown as FaceBytes,
)

export const at = (text: string): Instant => instant(new Date(text))

export function domestic(gross: number, rate = 210): TaxLine {
  const { net, vat } = splitGross(gross, rate)
  return { scheme: 'domestic', rate, place: 'FR', net, vat }
}

export function exempt(gross: number, because: NonNullable<TaxLine['because']>): TaxLine {
  return { scheme: 'exempt', rate: 0, place: 'FR', because, net: gross, vat: 0 }
}

export function lineOf(given: Partial<InvoiceLine> & Pick<InvoiceLine, 'gross'>): InvoiceLine {
  return {
    ...{ what: 'Papier, un an', supply: 'print', quantity: 1, discount: 0 },
    ...{ taxes: [domestic(given.gross)] },
    ...given,
  }
}

/** A year of print for 99 euros, paid by card the same day. */
export function accountOf(
  given: Partial<Invoice> & { lines?: InvoiceLine[] } = {},
  rest: Partial<Omit<InvoiceAccount, 'invoice'>> = {},
): InvoiceAccount {
  const lines = given.lines ?? [lineOf({ gross: 9_900 })]
  const gross = lines.reduce((sum, line) => sum + line.gross, 0)
  const invoice: Invoice = {
    id: 'in_1',
    number: 'F2026-000123',
    customerId: 'cu_01jbxk3v8e4w2m9t6qrzh5ydan' as CustomerId,
    orderId: 'or_01jbxk3v8e4w2m9t6qrzh5ydan' as OrderId,
    reason: 'first',
    finalizedAt: at('2026-11-05T09:12:00Z'),
    date: '2026-11-05',
    gross,
    taxes: lines.flatMap(({ taxes }) => taxes),
    buyer: {
      name: 'Camille Lecteur',
      lines: ['8, allée des Tilleuls', '69000 Lyon'],
      country: 'FR',
    },
    status: 'paid',
    paidAt: at('2026-11-05T09:13:00Z'),
    readAt: at('2026-11-05T09:20:00Z'),
    ...given,
    lines,
  }
  const paid = { id: 'inpay_1', invoiceId: invoice.id, amount: gross, paymentId: 'pi_1' }
  const payments =
    invoice.status === 'paid' ? [{ ...paid, paidAt: at('2026-11-05T09:13:00Z') }] : []
  return { invoice, payments, notes: [], disputes: [], ...rest }
}
