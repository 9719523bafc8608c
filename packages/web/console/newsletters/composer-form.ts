// The composer's form: what was typed, kept as typed, and what it means. Pure. A block's fields are
// named `<block id>.<field>`; the hidden fields `block` (`<id>:<type>`) give the order.
import { Block, type BlockType, blockLimits, type Span } from '#editorial/blocks'
import type { Company } from '#editorial/issue'
import { NewsletterContent, newsletterLimits } from '#editorial/newsletter'
import { hrefOf, readRichText, richTextOf } from '#editorial/rich-text'
import type { Locale, Sentence } from '#kernel/errors'
import type { CompanyId } from '#kernel/ids'
import { faults } from './composer-faults.ts'
import { listText, readList } from './list-text.ts'

export type BlockDraft = { id: string; type: BlockType; fields: Record<string, string> }

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
  blocks: BlockDraft[]
}

/** What names in the form stand for. */
export type Names = {
  companies: readonly Pick<Company, 'id' | 'name' | 'aliases'>[]
  companyOf: (name: string) => CompanyId | undefined
  topics: readonly string[]
}

/** Errors are keyed by the field's name in the form. */
export type DraftReading =
  | { kind: 'content'; content: NewsletterContent; version: number }
  | { kind: 'wrong'; errors: Record<string, Sentence> }

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
    blocks: content.blocks.map((block) => blockDraft(block, names)),
  }
}

export function blockDraft(block: Block, names: Pick<Names, 'companies'>): BlockDraft {
  return { id: block.id, type: block.type, fields: fieldValues(block, names) }
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
    return [{ id, type: known, fields: Object.fromEntries(fields) }]
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
    blocks,
  }
}

/** Browsers send line ends as CR LF. */
function lines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/** Parses what was typed; every fault is told beside its field. */
export function readDraft(draft: ComposerDraft, names: Names): DraftReading {
  const errors: Record<string, Sentence> = {}
  const fault = (name: string, sentence: Sentence) => {
    errors[name] ??= sentence
  }
  for (const name of ['subject', 'preheader', 'senderName', 'replyTo'] as const)
    if (/[\p{Cc}\u2028\u2029]/u.test(draft[name])) fault(name, faults.oneLine)
  for (const name of ['subject', 'preheader'] as const)
    if (draft[name].length > newsletterLimits[name])
      fault(name, faults.tooLong(newsletterLimits[name]))
  if (draft.senderName.length > newsletterLimits.name)
    fault('senderName', faults.tooLong(newsletterLimits.name))
  const replyTo = draft.replyTo.trim()
  if (replyTo !== '' && !NewsletterContent.shape.replyTo.safeParse(replyTo).success)
    fault('replyTo', faults.address)
  const issueNumber = draft.issueNumber.trim()
  if (issueNumber !== '' && readNumber(issueNumber) === undefined)
    fault('issueNumber', faults.issue)
  if (draft.blocks.length > blockLimits.blocks) fault('blocks', faults.tooManyBlocks)
  const version = readNumber(draft.version)
  if (version === undefined) fault('version', faults.version)
  const blocks = draft.blocks.map((block) =>
    readBlock(block, names, (field, sentence) => fault(`${block.id}.${field}`, sentence)),
  )
  if (version === undefined || Object.keys(errors).length > 0) return { kind: 'wrong', errors }
  const senderName = draft.senderName.trim()
  const content = NewsletterContent.safeParse({
    ...(issueNumber === '' ? {} : { issueNumber: readNumber(issueNumber) }),
    locale: draft.locale === 'en' ? 'en' : 'fr',
    subject: draft.subject.trim(),
    preheader: draft.preheader.trim(),
    ...(senderName === '' ? {} : { senderName }),
    ...(replyTo === '' ? {} : { replyTo }),
    topics: names.topics.filter((topic) => draft.topics.includes(topic)),
    blocks,
  })
  if (content.success) return { kind: 'content', content: content.data, version }
  for (const issue of content.error.issues) {
    const [part, at] = issue.path
    const block = part === 'blocks' && typeof at === 'number' ? draft.blocks[at] : undefined
    const field = block ? `${block.id}.${fieldsOf[block.type][0]}` : String(part)
    fault(field, block ? faults.block : faults.field)
  }
  return { kind: 'wrong', errors }
}

