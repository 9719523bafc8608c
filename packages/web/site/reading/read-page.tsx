// `/read/:number` for who is signed in, `/read/:number/:token` by the link of a mail: a digital issue
// with its cover and contents, to read or to keep; or why it does not open, and what to do.
import type { Context } from 'hono'
import type { Issue } from '#editorial/issue'
import { fileNameOf, type IssueFile, pdfType } from '#editorial/issue-file'
import { listIssues } from '#editorial/store'
import { issueFilesOf } from '#editorial/store-issue-files'
import { instant } from '#kernel/time'
import { accessTo } from '#subscriptions/access'
import { dispatchesUntil } from '#subscriptions/store-streams'
import { ExactTime, formatBytes, Month, Numero, Title } from '../../shared/format.tsx'
import { localPath, say } from '../../shared/locale.ts'
import { Page } from '../../shared/page.tsx'
import type { View } from '../../shared/view.ts'
import { signInFirst } from '../account/session.ts'
import { type SiteDeps, viewOf } from '../context.ts'
import { NarrowPage } from '../narrow-page.tsx'
import { Contents, CoverImage, langOf } from '../parts.tsx'
import { ClosedPage } from './closed-page.tsx'
import { OtherIssues } from './other-issues.tsx'
import { type Reading, readingAsked } from './reading.ts'

/** Other issues that are listed below one. */
const othersListed = 12

export async function readPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const asked = await readingAsked(deps, c)
  if (asked.kind === 'signIn') return signInFirst(c)
  if (asked.kind === 'expired') return c.html(<ExpiredPage view={view} issue={asked.issue} />, 410)
  const { reading } = asked
  const others = await othersOf(deps, reading)
  if (reading.access.kind === 'closed')
    return c.html(<ClosedPage view={view} reading={reading} others={others} />, 403)
  return c.html(<OpenPage view={view} reading={reading} others={others} />)
}

/** `/open` and `/save`: a link to the file itself, for some minutes. Asked anew each time. */
export async function readFile(deps: SiteDeps, c: Context, opens: 'inBrowser' | 'asDownload') {
  const asked = await readingAsked(deps, c)
  if (asked.kind === 'signIn') return signInFirst(c)
  const { locale } = viewOf(deps, c)
  if (asked.kind === 'expired')
    return c.redirect(localPath(locale, `/read/${asked.issue.number}`), 303)
  const { file, access, base, issue } = asked.reading
  // The page says why.
  if (!file || access.kind === 'closed') return c.redirect(localPath(locale, base), 303)
  const { url } = await deps.files.downloadLink({
    key: file.fileKey,
    contentType: pdfType,
    fileName: fileNameOf(deps.publication.name, issue.number),
    opens,
  })
  return c.redirect(url, 303)
}

/** The other issues that open for them, newest first; a link of one issue shows no others. */
async function othersOf(deps: SiteDeps, { by, rights, issue }: Reading): Promise<Issue[]> {
  const unpaid = deps.publication.subscriptions?.unpaid
  if (by === 'link' || !unpaid) return []
  const now = instant(deps.clock())
  const [dispatches, issues] = await Promise.all([
    dispatchesUntil(deps.table, now),
    listIssues(deps.table),
  ])
  const { streams, subscriptions } = rights
  const open = dispatches.filter(
    (one) =>
      one.number !== issue.number &&
      accessTo(one, streams, subscriptions, { unpaid }, now).kind === 'open',
  )
  const files = await issueFilesOf(
    deps.table,
    open.map(({ number }) => number),
  )
  return issues
    .filter(({ number }) => files.has(number))
    .reverse()
    .slice(0, othersListed)
}

type OpenProps = { view: View; reading: Reading; others: readonly Issue[] }

