// Companies: the list, one company's page with its names and the issues that speak of it.
import type { Company, Issue } from '#editorial/issue'
import { issuesOfCompany, mentionsOfCompany } from '#editorial/mentions-of-company'
import { CompanyInput, saveCompany } from '#editorial/save-company'
import { slugOf } from '#editorial/slug'
import { getCompany, listCompanies, listIssues } from '#editorial/store'
import { type Sentence, unreachable } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { recordAudit } from '#staff/audit'
import { notFound } from '#web/shared/errors.tsx'
import {
  type ConsoleContext,
  type ConsoleDeps,
  consoleApp,
  formValues,
  requireRole,
} from '../context.ts'
import { csvAnswer } from '../csv.ts'
import { doneMessage } from '../done.ts'
import { type CompanyDraft, CompanyPage, draftOf } from './company-page.tsx'
import { CompanyListPage } from './list-page.tsx'

type Deps = ConsoleDeps
const emptyDraft: CompanyDraft = {
  name: '',
  aliases: '',
  description: '',
  website: '',
  version: '0',
}

/** The pages under `/console/companies`. */
export function companiesPages(deps: Deps) {
  const app = consoleApp()

  app.get('/', async (c) => {
    const query = (c.req.query('q') ?? '').slice(0, 200)
    const [companies, issues] = await Promise.all([
      listCompanies(deps.table),
      listIssues(deps.table),
    ])
    const shown = companies.filter((company) => bearsName(company, query))
    const sort = c.req.query('sort') === 'issues' ? 'issues' : 'name'
    const rows = sorted(
      shown.map((company) => ({ company, issues: issuesOfCompany(issues, company.id) })),
      sort,
    )
    return c.html(
      <CompanyListPage c={c} query={query} sort={sort} total={companies.length} rows={rows} />,
    )
  })

  app.get('/list.csv', async (c) => {
    const [companies, issues] = await Promise.all([
      listCompanies(deps.table),
      listIssues(deps.table),
    ])
    const french = c.get('locale') === 'fr'
    return csvAnswer(c, {
      name: french ? 'entreprises' : 'companies',
      heads: french
        ? ['nom', 'autres noms', 'site', 'description', 'numéros']
        : ['name', 'other names', 'website', 'description', 'issues'],
      lines: companies.map((company) => [
        company.name,
        company.aliases.join(', '),
        company.website ?? '',
        company.description,
        issuesOfCompany(issues, company.id)
          .map((issue) => issue.number)
          .join(' '),
      ]),
    })
  })

  app.get('/new', requireRole('marketing'), (c) =>
    c.html(<CompanyPage c={c} draft={{ ...emptyDraft, name: c.req.query('name') ?? '' }} />),
  )
  app.post('/new', requireRole('marketing'), (c) => save(deps, c, undefined))

  app.get('/:id', async (c) => {
    const company = await companyIn(deps, c)
    return c.html(
      <CompanyPage
        c={c}
        company={company}
        draft={draftOf(company)}
        mentions={await mentionsOfCompany(deps.table, company.id)}
        flash={doneMessage(c)}
      />,
    )
  })
  app.post('/:id', requireRole('marketing'), async (c) => save(deps, c, await companyIn(deps, c)))
  return app
}

/** Whether a name or alias holds the words looked for, however accented. */
export function bearsName(company: Pick<Company, 'name' | 'aliases'>, query: string): boolean {
  const wanted = slugOf(query)
  if (wanted === '') return true
  return [company.name, ...company.aliases].some((name) => slugOf(name).includes(wanted))
}

/** By name as a French reader sorts, or by how often the magazine speaks of them. Pure. */
export function sorted(rows: readonly CompanyRow[], by: 'name' | 'issues'): CompanyRow[] {
  const byName = new Intl.Collator('fr', { sensitivity: 'base', numeric: true })
  return [...rows].sort(
    (a, b) =>
      (by === 'issues' ? b.issues.length - a.issues.length : 0) ||
      byName.compare(a.company.name, b.company.name),
  )
}

/** The issues of a list that speak of each company. */
export type CompanyRow = { company: Company; issues: readonly Issue[] }

