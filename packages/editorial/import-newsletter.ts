// Brings an editor's text into a newsletter: its text blocks are replaced by the imported ones, its
// cards, pictures and calls stay. With an issue alone, the issue's newsletter is made first.
import type { Table } from '#aws/table'
import { VisibleError } from '#kernel/errors'
import type { CompanyId, MakeId, NewsletterId } from '#kernel/ids'
import type { Clock } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type Block, type BlockType, blockLimits } from './blocks.ts'
import { draftContent } from './draft-newsletter.ts'
import { type ImportFormat, type ImportWarning, importText } from './import-text.ts'
import { type Newsletter, type NewsletterContent, newsletterLimits } from './newsletter.ts'
import {
  createNewsletter,
  type SaveNewsletterOutcome,
  sameContent,
  saveNewsletter,
} from './save-newsletter.ts'
import { getIssue, listCompanies } from './store.ts'
import { getNewsletter } from './store-newsletters.ts'

export type ImportNewsletterInput = {
  text: string
  format: ImportFormat
  by: string
} & ({ id: NewsletterId; expectedVersion?: number } | { issueNumber: number })

export type ImportNewsletterOutcome =
  | {
      kind: 'imported'
      newsletter: Newsletter
      /** The blocks that came from the text. */
      imported: Block[]
      /** Companies that the text names. */
      mentions: CompanyId[]
      warnings: ImportWarning[]
      /** The very text was there already: a form sent twice. Nothing was saved. */
      isAgain?: boolean
    }
  | Exclude<SaveNewsletterOutcome, { kind: 'saved' | 'unchanged' }>

/**
 * With `issueNumber` the issue's own newsletter is used when it has one that is still a draft, else
 * a new one is made. @throws VisibleError when the text is empty or too large (import-text).
 */
export async function importNewsletter(
  deps: { table: Table; clock: Clock; makeId: MakeId; publication: Publication },
  input: ImportNewsletterInput,
): Promise<ImportNewsletterOutcome> {
  const target = await targetOf(deps, input)
  if (target.kind !== 'found') return target
  const { newsletter } = target
  const expectedVersion = ('id' in input ? input.expectedVersion : undefined) ?? newsletter.version
  const { blocks, mentions, warnings } = importText({
    text: input.text,
    format: input.format,
    locale: newsletter.locale,
    companies: await listCompanies(deps.table),
    makeBlockId: () => deps.makeId('block'),
  })
  const content: NewsletterContent = {
    ...newsletter,
    subject: newsletter.subject.trim() === '' ? subjectFrom(blocks) : newsletter.subject,
    blocks: withImported(newsletter.blocks, blocks, mentions),
  }
  const found = { imported: blocks, mentions, warnings }
  if (newsletter.status === 'draft' && isSameText(newsletter, content))
    return { kind: 'imported', newsletter, ...found, isAgain: true }
  const saved = await saveNewsletter(deps, {
    id: newsletter.id,
    expectedVersion,
    by: input.by,
    content,
  })
  if (saved.kind === 'conflict' && isSameText(saved.theirs, saved.mine))
    return { kind: 'imported', newsletter: saved.theirs, ...found, isAgain: true }
  if (saved.kind !== 'saved' && saved.kind !== 'unchanged') return saved
  return { kind: 'imported', newsletter: saved.newsletter, ...found }
}

/** Whether two contents differ in nothing but the ids of their blocks. */
function isSameText(a: NewsletterContent, b: NewsletterContent): boolean {
  const numbered = (content: NewsletterContent): NewsletterContent => ({
    ...content,
    blocks: content.blocks.map((block, at) => ({ ...block, id: `b${at}` as Block['id'] })),
  })
  return sameContent(numbered(a), numbered(b))
}

async function targetOf(
  deps: { table: Table; clock: Clock; makeId: MakeId; publication: Publication },
  input: ImportNewsletterInput,
): Promise<{ kind: 'found'; newsletter: Newsletter } | { kind: 'notFound' | 'tooLarge' }> {
  if ('id' in input) {
    const newsletter = await getNewsletter(deps.table, input.id)
    return newsletter ? { kind: 'found', newsletter } : { kind: 'notFound' }
  }
  const issue = await getIssue(deps.table, input.issueNumber)
  if (!issue) return { kind: 'notFound' }
  const own = issue.newsletterId && (await getNewsletter(deps.table, issue.newsletterId))
  if (own && own.status === 'draft') return { kind: 'found', newsletter: own }
  const content = draftContent(issue, {
    locale: deps.publication.locale,
    makeBlockId: () => deps.makeId('block'),
  })
  const created = await createNewsletter(deps, { content, by: input.by })
  if (created.kind !== 'created') return { kind: 'tooLarge' }
  return { kind: 'found', newsletter: created.newsletter }
}

/** Blocks that an import replaces: what an editor's text brings. The others are composed here. */
const replaced: ReadonlySet<BlockType> = new Set([
  'title',
  'standfirst',
  'epigraph',
  'heading',
  'paragraph',
  'list',
  'closing',
  'divider',
] satisfies BlockType[])

/**
 * The imported text with the cards, pictures, buttons and lists of companies that were there, after
 * it or before its closing call. The old call to the calendar goes when the text brings one. Pure.
 * @throws VisibleError `too-large` when there would be too many blocks.
 */
export function withImported(
  before: readonly Block[],
  imported: readonly Block[],
  mentions: readonly CompanyId[],
): Block[] {
  const bringsCall = imported.some((block) => block.type === 'calendarLink')
  const kept = before
    .filter((block) => !replaced.has(block.type))
    .filter((block) => !(bringsCall && block.type === 'calendarLink'))
    .map((block) => (block.type === 'companies' ? withMentions(block, mentions) : block))
  const endAt = imported.findIndex(
    (block) => block.type === 'calendarLink' || block.type === 'closing',
  )
  const at = endAt === -1 ? imported.length : endAt
  const blocks = [...imported.slice(0, at), ...kept, ...imported.slice(at)]
  if (blocks.length > blockLimits.blocks)
    throw new VisibleError('too-large', {
      fr: `Cette lettre aurait ${blocks.length} blocs, elle peut en avoir ${blockLimits.blocks}. Importez un extrait plus court.`,
      en: `This newsletter would have ${blocks.length} blocks and may have ${blockLimits.blocks}. Import a shorter extract.`,
    })
  return blocks
}

function withMentions(
  block: Extract<Block, { type: 'companies' }>,
  mentions: readonly CompanyId[],
): Block {
  return { ...block, companyIds: [...new Set([...block.companyIds, ...mentions])].slice(0, 60) }
}

function subjectFrom(blocks: readonly Block[]): string {
  const title = blocks.find((block) => block.type === 'title')?.text ?? ''
  return title.replace(/\p{Cc}/gu, ' ').slice(0, newsletterLimits.subject)
}
