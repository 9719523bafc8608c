// Small sentences that both parts of a mail are made with.
import { bareQuotation } from '#editorial/import/quotation'
import type { Locale } from '#kernel/errors'

/** In the language's own quotation marks, whatever marks the quote was typed with. */
export function quoted(quote: string, locale: Locale): string {
  const bare = bareQuotation(quote)
  return locale === 'fr' ? `«\u202f${bare}\u202f»` : `“${bare}”`
}

/** `A, B et C` */
export function joinNames(names: readonly string[], and: string): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} ${and} ${names.at(-1)}`
}
