import sharp from 'sharp'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import type { Mailing } from '#delivery/mailing'
import { createMailing } from '#delivery/store'
import { createNewsletter } from '#editorial/save-newsletter'
import { putCompany, putIssue } from '#editorial/store'
import { listApprovals } from '#editorial/store-images'
import {
  changeNewsletterStatus,
  getNewsletter,
  listNewsletters,
} from '#editorial/store-newsletters'
import type { MailingId, NewsletterId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { type TestConsole, Visitor, visitorAs } from '../support/console.ts'
import { aCompany, anIssue, someContent } from '../support/editorial.ts'
import { testTable } from '../support/table.ts'
import { wholeConsole } from '../support/whole-console.ts'

let table: Table
let world: TestConsole
const closers: (() => Promise<void>)[] = []
beforeEach(async () => {
  const made = await testTable()
  closers.push(made.close)
  table = made.table
  world = wholeConsole(table)
  Object.assign(world.deps.files, {
    uploadLink: async ({ key }: { key: string }) => ({ url: `https://files.example/${key}` }),
  })
})
afterAll(async () => {
  for (const close of closers) await close()
})

async function aNewsletter(change = {}): Promise<NewsletterId> {
  const created = await createNewsletter(world.deps, {
    content: someContent(change),
    by: 'marketing@en-contact.example',
  })
  if (created.kind !== 'created') throw new Error(created.kind)
  return created.newsletter.id
}

/** The fields of the composer's form, as the page holds them. */
function fieldsOf(html: string): Record<string, string | string[]> {
  const form = /<form id="composer"[\s\S]*?<\/form>/.exec(html)?.[0] ?? ''
  const fields: Record<string, string | string[]> = {}
  const text = (raw: string) =>
    raw
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&')
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1]
    const type = /type="([^"]*)"/.exec(tag)?.[1]
    if (!name || name === 'csrf' || type === 'file') continue
    if (type === 'checkbox' && !/ checked/.test(tag)) continue
    const value = text(/value="([^"]*)"/.exec(tag)?.[1] ?? '')
    const before = fields[name]
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  for (const [, name, body] of form.matchAll(
    /<textarea [^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g,
  ))
    fields[name as string] = text(body as string).replace(/^\n/, '')
  fields['locale'] = 'fr'
  return fields
}