async function save(deps: Deps, c: ConsoleContext, before: Company | undefined) {
  const form = await formValues(c)
  const draft: CompanyDraft = {
    name: form['name'] ?? '',
    aliases: form['aliases'] ?? '',
    description: form['description'] ?? '',
    website: form['website'] ?? '',
    version: form['version'] ?? '',
  }
  const refuse = async (errors: Record<string, Sentence>, status: 422 | 409 = 422) => {
    c.status(status)
    const mentions = before && (await mentionsOfCompany(deps.table, before.id))
    return c.html(
      <CompanyPage
        c={c}
        draft={draft}
        errors={errors}
        {...(before ? { company: before } : {})}
        {...(mentions ? { mentions } : {})}
      />,
    )
  }
  const reading = readDraft(draft, before)
  if (reading.kind === 'wrong') return await refuse(reading.errors)
  const outcome = await saveCompany(deps, reading.input)
  switch (outcome.kind) {
    case 'saved':
      await recordAudit(deps, {
        staffId: c.get('staff').id,
        act: before ? 'company.changed' : 'company.created',
        subject: outcome.company.id,
      })
      return c.redirect(`/console/companies/${outcome.company.id}?done=saved`, 303)
    case 'nameTaken':
      return await refuse({
        name: {
          fr: `« ${outcome.name} » est déjà le nom d’une entreprise, présent ou ancien. Ouvrez-la depuis la liste, ou distinguez les deux noms.`,
          en: `“${outcome.name}” is already a name, present or former, of a company. Open it from the list, or tell the two names apart.`,
        },
      })
    case 'conflict': {
      const theirs = draftOf(outcome.theirs)
      draft.version = theirs.version
      return await refuse({ name: changedMeanwhile(theirs) }, 409)
    }
    case 'notFound':
      throw notFound(noCompany)
    default:
      return unreachable(outcome)
  }
}

type Reading =
  | { kind: 'input'; input: CompanyInput }
  | { kind: 'wrong'; errors: Record<string, Sentence> }

function readDraft(draft: CompanyDraft, before: Company | undefined): Reading {
  const errors: Record<string, Sentence> = {}
  const website = draft.website.trim()
  const input = {
    ...(before ? { id: before.id } : {}),
    name: oneLine(draft.name),
    aliases: draft.aliases
      .split('\n')
      .map(oneLine)
      .filter((alias) => alias !== ''),
    description: oneLine(draft.description),
    ...(website === '' ? {} : { website }),
    expectedVersion: before ? Number(draft.version) : 0,
  }
  const parsed = CompanyInput.safeParse(input)
  if (website !== '' && !/^https?:\/\//i.test(website)) errors['website'] = wrong.website
  if (parsed.success && Object.keys(errors).length === 0)
    return { kind: 'input', input: parsed.data }
  for (const issue of parsed.error?.issues ?? []) {
    const field = String(issue.path[0] ?? 'name') as keyof typeof wrong
    errors[field] = wrong[field] ?? wrong.name
  }
  return { kind: 'wrong', errors }
}

const wrong = {
  name: {
    fr: 'Écrivez le nom de l’entreprise, en 120 caractères au plus.',
    en: 'Write the company’s name, in 120 characters at most.',
  },
  aliases: {
    fr: 'Vingt autres noms au plus, un par ligne, de 120 caractères au plus.',
    en: 'Twenty other names at most, one a line, of 120 characters at most.',
  },
  description: { fr: 'Mille caractères au plus.', en: 'A thousand characters at most.' },
  website: {
    fr: 'Écrivez l’adresse entière, par exemple https://exemple.example.',
    en: 'Write the whole address, such as https://example.example.',
  },
} satisfies Record<string, Sentence>

function changedMeanwhile(theirs: CompanyDraft): Sentence {
  const names = [theirs.name, ...theirs.aliases.split('\n')].filter(Boolean).join(', ')
  return {
    fr: `Quelqu’un a modifié cette entreprise entre-temps. Elle s’appelle maintenant : ${names}. Enregistrez de nouveau pour garder votre version.`,
    en: `Someone changed this company in the meantime. It is now called: ${names}. Save again to keep your version.`,
  }
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+| {2,}/gu, ' ').trim()
}

async function companyIn(deps: Deps, c: ConsoleContext): Promise<Company> {
  const id = idSchema('company').safeParse(c.req.param('id'))
  const company = id.success ? await getCompany(deps.table, id.data) : undefined
  if (!company) throw notFound(noCompany)
  return company
}

const noCompany: Sentence = {
  fr: 'Cette entreprise n’existe pas. Cherchez-la par son nom dans la liste.',
  en: 'This company does not exist. Look for it by name in the list.',
}
