// Accepting the proofreader's suggestions, bringing a version back.
import { newsletterVersions } from '#editorial/newsletter-versions'
import { applySuggestion, proofread } from '#editorial/proofread'
import { restoreNewsletter } from '#editorial/restore-newsletter'
import { saveNewsletter } from '#editorial/save-newsletter'
import { listSegments } from '#readers/store-segments'
import { listStaff } from '#staff/store'
import { type ConsoleContext, type ConsoleDeps, formValues } from '../context.ts'
import { nameBehind } from '../staff-name.tsx'
import { answerSave } from './answer-save.tsx'
import { newsletterIn, newsletterPath } from './desk.ts'
import { ProofreadPage } from './proofread-page.tsx'
import { keyOf } from './suggestion-text.ts'
import { VersionsPage } from './versions-page.tsx'

type Deps = ConsoleDeps

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
