import { expect, it } from 'vitest'
import { numbersIn, stateOf } from '#delivery/batch'
import { claim, closeLease, newHold, record, release, testify } from '#delivery/batch-lease'
import { type BatchId, getProgress } from '#delivery/store-batches'
import type { MailingId } from '#kernel/ids'
import { memoryTable } from '../../support/memory-table.ts'

const id: BatchId = { mailingId: 'ml_1' as MailingId, shard: 3, batch: 0 }
const now = new Date('2026-12-01T07:30:00Z')
const size = 10
const accepted = (number: number) => ({ number, kind: 'accepted' as const, minute: 29_412_345 })

it('gives a batch to one worker alone', async () => {
  const table = memoryTable()
  const first = newHold(id, 'a', now)
  const second = newHold(id, 'b', now)
  expect((await claim(table, first, { calls: [0, 1], outcomes: [] })).kind).toBe('written')
  expect((await claim(table, second, { calls: [2, 3], outcomes: [] })).kind).toBe('lost')
  expect((await claim(table, first, { calls: [2, 3], outcomes: [] })).kind).toBe('written')
})

it('claims nobody twice, even under the same lease', async () => {
  const table = memoryTable()
  const hold = newHold(id, 'a', now)
  await claim(table, hold, { calls: [0, 1], outcomes: [] })
  expect((await claim(table, hold, { calls: [1, 2], outcomes: [] })).kind).toBe('lost')
  expect(numbersIn(await getProgress(table, id), size, 'inFlight')).toEqual([0, 1])
})

it('recognises its own claim when the answer to it was lost', async () => {
  const table = memoryTable()
  const hold = newHold(id, 'a', now)
  await claim(table, hold, { calls: [0, 1], outcomes: [] })
  hold.claims = 0 // as the client sees it: it sends the first claim again
  const again = await claim(table, hold, { calls: [0, 1], outcomes: [] })
  expect(again.kind).toBe('written')
})

it('lets who was surely not sent be claimed again, and records the others in one write', async () => {
  const table = memoryTable()
  const hold = newHold(id, 'a', now)
  await claim(table, hold, { calls: [0, 1, 2], outcomes: [] })
  await record(table, hold, [
    accepted(0),
    { number: 1, kind: 'left' },
    { number: 2, kind: 'uncertain', minute: 29_412_345 },
  ])
  const progress = await getProgress(table, id)
  expect([0, 1, 2].map((number) => stateOf(progress, number).kind)).toEqual([
    'accepted',
    'pending',
    'uncertain',
  ])
  expect((await claim(table, hold, { calls: [1], outcomes: [] })).kind).toBe('written')
})

it('makes whoever was claimed uncertain when a lease has run out, and believes a late answer', async () => {
  const table = memoryTable()
  const late = newHold(id, 'a', now)
  await claim(table, late, { calls: [0, 1], outcomes: [] })
  const read = await getProgress(table, id)
  const closed = await closeLease(table, { id, progress: read, size })
  expect(closed && numbersIn(closed, size, 'uncertain')).toEqual([0, 1])
  const outcomes = [accepted(0), { number: 1, kind: 'left' as const }]
  expect((await record(table, late, outcomes)).kind).toBe('lost')
  expect((await release(table, late, { outcomes, tries: 0 })).kind).toBe('lost')
  await testify(table, late, outcomes)
  const progress = await getProgress(table, id)
  expect(stateOf(progress, 0).kind).toBe('accepted')
  expect(progress.uncertain.has(0)).toBe(false)
  expect(stateOf(progress, 1).kind).toBe('uncertain')
  expect((await claim(table, late, { calls: [2], outcomes: [] })).kind).toBe('lost')
})

it('does not close a lease over a claim it has not seen', async () => {
  const table = memoryTable()
  const slow = newHold(id, 'a', now)
  await claim(table, slow, { calls: [0, 1], outcomes: [] })
  const stale = await getProgress(table, id)
  await claim(table, slow, { calls: [2, 3], outcomes: [accepted(0), accepted(1)] })
  expect(await closeLease(table, { id, progress: stale, size })).toBeUndefined()
  const closed = await closeLease(table, { id, progress: await getProgress(table, id), size })
  expect(closed && numbersIn(closed, size, 'uncertain')).toEqual([2, 3])
})
