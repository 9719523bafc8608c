// Ids of the books and of Stripe, as links to their pages, and what each is to an exception.

import type { Locale, Sentence } from '#kernel/errors'
import { formatEuros } from '#kernel/typography'
import { formatDate } from '#web/shared/format.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { financePath } from './frame.tsx'
import { customerPath, invoicePath, payoutPath, transactionPath } from './money.tsx'
import { type Names, nameIn } from './names.tsx'

const words: Readonly<Record<string, Sentence>> = {
  source: { fr: 'Écriture', en: 'Entry' },
  booked: { fr: 'Comptabilisée au', en: 'Booked on' },
  came: { fr: 'Revenue au', en: 'Came back as of' },
  customer: { fr: 'Client', en: 'Customer' },
  payout: { fr: 'Virement', en: 'Payout' },
  line: { fr: 'Ligne de banque', en: 'Bank line' },
  lines: { fr: 'Lignes de banque', en: 'Bank lines' },
  invoice: { fr: 'Facture', en: 'Invoice' },
  number: { fr: 'Numéro', en: 'Number' },
  note: { fr: 'Avoir', en: 'Credit note' },
  refund: { fr: 'Remboursement', en: 'Refund' },
  charge: { fr: 'Paiement', en: 'Payment' },
  payment: { fr: 'Paiement', en: 'Payment' },
  move: { fr: 'Mouvement', en: 'Move' },
  category: { fr: 'Catégorie chez Stripe', en: 'Stripe’s category' },
  currency: { fr: 'Devise', en: 'Currency' },
  amount: { fr: 'Montant', en: 'Amount' },
  expected: { fr: 'Attendu', en: 'Expected' },
  received: { fr: 'Reçu', en: 'Received' },
  stripe: { fr: 'Chez Stripe', en: 'At Stripe' },
  ledger: { fr: 'Au livre', en: 'In the ledger' },
  deferred: { fr: 'Compte 487', en: 'Account 487' },
  unserved: { fr: 'Reste à servir', en: 'Unserved' },
  arrival: { fr: 'Arrivée prévue', en: 'Due to arrive' },
  date: { fr: 'Date', en: 'Date' },
  vat: { fr: 'TVA de Stripe', en: 'Stripe’s VAT' },
  rate: { fr: 'Taux', en: 'Rate' },
  year: { fr: 'Année', en: 'Year' },
  total: { fr: 'Total', en: 'Total' },
  threshold: { fr: 'Seuil', en: 'Threshold' },
}

/** What a reference of an exception is. Amounts may be named `expectedCents`. */
export function refWord(name: string, locale: Locale): string {
  const plain = name.replace(/(Cents|Id|Date)$/, '')
  return words[name]?.[locale] ?? words[plain]?.[locale] ?? name
}

/** The page of an id; undefined of what has none. */
function placeOf(name: string, value: string): string | undefined {
  if (value.startsWith('po_')) return payoutPath(value)
  if (value.startsWith('cu_')) return customerPath(value)
  if (value.startsWith('bl_')) return `${financePath}/bank/lines/${value}`
  if (/^in_[A-Za-z0-9_]+$/.test(value)) return invoicePath(value)
  if (name === 'source' || value.startsWith('txn_')) return transactionPath(value)
  return undefined
}

export function Reference(props: { c: ConsoleContext; name: string; value: string; names: Names }) {
  const { c, name, value, names } = props
  const locale = c.get('locale')
  const place = placeOf(name, value)
  if (value.startsWith('cu_') && place) return <a href={place}>{nameIn(names, value, locale)}</a>
  if (place)
    return (
      <a class="mono breaks" href={place}>
        {value}
      </a>
    )
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return <>{formatDate(value, locale)}</>
  if (/Cents$/.test(name) && /^-?\d+$/.test(value)) return <>{formatEuros(Number(value), locale)}</>
  return <span class="mono breaks">{value}</span>
}
