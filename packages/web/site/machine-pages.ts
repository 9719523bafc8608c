// What machines ask for: health, robots, sitemap, favicon, pictures of newsletters.
import type { Context } from 'hono'
import { listCompanies, listIssues } from '#editorial/store'
import { archivePage } from '#editorial/store-archive'
import { getImages } from '#editorial/store-images'
import { idSchema } from '#kernel/ids'
import { notFound } from '../shared/errors.tsx'
import { localPath } from '../shared/locale.ts'
import { publicCache, type SiteDeps, siteLimits } from './context.ts'

export function health(c: Context) {
  c.header('cache-control', 'no-store')
  return c.json({ status: 'ok' })
}

export function robots(deps: SiteDeps, c: Context) {
  c.header('cache-control', publicCache)
  const closed = [
    'confirm',
    'preferences',
    'unsubscribe',
    'my-data',
    'erase',
    'stop',
    'p',
    'o',
    'c',
    'console',
    'api',
  ]
  return c.text(
    [
      'User-agent: *',
      ...closed.flatMap((path) => [`Disallow: /${path}/`, `Disallow: /en/${path}/`]),
      `Sitemap: ${deps.siteUrl}/sitemap.xml`,
      '',
    ].join('\n'),
  )
}

export async function sitemap(deps: SiteDeps, c: Context) {
  const [issues, companies, archive] = await Promise.all([
    listIssues(deps.table),
    listCompanies(deps.table),
    archivePage(deps.table, { limit: 200 }),
  ])
  const paths = [
    ...['/', '/calendar', '/newsletters', '/companies', '/sign-up', '/legal'],
    ...issues.map((issue) => `/issues/${issue.number}`),
    ...companies.map((company) => `/companies/${company.slug}`),
    ...archive.items.slice(0, siteLimits.sitemapNewsletters).map((it) => `/newsletters/${it.slug}`),
  ]
  const locations = paths.flatMap((path) => [localPath('fr', path), localPath('en', path)])
  c.header('cache-control', publicCache)
  c.header('content-type', 'application/xml; charset=utf-8')
  return c.body(
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${locations
      .map((path) => `<url><loc>${deps.siteUrl}${path}</loc></url>`)
      .join('\n')}\n</urlset>\n`,
  )
}

/** The title's initial on its accent. */
export function favicon(deps: SiteDeps, c: Context) {
  const { brand, name } = deps.publication
  const initial = [...name][0]?.toLocaleUpperCase('fr') ?? ''
  c.header('cache-control', 'public, max-age=86400')
  c.header('content-type', 'image/svg+xml')
  c.header('content-security-policy', "default-src 'none'; sandbox")
  return c.body(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="2" fill="${brand.accent}"/><text x="16" y="24.5" font-family="Georgia,serif" font-size="25" text-anchor="middle" fill="#fff">${initial.replace(/[&<>]/g, '')}</text></svg>`,
  )
}

/** A picture of a newsletter; its id never changes its content. Mails show it from elsewhere. */
export async function image(deps: SiteDeps, c: Context) {
  const id = idSchema('image').safeParse(c.req.param('id'))
  const [found] = id.success ? await getImages(deps.table, [id.data]) : []
  const file = found && (await deps.files.get(found.fileKey))
  if (!found || !file) throw notFound()
  c.header('content-type', found.contentType)
  c.header('cache-control', 'public, max-age=31536000, immutable')
  c.header('cross-origin-resource-policy', 'cross-origin')
  c.header('content-security-policy', "default-src 'none'; sandbox")
  return c.body(new Uint8Array(file.body))
}
