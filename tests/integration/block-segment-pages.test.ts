import { afterAll, beforeEach, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { sharePreview } from '#editorial/approvals'
import type { Block } from '#editorial/blocks'
import { importNewsletter } from '#editorial/import-newsletter'
import { restoreNewsletter } from '#editorial/restore-newsletter'
import { createNewsletter, saveNewsletter } from '#editorial/save-newsletter'
import { getNewsletter } from '#editorial/store-newsletters'
import { type NewsletterId, prefixedId } from '#kernel/ids'
import { instant } from '#kernel/time'
import { deleteSegment, putSegment } from '#readers/store-segments'
import { type TestConsole, Visitor, visitorAs } from '../support/console.ts'
import { someContent } from '../support/editorial.ts'
import { testTable } from '../support/table.ts'
import { wholeConsole } from '../support/whole-console.ts'

let table: Table
let world: TestConsole
let id: NewsletterId
let path: string
const closers: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closers) await close()
})

const segments = ['Abonnés', 'Belges', 'Cadres', 'Débutants'].map((name) => ({
  id: prefixedId('segment', name.slice(0, 1).toLowerCase()),
  name,
}))
const [first, second] = segments as [(typeof segments)[0], (typeof segments)[0]]
const blocks: Block[] = [
  { id: 'b1', type: 'title', text: 'Un titre' },
  { id: 'b2', type: 'paragraph', spans: [{ text: 'Pour chacun.' }] },
  { id: 'b3', type: 'paragraph', spans: [{ text: 'Merci aux abonnés.' }], segmentId: first.id },
  { id: 'b4', type: 'button', label: 'Lire', href: '/issues/131' },
]

beforeEach(async () => {
  const made = await testTable()
  closers.push(made.close)
  table = made.table
  world = wholeConsole(table)
  const updatedAt = instant(world.deps.clock())
  for (const segment of segments)
    await putSegment(table, {
      ...segment,
      condition: { kind: 'tag', anyOf: [segment.name] },
      version: 1,
      updatedAt,
      updatedBy: 'x',
    })
  const content = someContent({ blocks })
  const created = await createNewsletter(world.deps, { content, by: 'x' })
  if (created.kind !== 'created') throw new Error(created.kind)
  id = created.newsletter.id
  path = `/console/newsletters/${id}`
})

const form = (change: Record<string, string | string[]> = {}) => ({
  version: '1',
  subject: 'Objet',
  preheader: 'Aperçu',
  locale: 'fr',
  block: ['b1:title', 'b2:paragraph', 'b3:paragraph', 'b4:button'],
  'b1.text': 'Un titre',
  'b2.rich': 'Pour chacun.',
  'b3.rich': 'Merci aux abonnés.',
  'b3.segmentId': first.id,
  'b4.label': 'Lire',
  'b4.href': '/issues/131',
  do: 'save',
  ...change,
})
const segmentsNow = async () =>
  (await getNewsletter(table, id))?.blocks.map(({ id: block, segmentId }) => [block, segmentId])

it('the composer says whom a block is for, and keeps the choice through edits and moves', async () => {
  const marion = await visitorAs(world, 'marketing')
  const page = await marion.get(path)
  expect(page.text).toMatch(/class="piece-for">.*Abonnés<\/span>/)
  expect(page.text).toContain(`<option value="${first.id}" selected="">Abonnés</option>`)
  expect(page.text).toContain('qui est dans «\u202fAbonnés\u202f»')
  const saved = await marion.post(path, form({ 'b2.segmentId': second.id, 'b3.rich': 'Merci.' }))
  expect(saved.location).toBe(`${path}?done=saved`)
  await marion.post(
    path,
    form({ version: '2', 'b2.segmentId': second.id, do: 'up:b3', 'b3.rich': 'Merci.' }),
  )
  expect(await segmentsNow()).toEqual([
    ['b1', undefined],
    ['b3', first.id],
    ['b2', second.id],
    ['b4', undefined],
  ])
  const versions = await marion.get(`${path}/versions`)
  expect(versions.text).toContain('Version 1')
})

