// Words of the books' pages: journals, accounts, states.
import type { Journal } from '#finance/transaction'
import type { Locale, Sentence } from '#kernel/errors'
import { formatRate } from '#kernel/typography'
import type { Publication } from '#publication/schema'

export const journalNames: Record<Journal, Sentence> = {
  VE: { fr: 'Ventes', en: 'Sales' },
  ST: { fr: 'Stripe', en: 'Stripe' },
  BQ: { fr: 'Banque', en: 'Bank' },
  OD: { fr: 'Opérations diverses', en: 'Other' },
  AN: { fr: 'À nouveaux', en: 'Opening' },
}

const accountWords: Readonly<Record<string, Sentence>> = {
  customers: { fr: 'Clients', en: 'Customers' },
  disputed: { fr: 'Clients douteux ou litigieux', en: 'Disputed customers' },
  deferred: { fr: 'Abonnements restant à servir', en: 'Subscriptions still to be served' },
  printRevenue: { fr: 'Abonnements papier', en: 'Print subscriptions' },
  digitalRevenue: { fr: 'Abonnements numériques', en: 'Digital subscriptions' },
  vatPending: { fr: 'TVA en attente d’encaissement', en: 'VAT awaiting payment' },
  vatOnFees: { fr: 'TVA déductible sur services', en: 'Deductible VAT on services' },
  stripe: { fr: 'Stripe, solde', en: 'Stripe, balance' },
  stripeReserve: { fr: 'Stripe, réserve', en: 'Stripe, reserve' },
  otherProducts: { fr: 'Stripe, autres produits', en: 'Stripe, other products' },
  suspense: { fr: 'Compte d’attente', en: 'Suspense' },
  inTransit: { fr: 'Virements internes', en: 'In transit' },
  bank: { fr: 'Banque', en: 'Bank' },
  fees: { fr: 'Frais Stripe', en: 'Stripe’s fees' },
  losses: { fr: 'Pertes sur créances irrécouvrables', en: 'Bad debts' },
  bankFees: { fr: 'Frais bancaires', en: 'Bank charges' },
  differenceCost: { fr: 'Différences de règlement, charges', en: 'Settlement differences, costs' },
  differenceGain: { fr: 'Différences de règlement, produits', en: 'Settlement differences, gains' },
}

/** What an account of the configuration is called; one that it does not name, by its number alone. */
export function accountWord(publication: Publication, number: string, locale: Locale): string {
  const { accounts } = publication.books
  for (const [key, account] of Object.entries(accounts))
    if (account === number) return accountWords[key]?.[locale] ?? number
  for (const [rate, account] of Object.entries(accounts.vat))
    if (account === number) return vatWord(rate, locale)
  return locale === 'fr' ? `Compte ${number}` : `Account ${number}`
}

function vatWord(rate: string, locale: Locale): string {
  if (rate === 'oss') return locale === 'fr' ? 'TVA due dans l’Union' : 'VAT due in the Union'
  const percent = formatRate(Number(rate), locale)
  return locale === 'fr' ? `TVA collectée à ${percent}` : `VAT collected at ${percent}`
}

/** Every account of the configuration, in the order of their numbers. */
export function accountsOf(publication: Publication): string[] {
  const { vat, ...others } = publication.books.accounts
  return [...new Set([...Object.values(others), ...Object.values(vat)])].sort()
}
