// Turns a newsletter's blocks into filled MJML parts. All text of people is escaped by the templates
// or by `spansHtml`; every link becomes absolute.
import type { Block, Span } from '#editorial/blocks'
import type { Issue } from '#editorial/issue'
import { type Locale, unreachable } from '#kernel/errors'
import { blockUrl, coverUrl, imageUrl, pageUrl } from './links.ts'
import type { MailColours } from './mail-colours.ts'
import { coverMonth, type MailTexts } from './mail-texts.ts'
import { newsletterParts } from './newsletter-templates.ts'
import { joinNames, quoted } from './quoting.ts'
import type { NewsletterSource } from './render-newsletter.ts'
import { escapeText, fillTemplate } from './template.ts'

export type BlockContext = Omit<NewsletterSource, 'newsletter'> & {
  locale: Locale
  texts: MailTexts
  colours: MailColours
  /** Set above the first title, `DOSSIER`. */
  kicker: string
}

/** Width of the text column in px, and the widest a picture is shown. */
const columnPx = 536

/** Parts that fill a column are gathered in sections; a part that is a section stands alone. */
type Part = { mjml: string; place: 'column' | 'section' }

/** The body between masthead and foot, as MJML sections. */
export function blocksMjml(blocks: readonly Block[], context: BlockContext): string {
  const sections: string[] = []
  let column: string[] = []
  const close = () => {
    if (column.length === 0) return
    sections.push(fillTemplate(newsletterParts.section, { content: column.join('\n') }))
    column = []
  }
  let kickerDue = true
  for (const block of blocks) {
    if (block.type === 'title' && kickerDue) {
      kickerDue = false
      column.push(fill('kicker', { text: escapeText(context.kicker) }, context).mjml)
    }
    for (const part of partOf(block, context)) {
      if (part.place === 'section') close()
      ;(part.place === 'section' ? sections : column).push(part.mjml)
    }
  }
  close()
  return sections.join('\n')
}

/** None for a block that has nothing to show, one otherwise. */
function partOf(block: Block, context: BlockContext): Part[] {
  switch (block.type) {
    case 'title':
      return block.text ? [fill('title', { text: headline(block.text) }, context)] : []
    case 'heading':
      return block.text ? [fill('heading', { text: headline(block.text) }, context)] : []
    case 'standfirst':
    case 'paragraph':
    case 'closing':
      return block.spans.length > 0
        ? [fill(block.type, { html: spansHtml(block.spans, context) }, context)]
        : []
    case 'epigraph':
      return [fill('epigraph', epigraphValues(block, context.locale), context)]
    case 'companies':
      return companies(block, context)
    case 'dossierCard':
    case 'issueCard':
      return issueCards(block, context)
    case 'image':
      return picture(block, context)
    case 'list':
      return list(block, context)
    case 'button':
      return [fill('button', { href: blockUrl(context, block.href), label: block.label }, context)]
    case 'divider':
      return [fill('divider', {}, context)]
    case 'calendarLink':
      return [
        fill(
          'calendar-link',
          { kicker: context.texts.calendar, html: calendarHtml(block.spans, context) },
          context,
        ),
      ]
    default:
      return unreachable(block)
  }
}

type PartName = keyof typeof newsletterParts

function fill(name: PartName, values: Record<string, string>, context: BlockContext): Part {
  return {
    mjml: fillTemplate(newsletterParts[name], { ...context.colours, ...values }),
    place: name === 'dossier-card' ? 'section' : 'column',
  }
}

function lines(text: string): string {
  return escapeText(text).replace(/\r\n|\r|\n/g, '<br />')
}

/** A short hyphenated word (`est-ce`) is not broken in a line that is set large. */
function headline(text: string): string {
  return lines(text)
    .split(' ')
    .map((word) =>
      /^[^<>]{1,16}$/.test(word) && /\p{L}-\p{L}/u.test(word) ? unbroken(word) : word,
    )
    .join(' ')
}

function unbroken(html: string): string {
  return `<span style="white-space:nowrap;">${html}</span>`
}

/** Spans as HTML of our own: bold, italic, links and line breaks, nothing else. */
function spansHtml(spans: readonly Span[], context: BlockContext): string {
  return spans
    .map((span) => {
      let html = keepName(lines(span.text), context.publication.name)
      if (span.italic) html = `<em>${html}</em>`
      if (span.bold) html = `<strong>${html}</strong>`
      return span.href === undefined ? html : link(blockUrl(context, span.href), html, context)
    })
    .join('')
}

/** A name with a hyphen is not broken over two lines. */
function keepName(html: string, name: string): string {
  const kept = escapeText(name)
  return /^\S+-\S+$/.test(kept) ? html.replaceAll(kept, unbroken(kept)) : html
}

function link(url: string, html: string, { colours }: BlockContext): string {
  const style = `color:${colours.ink};text-decoration:underline;text-decoration-color:${colours.accent};`
  return `<a class="link" href="${escapeText(url)}" style="${style}">${html}</a>`
}