it('everything comes back: an earlier version, a copy, an import that keeps a button’s', async () => {
  const marion = await visitorAs(world, 'marketing')
  await marion.post(path, form({ 'b3.segmentId': '', 'b4.segmentId': second.id }))
  expect(await segmentsNow()).toContainEqual(['b3', undefined])
  const copied = await marion.post(`${path}/copy`, { newId: '' })
  const copy = await getNewsletter(table, copied.location?.split(/[/?]/)[3] as NewsletterId)
  expect(copy?.blocks.find(({ type }) => type === 'button')?.segmentId).toBe(second.id)
  const imported = await importNewsletter(world.deps, {
    id,
    text: 'Titre\n\nUn texte.',
    format: 'text',
    by: 'x',
  })
  if (imported.kind !== 'imported') throw new Error(imported.kind)
  expect(imported.imported.every(({ segmentId }) => segmentId === undefined)).toBe(true)
  const button = imported.newsletter.blocks.find(({ type }) => type === 'button')
  expect(button?.segmentId).toBe(second.id)
  await restoreNewsletter(world.deps, { id, version: 1, expectedVersion: 3, by: 'x' })
  expect(await segmentsNow()).toContainEqual(['b3', first.id])
})

it('a fourth segment is refused beside its block, and what was typed stays', async () => {
  const marion = await visitorAs(world, 'marketing')
  const [, , third, fourth] = segments
  const refused = await marion.post(
    path,
    form({
      'b1.segmentId': second.id,
      'b2.segmentId': third?.id ?? '',
      'b4.segmentId': fourth?.id ?? '',
      'b2.rich': 'Tout juste écrit.',
    }),
  )
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('3 segments différents')
  expect(refused.text).toContain('Tout juste écrit.')
  expect(refused.text).toContain('href="#f-b4.segmentId"')
  expect((await getNewsletter(table, id))?.version).toBe(1)
  const many = blocks.map((block, at) => ({ ...block, segmentId: segments[at]?.id }))
  const content = { ...someContent(), blocks: many as Block[] }
  expect(await saveNewsletter(world.deps, { id, content, expectedVersion: 1, by: 'x' })).toEqual({
    kind: 'tooManySegments',
  })
  const unknown = await marion.post(path, form({ 'b2.segmentId': 'rd_x' }))
  expect(unknown.status).toBe(422)
  expect(unknown.text).toContain('Ce segment n’existe pas')
})

it('a segment that was deleted is named as missing, and is not lost by saving', async () => {
  const marion = await visitorAs(world, 'marketing')
  await deleteSegment(table, first.id)
  const page = await marion.get(path)
  expect(page.text).toMatch(/class="piece-for is-gone">.*Segment supprimé<\/span>/)
  await marion.post(path, form({ subject: 'Un autre objet' }))
  expect(await segmentsNow()).toContainEqual(['b3', first.id])
  await marion.post(`/console/preview/${id}/check`, {})
  const check = await marion.get(`${path}/check`)
  expect(check.text).toContain('Ce bloc est pour un segment supprimé')
})

it('the proof is seen by whom one chooses: stored, typed, as text, by the link for approval', async () => {
  const marion = await visitorAs(world, 'marketing')
  const proof = `/console/preview/${id}`
  const shows = async (query: string) => (await marion.get(`${proof}${query}`)).text
  expect(await shows('')).not.toContain('Merci aux abonnés.')
  expect(await shows(`?seenBy=${first.id}`)).toContain('Merci aux abonnés.')
  expect(await shows(`?part=text&seenBy=${first.id}`)).toContain('Merci aux abonnés.')
  expect(await shows(`?seenBy=${second.id},sg_zzz`)).not.toContain('Merci aux abonnés.')
  const typed = await marion.post(proof, form({ 'b2.segmentId': second.id, seenBy: second.id }))
  expect(typed.text).toContain('Pour chacun.')
  expect(typed.text).not.toContain('Merci aux abonnés.')
  const { url } = sharePreview(world.deps, { newsletterId: id, by: 'x' })
  const shared = new URL(url).pathname
  const guest = new Visitor(world)
  expect((await guest.get(shared)).text).toContain('name="seenBy"')
  const chosen = await guest.get(`${shared}?seenBy=${first.id}`)
  expect(chosen.text).toContain(`${shared}/proof?seenBy=${first.id}`)
  expect((await guest.get(`${shared}/proof?seenBy=${first.id}`)).text).toContain('Merci aux')
  expect((await guest.get(`${shared}/proof`)).text).not.toContain('Merci aux')
})
