// Charts of the month's summary, drawn as lines and boxes with their figures beside them. Pure.
import type { Locale } from '#kernel/errors'
import { formatMonth } from '#kernel/typography'
import type { MonthFigures } from './month-figures.ts'
import { euros } from './paper-words.ts'
import type { Sheet, Style } from './sheet.ts'

const tiny: Style = { face: 'figures', size: 6.6, ink: 'soft' }

type Place = { x: number; y: number; width: number }

/** Columns from a common ground, this month's in the accent; answers with where it ends. */
export function drawRevenue(
  sheet: Sheet,
  revenue: MonthFigures['revenue'],
  { x, y, width, locale }: Place & { locale: Locale },
): number {
  const height = 74
  const ground = y + 14 + height
  const sums = revenue.map(({ print, digital }) => print + digital)
  const most = Math.max(1, ...sums)
  const step = width / revenue.length
  for (const [at, { month }] of revenue.entries()) {
    const sum = sums[at] ?? 0
    const tall = (Math.max(0, sum) / most) * height
    const left = x + at * step
    const isNow = at === revenue.length - 1
    if (tall > 0)
      sheet.box({
        ...{ x: left, y: ground - tall, width: step - 8, height: tall },
        ink: isNow ? 'accent' : 'faint',
      })
    const middle = left + (step - 8) / 2
    const value = { ...tiny, ink: isNow ? ('ink' as const) : ('soft' as const) }
    sheet.text(whole(sum), { ...value, x: middle, y: ground - tall - 4, align: 'centre' })
    const name = shortMonth(month, locale)
    sheet.text(name, { ...tiny, x: middle, y: ground + 10, align: 'centre' })
  }
  sheet.rule(ground, { x, width, thickness: 0.5 })
  return ground + 16
}

/** Bars of what is still to be served, by the month of its sale, the newest first. */
export function drawUnserved(
  sheet: Sheet,
  unserved: MonthFigures['unserved'],
  { x, y, width, locale }: Place & { locale: Locale },
): number {
  const shown = unserved.slice(-rowsShown)
  const older = unserved.slice(0, -rowsShown).reduce((sum, { rest }) => sum + rest, 0)
  const bars = shown.toReversed().map(({ month, rest }) => ({
    ...{ name: shortMonth(month, locale), rest },
  }))
  if (older !== 0) bars.push({ name: locale === 'fr' ? 'avant' : 'before', rest: older })
  const most = Math.max(1, ...bars.map(({ rest }) => rest))
  const [named, valued] = [42, 58]
  let at = y + 10
  for (const { name, rest } of bars) {
    const long = (Math.max(0, rest) / most) * (width - named - valued)
    sheet.text(name, { ...tiny, x, y: at + 5 })
    if (long > 0) sheet.box({ x: x + named, y: at - 1.5, width: long, height: 8, ink: 'faint' })
    sheet.text(euros(rest), { ...tiny, x: x + named + long + 5, y: at + 5, ink: 'ink' })
    at += 13
  }
  return at
}

const rowsShown = 6

/** In whole euros: a column is no place for cents. */
function whole(cents: number): string {
  return euros(Math.round(cents / 100) * 100).replace(/,00/, '')
}

/** `nov. 26`, `Nov 26`. */
function shortMonth(month: string, locale: Locale): string {
  const [name = '', year = ''] = formatMonth(`${month}-01`, locale).split(' ')
  const short =
    locale === 'fr' && name.length > 4
      ? `${name.slice(0, name.startsWith('jui') ? 4 : 3)}.`
      : name.slice(0, name.length > 4 ? 3 : 4)
  return `${short} ${year.slice(2)}`
}
