// A person's orders, payments, issues and declarations, as lines of their story.
import type { Locale, Sentence } from '#kernel/errors'
import type { CustomerEntry } from '#privacy/customer-timeline'
import { say } from '#web/shared/locale'
import type { View } from '#web/shared/view'

export function CustomerLines({ entry, view }: { entry: CustomerEntry; view: View }) {
  const { locale, publication } = view
  switch (entry.kind) {
    case 'order': {
      const { terms, quantity, status, gift } = entry.order
      return (
        <>
          <p>
            {gift
              ? say(locale, 'A commandé un cadeau', 'Ordered a gift')
              : say(locale, 'A commandé', 'Ordered')}
            {say(locale, '\u202f: ', ': ')}
            {terms.name[locale]}
            {quantity > 1 && ` × ${quantity}`}
          </p>
          <p class="soft proof">{`${orderStatuses[status][locale]} · ${entry.orderId}`}</p>
        </>
      )
    }
    case 'payment': {
      const plan = publication.subscriptions?.plans.find(({ id }) => id === entry.planId)
      const { gross, givenBack } = entry
      const back = say(
        locale,
        `dont ${euros(givenBack, locale)} rendus`,
        `of which ${euros(givenBack, locale)} given back`,
      )
      return (
        <>
          <p>
            {say(locale, 'A payé ', 'Paid ')}
            {euros(gross, locale)}
            {givenBack > 0 && `, ${back}`}
          </p>
          <p class="soft proof">{plan?.name[locale] ?? entry.planId}</p>
        </>
      )
    }
    case 'issue':
      return (
        <p>
          {say(locale, 'A été servi du nº ', 'Was served issue ')}
          {entry.number}
          {entry.copies > 1 && ` × ${entry.copies}`}
          {entry.isReceived && say(locale, ', qu’on lui offre', ', as a gift')}
        </p>
      )
    case 'claim':
      return (
        <p>
          {say(locale, `N’a pas reçu le nº ${entry.number}`, `Did not get issue ${entry.number}`)}
          {entry.status === 'sent' && say(locale, ', renvoyé', ', sent again')}
        </p>
      )
    case 'declaration':
      return (
        <p>
          <a href={`/console/subscriptions/declarations/${entry.declarationId}`}>
            {declared[entry.declared.kind][locale]}
          </a>
        </p>
      )
    case 'ended':
      return (
        <p>
          <a href={`/console/subscriptions/${entry.subscriptionId}`}>
            {say(locale, 'Abonnement terminé', 'Subscription ended')}
          </a>
          {entry.because && ` (${ends[entry.because][locale]})`}
        </p>
      )
  }
}

function euros(cents: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(cents / 100)
}

const orderStatuses: Record<
  Extract<CustomerEntry, { kind: 'order' }>['order']['status'],
  Sentence
> = {
  recapped: { fr: 'jamais confirmée', en: 'never confirmed' },
  placed: { fr: 'en attente de paiement', en: 'waiting for payment' },
  provisional: { fr: 'prélèvement en cours', en: 'debit under way' },
  paid: { fr: 'payée', en: 'paid' },
  failed: { fr: 'paiement refusé', en: 'payment refused' },
  expired: { fr: 'expirée', en: 'expired' },
}

const declared: Record<'cancellation' | 'withdrawal', Sentence> = {
  cancellation: { fr: 'A déclaré résilier', en: 'Declared to cancel' },
  withdrawal: { fr: 'A déclaré se rétracter', en: 'Declared to withdraw' },
}

const ends: Record<NonNullable<Extract<CustomerEntry, { kind: 'ended' }>['because']>, Sentence> = {
  cancelled: { fr: 'résilié', en: 'cancelled' },
  unpaid: { fr: 'impayé', en: 'unpaid' },
  served: { fr: 'servi jusqu’au bout', en: 'served to the last' },
  withdrawn: { fr: 'rétractation', en: 'withdrawal' },
  replaced: { fr: 'remplacé par un autre', en: 'replaced by another' },
}
