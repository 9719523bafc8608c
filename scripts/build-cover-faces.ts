// Cuts the covers' typefaces out of the variable fonts: static instances that resvg can draw with,
// and the widths of their glyphs, by which titles are fitted. Run it when the fonts change:
// `node packages/cli/tsx.mjs scripts/build-cover-faces.ts`.
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import subsetFont from 'subset-font'

const require = createRequire(import.meta.url)
const folder = new URL('../packages/web/cover/', import.meta.url)

/** Printable Latin-1, French and the marks of typesetting. */
const latin = `${range(0x20, 0x7e)}${range(0xa0, 0xff)}ŒœŸ–—‘’‚“”„†•…‹›€™−`
const latinExt = `${range(0x100, 0x17f)}ȘșȚț`

type Face = { name: string; file: string; axes: Record<string, number>; text: string }
const faces: readonly Face[] = [
  {
    name: 'display',
    file: 'newsreader/files/newsreader-latin-opsz-normal.woff2',
    axes: { wght: 540, opsz: 72 },
    text: latin,
  },
  {
    name: 'display-ext',
    file: 'newsreader/files/newsreader-latin-ext-opsz-normal.woff2',
    axes: { wght: 540, opsz: 72 },
    text: latinExt,
  },
  {
    name: 'label',
    file: 'inter/files/inter-latin-wght-normal.woff2',
    axes: { wght: 550 },
    text: latin,
  },
  {
    name: 'label-ext',
    file: 'inter/files/inter-latin-ext-wght-normal.woff2',
    axes: { wght: 550 },
    text: latinExt,
  },
]

await initWasm(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')))
const tables: string[] = []
for (const face of faces) {
  const source = await readFile(require.resolve(`@fontsource-variable/${face.file}`))
  const ttf = await subsetFont(source, face.text, {
    targetFormat: 'sfnt',
    variationAxes: face.axes,
  })
  await writeFile(new URL(`faces/${face.name}.ttf`, folder), ttf)
  if (face.name.endsWith('-ext')) continue
  const widths = [...face.text].map((character) =>
    Math.round(inkWidth(ttf, `|${character}|`) - inkWidth(ttf, '||')),
  )
  tables.push(
    `export const ${face.name} = table(\n${JSON.stringify(face.text)},\n[${widths.join(', ')}])`,
  )
}
await writeFile(
  new URL('metrics.ts', folder),
  `// Widths of the covers' glyphs in thousandths of the size. Written by scripts/build-cover-faces.ts.
${tables.join('\n\n')}

function table(characters: string, widths: readonly number[]): ReadonlyMap<string, number> {
  return new Map([...characters].map((character, at) => [character, widths[at] ?? 600]))
}
`,
)

/** Width of what is drawn, at a size of 1000. */
function inkWidth(face: Uint8Array, text: string): number {
  const escaped = text.replace(/[&<]/g, (mark) => (mark === '&' ? '&amp;' : '&lt;'))
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9000 2000"><text xml:space="preserve" x="1000" y="1500" font-size="1000" font-kerning="none">${escaped}</text></svg>`
  const drawn = new Resvg(svg, { font: { fontBuffers: [face], loadSystemFonts: false } })
  return drawn.getBBox()?.width ?? 0
}

function range(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)).join('')
}
