// A deploy in the middle of a mailing: items that an earlier version wrote, at any moment of it, and
// the present code goes on.
import { expect, it } from 'vitest'
import { cancelMailing } from '#delivery/cancel-mailing'
import { judge } from '../../support/delivery-checks.ts'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { newFate } from '../../support/mortal.ts'
import { oldItems, worldOf } from '../../support/old-items.ts'

const planned = 187
const old = oldItems('9629329')
const moments = ['scheduled', 'rendered', 'planning', 'begun', 'sending', 'feedback']

it('keeps every moment of a mailing that this test goes on from', () => {
  expect(Object.keys(old.snapshots)).toEqual(moments)
  expect(old.readers).toHaveLength(planned)
})

it.each(moments)('goes on with a mailing of an earlier version: %s', async (moment) => {
  const { world, mailingId } = await worldOf(old, moment, {
    table: memoryTable(),
    feedback: {},
    shuffled: true,
  })
  await world.runUntilQuiet(mailingId)
  await world.runMinutes(300)
  const verdict = await judge(world, mailingId)
  expect(verdict).toMatchObject({ lost: [], doubled: [], untrue: [] })
  expect(verdict.report).toMatchObject({ status: 'sent', planned, pending: 0, uncertain: 0 })
})

it.each(moments)('does so though processes die and messages come twice: %s', async (moment) => {
  for (let seed = 1; seed <= 4; seed++) {
    const random = seededRandom(seed)
    const { world, mailingId } = await worldOf(old, moment, {
      table: memoryTable(),
      feedback: { twice: 0.3 },
      fate: newFate({ when: seed % 2 ? 'before' : 'after', chance: () => random() < 0.01 }),
      shuffled: true,
      duplicates: 0.3,
      interleaved: true,
      seed,
    })
    await world.runUntilQuiet(mailingId, { workers: 3, minutes: 3_000 })
    const verdict = await judge(world, mailingId)
    expect(verdict).toMatchObject({ lost: [], doubled: [], untrue: [] })
    expect(verdict.report).toMatchObject({ status: 'sent', planned, pending: 0 })
  }
})

it.each(moments)('can cancel it: %s', async (moment) => {
  const { world, mailingId } = await worldOf(old, moment, { table: memoryTable(), feedback: {} })
  const outcome = await cancelMailing(world.deps(), { mailingId, by: 'marketing@example.org' })
  expect(outcome.kind).toBe('cancelled')
  await world.runMinutes(30)
  const report = await world.report()
  expect(report?.status).toBe('cancelled')
  expect(report?.pending).toBe(0)
})
