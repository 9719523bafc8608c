// Makes a PDF of pages that are laid out. The same pages give the same bytes: no time of making, no
// random names; of a face only the letters that are used go in.
import type { PDFArray, PDFDocument, PDFFont, PDFName, PDFPage } from '@cantoo/pdf-lib'
import type { Locale } from '#kernel/errors'
import { type FaceName, type Faces, faceFeatures, type Run } from './faces.ts'
import { a4, type Ink, type Mark, type Page, type Style } from './sheet.ts'

type PdfLib = typeof import('@cantoo/pdf-lib')
type Fontkit = Pick<typeof import('@pdf-lib/fontkit'), 'create'>

export type PaperColours = { ink: string; accent: string }

export type PaperMeta = {
  title: string
  author: string
  locale: Locale
  /** The paper's own day, `2026-11-05`: a file says nothing of when it was made. */
  date: string
  colours: PaperColours
}

export async function paintPaper(
  faces: Faces,
  pages: readonly Page[],
  meta: PaperMeta,
): Promise<Uint8Array> {
  const [lib, { default: fontkit }] = await Promise.all([
    import('@cantoo/pdf-lib'),
    import('@pdf-lib/fontkit'),
  ])
  const document = await lib.PDFDocument.create()
  document.registerFontkit(streaming(fontkit))
  describe(document, meta)
  const pen = {
    lib,
    faces,
    inks: inksOf(meta.colours),
    fonts: await embedFaces(document, faces, pages),
  }
  for (const { marks } of pages) {
    const page = document.addPage([a4.width, a4.height])
    const keys = new Map<FaceName, PDFName>()
    for (const mark of marks) draw({ ...pen, keys }, page, mark)
  }
  return await document.save()
}

/**
 * fontkit 1 has an `encode` that wants a stream; pdf-lib takes it for fontkit 2's, which returns bytes.
 * Shown without it, pdf-lib asks for the stream.
 */
function streaming(fontkit: Fontkit): Parameters<PDFDocument['registerFontkit']>[0] {
  return {
    create(bytes) {
      const font = fontkit.create(bytes)
      const make = font.createSubset.bind(font)
      font.createSubset = () => {
        const subset = make()
        return {
          includeGlyph: (glyph) => subset.includeGlyph(glyph),
          encodeStream: () => subset.encodeStream(),
        }
      }
      return font
    },
  }
}

function describe(document: PDFDocument, { title, author, locale, date }: PaperMeta): void {
  document.setTitle(title, { showInWindowTitleBar: true })
  document.setAuthor(author)
  document.setProducer('Kiosque')
  document.setCreator('Kiosque')
  document.setLanguage(locale)
  const at = new Date(`${date}T00:00:00Z`)
  document.setCreationDate(at)
  document.setModificationDate(at)
}

type Rgb = readonly [red: number, green: number, blue: number]
type Pen = {
  lib: PdfLib
  faces: Faces
  inks: Readonly<Record<Ink, Rgb>>
  fonts: ReadonlyMap<FaceName, PDFFont>
  /** What the faces are called on this page. */
  keys: Map<FaceName, PDFName>
}

function inksOf({ ink, accent }: PaperColours): Pen['inks'] {
  const full = rgbOf(ink)
  const toPaper = (share: number): Rgb => [
    full[0] + (1 - full[0]) * share,
    full[1] + (1 - full[1]) * share,
    full[2] + (1 - full[2]) * share,
  ]
  return { ink: full, soft: toPaper(0.36), faint: toPaper(0.76), accent: rgbOf(accent) }
}

function rgbOf(hex: string): Rgb {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255
  return [part(1), part(3), part(5)]
}

/** In the faces' own order, so that the file is the same whatever is drawn first. */
async function embedFaces(document: PDFDocument, faces: Faces, pages: readonly Page[]) {
  const used = new Set<FaceName>()
  for (const { marks } of pages)
    for (const mark of marks)
      if (mark.kind === 'text')
        for (const { file } of faces.runs(mark.text, mark.style.face)) used.add(file)
  const fonts = new Map<FaceName, PDFFont>()
  for (const name of [...used].sort())
    fonts.set(
      name,
      await document.embedFont(faces.bytes[name], {
        subset: true,
        features: faceFeatures[name],
        // Six letters and a plus: a face of which only a part is here (ISO 32000-1, 9.6.4).
        customName: `KIOSQU+${name}`,
      }),
    )
  return fonts
}

function draw(pen: Pen, page: PDFPage, mark: Mark): void {
  const flip = (y: number) => a4.height - y
  const color = (ink: Ink) => pen.lib.rgb(...pen.inks[ink])
  if (mark.kind === 'text') drawText(pen, page, mark)
  else if (mark.kind === 'rule') {
    const { x, width, thickness: height, ink } = mark
    page.drawRectangle({ x, y: flip(mark.y) - height / 2, width, height, color: color(ink) })
  } else if (mark.kind === 'box') {
    const { x, width, height, ink } = mark
    page.drawRectangle({ x, y: flip(mark.y) - height, width, height, color: color(ink) })
  } else
    for (const [at, [x, y]] of mark.points.slice(1).entries()) {
      const [fromX, fromY] = mark.points[at] ?? [x, y]
      page.drawLine({
        ...{ start: { x: fromX, y: flip(fromY) }, end: { x, y: flip(y) } },
        ...{ thickness: 1, color: color(mark.ink) },
      })
    }
}

function drawText(pen: Pen, page: PDFPage, mark: Extract<Mark, { kind: 'text' }>): void {
  const { text, style, y } = mark
  const { PDFOperator, PDFOperatorNames } = pen.lib
  const { setCharacterSpacing, setFillingRgbColor, setFontAndSize, setTextMatrix } = pen.lib
  let x = mark.x
  for (const run of pen.faces.runs(text, style.face)) {
    const font = pen.fonts.get(run.file)
    if (!font) throw new Error('A face that was not embedded')
    const key = pen.keys.get(run.file) ?? page.node.newFontDictionary(font.name, font.ref)
    pen.keys.set(run.file, key)
    page.pushOperators(
      PDFOperator.of(PDFOperatorNames.BeginText),
      setFillingRgbColor(...pen.inks[style.ink ?? 'ink']),
      setFontAndSize(key, style.size),
      setCharacterSpacing((style.tracking ?? 0) * style.size),
      setTextMatrix(1, 0, 0, 1, x, a4.height - y),
      PDFOperator.of(PDFOperatorNames.ShowTextAdjusted, [kerned(pen.lib, { page, font, run })]),
      PDFOperator.of(PDFOperatorNames.EndText),
    )
    x += widthOf(run, style)
  }
}

function widthOf({ glyphs }: Run, { size, tracking = 0 }: Style): number {
  return glyphs.reduce((sum, { advance }) => sum + (advance / 1000 + tracking) * size, 0)
}

/** The glyphs with what moves each nearer to the next, in thousandths. */
function kerned(
  { PDFArray, PDFHexString, PDFNumber }: PdfLib,
  { page, font, run }: { page: PDFPage; font: PDFFont; run: Run },
): PDFArray {
  const hex = font.encodeText(run.text).asString()
  const array = PDFArray.withContext(page.doc.context)
  let piece = ''
  for (const [at, { width, advance }] of run.glyphs.entries()) {
    piece += hex.slice(at * 4, at * 4 + 4)
    const nearer = Math.round(width - advance)
    if (nearer === 0 || at === run.glyphs.length - 1) continue
    array.push(PDFHexString.of(piece))
    array.push(PDFNumber.of(nearer))
    piece = ''
  }
  if (piece !== '') array.push(PDFHexString.of(piece))
  return array
}
