// Ids of the books and of Stripe, as links to their pages, and what each is to an exception.

import type { Locale, Sentence } from '#kernel/errors'
import { formatEuros } from '#kernel/typography'
import { formatDate } from '#web/shared/format.tsx'
import type { ConsoleContext } from '../console/context.ts'
import { financePath } from './frame.tsx'
import { customerPath, invoicePath, payoutPath, transactionPath } from './money.tsx'
import { type Names, nameIn } from './names.tsx'

const words: Readonly<Record<string, Sentence>> = {
  about: { fr: 'Concerne', en: 'About' },
  source: { fr: 'Écriture', en: 'Entry' },
  booked: { fr: 'Comptabilisée au', en: 'Booked on' },
  came: { fr: 'Revenue au', en: 'Came back as of' },
  customer: { fr: 'Client', en: 'Customer' },
  payout: { fr: 'Virement', en: 'Payout' },
  paidOut: { fr: 'Versé par Stripe', en: 'Paid out by Stripe' },
  bankLine: { fr: 'Ligne de banque', en: 'Bank line' },
  invoice: { fr: 'Facture', en: 'Invoice' },
  note: { fr: 'Avoir', en: 'Credit note' },
  refund: { fr: 'Remboursement', en: 'Refund' },
  object: { fr: 'Objet chez Stripe', en: 'Object at Stripe' },
  category: { fr: 'Catégorie chez Stripe', en: 'Stripe’s category' },
  currency: { fr: 'Devise', en: 'Currency' },
  atStripe: { fr: 'Chez Stripe', en: 'At Stripe' },
  inLedger: { fr: 'Au livre', en: 'In the ledger' },
  balance: { fr: 'Solde du compte', en: 'Balance of the account' },
  unserved: { fr: 'Reste à servir, payé', en: 'Unserved, paid' },
  unpaid: { fr: 'Vendu, pas encore payé', en: 'Sold, not paid yet' },
  unbooked: { fr: 'Pas encore comptabilisé', en: 'Not booked yet' },
  byHand: { fr: 'Écritures à la main', en: 'Entries by hand' },
  named: { fr: 'Expliqué facture par facture', en: 'Explained invoice by invoice' },
  arrival: { fr: 'Arrivée prévue', en: 'Due to arrive' },
  side: { fr: 'Différence', en: 'Difference' },
  because: { fr: 'Cause', en: 'Cause' },
  moves: { fr: 'Somme des mouvements', en: 'Sum of the moves' },
  received: { fr: 'Reçu à la banque', en: 'Received at the bank' },
  year: { fr: 'Année', en: 'Year' },
  unionSales: { fr: 'Ventes HT dans l’Union', en: 'Net sales in the Union' },
  left: { fr: 'Reste avant le seuil', en: 'Left before the threshold' },
}

/** References that are amounts in cents. */
const amounts: ReadonlySet<string> = new Set([
  ...['paidOut', 'atStripe', 'inLedger', 'unserved', 'moves', 'received'],
  ...['balance', 'unpaid', 'unbooked', 'byHand', 'named', 'unionSales', 'left'],
])

/** What the values of some references say. */
const values: Readonly<Record<string, Sentence>> = {
  noStream: {
    fr: 'payée, mais ses numéros ne sont dus nulle part',
    en: 'paid, but its issues are owed nowhere',
  },
  ofNothing: {
    fr: 'payée une seconde fois\u202f: elle n’a rien acheté',
    en: 'paid a second time: it bought nothing',
  },
  ended: {
    fr: 'plus rien n’est dû, et l’argent n’est pas reparti',
    en: 'nothing is owed any more, and the money has not gone back',
  },
  notBooked: { fr: 'Stripe l’a, le livre non', en: 'Stripe has it, the ledger has not' },
  notAtStripe: { fr: 'le livre l’a, Stripe non', en: 'the ledger has it, Stripe has not' },
}

/** What a reference of an exception is. */
export function refWord(name: string, locale: Locale): string {
  return words[name]?.[locale] ?? name
}

/** The page of an id; undefined of what has none. */
function placeOf(name: string, value: string): string | undefined {
  if (value.startsWith('po_')) return payoutPath(value)
  if (value.startsWith('cu_')) return customerPath(value)
  if (/^bl_\w+$/.test(value)) return `${financePath}/bank/lines/${value}`
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
  if (amounts.has(name) && /^-?\d+$/.test(value)) return <>{formatEuros(Number(value), locale)}</>
  if (value.includes(' ') && value.startsWith('bl_'))
    return (
      <>
        {value.split(' ').map((one) => (
          <div>
            <Reference {...props} value={one} />
          </div>
        ))}
      </>
    )
  const said = name === 'side' || name === 'because' ? values[value]?.[locale] : undefined
  if (said !== undefined) return <>{said}</>
  return <span class="mono breaks">{value}</span>
}
