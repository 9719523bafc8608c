import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noticeWindow, withdrawalUntil } from '#subscriptions/deadlines'
import { isWorkingDay, plusDays, publicHolidays } from '#subscriptions/working-days'

describe('the public holidays', () => {
  it('are eleven, with Easter where it falls', () => {
    expect(publicHolidays(2027)).toEqual([
      '2027-01-01',
      '2027-03-29',
      '2027-05-01',
      '2027-05-06',
      '2027-05-08',
      '2027-05-17',
      '2027-07-14',
      '2027-08-15',
      '2027-11-01',
      '2027-11-11',
      '2027-12-25',
    ])
    // Easter Mondays of years with an early, a late and a leap-year Easter.
    expect(publicHolidays(2008)).toContain('2008-03-24')
    expect(publicHolidays(2038)).toContain('2038-04-26')
    expect(publicHolidays(2028)).toContain('2028-04-17')
  })
})

describe('the withdrawal period', () => {
  it.each([
    ['2026-11-03', '2026-11-17'],
    ['2026-11-07', '2026-11-23'],
    ['2026-10-28', '2026-11-12'],
    ['2026-12-11', '2026-12-28'],
  ])('of a digital contract of %s ends on %s', (concluded, day) => {
    expect(withdrawalUntil({ concluded, kind: 'digital' })).toEqual({ kind: 'until', day })
  })

  it('of print runs from the first issue received, and is open before', () => {
    const concluded = '2026-11-03'
    expect(withdrawalUntil({ concluded, kind: 'print' })).toEqual({ kind: 'open' })
    expect(withdrawalUntil({ concluded, kind: 'print', firstIssueReceived: '2026-12-11' })).toEqual(
      { kind: 'until', day: '2026-12-28' },
    )
  })

  it('of print is never shorter than fourteen days from the contract', () => {
    expect(
      withdrawalUntil({ concluded: '2026-11-03', kind: 'print', firstIssueReceived: '2026-10-01' }),
    ).toEqual({ kind: 'until', day: '2026-11-17' })
  })

  it('always ends on a working day, fourteen to nineteen days later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_000 }), (after) => {
        const concluded = plusDays('2020-01-01', after)
        const until = withdrawalUntil({ concluded, kind: 'digital' })
        if (until.kind !== 'until') throw new Error('a digital period has an end')
        expect(isWorkingDay(until.day)).toBe(true)
        expect(until.day >= plusDays(concluded, 14)).toBe(true)
        expect(until.day <= plusDays(concluded, 19)).toBe(true)
      }),
    )
  })
})

describe('the notice before a renewal', () => {
  it.each([
    ['2027-03-14', '2026-12-14', '2027-02-14'],
    ['2027-05-31', '2027-02-28', '2027-04-30'],
  ])('of a deadline on %s is sent from %s to %s', (deadline, earliest, latest) => {
    expect(noticeWindow(deadline)).toEqual({ earliest, latest })
  })
})
