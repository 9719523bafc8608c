// Opens and clicks of consenting readers, from the mail on the wire through the site's own routes to
// the counts, and back to nothing when the consent is withdrawn.
import PostalMime from 'postal-mime'
import { expect, it } from 'vitest'
import { clickBurstKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { findRecipient } from '#delivery/find-recipient'
import { forgetLimits, forgetTracking, tracesOf } from '#delivery/forget-tracking'
import { listRecipients } from '#delivery/list-recipients'
import { getLinks } from '#delivery/mail-links'
import type { OutgoingMessage } from '#delivery/ports'
import { reportMailing } from '#delivery/report-mailing'
import { getProgress } from '#delivery/store-batches'
import { sweepIntents } from '#delivery/sweep-intents'
import type { ReaderId } from '#kernel/ids'
import { silentLog } from '#kernel/log'
import { minuteMs } from '#kernel/time'
import { holdingsText } from '#privacy/describe-holdings'
import { eraseReader } from '#privacy/erase-reader'
import { holdAbout } from '#privacy/hold-about'
import { readerTimeline } from '#privacy/reader-timeline'
import { changePreferences } from '#readers/change-preferences'
import type { Reader } from '#readers/reader'
import { getReader } from '#readers/store'
import { unsubscribe } from '#readers/unsubscribe'
import { intentHandlers } from '#runtime/tick'
import { createSite } from '#web/site/app.tsx'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { publication } from '../support/editorial.ts'
import { memoryTable } from '../support/memory-table.ts'
import { origin, readerDeps, siteUrl } from '../support/readers.ts'
import { fakeAssets, memoryFiles } from '../support/site.ts'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'
const gmail =
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'
const apple = 'Mozilla/5.0'

type Mail = { html: string; text: string; pixel: string | undefined; links: string[] }

/** A mailing to some readers that has gone out, with what each got and the site to answer them. */
async function sentWorld(options: { readers: readonly Reader[]; table?: Table }) {
  const table = options.table ?? memoryTable()
  const messages = new Map<string, OutgoingMessage>()
  const world = await deliveryWorld({
    table,
    readers: options.readers,
    blocks: ['dossier', 'entretien', 'agenda'].map((path, at) => ({
      id: `l${at}`,
      type: 'button',
      label: path,
      href: `https://exemple.example/${path}?a=1&b=2`,
    })),
    script: (message, call) => {
      messages.set(message.to, message)
      return { kind: 'accepted', messageId: `m${call}` }
    },
  })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const mailingId = scheduled.mailing.id
  await world.runUntilQuiet(mailingId)
  const deps = { ...readerDeps(table, 5), clock: world.clock }
  const app = createSite({
    ...deps,
    files: memoryFiles(),
    log: silentLog,
    assets: fakeAssets,
    stepHint: async () => {},
    clientIp: () => '203.0.113.7',
  })
  world.clock.forward(10 * minuteMs)
  const handlers = intentHandlers({
    ...world.deps(),
    mailQueue: { send: async () => {} },
    stripeQueue: { send: async () => {} },
  })
  return {
    table,
    world,
    deps,
    mailingId,
    async mailOf(reader: Reader): Promise<Mail> {
      const raw = messages.get(reader.email)?.raw
      if (!raw) throw new Error('No mail')
      const { html = '', text = '' } = await PostalMime.parse(raw)
      const pixel = /<img src="https:\/\/en-contact\.example(\/o\/[^"]+)"/.exec(html)?.[1]
      const links = [...html.matchAll(/href="https:\/\/en-contact\.example(\/c\/[^"]+)"/g)]
      return { html, text, pixel, links: links.map(([, path]) => path as string) }
    },
    get: (path: string, userAgent = firefox, method = 'GET') =>
      app.request(`${siteUrl}${path}`, { method, headers: { 'user-agent': userAgent } }),
    async counts() {
      const report = await reportMailing(
        { table },
        { newsletterId: world.newsletterId, live: true },
      )
      const { tracked, opened, openedByMachine, clicked, clickedByMachine } = report ?? {}
      return { tracked, opened, openedByMachine, clicked, clickedByMachine }
    },
    async traces(readerId: ReaderId): Promise<string[]> {
      const found = await findRecipient(table, { mailingId, readerId })
      if (!found) throw new Error('Not planned')
      return tracesOf(await getProgress(table, found.id), found.number).sort()
    },
    /** What the tick does for open intents, for so many minutes. */
    async sweep(minutes = 1) {
      for (let minute = 0; minute < minutes; minute++) {
        await sweepIntents({ table, clock: world.clock, log: silentLog }, handlers)
        world.clock.forward(minuteMs)
      }
    },
    withdraw: (readerId: ReaderId) =>
      changePreferences(deps, { ...origin, readerId, trackingConsent: false }),
    consent: (readerId: ReaderId) =>
      changePreferences(deps, { ...origin, readerId, trackingConsent: true }),
  }
}

