// Saving an issue from its form: faults are told beside their fields, companies that nobody knows are
// asked about, two people's versions are shown side by side.
import type { Company, Issue } from '#editorial/issue'
import { saveCompany } from '#editorial/save-company'
import { saveIssue } from '#editorial/save-issue'
import { slugOf } from '#editorial/slug'
import { companiesByName, getCompanies } from '#editorial/store'
import { type Sentence, unreachable } from '#kernel/errors'
import type { CompanyId } from '#kernel/ids'
import { recordAudit } from '#staff/audit'
import { notFound } from '#web/shared/errors.tsx'
import { type ConsoleContext, type ConsoleDeps, formList, formValues } from '../context.ts'
import { ConflictPage } from './conflict-page.tsx'
import { digitalOf } from './digital.ts'
import {
  draftFrom,
  draftOf,
  type IssueDraft,
  type IssueFields,
  readDraft,
  rearranged,
} from './issue-form.ts'
import { IssuePage, NewIssuePage } from './issue-page.tsx'

type Deps = ConsoleDeps

/** Saves a new issue (`before` undefined) or a change of one; small buttons only rearrange rows. */
export async function save(deps: Deps, c: ConsoleContext, before: Issue | undefined) {
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
    isSoldOut: fields.isSoldOut,
    expectedVersion: before ? fields.version : 0,
    by: c.get('staff').id,
  })
  switch (outcome.kind) {
    case 'saved':
      await auditIssue(deps, c, before ? 'issue.changed' : 'issue.planned', outcome.issue.number)
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
  const digital = await digitalOf(deps, c, state.before.number)
  return c.html(
    <IssuePage
      c={c}
      issue={state.before}
      draft={state.draft}
      errors={errors}
      missing={state.missing ?? []}
      companies={companies}
      digital={digital}
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
    else if (create && slugOf(name) !== '') {
      const input = { name, aliases: [], description: '', expectedVersion: 0 }
      const outcome = await saveCompany(deps, input)
      if (outcome.kind === 'saved') ids.push(outcome.company.id)
      else if (outcome.kind === 'nameTaken') ids.push(outcome.companyId)
      else missing.push(name)
    } else missing.push(name)
  }
  return { ids: [...new Set(ids)], missing }
}

/** The form as it was typed. */
export async function draftIn(c: ConsoleContext): Promise<IssueDraft> {
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

/** Notes who did what to an issue. */
export async function auditIssue(deps: Deps, c: ConsoleContext, act: string, number: number) {
  await recordAudit(deps, { staffId: c.get('staff').id, act, subject: String(number) })
}

/** Said where a number leads to no issue. */
export const noIssue: Sentence = {
  fr: 'Aucun numéro ne porte ce chiffre. Choisissez-le dans la liste des numéros.',
  en: 'No issue has this number. Choose it from the list of issues.',
}

/** Names as the form's field of companies holds them. */
export function namesOf(companies: readonly Company[]): string[] {
  return companies.map((company) => company.name)
}

function unknown(names: readonly string[]): Sentence {
  return {
    fr: `Entreprises inconnues : ${names.join(', ')}. Corrigez le nom, ou cochez la case pour les créer.`,
    en: `Unknown companies: ${names.join(', ')}. Correct the name, or tick the box to create them.`,
  }
}

const numberTaken: Sentence = {
  fr: 'Ce numéro existe déjà. Prenez le suivant, ou ouvrez celui-là.',
  en: 'This issue exists already. Take the next number, or open that one.',
}
