// How a span of days is named: as short as it can be said.
import { lastDayOf } from '#finance/month'
import type { Locale } from '#kernel/errors'
import { formatMonth, sentenceCase } from '#kernel/typography'

/** `2026`, `Novembre 2026`, `1er–27 novembre 2026`, `15 octobre – 3 novembre 2026`. */
export function formatPeriod({ from, to }: { from: string; to: string }, locale: Locale): string {
  const year = from.slice(0, 4)
  if (from === `${year}-01-01` && to === `${year}-12-31`) return year
  const month = from.slice(0, 7)
  if (from === `${month}-01` && to === lastDayOf(month))
    return sentenceCase(formatMonth(month, locale), locale)
  const format = new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  })
  const dash = to.startsWith(month) ? '–' : ' – '
  const text = format.formatRange(utc(from), utc(to)).replace(/\s*–\s*/, dash)
  return locale === 'fr' ? text.replace(/(^|\s)1(?=\D)/g, '$11er') : text
}

const utc = (day: string) => new Date(`${day}T00:00:00Z`)