describe('writing a newsletter', () => {
  it('is made from an issue, opened, changed and saved', async () => {
    await putCompany(table, aCompany())
    await putIssue(
      table,
      anIssue({ dossier: { ...anIssue().dossier, companyIds: [aCompany().id] } }),
    )
    const marion = await visitorAs(world, 'marketing')
    const made = await marion.post('/console/newsletters/new', { issueNumber: '131', locale: 'fr' })
    expect(made.status).toBe(303)
    const path = (made.location ?? '').replace(/\?.*/, '')
    const page = await marion.get(path)
    expect(page.text).toContain('Alizés Relation')
    const fields = fieldsOf(page.text)
    const same = await marion.post(path, { ...fields, do: 'save' })
    expect(same.location).toBe(`${path}?done=saved`)
    const id = path.split('/').at(-1) as NewsletterId
    expect((await getNewsletter(table, id))?.version).toBe(1)
    await marion.post(path, { ...fields, subject: 'Un autre objet', do: 'save' })
    expect(await getNewsletter(table, id)).toMatchObject({ version: 2, subject: 'Un autre objet' })
    const list = await marion.get('/console/newsletters?q=autre')
    expect(list.text).toContain('Un autre objet')
    expect((await marion.get('/console/newsletters?q=introuvable')).text).not.toContain(id)
  })

  it('keeps what was typed when something is wrong, and stores nothing', async () => {
    const id = await aNewsletter()
    const marion = await visitorAs(world, 'marketing')
    const path = `/console/newsletters/${id}`
    const fields = fieldsOf((await marion.get(path)).text)
    const answer = await marion.post(path, {
      ...fields,
      subject: 'Objet\r\nBcc: x@example.org',
      'b2.rich': 'Voir <script>alert(1)</script> [là](javascript:alert(1))',
      do: 'save',
    })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(
      'Voir &lt;script&gt;alert(1)&lt;/script&gt; [là](javascript:alert(1))',
    )
    expect(answer.text).not.toContain('<script>alert')
    expect((await getNewsletter(table, id))?.version).toBe(1)
  })

  it('moves, adds, removes and puts back blocks without script', async () => {
    const id = await aNewsletter()
    const marion = await visitorAs(world, 'marketing')
    const path = `/console/newsletters/${id}`
    const order = async () => (await getNewsletter(table, id))?.blocks.map((one) => one.id)
    await marion.post(path, { ...fieldsOf((await marion.get(path)).text), do: 'up:b2' })
    expect(await order()).toEqual(['b2', 'b1'])
    const gone = await marion.post(path, {
      ...fieldsOf((await marion.get(path)).text),
      do: 'remove:b2',
    })
    expect(await order()).toEqual(['b1'])
    const page = await marion.get(gone.location ?? '')
    const from = /name="from" value="(\d+)"/.exec(page.text)?.[1] ?? ''
    const version = String((await getNewsletter(table, id))?.version)
    await marion.post(`${path}/restore-block`, { from, version, blockId: 'b2' })
    expect(await order()).toEqual(['b2', 'b1'])
    const added = await marion.post(path, {
      ...fieldsOf((await marion.get(path)).text),
      addType: 'image',
      do: 'add:b2',
    })
    expect(added.status).toBe(200)
    expect(added.text).toContain('piece-image')
    expect(added.headers.get('content-security-policy')).toContain(
      "connect-src 'self' https://files.example",
    )
    expect(await order()).toEqual(['b2', 'b1'])
  })

  it('takes a picture with the form, and refuses one that is none beside its field', async () => {
    const id = await aNewsletter()
    const marion = await visitorAs(world, 'marketing')
    const bytes = await sharp({
      create: { width: 40, height: 20, channels: 3, background: '#c30' },
    })
      .png()
      .toBuffer()
    const send = async (file: BlobPart, alt: string) => {
      const body = new FormData()
      for (const [name, value] of Object.entries({
        csrf: (await marion.csrf()) ?? '',
        version: '1',
        locale: 'fr',
        subject: 'x',
        block: 'b7:image',
        'b7.alt': alt,
        do: 'save',
      }))
        body.append(name, value)
      body.append('b7.file', new File([file], 'x.png', { type: 'image/png' }))
      const cookie = [...marion.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      return await world.app.request(`https://console.example/console/newsletters/${id}`, {
        method: 'POST',
        body,
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
      })
    }
    const hostile = await send('<svg onload="alert(1)">', 'Une image')
    expect(hostile.status).toBe(422)
    expect(await hostile.text()).toContain('n’est pas une image JPEG')
    expect((await send(new Uint8Array(bytes), 'Une image')).status).toBe(303)
    expect((await getNewsletter(table, id))?.blocks).toMatchObject([
      { type: 'image', alt: 'Une image' },
    ])
  })

  it('shows two editors both texts and joins them as they choose', async () => {
    const id = await aNewsletter()
    const path = `/console/newsletters/${id}`
    const [marion, alix] = [await visitorAs(world, 'marketing'), await visitorAs(world, 'admin')]
    const first = fieldsOf((await marion.get(path)).text)
    const second = fieldsOf((await alix.get(path)).text)
    await marion.post(path, { ...first, 'b1.text': 'Titre de Marion', do: 'save' })
    const late = await alix.post(path, { ...second, 'b2.rich': 'Texte d’Alix', do: 'save' })
    expect(late.status).toBe(409)
    expect(late.text).toContain('Titre de Marion')
    expect(late.text).toContain('Texte d’Alix')
    expect(late.text).toContain('Marion Lettre')
    const mine = /name="mine" value="([^"]*)"/.exec(late.text)?.[1]?.replace(/&quot;/g, '"') ?? ''
    const merged = await alix.post(`${path}/merge`, {
      mine,
      version: '2',
      'pick.block:b1': 'theirs',
      'pick.block:b2': 'mine',
    })
    expect(merged.location).toContain('done=merged')
    expect((await getNewsletter(table, id))?.blocks).toMatchObject([
      { text: 'Titre de Marion' },
      { spans: [{ text: 'Texte d’Alix' }] },
    ])
    expect((await marion.get(`${path}/versions`)).text).toContain('Version 2')
  })

  it('imports a text and tells what it recognised; refuses too much of it with a sentence', async () => {
    await putCompany(table, aCompany())
    const id = await aNewsletter()
    const marion = await visitorAs(world, 'marketing')
    const path = `/console/preview/${id}/import`
    const text = 'Un titre importé\n\nAlizés Relation décroche.\n\nUn second paragraphe.'
    const done = await marion.post(path, { text, format: 'auto', version: '1' })
    expect(done.text).toContain('Alizés Relation')
    expect((await getNewsletter(table, id))?.version).toBe(2)
    const composer = await marion.get(`/console/newsletters/${id}`)
    expect(composer.text).toContain('Compléter la liste')
    await marion.post(`/console/newsletters/${id}`, { ...fieldsOf(composer.text), do: 'mentions' })
    expect((await getNewsletter(table, id))?.blocks.at(-1)).toMatchObject({
      type: 'companies',
      companyIds: [aCompany().id],
    })
    expect((await marion.get(`/console/newsletters/${id}`)).text).not.toContain('Compléter')
    const empty = await marion.post(path, { text: '  ', format: 'auto', version: '3' })
    expect(empty.status).toBe(422)
    const huge = await marion.post(path, {
      text: 'mot '.repeat(500_000),
      format: 'text',
      version: '3',
    })
    expect(huge.status).toBe(413)
    expect(huge.text.length).toBeGreaterThan(2_000_000)
    expect((await getNewsletter(table, id))?.version).toBe(3)
  })

  it('is read by finance and written by nobody but marketing', async () => {
    const id = await aNewsletter()
    const felix = await visitorAs(world, 'finance')
    expect((await felix.get(`/console/newsletters/${id}`)).status).toBe(200)
    const answer = await felix.post(`/console/newsletters/${id}`, { do: 'save' })
    expect(answer.status).toBe(403)
    expect((await felix.post('/console/newsletters/new', {})).status).toBe(403)
    expect((await felix.post(`/console/preview/${id}/test`)).status).toBe(403)
    expect((await new Visitor(world).get(`/console/preview/${id}`)).status).toBe(303)
    expect((await listNewsletters(table)).items).toHaveLength(1)
  })
})

