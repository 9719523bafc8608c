// Deferred revenue as a table: what was sold in each month, what became of it month by month, and what
// is still to be served; then by the issue it is, or will be, served with. What is expected of the issues
// to come is told while the period is open alone: it changes every night.
import type { Locale } from '#kernel/errors'
import type { Waterfall } from '../deferred-waterfall.ts'
import { type Cell, cents, type Head } from './csv.ts'

export const deferredName: Head = { fr: 'produits-differes', en: 'deferred-revenue' }

export const deferredHeads: readonly Head[] = [
  { fr: 'Rubrique', en: 'Section' },
  { fr: 'Vendu en', en: 'Sold in' },
  { fr: 'Mois', en: 'Month' },
  { fr: 'Numéro', en: 'Issue' },
  { fr: 'Vendu HT', en: 'Sold net' },
  { fr: 'Servi', en: 'Served' },
  { fr: 'Repris par avoirs et litiges', en: 'Taken back' },
  { fr: 'Reste à servir', en: 'To be served' },
]

const words = {
  sold: { fr: 'Vendu', en: 'Sold' },
  month: { fr: 'Mois', en: 'Month' },
  issue: { fr: 'Numéro', en: 'Issue' },
  days: { fr: 'Vendu au temps', en: 'Sold by time' },
  total: { fr: 'Total', en: 'Total' },
} satisfies Record<string, Head>

export async function* deferredRows(
  waterfall: () => Promise<Waterfall>,
  { locale, isProvisional }: { locale: Locale; isProvisional: boolean },
): AsyncGenerator<Cell[]> {
  const { rows, issues, days, deferred } = await waterfall()
  const expectedOf = (expected: number) => (isProvisional ? cents(expected) : undefined)
  const none = undefined
  for (const { month, sold, released, back, rest } of rows) {
    const [served, taken] = [sumOf(released), sumOf(back)]
    yield [
      ...[words.sold[locale], month, none, none],
      ...[cents(sold), cents(served), cents(taken), cents(rest)],
    ]
    for (const one of [...new Set([...Object.keys(released), ...Object.keys(back)])].toSorted())
      yield [
        ...[words.month[locale], month, one, none, none],
        ...[cents(released[one] ?? 0), cents(back[one] ?? 0), none],
      ]
  }
  for (const { issue, released, expected } of issues)
    if (released !== 0 || isProvisional)
      yield [
        ...[words.issue[locale], none, none, issue, none],
        ...[cents(released), none, expectedOf(expected)],
      ]
  if (days.released !== 0 || (isProvisional && days.expected !== 0))
    yield [
      ...[words.days[locale], none, none, none, none],
      ...[cents(days.released), none, expectedOf(days.expected)],
    ]
  const total = (of: (row: Waterfall['rows'][number]) => number) =>
    cents(rows.reduce((sum, row) => sum + of(row), 0))
  yield [
    ...[words.total[locale], none, none, none, total(({ sold }) => sold)],
    ...[total(({ released }) => sumOf(released)), total(({ back }) => sumOf(back))],
    cents(deferred),
  ]
}

function sumOf(byMonth: Record<string, number>): number {
  return Object.values(byMonth).reduce((sum, one) => sum + one, 0)
}
