// What staff do is told in the audit trail once; a button pressed twice does its work once; a text
// that can't be saved is not lost.
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { putCheck } from '#delivery/store'
import { createNewsletter } from '#editorial/save-newsletter'
import { putIssue } from '#editorial/store'
import { listApprovals } from '#editorial/store-images'
import {
  changeNewsletterStatus,
  getNewsletter,
  listNewsletters,
} from '#editorial/store-newsletters'
import type { NewsletterId } from '#kernel/ids'
import { instant } from '#kernel/time'
import { auditTrail } from '#staff/audit'
import { actInWords } from '#web/console/settings/audit-page.tsx'
import { type TestConsole, Visitor, visitorAs } from '../support/console.ts'
import { anIssue, someContent } from '../support/editorial.ts'
import { testTable } from '../support/table.ts'
import { wholeConsole } from '../support/whole-console.ts'

let table: Table
let world: TestConsole
let marion: Visitor
let id: NewsletterId
let path: string
const closers: (() => Promise<void>)[] = []
beforeEach(async () => {
  const made = await testTable()
  closers.push(made.close)
  table = made.table
  world = wholeConsole(table)
  const created = await createNewsletter(world.deps, { content: someContent(), by: 'kiosque' })
  if (created.kind !== 'created') throw new Error(created.kind)
  id = created.newsletter.id
  path = `/console/newsletters/${id}`
  marion = await visitorAs(world, 'marketing')
})
afterAll(async () => {
  for (const close of closers) await close()
})

const form = (change: Record<string, string | string[]> = {}) => ({
  version: '1',
  locale: 'fr',
  subject: 'Un objet',
  block: ['b1:title', 'b2:paragraph'],
  'b1.text': 'Titre tapé',
  'b2.rich': 'Texte tapé',
  do: 'save',
  ...change,
})
const acts = async () => (await auditTrail(world.deps)).lines.map(({ act }) => act).reverse()

async function checked(): Promise<void> {
  const { version } = (await getNewsletter(table, id)) ?? { version: 0 }
  const checkedAt = instant(world.deps.clock())
  await putCheck(table, { newsletterId: id, version, findings: [], checkedAt })
}

describe('the audit trail', () => {
  it('has a line for each act on a newsletter, and none for what changed nothing', async () => {
    await marion.post('/console/newsletters/new', { locale: 'fr', subject: 'Une autre' })
    await marion.post(path, form())
    await marion.post(path, form({ version: '2' }))
    await marion.post(`/console/preview/${id}/import`, { text: 'Titre\n\nUn texte.', version: '2' })
    await marion.post(`${path}/restore`, { restore: '1', version: '3' })
    await marion.post(`/console/preview/${id}/test`)
    await marion.post(`${path}/approvals`)
    await checked()
    await marion.post(`${path}/schedule`, {
      date: '2026-12-01',
      time: '08:30',
      zone: 'Europe/Paris',
    })
    const mailing = (await getNewsletter(table, id))?.mailingIds[0] ?? ''
    await marion.post(`${path}/cancel`, { mailing })
    expect((await acts()).slice(1)).toEqual([
      'newsletter.created',
      'newsletter.saved',
      'newsletter.imported',
      'newsletter.restored',
      'newsletter.tested',
      'newsletter.shared',
      'newsletter.scheduled',
      'newsletter.cancelled',
    ])
  })

  it('has a sentence for every act that the console records', () => {
    const recorded = readdirSync('packages/web', { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) => [
        ...readFileSync(`packages/web/${file}`, 'utf8').matchAll(
          /'((?:staff|queue|issue|company|readers?|segment|newsletter|mailing|recipients)\.[a-z][A-Za-z]*)'/g,
        ),
      ])
      .map(([, act]) => act ?? '')
      .filter((act) => !act.endsWith('.js'))
    expect(recorded.length).toBeGreaterThan(20)
    expect(recorded.filter((act) => actInWords(act, 'fr') === act)).toEqual([])
  })
})

