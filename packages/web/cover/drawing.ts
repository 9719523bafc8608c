// What compositions draw with: text in the two faces, rules, the logo, the list of companies.
import type { Locale } from '#kernel/errors'
import { type Face, type Fitted, textWidth } from './fit-text.ts'

/** Colours of one cover. */
export type Ground = { back: string; text: string; strong: string; onStrong: string }

/** What a composition gets. */
export type Sheet = {
  ground: Ground
  number: string
  date: string
  title: string
  companies: readonly string[]
  /** SVG source in `currentColor`. */
  logo: string
  kicker: string
  seed: number
}

/** The page's own fonts where the cover stands in a page, then the faces resvg is given. */
const families: Record<Face, string> = {
  display: "'Newsreader Variable','Newsreader 16pt',serif",
  label: "'Inter Variable',Inter,sans-serif",
}
const weights: Record<Face, number> = { display: 540, label: 550 }

export type TextOptions = {
  x: number
  y: number
  size: number
  face: Face
  fill: string
  anchor?: 'start' | 'middle' | 'end'
  /** In em. */
  tracking?: number
}

/** One line of text on its baseline. */
export function text(content: string, options: TextOptions): string {
  const { x, y, size, face, fill, anchor = 'start', tracking = 0 } = options
  const spacing = tracking === 0 ? '' : ` letter-spacing="${round(tracking * size)}"`
  const anchored = anchor === 'start' ? '' : ` text-anchor="${anchor}"`
  return `<text x="${round(x)}" y="${round(y)}" font-family="${families[face]}" font-weight="${weights[face]}" font-size="${round(size)}" fill="${fill}"${spacing}${anchored}>${escapeXml(content)}</text>`
}

/** Lines set under one another; `top` is where the capitals of the first begin. */
export function lines(
  fitted: Fitted,
  options: Omit<TextOptions, 'y' | 'size'> & { top: number; leading: number },
): string {
  const first = options.top + capHeight(fitted.size, options.face)
  return fitted.lines
    .map((line, at) =>
      text(line, { ...options, size: fitted.size, y: first + at * fitted.size * options.leading }),
    )
    .join('')
}

/** From the top of the first line's capitals to the last baseline. */
export function linesHeight(fitted: Fitted, face: Face, leading: number): number {
  return capHeight(fitted.size, face) + (fitted.lines.length - 1) * fitted.size * leading
}

export function capHeight(size: number, face: Face): number {
  return size * (face === 'display' ? 0.715 : 0.727)
}

/** Height of the lining figures of the display face. */
export function figureHeight(size: number): number {
  return size * 0.727
}

/** The size at which the text is as wide as asked. */
export function sizeForWidth(content: string, face: Face, width: number, tracking = 0): number {
  return width / textWidth(content, face, 1, tracking)
}

export function rect(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${fill}"/>`
}

/** Small spaced capitals. */
export function kicker(
  content: string,
  options: { x: number; y: number; fill: string; size?: number; anchor?: 'start' | 'end' },
): string {
  return text(content.toLocaleUpperCase(), {
    size: 12,
    ...options,
    face: 'label',
    tracking: 0.14,
  })
}

/** Date left and number right over a rule. */
export function dateline(sheet: Sheet, options: { y: number; x?: number; width?: number }): string {
  const { x = 40, width = 520, y } = options
  const fill = sheet.ground.text
  return [
    rect(x, y, width, 1.5, fill),
    text(sheet.date, { x, y: y + 27, size: 17, face: 'label', fill }),
    text(`Nº ${sheet.number}`, {
      x: x + width,
      y: y + 27,
      size: 17,
      face: 'label',
      fill,
      anchor: 'end',
    }),
  ].join('')
}

/** The companies under one another, in columns; at most `room` lines, the rest counted. */
export function companyList(
  names: readonly string[],
  options: {
    x: number
    y: number
    width: number
    fill: string
    room: number
    columns?: number
    size?: number
  },
): string {
  const { x, y, width, fill, room, columns = 2, size = 17 } = options
  const places = room * columns
  const shown = names.length > places ? names.slice(0, places - 1) : names
  const more = names.length - shown.length
  const all = more > 0 ? [...shown, `+ ${more}`] : shown
  const perColumn = Math.ceil(all.length / columns)
  const columnWidth = width / columns
  return all
    .map((name, at) =>
      text(shorten(name, columnWidth - 12, size), {
        x: x + Math.floor(at / perColumn) * columnWidth,
        y: y + (at % perColumn) * size * 1.45,
        size,
        face: 'label',
        fill,
      }),
    )
    .join('')
}

/** Height of that list from its first baseline to its last. */
export function companyListHeight(count: number, columns = 2, room = 6, size = 17): number {
  const rows = Math.min(room, Math.ceil(Math.min(count, room * columns) / columns))
  return Math.max(0, rows - 1) * size * 1.45
}

/** The logo as wide as asked, its top left corner at x, y. */
export function logo(
  source: string,
  options: { x: number; y: number; width: number; colour: string },
): { drawn: string; height: number } {
  const box =
    /viewBox="([\d.\s,-]+)"/
      .exec(source)?.[1]
      ?.split(/[\s,]+/)
      .map(Number) ?? []
  const [, , boxWidth = 300, boxHeight = 48] = box
  const height = (options.width * boxHeight) / boxWidth
  const placed = `<svg overflow="visible" x="${options.x}" y="${round(options.y)}" width="${options.width}" height="${round(height)}"`
  const opened = source
    .replace(/^<svg/, placed)
    .replace(/^(<svg[^>]*?)\s(?:role|aria-label)="[^"]*"/, '$1')
  const bare = withoutSizes(opened, placed)
  return { drawn: `<g color="${options.colour}" fill="${options.colour}">${bare}</g>`, height }
}

/** The logo's own width and height would compete with the ones it was placed with. */
function withoutSizes(source: string, placed: string): string {
  const rest = source.slice(placed.length)
  const end = rest.indexOf('>')
  const attributes = rest
    .slice(0, end)
    .replace(/\s(?:width|height|x|y|role|aria-label)="[^"]*"/g, '')
  return placed + attributes + rest.slice(end)
}

/** A repeatable sequence in [0, 1) from a seed (mulberry32). */
export function sequence(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function label(content: string, locale: Locale): string {
  return content.toLocaleUpperCase(locale)
}

export function escapeXml(content: string): string {
  return content.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`)
}

function shorten(name: string, width: number, size: number): string {
  let kept = name
  while (textWidth(kept, 'label', size) > width && kept.length > 2) kept = `${kept.slice(0, -2)}…`
  return kept
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
