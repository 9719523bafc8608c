// The local tools under `/sandbox`: front page, inbox, clock, Stripe, and the doors for programs
// (`inbox.json`, `clock`, `control`).
import { readFileSync } from 'node:fs'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { idMaker } from '#kernel/ids'
import { jsonLog } from '#kernel/log'
import { sameOriginOnly } from '#web/shared/csrf'
import { bodyTooLarge, errorHandler, notFoundHandler, PlainFaultPage } from '#web/shared/errors.tsx'
import { privatePage, securityHeaders } from '#web/shared/security'
import { clockPages } from './clock-pages.tsx'
import { controlDoor } from './control-door.ts'
import { faultPages } from './fault-pages.tsx'
import { frontPage } from './front-page.tsx'
import { inboxPages } from './inbox-pages.tsx'
import { stripePages } from './stripe/tool-pages.tsx'
import { pickLocale, type SandboxAppDeps, type SandboxEnv, viewOf } from './tool-context.ts'

const maxBodyBytes = 64_000

/** Everything under `/sandbox`; mount it at `/`. */
export function createSandboxApp(deps: SandboxAppDeps): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  const clock = deps.cloud.clock.now
  const faults = {
    log: jsonLog({ write: (line) => console.error(line), clock }),
    makeId: idMaker({ nowMs: () => clock().getTime() }),
    page: (c: Parameters<typeof viewOf>[1], fault: Parameters<typeof PlainFaultPage>[0]['fault']) =>
      PlainFaultPage({ view: viewOf(deps, c), fault, home: '/sandbox' }),
    wantsJson: isProgram,
  }
  app.onError(errorHandler(faults))
  app.notFound(notFoundHandler(faults))
  app.use('/sandbox/*', pickLocale)
  app.use('/sandbox/*', securityHeaders({ isHttps: false }))
  app.use('/sandbox/*', privatePage)
  app.use('/sandbox/*', sameOriginOnly({ siteUrl: deps.cloud.siteUrl }))
  app.use('/sandbox/*', bodyLimit({ maxSize: maxBodyBytes, onError: bodyTooLarge }))
  const stylesheet = readFileSync(new URL('./tools.css', import.meta.url), 'utf8')
  app.get('/sandbox/tools.css', (c) => {
    c.header('content-type', 'text/css; charset=utf-8')
    return c.body(stylesheet)
  })
  app.route('/sandbox', frontPage(deps))
  app.route('/sandbox', inboxPages(deps))
  app.route('/sandbox', clockPages(deps))
  app.route('/sandbox', faultPages(deps))
  app.route('/sandbox', stripePages(deps))
  app.route('/sandbox/control', controlDoor(deps))
  return app
}

/** Whoever speaks JSON is answered in JSON. */
function isProgram(c: Context): boolean {
  const spoken = ['accept', 'content-type'].map((name) => c.req.header(name) ?? '')
  return spoken.some((type) => type.includes('json')) || c.req.path.startsWith('/sandbox/control')
}
