import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { issueKey, newsletterKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { announceIssue } from '#editorial/announce-issue'
import { archiveNewsletter } from '#editorial/archive-newsletter'
import { draftNewsletter } from '#editorial/draft-newsletter'
import { mentionsOfCompany } from '#editorial/mentions-of-company'
import { publishIssue } from '#editorial/publish-issue'
import { saveCompany } from '#editorial/save-company'
import { type IssueInput, saveIssue } from '#editorial/save-issue'
import {
  companiesByName,
  companyBySlug,
  getIssue,
  listCompanies,
  listIssues,
  putIssue,
} from '#editorial/store'
import { archivedBySlug, archivePage } from '#editorial/store-archive'
import { getNewsletter, listNewsletters } from '#editorial/store-newsletters'
import { instant } from '#kernel/time'
import { anIssue, companyId, type EditorialDeps, editorialDeps } from '../support/editorial.ts'
import { testTable } from '../support/table.ts'

let deps: EditorialDeps
let table: Table
const closers: (() => Promise<void>)[] = []
beforeEach(async () => {
  const made = await testTable()
  closers.push(made.close)
  table = made.table
  deps = editorialDeps(table)
})
afterAll(async () => {
  for (const close of closers) await close()
})

const input = (change: Partial<IssueInput> = {}): IssueInput => {
  const { number, coverDate, title, dossier, sections } = anIssue()
  return {
    number,
    coverDate,
    title,
    dossier,
    sections,
    expectedVersion: 0,
    by: 'a@b.example',
    ...change,
  }
}

describe('saving an issue', () => {
  it('makes it planned, lists it by cover date, and moves it with its date', async () => {
    await saveIssue(deps, input({ number: 132, coverDate: '2027-01-01' }))
    const saved = await saveIssue(deps, input())
    expect(saved).toMatchObject({ kind: 'saved', issue: { status: 'planned', version: 1 } })
    expect((await listIssues(table)).map(({ number }) => number)).toEqual([131, 132])
    await saveIssue(deps, input({ coverDate: '2027-02-01', expectedVersion: 1 }))
    expect((await listIssues(table)).map(({ number }) => number)).toEqual([132, 131])
    expect(await listIssues(table, { from: '2027-01-15', to: '2027-02-01' })).toHaveLength(1)
  })

  it('lets one of two editors win and shows the other both texts', async () => {
    await saveIssue(deps, input())
    const [one, two] = await Promise.all([
      saveIssue(deps, input({ title: 'Le mien', expectedVersion: 1, by: 'a@b.example' })),
      saveIssue(deps, input({ title: 'Le tien', expectedVersion: 1, by: 'c@d.example' })),
    ])
    expect([one.kind, two.kind].sort()).toEqual(['conflict', 'saved'])
    const lost = one.kind === 'conflict' ? one : two
    const won = one.kind === 'saved' ? one : two
    if (lost.kind !== 'conflict' || won.kind !== 'saved') throw new Error('unreachable')
    expect(lost.theirs).toEqual(won.issue)
    expect(new Set([lost.mine.title, lost.theirs.title])).toEqual(new Set(['Le mien', 'Le tien']))
  })

  it('refuses a second issue of the same number, and a change of one that is not there', async () => {
    await saveIssue(deps, input())
    expect((await saveIssue(deps, input({ title: 'Autre' }))).kind).toBe('conflict')
    expect((await saveIssue(deps, input({ number: 900, expectedVersion: 3 }))).kind).toBe(
      'notFound',
    )
  })

  it('does not lose the open intent of an announcement it crosses', async () => {
    await putIssue(table, anIssue())
    const broken: Table = { ...table, put: () => Promise.reject(new Error('cut')) }
    await expect(
      announceIssue({ ...deps, table: broken }, { number: 131, by: 'x' }),
    ).rejects.toThrow()
    await saveIssue(deps, input({ title: 'Plus tard', expectedVersion: 2 }))
    const item = await table.get(issueKey(131))
    expect(item && intentOf(item)?.kind).toBe('newsletter.draft')
  })
})

describe('announcing an issue', () => {
  it('drafts its newsletter from the dossier, once, however often it is repeated', async () => {
    await putIssue(
      table,
      anIssue({ dossier: { ...anIssue().dossier, companyIds: [companyId('a')] } }),
    )
    const first = await announceIssue(deps, { number: 131, by: 'marion@en-contact.example' })
    if (first.kind !== 'announced') throw new Error(first.kind)
    const again = await announceIssue(deps, { number: 131, by: 'x' })
    expect(again).toMatchObject({ kind: 'already', newsletterId: first.newsletterId })
    expect((await listNewsletters(table)).items).toHaveLength(1)
    const newsletter = await getNewsletter(table, first.newsletterId)
    expect(newsletter?.subject).toBe('N°\u00a0131 · Qui répondra demain ?')
    expect(newsletter?.preheader).toBe('Les plateaux se vident.')
    expect(newsletter?.blocks.map(({ type }) => type)).toEqual([
      'title',
      'standfirst',
      'companies',
      'dossierCard',
      'calendarLink',
    ])
    const item = await table.get(issueKey(131))
    expect(item?.intent).toBeUndefined()
    expect(item?.gsi2pk).toBeUndefined()
  })

  it('announces once when two people press at the same moment', async () => {
    await putIssue(table, anIssue())
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => announceIssue(deps, { number: 131, by: 'x' })),
    )
    expect(outcomes.filter(({ kind }) => kind === 'announced')).toHaveLength(1)
    expect((await listNewsletters(table)).items).toHaveLength(1)
  })

  it('leaves an intent that the sweeper finishes when the process dies before the draft', async () => {
    await putIssue(table, anIssue())
    const broken: Table = { ...table, put: () => Promise.reject(new Error('cut')) }
    await expect(
      announceIssue({ ...deps, table: broken }, { number: 131, by: 'x' }),
    ).rejects.toThrow()
    const issue = await getIssue(table, 131)
    expect(issue).toMatchObject({ status: 'announced' })
    const item = await table.get(issueKey(131))
    expect(item?.gsi2pk).toMatch(/^PENDING#/)
    expect(await draftNewsletter(deps, { issueNumber: 131 })).toMatchObject({ kind: 'drafted' })
    expect(await draftNewsletter(deps, { issueNumber: 131 })).toMatchObject({ kind: 'existed' })
    expect((await listNewsletters(table)).items.map(({ id }) => id)).toEqual([issue?.newsletterId])
    expect((await table.get(issueKey(131)))?.gsi2pk).toBeUndefined()
  })

  it('keeps what an editor wrote when a late sweep drafts again', async () => {
    await putIssue(table, anIssue())
    const outcome = await announceIssue(deps, { number: 131, by: 'x' })
    if (outcome.kind !== 'announced') throw new Error(outcome.kind)
    await table.update(newsletterKey(outcome.newsletterId), { set: { subject: 'Écrit à la main' } })
    await draftNewsletter(deps, { issueNumber: 131 })
    expect((await getNewsletter(table, outcome.newsletterId))?.subject).toBe('Écrit à la main')
  })

  it('publishes only what was announced', async () => {
    await putIssue(table, anIssue())
    expect((await publishIssue(deps, { number: 131, by: 'x' })).kind).toBe('notAnnounced')
    await announceIssue(deps, { number: 131, by: 'x' })
    expect((await publishIssue(deps, { number: 131, by: 'x' })).kind).toBe('published')
    expect((await publishIssue(deps, { number: 131, by: 'x' })).kind).toBe('already')
    expect((await publishIssue(deps, { number: 7, by: 'x' })).kind).toBe('notFound')
    expect((await announceIssue(deps, { number: 7, by: 'x' })).kind).toBe('notFound')
  })
})

