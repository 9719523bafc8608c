import { beforeAll, describe, expect, it } from 'vitest'
import { type BuiltAssets, buildAssets, createAssetApp } from '#web/assets'
import { assetsFrom } from '#web/shared/view'
import { publication } from '../../support/editorial.ts'

let built: BuiltAssets

beforeAll(async () => {
  built = await buildAssets({ publication })
})

const textOf = (name: string) =>
  Buffer.from(built.files.get(built.manifest[name] ?? '')?.body ?? []).toString()

describe('the built assets', () => {
  it('are named by their content', async () => {
    const again = await buildAssets({ publication })
    expect(again.manifest).toEqual(built.manifest)
    const brand = { ...publication.brand, accent: '#1a4fc8' }
    const other = await buildAssets({ publication: { ...publication, brand } })
    expect(other.manifest['kiosque.css']).not.toBe(built.manifest['kiosque.css'])
    expect(other.manifest['inter.woff2']).toBe(built.manifest['inter.woff2'])
  })

  it('hold one stylesheet in the title’s colours, whose fonts are all ours', () => {
    const css = textOf('kiosque.css')
    expect(css).toContain(publication.brand.accent)
    expect(css).toContain('prefers-color-scheme:dark')
    const urls = [...css.matchAll(/url\(["']?([^"')]+)/g)].map(([, url]) => url ?? '')
    expect(urls.length).toBeGreaterThan(3)
    for (const url of urls) expect(built.files.has(url)).toBe(true)
    expect(css.length).toBeLessThan(60_000)
  })

  it('hold islands without a server’s modules', () => {
    expect(textOf('challenge.js')).not.toContain('node:')
    expect(textOf('challenge.js').length).toBeLessThan(30_000)
  })
})

describe('/assets', () => {
  it('may be kept for a year, and knows only what was built', async () => {
    const app = createAssetApp(built)
    const response = await app.request(built.manifest['kiosque.css'] ?? '')
    expect(response.headers.get('content-type')).toContain('text/css')
    expect(response.headers.get('cache-control')).toContain('immutable')
    expect((await app.request('/assets/kiosque.css')).status).toBe(404)
    expect((await app.request('/assets/..%2F..%2Fpackage.json')).status).toBe(404)
  })
})

describe('a manifest', () => {
  it('refuses a name that was never built', () => {
    expect(() => assetsFrom({ 'a.css': '/assets/a.1.css' }).url('b.css')).toThrow('b.css')
  })
})
