// Newsletters: everything under `/console/newsletters`. What needs MJML is in ../preview-app.tsx.
import type { Hono } from 'hono'
import { getCheck, getMailings } from '#delivery/store'
import { sharePreview } from '#editorial/approvals'
import { draftContent } from '#editorial/draft-newsletter'
import { importNewsletter } from '#editorial/import-newsletter'
import type { ImportFormat } from '#editorial/import-text'
import { type Newsletter, type NewsletterContent, newsletterLimits } from '#editorial/newsletter'
import { newsletterVersions } from '#editorial/newsletter-versions'
import { applySuggestion, proofread } from '#editorial/proofread'
import { restoreNewsletter } from '#editorial/restore-newsletter'
import { createNewsletter, saveNewsletter } from '#editorial/save-newsletter'
import {
  getCompanies,
  getIssue,
  listApprovals,
  listIssues,
  listNewsletters,
} from '#editorial/store'
import { finishUpload, imageUploadLink } from '#editorial/upload-image'
import { type Locale, type Sentence, VisibleError } from '#kernel/errors'
import type { MailingId } from '#kernel/ids'
import { listStaff } from '#staff/store'
import {
  type ConsoleContext,
  type ConsoleDeps,
  type ConsoleEnv,
  consoleApp,
  formValues,
  requireRole,
} from '../context.ts'
import { ApprovalsPage } from './approvals-page.tsx'
import { CheckPage } from './check-page.tsx'
import { newsletterIn, newsletterPath } from './desk.ts'
import { ImportedPage, ImportPage } from './import-page.tsx'
import { type ListRow, NewsletterListPage } from './list-page.tsx'
import {
  cancel,
  namesCsv,
  resume,
  schedule,
  showNames,
  showReport,
  showSchedule,
} from './mailing-acts.tsx'
import { NewNewsletterPage } from './new-page.tsx'
import { ProofreadPage } from './proofread-page.tsx'
import { answerSave, mergeConflict, restoreBlock, saveComposer, showComposer } from './save.tsx'
import { keyOf } from './suggestion-text.ts'
import { VersionsPage } from './versions-page.tsx'

type Deps = ConsoleDeps

/** Mount at `/console/newsletters`, behind the session. Everyone reads, marketing writes. */
export function newslettersPages(deps: Deps): Hono<ConsoleEnv> {
  const app = consoleApp()
  app.post('*', requireRole('marketing'))

  app.get('/', (c) => showList(deps, c))
  app.get('/new', requireRole('marketing'), (c) => showNew(deps, c))
  app.post('/new', (c) => create(deps, c))

  app.get('/:id', (c) => showComposer(deps, c))
  app.post('/:id', (c) => saveComposer(deps, c))
  app.post('/:id/merge', (c) => mergeConflict(deps, c))
  app.post('/:id/restore-block', (c) => restoreBlock(deps, c))
  app.post('/:id/copy', (c) => copy(deps, c))

  app.get('/:id/import', requireRole('marketing'), async (c) =>
    c.html(<ImportPage c={c} newsletter={await newsletterIn(deps, c)} text="" format="auto" />),
  )
  app.post('/:id/import', (c) => importPosted(deps, c))

  app.get('/:id/proofread', (c) => showProofreading(deps, c))
  app.post('/:id/proofread', (c) => acceptSuggestions(deps, c))

  app.get('/:id/versions', (c) => showVersions(deps, c))
  app.post('/:id/restore', (c) => restore(deps, c))

  app.post('/:id/images/link', (c) => linkForImage(deps, c))
  app.post('/:id/images/finish', (c) => finishImage(deps, c))

  app.get('/:id/check', async (c) => {
    const newsletter = await newsletterIn(deps, c)
    const check = await getCheck(deps.table, newsletter.id, newsletter.version)
    return c.html(<CheckPage c={c} newsletter={newsletter} check={check} />)
  })
  app.get('/:id/approvals', (c) => showApprovals(deps, c))
  app.post('/:id/approvals', (c) => showApprovals(deps, c, 'withLink'))

  app.get('/:id/schedule', (c) => showSchedule(deps, c))
  app.post('/:id/schedule', (c) => schedule(deps, c))
  app.post('/:id/cancel', (c) => cancel(deps, c))
  app.post('/:id/resume', (c) => resume(deps, c))
  app.get('/:id/report', (c) => showReport(deps, c))
  app.get('/:id/report/names', (c) => showNames(deps, c))
  app.get('/:id/report/names.csv', requireRole('marketing'), (c) => namesCsv(deps, c))
  return app
}

// — The list and new ones —

const searchedCount = 200

