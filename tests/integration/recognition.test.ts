// Recognition on the embedded database: the conditions of every write are its own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { deferredWaterfall } from '#finance/deferred-waterfall'
import { marksOf } from '#finance/store-recognition'
import { type Instant, parseInstant } from '#kernel/time'
import { press } from '../support/finance-documents.ts'
import { allTransactions, recognitionWorld } from '../support/recognition-world.ts'
import { testTable } from '../support/table.ts'

let table: Table
let close: () => Promise<void>
beforeAll(async () => {
  ;({ table, close } = await testTable())
})
afterAll(async () => await close())

describe('a few weeks of the books', () => {
  it('end with deferred revenue that is what is unserved, and nothing left to look at', async () => {
    const w = recognitionWorld(table, parseInstant('2026-10-20T08:00:00Z') as Instant)
    const [first, second] = [await w.sell(), await w.sell()]
    await w.sell({ bought: 0, gross: 790, taxes: [press(790)] })
    await w.serve(131)
    w.hours(1)
    await w.run({ isNightly: false })
    await w.sell()
    await w.serve(131)
    w.days(1)
    // Steps that end after every other look at the clock book the same, once.
    expect(await w.run({ stepsOf: 40 })).toMatchObject({ difference: 0, named: [] })
    await w.credit(first, { gross: 1_021 })
    const id = await w.dispute(second)
    await w.serve(132)
    w.days(10)
    await w.run()
    await w.dispute(second, { id, status: 'lost', lostAt: w.now(), closedAt: w.now() })
    w.days(30)
    const check = await w.run()
    expect(check).toMatchObject({ difference: 0, named: [], unknown: [] })
    expect((await deferredWaterfall(table)).deferred).toBe(check?.balance)
    // Of the first, four of six less a gesture; of the third, four of six; of the others nothing.
    expect(check?.balance).toBe(6_464 - 1_000 + 6_464)
    w.days(1)
    await w.run()
    expect(await marksOf(table, 'issue')).toEqual([])
    expect(await marksOf(table, 'month')).toEqual([])
    const served = (await allTransactions(table)).filter(({ source }) => /^issue:131/.test(source))
    expect(served.map(({ source }) => source)).toEqual([
      'issue:131:serve:2026-10-20',
      'issue:131:serve:2026-10-20:2',
    ])
  })
})
