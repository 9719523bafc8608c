import { describe, expect, it } from 'vitest'
import type { Instant } from '#kernel/time'
import { memoryTable } from '../../support/memory-table.ts'
import { recognitionWorld } from '../../support/recognition-world.ts'

const start = '2026-06-01T08:00:00.000Z' as Instant
const world = () => recognitionWorld(memoryTable(), start)

describe('a subscription of six issues', () => {
  it('earns a sixth with each of them, booked on the day it was served', async () => {
    const w = world()
    await w.sell()
    expect(await w.deferred()).toBe(9_696)
    for (let issue = 131; issue <= 136; issue++) {
      w.days(20)
      await w.serve(issue)
      w.days(1)
      const check = await w.run()
      expect(check).toMatchObject({ difference: 0, namedCents: 0, byHand: 0 })
      expect(await w.deferred()).toBe(9_696 - 1_616 * (issue - 130))
    }
    expect(await w.balance(w.accounts.printRevenue)).toBe(9_696)
  })
})
