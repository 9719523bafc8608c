// The pages of this machine: the same Hono apps that run on Lambda, behind one port, by the same
// paths that the router in infra/web.ts uses.
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, Hono } from 'hono'
import { VisibleError } from '#kernel/errors'

const startingHeaders = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' }

export type WebServer = {
  port: number
  /** Origin of the site, without a trailing slash. */
  siteUrl: string
  /** Sets what answers; before that, every request waits with 503. */
  mount(apps: WebApps): void
  stop(): Promise<void>
}

/** What answers by path; the site takes the rest. */
export type WebApps = {
  site: Pick<Hono, 'fetch'>
  console: Pick<Hono, 'fetch'>
  preview: Pick<Hono, 'fetch'>
  finance: Pick<Hono, 'fetch'>
  assets: Pick<Hono, 'fetch'>
  media: Pick<Hono, 'fetch'>
  sandbox: Pick<Hono, 'fetch'>
}

/** The port is taken by somebody else. */
export class PortInUse extends VisibleError {
  constructor(port: number) {
    super('conflict', {
      fr: `Le port ${port} est pris. Arrêtez ce qui l’occupe, ou choisissez-en un autre : PORT=8788 npm start`,
      en: `Port ${port} is taken. Stop what uses it, or choose another one: PORT=8788 npm start`,
    })
    this.name = 'PortInUse'
  }
}

/**
 * Binds the port on loopback. 0 picks a free one.
 * @throws PortInUse
 */
export async function openWebServer(options: { port: number }): Promise<WebServer> {
  let apps: WebApps | undefined
  let siteUrl = ''
  const fetch = async (request: Request, bindings: object): Promise<Response> => {
    if (!apps) return new Response('Starting…', { status: 503, headers: startingHeaders })
    const url = new URL(request.url)
    // Cookies and the check of a form's origin belong to one address: the one that was printed.
    const isPage = request.headers.get('accept')?.includes('text/html')
    if (url.origin !== siteUrl && request.method === 'GET' && isPage)
      return Response.redirect(`${siteUrl}${url.pathname}${url.search}`, 307)
    return appFor(apps, url.pathname).fetch(request, bindings)
  }
  const server = await new Promise<Server>((resolve, reject) => {
    const opened = serve({ fetch, port: options.port, hostname: '127.0.0.1' }, () =>
      resolve(opened as Server),
    ) as Server
    opened.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUse(options.port) : error),
    )
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  siteUrl = `http://localhost:${port}`
  return {
    port,
    siteUrl,
    mount(given) {
      apps = given
    },
    async stop() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** The app behind a path: as infra/web.ts routes them. */
function appFor(apps: WebApps, path: string): Pick<Hono, 'fetch'> {
  const under = (prefix: string) => path === prefix || path.startsWith(`${prefix}/`)
  if (under('/console/preview') || under('/p') || under('/en/p')) return apps.preview
  if (under('/console/finance') || under('/account/papers') || under('/en/account/papers'))
    return apps.finance
  if (under('/console')) return apps.console
  if (under('/sandbox')) return apps.sandbox
  if (under('/assets')) return apps.assets
  if (under('/media/covers')) return apps.media
  return apps.site
}

/** The caller's address of a request to the server above. */
export function socketIp(c: Context): string {
  return getConnInfo(c).remote.address ?? 'unknown'
}
