// The pages of the audience: importing with its preview, segments made by form, tags, the export.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { createNewsletter } from '#editorial/save-newsletter'
import { getNewsletter } from '#editorial/store-newsletters'
import { idSchema } from '#kernel/ids'
import { parseAddress } from '#readers/address'
import { readerId } from '#readers/reader-id'
import { consentsOf, getReader } from '#readers/store'
import { getImport } from '#readers/store-imports'
import { listSegments } from '#readers/store-segments'
import { auditTrail } from '#staff/audit'
import { type TestConsole, testConsole, type Visitor, visitorAs } from '../support/console.ts'
import { someContent } from '../support/editorial.ts'
import { testTable } from '../support/table.ts'

let table: Table
let close: () => Promise<void>
let world: TestConsole
let visitor: Visitor
beforeAll(async () => {
  const made = await testTable()
  table = made.table
  close = made.close
  world = testConsole(table)
  visitor = await visitorAs(world, 'marketing')
})
afterAll(() => close())

const idOf = (email: string) => {
  const address = parseAddress(email)
  if (address.kind !== 'address') throw new Error(email)
  return readerId(world.deps.readerKeys, address.email)
}

/** Hands in a file as a browser would. */
async function handIn(content: string | Uint8Array, change: Record<string, string> = {}) {
  const body = new FormData()
  const fields = {
    basis: 'Bulletin papier du salon',
    basisOn: '2026-03-20',
    locale: 'fr',
    csrf: (await visitor.csrf()) ?? '',
    ...change,
  }
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  body.append('file', new File([content as BlobPart], 'lecteurs.csv', { type: 'text/csv' }))
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await world.app.request(`${world.deps.siteUrl}/console/readers/import`, {
    method: 'POST',
    body,
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  })
  return {
    status: response.status,
    text: await response.text(),
    path: response.headers.get('location') ?? '',
  }
}

describe('an import in the console', () => {
  it('shows the difference, writes it when confirmed, once, and notes who did', async () => {
    const { path, status } = await handIn(
      'courriel;étiquettes\nlea@example.org;vip\npaul@example.org;\nno address;\nlea@example.org;\n',
    )
    expect(status).toBe(303)
    const preview = await visitor.get(path)
    expect(preview.text).toContain('Ce que cet import changerait')
    expect(preview.text).toContain('déjà plus haut dans le fichier')
    expect(preview.text).toContain('Importer 2 lecteurs')
    expect((await visitor.get(`${path}?show=new`)).text).toContain('paul@example.org')
    const csv = await visitor.get(`${path}/lines.csv?show=refused`)
    expect(csv.text).toContain('5;lea@example.org;refusé;déjà plus haut dans le fichier')
    expect(await getReader(table, idOf('lea@example.org'))).toBeUndefined()

    for (let press = 0; press < 2; press++) await visitor.post(`${path}/confirm`)
    expect((await visitor.get(path)).text).toContain('Import terminé')
    expect(await getReader(table, idOf('lea@example.org'))).toMatchObject({
      status: 'confirmed',
      tags: ['vip'],
    })
    expect(await consentsOf(table, idOf('lea@example.org'))).toMatchObject([
      { text: 'Bulletin papier du salon', obtainedOn: '2026-03-20', source: 'import' },
    ])
    const { lines } = await auditTrail(world.deps)
    expect(lines.filter(({ act }) => act === 'readers.imported')).toHaveLength(1)
    expect(world.hints).toEqual([])
  })

  it('asks how the readers agreed, and for a file that is one', async () => {
    const unstated = await handIn('email\na@example.org\n', { basis: ' ', basisOn: '' })
    expect([unstated.status, unstated.text.includes('par quels mots')]).toEqual([422, true])
    expect((await handIn('')).text).toContain('Choisissez un fichier qui n’est pas vide.')
    expect((await handIn(Uint8Array.from([0x50, 0x4b, 3, 4]))).text).toContain('classeur Excel')
    expect((await handIn('email\n', { basisOn: '2999-01-01' })).status).toBe(422)
  })

  it('lets a person name the columns it can’t tell apart', async () => {
    const { path } = await handIn('Contact,email,E-mail\nx,old@example.org,new@example.org\n')
    expect((await visitor.get(path)).text).toContain('Plusieurs colonnes')
    await visitor.post(`${path}/columns`, { email: 'E-mail' })
    const { text } = await visitor.get(`${path}?show=new`)
    expect([text.includes('new@example.org'), text.includes('old@example.org')]).toEqual([
      true,
      false,
    ])
  })

  it('leaves no trace when it is given up, and can’t be confirmed any more', async () => {
    const many = Array.from({ length: 300 }, (_, n) => `many${n}@example.org`).join('\n')
    const { path } = await handIn(`email\n${many}\n`)
    const id = idSchema('import').parse(path.split('/').at(-1))
    // Read as UTF-16 it has no column of addresses, and no lines: those of before must go too.
    await visitor.post(`${path}/columns`, { encoding: 'utf-16le' })
    expect(await getImport(table, id)).toMatchObject({ status: 'unmapped', partCount: 0 })
    const csrf = await visitor.csrf()
    await visitor.post(`${path}/give-up`)
    expect(await getImport(table, id)).toBeUndefined()
    const items = []
    for await (const item of table.query({ partition: `IMPORT#${id}` })) items.push(item)
    expect(items).toEqual([])
    expect((await visitor.post(`${path}/confirm`, {}, { csrf })).status).toBe(404)
  })

  it('says that a file larger than the page takes goes by the command', async () => {
    const { status, text } = await handIn('a'.repeat(3_600_000))
    expect([status, text.includes('kiosque reader import')]).toEqual([422, true])
  })
})

