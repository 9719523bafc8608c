// The pages of the audience as a whole, as a line of links.
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'

export type AudienceTab = 'readers' | 'segments' | 'import' | 'export'

export function AudienceTabs({ c, tab }: { c: ConsoleContext; tab: AudienceTab }) {
  const locale = c.get('locale')
  const tabs: { tab: AudienceTab; path: string; name: string }[] = [
    { tab: 'readers', path: '', name: say(locale, 'Lecteurs', 'Readers') },
    { tab: 'segments', path: '/segments', name: say(locale, 'Segments', 'Segments') },
    { tab: 'import', path: '/import', name: say(locale, 'Importer', 'Import') },
    { tab: 'export', path: '/export', name: say(locale, 'Exporter', 'Export') },
  ]
  return (
    <nav class="tabs" aria-label={say(locale, 'Lecteurs', 'Readers')}>
      {tabs.map((one) => (
        <a href={`/console/readers${one.path}`} aria-current={one.tab === tab ? 'page' : undefined}>
          {one.name}
        </a>
      ))}
    </nav>
  )
}

export const backToReaders = (locale: 'fr' | 'en') => ({
  href: '/console/readers',
  name: say(locale, 'Lecteurs', 'Readers'),
})
