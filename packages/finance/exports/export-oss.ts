// Sales to consumers in other member states: what is declared by the one-stop shop, by quarter, member
// state and rate; and how far each calendar year is from the threshold above which it must be.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import { unionThresholdCents } from '#tax/vat'
import { netOf } from '../documents.ts'
import { monthOf } from '../month.ts'
import { monthsOf, type Period } from '../period.ts'
import { getInvoice, invoicesOf, notesOf } from '../store-documents.ts'
import { isConsumer, otherMemberState } from './consumer-sales.ts'
import { type Cell, cents, type Head, percent } from './csv.ts'
import { entriesOf } from './period-entries.ts'

export const ossName: Head = { fr: 'guichet-unique', en: 'one-stop-shop' }

export const ossHeads: readonly Head[] = [
  { fr: 'Rubrique', en: 'Section' },
  { fr: 'Période', en: 'Period' },
  { fr: 'État membre', en: 'Member state' },
  { fr: 'Taux %', en: 'Rate %' },
  { fr: 'Base HT', en: 'Net' },
  { fr: 'TVA', en: 'VAT' },
  { fr: 'Seuil annuel', en: 'Yearly threshold' },
  { fr: 'Reste avant le seuil', en: 'Left before the threshold' },
]

const words = {
  declared: { fr: 'Guichet unique', en: 'One-stop shop' },
  state: { fr: 'Ventes aux consommateurs de l’Union', en: 'Sales to consumers in the Union' },
  watch: { fr: 'Suivi du seuil', en: 'Threshold watch' },
} satisfies Record<string, Head>

/** In cents; `quarter` is `2026-T4`. */
export type OssRow = { quarter: string; place: string; rate: number; net: number; vat: number }

export async function ossRowsOf(table: Table, period: Period): Promise<OssRow[]> {
  const rows = new Map<string, OssRow>()
  for await (const { transaction } of entriesOf(table, period))
    for (const { scheme, place, rate, net, vat } of transaction.taxes ?? []) {
      if (scheme !== 'oss') continue
      const quarter = quarterOf(transaction.date)
      const name = `${quarter} ${place} ${String(rate).padStart(5, '0')}`
      const row = rows.get(name) ?? { quarter, place, rate, net: 0, vat: 0 }
      rows.set(name, { ...row, net: row.net + net, vat: row.vat + vat })
    }
  return [...rows.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

/** A calendar year's sales to consumers in other member states, without tax, in cents; by state. */
export type UnionSales = { year: string; byState: Map<string, number>; net: number; left: number }

/** By invoices of the year less its credit notes, whatever rate they bear; up to the day `to`. */
export async function unionSales(
  table: Table,
  { year, to }: { year: string; to: string },
): Promise<UnionSales> {
  const byState = new Map<string, number>()
  const add = (state: string | undefined, net: number) =>
    void (state && byState.set(state, (byState.get(state) ?? 0) + net))
  const last = to < `${year}-12-31` ? to : `${year}-12-31`
  const months = monthsOf({ from: `${year}-01-01`, to: last })
  for await (const invoice of invoicesOf(table, months))
    if (invoice.date <= last && invoice.status !== 'void' && isConsumer(invoice))
      add(otherMemberState(invoice), netOf(invoice))
  for (const month of months)
    for await (const note of notesOf(table, month)) {
      if (note.date > last || note.status === 'void') continue
      const invoice = await getInvoice(table, note.invoiceId)
      if (invoice && invoice.status !== 'void' && isConsumer(invoice))
        add(otherMemberState(invoice), -netOf(note))
    }
  const net = [...byState.values()].reduce((sum, one) => sum + one, 0)
  return { year, byState, net, left: unionThresholdCents - net }
}

export async function* ossRows(
  { table }: { table: Table },
  { period, locale }: { period: Period; locale: Locale },
): AsyncGenerator<Cell[]> {
  const none = undefined
  for (const { quarter, place, rate, net, vat } of await ossRowsOf(table, period))
    yield [
      ...[words.declared[locale], quarter, place, percent(rate), cents(net), cents(vat)],
      ...[none, none],
    ]
  const first = Number(period.from.slice(0, 4))
  const last = Number(period.to.slice(0, 4))
  for (let year = first; year <= last; year++) {
    const sales = await unionSales(table, { year: String(year), to: period.to })
    const { byState, net, left } = sales
    for (const [state, ofState] of [...byState].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      yield [words.state[locale], sales.year, state, none, cents(ofState), none, none, none]
    yield [
      ...[words.watch[locale], sales.year, none, none, cents(net), none],
      ...[cents(unionThresholdCents), cents(left)],
    ]
  }
}

function quarterOf(date: string): string {
  return `${date.slice(0, 4)}-T${Math.ceil(Number(monthOf(date).slice(5)) / 3)}`
}
