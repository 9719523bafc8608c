// Sales to consumers, and their payments, as e-reporting will ask for them: by day, category and rate
// (flows 10.3 and 10.4; duty of small companies from 1 September 2027). A preparation: it is the
// platform that is told, and businesses' invoices go to it one by one.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import type { CreditNote, Invoice, TaxLine } from '../documents.ts'
import { isWithin, monthsOf, type Period } from '../period.ts'
import { getInvoice, invoicesOf, notesOf } from '../store-documents.ts'
import { consumersByLetter, isConsumer } from './consumer-sales.ts'
import { type Cell, cents, type Head, percent } from './csv.ts'
import { entriesOf } from './period-entries.ts'

export const ereportingName: Head = { fr: 'e-reporting', en: 'e-reporting' }

export const ereportingHeads: readonly Head[] = [
  { fr: 'Flux', en: 'Flow' },
  { fr: 'Jour', en: 'Day' },
  { fr: 'Catégorie', en: 'Category' },
  { fr: 'Taux %', en: 'Rate %' },
  { fr: 'Documents', en: 'Documents' },
  { fr: 'Base HT', en: 'Net' },
  { fr: 'TVA', en: 'VAT' },
  { fr: 'TTC', en: 'Gross' },
]

/** Goods, services, and what French VAT does not apply to (also sales taxed in another state). */
export type Category = 'TLB1' | 'TPS1' | 'TNT1'

/** In cents. `category` is undefined of payments: they are told by rate alone. */
export type Reported = {
  flow: '10.3' | '10.4'
  day: string
  category?: Category
  rate: number
  documents: number
  net: number
  vat: number
}

export async function reportedSales(table: Table, period: Period): Promise<Reported[]> {
  const sums = new Sums()
  const months = monthsOf(period)
  for await (const invoice of invoicesOf(table, months))
    if (isWithin(invoice.date, period) && isConsumer(invoice)) addInvoice(sums, invoice)
  for (const month of months)
    for await (const note of notesOf(table, month)) {
      if (!isWithin(note.date, period) || note.status === 'void') continue
      const invoice = await getInvoice(table, note.invoiceId)
      if (invoice && isConsumer(invoice)) addNote(sums, note, invoice)
    }
  const isOf = await consumersByLetter(table, period)
  for await (const { transaction } of entriesOf(table, period)) {
    const { source, date, taxes, invoice } = transaction
    if (!source.startsWith('inpay_') || !taxes || !(await isOf(invoice))) continue
    sums.add({ flow: '10.4', day: date }, taxes.filter(isFrench))
  }
  return sums.all()
}

/** Lines of one category and rate count as one document. */
function addInvoice(sums: Sums, invoice: Invoice): void {
  if (invoice.status === 'void' || invoice.gross === 0) return
  for (const category of ['TLB1', 'TPS1', 'TNT1'] as const) {
    const taxes = invoice.lines.flatMap((line) =>
      line.taxes.filter((tax) => categoryOf(tax, line.supply) === category),
    )
    sums.add({ flow: '10.3', day: invoice.date, category }, taxes)
  }
}

/** What goes back goes back from what was sold: shared as the invoice's first line of that rate. */
function addNote(sums: Sums, note: CreditNote, invoice: Invoice): void {
  for (const tax of note.taxes) {
    const line = invoice.lines.find((one) =>
      one.taxes.some(({ rate, scheme }) => rate === tax.rate && scheme === tax.scheme),
    )
    const category = categoryOf(tax, line?.supply ?? 'print')
    const back = { ...tax, net: -tax.net || 0, vat: -tax.vat || 0 }
    sums.add({ flow: '10.3', day: note.date, category }, [back])
  }
}

function categoryOf(tax: TaxLine, supply: Invoice['lines'][number]['supply']): Category {
  if (!isFrench(tax)) return 'TNT1'
  return supply === 'digital' ? 'TPS1' : 'TLB1'
}

function isFrench({ scheme }: TaxLine): boolean {
  return scheme === 'domestic'
}

class Sums {
  readonly #rows = new Map<string, Reported>()

  /** One document's taxes, by rate. */
  add(
    { flow, day, category }: Pick<Reported, 'flow' | 'day' | 'category'>,
    taxes: readonly TaxLine[],
  ): void {
    for (const rate of new Set(taxes.map((tax) => tax.rate))) {
      const name = `${flow} ${day} ${category ?? ''} ${String(rate).padStart(5, '0')}`
      const about = category === undefined ? { flow, day } : { flow, day, category }
      const row = this.#rows.get(name) ?? { ...about, rate, documents: 0, net: 0, vat: 0 }
      row.documents++
      for (const tax of taxes) {
        if (tax.rate !== rate) continue
        row.net += tax.net
        row.vat += tax.vat
      }
      this.#rows.set(name, row)
    }
  }

  all(): Reported[] {
    return [...this.#rows.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  }
}

const categories: Record<Category, Head> = {
  TLB1: { fr: 'TLB1 – livraisons de biens', en: 'TLB1 – goods' },
  TPS1: { fr: 'TPS1 – prestations de services', en: 'TPS1 – services' },
  TNT1: { fr: 'TNT1 – non soumis à la TVA en France', en: 'TNT1 – not subject to French VAT' },
}

export async function* ereportingRows(
  { table }: { table: Table },
  { period, locale }: { period: Period; locale: Locale },
): AsyncGenerator<Cell[]> {
  for (const row of await reportedSales(table, period)) {
    const { flow, day, category, rate, documents, net, vat } = row
    yield [
      ...[flow, day, category && categories[category][locale], percent(rate), documents],
      ...[net, vat, net + vat].map(cents),
    ]
  }
}
