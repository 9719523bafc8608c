// The static files of the pages: one stylesheet, the fonts and the islands, each named by the hash
// of its content. Built by an explicit call at start (or by `scripts/build-assets.ts` for a static
// site); a function's bundle carries only the manifest, see shared/view.ts.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import type { Publication } from '#publication/schema'
import { palettes } from './shared/colour.ts'
import { securityHeaders } from './shared/security.ts'
import type { AssetManifest } from './shared/view.ts'

export type BuiltFile = { body: Uint8Array; contentType: string }

export type BuiltAssets = {
  /** Name to path: `kiosque.css` to `/assets/kiosque.3f9a1c20.css`. */
  manifest: AssetManifest
  /** Path to content. */
  files: ReadonlyMap<string, BuiltFile>
}

const here = dirname(fileURLToPath(import.meta.url))

/** The font files served, by asset name. `opsz` files draw display sizes finer than text sizes. */
const fonts = {
  'newsreader.woff2': 'newsreader/files/newsreader-latin-opsz-normal.woff2',
  'newsreader-italic.woff2': 'newsreader/files/newsreader-latin-opsz-italic.woff2',
  'newsreader-ext.woff2': 'newsreader/files/newsreader-latin-ext-wght-normal.woff2',
  'inter.woff2': 'inter/files/inter-latin-wght-normal.woff2',
  'inter-ext.woff2': 'inter/files/inter-latin-ext-wght-normal.woff2',
}

/** Stylesheets in the order in which they are joined. */
const sheets = [
  'base.css',
  'type.css',
  'layout.css',
  'forms.css',
  'parts.css',
  'site.css',
  'reading.css',
  'shop.css',
  'account.css',
  'leave.css',
  'console.css',
  'desk.css',
  'audience.css',
  'composer.css',
  'report.css',
  'clicks.css',
  'schedule.css',
  'subject-test.css',
]
/** Sheets of their own, for pages that no reader sees; they lie in the same layer. */
const ownSheets = ['finance.css']
/** The sheet that wins over all others: they lie in a cascade layer, it does not. */
const lastSheet = 'last.css'

/**
 * Builds everything in memory: reads the fonts and styles, bundles each `islands/*.ts` with esbuild.
 * @throws Error when a source is missing or an island does not compile.
 */
export async function buildAssets(options: { publication: Publication }): Promise<BuiltAssets> {
  const manifest: Record<string, string> = {}
  const files = new Map<string, BuiltFile>()
  const keep = (name: string, body: Uint8Array, contentType: string) => {
    const path = `/assets/${hashedName(name, body)}`
    manifest[name] = path
    files.set(path, { body, contentType })
  }
  const require = createRequire(import.meta.url)
  for (const [name, path] of Object.entries(fonts))
    keep(name, await readFile(require.resolve(`@fontsource-variable/${path}`)), 'font/woff2')
  for (const [name, body] of await buildIslands()) keep(name, body, 'text/javascript')
  const css = await buildStylesheet(options.publication, manifest)
  keep('kiosque.css', Buffer.from(css), 'text/css; charset=utf-8')
  for (const name of ownSheets)
    keep(name, Buffer.from(await minified(await layered([name]))), 'text/css; charset=utf-8')
  return { manifest, files }
}

/** Serves `/assets/*`; a hashed name never changes its content, so it may be kept for a year. */
export function createAssetApp(built: BuiltAssets): Hono {
  const app = new Hono()
  app.use(securityHeaders({ isHttps: false }))
  app.get('/assets/:name', (c) => {
    const file = built.files.get(c.req.path)
    if (!file) return c.notFound()
    c.header('content-type', file.contentType)
    c.header('cache-control', 'public, max-age=31536000, immutable')
    c.header('x-content-type-options', 'nosniff')
    c.header('cross-origin-resource-policy', 'cross-origin')
    return c.body(new Uint8Array(file.body))
  })
  return app
}

function hashedName(name: string, body: Uint8Array): string {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10)
  const dot = name.lastIndexOf('.')
  return `${name.slice(0, dot)}.${hash}${name.slice(dot)}`
}

async function buildStylesheet(publication: Publication, manifest: AssetManifest) {
  const last = await readSheet(lastSheet)
  const source = `${tokens(publication)}\n${await layered(sheets)}\n${last}`
  const joined = source.replace(/url\("asset:([\w.-]+)"\)/g, (_, name: string) => {
    const path = manifest[name]
    if (!path) throw new Error(`The stylesheet names an asset that was not built: ${name}`)
    return `url(${path})`
  })
  return await minified(joined)
}

function readSheet(name: string): Promise<string> {
  return readFile(join(here, 'shared/styles', name), 'utf8')
}

async function layered(names: readonly string[]): Promise<string> {
  return `@layer pages {\n${(await Promise.all(names.map(readSheet))).join('\n')}\n}`
}

async function minified(css: string): Promise<string> {
  const { transform } = await import('esbuild')
  const result = await transform(css, { loader: 'css', minify: true, target: 'es2022' })
  return result.code
}

/** The brand's colours as custom properties, by the scheme the person's device asks for. */
function tokens(publication: Publication): string {
  const { light, dark } = palettes(publication.brand)
  const lines = (palette: Record<string, string>) =>
    Object.entries(palette)
      .map(
        ([name, value]) => `--${name.replace(/[A-Z]/g, (x) => `-${x.toLowerCase()}`)}: ${value};`,
      )
      .join(' ')
  return `:root { color-scheme: light dark; ${lines(light)} }
@media (prefers-color-scheme: dark) { :root { ${lines(dark)} } }
@media print { :root { ${lines({ ...light, paper: '#ffffff', ink: '#000000' })} } }`
}

async function buildIslands(): Promise<Map<string, Uint8Array>> {
  const folder = join(here, 'islands')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'))
  const { build } = await import('esbuild')
  const result = await build({
    entryPoints: names.map((name) => join(folder, name)),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    outdir: folder,
    logLevel: 'silent',
  })
  return new Map(
    result.outputFiles.map((file) => [file.path.slice(folder.length + 1), file.contents]),
  )
}
