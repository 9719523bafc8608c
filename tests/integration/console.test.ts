import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { getIssue, listCompanies, putIssue } from '#editorial/store'
import { idSchema } from '#kernel/ids'
import { hourMs, instant, plusMs } from '#kernel/time'
import { addSampleReaders } from '#readers/add-sample-readers'
import { getReader, getSuppression, putSuppression } from '#readers/store'
import { auditTrail } from '#staff/audit'
import { changeStaff } from '#staff/change-staff'
import { openSession } from '#staff/sessions'
import { staffSignInUrl } from '#staff/sign-in-link'
import { listStaff } from '#staff/store'
import {
  consoleUrl,
  type TestConsole,
  testConsole,
  Visitor,
  visitorAs,
} from '../support/console.ts'
import { anIssue } from '../support/editorial.ts'
import { testTable } from '../support/table.ts'

let table: Table
let close: (() => Promise<void>) | undefined
let world: TestConsole

beforeEach(async () => {
  await close?.()
  const made = await testTable()
  table = made.table
  close = made.close
  world = testConsole(table)
})
afterAll(() => close?.())

async function pathOfLink(email = 'marketing@en-contact.example'): Promise<string> {
  const expiresAt = plusMs(instant(world.deps.clock()), hourMs)
  const url = await staffSignInUrl(world.deps, { email, expiresAt })
  return new URL(url ?? '').pathname
}

