// The form of an issue: what was typed, kept as typed, and what it means. Pure.

import * as z from 'zod'
import type { Issue } from '#editorial/issue'
import { issueLimits, type Section, SectionKind } from '#editorial/issue'
import type { Sentence } from '#kernel/errors'

export type SectionRow = { kind: string; title: string; pages: string }

/** Everything as typed; `companies` holds one name a line. */
export type IssueDraft = {
  number: string
  coverDate: string
  title: string
  dossierTitle: string
  standfirst: string
  companies: string
  rows: SectionRow[]
  /** `yes`: no printed copy is left to sell. */
  soldOut: string
  /** The version the form was made from; 0 for a new issue. */
  version: string
}

export type IssueFields = {
  number: number
  coverDate: string
  title: string
  dossierTitle: string
  standfirst: string
  companyNames: string[]
  sections: Section[]
  isSoldOut: boolean
  version: number
}

export type IssueReading =
  | { kind: 'fields'; fields: IssueFields }
  | { kind: 'wrong'; errors: Record<string, Sentence> }

const rowsMax = issueLimits.sections

/** The draft in a posted form. Fields that are missing are empty; rows come in the page's order. */
export function draftFrom(form: {
  one: (name: string) => string
  all: (name: string) => string[]
}): IssueDraft {
  const kinds = form.all('sectionKind')
  const titles = form.all('sectionTitle')
  const pages = form.all('sectionPages')
  return {
    number: form.one('number'),
    coverDate: form.one('coverDate'),
    title: form.one('title'),
    dossierTitle: form.one('dossierTitle'),
    standfirst: form.one('standfirst'),
    companies: form.one('companies'),
    soldOut: form.one('soldOut'),
    version: form.one('version'),
    rows: titles.slice(0, rowsMax).map((title, at) => ({
      kind: kinds[at] ?? 'news',
      title,
      pages: pages[at] ?? '',
    })),
  }
}

/** An issue as a draft, with the names of its companies. */
export function draftOf(issue: Issue, companyNames: readonly string[]): IssueDraft {
  return {
    number: String(issue.number),
    coverDate: issue.coverDate,
    title: issue.title,
    dossierTitle: issue.dossier.title,
    standfirst: issue.dossier.standfirst,
    companies: companyNames.join('\n'),
    soldOut: issue.isSoldOut ? 'yes' : '',
    version: String(issue.version),
    rows: issue.sections.map(({ kind, title, pages }) => ({ kind, title, pages: String(pages) })),
  }
}

/** Adds empty rows, moves one up or takes one out: what the form's small buttons ask for. */
export function rearranged(rows: readonly SectionRow[], action: string): SectionRow[] {
  const [, verb, index] = /^(up|out|more)(?::(\d{1,3}))?$/.exec(action) ?? []
  const at = index === undefined ? Number.NaN : Number(index)
  const list = [...rows]
  const row = list[at]
  if (verb === 'up' && row && at > 0) list.splice(at - 1, 2, row, list[at - 1] as SectionRow)
  if (verb === 'out' && row) list.splice(at, 1)
  if (verb === 'more')
    for (let i = 0; i < 3 && list.length < rowsMax; i++)
      list.push({ kind: 'news', title: '', pages: '' })
  return list
}

