// The readers' pages and the sign-up API.
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { createApi } from '#web/api/app.tsx'
import { createSite } from '#web/site/app.tsx'
import type { Parts } from './all-parts.ts'
import { clock } from './clock.ts'
import { readerKeys, signingKeys, siteUrl } from './links.ts'
import * as parts from './parts.ts'
import { lambdaWebParts, type WebParts } from './web-parts.ts'

export function siteHandler() {
  return handle(siteApp(lambdaWebParts()))
}

export function siteApp(web: WebParts, given: SiteParts = siteParts()): Hono {
  const deps = { ...given, ...web }
  const app = new Hono({ strict: false })
  app.route('/', createApi(deps))
  app.route('/', createSite(deps))
  return app
}

/** What the public pages use; they send no mail themselves and plan nothing. */
type SiteParts = Omit<Parts, 'mailer' | 'sendQueue' | 'mailingQueue'>

function siteParts(): SiteParts {
  const { log, makeId } = parts
  return {
    table: parts.table(),
    clock,
    makeId,
    random: Math.random,
    signingKeys: signingKeys(),
    readerKeys: readerKeys(),
    publication: parts.publication(),
    siteUrl: siteUrl(),
    files: parts.files(),
    log,
    hint: parts.hinter(parts.mailQueue(), log),
  }
}
