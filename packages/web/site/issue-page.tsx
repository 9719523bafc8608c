// `/issues/:number`: one issue, its dossier, companies and contents, with its neighbours.
import type { Context } from 'hono'
import type { ArchiveEntry } from '#editorial/archive'
import type { Company, Issue } from '#editorial/issue'
import { listIssues } from '#editorial/store'
import { archivePage } from '#editorial/store-archive'
import { instant } from '#kernel/time'
import { formatEuros } from '#kernel/typography'
import type { Plan } from '#publication/plans'
import { issuesOnSale } from '#subscriptions/issue-choice'
import { issuesAt } from '#subscriptions/next-issue-at'
import { notFound } from '../shared/errors.tsx'
import { Day, Month, Numero, Title } from '../shared/format.tsx'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import type { View } from '../shared/view.ts'
import { publicCache, type SiteDeps, viewOf } from './context.ts'
import { companiesOf, neighbours, publicIssue } from './issues.ts'
import {
  CompanyLinks,
  Contents,
  CoverImage,
  companiesIn,
  langOf,
  NewsletterList,
  PlannedNote,
  SocialCard,
  statusName,
} from './parts.tsx'
import { isReadOnline, ReadLine } from './reading/read-line.tsx'
import { SignUpBand } from './sign-up-form.tsx'
import { SubscribeLine } from './subscribe-line.tsx'

/** How far back the archive is searched for the letters about an issue. */
const archiveLookback = 100

export async function issuePage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const number = c.req.param('number') ?? ''
  const issues = /^[1-9]\d{0,4}$/.test(number) ? await listIssues(deps.table) : []
  const found = issues.find((issue) => issue.number === Number(number))
  if (!found)
    throw notFound({
      fr: 'Ce numéro ne figure pas à notre calendrier. Retrouvez-les tous dans le calendrier rédactionnel.',
      en: 'This issue is not in our calendar. The editorial calendar shows them all.',
    })
  const issue = publicIssue(found)
  const [companies, archive, plan, isOnline] = await Promise.all([
    companiesOf(deps.table, [issue]),
    archivePage(deps.table, { limit: archiveLookback }),
    planToBuy(deps, view, issue),
    isReadOnline(deps.table, issue.number),
  ])
  c.header('cache-control', publicCache)
  return c.html(
    <IssuePage
      view={view}
      deps={deps}
      issue={issue}
      companies={companies}
      newsletters={archive.items.filter((entry) => entry.issueNumber === issue.number)}
      plan={plan}
      isReadOnline={isOnline}
      {...neighbours(issues, issue.number)}
    />,
  )
}

/** The first plan that sells this issue alone; none of an issue that is gone, or far off. */
async function planToBuy(deps: SiteDeps, view: View, { number }: Issue): Promise<Plan | undefined> {
  const plans = deps.publication.subscriptions?.plans ?? []
  const singles = plans.filter(({ kind }) => kind === 'single')
  if (singles.length === 0 || !deps.payments) return undefined
  const { calendar, dispatched, next } = await issuesAt(deps, instant(view.now))
  return singles.find(({ edition }) =>
    issuesOnSale(calendar, { next, dispatched, edition }).some((one) => one.number === number),
  )
}

function BuyLine({ view, issue, plan }: { view: View; issue: Issue; plan: Plan }) {
  const { locale } = view
  const price = formatEuros(plan.priceCents, locale)
  return (
    <p class="small">
      <a href={`${localPath(locale, `/subscribe/${plan.id}`)}?issue=${issue.number}`}>
        {say(locale, 'Acheter ce numéro seul', 'Buy this issue alone')}
      </a>
      {`, ${price}`}
    </p>
  )
}

type IssuePageProps = {
  view: View
  deps: SiteDeps
  issue: Issue
  companies: readonly Company[]
  newsletters: readonly ArchiveEntry[]
  /** By which the issue is sold alone, now. */
  plan: Plan | undefined
  /** It is out, and has a digital edition. */
  isReadOnline: boolean
  before: Issue | undefined
  after: Issue | undefined
}

export function IssuePage(props: IssuePageProps) {
  const { view, deps, issue, companies, newsletters } = props
  const { locale, publication } = view
  const title = issue.dossier.title || issue.title
  const named = companiesIn(issue, companies)
  return (
    <Page
      view={view}
      title={say(locale, `Numéro ${issue.number} : ${title}`, `Issue ${issue.number}: ${title}`)}
      description={issue.dossier.standfirst || publication.tagline[locale]}
      place="calendar"
      hasOtherLocale
      head={
        <SocialCard
          view={view}
          title={title}
          description={issue.dossier.standfirst}
          issueNumber={issue.number}
          type="article"
        />
      }
    >
      <article class="lead">
        <div class="lead-cover">
          <CoverImage view={view} issue={issue} companies={companies} />
        </div>
        <div class="lead-text">
          <p class="kicker">
            <span>
              <Numero n={issue.number} />
            </span>
            <Month date={issue.coverDate} locale={locale} />
            <span>{statusName(issue.status, locale)}</span>
          </p>
          <h1 class="title" lang={langOf(view)}>
            <Title text={title} />
          </h1>
          {issue.dossier.standfirst && (
            <p class="standfirst" lang={langOf(view)}>
              {issue.dossier.standfirst}
            </p>
          )}
          {named.length > 0 && (
            <div class="lead-companies">
              <h2 class="kicker">{say(locale, 'Il y est question de', 'It speaks of')}</h2>
              <CompanyLinks view={view} companies={named} />
            </div>
          )}
          <Contents view={view} issue={issue} isTitled />
          <PlannedNote view={view} issue={issue} />
          <p class="small">
            {say(locale, 'Date de couverture : ', 'Cover date: ')}
            <Day date={issue.coverDate} locale={locale} />
          </p>
          {props.isReadOnline && <ReadLine view={view} number={issue.number} />}
          <SubscribeLine view={view} />
          {props.plan && <BuyLine view={view} issue={issue} plan={props.plan} />}
        </div>
      </article>
      {newsletters.length > 0 && (
        <section class="block" aria-labelledby="letters-title">
          <h2 class="section-title" id="letters-title">
            {say(locale, 'Les lettres de ce numéro', 'The letters of this issue')}
          </h2>
          <NewsletterList view={view} entries={newsletters} withExcerpt />
        </section>
      )}
      <Neighbours {...props} />
      <SignUpBand view={view} deps={deps} />
    </Page>
  )
}

function Neighbours({ view, before, after }: IssuePageProps) {
  if (!before && !after) return null
  const link = (issue: Issue, rel: 'prev' | 'next') => (
    <a
      class={`neighbour ${rel}`}
      rel={rel}
      href={localPath(view.locale, `/issues/${issue.number}`)}
    >
      <span class="kicker">
        <Numero n={issue.number} />
      </span>
      <span class="neighbour-title" lang={langOf(view)}>
        {issue.dossier.title || issue.title}
      </span>
    </a>
  )
  return (
    <nav
      class="neighbours"
      aria-label={say(view.locale, 'Numéros voisins', 'Issues before and after')}
    >
      {before ? link(before, 'prev') : <span />}
      {after && link(after, 'next')}
    </nav>
  )
}
