import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { getMailing } from '#delivery/store'
import { getNewsletter } from '#editorial/store-newsletters'
import type { NewsletterId } from '#kernel/ids'
import { instant, minuteMs } from '#kernel/time'
import { readerItem } from '#readers/store'
import { type TestConsole, testConsole, visitorAs } from '../support/console.ts'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { testTable } from '../support/table.ts'

let table: Table
let close: () => Promise<void>
let site: TestConsole
let newsletterId: NewsletterId
let now: Date
beforeAll(async () => {
  const made = await testTable()
  table = made.table
  close = made.close
  const world = await deliveryWorld({ table, readers: [aReader(0), aReader(1)] })
  newsletterId = world.newsletterId
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  await world.runUntilQuiet(scheduled.mailing.id)
  now = new Date(world.clock().getTime() + minuteMs)
  site = testConsole(table)
  site.deps.clock.forward(now.getTime() - site.deps.clock().getTime())
}, 60_000)
afterAll(async () => await close())

it('says whom the newsletter has not reached, and sends it to them once', async () => {
  const marion = await visitorAs(site, 'marketing')
  const paths = { report: `/console/newsletters/${newsletterId}/report` }
  const first = (await getNewsletter(table, newsletterId))?.mailingIds[0] ?? ''
  const before = await marion.get(paths.report)
  expect(before.text).toContain('Aucun nouvel inscrit depuis')
  expect(before.text).toContain('Aucun échec qu’on puisse reprendre')
  const act = `/console/newsletters/${newsletterId}/follow-up`
  const fields = { kind: 'lateConfirmers', mailing: first }
  expect((await marion.post(act, fields)).location).toContain('done=follow-up-nobody')

  const at = instant(now)
  await table.putMany([2, 3].map((n) => readerItem(aReader(n, { createdAt: at, confirmedAt: at }))))
  expect((await marion.get(paths.report)).text).toContain('2 lecteurs inscrits depuis')
  const made = await marion.post(act, fields)
  expect(made.location).toContain('done=follow-up-made')
  expect((await marion.get(made.location ?? '')).text).toContain('part dans la minute')
  expect((await marion.post(act, fields)).location).toContain('done=follow-up-underWay')

  const last = (await getNewsletter(table, newsletterId))?.mailingIds.at(-1)
  if (!last) throw new Error('no mailing')
  expect(await getMailing(table, last)).toMatchObject({ followUp: { kind: 'lateConfirmers' } })
  // Cancelled, it leaves the newsletter as it is, and the page is the report.
  const cancelled = await marion.post(`/console/newsletters/${newsletterId}/cancel`, {
    mailing: last,
  })
  expect(cancelled.location).toBe(paths.report)
  expect((await getNewsletter(table, newsletterId))?.status).toBe('sent')
  // In the list it still leads to its report, with the day it went out.
  const list = (await marion.get('/console/newsletters')).text
  expect(list).toMatch(new RegExp(`href="${paths.report}"><time datetime="2026-12-01T07:3`))
})

it('refuses what is no follow-up, and who may not write', async () => {
  const marion = await visitorAs(site, 'marketing')
  const act = `/console/newsletters/${newsletterId}/follow-up`
  const bad: Record<string, string>[] = [{}, { kind: 'all' }, { kind: 'retry', mailing: 'ml_x' }]
  for (const fields of bad) expect((await marion.post(act, fields)).status).toBe(404)
  const finance = await visitorAs(site, 'finance')
  const first = (await getNewsletter(table, newsletterId))?.mailingIds[0] ?? ''
  expect((await finance.post(act, { kind: 'retry', mailing: first })).status).toBe(403)
  expect((await finance.get(`/console/newsletters/${newsletterId}/report`)).text).not.toContain(
    'name="kind"',
  )
})
