// Builders for editorial tests: invented issues, companies and newsletters, a clock that moves by
// hand, ids that repeat.
import type { Table } from '#aws/table'
import type { Company, Issue } from '#editorial/issue'
import type { NewsletterContent } from '#editorial/newsletter'
import { type CompanyId, idMaker, type MakeId } from '#kernel/ids'
import { type Clock, instant } from '#kernel/time'
import { parsePublication } from '#publication/schema'
import publicationInput from '../../publication.config.ts'

export const publication = parsePublication(publicationInput)

export const start = new Date('2026-11-30T08:00:00.000Z')

/** A clock that stands still until it is moved. */
export function handClock(at: Date = start): Clock & { forward(ms: number): void } {
  let now = at.getTime()
  const clock = () => new Date(now)
  return Object.assign(clock, {
    forward(ms: number) {
      now += ms
    },
  })
}

/** Randomness that repeats, in [0, 1). */
export function seededRandom(seed = 1): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

export function seededIds(clock: Clock, seed = 1): MakeId {
  return idMaker({ nowMs: () => clock().getTime(), random: seededRandom(seed) })
}

export type EditorialDeps = {
  table: Table
  clock: ReturnType<typeof handClock>
  makeId: MakeId
  publication: typeof publication
}

export function editorialDeps(table: Table, seed = 1): EditorialDeps {
  const clock = handClock()
  return { table, clock, makeId: seededIds(clock, seed), publication }
}

export const companyId = (name: string) => `co_${name}` as CompanyId

export function anIssue(change: Partial<Issue> = {}): Issue {
  return {
    number: 131,
    coverDate: '2026-12-01',
    title: 'Décembre 2026',
    dossier: {
      title: 'Qui répondra demain ?',
      standfirst: 'Les plateaux se vident. Trois équipes racontent ce qui reste aux humains.',
      companyIds: [],
    },
    sections: [
      { kind: 'news', title: 'Actualités', pages: 20 },
      { kind: 'dossier', title: 'Le dossier', pages: 20 },
      { kind: 'advertising', title: 'Publicité', pages: 10 },
    ],
    status: 'planned',
    version: 1,
    updatedAt: instant(start),
    updatedBy: 'marion@en-contact.example',
    ...change,
  }
}

export function aCompany(change: Partial<Company> = {}): Company {
  return {
    id: companyId('alizes'),
    name: 'Alizés Relation',
    slug: 'alizes-relation',
    aliases: [],
    description: '',
    version: 1,
    updatedAt: instant(start),
    ...change,
  }
}

export function someContent(change: Partial<NewsletterContent> = {}): NewsletterContent {
  return {
    locale: 'fr',
    subject: 'Un sujet',
    preheader: 'Un aperçu',
    blocks: [
      { id: 'b1', type: 'title', text: 'Un titre' },
      { id: 'b2', type: 'paragraph', spans: [{ text: 'Un paragraphe.' }] },
    ],
    topics: [],
    ...change,
  }
}
