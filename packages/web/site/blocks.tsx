// A newsletter's blocks as a page: the same text as the mail's, in the magazine's own typography.
import { quoted } from '#delivery/quoting'
import type { Block, Span } from '#editorial/blocks'
import type { Company, Image, Issue } from '#editorial/issue'
import { type Locale, unreachable } from '#kernel/errors'
import { Month, Numero } from '../shared/format.tsx'
import { localPath, say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import { CompanyLinks, CoverImage } from './parts.tsx'

/** What blocks refer to by id. */
export type BlockMatter = {
  view: View
  /** The language the newsletter is written in, which need not be the page's. */
  language: Locale
  issues: readonly Issue[]
  companies: readonly Company[]
  images: readonly Image[]
}

/** The blocks after the title, in order. */
export function BlocksView(props: BlockMatter & { blocks: readonly Block[] }) {
  const { blocks, ...matter } = props
  return (
    <>
      {blocks.map((block) => (
        <BlockView {...matter} block={block} />
      ))}
    </>
  )
}

function BlockView(props: BlockMatter & { block: Block }) {
  const { block, ...matter } = props
  const { view } = matter
  switch (block.type) {
    case 'title':
      return <h1 class="title">{block.text}</h1>
    case 'standfirst':
      return (
        <p class="standfirst">
          <Spans spans={block.spans} view={view} />
        </p>
      )
    case 'epigraph':
      return <EpigraphView block={block} locale={matter.language} />
    case 'heading':
      return <h2>{block.text}</h2>
    case 'paragraph':
    case 'closing':
      return (
        <p>
          <Spans spans={block.spans} view={view} />
        </p>
      )
    case 'companies':
      return <CompaniesView {...matter} block={block} />
    case 'dossierCard':
    case 'issueCard':
      return <IssueCard {...matter} number={block.issueNumber} kind={block.type} />
    case 'image':
      return <ImageView {...matter} block={block} />
    case 'list':
      return <ListView view={view} block={block} />
    case 'button':
      return (
        <p>
          <a class="button" href={hrefIn(view, block.href)}>
            {block.label}
          </a>
        </p>
      )
    case 'divider':
      return <hr />
    case 'calendarLink':
      return <CalendarLink view={view} block={block} />
    default:
      return unreachable(block)
  }
}

/** Text with its bold, italic and links; ours keep the page's language. */
export function Spans({ spans, view }: { spans: readonly Span[]; view: View }) {
  return (
    <>
      {spans.map((span) => {
        const bold = span.bold ? <strong>{span.text}</strong> : span.text
        const text = span.italic ? <em>{bold}</em> : bold
        return span.href ? <a href={hrefIn(view, span.href)}>{text}</a> : text
      })}
    </>
  )
}

function hrefIn(view: View, href: string): string {
  return href.startsWith('/') ? localPath(view.locale, href) : href
}

function EpigraphView(props: { block: Extract<Block, { type: 'epigraph' }>; locale: Locale }) {
  const { block, locale } = props
  return (
    <figure class="epigraph">
      <blockquote>{quoted(block.quote, locale)}</blockquote>
      {block.attribution && <figcaption>{block.attribution}</figcaption>}
    </figure>
  )
}

function CompaniesView(props: BlockMatter & { block: Extract<Block, { type: 'companies' }> }) {
  const { view, companies, block } = props
  const named = block.companyIds.flatMap((id) => companies.find((one) => one.id === id) ?? [])
  if (named.length === 0 && !block.lead) return null
  return (
    <div class="companies-block">
      {block.lead && <p>{block.lead}</p>}
      <CompanyLinks view={view} companies={named} />
    </div>
  )
}

function IssueCard(props: BlockMatter & { number: number; kind: 'dossierCard' | 'issueCard' }) {
  const { view, issues, companies, number, kind } = props
  const issue = issues.find((one) => one.number === number)
  if (!issue) return null
  const href = localPath(view.locale, `/issues/${number}`)
  return (
    <aside class="issue-card">
      <a href={href}>
        <CoverImage view={view} issue={issue} companies={companies} size="small" />
      </a>
      <div>
        <p class="kicker">
          <span>
            {kind === 'dossierCard'
              ? say(view.locale, 'Dossier', 'Dossier')
              : say(view.locale, 'Le numéro', 'The issue')}
          </span>
          <span>
            <Numero n={number} />
          </span>
          <Month date={issue.coverDate} locale={view.locale} />
        </p>
        <p class="issue-card-title">
          <a class="plain-link" href={href}>
            {kind === 'dossierCard' ? issue.dossier.title : issue.title || issue.dossier.title}
          </a>
        </p>
        {issue.dossier.standfirst && <p class="issue-card-text">{issue.dossier.standfirst}</p>}
      </div>
    </aside>
  )
}

function ImageView(props: BlockMatter & { block: Extract<Block, { type: 'image' }> }) {
  const { view, images, block } = props
  const image = images.find((one) => one.id === block.imageId)
  if (!image) return null
  const picture = (
    <img
      src={`/media/images/${image.id}`}
      alt={block.alt}
      width={image.width}
      height={image.height}
      loading="lazy"
      decoding="async"
    />
  )
  return (
    <figure class="picture">
      {block.href ? <a href={hrefIn(view, block.href)}>{picture}</a> : picture}
      {block.caption && <figcaption>{block.caption}</figcaption>}
    </figure>
  )
}

function ListView({ view, block }: { view: View; block: Extract<Block, { type: 'list' }> }) {
  const items = block.items.map((spans) => (
    <li>
      <Spans spans={spans} view={view} />
    </li>
  ))
  return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
}

/** Text with a link of its own keeps it; otherwise the calendar's follows. */
function CalendarLink(props: { view: View; block: Extract<Block, { type: 'calendarLink' }> }) {
  const { view, block } = props
  const hasLink = block.spans.some((span) => span.href !== undefined)
  return (
    <div class="calendar-call">
      <p>
        <Spans spans={block.spans} view={view} />
      </p>
      {!hasLink && (
        <p>
          <a class="button" href={localPath(view.locale, '/calendar')}>
            {say(view.locale, 'Voir le calendrier rédactionnel', 'See the editorial calendar')}
          </a>
        </p>
      )}
    </div>
  )
}
