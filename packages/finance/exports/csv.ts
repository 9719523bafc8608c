// Tables of the books for a spreadsheet: semicolons, decimal commas, UTF-8 with a byte order mark, CR
// and LF. No cell holds the time the file was made. Pure.
import type { Locale } from '#kernel/errors'

/** An amount in cents is written `-1234,50`; a count as it is; nothing is an empty cell. */
export type Cell = string | number | { cents: number } | undefined

/** What a column is called. */
export type Head = Readonly<Record<Locale, string>>

export const csvType = 'text/csv; charset=utf-8'

/** The mark and the line of heads. */
export function csvHead(heads: readonly Head[], locale: Locale): string {
  return `\ufeff${csvRow(heads.map((head) => head[locale]))}`
}

export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(written).join(';')}\r\n`
}

export function cents(value: number): Cell {
  return { cents: value }
}

/** A rate in basis points, `2,10`. */
export function percent(basisPoints: number): string {
  return decimals(basisPoints)
}

/** A debit above zero, a credit below: as two cells. */
export function sides(balance: number): [Cell, Cell] {
  return [cents(Math.max(0, balance)), cents(Math.max(0, -balance))]
}

function written(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'object') return decimals(cell.cents)
  return text(cell)
}

function decimals(hundredths: number): string {
  const whole = Math.abs(hundredths)
  const sign = hundredths < 0 ? '-' : ''
  return `${sign}${Math.floor(whole / 100)},${String(whole % 100).padStart(2, '0')}`
}

/** One that a spreadsheet would take for a formula is kept from it by an apostrophe. */
function text(value: string): string {
  const clean = value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  const safe = /^[=+\-@]/.test(clean) ? `'${clean}` : clean
  return /[";]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
