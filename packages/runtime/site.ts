// The readers' pages and the sign-up API.
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { createApi } from '#web/api/app.tsx'
import { createSite } from '#web/site/app.tsx'
import { allParts, type Parts } from './all-parts.ts'
import { lambdaWebParts, type WebParts } from './web-parts.ts'

export function siteHandler() {
  return handle(siteApp(lambdaWebParts()))
}

export function siteApp(web: WebParts, parts: Parts = allParts()): Hono {
  const deps = { ...parts, ...web }
  const app = new Hono()
  app.route('/', createApi(deps))
  app.route('/', createSite(deps))
  return app
}
