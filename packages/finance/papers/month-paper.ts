// A month's summary for finance: key figures, two charts, VAT, payouts, exceptions, the trial balance
// and the seal by which all of it can be checked. Pure.
import type { Locale, Sentence } from '#kernel/errors'
import { formatDate, formatMonth, sentenceCase } from '#kernel/typography'
import { dayInFigures } from '../day-after.ts'
import type { ExceptionKind } from '../exception.ts'
import type { Seller } from '../seller.ts'
import type { Faces } from './faces.ts'
import { drawRevenue, drawUnserved } from './month-charts.ts'
import { drawPayouts, drawVat } from './month-columns.ts'
import type { MonthFigures } from './month-figures.ts'
import { figure, half, heading, row, second, small, tiny } from './month-rows.ts'
import { drawFeet, drawMasthead, floor } from './paper-parts.ts'
import { euros } from './paper-words.ts'
import { inner, margin, type Page, right, Sheet, type Style } from './sheet.ts'

export type MonthPaper = {
  figures: MonthFigures
  seller: Seller
  locale: Locale
  /** What an exception is called. */
  nameOf: (kind: ExceptionKind) => Sentence
}

export function layMonth(faces: Faces, paper: MonthPaper): Page[] {
  const { figures, seller, locale } = paper
  const sheet = new Sheet(faces)
  const desk = deskOf(sheet, paper)
  let y = desk.open()
  y = desk.keys(y)
  y = desk.charts(y + 14)
  y = Math.max(desk.vat(y + 18), desk.payouts(y + 18))
  y = desk.exceptions(y + 14)
  y = desk.balance(y + 14)
  desk.seal(y + 14)
  drawFeet(sheet, seller, say(locale, figures))
  return sheet.pages
}

/** What stands at the foot beside the folio. */
function say(locale: Locale, { month }: MonthFigures): string {
  return sentenceCase(formatMonth(`${month}-01`, locale), locale)
}

type Desk = Record<
  'keys' | 'charts' | 'vat' | 'payouts' | 'exceptions' | 'balance' | 'seal',
  (y: number) => number
> & { open: () => number }

function deskOf(sheet: Sheet, paper: MonthPaper): Desk {
  const { figures, locale } = paper
  const room = (y: number, needed: number) => {
    if (y + needed <= floor + 24) return y
    sheet.newPage()
    sheet.text(say(locale, figures), { x: margin.left, y: 62, face: 'display', size: 14 })
    return 84
  }
  return {
    open: () => openPage(sheet, paper),
    keys: (y) => drawKeys(sheet, paper, y),
    charts: (y) => drawCharts(sheet, paper, room(y, 140)),
    vat: (y) => drawVat(sheet, paper, y),
    payouts: (y) => drawPayouts(sheet, paper, y),
    exceptions: (y) => drawExceptions(sheet, paper, { y, room }),
    balance: (y) => drawBalance(sheet, paper, { y, room }),
    seal: (y) => drawSeal(sheet, paper, room(y, 48)),
  }
}

function openPage(sheet: Sheet, { figures, seller, locale }: MonthPaper): number {
  const kicker = locale === 'fr' ? 'Comptes du mois' : 'The month’s books'
  drawMasthead(sheet, { title: seller.title, kicker })
  sheet.text(say(locale, figures), { x: margin.left, y: 112, face: 'display', size: 25 })
  const { closedOn } = figures
  const isFrench = locale === 'fr'
  const state =
    closedOn === undefined
      ? isFrench
        ? 'Provisoire\u202f: le mois n’est pas clos.'
        : 'Provisional: the month is not closed.'
      : isFrench
        ? `Clos le ${formatDate(closedOn, 'fr')}.`
        : `Closed on ${formatDate(closedOn, 'en')}.`
  sheet.text(state, { x: right, y: 112, align: 'right', face: 'serif', size: 11 })
  return 136
}

const onItsWay: Sentence = { fr: 'En route vers la banque', en: 'On its way to the bank' }
const paidOut: Sentence = { fr: 'Viré à la banque à ce jour', en: 'Paid out to the bank so far' }

/** Five figures in a row, small names over them. */
function drawKeys(sheet: Sheet, { figures, locale }: MonthPaper, y: number): number {
  const { revenue, vat, ends } = figures
  const now = revenue.at(-1)
  const keys: [Sentence, number][] = [
    [{ fr: 'Revenu servi, HT', en: 'Earned, net' }, (now?.print ?? 0) + (now?.digital ?? 0)],
    [{ fr: 'TVA due en France', en: 'VAT due in France' }, vat.due.domestic],
    [{ fr: 'Reste à servir, HT', en: 'Still to be served, net' }, ends.deferred],
    [{ fr: 'Chez Stripe', en: 'At Stripe' }, ends.stripe],
    [figures.isBankBooked ? onItsWay : paidOut, ends.inTransit],
  ]
  sheet.rule(y, { thickness: 0.5 })
  const step = inner / keys.length
  for (const [at, [name, cents]] of keys.entries()) {
    const x = margin.left + at * step
    sheet.text(name[locale], { ...tiny, x, y: y + 15 })
    sheet.text(euros(cents), { x, y: y + 33, face: 'display', size: 13.5 })
  }
  sheet.rule(y + 44, { ink: 'faint' })
  return y + 44
}

