// VAT and payouts of the month, side by side on its summary. Pure.
import type { Sentence } from '#kernel/errors'
import { formatRate } from '#kernel/typography'
import { dayInFigures } from '../day-after.ts'
import type { MonthFigures } from './month-figures.ts'
import type { MonthPaper } from './month-paper.ts'
import { figure, half, heading, row, second, tiny } from './month-rows.ts'
import { countryName, euros } from './paper-words.ts'
import { margin, right, type Sheet, type Style } from './sheet.ts'

export function drawVat(sheet: Sheet, { figures, locale }: MonthPaper, y: number): number {
  const { vat } = figures
  const isFrench = locale === 'fr'
  const [x, end] = [margin.left, margin.left + half]
  const title = isFrench
    ? `${euros(vat.due.domestic + vat.due.oss)} de TVA devenue exigible`
    : `${euros(vat.due.domestic + vat.due.oss)} of VAT fell due`
  let at = heading(sheet, { text: title, x, y, width: half }) + 6
  sheet.rule(at, { x, width: half })
  const base = end - 70
  row(sheet, {
    ...{ name: isFrench ? 'Taux' : 'Rate', x, y: at + 11, style: tiny },
    cells: [
      [isFrench ? 'Base HT' : 'Net base', base],
      [isFrench ? 'TVA' : 'VAT', end],
    ],
  })
  at += 16
  for (const tax of vat.rows) {
    at += 12
    const place = tax.scheme === 'oss' ? `, ${countryName(tax.place, locale)}` : ''
    const none = isFrench ? 'Hors TVA' : 'No VAT'
    const name = tax.scheme === 'exempt' ? none : `${formatRate(tax.rate, 'fr')}${place}`
    row(sheet, {
      name,
      x,
      y: at,
      cells: [
        [euros(tax.net), base],
        [euros(tax.vat), end],
      ],
    })
  }
  for (const { account, difference } of vat.controls) {
    if (difference === 0) continue
    at += 12
    const name = isFrench ? `Écart du compte ${account}` : `Difference of account ${account}`
    const style = { ...figure, ink: 'accent' } as const
    row(sheet, { name, x, y: at, style, cells: [[euros(difference), end]] })
  }
  return at + 4
}

const payoutStates: Record<MonthFigures['payouts'][number]['status'], Sentence> = {
  matched: { fr: 'rapproché', en: 'matched' },
  short: { fr: 'manque', en: 'short' },
  over: { fr: 'en trop', en: 'over' },
  waiting: { fr: 'attendu', en: 'waiting' },
}
const payoutsShown = 8

/** Those that are not matched one by one; the others as one. */
export function drawPayouts(sheet: Sheet, { figures, locale }: MonthPaper, y: number): number {
  const { payouts } = figures
  const isFrench = locale === 'fr'
  const matched = payouts.filter(({ status }) => status === 'matched')
  const others = payouts.filter(({ status }) => status !== 'matched')
  const paid = payouts.reduce((sum, { expectedCents }) => sum + expectedCents, 0)
  const title = isFrench
    ? `${payouts.length} virement${payouts.length > 1 ? 's' : ''} de Stripe, ${euros(paid)}`
    : `${payouts.length} payout${payouts.length === 1 ? '' : 's'} of Stripe’s, ${euros(paid)}`
  let at = heading(sheet, { text: title, x: second, y, width: half }) + 6
  sheet.rule(at, { x: second, width: half })
  at += 4
  const line = (name: string, state: string, cents: number, isWrong: boolean) => {
    at += 12
    const style: Style = isWrong ? { ...figure, ink: 'accent' } : figure
    row(sheet, {
      name,
      x: second,
      y: at,
      style,
      cells: [
        [state, right - 62],
        [euros(cents), right],
      ],
    })
  }
  if (matched.length > 0)
    line(
      isFrench ? `${matched.length} à la banque` : `${matched.length} at the bank`,
      payoutStates.matched[locale],
      matched.reduce((sum, { expectedCents }) => sum + expectedCents, 0),
      false,
    )
  for (const { date, status, differenceCents, expectedCents } of others.slice(0, payoutsShown)) {
    const isWrong = status !== 'waiting'
    const state = isWrong
      ? `${payoutStates[status][locale]} ${euros(Math.abs(differenceCents))}`
      : payoutStates[status][locale]
    line(dayInFigures(date), state, expectedCents, isWrong)
  }
  const rest = others.slice(payoutsShown)
  if (rest.length > 0)
    line(
      isFrench ? `et ${rest.length} autres` : `and ${rest.length} more`,
      '',
      rest.reduce((sum, { expectedCents }) => sum + expectedCents, 0),
      true,
    )
  return at + 4
}
