// What Stripe and we may differ about, in words that say what it is of what.
import type { Locale, Sentence } from '#kernel/errors'
import type { FoundDifference } from '#subscriptions/last-audit'
import { formatInstant } from '#web/shared/format.tsx'

/** The difference's name as a person reads it; one without words shows its name. */
export function driftWords(name: string, locale: Locale): string {
  return words[name]?.[locale] ?? name
}

/** What one side says, with `none` for what it does not have. */
export function driftValue(
  value: FoundDifference['here'],
  { locale, zone }: { locale: Locale; zone: string },
): string {
  if (value === null) return locale === 'fr' ? 'rien' : 'none'
  if (typeof value === 'boolean')
    return locale === 'fr' ? (value ? 'oui' : 'non') : value ? 'yes' : 'no'
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
    return formatInstant(value as Parameters<typeof formatInstant>[0], locale, zone)
  return String(value)
}

const words: Record<string, Sentence> = {
  order: { fr: 'commande', en: 'order' },
  'order.session': { fr: 'page de paiement', en: 'payment page' },
  'order.status': { fr: 'état de la commande', en: 'state of the order' },
  'order.stripeCustomer': { fr: 'client de la commande', en: 'customer of the order' },
  'order.stripeSubscription': {
    fr: 'abonnement de la commande',
    en: 'subscription of the order',
  },
  'order.invoice': { fr: 'facture de la commande', en: 'invoice of the order' },
  'order.invoiceNumber': { fr: 'numéro de la facture', en: 'number of the invoice' },
  'order.paidAt': { fr: 'jour du paiement', en: 'day of the payment' },
  subscription: { fr: 'abonnement', en: 'subscription' },
  'subscription.stripeSubscription': {
    fr: 'abonnement chez Stripe',
    en: 'subscription at Stripe',
  },
  'subscription.stripeCustomer': { fr: 'client de l’abonnement', en: 'customer who subscribes' },
  'subscription.status': { fr: 'état de l’abonnement', en: 'state of the subscription' },
  'subscription.periodEnd': { fr: 'jour du renouvellement', en: 'day of the renewal' },
  'subscription.cancelAtPeriodEnd': { fr: 'renouvellement refusé', en: 'renewal refused' },
  'subscription.cancelAt': { fr: 'fin prévue', en: 'planned end' },
  'subscription.endedAt': { fr: 'jour de la fin', en: 'day of the end' },
  'subscription.hasEnded': { fr: 'abonnement terminé', en: 'subscription ended' },
  'subscription.unpaid': { fr: 'renouvellement impayé', en: 'renewal unpaid' },
  'subscription.attempts': { fr: 'essais de paiement', en: 'tries of the payment' },
  'subscription.nextAttempt': { fr: 'prochain essai', en: 'next try' },
  'invoice.isPaid': { fr: 'facture payée', en: 'invoice paid' },
  entitlement: { fr: 'numéros acquis', en: 'issues bought' },
  'entitlement.gross': { fr: 'somme payée, en centimes', en: 'sum paid, in cents' },
  'entitlement.vat': { fr: 'TVA payée, en centimes', en: 'VAT paid, in cents' },
  'entitlement.bought': { fr: 'nombre de numéros acquis', en: 'number of issues bought' },
  'entitlement.copies': { fr: 'exemplaires de chaque numéro', en: 'copies of each issue' },
  'entitlement.from': { fr: 'début du mois payé', en: 'start of the month paid' },
  'entitlement.until': { fr: 'fin du mois payé', en: 'end of the month paid' },
  'entitlement.isSuspended': { fr: 'numéros suspendus', en: 'issues suspended' },
  'payment.givenBack': { fr: 'somme rendue, en centimes', en: 'sum given back, in cents' },
  'payment.isContested': { fr: 'paiement contesté', en: 'payment contested' },
}
