// A subscription's states and events as staff read them.
import type { Sentence } from '#kernel/errors'
import type { SubscriptionEvent } from '#subscriptions/show-subscription'
import type { SubscriptionStatus } from '#subscriptions/subscription'
import type { StatusTone } from '#web/shared/parts.tsx'

export const subscriptionStates: Record<SubscriptionStatus, { tone: StatusTone; word: Sentence }> =
  {
    provisional: { tone: 'open', word: { fr: 'premier paiement en cours', en: 'first payment' } },
    active: { tone: 'good', word: { fr: 'en cours', en: 'active' } },
    pastDue: { tone: 'bad', word: { fr: 'renouvellement impayé', en: 'renewal unpaid' } },
    ended: { tone: 'none', word: { fr: 'terminé', en: 'ended' } },
  }

export const eventWords: Record<SubscriptionEvent['kind'], Sentence> = {
  begun: { fr: 'Commande commencée', en: 'Order begun' },
  placed: { fr: 'Commande passée', en: 'Order placed' },
  paid: { fr: 'Commande payée, confirmation envoyée', en: 'Order paid, confirmation sent' },
  bought: { fr: 'Numéros acquis', en: 'Issues bought' },
  unpaid: { fr: 'Renouvellement refusé par la banque', en: 'Renewal refused by the bank' },
  ended: { fr: 'Abonnement terminé', en: 'Subscription ended' },
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
