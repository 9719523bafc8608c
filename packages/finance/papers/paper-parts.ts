// What invoices and credit notes have in common: the head with the window for the buyer's address,
// facts in a row, lines in columns, sums, and the foot with who publishes.
import type { Locale } from '#kernel/errors'
import type { Party, TaxLine } from '../documents.ts'
import type { Seller } from '../seller.ts'
import {
  countryName,
  euros,
  label,
  sumTaxes,
  taxLabel,
  taxText,
  unitPrice,
  words,
} from './paper-words.ts'
import { type Ink, inner, margin, right, type Sheet, type Style, wrap } from './sheet.ts'

/** The left edge of what is addressed: the window of a French envelope (110 × 50 mm). */
const windowAt = { x: 312, y: 146 }
const half = 232
/** Below it stands the foot alone. */
export const floor = 742

const small: Style = { face: 'sans', size: 7.6, ink: 'soft' }
const tiny: Style = { face: 'sans', size: 6.6, ink: 'soft' }
const figure: Style = { face: 'figures', size: 8.6 }
const value: Style = { face: 'sans', size: 8.6 }

export type Head = {
  seller: Seller
  locale: Locale
  /** `Facture`, and its number. */
  kind: string
  number: string
  buyer: Party
  delivery?: Party | undefined
  /** Row by row. */
  facts: readonly (readonly Fact[])[]
}

export type Fact = readonly [name: string, value: string]

/** The head of the first page; answers with where the next thing begins. */
export function drawHead(sheet: Sheet, head: Head): number {
  const { seller, locale, kind, number, buyer, delivery, facts } = head
  drawMasthead(sheet, { title: seller.title, kicker: kind })
  let y = 96
  sheet.text(seller.publisher, { x: margin.left, y, face: 'strong', size: 7.6 })
  for (const line of [...seller.address, seller.phone, seller.email]) {
    y += 11
    sheet.text(line, { x: margin.left, y, ...small })
  }
  const toBuyer = drawParty(sheet, { party: buyer, ...windowAt, home: 'FR' })
  if (delivery) {
    y += 22
    drawLabel(sheet, { text: label(locale, words.delivered), x: margin.left, y })
    y = drawParty(sheet, { party: delivery, x: margin.left, y: y + 14, home: 'FR', size: 8.6 })
  }
  y = Math.max(toBuyer, y, 236) + 34
  sheet.text(`${kind} ${number}`, { x: margin.left, y, face: 'display', size: 25 })
  return drawFacts(sheet, { facts, y: y + 26 })
}

export function drawMasthead(
  sheet: Sheet,
  { title, kicker }: { title: string; kicker: string },
): void {
  sheet.text(title, { x: margin.left, y: 62, face: 'display', size: 29 })
  const kicked = kicker.toLocaleUpperCase('fr')
  const style = { face: 'strong', size: 7.6, ink: 'accent', tracking: 0.16 } as const
  sheet.text(kicked, { x: right, y: 62, align: 'right', ...style })
  sheet.rule(74, { thickness: 0.9 })
}

function drawLabel(
  sheet: Sheet,
  given: { text: string; x: number; y: number; align?: 'left' | 'right' },
): void {
  const { text, ...at } = given
  sheet.text(text, { ...at, ...tiny })
}

function drawParty(
  sheet: Sheet,
  given: { party: Party; x: number; y: number; home: string; size?: number },
): number {
  const { party, x, home, size = 9.8 } = given
  const { company, name, lines, country } = party
  const all = [
    ...(company !== undefined && company !== name ? [company] : []),
    name,
    ...lines.filter((line) => line !== ''),
    ...(country !== undefined && country !== home
      ? [countryName(country).toLocaleUpperCase('fr')]
      : []),
  ]
  let y = given.y
  for (const [at, line] of all.entries()) {
    const face = at === 0 ? 'strong' : 'sans'
    y = sheet.lines(line, { x, y, face, size, width: half, leading: size * 1.42 })
  }
  return y
}