describe('companies', () => {
  const company = {
    name: 'Béryl & Fils',
    aliases: ['Comptoir Béryl'],
    description: '',
    expectedVersion: 0,
  }

  it('is found by its name, an alias and, once renamed, its former name', async () => {
    const saved = await saveCompany(deps, company)
    if (saved.kind !== 'saved') throw new Error(saved.kind)
    expect(saved.company.slug).toBe('beryl-fils')
    await saveCompany(deps, { ...company, id: saved.company.id, name: 'Onyx', expectedVersion: 1 })
    expect((await companyBySlug(table, 'beryl-fils'))?.slug).toBe('onyx')
    const found = await companiesByName(table, ['BÉRYL et fils', 'Comptoir beryl', 'Onyx', 'Rien'])
    expect([...found.keys()]).toEqual(['Comptoir beryl', 'Onyx'])
    expect((await listCompanies(table)).map(({ slug }) => slug)).toEqual(['onyx'])
  })

  it('does not let two share a name, and frees a name that is given up', async () => {
    const saved = await saveCompany(deps, company)
    if (saved.kind !== 'saved') throw new Error(saved.kind)
    const other = { ...company, name: 'Comptoir Beryl', aliases: ['Neuf'] }
    expect(await saveCompany(deps, other)).toMatchObject({
      kind: 'nameTaken',
      companyId: saved.company.id,
    })
    const half = { ...company, name: 'Tout neuf', aliases: ['Comptoir Beryl'] }
    expect((await saveCompany(deps, half)).kind).toBe('nameTaken')
    expect((await saveCompany(deps, { ...half, aliases: [] })).kind).toBe('saved')
    await saveCompany(deps, { ...company, id: saved.company.id, aliases: [], expectedVersion: 1 })
    expect((await saveCompany(deps, other)).kind).toBe('saved')
  })

  it('lets one of two parallel saves of a name win', async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => saveCompany(deps, company)))
    expect(outcomes.filter(({ kind }) => kind === 'saved').length).toBe(1)
    expect(await listCompanies(table)).toHaveLength(1)
  })

  it('takes over a name whose company was never written, after a minute', async () => {
    const broken: Table = {
      ...table,
      put: (item, condition) =>
        item.pk.startsWith('COMPANY#')
          ? Promise.reject(new Error('cut'))
          : table.put(item, condition),
    }
    await expect(saveCompany({ ...deps, table: broken }, company)).rejects.toThrow('cut')
    expect((await saveCompany(deps, company)).kind).toBe('nameTaken')
    deps.clock.forward(61_000)
    expect((await saveCompany(deps, company)).kind).toBe('saved')
  })

  it('shows a stale editor both versions', async () => {
    const saved = await saveCompany(deps, company)
    if (saved.kind !== 'saved') throw new Error(saved.kind)
    const { id } = saved.company
    await saveCompany(deps, { ...company, id, description: 'Une', expectedVersion: 1 })
    const late = await saveCompany(deps, {
      ...company,
      id,
      description: 'Deux',
      expectedVersion: 1,
    })
    expect(late).toMatchObject({
      kind: 'conflict',
      theirs: { description: 'Une' },
      mine: { description: 'Deux' },
    })
  })
})

