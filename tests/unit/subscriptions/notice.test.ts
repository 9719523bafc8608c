// The notice before a tacit renewal: its days, what proves it, when a person is needed.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isProper,
  lastDayToRefuse,
  type NoticeStanding,
  needsPerson,
  noticeDays,
  noticeRules,
  standingOf,
  wantsMail,
} from '#subscriptions/notice'
import { plusDays } from '#subscriptions/working-days'
import { aNotice, aNoticeMail } from '../../support/notices.ts'

const zone = 'Europe/Paris'
const instantOf = (text: string) => new Date(text).toISOString() as never

describe('the days of a notice', () => {
  it.each([
    ['2027-03-14', '2026-12-14', '2027-01-14', '2027-02-07', '2027-02-14'],
    // Months that are too short give their last day.
    ['2027-05-31', '2027-02-28', '2027-03-31', '2027-04-26', '2027-04-30'],
    ['2028-04-30', '2028-01-30', '2028-02-29', '2028-03-26', '2028-03-30'],
    ['2027-03-31', '2026-12-31', '2027-01-31', '2027-02-24', '2027-02-28'],
  ])('before %s are %s, %s, %s and %s', (lastDay, earliest, send, alert, latest) => {
    expect(noticeDays(lastDay)).toEqual({ earliest, send, alert, latest })
  })

  it('come in one order for every last day, and a day that was put off leaves time for all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (after) => {
        const today = plusDays('2020-01-01', after)
        const { earliest, send, alert, latest } = noticeDays(today)
        expect([earliest, send, alert, latest]).toEqual([earliest, send, alert, latest].sort())
        expect(latest < today).toBe(true)
        const next = noticeDays(plusDays(today, noticeRules.leastDays))
        expect(next.earliest <= today).toBe(true)
        expect(next.alert >= plusDays(today, 7)).toBe(true)
        expect(next.latest >= plusDays(next.alert, 4)).toBe(true)
      }),
    )
  })

  it('end before the day of the renewal, as Paris counts days', () => {
    expect(lastDayToRefuse(instantOf('2027-03-15T09:00:00Z'), zone)).toBe('2027-03-14')
    expect(lastDayToRefuse(instantOf('2027-03-14T23:30:00Z'), zone)).toBe('2027-03-14')
    expect(lastDayToRefuse(instantOf('2027-03-14T22:30:00Z'), zone)).toBe('2027-03-13')
  })
})

describe('a notice', () => {
  const proper = (day: string, change = {}) =>
    isProper(aNotice({ mails: [aNoticeMail(day, change)] }), zone)

  it('is proper when it was sent in its window and not returned', () => {
    expect(proper('2026-12-13')).toBe(false)
    expect(proper('2026-12-14')).toBe(true)
    expect(proper('2027-02-14')).toBe(true)
    expect(proper('2027-02-15')).toBe(false)
    expect(proper('2027-01-14', { facts: ['bounced'] })).toBe(false)
    expect(proper('2027-01-14', { facts: ['bouncedSoft'] })).toBe(false)
    expect(proper('2027-01-14', { facts: ['bouncedSoft', 'delivered'] })).toBe(true)
    expect(proper('2027-01-14', { outcome: 'uncertain' })).toBe(false)
    expect(proper('2027-01-14', { outcome: 'skipped', reason: 'moved' })).toBe(false)
    expect(isProper(aNotice(), zone)).toBe(false)
  })

  it('counts its day as Paris does', () => {
    expect(proper('x', { at: instantOf('2027-02-14T22:30:00Z') })).toBe(true)
    expect(proper('x', { at: instantOf('2027-02-14T23:30:00Z') })).toBe(false)
  })

  it('is proper by a letter of its window', () => {
    const letter = (day: string) => ({ day, by: 'x', at: instantOf('2027-02-10T08:00:00Z') })
    const returned = [aNoticeMail('2027-01-14', { facts: ['bounced'] })]
    expect(isProper(aNotice({ mails: returned, letter: letter('2027-02-10') }), zone)).toBe(true)
    expect(isProper(aNotice({ mails: returned, letter: letter('2027-02-15') }), zone)).toBe(false)
  })
})

