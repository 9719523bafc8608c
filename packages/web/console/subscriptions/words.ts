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

/** Where Stripe shows an object; ids of its test mode say so in the session's. */
export function stripeUrl(
  kind: 'customers' | 'subscriptions' | 'invoices',
  id: string,
  isTest: boolean,
): string {
  return `https://dashboard.stripe.com/${isTest ? 'test/' : ''}${kind}/${encodeURIComponent(id)}`
}
