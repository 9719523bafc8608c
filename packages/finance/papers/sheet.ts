// A paper before it is a PDF: pages of texts, rules and shapes at their places, in points from the
// top left of an A4 sheet. Pure; what is printed can be read here.
import type { Face, Faces } from './faces.ts'

export const a4 = { width: 595.28, height: 841.89 }
export const margin = { left: 51, right: 51 }
export const right = a4.width - margin.right
export const inner = right - margin.left

export type Ink = 'ink' | 'soft' | 'faint' | 'accent'

export type Style = {
  face: Face
  size: number
  ink?: Ink
  /** In em, after each letter. */
  tracking?: number
}

export type Mark =
  /** `x` is where it begins, `y` its baseline. */
  | { kind: 'text'; x: number; y: number; text: string; style: Style }
  | { kind: 'rule'; x: number; y: number; width: number; thickness: number; ink: Ink }
  | { kind: 'box'; x: number; y: number; width: number; height: number; ink: Ink }
  | { kind: 'line'; points: readonly (readonly [x: number, y: number])[]; ink: Ink }

export type Page = { marks: Mark[] }

export type TextAt = Style & { x: number; y: number; align?: 'left' | 'right' | 'centre' }

/** Draws on the newest page; `newPage` begins another. */
export class Sheet {
  readonly pages: Page[] = [{ marks: [] }]

  constructor(readonly faces: Faces) {}

  get page(): Page {
    return this.pages.at(-1) ?? { marks: [] }
  }

  newPage(): void {
    this.pages.push({ marks: [] })
  }

  /** One line; answers with its width. */
  text(text: string, { x, y, align = 'left', ...style }: TextAt): number {
    const width = this.faces.width(text, style)
    const shift = align === 'left' ? 0 : align === 'right' ? width : width / 2
    // Tracking follows the last letter too, where nothing is to be seen of it.
    const trail = align === 'right' ? (style.tracking ?? 0) * style.size : 0
    this.page.marks.push({ kind: 'text', x: x - shift + trail, y, text, style })
    return width
  }

  /** Lines under one another, broken at spaces; answers with the baseline after the last. */
  lines(
    text: string,
    { width, leading, ...at }: TextAt & { width: number; leading: number },
  ): number {
    let y = at.y
    for (const line of wrap(this.faces, text, { ...at, width })) {
      this.text(line, { ...at, y })
      y += leading
    }
    return y
  }

  rule(y: number, given: { x?: number; width?: number; thickness?: number; ink?: Ink } = {}): void {
    const { x = margin.left, width = inner, thickness = 0.5, ink = 'ink' } = given
    this.page.marks.push({ kind: 'rule', x, y, width, thickness, ink })
  }

  box(box: { x: number; y: number; width: number; height: number; ink: Ink }): void {
    this.page.marks.push({ kind: 'box', ...box })
  }
}

/**
 * Greedy lines that fit a width; a no-break space holds its two sides together, a word that is too
 * long is cut.
 */
export function wrap(faces: Faces, text: string, style: Style & { width: number }): string[] {
  const fits = (line: string) => faces.width(line, style) <= style.width
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (fits(longer)) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    while (!fits(line) && [...line].length > 1) {
      const letters = [...line]
      let count = letters.length - 1
      while (count > 1 && !fits(letters.slice(0, count).join(''))) count -= 1
      lines.push(letters.slice(0, count).join(''))
      line = letters.slice(count).join('')
    }
  }
  return [...lines, line]
}

/** What a page says, one text a line: for tests, and for who looks for a word. */
export function textsOf(page: Page): string[] {
  return page.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
}
