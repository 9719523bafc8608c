// The page that draws a mailing's clicks on the mail itself.
import { expect, it } from 'vitest'
import { findRecipient } from '#delivery/find-recipient'
import { getLinks } from '#delivery/mail-links'
import { getRendition, mainVariant } from '#delivery/store'
import { changeProgress } from '#delivery/store-batches'
import type { Block } from '#editorial/blocks'
import { createConsole } from '#web/console/app.tsx'
import { clicksOnMail } from '#web/console/newsletters/clicks-on-mail'
import { testConsole, visitorAs } from '../support/console.ts'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { memoryTable } from '../support/memory-table.ts'

const blocks: Block[] = [
  { id: 'l1', type: 'button', label: 'Lire', href: 'https://exemple.example/lire?a=1&b=2' },
  { id: 'l2', type: 'button', label: 'Encore', href: 'https://exemple.example/lire?a=1&b=2' },
  { id: 'l3', type: 'button', label: 'Autre', href: 'https://exemple.example/autre' },
]

async function clickedWorld() {
  const readers = [1, 2, 3, 4, 5].map((at) => aReader(at, { trackingConsent: at < 5 }))
  const table = memoryTable()
  const world = await deliveryWorld({ table, readers, blocks })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const mailingId = scheduled.mailing.id
  await world.runUntilQuiet(mailingId)
  const urls = (await getLinks(table, mailingId)) ?? []
  const link = urls.indexOf('https://exemple.example/lire?a=1&b=2')
  for (const reader of readers.slice(0, 3)) {
    const found = await findRecipient(table, { mailingId, readerId: reader.id })
    if (!found) throw new Error('Not planned')
    const mine = new Set([found.number])
    const add = { clicked: mine, [`link_${link}`]: mine }
    await changeProgress(table, found.id, { changes: { add } })
  }
  await world.runMinutes(3)
  const base = testConsole(table)
  const deps = { ...base.deps, clock: world.clock }
  const visitor = await visitorAs({ ...base, deps, app: createConsole(deps) }, 'marketing')
  const path = `/console/newsletters/${world.newsletterId}/report/clicks`
  return { table, world, mailingId, visitor, path }
}

it('tells links with their people and share, and shows the mail in a frame', async () => {
  const { visitor, path, mailingId } = await clickedWorld()
  const page = await visitor.get(`${path}?mailing=${mailingId}`)
  expect(page.status).toBe(200)
  expect(page.text).toContain('3 personnes ont cliqué, sur les 4 lecteurs qui ont accepté')
  expect(page.text).toMatch(/exemple\.example\/lire\?a=1&amp;b=2[\s\S]*?>3<[\s\S]*?75/)
  expect(page.text).toContain(`/report/clicks/mail?mailing=${mailingId}`)
  expect(page.text).toContain('sandbox="allow-same-origin')
  const mail = await visitor.get(`${path}/mail?mailing=${mailingId}`)
  expect(mail.status).toBe(200)
  expect(mail.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(mail.text.match(/3 \(75/g)).toHaveLength(2)
  expect(mail.text).not.toMatch(/\/[oc]\/|\[\[/)
})

it('knows no mailing of another newsletter, and says so when no link was listed', async () => {
  const { visitor, path, table, mailingId } = await clickedWorld()
  expect((await visitor.get(`${path}?mailing=ml_other`)).status).toBe(404)
  await table.delete({ pk: `MAILING#${mailingId}`, sk: 'LINKS' })
  const page = await visitor.get(path)
  expect(page.status).toBe(200)
  expect(page.text).toContain('Aucun lien n’est compté.')
})

it('marks the mail without changing anything else of it', async () => {
  const { table, mailingId } = await clickedWorld()
  const rendition = await getRendition(table, mailingId, mainVariant)
  if (!rendition) throw new Error('No rendition')
  const urls = (await getLinks(table, mailingId)) ?? []
  const marks = new Map(urls.map((url, at) => [url, { rank: at + 1, text: '7', isClicked: true }]))
  const marked = clicksOnMail(rendition, marks)
  const plain = clicksOnMail(rendition, new Map())
  expect(
    marked.replace(/<span style="position:absolute[^"]*"><b[^>]*>\d+<\/b>[^<]*<\/span>/g, ''),
  ).toBe(plain)
  expect(marked.length).toBeGreaterThan(plain.length)
})

it('says when none of its readers agreed to being measured', async () => {
  const table = memoryTable()
  const world = await deliveryWorld({ table, readers: [aReader(1)], blocks })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  await world.runUntilQuiet(scheduled.mailing.id)
  const base = testConsole(table)
  const deps = { ...base.deps, clock: world.clock }
  const visitor = await visitorAs({ ...base, deps, app: createConsole(deps) }, 'marketing')
  const page = await visitor.get(`/console/newsletters/${world.newsletterId}/report/clicks`)
  expect(page.text).toContain('Aucun de ses lecteurs n’a accepté')
})
