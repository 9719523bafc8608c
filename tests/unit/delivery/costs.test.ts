// What a mailing may ask of the services for each thousand recipients: counted, so that a write more
// for each recipient is seen the day it comes.
import { expect, it } from 'vitest'
import { costsOfAThousand } from '../../support/count-costs.ts'
import { itemBytes, readUnits, writeUnits } from '../../support/item-size.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { meteredTable } from '../../support/metered-table.ts'
import { costOf } from '../../support/prices.ts'

it('asks for half a write and three reads a recipient, and costs less than 3 dollars a million', async () => {
  const { each } = await costsOfAThousand()
  expect(each.sesCalls).toBe(1_000)
  expect(each.writeUnits).toBeLessThan(500)
  expect(each.readUnits).toBeLessThan(3_500)
  expect(each.queueRequests).toBeLessThan(150)
  const sqsRequests = each.queueRequests + each.events * 1.2
  const thousand = { ...each, sqsRequests, snsPublishes: each.events }
  expect(costOf(thousand).total * 1_000).toBeLessThan(3)
}, 60_000)

it('measures items as DynamoDB does', () => {
  expect(itemBytes({ pk: 'A', sk: 'é' })).toBe(2 + 1 + 2 + 2)
  expect(itemBytes({ n: new Set([1, 22, 333]) })).toBe(1 + 2 + 2 + 3)
  expect(itemBytes({ m: { a: 'b' } })).toBe(1 + 3 + 1 + 2)
  expect([1, 1_024, 1_025].map(writeUnits)).toEqual([1, 1, 2])
  expect(readUnits(4_097, true)).toBe(2)
  expect(readUnits(100, false)).toBe(0.5)
})

it('bills an index entry with its item, twice where it moves, and a refused write as well', async () => {
  const { table, meter } = meteredTable(memoryTable())
  const key = { pk: 'A', sk: 'A' }
  await table.put({ ...key, gsi2pk: 'DUE', gsi2sk: '1' })
  expect(meter).toMatchObject({ writeUnits: 2, indexUnits: 1 })
  await table.update(key, { set: { gsi2sk: '2' } })
  expect(meter).toMatchObject({ writeUnits: 5, indexUnits: 3 })
  await table.update(key, { set: { x: 1 } }, { if: 'attribute_not_exists(#pk)' })
  expect(meter).toMatchObject({ writeUnits: 6, indexUnits: 3 })
  await table.getMany([key, { pk: 'B', sk: 'B' }], { consistent: true })
  expect(meter.readUnits).toBe(2)
})