describe('coming in', () => {
  it('asks who it is, and answers the same whoever asks', async () => {
    const visitor = new Visitor(world)
    const answers = []
    for (const email of ['marketing@en-contact.example', 'nobody@example.org'])
      answers.push(await visitor.post('/console/sign-in', { email }, { csrf: undefined }))
    expect(answers.map((answer) => [answer.status, answer.location])).toEqual([
      [303, '/console/sign-in/sent'],
      [303, '/console/sign-in/sent'],
    ])
    expect(world.hints).toHaveLength(1)
  })

  it('keeps what was typed when it is no address, and says what to do', async () => {
    const answer = await new Visitor(world).post(
      '/console/sign-in',
      { email: '<b>marion' },
      { csrf: undefined },
    )
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('value="&lt;b&gt;marion"')
    expect(answer.text).toContain('nom@example.org')
  })

  it('shows a button on GET, which uses nothing up, and comes in on POST', async () => {
    const path = await pathOfLink()
    const visitor = new Visitor(world)
    for (let n = 0; n < 3; n++) {
      const page = await visitor.get(path)
      expect(page.text).toContain('Entrer dans la console')
      expect(page.headers.getSetCookie()).toEqual([])
    }
    const answer = await visitor.post(path, {}, { csrf: undefined })
    expect([answer.status, answer.location]).toEqual([303, '/console'])
    expect((await visitor.get('/console')).status).toBe(200)
  })

  it('sets a cookie that no script and no other site can use', async () => {
    const answer = await new Visitor(world).signIn('marketing')
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('__Host-kiosque='))
    expect(cookie).toMatch(/; Path=\/(;|$)/)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('Secure')
    expect(cookie).toContain('SameSite=Lax')
    expect(cookie).not.toContain('Domain')
  })

  it('uses a plain cookie on http, where the browser would refuse the other', async () => {
    world = testConsole(table, { siteUrl: 'http://localhost:8787' })
    const visitor = await visitorAs(world, 'marketing')
    expect(visitor.cookies.has('kiosque')).toBe(true)
    expect((await visitor.get('/console')).status).toBe(200)
  })

  it('gives a new session whatever cookie the browser came with', async () => {
    const visitor = new Visitor(world)
    const planted = 'p'.repeat(43)
    visitor.cookies.set('__Host-kiosque', planted)
    await visitor.signIn('marketing')
    const session = visitor.cookies.get('__Host-kiosque')
    expect(session).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(session).not.toBe(planted)
    const attacker = new Visitor(world)
    attacker.cookies.set('__Host-kiosque', planted)
    expect((await attacker.get('/console')).status).toBe(303)
  })

  it('ends the session that the browser had before', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const before = visitor.cookies.get('__Host-kiosque') ?? ''
    await visitor.signIn('admin')
    const old = new Visitor(world)
    old.cookies.set('__Host-kiosque', before)
    expect((await old.get('/console')).location).toBe('/console/sign-in')
  })

  it('tells a used, an expired and a broken link apart, and offers a new one', async () => {
    const path = await pathOfLink()
    const visitor = new Visitor(world)
    await visitor.post(path, {}, { csrf: undefined })
    const used = await new Visitor(world).post(path, {}, { csrf: undefined })
    expect(used.status).toBe(410)
    expect(used.text).toContain('déjà servi')
    const late = await pathOfLink()
    world.deps.clock.forward(hourMs)
    const expired = await new Visitor(world).get(late)
    expect(expired.status).toBe(410)
    expect(expired.text).toContain('expiré')
    const broken = await new Visitor(world).get('/console/sign-in/nonsense')
    expect(broken.status).toBe(404)
    expect(broken.text).toContain('action="/console/sign-in"')
  })

  it('lets in who presses the button twice', async () => {
    const path = await pathOfLink()
    const visitor = new Visitor(world)
    for (let n = 0; n < 2; n++) {
      const answer = await visitor.post(path, {}, { csrf: undefined })
      expect([answer.status, answer.location]).toEqual([303, '/console'])
    }
    expect((await new Visitor(world).post(path, {}, { csrf: undefined })).status).toBe(410)
  })

  it('refuses to be signed in by a form on another site', async () => {
    const path = await pathOfLink()
    const headers = { 'sec-fetch-site': 'cross-site' }
    const answer = await new Visitor(world).post(path, {}, { csrf: undefined, headers })
    expect(answer.status).toBe(403)
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('goes where one was going, but never elsewhere', async () => {
    const visitor = new Visitor(world)
    const asked = await visitor.get('/console/issues?x=1')
    expect(asked.location).toBe('/console/sign-in?next=%2Fconsole%2Fissues%3Fx%3D1')
    const go = async (next: string) => {
      const one = new Visitor(world)
      await one.post('/console/sign-in', { email: 'a@example.org', next }, { csrf: undefined })
      return (await one.signIn('marketing')).location
    }
    expect(await go('/console/issues?x=1')).toBe('/console/issues?x=1')
    for (const next of [
      'https://evil.example/',
      '//evil.example',
      '/console/../x',
      '/console.evil',
    ])
      expect(await go(next)).toBe('/console')
  })

  it('logs no address and no token', async () => {
    const path = await pathOfLink()
    const visitor = new Visitor(world)
    await visitor.post(
      '/console/sign-in',
      { email: 'marketing@en-contact.example' },
      { csrf: undefined },
    )
    await visitor.post(path, {}, { csrf: undefined })
    const logged = world.logged.join('\n')
    expect(logged).not.toContain('@')
    expect(logged).not.toContain(path.split('/').at(-1))
  })
})

describe('a forged form', () => {
  it('is refused without the session’s token, with another’s, and from another site', async () => {
    await putIssue(table, anIssue())
    const visitor = await visitorAs(world, 'marketing')
    const other = await visitorAs(world, 'admin')
    const foreign = await other.csrf()
    const announce = (options: { csrf?: string | undefined; headers?: Record<string, string> }) =>
      visitor.post('/console/issues/131/announce', {}, options)
    expect((await announce({ csrf: undefined })).status).toBe(403)
    expect((await announce({ csrf: 'x' })).status).toBe(403)
    expect((await announce({ csrf: foreign })).status).toBe(403)
    const csrf = await visitor.csrf()
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect((await announce({ csrf, headers })).status).toBe(403)
    const strange = { 'sec-fetch-site': '', origin: 'https://evil.example' }
    expect((await announce({ csrf, headers: strange })).status).toBe(403)
    expect((await getIssue(table, 131))?.status).toBe('planned')
    expect((await announce({ csrf })).status).toBe(303)
  })

  it('is refused when it is no form at all', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const headers = { 'content-type': 'text/plain' }
    const answer = await visitor.post('/console/sign-out', {}, { headers })
    expect(answer.status).toBe(403)
  })
})