/** Small names over values, side by side; a further row where there is no room. */
function drawFacts(sheet: Sheet, { facts, y: top }: { facts: Head['facts']; y: number }): number {
  const gap = 24
  let y = top
  for (const row of facts) {
    let x = margin.left
    for (const [name, text] of row) {
      const width = Math.max(sheet.faces.width(name, tiny), sheet.faces.width(text, value))
      if (x > margin.left && x + width > right) {
        x = margin.left
        y += 29
      }
      drawLabel(sheet, { text: name, x, y })
      sheet.text(text, { x, y: y + 13, ...value })
      x += width + gap
    }
    if (row.length > 0) y += 29
  }
  return y + 3
}

/** One row of the table: a thing sold, or what is taken off it. */
export type Row = {
  what: string
  details: readonly string[]
  quantity?: number
  /** Without tax, all of it: the unit price is made of both. */
  net: number
  tax: TaxLine | undefined
  gross: number
}

const columns = { quantity: 298, unit: 366, rate: 414, net: 480, gross: right }
const whatWidth = 218

/** The table, over as many pages as it needs; answers with where it ends. */
export function drawRows(
  sheet: Sheet,
  given: { rows: readonly Row[]; y: number; locale: Locale; newPage: () => number },
): number {
  const { rows, locale, newPage } = given
  const head = (y: number) => drawTableHead(sheet, { y, locale })
  let y = head(given.y)
  for (const row of rows) {
    if (y + heightOf(sheet, row) > floor) y = head(newPage())
    y = drawRow(sheet, row, y)
  }
  return y
}

function drawTableHead(sheet: Sheet, { y, locale }: { y: number; locale: Locale }): number {
  const columnsOf = [
    [words.quantity, columns.quantity],
    [words.unit, columns.unit],
    [words.rate, columns.rate],
    [words.net, columns.net],
    [words.gross, columns.gross],
  ] as const
  const isBoth = locale !== 'fr'
  sheet.rule(y, { thickness: 0.9 })
  drawLabel(sheet, { text: words.what.fr, x: margin.left, y: y + 14 })
  if (isBoth) drawLabel(sheet, { text: words.what.en, x: margin.left, y: y + 23 })
  for (const [word, x] of columnsOf) {
    drawLabel(sheet, { text: word.fr, x, y: y + 14, align: 'right' })
    if (isBoth) drawLabel(sheet, { text: word.en, x, y: y + 23, align: 'right' })
  }
  const bottom = y + (isBoth ? 31 : 22)
  sheet.rule(bottom, { ink: 'faint' })
  return bottom
}

const whatStyle = { face: 'serif', size: 11 } as const

/** From the rule above a row to the one below it. */
function heightOf(sheet: Sheet, { what, details }: Row): number {
  const count = (text: string, style: Style) =>
    wrap(sheet.faces, text, { ...style, width: whatWidth }).length
  const lines = details.reduce((sum, detail) => sum + count(detail, small), 0)
  return 15 + count(what, whatStyle) * 14 + lines * 10.5
}

function drawRow(sheet: Sheet, row: Row, top: number): number {
  const first = top + 18
  const { quantity, net, gross, tax } = row
  const cell = (text: string, x: number) =>
    sheet.text(text, { x, y: first, align: 'right', ...figure })
  if (quantity !== undefined) {
    cell(String(quantity), columns.quantity)
    if (tax) cell(unitPrice(net, quantity), columns.unit)
  }
  if (tax) {
    cell(taxText(tax), columns.rate)
    cell(euros(net), columns.net)
  }
  cell(euros(gross), columns.gross)
  const at = { x: margin.left, width: whatWidth }
  let y = sheet.lines(row.what, { ...at, y: first, leading: 14, ...whatStyle }) - 2
  for (const detail of row.details) y = sheet.lines(detail, { ...at, y, leading: 10.5, ...small })
  const bottom = top + heightOf(sheet, row)
  sheet.rule(bottom, { ink: 'faint' })
  return bottom
}

const sumsAt = 312

