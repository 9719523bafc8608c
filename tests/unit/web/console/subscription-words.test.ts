// What a subscription's state is called where staff read it.
import { expect, it } from 'vitest'
import type { Leaving } from '#subscriptions/subscription'
import { stateOf } from '#web/console/subscriptions/words'

const leaving = (ends: Leaving['ends']): Leaving => ({
  ...{ kind: 'cancelled', because: 'dc_1' as never, at: '2026-12-01T09:00:00.000Z' as never, ends },
})

it('does not call a subscription that is left one that goes on', () => {
  expect(stateOf({ status: 'active' })).toMatchObject({ tone: 'good', word: { en: 'active' } })
  expect(stateOf({ status: 'active', leaving: leaving('end') })).toEqual({
    tone: 'none',
    word: { fr: 'résilié, servi jusqu’au bout', en: 'cancelled, served to its end' },
  })
  expect(stateOf({ status: 'ended', leaving: leaving('now') }).word.en).toBe('ended')
  expect(stateOf({ status: 'pastDue', leaving: leaving('end') }).word.en).toBe('renewal unpaid')
})
