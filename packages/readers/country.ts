// Names of countries.
import type { Locale } from '#kernel/errors'

/** The name of an ISO 3166-1 alpha-2 code; the code where it has none. */
export function countryName(code: string, locale: Locale): string {
  return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code
}