/** What can be shown of a form that is still being typed: blocks with faults are left out. */
export function readLoosely(
  draft: ComposerDraft,
  names: Names,
  stored: NewsletterContent,
): NewsletterContent {
  const line = (text: string, max: number) =>
    text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, max)
  const blocks = draft.blocks.slice(0, blockLimits.blocks).flatMap((one) => {
    const block = Block.safeParse(readBlock(one, names, () => {}))
    return block.success ? block.data : []
  })
  const issueNumber = readNumber(draft.issueNumber)
  const { issueNumber: _, ...rest } = stored
  return {
    ...rest,
    ...(issueNumber === undefined ? {} : { issueNumber }),
    locale: draft.locale === 'en' ? 'en' : 'fr',
    subject: line(draft.subject, newsletterLimits.subject),
    preheader: line(draft.preheader, newsletterLimits.preheader),
    blocks,
  }
}

type Fault = (field: string, sentence: Sentence) => void

/** The block that the fields mean; what is wrong is told and left for the schema to refuse. */
function readBlock({ id, type, fields }: BlockDraft, names: Names, fault: Fault): unknown {
  const text = (name: string) => fields[name] ?? ''
  const line = (name: string) => {
    const value = text(name)
      .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
      .trim()
    if (value.length > blockLimits.heading) fault(name, faults.tooLong(blockLimits.heading))
    return value
  }
  const optional = (name: string) => {
    const value = line(name)
    return value === '' ? {} : { [name]: value }
  }
  switch (type) {
    case 'title':
    case 'heading':
      return { id, type, text: line('text') }
    case 'standfirst':
    case 'paragraph':
    case 'calendarLink':
    case 'closing':
      return { id, type, spans: readSpans(text('rich'), (sentence) => fault('rich', sentence)) }
    case 'epigraph':
      return {
        id,
        type,
        quote: text('quote').trim(),
        attribution: text('attribution').trim(),
        ...optional('author'),
        ...optional('work'),
        ...yearOf(text('year'), fault),
        ...optional('publisher'),
        ...(text('attributionFirst') === '1' ? { attributionFirst: true } : {}),
      }
    case 'companies':
      return {
        id,
        type,
        ...optional('lead'),
        companyIds: companyIds(text('companies'), names, fault),
      }
    case 'dossierCard':
    case 'issueCard': {
      const issueNumber = readNumber(text('issueNumber'))
      if (issueNumber === undefined) fault('issueNumber', faults.issue)
      return { id, type, issueNumber }
    }
    case 'image': {
      if (line('alt') === '') fault('alt', faults.alt)
      if (text('imageId') === '') fault('imageId', faults.image)
      const href = text('href').trim()
      return {
        id,
        type,
        imageId: text('imageId'),
        alt: line('alt'),
        ...optional('caption'),
        ...(href === '' ? {} : { href: readHref(href, fault) }),
      }
    }
    case 'list': {
      const items = readList(text('items')).map((item) =>
        readSpans(item, (sentence) => fault('items', sentence)),
      )
      if (items.length > blockLimits.listItems) fault('items', faults.tooManyItems)
      return {
        id,
        type,
        ordered: text('ordered') === '1',
        items,
        ...markersOf(text('markers'), items),
      }
    }
    case 'button':
      if (line('label') === '') fault('label', faults.label)
      return { id, type, label: line('label'), href: readHref(text('href').trim(), fault) }
    case 'divider':
      return { id, type, ...optional('mark') }
  }
}

function readSpans(typed: string, fault: (sentence: Sentence) => void): Span[] {
  const { spans, warnings } = readRichText(typed)
  const [warning] = warnings
  if (warning) fault(faults.link(warning.href))
  if (spans.length > blockLimits.spans) fault(faults.tooManySpans)
  if (spans.some(({ text }) => text.length > blockLimits.spanText)) fault(faults.paragraph)
  return spans
}

function readHref(typed: string, fault: Fault): string {
  const href = hrefOf(typed)
  if (href === undefined) fault('href', typed === '' ? faults.noLink : faults.link(typed))
  return href ?? ''
}

