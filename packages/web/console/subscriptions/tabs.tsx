// The pages of the place Subscriptions, as a line of links.
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'

export type SubscriptionsTab = 'list' | 'orders' | 'declarations' | 'claims' | 'notices' | 'audit'

export function SubscriptionsTabs({ c, tab }: { c: ConsoleContext; tab: SubscriptionsTab }) {
  const locale = c.get('locale')
  const tabs: { tab: SubscriptionsTab; path: string; name: string }[] = [
    { tab: 'list', path: '', name: say(locale, 'Abonnements', 'Subscriptions') },
    { tab: 'orders', path: '/orders', name: say(locale, 'Vente au numéro', 'Single issues') },
    {
      tab: 'declarations',
      path: '/declarations',
      name: say(locale, 'Résiliations', 'Leaving'),
    },
    { tab: 'claims', path: '/claims', name: say(locale, 'À renvoyer', 'To send again') },
    { tab: 'notices', path: '/notices', name: say(locale, 'Avis', 'Notices') },
    { tab: 'audit', path: '/audit', name: say(locale, 'Accord avec Stripe', 'Stripe and us') },
  ]
  return (
    <nav class="tabs" aria-label={say(locale, 'Abonnements', 'Subscriptions')}>
      {tabs.map((one) => (
        <a
          href={`/console/subscriptions${one.path}`}
          aria-current={one.tab === tab ? 'page' : undefined}
        >
          {one.name}
        </a>
      ))}
    </nav>
  )
}
