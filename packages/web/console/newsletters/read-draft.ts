// What the composer's form means: a newsletter's content, or faults beside their fields. Pure.
import { Block, blockLimits, type Span } from '#editorial/blocks'
import { NewsletterContent, newsletterLimits } from '#editorial/newsletter'
import { hrefOf, readRichText } from '#editorial/rich-text'
import type { Sentence } from '#kernel/errors'
import { type CompanyId, idSchema } from '#kernel/ids'
import { faults } from './composer-faults.ts'
import { type BlockDraft, type ComposerDraft, fieldsOf, type Names } from './composer-form.ts'
import { readList } from './list-text.ts'

/** Errors are keyed by the field's name in the form. */
export type DraftReading =
  | { kind: 'content'; content: NewsletterContent; version: number }
  | { kind: 'wrong'; errors: Record<string, Sentence> }

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
  for (const [field, sentence] of segmentFaults(draft.blocks)) fault(field, sentence)
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
    ...(draft.segmentId === '' ? {} : { segmentId: draft.segmentId }),
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

/** A segment that can be none, and the first block for one segment too many. */
function segmentFaults(blocks: readonly BlockDraft[]): [string, Sentence][] {
  const wanted = blocks.filter(({ segmentId }) => segmentId !== '')
  const ids = [...new Set(wanted.map(({ segmentId }) => segmentId))]
  const extra = new Set(ids.slice(blockLimits.segments))
  const tooMany = wanted.find(({ segmentId }) => extra.has(segmentId))
  const at = ({ id }: BlockDraft, sentence: Sentence): [string, Sentence] => [
    `${id}.segmentId`,
    sentence,
  ]
  return [
    ...wanted
      .filter(({ segmentId }) => !idSchema('segment').safeParse(segmentId).success)
      .map((block) => at(block, faults.segment)),
    ...(tooMany ? [at(tooMany, faults.tooManySegments)] : []),
  ]
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

/** The block that the form means, with the segment it is for. */
function readBlock(draft: BlockDraft, names: Names, fault: Fault): unknown {
  const { segmentId } = draft
  const block = readFields(draft, names, fault)
  return segmentId === '' ? block : { ...block, segmentId }
}

/** The block that the fields mean; what is wrong is told and left for the schema to refuse. */
function readFields({ id, type, fields }: BlockDraft, names: Names, fault: Fault): object {
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
