// The list of newsletters, new ones and copies.
import type { Mailing } from '#delivery/mailing'
import { getMailings } from '#delivery/store'
import { draftContent } from '#editorial/draft-newsletter'
import { type Newsletter, NewsletterContent, newsletterLimits } from '#editorial/newsletter'
import { createNewsletter } from '#editorial/save-newsletter'
import { getIssue, listIssues } from '#editorial/store'
import { getNewsletter, listNewsletters } from '#editorial/store-newsletters'
import { type Locale, type Sentence, VisibleError } from '#kernel/errors'
import { idSchema, type MailingId } from '#kernel/ids'
import { type ConsoleContext, type ConsoleDeps, formValues } from '../context.ts'
import { newsletterIn, newsletterPath, parseJson, recordAct } from './desk.ts'
import { type ListRow, NewsletterListPage } from './list-page.tsx'
import { NewNewsletterPage } from './new-page.tsx'
import { saveRefusals } from './save-refusals.ts'

type Deps = ConsoleDeps

const searchedCount = 200

export async function showList(deps: Deps, c: ConsoleContext) {
  const query = (c.req.query('q') ?? '').trim().slice(0, 200)
  const cursor = c.req.query('cursor')
  const page = await listNewsletters(deps.table, {
    limit: query === '' ? 30 : searchedCount,
    ...(cursor && query === '' ? { cursor } : {}),
  })
  const found = query === '' ? page.items : page.items.filter((one) => matches(one, query))
  const last = found.flatMap(({ mailingIds }) => mailingIds.at(-1) ?? [])
  const mailings = new Map((await getMailings(deps.table, last)).map((one) => [one.id, one]))
  const rows: ListRow[] = await Promise.all(
    found.map(async (newsletter) => ({
      newsletter,
      mailing: await rowMailing(deps, newsletter, mailings.get(lastOf(newsletter))),
    })),
  )
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

const lastOf = ({ mailingIds }: Newsletter) => mailingIds.at(-1) as MailingId

/** The newest mailing that was not cancelled: a cancelled follow-up leaves the one it followed. */
async function rowMailing(
  deps: Deps,
  { status, mailingIds }: Newsletter,
  last: Mailing | undefined,
): Promise<Mailing | undefined> {
  if (last?.status !== 'cancelled') return last
  // A draft whose mailing was cancelled has none.
  if (status === 'draft') return undefined
  const earlier = await getMailings(deps.table, mailingIds.slice(0, -1))
  return earlier.findLast((one) => one.status !== 'cancelled') ?? last
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

export async function showNew(
  deps: Deps,
  c: ConsoleContext,
  errors: Record<string, Sentence> = {},
) {
  const form = c.req.method === 'POST' ? await formValues(c) : {}
  return c.html(
    <NewNewsletterPage
      c={c}
      issues={(await listIssues(deps.table)).reverse()}
      chosen={form['issueNumber'] ?? c.req.query('issue') ?? ''}
      subject={form['subject'] ?? ''}
      newId={form['newId'] ?? deps.makeId('newsletter')}
      errors={errors}
    />,
  )
}

export async function create(deps: Deps, c: ConsoleContext) {
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
  const content = { ...drafted, ...(subject === '' ? {} : { subject }) }
  return await made(deps, c, { content, newId: form['newId'], done: 'created' })
}

/** POST: a newsletter like this one, or the text that it could not take (`mine`). */
export async function copy(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const form = await formValues(c)
  const content = form['mine'] === undefined ? newsletter : contentIn(form['mine'])
  return await made(deps, c, { content, newId: form['newId'], done: 'copied' })
}

function contentIn(text: string): NewsletterContent {
  const content = NewsletterContent.safeParse(parseJson(text))
  if (content.success) return content.data
  throw new VisibleError('invalid', {
    fr: 'Ce texte n’est pas complet. Revenez à la page précédente et recommencez.',
    en: 'This text is incomplete. Go back to the page before and start again.',
  })
}

/**
 * Makes it under the id that its form holds, so that a form sent twice makes one. The same form sent
 * with something else in it makes another.
 */
async function made(
  deps: Deps,
  c: ConsoleContext,
  input: { content: NewsletterContent; newId: string | undefined; done: 'created' | 'copied' },
) {
  const { content } = input
  const wanted = idSchema('newsletter').safeParse(input.newId)
  const id = wanted.success ? wanted.data : deps.makeId('newsletter')
  const there = await getNewsletter(deps.table, id)
  if (there && isLike(there, content)) return c.redirect(madePath(id, input.done), 303)
  const own = there ? deps.makeId('newsletter') : id
  const created = await createNewsletter(deps, { content, by: c.get('staff').id, id: own })
  if (created.kind === 'tooLarge') throw new VisibleError('too-large', saveRefusals.tooLarge)
  if (created.kind === 'tooManySegments')
    throw new VisibleError('invalid', saveRefusals.tooManySegments)
  if (created.kind === 'created') await recordAct(deps, c, { act: 'newsletter.created', id: own })
  return c.redirect(madePath(own, input.done), 303)
}

const madePath = (id: string, done: string) => `${newsletterPath(id)}?done=${done}`

/** What a person chose in the form is the same; the text may have been written since. */
function isLike(there: NewsletterContent, content: NewsletterContent): boolean {
  return (
    there.issueNumber === content.issueNumber &&
    there.locale === content.locale &&
    there.subject === content.subject
  )
}