describe('the archive', () => {
  it('gives each sent newsletter a slug of its own, once, and finds the companies it names', async () => {
    const saved = await saveCompany(deps, {
      name: 'Alizés',
      aliases: [],
      description: '',
      expectedVersion: 0,
    })
    if (saved.kind !== 'saved') throw new Error(saved.kind)
    const slugs: string[] = []
    for (const number of [131, 132]) {
      await putIssue(
        table,
        anIssue({
          number,
          dossier: { title: 'Alizés répond', standfirst: 'Une phrase.', companyIds: [] },
        }),
      )
      const announced = await announceIssue(deps, { number, by: 'x' })
      if (announced.kind !== 'announced') throw new Error(announced.kind)
      const sent = {
        newsletterId: announced.newsletterId,
        version: 1,
        sentAt: instant(deps.clock()),
      }
      const first = await archiveNewsletter(deps, sent)
      expect(await archiveNewsletter(deps, sent)).toEqual({ ...first, kind: 'already' })
      if (first.kind !== 'notFound') slugs.push(first.slug)
    }
    expect(slugs).toEqual(['alizes-repond', 'alizes-repond-2'])
    expect((await archivePage(table)).items).toHaveLength(2)
    const found = await archivedBySlug(table, 'alizes-repond')
    expect(found?.entry).toMatchObject({ issueNumber: 131, excerpt: 'Une phrase.' })
    expect(found?.content.blocks[0]).toMatchObject({ type: 'title', text: 'Alizés répond' })
    const mentions = await mentionsOfCompany(table, saved.company.id)
    expect(mentions.issues.map(({ number }) => number)).toEqual([131, 132])
  })
})
