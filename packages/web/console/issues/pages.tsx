// Issues: the list by date, one issue's page, announcing and publishing.
import { announceIssue } from '#editorial/announce-issue'
import type { Company, Issue } from '#editorial/issue'
import { pageBudget } from '#editorial/page-budget'
import { publishIssue } from '#editorial/publish-issue'
import { saveCompany } from '#editorial/save-company'
import { saveIssue } from '#editorial/save-issue'
import { companiesByName, getCompanies, getIssue, listIssues } from '#editorial/store'
import { type Sentence, unreachable, VisibleError } from '#kernel/errors'
import type { CompanyId } from '#kernel/ids'
import { recordAudit } from '#staff/audit'
import { notFound } from '#web/shared/errors.tsx'
import {
  type ConsoleContext,
  type ConsoleDeps,
  consoleApp,
  formList,
  formValues,
  requireRole,
} from '../context.ts'
import { csvAnswer } from '../csv.ts'
import { doneMessage } from '../done.ts'
import { issueStates } from '../words.ts'
import { ConflictPage } from './conflict-page.tsx'
import {
  draftFrom,
  draftOf,
  type IssueDraft,
  type IssueFields,
  readDraft,
  rearranged,
  sectionsOf,
} from './issue-form.ts'
import { IssuePage, NewIssuePage } from './issue-page.tsx'
import { IssueListPage } from './list-page.tsx'
import { SplitChart } from './page-split.tsx'

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

  app.get('/:number{[0-9]+}', async (c) => {
    const issue = await issueIn(deps, c)
    const companies = await getCompanies(deps.table, issue.dossier.companyIds)
    return c.html(
      <IssuePage
        c={c}
        issue={issue}
        draft={draftOf(issue, namesOf(companies))}
        errors={{}}
        companies={companies}
        flash={doneMessage(c)}
      />,
    )
  })
  app.post('/:number{[0-9]+}', requireRole('marketing'), async (c) =>
    save(deps, c, await issueIn(deps, c)),
  )
  app.post('/:number{[0-9]+}/announce', requireRole('marketing'), (c) => announce(deps, c))
  app.post('/:number{[0-9]+}/publish', requireRole('marketing'), (c) => publish(deps, c))
  return app
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
      await audit(deps, c, 'issue.announced', issue.number)
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
      await audit(deps, c, 'issue.published', number)
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

/** Saves a new issue (`before` undefined) or a change of one; small buttons only rearrange rows. */
async function save(deps: Deps, c: ConsoleContext, before: Issue | undefined) {
  const draft = await draftIn(c)
  const form = await formValues(c)
  const action = form['action'] ?? 'save'
  if (action !== 'save')
    return show(deps, c, { before, draft: { ...draft, rows: rearranged(draft.rows, action) } })
  const reading = readDraft(before ? { ...draft, number: String(before.number) } : draft)
  if (reading.kind === 'wrong') return show(deps, c, { before, draft, errors: reading.errors })
  const { fields } = reading
  const named = await companiesNamed(deps, fields.companyNames, form['createCompanies'] === 'yes')
  if (named.missing.length > 0)
    return show(deps, c, {
      before,
      draft,
      errors: { companies: unknown(named.missing) },
      missing: named.missing,
    })
  return await store(deps, c, { before, draft, fields, companyIds: named.ids })
}

async function store(
  deps: Deps,
  c: ConsoleContext,
  input: {
    before: Issue | undefined
    draft: IssueDraft
    fields: IssueFields
    companyIds: CompanyId[]
  },
) {
  const { fields, before } = input
  const outcome = await saveIssue(deps, {
    number: fields.number,
    coverDate: fields.coverDate,
    title: fields.title,
    dossier: {
      title: fields.dossierTitle,
      standfirst: fields.standfirst,
      companyIds: input.companyIds,
    },
    sections: fields.sections,
    expectedVersion: before ? fields.version : 0,
    by: c.get('staff').id,
  })
  switch (outcome.kind) {
    case 'saved':
      await audit(deps, c, before ? 'issue.changed' : 'issue.planned', outcome.issue.number)
      return c.redirect(`/console/issues/${outcome.issue.number}?done=saved`, 303)
    case 'notFound':
      throw notFound(noIssue)
    case 'conflict': {
      if (!before)
        return show(deps, c, { before, draft: input.draft, errors: { number: numberTaken } })
      c.status(409)
      const names = namesOf(await getCompanies(deps.table, outcome.theirs.dossier.companyIds))
      return c.html(
        <ConflictPage
          c={c}
          mine={input.draft}
          theirs={draftOf(outcome.theirs, names)}
          by={outcome.theirs.updatedBy}
          at={outcome.theirs.updatedAt}
          deps={deps}
        />,
      )
    }
    default:
      return unreachable(outcome)
  }
}

