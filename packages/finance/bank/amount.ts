// Amounts and dates as French banks write them. What could be read in two ways is not read at all.
// Pure.
import { bankLimits } from './line.ts'

/**
 * Cents of an amount: `1 234,56`, `1.234,56`, `1234.56`, `-12,00`, `12,00-`, `(12,00)`, `+3`,
 * `12,00 €`. Undefined when it is none, or when it could be two (`1.234`, `1,234`), or too large.
 */
export function readAmount(text: string): number | undefined {
  if (text.length > longestAmount) return undefined
  const plain = text
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/(€|EUR)/gi, '')
    .replace(/^[\s\u00a0\u202f\u2009]+|[\s\u00a0\u202f\u2009]+$/g, '')
  const match = /^(?:([-+])\s*(.+)|(.+?)\s*([-+])|\((.+)\)|(.+))$/.exec(plain)
  if (!match) return undefined
  const body = match[2] ?? match[3] ?? match[5] ?? match[6] ?? ''
  const isNegative = match[1] === '-' || match[4] === '-' || match[5] !== undefined
  const cents = readDigits(body.trim())
  if (cents === undefined || cents > bankLimits.cents) return undefined
  return isNegative && cents !== 0 ? -cents : cents
}

/** Longer than any amount with its signs and spaces: what follows would take its time over it. */
const longestAmount = 60

/** Groups of three parted by one kind of sign, then at most two decimals. */
function readDigits(body: string): number | undefined {
  const match = /^(\d{1,3}(?:([ \u00a0\u202f\u2009.,'’])\d{3})*|\d+)(?:([.,])(\d{1,2}))?$/.exec(
    body,
  )
  if (!match) return undefined
  const [, whole = '', , point, decimals = ''] = match
  const parts = whole.split(/[ \u00a0\u202f\u2009.,'’]/)
  const signs = new Set(whole.replace(/\d/g, ''))
  if (signs.size > 1 || (point !== undefined && signs.has(point))) return undefined
  // `1.234` and `1,234`: a thousand, or one and a bit?
  if (point === undefined && (signs.has('.') || signs.has(','))) return undefined
  const digits = parts.join('')
  if (digits.length > 13) return undefined
  return Number(digits) * 100 + Number(decimals.padEnd(2, '0'))
}

/**
 * A day: `28/11/2026`, `28/11/26`, `28-11-2026`, `28.11.2026`, `2026-11-28`, `20261128`, with or without
 * a time after it. Undefined when it is none or not in the calendar; the day stands before the month.
 */
export function readDay(text: string): string | undefined {
  const trimmed = text.trim()
  const [first = ''] = trimmed.split(/[T ]/)
  const dayFirst = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})$/.exec(first)
  if (dayFirst) {
    const [, day = '', , month = '', year = ''] = dayFirst
    return calendarDay({ year: year.length === 2 ? `20${year}` : year, month, day })
  }
  const yearFirst = /^(\d{4})([/.-]?)(\d{2})\2(\d{2})$/.exec(
    first.replace(/(Z|[+-]\d\d:\d\d)$/, ''),
  )
  if (!yearFirst) return undefined
  const [, year = '', , month = '', day = ''] = yearFirst
  return calendarDay({ year, month, day })
}

function calendarDay(parts: { year: string; month: string; day: string }): string | undefined {
  const { year, month, day } = parts
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${text}T00:00:00Z`)
  const isThere = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  return isThere && Number(year) >= 1990 && Number(year) <= 2100 ? text : undefined
}