const yes = aReader(1, { trackingConsent: true })
const no = aReader(2)
const none = { tracked: 0, opened: 0, openedByMachine: 0, clicked: 0, clickedByMachine: 0 }

it('gives pixel and counted links to consenting readers alone', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const [tracked, plain] = [await site.mailOf(yes), await site.mailOf(no)]
  expect(plain.pixel).toBeUndefined()
  expect(plain.html).not.toMatch(/\/[oc]\//)
  expect(tracked.pixel).toBeDefined()
  const urls = await getLinks(site.table, site.mailingId)
  expect(urls?.length).toBeGreaterThan(0)
  expect(tracked.links.length).toBeGreaterThan(0)
  for (const url of urls ?? []) expect(tracked.html).not.toContain(`<a href="${url}"`)
  expect(tracked.text).not.toMatch(/\/[oc]\//)
  expect(await site.counts()).toEqual({ ...none, tracked: 1 })
})

it('records an open and a click once, and leads to where the mail led', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { pixel = '', links } = await site.mailOf(yes)
  for (let time = 0; time < 3; time++) {
    const picture = await site.get(pixel, gmail)
    expect(picture.status).toBe(200)
    expect(picture.headers.get('content-type')).toBe('image/gif')
    expect(picture.headers.get('cache-control')).toBe('no-store')
    expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(picture.headers.has('set-cookie')).toBe(false)
    const click = await site.get(links[0] as string)
    expect(click.status).toBe(302)
    expect(click.headers.get('location')).toBe((await getLinks(site.table, site.mailingId))?.[0])
    expect(click.headers.get('cache-control')).toBe('no-store')
  }
  expect(await site.counts()).toEqual({ ...none, tracked: 1, opened: 1, clicked: 1 })
  expect(await site.traces(yes.id)).toEqual(['clicked', 'link_0', 'opened', 'tracked'])
  const listed = await listRecipients(
    { table: site.table },
    { mailingId: site.mailingId, state: 'clicked' },
  )
  expect(listed?.recipients).toMatchObject([{ readerId: yes.id }])
  expect((await getReader(site.table, yes.id))?.lastClickOn).toBe('2026-12-01')
})

it('tells machines apart, and never records a HEAD', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { pixel = '', links } = await site.mailOf(yes)
  const head = await site.get(links[0] as string, firefox, 'HEAD')
  expect(head.status).toBe(302)
  await site.get(pixel, firefox, 'HEAD')
  expect(await site.counts()).toEqual({ ...none, tracked: 1 })
  await site.get(pixel, apple)
  await site.get(links[0] as string, 'Barracuda Sentinel (EE)')
  const machine = { ...none, tracked: 1, openedByMachine: 1, clickedByMachine: 1 }
  expect(await site.counts()).toEqual(machine)
  expect((await getReader(site.table, yes.id))?.lastClickOn).toBeUndefined()
  await site.get(pixel, gmail)
  expect(await site.counts()).toEqual({ ...machine, openedByMachine: 0, opened: 1 })
})

