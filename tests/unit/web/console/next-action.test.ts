import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Mailing, MailingStatus } from '#delivery/mailing'
import type { Issue } from '#editorial/issue'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { dayMs, hourMs, instant } from '#kernel/time'
import { type Desk, type NewsletterSketch, nextAction } from '#web/console/next-action'
import { anIssue, start } from '../../../support/editorial.ts'

const zone = 'Europe/Paris'
const inFuture = (ms: number) => instant(start.getTime() + ms)

function aDesk(change: Partial<Desk> = {}): Desk {
  return { issues: [], newsletters: [], mailings: [], now: start, zone, ...change }
}

function aSketch(change: Partial<NewsletterSketch> = {}): NewsletterSketch {
  return {
    id: 'nl_131' as NewsletterId,
    issueNumber: 131,
    subject: 'N° 131',
    status: 'draft',
    version: 1,
    mailingIds: [],
    updatedAt: instant(start),
    isWritten: false,
    ...change,
  }
}

function aMailing(status: MailingStatus, change: Partial<Mailing> = {}): Mailing {
  return {
    id: 'ml_1' as MailingId,
    newsletterId: 'nl_131' as NewsletterId,
    newsletterVersion: 3,
    locale: 'fr',
    subject: 'N° 131',
    topics: [],
    status,
    wallClock: '2026-12-01T08:30',
    zone,
    sendAt: inFuture(14 * hourMs),
    createdAt: instant(start),
    createdBy: 'sf_marion',
    ...change,
  }
}

const planned = (number: number, coverDate: string): Issue => anIssue({ number, coverDate })

describe('the way of an issue', () => {
  const announced = anIssue({ status: 'announced' })

  it('begins with announcing the nearest planned issue', () => {
    const issues = [planned(132, '2027-01-01'), planned(131, '2026-12-01')]
    const action = nextAction(aDesk({ issues }))
    expect(action).toMatchObject({ kind: 'announce', issue: { number: 131 } })
  })

  it('goes on with the draft that announcing made', () => {
    const desk = aDesk({ issues: [announced], newsletters: [aSketch()] })
    expect(nextAction(desk).kind).toBe('continue')
  })

  it('asks for the check once the newsletter is written', () => {
    const newsletters = [aSketch({ isWritten: true })]
    expect(nextAction(aDesk({ issues: [announced], newsletters })).kind).toBe('check')
  })

  it('goes back to writing when the check found errors', () => {
    const newsletters = [aSketch({ isWritten: true, check: 'failed' })]
    expect(nextAction(aDesk({ issues: [announced], newsletters })).kind).toBe('continue')
  })

  it('asks for a date once the check has passed', () => {
    const newsletters = [aSketch({ isWritten: true, check: 'passed' })]
    expect(nextAction(aDesk({ issues: [announced], newsletters })).kind).toBe('schedule')
  })

  it('counts down to the departure, before the next issue is due to be announced', () => {
    const desk = aDesk({
      issues: [announced, planned(132, '2027-01-01')],
      newsletters: [aSketch({ status: 'scheduled' })],
      mailings: [aMailing('scheduled')],
    })
    expect(nextAction(desk)).toMatchObject({ kind: 'goesOut', sendAt: inFuture(14 * hourMs) })
  })

  it('follows the mailing while it goes out', () => {
    for (const status of ['planning', 'sending'] as const)
      expect(nextAction(aDesk({ mailings: [aMailing(status)] })).kind).toBe('sending')
  })

  it('points to the report on the day after, then to publishing', () => {
    const sentAt = instant(start.getTime() - 2 * hourMs)
    const mailings = [aMailing('sent', { sendAt: sentAt, sentAt })]
    const issues = [anIssue({ status: 'announced', coverDate: '2026-11-30' })]
    expect(nextAction(aDesk({ issues, mailings })).kind).toBe('report')
    const later = new Date(start.getTime() + dayMs)
    expect(nextAction(aDesk({ issues, mailings, now: later })).kind).toBe('publish')
  })
})

describe('what comes before', () => {
  it('puts a stopped mailing above all else', () => {
    const desk = aDesk({
      issues: [planned(131, '2026-12-01')],
      newsletters: [aSketch()],
      mailings: [aMailing('sending'), aMailing('stopped', { id: 'ml_2' as MailingId })],
    })
    expect(nextAction(desk)).toMatchObject({ kind: 'stopped', mailing: { id: 'ml_2' } })
  })

  it('takes the draft of the issue that is due first', () => {
    const desk = aDesk({
      issues: [anIssue({ number: 132, coverDate: '2027-01-01' }), anIssue()],
      newsletters: [
        aSketch({ id: 'nl_132' as NewsletterId, issueNumber: 132 }),
        aSketch({ id: 'nl_131' as NewsletterId }),
      ],
    })
    expect(nextAction(desk)).toMatchObject({ newsletter: { id: 'nl_131' } })
  })

  it('takes a draft without an issue last', () => {
    const { issueNumber: _, ...free } = aSketch({ id: 'nl_free' as NewsletterId })
    const desk = aDesk({ issues: [anIssue()], newsletters: [free, aSketch()] })
    expect(nextAction(desk)).toMatchObject({ newsletter: { id: 'nl_131' } })
  })
})

describe('when nothing presses', () => {
  it('names the next issue that is further away', () => {
    const desk = aDesk({ issues: [planned(133, '2027-02-01')] })
    expect(nextAction(desk)).toMatchObject({ kind: 'rest', issue: { number: 133 } })
  })

  it('asks to plan an issue when there is none ahead', () => {
    expect(nextAction(aDesk()).kind).toBe('planIssue')
    const issues = [anIssue({ status: 'published', coverDate: '2026-11-01' })]
    expect(nextAction(aDesk({ issues })).kind).toBe('planIssue')
  })

  it('reads the day in the publication’s zone', () => {
    const now = new Date('2026-11-30T23:30:00.000Z') // already 1 December in Paris
    const issues = [anIssue({ status: 'announced', coverDate: '2026-12-01' })]
    expect(nextAction(aDesk({ issues, now })).kind).toBe('publish')
    expect(nextAction(aDesk({ issues, now, zone: 'America/Montreal' })).kind).not.toBe('publish')
  })
})

it('always names one thing that exists, whatever lies on the desk', () => {
  const issues = fc.array(
    fc
      .record({
        number: fc.integer({ min: 1, max: 300 }),
        days: fc.integer({ min: -90, max: 200 }),
        status: fc.constantFrom('planned', 'announced', 'published'),
      })
      .map(({ number, days, status }) =>
        anIssue({
          number,
          status,
          coverDate: instant(start.getTime() + days * dayMs).slice(0, 10),
        }),
      ),
    { maxLength: 8 },
  )
  const mailings = fc.array(
    fc
      .constantFrom<MailingStatus[]>(
        'scheduled',
        'sending',
        'sent',
        'cancelled',
        'stopped',
        'paused',
      )
      .map((status) => aMailing(status)),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(issues, mailings, (someIssues, someMailings) => {
      const action = nextAction(aDesk({ issues: someIssues, mailings: someMailings }))
      if ('issue' in action && action.issue) expect(someIssues).toContain(action.issue)
      if ('mailing' in action) expect(someMailings).toContain(action.mailing)
      if (someMailings.some((one) => one.status === 'stopped')) expect(action.kind).toBe('stopped')
    }),
  )
})
