// The statement of VAT as a table, with the lines of the form that help to declare it.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import { type Accounts, accountName } from '#publication/books'
import type { Period } from '../period.ts'
import { type Cell, cents, type Head, percent } from './csv.ts'
import { declaredAt, vatStatement } from './vat-statement.ts'

export const vatName: Head = { fr: 'tva', en: 'vat' }

export const vatHeads: readonly Head[] = [
  { fr: 'Rubrique', en: 'Section' },
  { fr: 'Régime', en: 'Scheme' },
  { fr: 'Lieu', en: 'Place' },
  { fr: 'Taux %', en: 'Rate %' },
  { fr: 'Motif', en: 'Reason' },
  { fr: 'Base HT', en: 'Net' },
  { fr: 'TVA', en: 'VAT' },
  { fr: 'Ligne CA3 (aide)', en: 'CA3 line (help)' },
  { fr: 'Compte', en: 'Account' },
  { fr: 'Intitulé', en: 'Account name' },
  { fr: 'Mouvement du compte', en: 'Moved on the account' },
  { fr: 'Écart', en: 'Difference' },
]

const words = {
  operations: { fr: 'Opérations', en: 'Operations' },
  due: { fr: 'TVA due en France', en: 'VAT due in France' },
  oss: { fr: 'TVA due dans l’Union (guichet unique)', en: 'VAT due in the Union (one-stop shop)' },
  fees: { fr: 'TVA sur frais Stripe', en: 'VAT on Stripe’s fees' },
  control: { fr: 'Contrôle par compte', en: 'Control by account' },
} satisfies Record<string, Head>

const schemes: Readonly<Record<string, Head>> = {
  domestic: { fr: 'France', en: 'France' },
  oss: { fr: 'Guichet unique (OSS)', en: 'One-stop shop (OSS)' },
  exempt: { fr: 'Sans TVA', en: 'Without VAT' },
}

const reasons: Readonly<Record<string, Head>> = {
  intraCommunity: { fr: 'Livraison intracommunautaire', en: 'Intra-Community supply' },
  reverseCharge: { fr: 'Autoliquidation', en: 'Reverse charge' },
  export: { fr: 'Exportation', en: 'Export' },
  notInFrance: { fr: 'Hors du champ territorial', en: 'Outside French VAT' },
  overseas: { fr: 'Guyane, Mayotte', en: 'French Guiana, Mayotte' },
}

export async function* vatRows(
  deps: { table: Table; accounts: Accounts },
  { period, locale }: { period: Period; locale: Locale },
): AsyncGenerator<Cell[]> {
  const { rows, controls, due, onFees } = await vatStatement(deps, period)
  const none = undefined
  for (const row of rows) {
    const { scheme, place, rate, because, net, vat, account } = row
    yield [
      ...[words.operations[locale], schemes[scheme]?.[locale], place, percent(rate)],
      ...[because && reasons[because]?.[locale], cents(net), cents(vat), declaredAt(row)],
      ...[account, account && accountName(deps.accounts, account), none, none],
    ]
  }
  const total = (head: Head, vat: number, line: string | undefined): Cell[] => [
    ...[head[locale], none, none, none, none, none, cents(vat), line, none, none, none, none],
  ]
  yield total(words.due, due.domestic, '16')
  if (due.oss !== 0) yield total(words.oss, due.oss, none)
  if (onFees !== 0) yield total(words.fees, onFees, none)
  for (const { account, moved, stated, difference } of controls)
    yield [
      ...[words.control[locale], none, none, none, none, none, cents(stated), none],
      ...[account, accountName(deps.accounts, account), cents(moved), cents(difference)],
    ]
}
