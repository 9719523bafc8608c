// Small sentences that both parts of a mail are made with.
import type { Locale } from '#kernel/errors'

/** In quotation marks, unless the quote brought its own. */
export function quoted(quote: string, locale: Locale): string {
  if (/^\s*["“”«„‘'‹]/.test(quote)) return quote
  return locale === 'fr' ? `«\u202f${quote}\u202f»` : `“${quote}”`
}

/** `A, B et C` */
export function joinNames(names: readonly string[], and: string): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} ${and} ${names.at(-1)}`
}
