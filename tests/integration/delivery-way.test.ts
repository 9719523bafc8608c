import { expect, it } from 'vitest'
import { archivePage } from '#editorial/store-archive'
import { getNewsletter } from '#editorial/store-newsletters'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { memoryTable } from '../support/memory-table.ts'

it('sends a newsletter to every reader once and archives it', async () => {
  const readers = Array.from({ length: 230 }, (_, at) => aReader(at))
  const world = await deliveryWorld({ table: memoryTable(), readers })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  await world.runUntilQuiet(scheduled.mailing.id)
  const report = await world.report()
  expect(report).toMatchObject({
    status: 'sent',
    planned: 230,
    pending: 0,
    accepted: 230,
    skipped: {},
    failed: {},
    uncertain: 0,
  })
  expect(world.delivered.size).toBe(230)
  expect([...world.delivered.values()].every((times) => times === 1)).toBe(true)
  expect((await getNewsletter(world.table, world.newsletterId))?.status).toBe('sent')
  expect((await archivePage(world.table)).items).toHaveLength(1)
})