describe('a button pressed twice', () => {
  it('makes one newsletter, and a second one where something else is asked for', async () => {
    const newId = /name="newId" value="([^"]+)"/.exec(
      (await marion.get('/console/newsletters/new')).text,
    )?.[1]
    const fields = { newId: newId ?? '', locale: 'fr', subject: 'Deux fois' }
    const answers = [
      await marion.post('/console/newsletters/new', fields),
      await marion.post('/console/newsletters/new', fields),
    ]
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1)
    expect((await listNewsletters(table)).items).toHaveLength(2)
    await marion.post('/console/newsletters/new', { ...fields, subject: 'Une autre encore' })
    expect((await listNewsletters(table)).items).toHaveLength(3)
  })

  it('makes one copy', async () => {
    await changeNewsletterStatus(table, id, { from: ['draft'], to: 'sent' })
    const newId = /name="newId" value="([^"]+)"/.exec((await marion.get(path)).text)?.[1] ?? ''
    for (let n = 0; n < 2; n++)
      expect((await marion.post(`${path}/copy`, { newId })).status).toBe(303)
    expect((await listNewsletters(table)).items).toHaveLength(2)
  })

  it('imports once and shows what was recognised both times', async () => {
    const fields = { text: 'Un titre\n\nUn texte.', version: '1', format: 'auto' }
    for (let n = 0; n < 2; n++) {
      const answer = await marion.post(`/console/preview/${id}/import`, fields)
      expect([answer.status, answer.text.includes('Voici ce qui a été reconnu')]).toEqual([
        200,
        true,
      ])
    }
    expect((await getNewsletter(table, id))?.version).toBe(2)
  })

  it('schedules once, cancels once, and says both times that it is done', async () => {
    await checked()
    const when = { date: '2026-12-01', time: '08:30', zone: 'Europe/Paris' }
    for (let n = 0; n < 2; n++)
      expect((await marion.post(`${path}/schedule`, when)).location).toBe(
        `${path}/schedule?done=scheduled`,
      )
    const other = await marion.post(`${path}/schedule`, { ...when, time: '09:30' })
    expect(other.status).toBe(409)
    const { mailingIds } = (await getNewsletter(table, id)) ?? { mailingIds: [] }
    expect(mailingIds).toHaveLength(1)
    for (let n = 0; n < 2; n++)
      expect((await marion.post(`${path}/cancel`, { mailing: mailingIds[0] ?? '' })).location).toBe(
        `${path}?done=cancelled`,
      )
    expect((await acts()).filter((act) => act === 'newsletter.cancelled')).toHaveLength(1)
  })

  it('records one answer to a preview', async () => {
    const shared = await marion.post(`${path}/approvals`)
    const url = /value="https:\/\/console\.example(\/p\/[^"]+)"/.exec(shared.text)?.[1] ?? ''
    const anne = new Visitor(world)
    const answer = { verdict: 'approved', name: 'Anne', version: '1' }
    for (let n = 0; n < 2; n++)
      expect((await anne.post(url, answer, { csrf: undefined })).status).toBe(303)
    expect(await listApprovals(table, id)).toHaveLength(1)
    await anne.post(url, { ...answer, verdict: 'comment', comment: 'Non.' }, { csrf: undefined })
    await anne.post(url, answer, { csrf: undefined })
    expect(await listApprovals(table, id)).toHaveLength(3)
  })
})

describe('a text that can’t be saved', () => {
  it('is offered as a new newsletter when the old one was scheduled meanwhile', async () => {
    await changeNewsletterStatus(table, id, { from: ['draft'], to: 'scheduled' })
    const refused = await marion.post(path, form())
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('Texte tapé')
    const value = (name: string) =>
      new RegExp(`name="${name}" value="([^"]*)"`)
        .exec(refused.text)?.[1]
        ?.replace(/&quot;/g, '"') ?? ''
    const kept = await marion.post(`${path}/copy`, { newId: value('newId'), mine: value('mine') })
    const newId = /newsletters\/([^?]+)/.exec(kept.location ?? '')?.[1] as NewsletterId
    expect((await getNewsletter(table, newId))?.blocks).toMatchObject([
      { text: 'Titre tapé' },
      { spans: [{ text: 'Texte tapé' }] },
    ])
  })

  it('stays in the import’s field, whatever the reason', async () => {
    await changeNewsletterStatus(table, id, { from: ['draft'], to: 'scheduled' })
    const refused = await marion.post(`/console/preview/${id}/import`, {
      text: 'Titre\n\nTapé ici.',
      version: '1',
    })
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('Tapé ici.')
    expect(refused.text).toContain('name="text"')
  })

  it('stays in the form when it is too long for one newsletter', async () => {
    // Nothing that compression could make fit.
    let seed = 1
    const noise = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed.toString(36)
    }
    const text = () => Array.from({ length: 1_400 }, noise).join(' ')
    const blocks = Array.from({ length: 120 }, (_, n) => [`p${n}`, text()] as const)
    const refused = await marion.post(path, {
      ...form({ block: blocks.map(([one]) => `${one}:paragraph`) }),
      ...Object.fromEntries(blocks.map(([one, typed]) => [`${one}.rich`, typed])),
    })
    expect([413, 422]).toContain(refused.status)
    expect(refused.text).toContain('name="p119.rich"')
    expect(refused.text).toContain('trop long')
  })
})

it('offers the import from home and from the composer, to those who may', async () => {
  await putIssue(table, anIssue())
  await marion.post('/console/issues/131/announce')
  const link = /href="(\/console\/newsletters\/[^"]+\/import)"/
  const home = await marion.get('/console')
  expect(home.text).toContain('Importer un texte')
  expect((await marion.get(link.exec(home.text)?.[1] ?? '')).status).toBe(200)
  expect((await marion.get(path)).text).toMatch(link)
})

it('names the hours around the one that the clocks skip as people read them', async () => {
  await checked()
  const when = { date: '2027-03-28', time: '02:30', zone: 'Europe/Paris' }
  expect((await marion.post(`${path}/schedule`, when)).text).toContain('01:30 ou 03:30')
})

it('names whoever saved: a person, or the command', async () => {
  expect((await marion.get(path)).text).toMatch(/par\s+la commande kiosque/)
  await marion.post(path, form())
  expect((await marion.get(path)).text).toMatch(/par\s+Marion Lettre/)
})