describe('what is known of a notice', () => {
  const pending = { outcome: undefined, at: undefined } as never
  const cases: [string, Parameters<typeof aNoticeMail>[1], string, NoticeStanding][] = [
    ['waits to be sent', pending, '2027-01-15', 'asked'],
    ['was accepted', {}, '2027-01-15', 'sent'],
    ['was delivered', { facts: ['delivered'] }, '2027-01-15', 'delivered'],
    ['was accepted and nothing more is heard', {}, '2027-02-07', 'overdue'],
    ['waits when the alert is due', pending, '2027-02-07', 'overdue'],
    ['was refused for a time', { facts: ['bouncedSoft'] }, '2027-01-15', 'failed'],
    ['went who knows where', { outcome: 'uncertain' }, '2027-01-15', 'failed'],
    ['was returned for good', { facts: ['bounced'] }, '2027-01-15', 'undeliverable'],
    [
      'was returned after its delivery',
      { facts: ['delivered', 'bounced'] },
      '2027-01-15',
      'undeliverable',
    ],
    ['has no address', { outcome: 'skipped', reason: 'erased' }, '2027-01-15', 'undeliverable'],
    ['was reported', { facts: ['complained'] }, '2027-02-08', 'delivered'],
  ]
  it.each(cases)('that %s', (_, mail, today, standing) => {
    const notice = aNotice({ mails: [aNoticeMail('2027-01-14', mail)] })
    expect(standingOf(notice, today)).toBe(standing)
    expect(needsPerson(notice, today)).toBe(standing === 'undeliverable' || standing === 'overdue')
  })

  it('is quiet once a letter went or it is closed', () => {
    const at = instantOf('2027-02-08T08:00:00Z')
    const letter = { day: '2027-02-08', by: 'x', at }
    expect(needsPerson(aNotice({ letter }), '2027-02-10')).toBe(false)
    expect(needsPerson(aNotice({ closed: { because: 'left', at } }), '2027-02-10')).toBe(false)
  })
})

describe('a mail of a notice', () => {
  const wants = (today: string, ...mails: ReturnType<typeof aNoticeMail>[]) =>
    wantsMail(aNotice({ mails }), { today, zone })

  it('is asked for in the window alone, and once', () => {
    expect(wants('2026-12-13')).toBe(false)
    expect(wants('2027-01-14')).toBe(true)
    expect(wants('2027-02-15')).toBe(false)
    expect(wants('2027-01-20', aNoticeMail('2027-01-14'))).toBe(false)
    expect(wants('2027-01-20', aNoticeMail('2027-01-14', { outcome: undefined } as never))).toBe(
      false,
    )
  })

  it('is asked for again where it was refused for a time, not where it can’t arrive', () => {
    const soft = { facts: ['bouncedSoft'] }
    expect(wants('2027-01-17', aNoticeMail('2027-01-14', soft))).toBe(false)
    expect(wants('2027-01-18', aNoticeMail('2027-01-14', soft))).toBe(true)
    const thrice = ['2027-01-14', '2027-01-18', '2027-01-22'].map((day) => aNoticeMail(day, soft))
    expect(wants('2027-01-30', ...thrice)).toBe(false)
    expect(wants('2027-01-30', aNoticeMail('2027-01-14', { facts: ['bounced'] }))).toBe(false)
    expect(
      wants('2027-01-15', aNoticeMail('2027-01-14', { outcome: 'skipped', reason: 'moved' })),
    ).toBe(true)
  })

  it('is no more than the most there is room for, whatever became of the others', () => {
    const skipped = { outcome: 'skipped', reason: 'moved' } as const
    const mails = (count: number) =>
      Array.from({ length: count }, () => aNoticeMail('2027-01-14', skipped))
    expect(wants('2027-01-20', ...mails(noticeRules.mostMails - 1))).toBe(true)
    expect(wants('2027-01-20', ...mails(noticeRules.mostMails))).toBe(false)
  })
})
