import { expect, it } from 'vitest'
import { readProgress } from '#delivery/batch'
import { countInto, heldIn, noTotals } from '#delivery/count-shard'
import type { Mailing } from '#delivery/mailing'
import { instant } from '#kernel/time'

const mailing = {
  status: 'sending',
  topDomains: ['a.example', 'b.example'],
  heldDomains: new Set(['b.example']),
} as unknown as Mailing

/** Two batches of a hundred: all of the first at `a.example`, all of the second at `b.example`. */
const column = Uint8Array.from({ length: 200 }, (_, at) => (at < 100 ? 1 : 2))
const counting = () => ({
  mailing,
  column,
  totals: noTotals(0, instant(new Date('2026-12-01T09:00:00Z'))),
})

it('finds who is pending at a held domain in every batch of a shard', () => {
  const progress = readProgress({ pk: '', sk: '', attempted: new Set([0, 1]) })
  expect(heldIn(counting(), { progress, size: 100, batch: 0 })).toBe(0)
  expect(heldIn(counting(), { progress, size: 100, batch: 1 })).toBe(98)
})

it('counts the people of each link, over all batches', () => {
  const under = counting()
  const progress = readProgress({
    pk: '',
    sk: '',
    link_0: new Set([1, 2, 3]),
    link_4: new Set([2]),
  })
  countInto(under, { progress, size: 100, batch: 0 })
  countInto(under, { progress, size: 100, batch: 1 })
  expect(under.totals.clicksByLink).toEqual({ 0: 6, 4: 2 })
})
