// The typefaces of papers, opened: which of them has a letter, and how wide a text is, kerned. Pure:
// the same bytes measure the same.
import type { Font, TypeFeatures } from '@pdf-lib/fontkit'

/** `figures` is `sans` whose figures stand under one another. */
export const faceNames = [
  'display',
  'serif',
  'sans',
  'figures',
  'strong',
  'latin-ext',
  'greek',
  'cyrillic',
] as const
export type FaceName = (typeof faceNames)[number]
export type Face = Extract<FaceName, 'display' | 'serif' | 'sans' | 'figures' | 'strong'>

export type FaceBytes = Readonly<Record<FaceName, Uint8Array>>

/** The file of each, in `faces/`; written by scripts/build-paper-faces.ts. */
export const faceFile = (name: FaceName) => `${name === 'figures' ? 'sans' : name}.ttf`

/** A stretch of text that one file has the letters of, with its glyphs' advances in thousandths. */
export type Run = { file: FaceName; text: string; glyphs: { width: number; advance: number }[] }

export type Faces = {
  bytes: FaceBytes
  runs(text: string, face: Face): Run[]
  /** In points; `tracking` in em, after each letter. */
  width(text: string, style: { face: Face; size: number; tracking?: number }): number
}

/** Letters are drawn one by one. */
export const faceFeatures = {
  display: { liga: false, clig: false, calt: false },
  serif: { liga: false, clig: false, calt: false },
  sans: { liga: false, clig: false, calt: false },
  figures: { liga: false, clig: false, calt: false, tnum: true },
  strong: { liga: false, clig: false, calt: false },
  'latin-ext': { liga: false, calt: false },
  greek: { liga: false, calt: false },
  cyrillic: { liga: false, calt: false },
} as const satisfies Record<FaceName, TypeFeatures>

const others: readonly FaceName[] = ['sans', 'latin-ext', 'greek', 'cyrillic']
/** For letters that no face has. */
const missing = '¤'
const narrow = '\u202f'
/** A narrow space as a share of a space. */
const narrowShare = 0.55

/** Loads the library when the first paper is asked for: most pages beside it need none. */
export async function openFaces(bytes: FaceBytes): Promise<Faces> {
  const { default: fontkit } = await import('@pdf-lib/fontkit')
  const fonts = new Map<FaceName, Font>(
    faceNames.map((name) => [name, fontkit.create(bytes[name]) as Font]),
  )
  const fontOf = (name: FaceName) => {
    const font = fonts.get(name)
    if (!font) throw new Error(`No face is called ${name}`)
    return font
  }
  const fileOf = (letter: string, face: Face) =>
    [face, ...others].find((name) => fontOf(name).hasGlyphForCodePoint(letter.codePointAt(0) ?? 0))
  const runs = (text: string, face: Face): Run[] => {
    const split: { file: FaceName; text: string }[] = []
    for (const given of text.normalize('NFC').replace(/\p{Cc}/gu, ' ')) {
      const isSpace = given === narrow
      const known = isSpace ? face : fileOf(given, face)
      const letter = known === undefined ? missing : given
      const file = known ?? face
      const last = split.at(-1)
      if (last && last.file === file) last.text += letter
      else split.push({ file, text: letter })
    }
    return split.map((run) => measured(fontOf(run.file), run))
  }
  return {
    bytes,
    runs,
    width: (text, { face, size, tracking = 0 }) => {
      const all = runs(text, face).flatMap(({ glyphs }) => glyphs)
      const sum = all.reduce((total, { advance }) => total + advance, 0)
      return (sum / 1000) * size + all.length * tracking * size
    },
  }
}

/** The faces have no narrow no-break space: it is a no-break space, drawn narrower. */
function measured(font: Font, { file, text }: { file: FaceName; text: string }): Run {
  const scale = 1000 / font.unitsPerEm
  const drawn = text.replaceAll(narrow, '\u00a0')
  const { glyphs, positions } = font.layout(drawn, faceFeatures[file])
  const letters = [...text]
  return {
    file,
    text: drawn,
    glyphs: glyphs.map((glyph, at) => {
      const share = letters[at] === narrow ? narrowShare : 1
      const advance = (positions[at]?.xAdvance ?? glyph.advanceWidth) * scale * share
      return { width: glyph.advanceWidth * scale, advance }
    }),
  }
}