describe('leaving', () => {
  it('ends the session on the server, not in the browser alone', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const secret = visitor.cookies.get('__Host-kiosque') ?? ''
    const answer = await visitor.post('/console/sign-out')
    expect(answer.location).toBe('/console/signed-out')
    expect(visitor.cookies.has('__Host-kiosque')).toBe(false)
    const copy = new Visitor(world)
    copy.cookies.set('__Host-kiosque', secret)
    expect((await copy.get('/console')).location).toBe('/console/sign-in')
  })

  it('everywhere ends the sessions of other devices too', async () => {
    const desk = await visitorAs(world, 'marketing')
    const phone = await visitorAs(world, 'marketing')
    await desk.post('/console/settings/account/sign-out-everywhere')
    expect((await phone.get('/console')).location).toBe('/console/sign-in')
  })

  it('does not happen by a link', async () => {
    const visitor = await visitorAs(world, 'marketing')
    await visitor.get('/console/sign-out')
    expect((await visitor.get('/console')).status).toBe(200)
  })
})

describe('roles', () => {
  it('keep finance from changing issues and from readers, and say who can help', async () => {
    await putIssue(table, anIssue())
    const visitor = await visitorAs(world, 'finance')
    expect((await visitor.get('/console/issues/131')).status).toBe(200)
    const refused = await visitor.post('/console/issues/131/announce')
    expect(refused.status).toBe(403)
    expect(refused.text).toContain('Marion Lettre')
    expect((await visitor.get('/console/readers')).status).toBe(403)
    expect((await visitor.get('/console/issues/131')).text).not.toContain('>Annoncer le numéro')
  })

  it('keep everyone but admins from the team and the audit trail', async () => {
    const visitor = await visitorAs(world, 'marketing')
    for (const path of ['/console/settings/team', '/console/settings/audit'])
      expect((await visitor.get(path)).status).toBe(403)
    const fields = { email: 'x@example.org', name: 'X', roles: 'admin' }
    expect((await visitor.post('/console/settings/team', fields)).status).toBe(403)
    expect(await listStaff(world.deps)).toHaveLength(3)
  })

  it('that are taken away count with the next request', async () => {
    await putIssue(table, anIssue())
    const visitor = await visitorAs(world, 'marketing')
    const csrf = await visitor.csrf()
    const staff = await listStaff(world.deps)
    const id = staff.find((member) => member.roles.join() === 'marketing')?.id ?? ''
    await changeStaff(world.deps, { id, changes: { roles: ['finance'] } })
    expect((await visitor.post('/console/issues/131/announce', {}, { csrf })).status).toBe(403)
  })
})