it('takes a burst of links for a machine, whatever its requests overlap', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { links } = await site.mailOf(yes)
  const different = [...new Map(links.map((link) => [link, link])).values()]
  expect(different.length).toBeGreaterThan(1)
  await Promise.all(different.map((link) => site.get(link)))
  expect(await site.counts()).toEqual({ ...none, tracked: 1, clickedByMachine: 1 })
  expect(await site.traces(yes.id)).toEqual(['clickedByMachine', 'tracked'])
  // A person who comes later counts, and a burst after that does not take it back.
  site.world.clock.forward(minuteMs)
  await site.get(different[0] as string)
  expect(await site.counts()).toMatchObject({ clicked: 1, clickedByMachine: 0 })
})

it('follows links and shows the picture, and records nothing, without consent', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { pixel = '', links } = await site.mailOf(yes)
  await site.withdraw(yes.id)
  expect((await site.get(pixel, gmail)).status).toBe(200)
  expect((await site.get(links[0] as string)).status).toBe(302)
  expect(await site.counts()).toEqual({ ...none, tracked: 1 })
  await site.sweep()
  expect(await site.counts()).toEqual(none)
})

it.each([
  ['on the preferences page', (site: Site) => site.withdraw(yes.id)],
  ['by unsubscribing', (site: Site) => unsubscribe(site.deps, { ...origin, readerId: yes.id })],
  ['by an erasure', (site: Site) => eraseReader(site.deps, { readerId: yes.id, by: 'reader' })],
] as const)('forgets everything when the consent ends %s', async (_, end) => {
  const other = aReader(3, { trackingConsent: true })
  const site = await sentWorld({ readers: [yes, no, other] })
  for (const reader of [yes, other]) {
    const { pixel = '', links } = await site.mailOf(reader)
    await site.get(pixel, gmail)
    await site.get(links[0] as string)
  }
  expect(await site.counts()).toMatchObject({ tracked: 2, opened: 2, clicked: 2 })
  await end(site)
  expect((await getReader(site.table, yes.id))?.lastClickOn).toBeUndefined()
  await site.sweep()
  expect(await site.traces(yes.id)).toEqual([])
  expect(await site.counts()).toMatchObject({ tracked: 1, opened: 1, clicked: 1 })
  const { pixel = '', links } = await site.mailOf(yes)
  await site.get(pixel, gmail)
  expect((await site.get(links[1] as string)).status).toBe(302)
  expect(await site.traces(yes.id)).toEqual([])
  expect((await getReader(site.table, other.id))?.lastClickOn).toBe('2026-12-01')
})

type Site = Awaited<ReturnType<typeof sentWorld>>

it('forgets what an event that raced the withdrawal brought back', async () => {
  // A page that has read the consent as given writes after the first sweep.
  let hold: (() => Promise<void>) | undefined
  const table = memoryTable()
  const slow: Table = {
    ...table,
    update: async (...given) => {
      const wait = JSON.stringify(Object.keys(given[1].add ?? {})).includes('opened') && hold
      if (wait) await wait()
      return table.update(...given)
    },
  }
  const site = await sentWorld({ readers: [yes, no], table: slow })
  const { pixel = '' } = await site.mailOf(yes)
  hold = async () => {
    hold = undefined
    await site.withdraw(yes.id)
    await site.sweep()
    expect(await site.traces(yes.id)).toEqual([])
  }
  await site.get(pixel, gmail)
  expect(await site.traces(yes.id)).toEqual(['opened', 'tracked'])
  await site.sweep(forgetLimits.againMs / minuteMs + 1)
  expect(await site.traces(yes.id)).toEqual([])
})

