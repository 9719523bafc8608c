// How an order is named and found in the console.
import type { Locale, Sentence } from '#kernel/errors'
import type { OrderStatus } from '#subscriptions/order'
import type { OrderView } from '#subscriptions/show-order'
import type { StatusTone } from '#web/shared/parts.tsx'

/** The page that shows it: its subscription's, or its own. */
export function placeOf({ order, subscription }: Pick<OrderView, 'order' | 'subscription'>) {
  return subscription
    ? `/console/subscriptions/${subscription.id}`
    : `/console/subscriptions/orders/${order.id}`
}

export function personOf(
  { customer }: { customer: OrderView['customer'] },
  locale: Locale,
): string {
  return (
    customer?.company ?? customer?.name ?? (locale === 'fr' ? 'Personne effacée' : 'Erased person')
  )
}

export const orderStates: Record<OrderStatus, { tone: StatusTone; word: Sentence }> = {
  recapped: { tone: 'open', word: { fr: 'pas encore passée', en: 'not placed yet' } },
  placed: { tone: 'open', word: { fr: 'passée, pas payée', en: 'placed, not paid' } },
  provisional: { tone: 'calm', word: { fr: 'prélèvement en cours', en: 'debit under way' } },
  paid: { tone: 'good', word: { fr: 'payée', en: 'paid' } },
  failed: { tone: 'bad', word: { fr: 'paiement refusé', en: 'payment refused' } },
  expired: { tone: 'none', word: { fr: 'jamais payée', en: 'never paid' } },
}
