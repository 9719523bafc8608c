// When a mailing will be through, as far as can be said while it goes: by its pace, its window, its
// subject test.
import { describe, expect, it } from 'vitest'
import type { Mailing, SubjectTest } from '#delivery/mailing'
import { paceOf } from '#delivery/time-left'
import { type Instant, instant, minuteMs, parseInstant, plusMs } from '#kernel/time'

const start = parseInstant('2026-12-01T07:30:00.000Z') as Instant
const later = (minutes: number) => plusMs(start, minutes * minuteMs)

const aTest: SubjectTest = {
  subjectB: 'L’autre objet',
  share: 0.2,
  waitMinutes: 60,
  measure: 'opened',
  batches: [1],
}

function pace(mailing: Partial<Mailing>, at: { minute: number; pending: number; each?: number }) {
  const minutes = Array.from({ length: at.minute }, (_, minute) => [
    `${later(minute).slice(0, 16)}Z`,
    at.each ?? 0,
  ])
  return paceOf({
    mailing: { status: 'sending', startedAt: start, sendAt: start, ...mailing } as Mailing,
    pending: at.pending,
    acceptedByMinute: Object.fromEntries(minutes),
    asOf: later(at.minute),
    now: new Date(later(at.minute)),
  })
}

describe('the end of a mailing', () => {
  it('follows from the pace of the last minutes', () => {
    expect(pace({}, { minute: 10, pending: 300, each: 30 })).toEqual({
      perMinute: 30,
      because: 'pace',
      endsAt: later(20),
    })
  })

  it('is not foreseen before a full minute has passed, nor told once it is over', () => {
    expect(pace({}, { minute: 0, pending: 300 })).toEqual({ perMinute: 0, because: 'pace' })
    expect(pace({ status: 'sent' }, { minute: 10, pending: 0 })).toBeUndefined()
  })

  it('is that of its window where it is spread', () => {
    const spread = { departure: { kind: 'spread' as const, minutes: 120 } }
    expect(pace(spread, { minute: 10, pending: 300, each: 300 })).toMatchObject({
      because: 'spread',
      endsAt: later(120),
    })
  })

  it('counts the window of a spread mailing from the decision on its subject', () => {
    const departure = { kind: 'spread' as const, minutes: 120 }
    const at = { minute: 10, pending: 800, each: 300 }
    const endOf = (test: Partial<SubjectTest>) =>
      pace({ departure, test: { ...aTest, ...test } }, at)?.endsAt
    // While it is called, the whole wait is ahead; then its hour is known; then it is decided.
    expect(endOf({})).toBe(later(10 + 60 + 120))
    expect(endOf({ testedAt: later(5), decideAt: later(65) })).toBe(later(65 + 120))
    expect(endOf({ testedAt: later(1), decideAt: later(2) })).toBe(later(10 + 120))
    expect(endOf({ winner: 'b', decidedAt: later(8) })).toBe(later(8 + 120))
    // Everyone is in the test: there is no rest that would wait for it.
    expect(endOf({ share: 1 })).toBe(later(120))
  })

  it('is at the earliest the decision where the rest waits for its subject', () => {
    const test = { ...aTest, testedAt: later(5), decideAt: later(65) }
    expect(pace({ test }, { minute: 10, pending: 60, each: 30 })).toMatchObject({
      because: 'test',
      endsAt: instant(new Date(later(65))),
    })
  })
})
