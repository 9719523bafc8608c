// Finds an invoice or a credit note in the books, and makes its paper. The same documents give the
// same bytes, whoever asks and whenever.
import type { Table } from '#aws/table'
import type { Publication } from '#publication/schema'
import type { Order } from '#subscriptions/order'
import { getOrder } from '#subscriptions/store'
import type { CreditNote, Invoice, InvoiceAccount } from '../documents.ts'
import { sellerOf } from '../seller.ts'
import { accountOfInvoice } from '../store-documents.ts'
import type { Faces } from './faces.ts'
import { layInvoice, type Sold } from './invoice-paper.ts'
import { layNote } from './note-paper.ts'
import { paintPaper } from './paint.ts'

/** `noteId`: a credit note on the invoice. */
export type PaperRef = { invoiceId: string; noteId?: string | undefined }

export type FoundPaper = { account: InvoiceAccount; note: CreditNote | undefined }

/** Undefined while the books have not read it at Stripe. */
export async function findPaper(table: Table, ref: PaperRef): Promise<FoundPaper | undefined> {
  const account = await accountOfInvoice(table, ref.invoiceId)
  if (!account) return undefined
  if (ref.noteId === undefined) return { account, note: undefined }
  const note = account.notes.find(({ id }) => id === ref.noteId)
  return note && { account, note }
}

export type Paper = { fileName: string; bytes: Uint8Array }

export async function makePaper(
  deps: { table: Table; faces: Faces; publication: Publication },
  { account, note }: FoundPaper,
): Promise<Paper> {
  const { publication, faces } = deps
  const { invoice } = account
  const order = await orderOf(deps.table, invoice)
  const given = {
    seller: invoice.seller ?? sellerOf(publication),
    locale: order?.locale ?? publication.locale,
    zone: publication.zone,
  }
  const pages = note
    ? layNote(faces, { ...given, note, invoice })
    : layInvoice(faces, { ...given, account, sold: order && soldOf(order, invoice) })
  const { number, date } = note ?? invoice
  const kind = note ? 'avoir' : 'facture'
  const bytes = await paintPaper(faces, pages, {
    title: `${note ? 'Avoir' : 'Facture'} ${number}`,
    author: given.seller.publisher,
    ...{ locale: 'fr', date, colours: publication.brand },
  })
  return { fileName: `${kind}-${number.replace(/[^A-Za-z0-9-]+/g, '-')}.pdf`, bytes }
}

async function orderOf(table: Table, { customerId, orderId }: Invoice) {
  return orderId === undefined ? undefined : await getOrder(table, { customerId, orderId })
}

/** A renewal follows on what is still owed: which issue it begins with shows when it comes. */
function soldOf(order: Order, { reason }: Invoice): Sold {
  const { terms, firstIssue, promotion, gift } = order
  const isFirst = reason === 'first'
  return {
    ...{ name: terms.name, edition: terms.edition, kind: terms.kind, issues: terms.issues },
    firstIssue: isFirst ? firstIssue : undefined,
    promotionCode: isFirst || promotion?.lasts !== 'once' ? promotion?.code : undefined,
    recipient: gift?.recipientName,
  }
}
