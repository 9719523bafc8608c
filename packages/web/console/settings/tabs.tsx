// The five pages of the settings, as a line of links.
import { hasRole } from '#staff/member'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'

export type Tab = 'identity' | 'team' | 'account' | 'audit' | 'queues'

export function Tabs({ c, tab }: { c: ConsoleContext; tab: Tab }) {
  const locale = c.get('locale')
  const isAdmin = hasRole(c.get('staff'), 'admin')
  const tabs: { tab: Tab; href: string; name: string }[] = [
    { tab: 'identity', href: '/console/settings', name: say(locale, 'Publication', 'Publication') },
    {
      tab: 'account',
      href: '/console/settings/account',
      name: say(locale, 'Mon compte', 'My account'),
    },
    { tab: 'team', href: '/console/settings/team', name: say(locale, 'Équipe', 'Team') },
    { tab: 'audit', href: '/console/settings/audit', name: say(locale, 'Journal', 'Audit trail') },
    {
      tab: 'queues',
      href: '/console/settings/queues',
      name: say(locale, 'Files d’attente', 'Queues'),
    },
  ]
  const shown = isAdmin ? tabs : tabs.slice(0, 2)
  return (
    <nav class="tabs" aria-label={say(locale, 'Réglages', 'Settings')}>
      {shown.map((one) => (
        <a href={one.href} aria-current={one.tab === tab ? 'page' : undefined}>
          {one.name}
        </a>
      ))}
    </nav>
  )
}
