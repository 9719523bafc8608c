// Bringing a text in. What reads Markdown and HTML is large, so this is in the previews' function.
import { importNewsletter } from '#editorial/import-newsletter'
import type { ImportFormat } from '#editorial/import-text'
import { proofread } from '#editorial/proofread'
import { getCompanies } from '#editorial/store'
import { type Sentence, VisibleError } from '#kernel/errors'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { answerSave } from './answer-save.tsx'
import { newsletterIn, newsletterPath, recordAct } from './desk.ts'
import { ImportedPage, ImportPage } from './import-page.tsx'
import { saveRefusals } from './save-refusals.ts'

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
