// Importing a text, accepting the proofreader's suggestions, bringing a version back.
import { importNewsletter } from '#editorial/import-newsletter'
import type { ImportFormat } from '#editorial/import-text'
import { newsletterVersions } from '#editorial/newsletter-versions'
import { applySuggestion, proofread } from '#editorial/proofread'
import { restoreNewsletter } from '#editorial/restore-newsletter'
import { saveNewsletter } from '#editorial/save-newsletter'
import { getCompanies } from '#editorial/store'
import { type Sentence, VisibleError } from '#kernel/errors'
import { listSegments } from '#readers/store-segments'
import { listStaff } from '#staff/store'
import { type ConsoleContext, type ConsoleDeps, formValues } from '../context.ts'
import { nameBehind } from '../staff-name.tsx'
import { answerSave } from './answer-save.tsx'
import { newsletterIn, newsletterPath, recordAct } from './desk.ts'
import { ImportedPage, ImportPage } from './import-page.tsx'
import { ProofreadPage } from './proofread-page.tsx'
import { saveRefusals } from './save-refusals.ts'
import { keyOf } from './suggestion-text.ts'
import { VersionsPage } from './versions-page.tsx'

type Deps = ConsoleDeps

const formats: readonly ImportFormat[] = ['auto', 'text', 'markdown', 'html']

export async function importPosted(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const body = await c.req.parseBody()
  const file = body['file'] instanceof File && body['file'].size > 0 ? body['file'] : undefined
  const text = file ? await file.text() : String(body['text'] ?? '')
  const chosen = formats.find((one) => one === body['format']) ?? 'auto'
  const refuse = (status: 409 | 413 | 422, error: Sentence) => {
    c.status(status)
    return c.html(
      <ImportPage c={c} newsletter={newsletter} text={text} format={chosen} error={error} />,
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
  if (outcome.kind === 'locked') return refuse(409, saveRefusals.locked)
  if (outcome.kind === 'tooLarge') return refuse(413, saveRefusals.tooLarge)
  if (outcome.kind !== 'imported')
    return await answerSave(deps, c, {
      outcome,
      newsletter,
      base: Number(body['version']) || newsletter.version,
      to: newsletterPath(newsletter.id),
    })
  const { imported, mentions, warnings } = outcome
  if (!outcome.isAgain) await recordAct(deps, c, { act: 'newsletter.imported', id: newsletter.id })
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

export async function showProofreading(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const suggestions = proofread(newsletter.blocks, newsletter.locale)
  return c.html(<ProofreadPage c={c} newsletter={newsletter} suggestions={suggestions} />)
}

/** Applies one suggestion, or all that have a replacement, last place first. */
export async function acceptSuggestions(deps: Deps, c: ConsoleContext) {
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

export async function showVersions(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const cursor = c.req.query('cursor')
  const page = await newsletterVersions(deps, {
    id: newsletter.id,
    ...(cursor ? { cursor } : {}),
  })
  const staff = await listStaff(deps)
  return c.html(
    <VersionsPage
      c={c}
      newsletter={newsletter}
      versions={page.items}
      segments={await listSegments(deps.table)}
      nameOf={(id) => nameBehind(staff, id, c.get('locale'))}
      older={page.cursor && `${newsletterPath(newsletter.id, 'versions')}?cursor=${page.cursor}`}
    />,
  )
}

export async function restore(deps: Deps, c: ConsoleContext) {
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
  const act = 'newsletter.restored'
  return await answerSave(deps, c, { outcome, newsletter, base: expectedVersion, to, act })
}
