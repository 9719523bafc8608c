// A line of CSV for a spreadsheet.
import type { Locale } from '#kernel/errors'
import type { Delimiter } from './csv.ts'

/** Semicolons in French, where spreadsheets expect them. */
export const delimiterOf = (locale: Locale): Delimiter => (locale === 'fr' ? ';' : ',')

/** A cell that a spreadsheet would take for a formula is kept from it by an apostrophe. */
export function csvLine(
  values: readonly string[],
  locale: Locale,
  delimiter: Delimiter = delimiterOf(locale),
): string {
  const cell = (value: string) => {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /["\n\r,;\t|]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return `${values.map(cell).join(delimiter)}\r\n`
}