describe('issues', () => {
  const form = {
    version: '1',
    coverDate: '2026-12-01',
    title: '',
    dossierTitle: 'Qui répondra demain',
    standfirst: 'Trois équipes racontent.',
    companies: '',
    sectionKind: ['news', 'advertising'],
    sectionTitle: ['Actualités', 'Annonces'],
    sectionPages: ['20,5', '10'],
    action: 'save',
  }

  it('are announced from home: the draft of the newsletter is there, and the act is noted', async () => {
    await putIssue(table, anIssue())
    const visitor = await visitorAs(world, 'marketing')
    expect((await visitor.get('/console')).text).toContain('Le numéro 131 est à annoncer.')
    const answer = await visitor.post('/console/issues/131/announce')
    expect(answer.location).toMatch(/^\/console\/newsletters\/nl_[a-z0-9]+\?done=announced$/)
    expect((await getIssue(table, 131))?.status).toBe('announced')
    expect((await visitor.get('/console')).text).toContain('La lettre du numéro 131')
    const acts = (await auditTrail(world.deps)).lines.map((line) => `${line.act} ${line.subject}`)
    expect(acts[0]).toBe('issue.announced 131')
  })

  it('are saved with sections in quarters of a page', async () => {
    await putIssue(table, anIssue())
    const visitor = await visitorAs(world, 'marketing')
    const answer = await visitor.post('/console/issues/131', form)
    expect(answer.location).toBe('/console/issues/131?done=saved')
    expect(await getIssue(table, 131)).toMatchObject({
      version: 2,
      sections: [
        { kind: 'news', title: 'Actualités', pages: 20.5 },
        { kind: 'advertising', title: 'Annonces', pages: 10 },
      ],
    })
  })

  it('show both versions when two people edit one, and lose neither', async () => {
    await putIssue(table, anIssue())
    const marion = await visitorAs(world, 'marketing')
    const alix = await visitorAs(world, 'admin')
    await alix.post('/console/issues/131', { ...form, dossierTitle: 'Le titre d’Alix' })
    const answer = await marion.post('/console/issues/131', { ...form, dossierTitle: 'Le mien' })
    expect(answer.status).toBe(409)
    for (const text of ['Le titre d’Alix', 'Le mien', 'Alix Kiosque'])
      expect(answer.text).toContain(text)
    expect((await getIssue(table, 131))?.dossier.title).toBe('Le titre d’Alix')
    const again = { ...form, dossierTitle: 'Le mien', version: '2' }
    expect((await marion.post('/console/issues/131', again)).status).toBe(303)
    expect((await getIssue(table, 131))?.dossier.title).toBe('Le mien')
  })

  it('keep what was typed when something is wrong, and store nothing', async () => {
    await putIssue(table, anIssue())
    const visitor = await visitorAs(world, 'marketing')
    const bad = {
      ...form,
      coverDate: '2026-02-30',
      dossierTitle: '"><script>alert(1)</script>',
      sectionPages: ['beaucoup', '10'],
    }
    const answer = await visitor.post('/console/issues/131', bad)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('beaucoup')
    expect(answer.text).not.toContain('<script>alert')
    expect((await getIssue(table, 131))?.version).toBe(1)
  })

  it('ask before they create companies that nobody knows', async () => {
    await putIssue(table, anIssue())
    const visitor = await visitorAs(world, 'marketing')
    const named = { ...form, companies: 'Lorvenna\nOctavine' }
    const asked = await visitor.post('/console/issues/131', named)
    expect(asked.status).toBe(422)
    expect(asked.text).toContain('Lorvenna, Octavine')
    expect(await listCompanies(table)).toEqual([])
    const saved = await visitor.post('/console/issues/131', { ...named, createCompanies: 'yes' })
    expect(saved.status).toBe(303)
    const names = (await listCompanies(table)).map((company) => company.name)
    expect(names).toEqual(['Lorvenna', 'Octavine'])
    expect((await getIssue(table, 131))?.dossier.companyIds).toHaveLength(2)
    const nameless = { ...form, version: '2', companies: '***', createCompanies: 'yes' }
    expect((await visitor.post('/console/issues/131', nameless)).status).toBe(422)
  })

  it('rearrange sections without a script and save nothing by it', async () => {
    await putIssue(table, anIssue())
    const visitor = await visitorAs(world, 'marketing')
    const answer = await visitor.post('/console/issues/131', { ...form, action: 'up:1' })
    expect(answer.status).toBe(200)
    expect(answer.text.indexOf('Annonces')).toBeLessThan(answer.text.indexOf('Actualités'))
    expect((await getIssue(table, 131))?.version).toBe(1)
  })

  it('draw the page split of what is typed, with its warnings', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const answer = await visitor.post('/console/issues/budget', {
      ...form,
      sectionPages: ['5', '40'],
    })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('<svg')
    expect(answer.text).toContain('La publicité occupe')
  })

  it('refuse a number that is taken, and are planned otherwise', async () => {
    await putIssue(table, anIssue())
    const visitor = await visitorAs(world, 'marketing')
    const fields = { ...form, version: '0' }
    const taken = await visitor.post('/console/issues/new', { ...fields, number: '131' })
    expect(taken.status).toBe(422)
    expect(taken.text).toContain('existe déjà')
    const free = await visitor.post('/console/issues/new', { ...fields, number: '132' })
    expect(free.location).toBe('/console/issues/132?done=saved')
  })

  it('are announced with a dossier, and published after that alone', async () => {
    const dossier = { title: '', standfirst: '', companyIds: [] }
    await putIssue(table, anIssue({ dossier }))
    const visitor = await visitorAs(world, 'marketing')
    expect((await visitor.post('/console/issues/131/announce')).status).toBe(422)
    const early = await visitor.post('/console/issues/131/publish')
    expect(early.location).toContain('done=not-announced')
    expect((await getIssue(table, 131))?.status).toBe('planned')
  })

  it('answer with a page, not an error, for numbers that are none', async () => {
    const visitor = await visitorAs(world, 'marketing')
    for (const number of ['999', '0', '99999999999999999999', '-1', 'abc'])
      expect((await visitor.get(`/console/issues/${number}`)).status).toBe(404)
  })
})