/** Sums on the right: net, VAT by rate, what is due in all; answers with where they end. */
export function drawSums(
  sheet: Sheet,
  given: {
    y: number
    locale: Locale
    taxes: readonly TaxLine[]
    /** `Total TTC`. */
    total: string
    gross: number
    /** After the total: payments, what is left. */
    after: readonly (readonly [name: string, amount: string])[]
  },
): number {
  const { locale, total, gross, after } = given
  const taxes = sumTaxes(given.taxes)
  let y = given.y + 22
  const row = (name: string, amount: string, style: Style = figure) => {
    sheet.text(name, { x: sumsAt, y, ...figure, ink: 'soft' })
    sheet.text(amount, { x: right, y, align: 'right', ...style })
    y += 15
  }
  const net = taxes.reduce((sum, tax) => sum + tax.net, 0)
  if (taxes.length > 0) row(label(locale, words.net), euros(net))
  for (const tax of taxes) row(taxLabel(locale, tax), euros(tax.vat))
  y += 1
  sheet.rule(y - 8, { x: sumsAt, width: right - sumsAt, thickness: 0.9 })
  y += 14
  sheet.text(total, { x: sumsAt, y, face: 'strong', size: 8.6 })
  sheet.text(euros(gross), { x: right, y: y + 1, align: 'right', face: 'display', size: 19 })
  y += 20
  for (const [name, amount] of after) row(name, amount)
  return y
}

/** Sentences on the left of the sums, or below them, where they are many. */
export function drawSentences(
  sheet: Sheet,
  given: { lead: string; ink?: Ink; sentences: readonly string[]; y: number; width?: number },
): number {
  const { lead, ink = 'ink', sentences, width = 226 } = given
  let y = given.y + 22
  if (lead !== '') {
    const style = { face: 'serif', size: 12.5, ink } as const
    y = sheet.lines(lead, { x: margin.left, y, width, leading: 16, ...style }) + 3
  }
  for (const sentence of sentences)
    y = sheet.lines(sentence, { x: margin.left, y, width, leading: 10.5, ...small }) + 3
  return y
}

/** A further page, with what it belongs to; answers with where it begins. */
export function drawFurther(sheet: Sheet, { title, of }: { title: string; of: string }): number {
  sheet.newPage()
  sheet.text(title, { x: margin.left, y: 62, face: 'display', size: 14 })
  sheet.text(of, { x: right, y: 62, align: 'right', ...small })
  return 80
}

/** At the foot of each page: who publishes, by law, and which page it is. */
export function drawFeet(sheet: Sheet, seller: Seller, about?: string): void {
  const { legalForm, capital, register, siren, vatNumber, cppap, issn } = seller
  const number = siren.replace(/(\d{3})(?=\d)/g, '$1\u00a0')
  const first = [
    `${seller.publisher}, ${legalForm}${capital === undefined ? '' : ` au capital de ${capital}`}`,
    seller.address.join(', '),
  ].join(' – ')
  const second = [
    `SIREN ${number}${register === undefined ? '' : `, ${register}`}`,
    ...(vatNumber === undefined ? [] : [`TVA ${vatNumber}`]),
    ...(cppap === undefined ? [] : [`${seller.title}\u202f: CPPAP n°\u00a0${cppap}`]),
    ...(issn === undefined ? [] : [`ISSN ${issn}`]),
  ].join(' – ')
  for (const [at, page] of sheet.pages.entries()) {
    const folio = `${about === undefined ? '' : `${about}, `}${at + 1}/${sheet.pages.length}`
    drawOn(sheet, page, () => {
      sheet.rule(778, { ink: 'faint' })
      const y = sheet.lines(first, {
        ...{ x: margin.left, y: 791, width: inner - 80, leading: 9.5 },
        ...tiny,
      })
      sheet.lines(second, { x: margin.left, y, width: inner - 80, leading: 9.5, ...tiny })
      sheet.text(folio, { x: right, y: 791, align: 'right', ...tiny })
    })
  }
}

function drawOn(sheet: Sheet, page: Sheet['page'], drawing: () => void): void {
  const at = sheet.pages.indexOf(page)
  const later = sheet.pages.splice(at + 1)
  drawing()
  sheet.pages.push(...later)
}