async function showList(deps: Deps, c: ConsoleContext) {
  const query = (c.req.query('q') ?? '').trim().slice(0, 200)
  const cursor = c.req.query('cursor')
  const page = await listNewsletters(deps.table, {
    limit: query === '' ? 30 : searchedCount,
    ...(cursor && query === '' ? { cursor } : {}),
  })
  const found = query === '' ? page.items : page.items.filter((one) => matches(one, query))
  const last = found.flatMap(({ mailingIds }) => mailingIds.at(-1) ?? [])
  const mailings = new Map((await getMailings(deps.table, last)).map((one) => [one.id, one]))
  const rows: ListRow[] = found.map((newsletter) => ({
    newsletter,
    mailing: mailings.get(newsletter.mailingIds.at(-1) as MailingId),
  }))
  return c.html(
    <NewsletterListPage
      c={c}
      rows={rows}
      query={query}
      searchedAll={page.cursor === undefined}
      older={page.cursor && query === '' ? `/console/newsletters?cursor=${page.cursor}` : undefined}
      newer={cursor ? '/console/newsletters' : undefined}
    />,
  )
}

/** Every word of the query is in the subject, the preheader, a title or the issue's number. */
export function matches(newsletter: Newsletter, query: string): boolean {
  const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const titles = newsletter.blocks.flatMap((block) => (block.type === 'title' ? block.text : []))
  const { subject, preheader, issueNumber } = newsletter
  const text = folded([subject, preheader, ...titles, issueNumber ?? ''].join(' '))
  return folded(query)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

async function showNew(deps: Deps, c: ConsoleContext, errors: Record<string, Sentence> = {}) {
  const form = c.req.method === 'POST' ? await formValues(c) : {}
  return c.html(
    <NewNewsletterPage
      c={c}
      issues={(await listIssues(deps.table)).reverse()}
      chosen={form['issueNumber'] ?? c.req.query('issue') ?? ''}
      subject={form['subject'] ?? ''}
      errors={errors}
    />,
  )
}

async function create(deps: Deps, c: ConsoleContext) {
  const form = await formValues(c)
  const locale: Locale = form['locale'] === 'en' ? 'en' : 'fr'
  const number = Number(form['issueNumber'])
  const issue = number >= 1 ? await getIssue(deps.table, number) : undefined
  if (form['issueNumber'] && !issue) {
    c.status(422)
    return await showNew(deps, c, {
      issueNumber: {
        fr: 'Ce numéro n’existe pas. Choisissez-en un dans la liste.',
        en: 'There is no such issue. Choose one from the list.',
      },
    })
  }
  const subject = (form['subject'] ?? '').replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
  if (subject.length > newsletterLimits.subject) {
    c.status(422)
    return await showNew(deps, c, {
      subject: {
        fr: `C’est trop long\u202f: ${newsletterLimits.subject} caractères au plus.`,
        en: `This is too long: ${newsletterLimits.subject} characters at most.`,
      },
    })
  }
  const drafted: NewsletterContent = issue
    ? draftContent(issue, { locale, makeBlockId: () => deps.makeId('block') })
    : { locale, subject: '', preheader: '', blocks: [], topics: [] }
  const created = await createNewsletter(deps, {
    content: { ...drafted, ...(subject === '' ? {} : { subject }) },
    by: c.get('staff').id,
  })
  if (created.kind !== 'created') throw new Error(`A new newsletter is ${created.kind}`)
  return c.redirect(`${newsletterPath(created.newsletter.id)}?done=created`, 303)
}

async function copy(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const created = await createNewsletter(deps, { content: newsletter, by: c.get('staff').id })
  if (created.kind !== 'created') throw new Error(`A copied newsletter is ${created.kind}`)
  return c.redirect(`${newsletterPath(created.newsletter.id)}?done=copied`, 303)
}

// — Import, proofreading, versions —

const formats: readonly ImportFormat[] = ['auto', 'text', 'markdown', 'html']

async function importPosted(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const body = await c.req.parseBody()
  const file = body['file'] instanceof File && body['file'].size > 0 ? body['file'] : undefined
  const text = file ? await file.text() : String(body['text'] ?? '')
  const chosen = formats.find((one) => one === body['format']) ?? 'auto'
  const refuse = (status: 413 | 422, error: Sentence) => {
    c.status(status)
    const kept = Buffer.byteLength(text) > newsletterLimits.importBytes ? '' : text
    return c.html(
      <ImportPage c={c} newsletter={newsletter} text={kept} format={chosen} error={error} />,
    )
  }
  const outcome = await importNewsletter(deps, {
    id: newsletter.id,
    expectedVersion: Number(body['version']) || newsletter.version,
    text,
    format: chosen === 'auto' && file ? formatOf(file.name) : chosen,
    by: c.get('staff').id,
  }).catch((error: unknown) => {
    if (error instanceof VisibleError) return error
    throw error
  })
  if (outcome instanceof VisibleError)
    return refuse(outcome.code === 'too-large' ? 413 : 422, outcome.sentence)
  if (outcome.kind !== 'imported')
    return await answerSave(deps, c, {
      outcome,
      newsletter,
      base: Number(body['version']) || newsletter.version,
      to: newsletterPath(newsletter.id),
    })
  const { imported, mentions, warnings } = outcome
  return c.html(
    <ImportedPage
      c={c}
      newsletter={outcome.newsletter}
      imported={imported}
      mentions={await getCompanies(deps.table, mentions)}
      warnings={warnings}
      suggestionCount={proofread(imported, newsletter.locale).length}
    />,
  )
}

function formatOf(name: string): ImportFormat {
  if (/\.(md|markdown)$/i.test(name)) return 'markdown'
  if (/\.html?$/i.test(name)) return 'html'
  return /\.txt$/i.test(name) ? 'text' : 'auto'
}

async function showProofreading(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const suggestions = proofread(newsletter.blocks, newsletter.locale)
  return c.html(<ProofreadPage c={c} newsletter={newsletter} suggestions={suggestions} />)
}

/** Applies one suggestion, or all that have a replacement, last place first. */
async function acceptSuggestions(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const form = await formValues(c)
  const path = newsletterPath(newsletter.id, 'proofread')
  const accepted = proofread(newsletter.blocks, newsletter.locale).filter(
    (one) =>
      one.replacement !== undefined && (form['accept'] === 'all' || form['accept'] === keyOf(one)),
  )
  if (accepted.length === 0) return c.redirect(`${path}?done=stale`, 303)
  const blocks = accepted.reduceRight(applySuggestion, newsletter.blocks)
  const outcome = await saveNewsletter(deps, {
    id: newsletter.id,
    content: { ...newsletter, blocks },
    expectedVersion: newsletter.version,
    by: c.get('staff').id,
  })
  return await answerSave(deps, c, {
    outcome,
    newsletter,
    base: newsletter.version,
    to: `${path}?done=applied`,
  })
}

async function showVersions(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const cursor = c.req.query('cursor')
  const page = await newsletterVersions(deps, {
    id: newsletter.id,
    ...(cursor ? { cursor } : {}),
  })
  const names = new Map<string, string>(
    (await listStaff(deps)).flatMap(({ id, email, name }) => [
      [id, name] as const,
      [email, name] as const,
    ]),
  )
  return c.html(
    <VersionsPage
      c={c}
      newsletter={newsletter}
      versions={page.items}
      names={names}
      older={page.cursor && `${newsletterPath(newsletter.id, 'versions')}?cursor=${page.cursor}`}
    />,
  )
}

async function restore(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const form = await formValues(c)
  const expectedVersion = Number(form['version']) || newsletter.version
  const outcome = await restoreNewsletter(deps, {
    id: newsletter.id,
    version: Number(form['restore']) || 0,
    expectedVersion,
    by: c.get('staff').id,
  })
  const to = `${newsletterPath(newsletter.id)}?done=restored`
  return await answerSave(deps, c, { outcome, newsletter, base: expectedVersion, to })
}

// — Pictures, approvals —

async function linkForImage(deps: Deps, c: ConsoleContext) {
  await newsletterIn(deps, c)
  const form = await formValues(c)
  const link = await imageUploadLink(
    { ...deps, limits: deps.publication.limits },
    { contentType: form['contentType'] ?? '', bytes: Number(form['bytes']) },
  )
  if (link.kind === 'refused') return c.json({ sentence: link.sentence[c.get('locale')] }, 422)
  return c.json({ uploadKey: link.uploadKey, url: link.url })
}

async function finishImage(deps: Deps, c: ConsoleContext) {
  await newsletterIn(deps, c)
  const form = await formValues(c)
  const outcome = await finishUpload(
    { ...deps, limits: deps.publication.limits },
    { uploadKey: form['uploadKey'] ?? '', alt: form['alt'] ?? '' },
  )
  if (outcome.kind === 'refused')
    return c.json({ sentence: outcome.sentence[c.get('locale')] }, 422)
  const { id, alt, width, height } = outcome.image
  return c.json({ id, alt, width, height, url: `/media/images/${id}` })
}

async function showApprovals(deps: Deps, c: ConsoleContext, mode?: 'withLink') {
  const newsletter = await newsletterIn(deps, c)
  const link = mode && sharePreview(deps, { newsletterId: newsletter.id, by: c.get('staff').id })
  const approvals = await listApprovals(deps.table, newsletter.id)
  return c.html(<ApprovalsPage c={c} newsletter={newsletter} approvals={approvals} link={link} />)
}