describe('companies', () => {
  it('keep a former name, and refuse another company’s', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const fields = { name: 'Octavine', aliases: '', description: '', website: '', version: '0' }
    const made = await visitor.post('/console/companies/new', fields)
    const path = made.location?.split('?')[0] ?? ''
    await visitor.post(path, { ...fields, name: 'Octavine Voix', version: '1' })
    const found = await visitor.get('/console/companies?q=octavine')
    expect(found.text).toContain('Octavine Voix')
    const taken = await visitor.post('/console/companies/new', fields)
    expect(taken.status).toBe(422)
    expect(taken.text).toContain('est déjà le nom d’une entreprise')
    const conflict = await visitor.post(path, { ...fields, name: 'Autre', version: '1' })
    expect(conflict.status).toBe(409)
  })

  it('are sorted as asked, and given as a file whose cells are no formulas', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const fields = { aliases: '', description: '', website: '', version: '0' }
    for (const name of ['Éclat', 'Zéphyr', '=SOMME(A1)'])
      await visitor.post('/console/companies/new', { ...fields, name })
    const companyIds = (await listCompanies(table))
      .filter((company) => company.name === 'Zéphyr')
      .map((company) => company.id)
    await putIssue(table, anIssue({ dossier: { title: 'T', standfirst: '', companyIds } }))
    const order = async (path: string) => {
      const { text } = await visitor.get(path)
      return text.indexOf('Éclat') < text.indexOf('Zéphyr')
    }
    expect(await order('/console/companies')).toBe(true)
    expect(await order('/console/companies?sort=issues')).toBe(false)
    expect(await order('/console/companies?sort=nonsense')).toBe(true)
    const file = await visitor.get('/console/companies/list.csv')
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.text).toContain("'=SOMME(A1);")
    expect(file.text).toContain('Zéphyr;;;;131')
    expect((await visitor.get('/console/issues/list.csv')).text).toContain('131;2026-12-01;')
  })

  it('refuse a website that would run a script', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const fields = { name: 'Lorvenna', aliases: '', description: '', version: '0' }
    for (const website of ['javascript:alert(1)', 'lorvenna', 'ftp://lorvenna.example']) {
      const answer = await visitor.post('/console/companies/new', { ...fields, website })
      expect(answer.status).toBe(422)
    }
    expect(await listCompanies(table)).toEqual([])
  })
})

