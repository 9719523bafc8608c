// Parts of the site's pages: covers, company lists, the calendar's lines, newsletters in lists.
import { raw } from 'hono/html'
import type { ArchiveEntry } from '#editorial/archive'
import type { Company, Issue, SectionKind } from '#editorial/issue'
import type { Locale, Sentence } from '#kernel/errors'
import { coverOfIssue } from '../cover/cover-of-issue.ts'
import { coverSvg } from '../cover/cover-svg.ts'
import { Day, Month, Numero, Title } from '../shared/format.tsx'
import { localPath, say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'

/** `lang` for what the magazine wrote, on a page in the other language. */
export function langOf(view: View, locale: Locale = view.publication.locale): Locale | undefined {
  return locale === view.locale ? undefined : locale
}

/** The cover in the page itself: it weighs three kilobytes and is drawn with the page's fonts. */
export function CoverImage(props: {
  view: View
  issue: Issue
  companies: readonly Company[]
  size?: 'small'
}) {
  const { view, issue, companies, size } = props
  const { publication } = view
  const svg = coverSvg(coverOfIssue({ issue, companies, publication }))
  return <div class={size === 'small' ? 'cover cover-small' : 'cover'}>{raw(svg)}</div>
}

/** Companies in a sentence's order, each with its page. */
export function CompanyLinks(props: { view: View; companies: readonly Company[] }) {
  const { view, companies } = props
  return (
    <ul class="company-links">
      {companies.map((company) => (
        <li>
          <a href={localPath(view.locale, `/companies/${company.slug}`)}>{company.name}</a>
        </li>
      ))}
    </ul>
  )
}

/** Those a dossier names, in its order. */
export function companiesIn(issue: Issue, companies: readonly Company[]): Company[] {
  return issue.dossier.companyIds.flatMap((id) => companies.find((one) => one.id === id) ?? [])
}

/** The calendar as a table of contents: number, dossier, month. */
export function CalendarList(props: {
  view: View
  issues: readonly Issue[]
  level?: 2 | 3
  /** Where each line leads: the issue's public page, or the page to read it. */
  place?: 'issues' | 'read'
}) {
  const { view, issues, place = 'issues' } = props
  const Heading = `h${props.level ?? 3}` as 'h3'
  return (
    <ol class="contents">
      {issues.map((issue) => (
        <li>
          <a class="contents-line" href={localPath(view.locale, `/${place}/${issue.number}`)}>
            <span class="contents-number">
              <span class="visually-hidden">{say(view.locale, 'Numéro ', 'Issue ')}</span>
              {issue.number}
            </span>
            <Heading class="contents-title" lang={langOf(view)}>
              <Title text={issue.dossier.title || issue.title} />
            </Heading>
            <span class="contents-month">
              <Month date={issue.coverDate} locale={view.locale} />
            </span>
          </a>
        </li>
      ))}
    </ol>
  )
}

/** Sent newsletters, newest first. */
export function NewsletterList(props: {
  view: View
  entries: readonly ArchiveEntry[]
  level?: 2 | 3
  withExcerpt?: boolean
}) {
  const { view, entries } = props
  const Heading = `h${props.level ?? 3}` as 'h3'
  return (
    <ol class="letters">
      {entries.map((entry) => (
        <li>
          <p class="kicker">
            <Day date={entry.publishedAt} locale={view.locale} zone={view.publication.zone} />
            {entry.issueNumber !== undefined && (
              <span>
                <Numero n={entry.issueNumber} />
              </span>
            )}
          </p>
          <Heading class="letters-title" lang={langOf(view, entry.locale)}>
            <a href={localPath(view.locale, `/newsletters/${entry.slug}`)}>{entry.subject}</a>
          </Heading>
          {props.withExcerpt && entry.excerpt && (
            <p class="letters-excerpt" lang={langOf(view, entry.locale)}>
              {entry.excerpt}
            </p>
          )}
        </li>
      ))}
    </ol>
  )
}

/** What an issue holds, advertising left out. `isTitled`: the page has headings over it. */
export function Contents(props: { view: View; issue: Issue; isTitled: boolean }) {
  const { view, issue } = props
  const Heading = (props.isTitled ? 'h2' : 'p') as 'p'
  const sections = issue.sections.filter((section) => section.kind !== 'advertising')
  if (sections.length === 0) return null
  return (
    <div class="sections">
      <Heading class="kicker">{say(view.locale, 'Au sommaire', 'Contents')}</Heading>
      <dl>
        {sections.map((section) => (
          <div class="sections-line">
            <dt>{sectionNames[section.kind][view.locale]}</dt>
            <dd lang={langOf(view)}>{section.title}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

export const sectionNames: Record<SectionKind, Sentence> = {
  dossier: { fr: 'Dossier', en: 'Dossier' },
  spotlight: { fr: 'Spotlight', en: 'Spotlight' },
  investigation: { fr: 'Enquête', en: 'Investigation' },
  report: { fr: 'Reportage', en: 'Report' },
  news: { fr: 'Actualité', en: 'News' },
  interview: { fr: 'Entretien', en: 'Interview' },
  advertising: { fr: 'Publicité', en: 'Advertising' },
}

/** Why an issue that is only planned shows neither companies nor contents. */
export function PlannedNote({ view, issue }: { view: View; issue: Issue }) {
  if (issue.status !== 'planned') return null
  return (
    <p class="planned-note">
      {say(
        view.locale,
        'La lettre annoncera son sommaire et les entreprises dont il parlera.',
        'The letter will announce its contents, and the companies it will speak of.',
      )}{' '}
      <a href="#sign-up">{say(view.locale, 'La recevoir', 'Get it')}</a>
    </p>
  )
}

/** Where an issue stands, for readers. */
export function statusName(status: Issue['status'], locale: Locale): string {
  const names: Record<Issue['status'], Sentence> = {
    planned: { fr: 'À paraître', en: 'To come' },
    announced: { fr: 'Annoncé', en: 'Announced' },
    published: { fr: 'Paru', en: 'Published' },
  }
  return names[status][locale]
}

/** Meta elements for the cards that social networks show. */
export function SocialCard(props: {
  view: View
  title: string
  description: string
  issueNumber?: number | undefined
  type?: 'website' | 'article'
}) {
  const { view, title, description, issueNumber } = props
  return (
    <>
      <meta property="og:site_name" content={view.publication.name} />
      <meta property="og:type" content={props.type ?? 'website'} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={view.siteUrl + localPath(view.locale, view.path)} />
      {issueNumber !== undefined && (
        <>
          <meta
            property="og:image"
            content={`${view.siteUrl}/media/covers/${issueNumber}-social.png`}
          />
          <meta property="og:image:width" content="1200" />
          <meta property="og:image:height" content="630" />
          <meta name="twitter:card" content="summary_large_image" />
        </>
      )}
    </>
  )
}
