// How the month's summary sets headings and rows of figures. Pure.
import { inner, margin, type Sheet, type Style } from './sheet.ts'

export const tiny: Style = { face: 'sans', size: 6.6, ink: 'soft' }
export const small: Style = { face: 'sans', size: 7.8 }
export const figure: Style = { face: 'figures', size: 7.8 }
const gutter = 30
export const half = (inner - gutter) / 2
export const second = margin.left + half + gutter

/** A finding over what shows it; answers with where that begins. */
export function heading(
  sheet: Sheet,
  given: { text: string; x?: number; y: number; width?: number },
): number {
  const { text, x = margin.left, y, width = inner } = given
  const bottom = sheet.lines(text, { x, y, width, leading: 14, face: 'serif', size: 11.5 })
  return bottom - 8
}

/** A row of a table: a name at the left, figures at their right edges. */
export function row(
  sheet: Sheet,
  given: {
    name: string
    x: number
    y: number
    cells: readonly (readonly [text: string, x: number])[]
    style?: Style
  },
): void {
  const { name, x, y, cells, style = figure } = given
  sheet.text(name, { ...small, x, y, ...(style.ink ? { ink: style.ink } : {}) })
  for (const [text, at] of cells) sheet.text(text, { ...style, x: at, y, align: 'right' })
}