it('forgets what was taken for a machine’s, and which links came together', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { pixel = '', links } = await site.mailOf(yes)
  await site.get(pixel, apple)
  await site.get(links[0] as string, 'Barracuda Sentinel (EE)')
  expect(await site.traces(yes.id)).toEqual(['clickedByMachine', 'openedByMachine', 'tracked'])
  const found = await findRecipient(site.table, { mailingId: site.mailingId, readerId: yes.id })
  if (!found) throw new Error('Not planned')
  const { shard, batch } = found.id
  const burst = clickBurstKey(site.mailingId, { shard, batch, number: found.number })
  expect(await site.table.get(burst)).toBeDefined()
  await site.withdraw(yes.id)
  await site.sweep()
  expect(await site.traces(yes.id)).toEqual([])
  expect(await site.table.get(burst)).toBeUndefined()
})

it('counts anew a mailing that was through when something of it is forgotten', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { pixel = '' } = await site.mailOf(yes)
  await site.get(pixel, gmail)
  const { newsletterId } = site.world
  const kept = async () => (await reportMailing({ table: site.table }, { newsletterId }))?.opened
  await site.world.runMinutes(60)
  expect(await kept()).toBe(1)
  await site.withdraw(yes.id)
  await site.sweep()
  await site.world.runMinutes(1)
  expect(await kept()).toBe(0)
})

it('goes through any number of newsletters, in several runs', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { pixel = '' } = await site.mailOf(yes)
  await site.get(pixel, gmail)
  const others = forgetLimits.newslettersAPage * forgetLimits.pagesARun + 10
  await site.table.putMany(
    Array.from({ length: others }, (_, at) => ({
      pk: `NEWSLETTER#before-${at}`,
      sk: 'NEWSLETTER',
      gsi1pk: 'NEWSLETTERS',
      gsi1sk: `0000-${String(at).padStart(4, '0')}`,
    })),
  )
  await site.withdraw(yes.id)
  await site.sweep()
  expect(await site.traces(yes.id)).not.toEqual([])
  await site.sweep()
  expect(await site.traces(yes.id)).toEqual([])
})

it('believes no copy of a consent that lags behind its withdrawal', async () => {
  const table = memoryTable()
  const lagging: Table = {
    ...table,
    get: async (key, options) => {
      const item = await table.get(key, options)
      const lags = item && key.pk === `READER#${yes.id}` && !options?.consistent
      return lags ? { ...item, trackingConsent: true } : item
    },
  }
  const site = await sentWorld({ readers: [yes, no], table: lagging })
  const { pixel = '', links } = await site.mailOf(yes)
  await site.withdraw(yes.id)
  await site.sweep()
  await site.get(pixel, gmail)
  await site.get(links[0] as string)
  expect(await site.traces(yes.id)).toEqual([])
})

it('takes back of a burst only what the burst brought', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const links = [...new Set((await site.mailOf(yes)).links)]
  expect(links.length).toBeGreaterThan(2)
  await site.get(links[0] as string)
  site.world.clock.forward(minuteMs)
  await Promise.all(links.slice(1).map((link) => site.get(link)))
  expect(await site.traces(yes.id)).toEqual(['clicked', 'clickedByMachine', 'link_0', 'tracked'])
})