describe('readers', () => {
  async function someReader(visitor: Visitor) {
    await addSampleReaders(world.deps, { count: 120 })
    const page = await visitor.get('/console/readers')
    const id = /\/console\/readers\/(rd_[0-9a-z]+)/.exec(page.text)?.[1] ?? ''
    return { id: idSchema('reader').parse(id), page }
  }

  it('are counted, listed page by page, each once', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const { page } = await someReader(visitor)
    expect(page.text).toContain('120 lecteurs inscrits')
    const seen: string[] = []
    let path: string | undefined = '/console/readers'
    while (path) {
      const text: string = (await visitor.get(path)).text
      seen.push(
        ...[...text.matchAll(/href="\/console\/readers\/(rd_[0-9a-z]+)"/g)].map((m) => m[1] ?? ''),
      )
      path = /href="(\/console\/readers\?after=[^"]+)"/.exec(text)?.[1]
    }
    expect(seen).toHaveLength(120)
    expect(new Set(seen).size).toBe(120)
  })

  it('are found by a part of the address', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const { id } = await someReader(visitor)
    const email = (await getReader(table, id))?.email ?? ''
    const answer = await visitor.get(`/console/readers?q=${email.split('@')[0]}`)
    expect(answer.text).toContain(id)
    expect((await visitor.get('/console/readers?q=ab')).text).toContain('au moins trois caractères')
  })

  it('are unsubscribed on their behalf, with the proof and the reason', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const { id } = await someReader(visitor)
    await visitor.post(`/console/readers/${id}/unsubscribe`, { reason: 'Par téléphone' })
    expect(await getReader(table, id)).toMatchObject({
      status: 'unsubscribed',
      unsubscribeReason: 'Par téléphone',
    })
    const page = await visitor.get(`/console/readers/${id}`)
    expect(page.text).toContain('Par téléphone')
    expect(page.text).toContain('S’est désinscrit')
  })

  it('get what is held about them as a file, and that is noted', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const { id } = await someReader(visitor)
    const answer = await visitor.post(`/console/readers/${id}/data.json`)
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/)
    expect(JSON.parse(answer.text)).toMatchObject({ reader: { id } })
    expect((await auditTrail(world.deps)).lines[0]).toMatchObject({ act: 'reader.exported' })
  })

  it('are erased after one question', async () => {
    const visitor = await visitorAs(world, 'admin')
    const { id } = await someReader(visitor)
    const email = (await getReader(table, id))?.email ?? ''
    expect((await visitor.get(`/console/readers/${id}/erase`)).text).toContain(email)
    expect((await getReader(table, id))?.email).toBe(email)
    await visitor.post(`/console/readers/${id}/erase`, { suppress: 'yes' })
    expect(await getReader(table, id)).toBeUndefined()
    expect(await getSuppression(table, id)).toBeDefined()
    const after = await visitor.get(`/console/readers/${id}`)
    expect(after.status).toBe(200)
    expect(after.text).not.toContain(email)
  })

  it('that bounced may be written to again, those that complained may not', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const { id } = await someReader(visitor)
    const at = instant(world.deps.clock())
    await putSuppression(table, { readerId: id, reason: 'bounced', at })
    expect((await visitor.get(`/console/readers/${id}`)).text).toContain('Plus rien n’est envoyé')
    await visitor.post(`/console/readers/${id}/lift`)
    expect(await getSuppression(table, id)).toBeUndefined()
    await putSuppression(table, { readerId: id, reason: 'complained', at })
    const answer = await visitor.post(`/console/readers/${id}/lift`)
    expect(answer.location).toContain('done=not-liftable')
    expect(await getSuppression(table, id)).toMatchObject({ reason: 'complained' })
  })

  it('are not found under a broken id or page', async () => {
    const visitor = await visitorAs(world, 'marketing')
    for (const path of [
      '/console/readers/nobody',
      '/console/readers/rd_%00',
      '/console/readers/rd_1',
    ])
      expect((await visitor.get(path)).status).toBe(404)
    for (const after of ['99', '-1', 'x.y', '0.%F0%9F%98%80', "0';--"])
      expect((await visitor.get(`/console/readers?after=${after}`)).status).toBe(200)
  })
})

