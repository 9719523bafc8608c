// Aged receivables as a table: what was owed at the end of the period.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import type { Accounts } from '#publication/books'
import type { Period } from '../period.ts'
import { type Cell, cents, type Head } from './csv.ts'
import { ages, receivablesOn } from './receivables.ts'

export const receivablesName: Head = { fr: 'creances', en: 'receivables' }

export const receivablesHeads: readonly Head[] = [
  { fr: 'Facture', en: 'Invoice' },
  { fr: 'Client', en: 'Customer' },
  { fr: 'Date', en: 'Date' },
  { fr: 'Échéance', en: 'Due' },
  { fr: 'Jours de retard', en: 'Days overdue' },
  { fr: 'TTC', en: 'Gross' },
  { fr: 'Réglé', en: 'Paid' },
  { fr: 'Avoirs', en: 'Credited' },
  { fr: 'Reste dû', en: 'Owed' },
  { fr: 'Non échu', en: 'Not due' },
  { fr: '1 à 30 jours', en: '1 to 30 days' },
  { fr: '31 à 60 jours', en: '31 to 60 days' },
  { fr: '61 à 90 jours', en: '61 to 90 days' },
  { fr: 'Plus de 90 jours', en: 'Over 90 days' },
]

const words = {
  total: { fr: 'Total', en: 'Total' },
  accounts: { fr: 'Solde du compte clients', en: 'Balance of customers’ accounts' },
  difference: { fr: 'Règlements en cours, avances et avoirs', en: 'Under way, or in advance' },
} satisfies Record<string, Head>

export async function* receivablesRows(
  deps: { table: Table; accounts: Accounts; zone: string },
  { period, locale }: { period: Period; locale: Locale },
): AsyncGenerator<Cell[]> {
  const { rows, byAge, total, onAccounts } = await receivablesOn(deps, period.to)
  for (const row of rows) {
    const { number, customerId, date, dueDate, overdueDays, gross, paid, credited, rest } = row
    yield [
      ...[number, customerId, date, dueDate, overdueDays],
      ...[gross, paid, credited, rest].map(cents),
      ...ages.map((age) => (age === row.age ? cents(rest) : undefined)),
    ]
  }
  const lead = (head: Head): Cell[] => [head[locale], ...Array<Cell>(7).fill(undefined)]
  yield [...lead(words.total), cents(total), ...ages.map((age) => cents(byAge[age]))]
  const rest: Cell[] = Array<Cell>(5).fill(undefined)
  yield [...lead(words.accounts), cents(onAccounts), ...rest]
  yield [...lead(words.difference), cents(total - onAccounts), ...rest]
}
