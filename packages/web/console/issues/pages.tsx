// Issues: the list by date, one issue's page, announcing and publishing.
import { announceIssue } from '#editorial/announce-issue'
import type { Issue } from '#editorial/issue'
import { pageBudget } from '#editorial/page-budget'
import { publishIssue } from '#editorial/publish-issue'
import { getCompanies, getIssue, listIssues } from '#editorial/store'
import { unreachable, VisibleError } from '#kernel/errors'
import { notFound } from '#web/shared/errors.tsx'
import type { FlashMessage } from '#web/shared/parts.tsx'
import { type ConsoleContext, type ConsoleDeps, consoleApp, requireRole } from '../context.ts'
import { csvAnswer } from '../csv.ts'
import { doneMessage } from '../done.ts'
import { issueStates } from '../words.ts'
import { digitalOf } from './digital.ts'
import { dispatchIssue, showDispatchPage } from './dispatch-page.tsx'
import { fileLink, finishFile, openFile, postFile } from './file-acts.ts'
import { draftOf, type IssueDraft, sectionsOf } from './issue-form.ts'
import { IssuePage, NewIssuePage } from './issue-page.tsx'
import { IssueListPage } from './list-page.tsx'
import { SplitChart } from './page-split.tsx'
import { auditIssue, draftIn, namesOf, noIssue, save } from './save.tsx'

type Deps = ConsoleDeps

/** The pages under `/console/issues`. */
export function issuesPages(deps: Deps) {
  const app = consoleApp()

  app.get('/', async (c) => c.html(<IssueListPage c={c} issues={await listIssues(deps.table)} />))

  app.get('/list.csv', async (c) => issuesCsv(deps, c))

  app.get('/new', requireRole('marketing'), async (c) => {
    const draft = suggestion(await listIssues(deps.table), c.get('view').now)
    return c.html(<NewIssuePage c={c} draft={draft} errors={{}} />)
  })
  app.post('/new', requireRole('marketing'), (c) => save(deps, c, undefined))

  app.post('/budget', async (c) => {
    const { sections } = sectionsOf((await draftIn(c)).rows)
    const { publication, locale } = c.get('view')
    return c.html(
      <SplitChart sections={sections} bounds={publication.pageBudget} locale={locale} />,
    )
  })

  app.get('/:number{[0-9]+}', async (c) =>
    showIssue(deps, c, { issue: await issueIn(deps, c), flash: doneMessage(c) }),
  )
  app.post('/:number{[0-9]+}', requireRole('marketing'), async (c) =>
    save(deps, c, await issueIn(deps, c)),
  )
  app.post('/:number{[0-9]+}/announce', requireRole('marketing'), (c) => announce(deps, c))
  app.post('/:number{[0-9]+}/publish', requireRole('marketing'), (c) => publish(deps, c))
  if (deps.publication.subscriptions) digitalRoutes(deps, app)
  return app
}

/** An issue's PDF, and sending it out to whom it is owed. */
function digitalRoutes(deps: Deps, app: ReturnType<typeof consoleApp>): void {
  app.get('/:number{[0-9]+}/file', async (c) => openFile(deps, c, await issueIn(deps, c)))
  app.post('/:number{[0-9]+}/file', requireRole('marketing'), async (c) => {
    const issue = await issueIn(deps, c)
    const refused = await postFile(deps, c, issue)
    return refused instanceof Response ? refused : showIssue(deps, c, { issue, ...refused })
  })
  app.post('/:number{[0-9]+}/file/link', requireRole('marketing'), async (c) =>
    fileLink(deps, c, await issueIn(deps, c)),
  )
  app.post('/:number{[0-9]+}/file/finish', requireRole('marketing'), async (c) =>
    finishFile(deps, c, await issueIn(deps, c)),
  )
  app.get('/:number{[0-9]+}/dispatch', requireRole('marketing'), async (c) =>
    showDispatchPage(deps, c, await issueIn(deps, c)),
  )
  app.post('/:number{[0-9]+}/dispatch', requireRole('marketing'), async (c) =>
    dispatchIssue(deps, c, await issueIn(deps, c)),
  )
}

