// The pages that need MJML or readers of Markdown and HTML, in a function of their own: previews (of
// what is stored and of what is being typed), the check before sending, test mails, texts brought in,
// and the preview that people without an account approve.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { loadNewsletter, withNamed } from '#delivery/load-newsletter'
import { type NewsletterSource, renderNewsletter } from '#delivery/render-newsletter'
import { runCheck } from '#delivery/run-check'
import { sendTest } from '#delivery/send-test'
import { mainVariant } from '#delivery/store'
import { unreachable } from '#kernel/errors'
import { sameOriginOnly } from '#web/shared/csrf'
import { bodyTooLarge, notFound } from '#web/shared/errors.tsx'
import { privatePage, securityHeaders } from '#web/shared/security'
import { type ConsoleContext, type ConsoleDeps, type ConsoleEnv, requireRole } from './context.ts'
import { consoleErrors, consoleNotFound } from './errors.tsx'
import {
  namesFor,
  newsletterIn,
  newsletterPath,
  postedForm,
  recordAct,
} from './newsletters/desk.ts'
import { importPosted } from './newsletters/import-acts.tsx'
import { type ProofOptions, proofHtml, proofSecurity, textProof } from './newsletters/proof.ts'
import { readLoosely } from './newsletters/read-draft.ts'
import { insideOf, seenByField } from './newsletters/seen-by.tsx'
import { answerShared, sharedProof, showShared } from './newsletters/shared-preview.tsx'
import { consoleSecurity, requireStaff } from './session.ts'

type Deps = ConsoleDeps

/** As much as the composer's own form may hold. */
const maxBodyBytes = 4_000_000

/** Serves `/console/preview/*` and `/p/*`; mount it at `/`. */
export function createPreview(deps: Deps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.onError(consoleErrors(deps))
  app.notFound(consoleNotFound(deps))
  for (const path of ['/console/preview/*', '/p/*', '/en/p/*'] as const) {
    app.use(path, securityHeaders(consoleSecurity(deps)))
    app.use(path, privatePage)
    app.use(path, sameOriginOnly({ siteUrl: deps.siteUrl }))
    app.use(path, bodyLimit({ maxSize: maxBodyBytes, onError: bodyTooLarge }))
  }
  app.use('/console/preview/*', requireStaff(deps))
  app.get('/console/preview/:id', (c) => showStored(deps, c))
  app.post('/console/preview/:id', (c) => showTyped(deps, c))
  app.post('/console/preview/:id/check', requireRole('marketing'), (c) => check(deps, c))
  app.post('/console/preview/:id/test', requireRole('marketing'), (c) => test(deps, c))
  app.post('/console/preview/:id/import', requireRole('marketing'), (c) => importPosted(deps, c))
  app.get('/console/preview/:id/import', async (c) =>
    c.redirect(newsletterPath((await newsletterIn(deps, c)).id, 'import'), 303),
  )
  for (const base of ['/p', '/en/p'] as const) {
    app.get(`${base}/:token`, (c) => showShared(deps, c))
    app.post(`${base}/:token`, (c) => answerShared(deps, c))
    app.get(`${base}/:token/proof`, (c) => sharedProof(deps, c))
  }
  return app
}

async function showStored(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const version = Number(c.req.query('version'))
  const source = await loadNewsletter(deps, {
    newsletterId: newsletter.id,
    ...(Number.isInteger(version) && version > 0 ? { version } : {}),
  })
  if (!source) throw notFound()
  return await proof(deps, c, source, c.req.query(seenByField))
}

/** The form as it is being typed; nothing is stored. */
async function showTyped(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const [{ draft, one }, names] = await Promise.all([postedForm(c), namesFor(deps)])
  const typed = { ...newsletter, ...readLoosely(draft, names, newsletter) }
  if (draft.issueNumber.trim() === '') delete typed.issueNumber
  const seenBy = c.req.query(seenByField) ?? one(seenByField)
  return await proof(deps, c, await withNamed(deps, typed), seenBy)
}

async function proof(
  deps: Deps,
  c: ConsoleContext,
  source: NewsletterSource,
  seenBy: string | undefined,
) {
  const options: ProofOptions = {
    scheme: c.req.query('scheme') === 'dark' ? 'dark' : 'light',
    siteUrl: deps.siteUrl,
  }
  const inside = insideOf(seenBy, source.newsletter.blocks)
  const rendition = await renderNewsletter({ ...source, variant: mainVariant, inside })
  proofSecurity(c, deps.siteUrl)
  if (c.req.query('part') === 'text') return c.html(textProof(rendition, options))
  return c.html(proofHtml(rendition, options))
}

/** Renders, checks, and keeps the findings for this version, so that it can be scheduled. */
async function check(deps: Deps, c: ConsoleContext) {
  const { id } = await newsletterIn(deps, c)
  const outcome = await runCheck(deps, { newsletterId: id })
  if (outcome.kind === 'notFound') throw notFound()
  return c.redirect(newsletterPath(id, 'check'), 303)
}

async function test(deps: Deps, c: ConsoleContext) {
  const { id } = await newsletterIn(deps, c)
  const body = await c.req.parseBody()
  const outcome = await sendTest(deps, {
    newsletterId: id,
    to: c.get('staff').email,
    seenBy: typeof body[seenByField] === 'string' ? body[seenByField] : '',
  })
  if (outcome.kind === 'accepted' || outcome.kind === 'uncertain')
    await recordAct(deps, c, { act: 'newsletter.tested', id })
  const to = (done: string) => c.redirect(`${newsletterPath(id, 'check')}?done=${done}`, 303)
  switch (outcome.kind) {
    case 'accepted':
      return to('test-sent')
    case 'uncertain':
      return to('test-uncertain')
    case 'refused':
    case 'notStaff':
      return to('test-failed')
    case 'notFound':
      throw notFound()
    default:
      return unreachable(outcome)
  }
}