/** Parses what was typed; every fault is told beside its field. */
export function readDraft(draft: IssueDraft): IssueReading {
  const errors: Record<string, Sentence> = {}
  const number = wholeNumber(draft.number)
  if (number === undefined || number < 1 || number > 99_999) errors['number'] = wrong.number
  const coverDate = draft.coverDate.trim()
  if (!z.iso.date().safeParse(coverDate).success) errors['coverDate'] = wrong.coverDate
  const title = oneLine(draft.title)
  if (title.length > issueLimits.title) errors['title'] = tooLong(issueLimits.title)
  const dossierTitle = oneLine(draft.dossierTitle)
  if (dossierTitle.length > issueLimits.title) errors['dossierTitle'] = tooLong(issueLimits.title)
  const standfirst = oneLine(draft.standfirst)
  if (standfirst.length > issueLimits.standfirst)
    errors['standfirst'] = tooLong(issueLimits.standfirst)
  const companyNames = [
    ...new Set(
      draft.companies
        .split('\n')
        .map(oneLine)
        .filter((name) => name !== ''),
    ),
  ]
  if (companyNames.length > issueLimits.companies) errors['companies'] = wrong.tooManyCompanies
  if (companyNames.some((name) => name.length > 120)) errors['companies'] = wrong.companyName
  const { sections, error } = sectionsOf(draft.rows)
  if (error) errors['sections'] = error
  const version = wholeNumber(draft.version)
  if (version === undefined) errors['version'] = wrong.version
  if (Object.keys(errors).length > 0 || number === undefined || version === undefined)
    return { kind: 'wrong', errors }
  const fields = {
    number,
    coverDate,
    title,
    dossierTitle,
    standfirst,
    companyNames,
    sections,
    isSoldOut: draft.soldOut === 'yes',
    version,
  }
  return { kind: 'fields', fields }
}

/** The sections that can be understood, for the live page split; faults are left out. */
export function sectionsOf(rows: readonly SectionRow[]): {
  sections: Section[]
  error?: Sentence
} {
  const sections: Section[] = []
  let error: Sentence | undefined
  for (const row of rows) {
    const title = oneLine(row.title)
    if (title === '' && row.pages.trim() === '') continue
    const kind = SectionKind.safeParse(row.kind)
    const pages = row.pages.trim() === '' ? 0 : pagesOf(row.pages)
    if (!kind.success) error ??= wrong.sectionKind
    else if (pages === undefined) error ??= wrong.sectionPages(title || row.pages)
    else if (title.length > issueLimits.title) error ??= tooLong(issueLimits.title)
    else sections.push({ kind: kind.data, title, pages })
  }
  return error ? { sections, error } : { sections }
}

/** `12`, `0,25` or `2.5`: pages in quarters; undefined for anything else. */
export function pagesOf(text: string): number | undefined {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  const pages = match ? Number(`${match[1]}.${match[2] ?? '0'}`) : undefined
  if (pages === undefined || pages > issueLimits.pages || !Number.isInteger(pages * 4))
    return undefined
  return pages
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : undefined
}

/** One line: runs of white space and control characters become one space. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+| {2,}/gu, ' ').trim()
}

function tooLong(max: number): Sentence {
  return {
    fr: `C’est trop long : ${max} caractères au plus.`,
    en: `This is too long: ${max} characters at most.`,
  }
}

const wrong = {
  number: {
    fr: 'Écrivez le numéro en chiffres, par exemple 137.',
    en: 'Write the number in figures, such as 137.',
  },
  coverDate: {
    fr: 'Choisissez une date qui existe, par exemple 2027-06-01.',
    en: 'Choose a date that exists, such as 2027-06-01.',
  },
  tooManyCompanies: {
    fr: `Un dossier cite au plus ${issueLimits.companies} entreprises.`,
    en: `A dossier names ${issueLimits.companies} companies at most.`,
  },
  companyName: {
    fr: 'Un nom d’entreprise a 120 caractères au plus. Écrivez un nom par ligne.',
    en: 'A company’s name has 120 characters at most. Write one name a line.',
  },
  sectionKind: {
    fr: 'Choisissez la nature de chaque rubrique dans la liste.',
    en: 'Choose each section’s kind from the list.',
  },
  sectionPages: (title: string): Sentence => ({
    fr: `« ${title} » : comptez en quarts de page, par exemple 2 ou 0,25 (${issueLimits.pages} au plus).`,
    en: `“${title}”: count in quarters of a page, such as 2 or 0.25 (${issueLimits.pages} at most).`,
  }),
  version: {
    fr: 'Ce formulaire n’est pas complet. Rechargez la page et recommencez.',
    en: 'This form is incomplete. Reload the page and start again.',
  },
}
