// The JSON API and its description. Open to every origin, without cookies: it can do nothing that a
// form on the site could not.
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import type { Locale } from '#kernel/errors'
import type { Log } from '#kernel/log'
import { errorHandler, SiteFaultPage } from '#web/shared/errors.tsx'
import { localPath } from '#web/shared/locale'
import { securityHeaders } from '#web/shared/security'
import type { Assets, View } from '#web/shared/view'
import { publicCache } from '#web/site/context'
import { ApiPage } from './api-page.tsx'
import { openApi } from './openapi.ts'
import { apiLimits, postSignUp, type SignUpApiDeps, signUpTooLarge } from './sign-ups.ts'

export type ApiDeps = SignUpApiDeps & { log: Log; assets: Assets }

/** `POST /api/sign-ups`, `GET /api/openapi.json`, and `GET /api` for people (`/en/api` too). */
export function createApi(deps: ApiDeps): Hono {
  const app = new Hono()
  const viewOf = (locale: Locale): View => ({
    publication: deps.publication,
    assets: deps.assets,
    locale,
    siteUrl: deps.siteUrl,
    path: '/api',
    now: deps.clock(),
  })
  const page = (locale: Locale) => (c: Context) => {
    c.header('cache-control', publicCache)
    return c.html(<ApiPage view={viewOf(locale)} />)
  }
  for (const locale of ['fr', 'en'] as const) {
    const path = localPath(locale, '/api')
    app.use(path, securityHeaders({ isHttps: deps.siteUrl.startsWith('https:') }))
    app.get(path, page(locale))
  }

  app.use('/api/*', securityHeaders({ isHttps: deps.siteUrl.startsWith('https:') }))
  app.use('/api/*', cors({ origin: '*', allowMethods: ['GET', 'POST'], maxAge: 86_400 }))
  app.get('/api/openapi.json', (c) => {
    c.header('cache-control', publicCache)
    return c.json(openApi(deps))
  })
  app.post(
    '/api/sign-ups',
    bodyLimit({
      maxSize: apiLimits.bodyBytes,
      onError: (c) => signUpTooLarge(c, deps.publication.locale),
    }),
    (c) => postSignUp(c, deps),
  )
  app.all('/api/sign-ups', (c) => {
    c.header('allow', 'POST, OPTIONS')
    c.header('cache-control', 'no-store')
    return c.json({ status: 'methodNotAllowed', message: 'POST JSON; see /api.' }, 405)
  })
  app.all('/api/*', (c) => {
    c.header('cache-control', 'no-store')
    return c.json({ status: 'notFound', message: 'POST JSON to /api/sign-ups; see /api.' }, 404)
  })
  app.onError(
    errorHandler({
      log: deps.log,
      makeId: deps.makeId,
      wantsJson: (c) => c.req.path.startsWith('/api/'),
      page: (c, fault) => (
        <SiteFaultPage view={viewOf(c.req.path.startsWith('/en/') ? 'en' : 'fr')} fault={fault} />
      ),
    }),
  )
  return app
}
