// The way to the offers, from the front page and the issues' pages; nothing where nothing is sold.
import { formatEuros } from '#kernel/typography'
import { localPath, say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'

export function SubscribeLine({ view }: { view: View }) {
  const { locale, publication } = view
  const sold = publication.subscriptions
  if (!sold) return null
  const yearly = sold.plans.filter(({ kind, months }) => kind === 'term' && months === 12)
  const lowest = Math.min(...yearly.map(({ priceCents }) => priceCents))
  return (
    <p class="subscribe-line">
      <a class="button" href={localPath(locale, '/subscribe')}>
        {say(locale, 'S’abonner au magazine', 'Subscribe to the magazine')}
      </a>
      {yearly.length > 0 && (
        <span class="small">
          {say(
            locale,
            `À partir de ${formatEuros(lowest, 'fr')} par an.`,
            `From ${formatEuros(lowest, 'en')} a year.`,
          )}
        </span>
      )}
    </p>
  )
}