describe('the way out', () => {
  it('goes by check and schedule, can be cancelled, and answers for times that are none', async () => {
    const id = await aNewsletter()
    const marion = await visitorAs(world, 'marketing')
    const path = `/console/newsletters/${id}`
    const tomorrow = { date: '2026-12-01', time: '08:30', zone: 'Europe/Paris' }
    const early = await marion.post(`${path}/schedule`, tomorrow)
    expect(early.status).toBe(422)
    expect(early.text).toContain('n’est pas contrôlée')
    await marion.post(`/console/preview/${id}/check`)
    const page = await marion.get(`${path}/check`)
    expect(page.text).toMatch(/Bonne à envoyer|À corriger/)
    const times = {
      '2020-01-01': 'passé',
      '2027-03-28': 'n’existe pas',
      nonsense: 'qui existent',
    }
    for (const [date, words] of Object.entries(times)) {
      const answer = await marion.post(`${path}/schedule`, { ...tomorrow, date, time: '02:30' })
      expect([date, answer.status]).toEqual([date, 422])
      expect(answer.text).toContain(words)
      expect(answer.text).toContain(`value="${date}"`)
    }
    const twice = await marion.post(`${path}/schedule`, {
      ...tomorrow,
      date: '2027-10-31',
      time: '02:30',
    })
    expect(twice.text).toContain('deux fois')
    expect(twice.text).toContain('2027-10-31 00:30 UTC')
  })

  it('reports each mailing as it stands, and names nobody who is not there', async () => {
    const id = await aNewsletter()
    const path = `/console/newsletters/${id}/report`
    const marion = await visitorAs(world, 'marketing')
    expect((await marion.get(path)).text).toContain('Rien n’est encore parti')
    const mailing = (status: Mailing['status'], name: string): Mailing => ({
      id: `ml_${name}` as MailingId,
      newsletterId: id,
      newsletterVersion: 1,
      locale: 'fr',
      subject: 'Un sujet',
      topics: [],
      status,
      wallClock: '2026-11-30T08:30',
      zone: 'Europe/Paris',
      sendAt: '2026-11-30T07:30:00.000Z' as Instant,
      createdAt: '2026-11-29T07:30:00.000Z' as Instant,
      createdBy: 'x',
    })
    const because = { fr: 'Le compte d’envoi est en pause.', en: 'The account is paused.' }
    await createMailing(table, { ...mailing('stopped', 'one'), stoppedBecause: because })
    await createMailing(table, mailing('sending', 'two'))
    for (const name of ['one', 'two'])
      await changeNewsletterStatus(table, id, {
        from: ['draft', 'sending'],
        to: 'sending',
        addMailing: { id: `ml_${name}` as MailingId, version: 1 },
      })
    const page = await marion.get(path)
    expect(page.text).toContain(because.fr)
    expect(page.text).toContain('<meta name="live" content=')
    expect(page.text).toContain('<noscript><meta http-equiv="refresh"')
    expect(page.text).toContain('name="mailing" value="ml_two"')
    const names = `${path}/names?mailing=ml_two&state=`
    expect((await marion.get(`${names}pending`)).text).toContain('Personne.')
    expect((await marion.get(`${names}nonsense`)).status).toBe(404)
    expect((await marion.get(`${path}/names?mailing=ml_none&state=pending`)).status).toBe(404)
    const csv = await marion.get(`${path}/names.csv?mailing=ml_two&state=pending`)
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.text).toContain('adresse;domaine;raison;lecteur')
    const cancelled = await marion.post(`/console/newsletters/${id}/cancel`, { mailing: 'ml_two' })
    expect(cancelled.status).toBe(303)
    expect(
      (await marion.post(`/console/newsletters/${id}/cancel`, { mailing: 'ml_x' })).status,
    ).toBe(404)
  })

  it('shares a proof that a person without account comments and approves', async () => {
    const id = await aNewsletter({ subject: 'À valider' })
    const marion = await visitorAs(world, 'marketing')
    const shared = await marion.post(`/console/newsletters/${id}/approvals`)
    const url = /value="https:\/\/console\.example(\/p\/[^"]+)"/.exec(shared.text)?.[1] ?? ''
    const anne = new Visitor(world)
    const page = await anne.get(url)
    expect(page.text).toContain('À valider')
    expect(page.headers.get('x-robots-tag')).toContain('noindex')
    const proof = await anne.get(`${url}/proof`)
    expect(proof.headers.get('content-security-policy')).toContain('sandbox')
    const post = (fields: Record<string, string>) => anne.post(url, fields, { csrf: undefined })
    expect((await post({ verdict: 'approved', name: ' ', version: '1' })).status).toBe(422)
    expect(
      (await post({ verdict: 'comment', name: 'Anne', comment: '', version: '1' })).status,
    ).toBe(422)
    expect((await post({ verdict: 'approved', name: 'Anne', version: '1' })).status).toBe(303)
    expect(await listApprovals(table, id)).toMatchObject([{ name: 'Anne', verdict: 'approved' }])
    expect((await marion.get(`/console/newsletters/${id}/approvals`)).text).toContain('Anne')
    expect((await anne.get('/p/nonsense')).status).toBe(404)
  })

  it('previews what is typed without storing it, as HTML and as text', async () => {
    const id = await aNewsletter()
    const marion = await visitorAs(world, 'marketing')
    const fields = fieldsOf((await marion.get(`/console/newsletters/${id}`)).text)
    const typed = { ...fields, 'b1.text': 'Titre en cours & <b>brut</b>' }
    const html = await marion.post(`/console/preview/${id}`, typed)
    expect(html.text).toContain('Titre en cours &amp; &lt;b&gt;brut&lt;/b&gt;')
    expect(html.headers.get('x-frame-options')).toBe('SAMEORIGIN')
    const text = await marion.post(`/console/preview/${id}?part=text`, typed)
    expect(text.text).toContain('Titre en cours')
    const dark = await marion.get(`/console/preview/${id}?scheme=dark`)
    expect(dark.text).not.toMatch(/prefers-color-scheme/)
    expect((await getNewsletter(table, id))?.version).toBe(1)
    expect((await marion.get('/console/preview/nl_none')).status).toBe(404)
  })
})