function companyIds(typed: string, names: Names, fault: Fault): CompanyId[] {
  const wanted = [...new Set(typed.split(/[\n;]/).map((name) => name.trim()))].filter(Boolean)
  const known = new Set<string>(names.companies.map(({ id }) => id))
  const ids = wanted.flatMap((name) => {
    const id = names.companyOf(name) ?? (known.has(name) ? (name as CompanyId) : undefined)
    if (!id) fault('companies', faults.company(name))
    return id ?? []
  })
  if (ids.length > 60) fault('companies', faults.tooManyCompanies)
  return [...new Set(ids)]
}

function yearOf(typed: string, fault: Fault): { year?: number } {
  const text = typed.trim()
  if (text === '') return {}
  const year = /^-?\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (!(year >= -3000 && year <= 2200)) fault('year', faults.year)
  return { year }
}

/** The marks of a plain text's list, as long as it has as many items. */
function markersOf(json: string, items: readonly unknown[]): { markers?: unknown } {
  try {
    const markers: unknown = JSON.parse(json)
    return Array.isArray(markers) && markers.length === items.length ? { markers } : {}
  } catch {
    return {}
  }
}

function readNumber(typed: string): number | undefined {
  const text = typed.trim()
  return /^\d{1,6}$/.test(text) && Number(text) > 0 ? Number(text) : undefined
}

// — What the small buttons ask for —

/** An empty block of a type. */
export function emptyBlock(
  type: BlockType,
  options: { id: string; issueNumber: string; locale: Locale; imageId?: string; alt?: string },
): BlockDraft {
  const fields = Object.fromEntries(fieldsOf[type].map((field) => [field, '']))
  if ('issueNumber' in fields) fields['issueNumber'] = options.issueNumber
  if (type === 'image')
    Object.assign(fields, { imageId: options.imageId ?? '', alt: options.alt ?? '' })
  if (type === 'button')
    Object.assign(fields, {
      label: options.locale === 'fr' ? 'Lire le dossier' : 'Read the dossier',
      href: options.issueNumber === '' ? '/' : `/issues/${options.issueNumber}`,
    })
  if (type === 'calendarLink')
    fields['rich'] =
      options.locale === 'fr'
        ? 'Découvrez notre [calendrier rédactionnel](/calendar).'
        : 'See our [editorial calendar](/en/calendar).'
  return { id: options.id, type, fields }
}

export type BlockMove =
  | { verb: 'up' | 'down' | 'remove'; id: string }
  | { verb: 'add'; type: BlockType; after: string | undefined }

/** `up:<id>`, `down:<id>`, `remove:<id>`, `add` with the type chosen; undefined for anything else. */
export function moveOf(action: string, addType: string, after: string): BlockMove | undefined {
  const [verb, id] = action.split(':')
  if ((verb === 'up' || verb === 'down' || verb === 'remove') && id) return { verb, id }
  const type = blockTypes.find((one) => one === addType)
  return verb === 'add' && type ? { verb, type, after: id || after || undefined } : undefined
}

/** The blocks after a move; `made` is the block to add. */
export function moved(
  blocks: readonly BlockDraft[],
  move: BlockMove,
  made: BlockDraft | undefined,
): BlockDraft[] {
  const list = [...blocks]
  if (move.verb === 'add') {
    const at = list.findIndex(({ id }) => id === move.after)
    if (made) list.splice(at === -1 ? list.length : at + 1, 0, made)
    return list
  }
  const at = list.findIndex(({ id }) => id === move.id)
  const block = list[at]
  if (!block) return list
  if (move.verb === 'remove') list.splice(at, 1)
  const to = move.verb === 'up' ? at - 1 : at + 1
  const other = list[to]
  if (move.verb !== 'remove' && other) {
    list[to] = block
    list[at] = other
  }
  return list
}

/** The block of an earlier version put back where it stood: after the block it followed. */
export function withRestored(
  blocks: readonly Block[],
  earlier: readonly Block[],
  blockId: string,
): Block[] | undefined {
  const at = earlier.findIndex(({ id }) => id === blockId)
  const block = earlier[at]
  if (!block || blocks.some(({ id }) => id === blockId)) return undefined
  const before = earlier.slice(0, at).reverse()
  const anchor = before.find(({ id }) => blocks.some((one) => one.id === id))
  const to = anchor ? blocks.findIndex(({ id }) => id === anchor.id) + 1 : 0
  return [...blocks.slice(0, to), block, ...blocks.slice(to)]
}