async function showIssue(
  deps: Deps,
  c: ConsoleContext,
  shown: { issue: Issue; flash?: FlashMessage | undefined; status?: 422 },
) {
  const { issue, flash, status } = shown
  const [companies, digital] = await Promise.all([
    getCompanies(deps.table, issue.dossier.companyIds),
    digitalOf(deps, c, issue.number),
  ])
  if (status) c.status(status)
  return c.html(
    <IssuePage
      c={c}
      issue={issue}
      draft={draftOf(issue, namesOf(companies))}
      errors={{}}
      companies={companies}
      digital={digital}
      flash={flash}
    />,
  )
}

/** The list as a spreadsheet reads it: one line an issue. */
async function issuesCsv(deps: Deps, c: ConsoleContext) {
  const { locale, publication } = c.get('view')
  const french = locale === 'fr'
  const issues = await listIssues(deps.table)
  return csvAnswer(c, {
    name: french ? 'numeros' : 'issues',
    heads: french
      ? ['numéro', 'date', 'titre', 'dossier', 'état', 'pages', 'actualité', 'publicité']
      : ['issue', 'date', 'title', 'dossier', 'state', 'pages', 'news', 'advertising'],
    lines: issues.map((issue) => {
      const budget = pageBudget(issue.sections, publication.pageBudget)
      const pages = [budget.totalPages, budget.newsPages, budget.advertisingPages]
      return [
        String(issue.number),
        issue.coverDate,
        issue.title,
        issue.dossier.title,
        issueStates[issue.status].word[locale],
        ...pages.map((count) => (french ? String(count).replace('.', ',') : String(count))),
      ]
    }),
  })
}

async function announce(deps: Deps, c: ConsoleContext) {
  const issue = await issueIn(deps, c)
  if (issue.dossier.title === '')
    throw new VisibleError('invalid', {
      fr: 'Donnez d’abord un titre au dossier : c’est lui que l’annonce fait paraître.',
      en: 'Give the dossier a title first: it is what the announcement shows.',
    })
  const by = c.get('staff').id
  const outcome = await announceIssue(deps, { number: issue.number, by })
  switch (outcome.kind) {
    case 'announced':
      await auditIssue(deps, c, 'issue.announced', issue.number)
      return c.redirect(`/console/newsletters/${outcome.newsletterId}?done=announced`, 303)
    case 'already':
      return c.redirect(`/console/issues/${issue.number}?done=already-announced`, 303)
    case 'notFound':
      throw notFound(noIssue)
    default:
      return unreachable(outcome)
  }
}

async function publish(deps: Deps, c: ConsoleContext) {
  const { number } = await issueIn(deps, c)
  const outcome = await publishIssue(deps, { number, by: c.get('staff').id })
  switch (outcome.kind) {
    case 'published':
      await auditIssue(deps, c, 'issue.published', number)
      return c.redirect(`/console/issues/${number}?done=published`, 303)
    case 'already':
      return c.redirect(`/console/issues/${number}?done=already-published`, 303)
    case 'notAnnounced':
      return c.redirect(`/console/issues/${number}?done=not-announced`, 303)
    case 'notFound':
      throw notFound(noIssue)
    default:
      return unreachable(outcome)
  }
}

async function issueIn(deps: Deps, c: ConsoleContext): Promise<Issue> {
  const number = Number(c.req.param('number'))
  const issue = number >= 1 && number <= 99_999 ? await getIssue(deps.table, number) : undefined
  if (!issue) throw notFound(noIssue)
  return issue
}

/** The issue after the last one, a month later. */
function suggestion(issues: readonly Issue[], now: Date): IssueDraft {
  const last = issues.at(-1)
  const from = new Date(`${last?.coverDate ?? now.toISOString().slice(0, 10)}T00:00:00Z`)
  const next = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1))
  return {
    number: String(Math.max(0, ...issues.map((issue) => issue.number)) + 1),
    coverDate: next.toISOString().slice(0, 10),
    title: '',
    dossierTitle: '',
    standfirst: '',
    companies: '',
    soldOut: '',
    rows: [],
    version: '0',
  }
}
