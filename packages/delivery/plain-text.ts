// The plain-text part, written for reading: 72 columns, the title underlined, the epigraph indented
// with its source, links as numbered notes, the foot under a rule. Pure.
import type { Block, Span } from '#editorial/blocks'
import type { Issue } from '#editorial/issue'
import { type Locale, unreachable } from '#kernel/errors'
import { blockUrl, pageUrl } from './links.ts'
import { coverMonth, type MailTexts, mailTexts } from './mail-texts.ts'
import { joinNames, quoted } from './quoting.ts'
import type { NewsletterSource } from './render-newsletter.ts'
import { hole } from './rendition.ts'
import { rule, textColumns, width, wrapText } from './wrap-text.ts'

/** The newsletter as plain text with CRLF-free line breaks, with holes. */
export function plainText(source: NewsletterSource): string {
  const { newsletter, publication } = source
  const texts = mailTexts[newsletter.locale]
  const context: TextContext = { ...source, locale: newsletter.locale, texts, notes: [] }
  const issue =
    newsletter.issueNumber === undefined ? undefined : source.issues.get(newsletter.issueNumber)
  const stamp = issue ? ` – ${issueLine(issue, context)}` : ''
  const body = newsletter.blocks.map((block) => blockLines(block, context))
  const notes = context.notes.map((url, at) => `[${at + 1}] ${url}`).join('\n')
  const paragraphs = [
    `${publication.name.toLocaleUpperCase(newsletter.locale)}\n${texts.letter}${stamp}`,
    `${label(texts.readOnline, context)}\n${hole('archiveUrl')}`,
    rule,
    ...body,
    notes && `${underlined(texts.links, '-')}\n\n${notes}`,
    rule,
    wrapText(`${texts.reason(publication.name)} ${texts.tracking}`),
    `${label(texts.unsubscribe, context)}\n${hole('unsubscribeUrl')}`,
    `${label(texts.preferences, context)}\n${hole('preferencesUrl')}`,
    texts
      .publisher(publication)
      .map((line) => wrapText(line))
      .join('\n'),
  ]
  return `${hole('notice')}${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`
}

type TextContext = NewsletterSource & { locale: Locale; texts: MailTexts; notes: string[] }

/** Empty for a block that has nothing to say in plain text. */
function blockLines(block: Block, context: TextContext): string {
  switch (block.type) {
    case 'title':
      return underlined(own(block.text), '=')
    case 'heading':
      return underlined(own(block.text), '-')
    case 'standfirst':
    case 'paragraph':
    case 'closing':
      return wrapText(noted(block.spans, context))
    case 'epigraph':
      return epigraph(block, context)
    case 'companies':
      return companies(block, context)
    case 'dossierCard':
    case 'issueCard':
      return card(block, context)
    case 'image':
      return picture(block, context)
    case 'list':
      return block.items
        .filter((spans) => spans.length > 0)
        .map((spans, at) => item(noted(spans, context), block.ordered ? `${at + 1}.` : '–'))
        .join('\n')
    case 'button':
      return `${wrapText(label(own(block.label), context))}\n${blockUrl(context, block.href)}`
    case 'divider':
      return '* * *'
    case 'calendarLink':
      return calendar(block.spans, context)
    default:
      return unreachable(block)
  }
}

/** An editor's own text: what looks like a hole is no hole. */
function own(text: string): string {
  return text.replaceAll('[[', '[\u200b[')
}

/** The text with a number after each link; the same address keeps its number. */
function noted(spans: readonly Span[], context: TextContext): string {
  return spans
    .map((span, at) => {
      const text = own(span.text)
      if (span.href === undefined) return text
      const url = blockUrl(context, span.href)
      // A link in several spans (half of it bold) is one link, and one that shows itself needs no note.
      if (spans[at + 1]?.href === span.href || text.trim() === url) return text
      const kept = text.trimEnd()
      return `${kept}\u00a0[${noteFor(url, context)}]${text.slice(kept.length)}`
    })
    .join('')
}

function noteFor(url: string, { notes }: TextContext): number {
  const at = notes.indexOf(url)
  return at >= 0 ? at + 1 : notes.push(url)
}

function underlined(text: string, mark: string): string {
  if (text.trim() === '') return ''
  const wrapped = wrapText(text)
  const longest = Math.max(...wrapped.split('\n').map(width))
  return `${wrapped}\n${mark.repeat(Math.min(longest, textColumns))}`
}

function item(text: string, mark: string): string {
  return wrapText(text, { first: `${mark} `, next: ' '.repeat(mark.length + 1) })
}

function epigraph(block: Extract<Block, { type: 'epigraph' }>, { locale }: TextContext): string {
  const indent = { first: '    ' }
  const { author, work, year, publisher } = block
  const written = block.attribution.trim()
  const source =
    written || [author, work, year, publisher].filter((part) => part !== undefined).join(', ')
  const quote = wrapText(quoted(own(block.quote), locale), indent)
  return source === ''
    ? quote
    : `${quote}\n${wrapText(own(source), { first: '    — ', next: '      ' })}`
}

function companies(block: Extract<Block, { type: 'companies' }>, context: TextContext): string {
  const names = block.companyIds.flatMap((id) => context.companies.get(id)?.name ?? [])
  if (names.length === 0) return ''
  const lead = own(block.lead || context.texts.inThisDossier)
  return [wrapText(lead), ...names.map((name) => item(own(name), '–'))].join('\n')
}

function card(
  block: Extract<Block, { type: 'dossierCard' | 'issueCard' }>,
  context: TextContext,
): string {
  const issue = context.issues.get(block.issueNumber)
  if (!issue) return ''
  const { texts } = context
  const kind = block.type === 'dossierCard' ? `${texts.dossier.toUpperCase()} – ` : ''
  const names = issue.dossier.companyIds.flatMap((id) => context.companies.get(id)?.name ?? [])
  return [
    `${kind}${issueLine(issue, context)}`,
    wrapText(own(issue.dossier.title)),
    block.type === 'dossierCard' ? wrapText(own(issue.dossier.standfirst)) : '',
    block.type === 'dossierCard' && names.length > 0
      ? wrapText(own(texts.with(joinNames(names, texts.and))))
      : '',
    pageUrl(context, `/issues/${issue.number}`),
  ]
    .filter(Boolean)
    .join('\n')
}

function picture(block: Extract<Block, { type: 'image' }>, context: TextContext): string {
  const image = context.images.get(block.imageId)
  if (!image) return ''
  const said = own(block.caption || block.alt || image.alt)
  const link = block.href === undefined ? '' : `\n${blockUrl(context, block.href)}`
  return said === '' ? '' : `${wrapText(`[${said}]`)}${link}`
}

function calendar(spans: readonly Span[], context: TextContext): string {
  const text = wrapText(noted(spans, context))
  if (spans.some(({ href }) => href !== undefined)) return text
  const link = `${label(context.texts.calendarLink, context)}\n${pageUrl(context, '/calendar')}`
  return text === '' ? link : `${text}\n\n${link}`
}

function issueLine(issue: Issue, { texts, locale }: TextContext): string {
  return `${texts.issue(issue.number)}, ${coverMonth(issue.coverDate, locale)}`
}

/** A label before an address on the next line. */
function label(text: string, { locale }: TextContext): string {
  return `${text}${locale === 'fr' ? '\u202f' : ''}:`
}
