// Covers as pictures: resvg draws the SVG with our own faces, so that every machine draws the same.
// Kept out of the site's bundle (2.4 MB of WebAssembly): only media-app and tests import it.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

export type CoverRenderer = {
  /** PNG as wide as asked, in pixels. */
  png(svg: string, width: number): Uint8Array
  /** The same SVG with its text as outlines, that no longer needs a font. */
  outlined(svg: string): string
}

/** What the renderer draws with; on Lambda the files lie beside the bundle. */
export type CoverSources = { wasm: Uint8Array; faces: readonly Uint8Array[] }

/** Files in `cover/faces` that the covers are set in. */
export const faceFiles = ['display.ttf', 'display-ext.ttf', 'label.ttf', 'label-ext.ttf'] as const

/** Reads the sources from this package and from node_modules. */
export async function localCoverSources(): Promise<CoverSources> {
  const wasm = createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')
  return {
    wasm: await readFile(wasm),
    faces: await Promise.all(
      faceFiles.map((name) => readFile(new URL(`./faces/${name}`, import.meta.url))),
    ),
  }
}

let started: Promise<void> | undefined

/** Loads the WebAssembly once a process. */
export async function coverRenderer(sources: CoverSources): Promise<CoverRenderer> {
  started ??= initWasm(sources.wasm)
  await started
  const font = {
    fontBuffers: [...sources.faces],
    loadSystemFonts: false,
    defaultFontFamily: 'Newsreader 16pt',
  }
  return {
    png: (svg, width) =>
      new Resvg(svg, { font, fitTo: { mode: 'width', value: width } }).render().asPng(),
    outlined: (svg) => new Resvg(svg, { font }).toString(),
  }
}
