// The composer's form as typed: its fields, from a newsletter and from a post. Pure. A block's fields
// are named `<block id>.<field>`; the hidden fields `block` (`<id>:<type>`) give the order.
import type { Block, BlockType } from '#editorial/blocks'
import type { Company } from '#editorial/issue'
import type { NewsletterContent } from '#editorial/newsletter'
import { richTextOf } from '#editorial/rich-text'
import type { CompanyId } from '#kernel/ids'
import { listText } from './list-text.ts'

/** `segmentId`: the segment it is for; empty for everyone. */
export type BlockDraft = {
  id: string
  type: BlockType
  segmentId: string
  fields: Record<string, string>
}

/** Everything as typed. */
export type ComposerDraft = {
  version: string
  issueNumber: string
  locale: string
  subject: string
  preheader: string
  senderName: string
  replyTo: string
  topics: string[]
  segmentId: string
  blocks: BlockDraft[]
}

/** What names in the form stand for. */
export type Names = {
  companies: readonly Pick<Company, 'id' | 'name' | 'aliases'>[]
  companyOf: (name: string) => CompanyId | undefined
  topics: readonly string[]
}

export const blockTypes = [
  'title',
  'standfirst',
  'epigraph',
  'heading',
  'paragraph',
  'list',
  'image',
  'button',
  'companies',
  'dossierCard',
  'issueCard',
  'calendarLink',
  'divider',
  'closing',
] as const satisfies readonly BlockType[]

/** Fields a form may hold of a block; what it doesn't is ignored. */
export const fieldsOf: Record<BlockType, readonly string[]> = {
  title: ['text'],
  heading: ['text'],
  standfirst: ['rich'],
  paragraph: ['rich'],
  calendarLink: ['rich'],
  closing: ['rich'],
  epigraph: ['quote', 'attribution', 'author', 'work', 'year', 'publisher', 'attributionFirst'],
  companies: ['lead', 'companies'],
  dossierCard: ['issueNumber'],
  issueCard: ['issueNumber'],
  image: ['imageId', 'alt', 'caption', 'href'],
  list: ['ordered', 'items', 'markers'],
  button: ['label', 'href'],
  divider: ['mark'],
}

// — From content to form —

export function draftOf(
  content: NewsletterContent,
  version: number,
  names: Pick<Names, 'companies'>,
): ComposerDraft {
  return {
    version: String(version),
    issueNumber: content.issueNumber === undefined ? '' : String(content.issueNumber),
    locale: content.locale,
    subject: content.subject,
    preheader: content.preheader,
    senderName: content.senderName ?? '',
    replyTo: content.replyTo ?? '',
    topics: [...content.topics],
    segmentId: content.segmentId ?? '',
    blocks: content.blocks.map((block) => blockDraft(block, names)),
  }
}

export function blockDraft(block: Block, names: Pick<Names, 'companies'>): BlockDraft {
  const { id, type, segmentId = '' } = block
  return { id, type, segmentId, fields: fieldValues(block, names) }
}

function fieldValues(block: Block, names: Pick<Names, 'companies'>): Record<string, string> {
  switch (block.type) {
    case 'title':
    case 'heading':
      return { text: block.text }
    case 'standfirst':
    case 'paragraph':
    case 'calendarLink':
    case 'closing':
      return { rich: richTextOf(block.spans) }
    case 'epigraph':
      return {
        quote: block.quote,
        attribution: block.attribution,
        author: block.author ?? '',
        work: block.work ?? '',
        year: block.year === undefined ? '' : String(block.year),
        publisher: block.publisher ?? '',
        attributionFirst: block.attributionFirst ? '1' : '',
      }
    case 'companies': {
      const nameOf = new Map(names.companies.map(({ id, name }) => [id, name]))
      const lines = block.companyIds.map((id) => nameOf.get(id) ?? id)
      return { lead: block.lead ?? '', companies: lines.join('\n') }
    }
    case 'dossierCard':
    case 'issueCard':
      return { issueNumber: String(block.issueNumber) }
    case 'image':
      return {
        imageId: block.imageId,
        alt: block.alt,
        caption: block.caption ?? '',
        href: block.href ?? '',
      }
    case 'list':
      return {
        ordered: block.ordered ? '1' : '',
        items: listText(block.items),
        markers: block.markers ? JSON.stringify(block.markers) : '',
      }
    case 'button':
      return { label: block.label, href: block.href }
    case 'divider':
      return { mark: block.mark ?? '' }
  }
}

// — From the posted form —

/** The draft in a posted form; blocks that a form can't have are left out. */
export function draftFrom(form: {
  one: (name: string) => string
  all: (name: string) => readonly string[]
}): ComposerDraft {
  const seen = new Set<string>()
  const blocks = form.all('block').flatMap((named): BlockDraft[] => {
    const [id = '', type = ''] = named.split(':')
    const known = blockTypes.find((one) => one === type)
    if (!known || seen.has(id) || !/^[a-z0-9_]{1,40}$/.test(id)) return []
    seen.add(id)
    const fields = fieldsOf[known].map((field) => [field, lines(form.one(`${id}.${field}`))])
    const segmentId = form.one(`${id}.segmentId`)
    return [{ id, type: known, segmentId, fields: Object.fromEntries(fields) }]
  })
  return {
    version: form.one('version'),
    issueNumber: form.one('issueNumber'),
    locale: form.one('locale'),
    subject: form.one('subject'),
    preheader: form.one('preheader'),
    senderName: form.one('senderName'),
    replyTo: form.one('replyTo'),
    topics: [...form.all('topic')],
    segmentId: form.one('segmentId'),
    blocks,
  }
}

/** Browsers send line ends as CR LF. */
function lines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}
