// The moments of a mailing, in the order in which they can have happened.
import { expect, it } from 'vitest'
import type { Mailing } from '#delivery/mailing'
import { timelineOf } from '#delivery/timeline'
import { type Instant, parseInstant } from '#kernel/time'

const at = (time: string) => parseInstant(`2026-12-01T${time}.000Z`) as Instant
const mailing = {
  status: 'sent',
  createdAt: at('06:00:00'),
  createdBy: 'sf_one',
  sendAt: at('07:30:00'),
  startedAt: at('07:41:20'),
  sentAt: at('07:43:00'),
} as Mailing

const kinds = (input: Partial<Parameters<typeof timelineOf>[0]>) =>
  timelineOf({
    mailing,
    planned: 500,
    plannedAt: at('07:30:05'),
    acceptedByMinute: {},
    acts: [],
    others: [],
    ...input,
  }).map(({ kind }) => kind)

it('begins a mailing before its first messages, of which only the minute is known', () => {
  expect(
    kinds({ acceptedByMinute: { '2026-12-01T07:41Z': 300, '2026-12-01T07:42Z': 200 } }),
  ).toEqual(['scheduled', 'planned', 'started', 'firstAccepted', 'lastAccepted', 'sent'])
})

it('tells a single minute once', () => {
  expect(kinds({ acceptedByMinute: { '2026-12-01T07:41Z': 500 } })).toEqual([
    'scheduled',
    'planned',
    'started',
    'firstAccepted',
    'sent',
  ])
})

it('puts the seeds after the approval and before the seed that stopped the rest', () => {
  const held = {
    ...mailing,
    seeds: { emails: ['a@example.org'], waitMinutes: 10 },
    approvedAt: at('07:30:40'),
    // Called at 07:30:50; the end of the wait is a full minute.
    heldUntil: at('07:41:00'),
  }
  const acts = [{ kind: 'paused' as const, at: at('07:30:55'), by: 'seed:1' }]
  expect(kinds({ mailing: held, acts })).toEqual([
    'scheduled',
    'planned',
    'approved',
    'seedsCalled',
    'paused',
    'started',
    'sent',
  ])
})
