// Cuts the typefaces of invoices and other papers out of the variable fonts: static instances that a
// PDF can hold. Run it when the fonts change: `node packages/cli/tsx.mjs scripts/build-paper-faces.ts`.
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import subsetFont from 'subset-font'

const require = createRequire(import.meta.url)
const folder = new URL('../packages/finance/papers/faces/', import.meta.url)

/** Printable Latin-1, French and the marks of typesetting. */
const latin = `${range(0x20, 0x7e)}${range(0xa0, 0xff)}ŒœŸ–—‘’‚“”„†•…‹›€™−`
const latinExt = `${range(0x100, 0x17f)}ȘșȚț`
/** Names are written in other letters too. */
const greek = range(0x370, 0x3ff)
const cyrillic = range(0x400, 0x45f)

const newsreader = (part: string) => `newsreader/files/newsreader-${part}-opsz-normal.woff2`
const inter = (part: string) => `inter/files/inter-${part}-wght-normal.woff2`

const faces: readonly {
  name: string
  file: string
  axes: Record<string, number>
  text: string
}[] = [
  {
    name: 'display',
    file: newsreader('latin'),
    axes: { wght: 520, opsz: 60 },
    text: latin,
  },
  { name: 'serif', file: newsreader('latin'), axes: { wght: 430, opsz: 16 }, text: latin },
  { name: 'sans', file: inter('latin'), axes: { wght: 420 }, text: latin },
  { name: 'strong', file: inter('latin'), axes: { wght: 620 }, text: latin },
  { name: 'latin-ext', file: inter('latin-ext'), axes: { wght: 420 }, text: latinExt },
  { name: 'greek', file: inter('greek'), axes: { wght: 420 }, text: greek },
  { name: 'cyrillic', file: inter('cyrillic'), axes: { wght: 420 }, text: cyrillic },
]

for (const { name, file, axes, text } of faces) {
  const source = await readFile(require.resolve(`@fontsource-variable/${file}`))
  const options = { targetFormat: 'sfnt', variationAxes: axes } as const
  await writeFile(new URL(`${name}.ttf`, folder), await subsetFont(source, text, options))
}

function range(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)).join('')
}