/** The call keeps its own links; where it has none, the calendar's follows it. */
function calendarHtml(spans: readonly Span[], context: BlockContext): string {
  const html = spansHtml(spans, context)
  if (spans.some(({ href }) => href !== undefined)) return html
  const label = escapeText(context.texts.calendarLink)
  return `${html}${html ? ' ' : ''}${link(pageUrl(context, '/calendar'), label, context)}`
}

function epigraphValues(
  block: Extract<Block, { type: 'epigraph' }>,
  locale: Locale,
): Record<string, string> {
  return { quote: lines(quoted(block.quote, locale)), source: sourceHtml(block) }
}

/** The source as written, the work in italics; put together from its fields where none is written. */
function sourceHtml(block: Extract<Block, { type: 'epigraph' }>): string {
  const { attribution, work } = block
  if (attribution.trim() === '') {
    const { author = '', year = '', publisher = '' } = block
    const title = work ? `<em>${lines(work)}</em>` : ''
    return [lines(author), title, lines(String(year)), lines(publisher)].filter(Boolean).join(', ')
  }
  const at = work ? attribution.indexOf(work) : -1
  if (!work || at < 0) return lines(attribution)
  return `${lines(attribution.slice(0, at))}<em>${lines(work)}</em>${lines(attribution.slice(at + work.length))}`
}

function companies(block: Extract<Block, { type: 'companies' }>, context: BlockContext): Part[] {
  const found = block.companyIds.flatMap((id) => context.companies.get(id) ?? [])
  if (found.length === 0) return []
  const names = found.map(({ name, slug }) => {
    const url = pageUrl(context, `/companies/${slug}`)
    const style = `color:${context.colours.ink};text-decoration:none;white-space:nowrap;`
    return `<a href="${escapeText(url)}" style="${style}">${escapeText(name)}</a>`
  })
  const lead = escapeText(block.lead || context.texts.inThisDossier)
  const dot = `<span class="muted-text" style="color:${context.colours.muted};">\u00a0· </span>`
  return [fill('companies', { lead, names: names.join(dot) }, context)]
}

/** `N° 131 – décembre 2026`, the o raised. */
export function issueStamp(issue: Issue, context: Pick<BlockContext, 'locale' | 'texts'>): string {
  const label = escapeText(context.texts.issue(issue.number))
  return `${raised(label)} – ${escapeText(coverMonth(issue.coverDate, context.locale))}`
}

/** A real raised o in place of the degree sign. */
function raised(html: string): string {
  return html.replace(
    'N°',
    'N<sup style="font-size:70%;line-height:0;text-transform:none;">o</sup>',
  )
}

function issueCards(
  block: Extract<Block, { type: 'dossierCard' | 'issueCard' }>,
  context: BlockContext,
): Part[] {
  const issue = context.issues.get(block.issueNumber)
  if (!issue) return []
  const { texts } = context
  const stamp = issueStamp(issue, context)
  const shared = {
    coverUrl: coverUrl(context, issue),
    coverAlt: texts.coverAlt(issue, coverMonth(issue.coverDate, context.locale)),
    issueUrl: pageUrl(context, `/issues/${issue.number}`),
  }
  if (block.type === 'issueCard') {
    const titles = issue.sections
      .filter(({ kind }) => kind !== 'advertising' && kind !== 'dossier')
      .map((section) => section.title)
    const summary = escapeText(titles.slice(0, 6).join(' · '))
    const values = { ...shared, kicker: stamp, title: headline(issue.dossier.title), summary }
    return [fill('issue-card', values, context)]
  }
  const names = issue.dossier.companyIds.flatMap((id) => context.companies.get(id)?.name ?? [])
  const values = {
    ...shared,
    kicker: `${escapeText(texts.dossier)} – ${stamp}`,
    title: headline(issue.dossier.title),
    standfirst: lines(issue.dossier.standfirst),
    companies: names.length > 0 ? escapeText(texts.with(joinNames(names, texts.and))) : '',
    linkLabel: texts.readDossier,
  }
  return [fill('dossier-card', values, context)]
}

function picture(block: Extract<Block, { type: 'image' }>, context: BlockContext): Part[] {
  const image = context.images.get(block.imageId)
  if (!image) return []
  const width = Math.min(image.width, columnPx)
  const values = {
    src: imageUrl(context, image),
    alt: block.alt || image.alt,
    width: String(width),
    height: String(Math.round((image.height * width) / image.width)),
    href: block.href === undefined ? '' : blockUrl(context, block.href),
    caption: block.caption ? lines(block.caption) : '',
  }
  return [fill('image', values, context)]
}

function list(block: Extract<Block, { type: 'list' }>, context: BlockContext): Part[] {
  const items = block.items
    .filter((spans) => spans.length > 0)
    .map((spans) => `<li style="margin:0 0 8px;">${spansHtml(spans, context)}</li>`)
  if (items.length === 0) return []
  return [fill('list', { tag: block.ordered ? 'ol' : 'ul', items: items.join('') }, context)]
}
