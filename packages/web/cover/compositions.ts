// The compositions of upright covers, 600 × 800: each sets the same matter another way.
import {
  capHeight,
  companyList,
  companyListHeight,
  dateline,
  figureHeight,
  kicker,
  lines,
  linesHeight,
  logo,
  rect,
  type Sheet,
  sequence,
  sizeForWidth,
  text,
} from './drawing.ts'
import { fitText } from './fit-text.ts'

const margin = 40
const width = 520
const bottom = 760
const tight = -0.02
const leading = 1.0

/** In the order of the numbers: an issue takes the one at its number modulo their count. */
export const compositions: readonly ((sheet: Sheet) => string)[] = [
  monument,
  column,
  horizon,
  voices,
  bleed,
  disc,
]

/** Masthead as wide as the page, date and number under it. */
function head(sheet: Sheet, colour = sheet.ground.text): { drawn: string; end: number } {
  const mark = logo(sheet.logo, { x: margin, y: 30, width, colour })
  const end = 30 + mark.height
  return { drawn: mark.drawn, end }
}

/** The numeral stands at the foot, as wide as the page; the title above it. */
function monument(sheet: Sheet): string {
  const { ground } = sheet
  const mark = head(sheet)
  const size = Math.min(sizeForWidth(sheet.number, 'display', width + 10, -0.03), 340)
  const top = bottom - figureHeight(size)
  const listHeight = companyListHeight(sheet.companies.length)
  const titleTop = mark.end + 74
  const room = top - titleTop - listHeight - 92
  const fitted = fitText(sheet.title, titleBox(width, room, 74))
  const listTop = titleTop + linesHeight(fitted, 'display', leading) + 50
  return [
    rect(0, 0, 600, 800, ground.back),
    mark.drawn,
    dateline(sheet, { y: mark.end + 14 }),
    lines(fitted, display(margin, titleTop, ground.text)),
    companyList(sheet.companies, list(margin, listTop, width, ground.text)),
    text(sheet.number, {
      x: margin - size * 0.035,
      y: bottom,
      size,
      face: 'display',
      fill: ground.strong,
      tracking: -0.03,
    }),
  ].join('')
}

/** Figures under one another in a column at the right. */
function column(sheet: Sheet): string {
  const { ground } = sheet
  const mark = head(sheet)
  const top = mark.end + 64
  const figures = [...sheet.number]
  const step = (bottom - top) / figures.length
  const size = Math.min((step - 14) / figureHeight(1), 290)
  const textRight = 600 - margin - size * 0.62 - 28
  const inner = textRight - margin
  const listHeight = companyListHeight(sheet.companies.length, 1, 8)
  const fitted = fitText(sheet.title, titleBox(inner, bottom - top - listHeight - 90, 70))
  return [
    rect(0, 0, 600, 800, ground.back),
    mark.drawn,
    dateline(sheet, { y: mark.end + 14 }),
    ...figures.map((figure, at) =>
      text(figure, {
        x: 600 - margin + size * 0.03,
        y: bottom - (figures.length - 1 - at) * step,
        size,
        face: 'display',
        fill: ground.strong,
        anchor: 'end',
      }),
    ),
    kicker(sheet.kicker, { x: margin, y: top + 22, fill: ground.text }),
    lines(fitted, display(margin, top + 44, ground.text)),
    companyList(sheet.companies, {
      ...list(margin, bottom - listHeight, inner, ground.text),
      columns: 1,
      room: 8,
    }),
  ].join('')
}

/** A field of the strong colour with the numeral on its horizon; the title below it. */
function horizon(sheet: Sheet): string {
  const { ground } = sheet
  const listHeight = companyListHeight(sheet.companies.length)
  const fitted = fitText(sheet.title, titleBox(width, 214, 62))
  const height = linesHeight(fitted, 'display', leading)
  const line = bottom - listHeight - height - 84
  const mark = logo(sheet.logo, { x: margin, y: 30, width, colour: ground.onStrong })
  const size = Math.min(
    sizeForWidth(sheet.number, 'display', width + 20, -0.03),
    (line - mark.height - 104) / figureHeight(1),
  )
  return [
    rect(0, 0, 600, 800, ground.back),
    rect(0, 0, 600, line, ground.strong),
    mark.drawn,
    text(sheet.number, {
      x: 600 - margin + size * 0.03,
      y: line,
      size,
      face: 'display',
      fill: ground.back,
      tracking: -0.03,
      anchor: 'end',
    }),
    dateline(
      { ...sheet, ground: { ...ground, text: ground.onStrong } },
      { y: 30 + mark.height + 14 },
    ),
    lines(fitted, display(margin, line + 34, ground.text)),
    companyList(sheet.companies, list(margin, bottom - listHeight, width, ground.text)),
  ].join('')
}

