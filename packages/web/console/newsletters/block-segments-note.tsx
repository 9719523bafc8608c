// How many of the recipients are in each segment that single blocks are for.
import type { CountedAudience } from '#delivery/count-audience'
import type { Locale } from '#kernel/errors'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'

export function BlockSegmentsNote(props: {
  audience: Pick<CountedAudience, 'blockSegments' | 'viewers' | 'counted'>
  locale: Locale
}) {
  const { audience, locale } = props
  if (audience.blockSegments.length === 0) return null
  const rest = audience.viewers[0]?.count ?? 0
  return (
    <dl class="facts block-segments">
      {audience.blockSegments.map(({ name, count }) => (
        <>
          <dt>{name ?? say(locale, 'Segment supprimé', 'Deleted segment')}</dt>
          <dd class="figures">{formatNumber(count, locale)}</dd>
        </>
      ))}
      <dt>{say(locale, 'Dans aucun des segments visés', 'In none of the blocks’ segments')}</dt>
      <dd class="figures">{formatNumber(rest, locale)}</dd>
    </dl>
  )
}