describe('segments in the console', () => {
  const add = (fields: Record<string, string | string[]>) =>
    visitor.post('/console/readers/segments/new', fields)

  it('are made condition by condition without script, counted and saved', async () => {
    await handIn('email,tags,language\nen@example.org,vip,en\nfr@example.org,vip,fr\n').then(
      ({ path }) => visitor.post(`${path}/confirm`),
    )
    const first = await add({ name: 'Anglais VIP', do: 'add.new', 'kind.new': 'tag' })
    expect(first.text).toContain('value="0.0.tag"')
    expect(first.text).not.toContain('class="error"')
    const rows = { name: 'Anglais VIP', row: ['0.0.tag', '1.0.language'], '0.0.v': 'VIP' }
    const wrong = await add({ ...rows, '1.0.v': 'xx', do: 'count' })
    expect([wrong.status, wrong.text.includes('Choisissez une langue.')]).toEqual([422, true])
    const counted = await add({ ...rows, '1.0.v': 'en', do: 'count' })
    expect(counted.text).toMatch(/audience-count">1</)
    expect(counted.text).toContain('Comptés un par un')
    const saved = await add({ ...rows, '1.0.v': 'en', do: 'save' })
    expect(saved.status).toBe(303)
    const page = await visitor.get(saved.location ?? '')
    expect(page.text).toContain('étiquette\u202f: vip et lit en anglais')
    expect((await add({ ...rows, '1.0.v': 'en', do: 'save' })).text).toContain('porte ce nom')
  })

  it('say who subscribes, whose issues run out, and who has left', async () => {
    const name = 'Bientôt au bout'
    const added = await add({ name, do: 'add.new', 'kind.new': 'runningOut' })
    expect(added.text).toContain('name="0.0.also"')
    const rows = {
      ...{ name, row: ['0.0.subscriber', '1.0.plan', '2.0.runningOut', '3.0.gift', '3.1.lapsed'] },
      ...{ '1.0.v': ['papier-1-an', 'integral-1-an'], '2.0.also': 'without' },
      ...{ '3.0.v': 'receives', '3.0.not': 'yes', '3.1.v': '0' },
    }
    const wrong = await add({ ...rows, '2.0.v': 'deux', do: 'save' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('Donnez un nombre de numéros')
    const saved = await add({ ...rows, '2.0.v': '2', do: 'save' })
    const page = await visitor.get(saved.location ?? '')
    expect(page.text).toContain(
      'est abonné au magazine et abonné à la formule «\u202fPapier, un an ou Papier et numérique, un an\u202f» et abonné sans reconduction, avec 2 numéros à venir au plus et (sauf (reçoit un abonnement offert) ou n’est plus abonné)',
    )
    expect(page.text).toMatch(/audience-count">0</)
    // The form says the same again.
    expect(page.text).toMatch(/value="integral-1-an"[^>]*checked/)
    expect(page.text).toMatch(/value="without" selected/)
    const [segment] = (await listSegments(table)).filter((one) => one.name === name)
    await visitor.post(`/console/readers/segments/${segment?.id}/delete`)
  })

  it('are chosen by a newsletter as its audience', async () => {
    const [segment] = await listSegments(table)
    if (!segment) throw new Error('No segment')
    const created = await createNewsletter(world.deps, { content: someContent(), by: 'sf_marion' })
    if (created.kind !== 'created') throw new Error(created.kind)
    const path = `/console/newsletters/${created.newsletter.id}`
    const page = await visitor.get(path)
    expect(page.text).toContain(segment.name)
    const posted = await visitor.post(path, {
      version: '1',
      subject: 'Pour quelques-uns',
      preheader: '',
      locale: 'fr',
      segmentId: segment.id,
    })
    expect(posted.status).toBe(303)
    expect(await getNewsletter(table, created.newsletter.id)).toMatchObject({
      segmentId: segment.id,
    })
    expect((await visitor.get(`${path}/schedule`)).text).toMatch(/audience-count">1</)
    await visitor.post(path, { version: '2', subject: 'Pour tous', locale: 'fr', segmentId: '' })
    expect((await getNewsletter(table, created.newsletter.id))?.segmentId).toBeUndefined()
  })

  it('are not saved over somebody else’s change', async () => {
    const [segment] = await listSegments(table)
    const path = `/console/readers/segments/${segment?.id}`
    const fields = { name: 'Autre', version: '1', row: ['0.0.language'], '0.0.v': 'fr', do: 'save' }
    expect((await visitor.post(path, fields)).status).toBe(303)
    expect((await visitor.post(path, fields)).status).toBe(409)
    await visitor.post(`${path}/delete`)
    expect((await visitor.get(path)).status).toBe(404)
  })
})

describe('readers in the console', () => {
  it('are tagged and untagged on their page, and show it in lists', async () => {
    const path = `/console/readers/${idOf('paul@example.org')}`
    await visitor.post(`${path}/tags`, { add: 'Presse, -rien' })
    expect((await visitor.get(path)).text).toContain('Retirer presse')
    expect((await visitor.get('/console/readers?q=paul')).text).toContain('presse')
    await visitor.post(`${path}/tags`, { remove: 'presse' })
    expect((await visitor.get(path)).text).not.toContain('Retirer presse')
    const refused = await visitor.post(`${path}/tags`, { add: '<script>' })
    expect((await visitor.get(refused.location ?? '')).text).toContain('40 signes au plus')
  })

  it('are exported as a spreadsheet reads them, which is noted', async () => {
    const answer = await visitor.post('/console/readers/export.csv', { delimiter: ';' })
    expect(answer.headers.get('content-disposition')).toMatch(/lecteurs-\d{4}-\d{2}-\d{2}\.csv/)
    expect(answer.text).toContain('lea@example.org;inscrit;fr;tous;vip;;')
    const { lines } = await auditTrail(world.deps)
    expect(lines.some(({ act }) => act === 'readers.exported')).toBe(true)
  })
})
