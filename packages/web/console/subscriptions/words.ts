// A subscription's states and events as staff read them.
import type { Sentence } from '#kernel/errors'
import type { SubscriptionFilter } from '#subscriptions/browse-subscriptions'
import type { SubscriptionEvent } from '#subscriptions/show-subscription'
import type { Subscription, SubscriptionStatus } from '#subscriptions/subscription'
import type { StatusTone } from '#web/shared/parts.tsx'

export const subscriptionStates: Record<SubscriptionStatus, { tone: StatusTone; word: Sentence }> =
  {
    provisional: { tone: 'open', word: { fr: 'premier paiement en cours', en: 'first payment' } },
    active: { tone: 'good', word: { fr: 'en cours', en: 'active' } },
    pastDue: { tone: 'bad', word: { fr: 'renouvellement impayé', en: 'renewal unpaid' } },
    ended: { tone: 'none', word: { fr: 'terminé', en: 'ended' } },
  }

/** A subscription that runs on without being renewed is not one that goes on. */
export function stateOf({ status, leaving }: Pick<Subscription, 'status' | 'leaving'>) {
  return status === 'active' && leaving?.ends === 'end' ? leftState : subscriptionStates[status]
}

const leftState: { tone: StatusTone; word: Sentence } = {
  tone: 'none',
  word: { fr: 'résilié, servi jusqu’au bout', en: 'cancelled, served to its end' },
}

export const eventWords: Record<SubscriptionEvent['kind'], Sentence> = {
  begun: { fr: 'Commande commencée', en: 'Order begun' },
  placed: { fr: 'Commande passée', en: 'Order placed' },
  paid: { fr: 'Commande payée, confirmation envoyée', en: 'Order paid, confirmation sent' },
  bought: { fr: 'Numéros acquis', en: 'Issues bought' },
  unpaid: { fr: 'Renouvellement refusé par la banque', en: 'Renewal refused by the bank' },
  noticed: {
    fr: 'Avis avant renouvellement envoyé',
    en: 'Notice before the renewal sent',
  },
  cancelled: { fr: 'Résiliation demandée', en: 'Cancellation declared' },
  withdrawn: { fr: 'Rétractation demandée', en: 'Withdrawal declared' },
  refunded: { fr: 'Argent rendu par la maison', en: 'Money given back by the house' },
  copyClaimed: { fr: 'Exemplaire dit non reçu', en: 'Copy said not to have come' },
  copySent: { fr: 'Exemplaire renvoyé', en: 'Copy sent again' },
  ended: { fr: 'Abonnement terminé', en: 'Subscription ended' },
}

export const filterWords: Record<SubscriptionFilter, Sentence> = {
  gift: { fr: 'cadeaux', en: 'gifts' },
  leaving: { fr: 'ne se renouvellent plus', en: 'not renewing' },
  runningOut: { fr: 'un numéro au plus à servir', en: 'one issue left at most' },
  contested: { fr: 'paiement contesté', en: 'payment contested' },
  refunded: { fr: 'argent rendu', en: 'money given back' },
}

export type StripeUrl = (
  kind: 'customers' | 'subscriptions' | 'invoices' | 'payments',
  id: string,
) => string

/** Where an object is looked at: Stripe's dashboard, unless `elsewhere` (with `{id}`) is given. */
export function stripeUrls(options: {
  isTest: boolean
  elsewhere?: string | undefined
}): StripeUrl {
  const { isTest, elsewhere } = options
  return (kind, id) =>
    elsewhere === undefined
      ? `https://dashboard.stripe.com/${isTest ? 'test/' : ''}${kind}/${encodeURIComponent(id)}`
      : elsewhere.replace('{id}', encodeURIComponent(id))
}
