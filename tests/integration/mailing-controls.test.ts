// Controlling a mailing from its report and from a seed's mail: what the pages say, what their
// buttons do, and what is written down of it.
import { describe, expect, it } from 'vitest'
import type { Mailing } from '#delivery/mailing'
import { stopToken } from '#delivery/send-seeds'
import { changeMailing, getMailing } from '#delivery/store'
import { dayMs, minuteMs } from '#kernel/time'
import { auditTrail } from '#staff/audit'
import { getStaff } from '#staff/store'
import { createSite } from '#web/site/app.tsx'
import { testConsole, visitorAs } from '../support/console.ts'
import { planned } from '../support/crowded-world.ts'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { memoryTable } from '../support/memory-table.ts'

async function scene(options: { seeds?: boolean; approvalAbove?: number } = {}) {
  const table = memoryTable()
  const readers = Array.from({ length: 12 }, (_, at) => aReader(at))
  const world = await deliveryWorld({ table, readers })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const { id: mailingId } = scheduled.mailing
  const console = testConsole(table)
  Object.assign(console.deps, { clock: world.clock })
  const visitor = await visitorAs(console, 'marketing')
  const { seeds, approvalAbove } = options
  const set: Partial<Pick<Mailing, 'seeds' | 'approvalAbove'>> = {
    ...(seeds ? { seeds: { emails: ['temoin@example.org'], waitMinutes: 15 } } : {}),
    ...(approvalAbove === undefined ? {} : { approvalAbove }),
  }
  await changeMailing(table, mailingId, { from: ['scheduled'], set })
  const base = `/console/newsletters/${world.newsletterId}`
  const act = (name: string, more: Record<string, string> = {}) =>
    visitor.post(`${base}/${name}`, { mailing: mailingId, ...more })
  const site = createSite({ ...console.deps, random: Math.random })
  const mailing = async () => (await getMailing(table, mailingId)) as Mailing
  const acts = async () => (await auditTrail(console.deps)).lines.map((line) => line.act)
  return { world, table, console, visitor, mailingId, base, act, site, mailing, acts }
}

describe('the report of a mailing', () => {
  it('pauses and resumes, says so, and writes it down once', async () => {
    const { world, visitor, base, act, mailing, acts } = await scene()
    await planned(world)
    const before = (await visitor.get(`${base}/report`)).text
    expect(before).toContain('Mettre en pause')
    expect((await act('pause')).location).toBe(`${base}/report?done=paused`)
    expect((await act('pause')).location).toBe(`${base}/report?done=already-paused`)
    const page = (await visitor.get(`${base}/report?done=paused`)).text
    expect(page).toContain('Personne n’est appelé tant qu’on ne le reprend pas')
    expect(page).toContain('Reprendre l’envoi')
    expect(page).not.toContain('Mettre en pause')
    expect((await visitor.get('/console')).text).toMatch(/est en pause/)
    expect((await act('resume')).location).toBe(`${base}/report?done=resumed`)
    expect((await act('resume')).location).toBe(`${base}/report?done=already-resumed`)
    expect((await mailing()).status).toBe('sending')
    const written = (await acts()).filter((one) => /paused|resumed/.test(one))
    expect(written.sort()).toEqual(['newsletter.paused', 'newsletter.resumed'])
  })

  it('lets somebody else approve, and not the person who scheduled it', async () => {
    const { world, table, console, visitor, base, act, mailing, mailingId } = await scene({
      approvalAbove: 5,
    })
    await planned(world)
    expect((await mailing()).status).toBe('held')
    expect((await visitor.get('/console')).text).toContain('attend une seconde personne')
    const page = (await visitor.get(`${base}/report`)).text
    expect(page).toContain('une seconde personne doit l’approuver')
    expect(page).toContain('Approuver l’envoi')
    const { id: me = '' } = (await getStaff(table, 'marketing@en-contact.example')) ?? {}
    await changeMailing(table, mailingId, { from: ['held'], set: { createdBy: me } })
    expect((await act('approve')).location).toContain('done=approval-same-person')
    expect((await visitor.get(`${base}/report`)).text).not.toContain('Approuver l’envoi</button>')
    const admin = await visitorAs(console, 'admin')
    const approved = await admin.post(`${base}/approve`, { mailing: mailingId })
    expect(approved.location).toContain('done=approved')
    await world.runUntilQuiet(mailingId)
    expect(world.calls.length).toBe(12)
  })

  it('shows held domains and lets them go one by one, or all', async () => {
    const { world, table, visitor, base, act, mailing, mailingId } = await scene()
    await planned(world)
    const heldDomains = new Set(['a.example', 'b.example'])
    await changeMailing(table, mailingId, { from: ['sending'], add: { heldDomains } })
    const page = (await visitor.get(`${base}/report`)).text
    expect(page).toContain('Reprendre chez a.example')
    await act('release', { domain: 'a.example' })
    expect([...((await mailing()).heldDomains ?? [])]).toEqual(['b.example'])
    await act('release')
    expect((await mailing()).heldDomains).toBeUndefined()
    expect((await act('release')).location).toContain('domain-not-held')
  })

  it('is no place to act for finance, nor for another newsletter’s mailing', async () => {
    const { world, console, base, mailing, mailingId, act } = await scene()
    await planned(world)
    const finance = await visitorAs(console, 'finance')
    expect((await finance.post(`${base}/pause`, { mailing: mailingId })).status).toBe(403)
    expect((await finance.get(`${base}/report`)).text).not.toContain('Mettre en pause')
    expect((await act('pause', { mailing: 'mailing_01ARZ3NDEKTSV4RRFFQ69G5FAV' })).status).toBe(404)
    expect((await mailing()).status).toBe('sending')
  })
})

