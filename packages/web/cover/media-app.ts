// `/media/covers/…`: covers as PNG, social card and outlined SVG. Drawn when first asked for, then
// kept in the files bucket under the hash of what was drawn. An app of its own, because resvg is
// large: the site's function doesn't hold it.
import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import type { Table } from '#aws/table'
import type { Files } from '#delivery/ports'
import { getCompanies, getIssue } from '#editorial/store'
import type { MakeId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import type { Publication } from '#publication/schema'
import { securityHeaders } from '../shared/security.ts'
import { publicIssue } from '../site/issues.ts'
import { coverOfIssue } from './cover-of-issue.ts'
import type { CoverRenderer } from './cover-png.ts'
import { coverSvg, socialSvg } from './cover-svg.ts'

export type MediaDeps = {
  table: Table
  files: Pick<Files, 'get' | 'put'>
  publication: Publication
  log: Log
  makeId: MakeId
  /** Called when a picture has to be drawn; may load WebAssembly. */
  renderer: () => Promise<CoverRenderer>
}

type Shape = 'png' | 'social' | 'svg'

/** Raise it when compositions change, so that kept pictures are drawn anew. */
const drawingVersion = 1
const maxAgeSeconds = 3600

/** Serves `/media/covers/:number.png`, `/media/covers/:number-social.png` and `….svg`. */
export function createMedia(deps: MediaDeps): Hono {
  const app = new Hono()
  app.use(securityHeaders({ isHttps: false }))
  app.notFound((c) => c.text('404', 404))
  app.onError((error, c) => {
    const requestId = deps.makeId('request')
    deps.log('error', 'cover.failed', { requestId, error: error.name })
    return c.text(`500 ${requestId}`, 500)
  })
  app.get('/media/covers/:file{[1-9][0-9]{0,4}(-social\\.png|\\.png|\\.svg)}', async (c) => {
    const [, number, tail] = /^(\d+)(-social\.png|\.png|\.svg)$/.exec(c.req.param('file')) ?? []
    const shape: Shape = tail === '.svg' ? 'svg' : tail === '.png' ? 'png' : 'social'
    const issue = await getIssue(deps.table, Number(number))
    if (!issue) return c.text('404', 404)
    const told = publicIssue(issue)
    const companies = await getCompanies(deps.table, told.dossier.companyIds)
    const cover = coverOfIssue({ issue: told, companies, publication: deps.publication })
    const svg = shape === 'social' ? socialSvg(cover) : coverSvg(cover)
    const hash = hashOf(svg)
    const etag = `"${hash}-${shape}"`
    c.header('etag', etag)
    c.header('cache-control', `public, max-age=${maxAgeSeconds}, stale-while-revalidate=86400`)
    c.header('x-content-type-options', 'nosniff')
    // Mail readers show these pictures from elsewhere.
    c.header('cross-origin-resource-policy', 'cross-origin')
    if (c.req.header('if-none-match') === etag) return c.body(null, 304)
    c.header('content-type', shape === 'svg' ? 'image/svg+xml' : 'image/png')
    if (shape === 'svg') c.header('content-security-policy', "default-src 'none'; sandbox")
    return c.body(new Uint8Array(await picture(deps, { svg, shape, hash })))
  })
  return app
}

async function picture(
  deps: MediaDeps,
  wanted: { svg: string; shape: Shape; hash: string },
): Promise<Uint8Array> {
  const { svg, shape, hash } = wanted
  const extension = shape === 'svg' ? 'svg' : 'png'
  const key = `covers/${hash}-${shape}.${extension}`
  const kept = await deps.files.get(key)
  if (kept) return kept.body
  const renderer = await deps.renderer()
  const body =
    shape === 'svg'
      ? new TextEncoder().encode(renderer.outlined(svg))
      : renderer.png(svg, shape === 'social' ? 1200 : 600)
  await deps.files.put({
    key,
    body,
    contentType: shape === 'svg' ? 'image/svg+xml' : 'image/png',
  })
  return body
}

function hashOf(svg: string): string {
  return createHash('sha256').update(`${drawingVersion}\n${svg}`).digest('hex').slice(0, 16)
}
