// `/`: the front page. The next issue and its dossier, the letter, the calendar, the last letters.
import type { Context } from 'hono'
import type { ArchiveEntry } from '#editorial/archive'
import type { Company, Issue } from '#editorial/issue'
import { listIssues } from '#editorial/store'
import { archivePage } from '#editorial/store-archive'
import { Month, Numero, Title } from '../shared/format.tsx'
import { frenchOf, localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import type { View } from '../shared/view.ts'
import { publicCache, type SiteDeps, siteLimits, viewOf } from './context.ts'
import { companiesOf, publicIssue, todayIn, upcomingIssues } from './issues.ts'
import {
  CalendarList,
  CompanyLinks,
  Contents,
  CoverImage,
  companiesIn,
  langOf,
  NewsletterList,
  PlannedNote,
  SocialCard,
} from './parts.tsx'
import { SignUpBand } from './sign-up-form.tsx'
import { SubscribeLine } from './subscribe-line.tsx'

export async function frontPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const today = todayIn(deps.publication.zone, view.now)
  const [issues, archive] = await Promise.all([
    listIssues(deps.table),
    archivePage(deps.table, { limit: siteLimits.newslettersOnFront }),
  ])
  const upcoming = upcomingIssues(issues, today)
  const latest = issues.at(-1)
  const lead = upcoming[0] ?? (latest && publicIssue(latest))
  const companies = lead ? await companiesOf(deps.table, [lead]) : []
  c.header('cache-control', publicCache)
  return c.html(
    <FrontPage
      view={view}
      deps={deps}
      lead={lead}
      isNext={upcoming.length > 0}
      companies={companies}
      upcoming={upcoming}
      newsletters={archive.items}
    />,
  )
}

type FrontPageProps = {
  view: View
  deps: SiteDeps
  lead: Issue | undefined
  isNext: boolean
  companies: readonly Company[]
  upcoming: readonly Issue[]
  newsletters: readonly ArchiveEntry[]
}

export function FrontPage(props: FrontPageProps) {
  const { view, deps, lead, upcoming, newsletters } = props
  const { locale, publication } = view
  const description = `${publication.tagline[locale]}. ${publication.frequency[locale]}`
  return (
    <Page
      view={view}
      title={publication.name}
      description={description}
      masthead="front"
      hasOtherLocale
      head={
        <>
          <SocialCard
            view={view}
            title={lead ? `${publication.name} : ${lead.dossier.title}` : publication.name}
            description={description}
            issueNumber={lead?.number}
          />
          <FeedLinks view={view} />
        </>
      }
    >
      {lead ? (
        <Lead {...props} lead={lead} />
      ) : (
        <section class="narrow stack">
          <h1 class="title">{publication.tagline[locale]}</h1>
          <p class="standfirst">
            {say(
              locale,
              'Le calendrier des prochains numéros paraîtra bientôt. La lettre vous préviendra.',
              'The calendar of the coming issues will be out soon. The letter will tell you.',
            )}
          </p>
        </section>
      )}
      <SignUpBand view={view} deps={deps} />
      <div class="front-columns">
        {upcoming.length > 0 && (
          <section aria-labelledby="calendar-title">
            <h2 class="section-title" id="calendar-title">
              {say(locale, 'L’année à venir', 'The year ahead')}
            </h2>
            <CalendarList view={view} issues={upcoming} />
            <p class="more">
              <a href={localPath(locale, '/calendar')}>
                {say(locale, 'Tout le calendrier rédactionnel', 'The whole editorial calendar')}
              </a>
            </p>
          </section>
        )}
        {newsletters.length > 0 && (
          <section aria-labelledby="letters-title">
            <h2 class="section-title" id="letters-title">
              {say(locale, 'Dernières lettres', 'Last letters')}
            </h2>
            <NewsletterList view={view} entries={newsletters} />
            <p class="more">
              <a href={localPath(locale, '/newsletters')}>
                {say(locale, 'Toutes les lettres', 'All letters')}
              </a>
            </p>
          </section>
        )}
      </div>
    </Page>
  )
}

function Lead({ view, lead, isNext, companies }: FrontPageProps & { lead: Issue }) {
  const { locale } = view
  const href = localPath(locale, `/issues/${lead.number}`)
  const named = companiesIn(lead, companies)
  return (
    <article class="lead">
      <a class="lead-cover" href={href}>
        <CoverImage view={view} issue={lead} companies={companies} />
      </a>
      <div class="lead-text">
        <p class="kicker">
          <span>
            {isNext
              ? say(locale, 'Prochain numéro', 'Next issue')
              : say(locale, 'Dernier numéro', 'Last issue')}
          </span>
          <span>
            <Numero n={lead.number} />
          </span>
          <Month date={lead.coverDate} locale={locale} />
        </p>
        <h1 class="display" lang={langOf(view)}>
          <a class="plain-link" href={href}>
            <Title text={lead.dossier.title || lead.title} />
          </a>
        </h1>
        {lead.dossier.standfirst && (
          <p class="standfirst" lang={langOf(view)}>
            {lead.dossier.standfirst}
          </p>
        )}
        {named.length > 0 && (
          <div class="lead-companies">
            <p class="kicker">{say(locale, 'Il y sera question de', 'It will speak of')}</p>
            <CompanyLinks view={view} companies={named} />
          </div>
        )}
        <Contents view={view} issue={lead} isTitled={false} />
        <PlannedNote view={view} issue={lead} />
        <SubscribeLine view={view} />
      </div>
    </article>
  )
}

/** `<link rel="alternate">` of the feed and the calendar. */
export function FeedLinks({ view }: { view: View }) {
  const { locale, publication } = view
  return (
    <>
      <link
        rel="alternate"
        type="application/rss+xml"
        title={say(
          locale,
          `Les lettres ${frenchOf(publication.name)}`,
          `Letters of ${publication.name}`,
        )}
        href={localPath(locale, '/newsletters/rss.xml')}
      />
      <link
        rel="alternate"
        type="text/calendar"
        title={say(locale, 'Calendrier rédactionnel', 'Editorial calendar')}
        href={localPath(locale, '/calendar.ics')}
      />
    </>
  )
}