describe('the page of a scheduled mailing', () => {
  it('approves, pauses and resumes on the spot', async () => {
    const { console, visitor, base, act, mailing, mailingId } = await scene({ approvalAbove: 5 })
    expect((await visitor.get('/console')).text).toContain('il peut être donné dès maintenant')
    const admin = await visitorAs(console, 'admin')
    const page = (await admin.get(`${base}/schedule`)).text
    expect(page).toContain('Approuver dès maintenant')
    expect(page).toContain('la lettre redevient un brouillon')
    const from = { mailing: mailingId, from: 'schedule' }
    const approved = await admin.post(`${base}/approve`, from)
    expect(approved.location).toBe(`${base}/schedule?done=approved`)
    const after = (await visitor.get(`${base}/schedule?done=approved`)).text
    expect(after).toContain('L’envoi est approuvé.')
    expect(after).toContain('Donné par Alix Kiosque')
    expect((await visitor.get('/console')).text).not.toContain('peut être donné dès maintenant')
    expect((await act('pause', { from: 'schedule' })).location).toBe(`${base}/schedule?done=paused`)
    const paused = (await visitor.get(`${base}/schedule`)).text
    expect(paused).toContain('Repris avant son heure')
    expect(paused).toContain('Reprendre l’envoi')
    await act('resume', { from: 'schedule' })
    expect((await mailing()).status).toBe('scheduled')
    expect((await act('cancel', { from: 'schedule' })).location).toBe(`${base}?done=cancelled`)
  })
})

describe('a seed’s link', () => {
  async function held() {
    const made = await scene({ seeds: true })
    const { world, console, mailing } = made
    await world.runMinutes(13)
    expect((await mailing()).heldUntil).toBeDefined()
    const now = world.clock()
    const token = stopToken(console.deps.signingKeys, { mailing: await mailing(), seed: 0, now })
    const ask = async (method: 'GET' | 'POST', prefix = '') => {
      const headers = { 'sec-fetch-site': 'same-origin' }
      const url = `${console.deps.siteUrl}${prefix}/stop/${token}`
      const answer = await made.site.request(url, { method, headers })
      return { status: answer.status, text: await answer.text() }
    }
    return { ...made, ask }
  }

  it('shows what will happen, stops the rest, and can be pressed twice', async () => {
    const { world, ask, mailing, acts, visitor, base, act } = await held()
    const page = await ask('GET')
    expect(page.status).toBe(200)
    expect(page.text).toContain('Arrêter cet envoi\u202f?')
    expect(page.text).toMatch(/part à 08:4\d, .*à 12 lecteurs/)
    expect((await ask('GET', '/en')).text).toContain('Stop this mailing?')
    expect((await mailing()).status).toBe('held')
    expect((await visitor.get(`${base}/report`)).text).toContain('Envoyer le reste maintenant')
    expect((await ask('POST')).status).toBe(303)
    expect((await ask('POST')).status).toBe(303)
    expect(await mailing()).toMatchObject({ status: 'paused', pausedBy: 'seed:1' })
    expect((await ask('GET')).text).toContain('L’envoi est arrêté')
    expect((await acts()).filter((one) => one === 'newsletter.paused').length).toBe(1)
    expect((await visitor.get(`${base}/report`)).text).toContain('le témoin n° 1')
    await world.runMinutes(30)
    expect(world.calls.length).toBe(1)
    await act('resume')
    const resumed = (await visitor.get(`${base}/report`)).text
    expect(resumed).toMatch(/Mis en pause\s*, par le témoin n° 1 \(temoin@example\.org\)/)
    await world.runMinutes(3)
    expect(world.calls.length).toBe(13)
  })

  it('still stops what is being sent, says when it is too late, and expires after a day', async () => {
    const { world, ask, mailing, act } = await held()
    await act('go-now')
    await world.tick()
    expect((await mailing()).status).toBe('sending')
    expect((await ask('GET')).text).toContain('est déjà en train de partir')
    await world.runMinutes(3)
    expect((await mailing()).status).toBe('sent')
    expect((await ask('GET')).text).toContain('Trop tard')
    await ask('POST')
    expect((await mailing()).status).toBe('sent')
    world.clock.forward(dayMs + minuteMs)
    expect((await ask('GET')).status).toBe(410)
    expect((await ask('POST')).status).toBe(410)
  })

  it('does nothing when it is cut short, or not a seed’s', async () => {
    const { site, console } = await scene({ seeds: true })
    const answer = await site.request(`${console.deps.siteUrl}/stop/abc`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
    })
    expect(answer.status).toBe(404)
  })
})
