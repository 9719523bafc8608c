// Who was left out when a mailing was planned: found again by the rosters, with the reason of now.
import { expect, it } from 'vitest'
import { listExcluded } from '#delivery/list-excluded'
import type { MailingId } from '#kernel/ids'
import { minuteMs } from '#kernel/time'
import { changeReader, deleteReader, putSuppression, readerItem } from '#readers/store'
import { aReader, deliveryWorld } from '../../support/delivery-world.ts'
import { later } from '../../support/mailing-history.ts'
import { memoryTable } from '../../support/memory-table.ts'

const readers = Array.from({ length: 300 }, (_, at) =>
  aReader(at, at % 3 === 0 ? { email: `bad..${at}@example.org` } : {}),
)
const isLeftOut = (at: number) => at % 3 === 0 || at % 50 === 1

async function planned() {
  const table = memoryTable()
  const world = await deliveryWorld({ table, readers })
  const at = later(-60)
  for (const [index, { id }] of readers.entries())
    if (index % 50 === 1) await putSuppression(table, { readerId: id, reason: 'staff', at })
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  world.clock.forward(10 * minuteMs)
  await world.runUntilQuiet(scheduled.mailing.id)
  return { world, table, mailingId: scheduled.mailing.id }
}

async function everyone(table: ReturnType<typeof memoryTable>, mailingId: MailingId, limit = 7) {
  const found = new Map<string, string>()
  let cursor: string | undefined
  let plannedCount = 0
  do {
    const page = await listExcluded({ table }, { mailingId, limit, ...(cursor ? { cursor } : {}) })
    if (!page) throw new Error('No such mailing')
    for (const { email, reason } of page.readers) {
      expect(found.has(email)).toBe(false)
      found.set(email, reason)
    }
    cursor = page.cursor
    plannedCount = page.plannedCount
  } while (cursor !== undefined)
  return { found, plannedCount }
}

it('names everybody who was left out, each once, in pages of any size', async () => {
  const { world, table, mailingId } = await planned()
  const report = await world.report()
  const left = readers.filter((_, at) => isLeftOut(at)).map(({ email }) => email)
  for (const limit of [1, 7, 1_000]) {
    const { found, plannedCount } = await everyone(table, mailingId, limit)
    expect([...found.keys()].sort()).toEqual([...left].sort())
    expect(plannedCount).toBe(left.length)
    for (const reason of ['suppressed', 'invalidAddress'])
      expect([...found.values()].filter((one) => one === reason).length).toBe(
        report?.excluded[reason],
      )
  }
})

it('does not name who came later, who left since, or who was planned and is suppressed now', async () => {
  const { world, table, mailingId } = await planned()
  const late = aReader(9_999, { email: 'late..comer@example.org', confirmedAt: later(60) })
  await table.putMany([readerItem(late)])
  const [erased, , sent] = readers
  if (!erased || !sent) throw new Error('No readers')
  await deleteReader(table, erased.id)
  await putSuppression(table, { readerId: sent.id, reason: 'bounced', at: later(60), mailingId })
  const { found, plannedCount } = await everyone(table, mailingId)
  for (const { email } of [late, erased, sent]) expect(found.has(email)).toBe(false)
  expect(found.size).toBe(plannedCount - 1)
  expect(world.delivered.has(sent.email)).toBe(true)
})

it('says of who might get it now that something has changed since', async () => {
  const { table, mailingId } = await planned()
  const [bad] = readers
  if (!bad) throw new Error('No readers')
  await changeReader(table, bad.id, { changes: { set: { email: 'mended@example.org' } } })
  expect((await everyone(table, mailingId)).found.get('mended@example.org')).toBe('changedSince')
})

it('knows no mailing that is not there', async () => {
  const table = memoryTable()
  expect(await listExcluded({ table }, { mailingId: 'ml_none' as MailingId })).toBe(undefined)
})
