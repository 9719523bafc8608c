// How an audience was counted, in a sentence.
import type { CountedAudience } from '#delivery/count-audience'
import type { Locale } from '#kernel/errors'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'

export function countedText(
  { counted, read }: Pick<CountedAudience, 'counted' | 'read'>,
  locale: Locale,
): string {
  const people = formatNumber(read, locale)
  return counted === 'exact'
    ? say(
        locale,
        `Comptés un par un, à l’instant, parmi les ${people} inscrits confirmés.`,
        `Counted one by one just now among the ${people} confirmed subscribers.`,
      )
    : say(
        locale,
        `Estimés d’après ${people} inscrits lus à l’instant.`,
        `Estimated from ${people} subscribers read just now.`,
      )
}