it('tells the reader and the staff what is held, and that nothing is after a withdrawal', async () => {
  const site = await sentWorld({ readers: [aReader(1), no] })
  await site.consent(yes.id)
  const measured = () => holdAbout(site.deps, { readerId: yes.id }).then((held) => held?.measured)
  expect(await measured()).toEqual([])
  expect((await holdAbout(site.deps, { readerId: no.id }))?.measured).toEqual([])
  const tracked = await sentWorld({ readers: [yes, no] })
  const { pixel = '', links } = await tracked.mailOf(yes)
  await tracked.get(pixel, gmail)
  await tracked.get(links[0] as string)
  const [url] = (await getLinks(tracked.table, tracked.mailingId)) ?? []
  const held = await holdAbout(tracked.deps, { readerId: yes.id })
  expect(held?.reader?.lastClickOn).toBe('2026-12-01')
  expect(held?.measured).toMatchObject([{ opened: 'person', clicked: 'person', links: [url] }])
  const told = held && holdingsText(held, { publication, locale: 'fr' })
  expect(told).toContain(`ouverte (estimation) – liens suivis\u202f: ${url}`)
  await tracked.withdraw(yes.id)
  const kinds = async () =>
    (await readerTimeline(tracked.deps, { readerId: yes.id })).map(({ kind }) => kind)
  expect(await kinds()).toContain('measured')
  await tracked.sweep()
  expect(await kinds()).not.toContain('measured')
  expect((await holdAbout(tracked.deps, { readerId: yes.id }))?.measured).toEqual([])
})

it('counts what comes after a consent that was given again, and nothing from before', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { pixel = '', links } = await site.mailOf(yes)
  await site.get(links[0] as string)
  await site.withdraw(yes.id)
  await site.sweep(15)
  await site.consent(yes.id)
  expect(await site.counts()).toEqual(none)
  await site.get(pixel, gmail)
  expect(await site.counts()).toEqual({ ...none, tracked: 1, opened: 1 })
  await site.sweep(15)
  expect(await site.counts()).toEqual({ ...none, tracked: 1, opened: 1 })
})

it('goes on forgetting where it was, and is harmless when repeated', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { links } = await site.mailOf(yes)
  await site.get(links[0] as string)
  await site.withdraw(yes.id)
  const proof = (await site.table.queryPage({ partition: `READER#${yes.id}` })).items.find(
    ({ intent }) => intent,
  )
  const key = { pk: String(proof?.['pk']), sk: String(proof?.['sk']) }
  const intent = proof?.['intent'] as Parameters<typeof forgetTracking>[1]['intent']
  await forgetTracking(site.deps, { key, intent })
  await forgetTracking(site.deps, { key, intent })
  expect(await site.traces(yes.id)).toEqual([])
  await site.sweep(15)
  expect((await site.table.get(key))?.['intent']).toBeUndefined()
})

it('never leads anywhere by a token that is not of this mailing and purpose', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { pixel = '', links } = await site.mailOf(yes)
  const token = (links[0] as string).slice('/c/'.length)
  const openToken = pixel.slice('/o/'.length)
  const forged = [
    openToken,
    `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
    `${token.slice(0, 20)}${token[20] === 'x' ? 'y' : 'x'}${token.slice(21)}`,
    token.slice(4),
    'https:%2F%2Fevil.example',
    'x',
    token.repeat(8),
  ]
  for (const one of forged) {
    const answer = await site.get(`/c/${one}`)
    expect(answer.status, one).toBe(404)
    expect(answer.headers.has('location')).toBe(false)
    expect(await answer.text()).toContain('href="/"')
  }
  const page = await site.get('/c/x')
  expect(await page.text()).toContain('ne vient pas de l’une de nos lettres')
  for (const one of [token, 'x']) expect((await site.get(`/o/${one}`)).status).toBe(200)
  expect(await site.counts()).toEqual({ ...none, tracked: 1 })
})

it('writes once when many load the picture at once, and leads on when recording fails', async () => {
  const site = await sentWorld({ readers: [yes, no] })
  const { pixel = '', links } = await site.mailOf(yes)
  await Promise.all(Array.from({ length: 20 }, () => site.get(pixel, gmail)))
  expect(await site.counts()).toEqual({ ...none, tracked: 1, opened: 1 })
  const writes = site.table.update
  let written = 0
  site.table.update = async (...given) => {
    written += 1
    return writes(...given)
  }
  await site.get(pixel, gmail)
  expect(written).toBe(0)
  site.table.update = async () => {
    throw new Error('The table is away')
  }
  expect((await site.get(links[0] as string)).status).toBe(302)
})
