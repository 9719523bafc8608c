// `/calendar`, as a page, as `.ics` for calendars and as `.json` for programs.
import type { Context } from 'hono'
import ical, { ICalEventTransparency } from 'ical-generator'
import { calendarFeed } from '#editorial/calendar-feed'
import type { Company, Issue } from '#editorial/issue'
import { Month, Numero, Title } from '../shared/format.tsx'
import { frenchOf, localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import { Empty } from '../shared/parts.tsx'
import type { View } from '../shared/view.ts'
import { publicCache, type SiteDeps, viewOf } from './context.ts'
import { FeedLinks } from './front-page.tsx'
import { companiesOf, publicIssues, todayIn } from './issues.ts'
import { CalendarList, CompanyLinks, CoverImage, companiesIn, langOf } from './parts.tsx'
import { SignUpBand } from './sign-up-form.tsx'

export async function calendarPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const issues = await publicIssues(deps.table)
  const today = todayIn(deps.publication.zone, view.now)
  const upcoming = issues.filter((issue) => issue.coverDate >= today)
  const past = issues.filter((issue) => issue.coverDate < today).reverse()
  const companies = await companiesOf(deps.table, upcoming)
  c.header('cache-control', publicCache)
  return c.html(
    <CalendarPage view={view} deps={deps} upcoming={upcoming} past={past} companies={companies} />,
  )
}

type CalendarPageProps = {
  view: View
  deps: SiteDeps
  upcoming: readonly Issue[]
  past: readonly Issue[]
  companies: readonly Company[]
}

export function CalendarPage({ view, deps, upcoming, past, companies }: CalendarPageProps) {
  const { locale, publication } = view
  return (
    <Page
      view={view}
      title={say(locale, 'Calendrier rédactionnel', 'Editorial calendar')}
      description={say(
        locale,
        `Les dossiers des prochains numéros ${frenchOf(publication.name)}, mois par mois.`,
        `The dossiers of the coming issues of ${publication.name}, month by month.`,
      )}
      place="calendar"
      hasOtherLocale
      head={<FeedLinks view={view} />}
    >
      <header class="page-head">
        <h1 class="title">{say(locale, 'Calendrier rédactionnel', 'Editorial calendar')}</h1>
        <p class="standfirst">
          {say(
            locale,
            'Les dossiers à venir, mois par mois. Le reste de chaque numéro suit l’actualité.',
            'The dossiers to come, month by month. The rest of each issue follows the news.',
          )}
        </p>
        <p class="small">
          <a href={localPath(locale, '/calendar.ics')}>
            {say(locale, 'Ajouter à votre agenda (.ics)', 'Add it to your calendar (.ics)')}
          </a>
        </p>
      </header>
      {upcoming.length === 0 && (
        <Empty title={say(locale, 'Aucun numéro n’est annoncé.', 'No issue has been announced.')}>
          {say(
            locale,
            'Inscrivez-vous à la lettre : elle annonce chaque dossier.',
            'Sign up for the letter: it announces each dossier.',
          )}
        </Empty>
      )}
      <ol class="calendar">
        {upcoming.map((issue) => (
          <CalendarEntry view={view} issue={issue} companies={companies} />
        ))}
      </ol>
      {past.length > 0 && (
        <section class="block" aria-labelledby="past-title">
          <h2 class="section-title" id="past-title">
            {say(locale, 'Déjà parus', 'Already out')}
          </h2>
          <CalendarList view={view} issues={past} />
        </section>
      )}
      <SignUpBand view={view} deps={deps} />
    </Page>
  )
}

function CalendarEntry(props: { view: View; issue: Issue; companies: readonly Company[] }) {
  const { view, issue, companies } = props
  const href = localPath(view.locale, `/issues/${issue.number}`)
  return (
    <li class="calendar-entry">
      <a class="calendar-cover" href={href}>
        <CoverImage view={view} issue={issue} companies={companies} size="small" />
      </a>
      <div class="calendar-text">
        <p class="kicker">
          <Month date={issue.coverDate} locale={view.locale} />
          <span>
            <Numero n={issue.number} />
          </span>
        </p>
        <h2 class="heading" lang={langOf(view)}>
          <a class="plain-link" href={href}>
            <Title text={issue.dossier.title || issue.title} />
          </a>
        </h2>
        {issue.dossier.standfirst && (
          <p class="calendar-standfirst" lang={langOf(view)}>
            {issue.dossier.standfirst}
          </p>
        )}
        <CompanyLinks view={view} companies={companiesIn(issue, companies)} />
      </div>
    </li>
  )
}

export async function calendarJson(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const issues = await publicIssues(deps.table)
  const companies = await companiesOf(deps.table, issues)
  const { siteUrl } = deps
  c.header('cache-control', publicCache)
  c.header('access-control-allow-origin', '*')
  c.header('cross-origin-resource-policy', 'cross-origin')
  return c.json({
    publication: deps.publication.name,
    issues: calendarFeed(issues, { companies, siteUrl, locale: view.locale }),
  })
}

export async function calendarIcs(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const issues = await publicIssues(deps.table)
  c.header('cache-control', publicCache)
  c.header('content-type', 'text/calendar; charset=utf-8')
  return c.body(calendarOf(view, issues))
}

/** Each issue as a whole day, its cover date; ids stay, so that a subscribed calendar follows. */
export function calendarOf(view: View, issues: readonly Issue[]): string {
  const { publication, siteUrl, locale } = view
  const host = new URL(siteUrl).hostname
  const calendar = ical({
    name: say(locale, `${publication.name} : calendrier`, `${publication.name}: calendar`),
    prodId: { company: publication.name, product: 'Kiosque', language: locale.toUpperCase() },
    ttl: 24 * 3600,
    url: siteUrl + localPath(locale, '/calendar'),
  })
  for (const issue of issues)
    calendar.createEvent({
      id: `issue-${issue.number}@${host}`,
      start: new Date(`${issue.coverDate}T00:00:00Z`),
      allDay: true,
      // An issue that comes out makes nobody busy.
      transparency: ICalEventTransparency.TRANSPARENT,
      stamp: new Date(issue.updatedAt),
      sequence: issue.version - 1,
      summary: `${publication.name} ${issue.number} – ${issue.dossier.title || issue.title}`,
      description: issue.dossier.standfirst,
      url: siteUrl + localPath(locale, `/issues/${issue.number}`),
    })
  // Every line of RFC 5545 ends with CRLF, the last one too.
  return `${calendar.toString()}\r\n`
}