async function show(
  deps: Deps,
  c: ConsoleContext,
  state: {
    before: Issue | undefined
    draft: IssueDraft
    errors?: Record<string, Sentence>
    missing?: string[]
  },
) {
  const errors = state.errors ?? {}
  if (state.errors) c.status(422)
  if (!state.before)
    return c.html(
      <NewIssuePage c={c} draft={state.draft} errors={errors} missing={state.missing ?? []} />,
    )
  const companies = await getCompanies(deps.table, state.before.dossier.companyIds)
  return c.html(
    <IssuePage
      c={c}
      issue={state.before}
      draft={state.draft}
      errors={errors}
      missing={state.missing ?? []}
      companies={companies}
    />,
  )
}

/** The companies of these names; with `create`, those nobody knows yet are written. */
async function companiesNamed(
  deps: Deps,
  names: readonly string[],
  create: boolean,
): Promise<{ ids: CompanyId[]; missing: string[] }> {
  const known = await companiesByName(deps.table, names)
  const ids: CompanyId[] = []
  const missing: string[] = []
  for (const name of names) {
    const company = known.get(name)
    if (company) ids.push(company.id)
    else if (create) {
      const input = { name, aliases: [], description: '', expectedVersion: 0 }
      const outcome = await saveCompany(deps, input).catch(() => undefined)
      if (outcome?.kind === 'saved') ids.push(outcome.company.id)
      else if (outcome?.kind === 'nameTaken') ids.push(outcome.companyId)
      else missing.push(name)
    } else missing.push(name)
  }
  return { ids: [...new Set(ids)], missing }
}

async function draftIn(c: ConsoleContext): Promise<IssueDraft> {
  const values = await formValues(c)
  const lists = {
    sectionKind: await formList(c, 'sectionKind'),
    sectionTitle: await formList(c, 'sectionTitle'),
    sectionPages: await formList(c, 'sectionPages'),
  }
  return draftFrom({
    one: (name) => values[name] ?? '',
    all: (name) => lists[name as keyof typeof lists] ?? [],
  })
}

async function issueIn(deps: Deps, c: ConsoleContext): Promise<Issue> {
  const number = Number(c.req.param('number'))
  const issue = number >= 1 && number <= 99_999 ? await getIssue(deps.table, number) : undefined
  if (!issue) throw notFound(noIssue)
  return issue
}

async function audit(deps: Deps, c: ConsoleContext, act: string, number: number) {
  await recordAudit(deps, { staffId: c.get('staff').id, act, subject: String(number) })
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
    rows: [],
    version: '0',
  }
}

function namesOf(companies: readonly Company[]): string[] {
  return companies.map((company) => company.name)
}

function unknown(names: readonly string[]): Sentence {
  return {
    fr: `Entreprises inconnues : ${names.join(', ')}. Corrigez le nom, ou cochez la case pour les créer.`,
    en: `Unknown companies: ${names.join(', ')}. Correct the name, or tick the box to create them.`,
  }
}

const noIssue: Sentence = {
  fr: 'Aucun numéro ne porte ce chiffre. Choisissez-le dans la liste des numéros.',
  en: 'No issue has this number. Choose it from the list of issues.',
}
const numberTaken: Sentence = {
  fr: 'Ce numéro existe déjà. Prenez le suivant, ou ouvrez celui-là.',
  en: 'This issue exists already. Take the next number, or open that one.',
}
