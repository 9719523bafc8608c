// Drafts the newsletter of an announced issue from its dossier. Idempotent: the issue names the
// newsletter's id before it exists, so however often this runs there is one newsletter.
import { closedIntent } from '#aws/intent'
import { issueKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import { assert, type Locale } from '#kernel/errors'
import type { MakeId, NewsletterId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { Block } from './blocks.ts'
import type { Issue } from './issue.ts'
import { type Newsletter, type NewsletterContent, newsletterLimits } from './newsletter.ts'
import { getIssue } from './store.ts'
import { putNewsletter } from './store-newsletters.ts'

/** `notAnnounced`: only an announced issue names the newsletter to draft. */
export type DraftNewsletterOutcome =
  | { kind: 'drafted' | 'existed'; newsletterId: NewsletterId }
  | { kind: 'notFound' | 'notAnnounced' }

/** Called by announce-issue and, for the intent `newsletter.draft`, by the sweeper. */
export async function draftNewsletter(
  deps: { table: Table; clock: Clock; makeId: MakeId; publication: Publication },
  input: { issueNumber: number },
): Promise<DraftNewsletterOutcome> {
  const { table, publication } = deps
  const issue = await getIssue(table, input.issueNumber)
  if (!issue) return { kind: 'notFound' }
  if (!issue.newsletterId) return { kind: 'notAnnounced' }
  const at = instant(deps.clock())
  const newsletter: Newsletter = {
    ...draftContent(issue, { locale: publication.locale, makeBlockId: () => deps.makeId('block') }),
    id: issue.newsletterId,
    status: 'draft',
    version: 1,
    mailingIds: [],
    createdAt: at,
    updatedAt: at,
    updatedBy: issue.updatedBy,
  }
  const put = await putNewsletter(table, newsletter, ifAbsent)
  assert(put.kind !== 'tooLarge', 'a draft fits its item')
  await table.update(issueKey(issue.number), closedIntent, {
    if: '#intent.#kind = :kind',
    values: { ':kind': 'newsletter.draft' },
  })
  return {
    kind: put.kind === 'written' ? 'drafted' : 'existed',
    newsletterId: issue.newsletterId,
  }
}

const words = {
  fr: {
    subject: (number: number, title: string) => `N°\u00a0${number} · ${title}`,
    calendar: 'Spotlights, enquêtes, reportages\u00a0: découvrez notre calendrier rédactionnel.',
  },
  en: {
    subject: (number: number, title: string) => `No. ${number} · ${title}`,
    calendar: 'Spotlights, investigations, reports: see our editorial calendar.',
  },
}

/** The first state of an issue's newsletter; pure. */
export function draftContent(
  issue: Issue,
  options: { locale: Locale; makeBlockId: () => string },
): NewsletterContent {
  const { dossier } = issue
  const text = words[options.locale]
  const id = options.makeBlockId
  const title = dossier.title.trim() || issue.title.trim()
  const standfirst = dossier.standfirst.trim()
  const blocks: Block[] = [{ id: id(), type: 'title', text: title }]
  if (standfirst !== '')
    blocks.push({ id: id(), type: 'standfirst', spans: [{ text: standfirst }] })
  if (dossier.companyIds.length > 0)
    blocks.push({
      id: id(),
      type: 'companies',
      companyIds: dossier.companyIds.slice(0, 60),
    })
  blocks.push(
    { id: id(), type: 'dossierCard', issueNumber: issue.number },
    { id: id(), type: 'calendarLink', spans: [{ text: text.calendar }] },
  )
  return {
    issueNumber: issue.number,
    locale: options.locale,
    subject: cutAtWord(text.subject(issue.number, title), newsletterLimits.subject),
    preheader: cutAtWord(firstSentence(standfirst), 140),
    blocks,
    topics: [],
  }
}

function firstSentence(text: string): string {
  const end = text.search(/[.!?…](\s|$)/)
  return end === -1 ? text : text.slice(0, end + 1)
}

/** At most `max` characters, cut at a word and ended by an ellipsis. */
export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text
  const cut = text.slice(0, max - 1)
  const at = cut.lastIndexOf(' ')
  return `${(at > max / 2 ? cut.slice(0, at) : cut).replace(/[\s,;:–—]+$/u, '')}…`
}