function OpenPage({ view, reading, others }: OpenProps) {
  const { locale } = view
  const { issue, companies } = reading
  return (
    <Page
      view={view}
      title={say(
        locale,
        `Lire le numéro ${issue.number}\u202f: ${issue.dossier.title || issue.title}`,
        `Read issue ${issue.number}: ${issue.dossier.title || issue.title}`,
      )}
      isPrivate
    >
      <article class="lead">
        <div class="lead-cover">
          <CoverImage view={view} issue={issue} companies={companies} />
        </div>
        <div class="lead-text">
          <IssueHead view={view} issue={issue} />
          <ReadActs view={view} reading={reading} />
          <Contents view={view} issue={issue} isTitled />
        </div>
      </article>
      <OtherIssues view={view} others={others} />
    </Page>
  )
}

function IssueHead({ view, issue }: { view: View; issue: Issue }) {
  const { locale } = view
  return (
    <>
      <p class="kicker">
        <span>
          <Numero n={issue.number} />
        </span>
        <Month date={issue.coverDate} locale={locale} />
        <span>{say(locale, 'Édition numérique', 'Digital edition')}</span>
      </p>
      <h1 class="title" lang={langOf(view)}>
        <Title text={issue.dossier.title || issue.title} />
      </h1>
      {issue.dossier.standfirst && (
        <p class="standfirst" lang={langOf(view)}>
          {issue.dossier.standfirst}
        </p>
      )}
    </>
  )
}

function ReadActs({ view, reading }: { view: View; reading: Reading }) {
  const { locale, publication } = view
  const { file, access, base, by } = reading
  if (!file)
    return (
      <p class="flash warn">
        {say(
          locale,
          'Le fichier de ce numéro n’est pas encore prêt. Vous recevrez un message dès qu’il le sera.',
          'The file of this issue is not ready yet. You will get a message as soon as it is.',
        )}
      </p>
    )
  const until = access.kind === 'open' && access.because === 'grace' ? access.until : undefined
  return (
    <>
      <p class="actions">
        <a class="button primary" href={localPath(locale, `${base}/open`)}>
          {say(locale, 'Lire', 'Read')}
        </a>
        <a class="button quiet" href={localPath(locale, `${base}/save`)}>
          {say(locale, 'Télécharger', 'Download')}
        </a>
      </p>
      <p class="small">{fileText(file, locale)}</p>
      {until && (
        <p class="flash warn">
          {say(
            locale,
            'Votre renouvellement n’est pas payé\u202f: ce numéro reste ouvert jusqu’au ',
            'Your renewal is not paid: this issue stays open until ',
          )}
          <ExactTime at={until} locale={locale} zone={publication.zone} />.{' '}
          <a href={localPath(locale, '/account')}>
            {say(locale, 'Régler dans mon compte', 'Pay in my account')}
          </a>
        </p>
      )}
      {by === 'link' && (
        <p class="small">
          {say(
            locale,
            'Ce lien est le vôtre\u202f: ne le transmettez pas. Le numéro reste aussi à lire ',
            'This link is yours: please do not pass it on. The issue can also be read ',
          )}
          <a href={localPath(locale, `/read/${reading.issue.number}`)}>
            {say(locale, 'dans votre compte', 'in your account')}
          </a>
          .
        </p>
      )}
    </>
  )
}

function fileText({ pages, bytes }: IssueFile, locale: View['locale']): string {
  const word = pages === 1 ? 'page' : 'pages'
  return `PDF, ${pages}\u00a0${word}, ${formatBytes(bytes, locale)}`
}

function ExpiredPage({ view, issue }: { view: View; issue: Issue }) {
  const { locale } = view
  return (
    <NarrowPage
      view={view}
      title={say(locale, 'Ce lien a expiré', 'This link has expired')}
      lead={say(
        locale,
        `Le lien d’un message ouvre le numéro pendant trente jours. Le numéro ${issue.number}, lui, reste à vous\u202f: ouvrez-le depuis votre compte.`,
        `The link of a message opens the issue for thirty days. Issue ${issue.number} itself stays yours: open it from your account.`,
      )}
    >
      <p class="actions">
        <a class="button" href={localPath(locale, `/read/${issue.number}`)}>
          {say(locale, 'Ouvrir depuis mon compte', 'Open from my account')}
        </a>
      </p>
    </NarrowPage>
  )
}