/** A line of voices: strokes whose heights are the issue's own; the title large over them. */
function voices(sheet: Sheet): string {
  const { ground } = sheet
  const mark = head(sheet)
  const next = sequence(sheet.seed)
  const listHeight = companyListHeight(sheet.companies.length)
  const titleTop = mark.end + 72
  const fitted = fitText(sheet.title, titleBox(width, 292, 78))
  const from = titleTop + linesHeight(fitted, 'display', leading) + 34
  const to = bottom - listHeight - 40
  const middle = (from + to) / 2
  const strokes = Array.from({ length: 66 }, (_, at) => {
    const swell = 0.25 + 0.75 * Math.abs(Math.sin((at / 66) * Math.PI * (2 + (sheet.seed % 3))))
    const tall = Math.max(6, (to - from) * swell * (0.3 + 0.7 * next()))
    return rect(margin + at * 8, middle - tall / 2, 2.5, tall, ground.strong)
  })
  return [
    rect(0, 0, 600, 800, ground.back),
    mark.drawn,
    dateline(sheet, { y: mark.end + 14 }),
    lines(fitted, display(margin, titleTop, ground.text)),
    ...strokes,
    companyList(sheet.companies, list(margin, bottom - listHeight, width, ground.text)),
  ].join('')
}

/** The numeral larger than the page, cut by its edges. */
function bleed(sheet: Sheet): string {
  const { ground } = sheet
  const mark = head(sheet)
  const listHeight = companyListHeight(sheet.companies.length)
  const titleTop = mark.end + 74
  const fitted = fitText(sheet.title, titleBox(width, 196, 60))
  const listTop = titleTop + linesHeight(fitted, 'display', leading) + 48
  const numeralTop = listTop + listHeight + 36
  const size = sizeForWidth(sheet.number, 'display', 760, -0.05)
  return [
    rect(0, 0, 600, 800, ground.back),
    text(sheet.number, {
      x: -size * 0.05,
      y: Math.max(numeralTop + figureHeight(size), 790),
      size,
      face: 'display',
      fill: ground.strong,
      tracking: -0.05,
    }),
    mark.drawn,
    dateline(sheet, { y: mark.end + 14 }),
    lines(fitted, display(margin, titleTop, ground.text)),
    companyList(sheet.companies, list(margin, listTop, width, ground.text)),
  ].join('')
}

/** A disc with the numeral in it; the title hangs from the top, the companies stand at the foot. */
function disc(sheet: Sheet): string {
  const { ground } = sheet
  const mark = head(sheet)
  const listHeight = companyListHeight(sheet.companies.length, 1, 9)
  const titleTop = mark.end + 72
  const fitted = fitText(sheet.title, titleBox(width, 250, 70))
  const from = titleTop + linesHeight(fitted, 'display', leading) + 32
  const radius = Math.min((bottom + 20 - from) / 2, 168)
  const center = { x: 600 - margin - radius + 20, y: bottom + 20 - radius }
  const size = Math.min(sizeForWidth(sheet.number, 'display', radius * 1.5, -0.03), radius * 1.2)
  const listWidth = center.x - radius - margin - 8
  return [
    rect(0, 0, 600, 800, ground.back),
    mark.drawn,
    dateline(sheet, { y: mark.end + 14 }),
    lines(fitted, display(margin, titleTop, ground.text)),
    `<circle cx="${Math.round(center.x)}" cy="${Math.round(center.y)}" r="${Math.round(radius)}" fill="${ground.strong}"/>`,
    text(sheet.number, {
      x: center.x - size * 0.015,
      y: center.y + figureHeight(size) / 2,
      size,
      face: 'display',
      fill: ground.onStrong,
      tracking: -0.03,
      anchor: 'middle',
    }),
    companyList(sheet.companies, {
      ...list(margin, bottom - listHeight, listWidth, ground.text),
      columns: 1,
      room: 9,
    }),
  ].join('')
}

function titleBox(inWidth: number, height: number, maxSize: number) {
  return {
    face: 'display' as const,
    width: inWidth,
    height: Math.max(height, capHeight(24, 'display')),
    maxSize,
    minSize: 20,
    leading,
    tracking: tight,
  }
}

function display(x: number, top: number, fill: string) {
  return { x, top, fill, face: 'display' as const, tracking: tight, leading }
}

function list(x: number, y: number, inWidth: number, fill: string) {
  return { x, y, width: inWidth, fill, room: 6 }
}