describe('settings', () => {
  it('show the identity, and where it is changed', async () => {
    const page = await (await visitorAs(world, 'finance')).get('/console/settings')
    expect(page.text).toContain('123456782')
    expect(page.text).toContain('publication.config.ts')
  })

  it('open, change and close accounts, all of it noted', async () => {
    const visitor = await visitorAs(world, 'admin')
    const fields = { email: 'noe@en-contact.example', name: 'Noé Nouveau', locale: 'en' }
    const none = await visitor.post('/console/settings/team', fields)
    expect(none.status).toBe(422)
    expect(none.text).toContain('value="Noé Nouveau"')
    await visitor.post('/console/settings/team', { ...fields, roles: ['marketing', 'finance'] })
    const member = (await listStaff(world.deps)).find((one) => one.email === fields.email)
    expect(member).toMatchObject({ roles: ['marketing', 'finance'], locale: 'en' })
    const { secret } = await openSession(world.deps, member as NonNullable<typeof member>)
    await visitor.post(`/console/settings/team/${member?.id}`, { roles: 'finance' })
    await visitor.post(`/console/settings/team/${member?.id}/remove`)
    const gone = new Visitor(world)
    gone.cookies.set('__Host-kiosque', secret)
    expect((await gone.get('/console')).location).toBe('/console/sign-in')
    const page = await visitor.get('/console/settings/audit')
    for (const text of [
      'a ouvert un compte',
      'a changé les rôles',
      'a fermé un compte',
      'Noé Nouveau',
    ])
      expect(page.text).toContain(text)
  })

  it('keep the last admin', async () => {
    const visitor = await visitorAs(world, 'admin')
    const id = (await listStaff(world.deps)).find((one) => one.roles.includes('admin'))?.id
    const answer = await visitor.post(`/console/settings/team/${id}/remove`)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('dernier compte d’administration')
  })

  it('change the language, and go back to where one was', async () => {
    const visitor = await visitorAs(world, 'marketing')
    const answer = await visitor.post('/console/locale', { locale: 'en', next: '/console/issues' })
    expect(answer.location).toBe('/console/issues')
    expect((await visitor.get('/console/issues')).text).toContain('<html lang="en">')
    const away = await visitor.post('/console/locale', { locale: 'fr', next: '//evil.example' })
    expect(away.location).toBe('/console')
  })

  it('take no day that is none for the audit trail', async () => {
    const visitor = await visitorAs(world, 'admin')
    for (const before of ['2026-13-45', 'x', '9999-99-99', '2026-11-30'])
      expect((await visitor.get(`/console/settings/audit?before=${before}`)).status).toBe(200)
  })
})

describe('search', () => {
  it('finds issues, companies and readers at once', async () => {
    await putIssue(
      table,
      anIssue({ dossier: { title: 'La voix revient', standfirst: '', companyIds: [] } }),
    )
    await addSampleReaders(world.deps, { count: 5 })
    const visitor = await visitorAs(world, 'marketing')
    const fields = { aliases: 'Voix d’Avant', description: '', website: '', version: '0' }
    await visitor.post('/console/companies/new', { ...fields, name: 'Octavine' })
    const answer = await visitor.get('/console/search?q=voix')
    expect(answer.text).toContain('La voix revient')
    expect(answer.text).toContain('Octavine')
    expect((await visitor.get('/console/search?q=example.org')).text).toContain('@example.org')
  })

  it('goes straight to an issue by its number', async () => {
    await putIssue(table, anIssue())
    const visitor = await visitorAs(world, 'marketing')
    for (const query of ['131', 'n° 131', 'N131'])
      expect((await visitor.get(`/console/search?q=${encodeURIComponent(query)}`)).location).toBe(
        '/console/issues/131',
      )
  })

  it('shows no reader to finance', async () => {
    await addSampleReaders(world.deps, { count: 5 })
    const visitor = await visitorAs(world, 'finance')
    expect((await visitor.get('/console/search?q=example.org')).text).not.toContain('@example.org')
  })

  it('says what to try when there is nothing, whatever was typed', async () => {
    const visitor = await visitorAs(world, 'marketing')
    for (const query of ['<script>x</script>', '%', '😀', 'x'.repeat(5_000), '«»', '   ']) {
      const answer = await visitor.get(`/console/search?q=${encodeURIComponent(query)}`)
      expect(answer.status).toBe(200)
      expect(answer.text).not.toContain('<script>x')
    }
  })
})

it('sends every page with headers that keep it private and its scripts ours', async () => {
  const visitor = await visitorAs(world, 'marketing')
  for (const path of ['/console', '/console/nowhere', '/console/sign-in']) {
    const { headers } = await visitor.get(path)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('strict-transport-security')).toBeTruthy()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
  expect(consoleUrl.startsWith('https:')).toBe(true)
})

it('asks for less when a form is too large', async () => {
  const visitor = await visitorAs(world, 'marketing')
  const csrf = await visitor.csrf()
  const answer = await visitor.post(
    '/console/issues/new',
    { title: 'x'.repeat(4_100_000) },
    { csrf },
  )
  expect(answer.status).toBe(413)
})
