// Two texts made one again: a conflict that a person decided, a removed block put back.
import { mergeNewsletters } from '#editorial/merge-newsletters'
import { NewsletterContent } from '#editorial/newsletter'
import { saveNewsletter } from '#editorial/save-newsletter'
import { contentAt } from '#editorial/store-archive'
import { getNewsletterVersion } from '#editorial/store-newsletters'
import { VisibleError } from '#kernel/errors'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { answerSave } from './answer-save.tsx'
import { withRestored } from './block-moves.ts'
import { newsletterIn, newsletterPath, parseJson } from './desk.ts'

type Deps = ConsoleDeps

/** POST after a conflict: my text with their side where it was chosen. */
export async function mergeConflict(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const body = await c.req.parseBody()
  const mine = NewsletterContent.safeParse(parseJson(body['mine']))
  const version = Number(body['version'])
  if (!mine.success || !Number.isInteger(version) || version < 1)
    throw new VisibleError('invalid', {
      fr: 'Ce choix n’est pas complet. Revenez à la page précédente et recommencez.',
      en: 'This choice is incomplete. Go back to the page before and start again.',
    })
  const theirs = await contentAt(deps.table, newsletter.id, version)
  if (!theirs) throw notFound()
  const takeTheirs = new Set(
    Object.entries(body).flatMap(([name, value]) =>
      name.startsWith('pick.') && value === 'theirs' ? [name.slice('pick.'.length)] : [],
    ),
  )
  const outcome = await saveNewsletter(deps, {
    id: newsletter.id,
    content: mergeNewsletters(mine.data, theirs, takeTheirs),
    expectedVersion: version,
    by: c.get('staff').id,
  })
  const to = `${newsletterPath(newsletter.id)}?done=merged`
  return await answerSave(deps, c, { outcome, newsletter, base: version, mine: mine.data, to })
}

/** POST: puts a removed block back from the version it was last in. */
export async function restoreBlock(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const body = await c.req.parseBody()
  const blockId = String(body['blockId'] ?? '')
  const earlier = await getNewsletterVersion(deps.table, newsletter.id, Number(body['from']) || 0)
  const blocks = earlier && withRestored(newsletter.blocks, earlier.blocks, blockId)
  if (!blocks) throw notFound()
  const outcome = await saveNewsletter(deps, {
    id: newsletter.id,
    content: { ...newsletter, blocks },
    expectedVersion: Number(body['version']) || newsletter.version,
    by: c.get('staff').id,
  })
  const to = `${newsletterPath(newsletter.id)}?done=restored#b-${blockId}`
  return await answerSave(deps, c, { outcome, newsletter, base: newsletter.version, to })
}