function drawCharts(sheet: Sheet, { figures, locale }: MonthPaper, y: number): number {
  const [before, now] = figures.revenue.slice(-2).map(({ print, digital }) => print + digital)
  const isFrench = locale === 'fr'
  const top = y + 10
  const left = { x: margin.left, width: half }
  const more = (now ?? 0) - (before ?? 0)
  const trend = isFrench
    ? `${euros(Math.abs(more))} de revenu servi de ${more < 0 ? 'moins' : 'plus'} que le mois d’avant`
    : `${euros(Math.abs(more))} ${more < 0 ? 'less' : 'more'} earned than the month before`
  const a = drawRevenue(sheet, figures.revenue, {
    ...{ ...left, y: heading(sheet, { text: trend, y: top, ...left }), locale },
  })
  const beside = { x: second, width: half }
  const title = isFrench
    ? `${euros(figures.ends.deferred)} vendus et encore à servir, par mois de vente`
    : `${euros(figures.ends.deferred)} sold and still to be served, by month of sale`
  const b = drawUnserved(sheet, figures.unserved, {
    ...{ ...beside, y: heading(sheet, { text: title, y: top, ...beside }), locale },
  })
  return Math.max(a, b)
}

type Running = { y: number; room: (y: number, needed: number) => number }

function drawExceptions(
  sheet: Sheet,
  { figures, locale, nameOf }: MonthPaper,
  { y, room }: Running,
): number {
  const { exceptions } = figures
  const isFrench = locale === 'fr'
  const open = exceptions.filter(({ resolution }) => resolution === undefined).length
  const title =
    exceptions.length === 0
      ? isFrench
        ? 'Aucune anomalie'
        : 'No exception'
      : isFrench
        ? `${exceptions.length} anomalie${exceptions.length > 1 ? 's' : ''}, dont ${open} à traiter`
        : `${exceptions.length} exception${exceptions.length > 1 ? 's' : ''}, ${open} of them open`
  let at = heading(sheet, { text: title, y: room(y, 40) + 10 }) + 6
  sheet.rule(at)
  at += 4
  for (const { kind, date, cents, resolution } of exceptions) {
    at = room(at + 12, 6)
    const state = resolution
      ? resolution.kind === 'gone'
        ? { fr: 'disparue', en: 'gone' }
        : resolution.kind === 'booked'
          ? { fr: 'comptabilisée', en: 'booked' }
          : { fr: 'expliquée', en: 'explained' }
      : { fr: 'à traiter', en: 'open' }
    const style: Style = resolution ? figure : { ...figure, ink: 'accent' }
    row(sheet, {
      ...{ name: `${dayInFigures(date)}   ${nameOf(kind)[locale]}`, x: margin.left, y: at, style },
      cells: [
        [state[locale], right - 80],
        [euros(cents), right],
      ],
    })
  }
  return at + 4
}

function drawBalance(sheet: Sheet, { figures, locale }: MonthPaper, { y, room }: Running): number {
  const isFrench = locale === 'fr'
  const ends = [right - 3 * 82, right - 2 * 82, right - 82, right] as const
  const heads = isFrench
    ? ['Au début', 'Débit', 'Crédit', 'À la fin']
    : ['At the beginning', 'Debit', 'Credit', 'At the end']
  const { accounts } = figures
  const sumOf = (key: 'before' | 'debit' | 'credit' | 'after') =>
    accounts.reduce((sum, one) => sum + one[key], 0)
  const cells = (values: readonly number[]) =>
    values.map((cents, at) => [euros(cents), ends[at] ?? right] as const)
  const title = isFrench ? 'Balance du mois' : 'Trial balance of the month'
  let at = heading(sheet, { text: title, y: room(y, 70) + 10 }) + 6
  sheet.rule(at)
  row(sheet, {
    ...{ name: isFrench ? 'Compte' : 'Account', x: margin.left, y: at + 11, style: tiny },
    cells: heads.map((text, index) => [text, ends[index] ?? right] as const),
  })
  at += 16
  for (const { account, name, before, debit, credit, after } of accounts) {
    at = room(at + 12, 6)
    const values = cells([before, debit, credit, after])
    row(sheet, { name: `${account}  ${name}`, x: margin.left, y: at, cells: values })
  }
  at = room(at + 6, 18)
  sheet.rule(at)
  at += 12
  const sums = cells([sumOf('before'), sumOf('debit'), sumOf('credit'), sumOf('after')])
  const style: Style = { ...figure, face: 'strong' }
  row(sheet, { name: 'Total', x: margin.left, y: at, style, cells: sums })
  return at + 4
}

/** What lies outside of the table, so that who could write the table can't rewrite the past. */
function drawSeal(sheet: Sheet, { figures, locale }: MonthPaper, y: number): number {
  const { seal } = figures
  const isFrench = locale === 'fr'
  const title = seal
    ? isFrench
      ? `Scellé n°\u00a0${seal.number} du ${formatDate(seal.date, 'fr')}`
      : `Seal no.\u00a0${seal.number} of ${formatDate(seal.date, 'en')}`
    : isFrench
      ? 'Aucun scellé'
      : 'No seal'
  const at = heading(sheet, { text: title, y: y + 10 }) + 6
  sheet.rule(at)
  if (!seal) return at
  sheet.text(seal.hash, { x: margin.left, y: at + 14, face: 'figures', size: 8.6 })
  const how = isFrench
    ? 'Gardez cette page. Collée dans Kiosque sous Comptabilité, Scellés, cette empreinte dit si une seule écriture a changé depuis.'
    : 'Keep this page. Pasted in Kiosque under Finance, Seals, this hash tells whether a single entry has changed since.'
  return sheet.lines(how, {
    ...{ x: margin.left, y: at + 27, width: inner, leading: 10.5, ...small, ink: 'soft' },
  })
}
