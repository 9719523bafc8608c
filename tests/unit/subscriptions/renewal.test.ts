// To when a renewal is put off, and with which issue an order begins.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, parseInstant } from '#kernel/time'
import { nextIssue } from '#subscriptions/dispatch'
import { lastDayToRefuse, type Notice } from '#subscriptions/notice'
import { issuesGivenBack, unservedPart } from '#subscriptions/refund'
import {
  earliestRenewal,
  firstLookAt,
  nextLookAt,
  type RenewalInput,
  type RenewalLook,
  stepOf,
} from '#subscriptions/renewal'
import { aNotice } from '../../support/notices.ts'

const at = (text: string) => parseInstant(text) as Instant
const zone = 'Europe/Paris'
const coming = [
  { number: 134, coverDate: '2027-12-14' },
  { number: 135, coverDate: '2028-01-25' },
]
const input = (change: Partial<RenewalInput> = {}): RenewalInput => ({
  owed: 3,
  now: at('2027-11-28T08:00:00Z'),
  zone,
  coming,
  term: { issues: 6, months: 12 },
  ...change,
})

describe('the earliest day of a renewal', () => {
  it('does not matter when one issue is owed, or none', () => {
    expect(earliestRenewal(input({ owed: 1 }))).toBeUndefined()
    expect(earliestRenewal(input({ owed: 0 }))).toBeUndefined()
  })

  it('is a fortnight after the issue that leaves one owed is due', () => {
    expect(earliestRenewal(input({ owed: 2 }))).toBe('2027-12-28T08:00:00.000Z')
    expect(earliestRenewal(input({ owed: 3 }))).toBe('2028-02-08T08:00:00.000Z')
  })

  it('goes on at the pace of the term where the calendar ends', () => {
    expect(earliestRenewal(input({ owed: 4 }))).toBe('2028-04-09T07:00:00.000Z')
  })

  it('counts an issue that is late as due today', () => {
    const late = [{ number: 134, coverDate: '2027-10-01' }]
    expect(earliestRenewal(input({ owed: 2, coming: late }))).toBe('2027-12-12T08:00:00.000Z')
  })
})

describe('what becomes of a renewal', () => {
  // Its last day is 2027-12-14; its notice is sent from 10-14 on, at the latest on 11-14.
  const renewsAt = at('2027-12-15T09:00:00Z')
  const noticed = (day: string, facts: string[] = ['delivered']): Notice => ({
    ...aNotice({ lastDay: '2027-12-14' }),
    mails: [
      {
        id: 'mm_1',
        askedAt: at(`${day}T08:00:00Z`),
        outcome: 'accepted',
        facts,
        at: at(`${day}T08:00:00Z`),
      },
    ],
  })
  const step = (day: string, change: Partial<RenewalLook> = {}) =>
    stepOf({
      ...input({ owed: 1, now: at(`${day}T10:00:00Z`) }),
      ...{ renewsAt, notice: undefined, ...change },
    })

  it('is settled on the day its notice is due, and not before', () => {
    expect(step('2027-10-13', { owed: 5 })).toEqual({ kind: 'wait' })
    expect(step('2027-10-14')).toEqual({ kind: 'notify' })
    // Of three owed the second is due on 2028-01-25.
    expect(step('2027-10-14', { owed: 3 })).toEqual({
      ...{ kind: 'putOff', because: 'issues', until: '2028-02-08T08:00:00.000Z' },
    })
  })

  it('stands once its notice went, whatever the calendar says since', () => {
    const notice = noticed('2027-10-14')
    expect(step('2027-10-20', { owed: 3, notice })).toEqual({ kind: 'notify' })
    expect(step('2027-12-12', { owed: 1, notice })).toEqual({ kind: 'comes' })
  })

  it('is put off at the last look while more than one is owed, with time for a new notice', () => {
    const late = step('2027-12-12', { owed: 2, notice: noticed('2027-10-14'), coming: [] })
    expect(late).toMatchObject({ kind: 'putOff', because: 'issues' })
    if (late.kind !== 'putOff') throw new Error(late.kind)
    expect(lastDayToRefuse(late.until, zone) >= '2028-01-23').toBe(true)
  })

  it('does not come without its notice', () => {
    expect(step('2027-11-14')).toEqual({ kind: 'notify' })
    expect(step('2027-11-15')).toEqual({
      ...{ kind: 'putOff', because: 'notice', until: '2027-12-28T08:00:00.000Z' },
    })
    // Sent in time and returned; sent in time and lost from sight; sent too late.
    expect(step('2027-11-15', { notice: noticed('2027-10-14', ['bounced']) }).kind).toBe('putOff')
    expect(step('2027-11-15', { notice: noticed('2027-10-14', []) }).kind).toBe('notify')
    expect(step('2027-12-12', { notice: noticed('2027-11-15') }).kind).toBe('putOff')
  })

  it('is never asked of Stripe for more than it takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), (owed) => {
        const now = at('2027-10-14T10:00:00Z')
        const far = step('2027-10-14', { owed })
        if (far.kind !== 'putOff') throw new Error(far.kind)
        expect(far.until > renewsAt).toBe(true)
        expect(Date.parse(far.until) - Date.parse(now)).toBeLessThanOrEqual(700 * 86_400_000)
      }),
    )
  })

  it('is looked at each day until its notice is delivered, then shortly before it comes', () => {
    const next = (day: string, notice?: Notice) =>
      nextLookAt({ renewsAt, notice, now: at(`${day}T10:00:00Z`), zone })
    expect(firstLookAt(renewsAt, { now: at('2027-01-01T10:00:00Z'), zone })).toBe(
      '2027-10-14T07:00:00.000Z',
    )
    expect(firstLookAt(renewsAt, { now: at('2027-12-01T10:00:00Z'), zone })).toBe(
      '2027-12-01T10:00:00.000Z',
    )
    expect(next('2027-10-14', noticed('2027-10-14', []))).toBe('2027-10-15T07:00:00.000Z')
    expect(next('2027-10-15', noticed('2027-10-14'))).toBe('2027-11-15T08:00:00.000Z')
    expect(next('2027-11-15', noticed('2027-10-14'))).toBe('2027-12-12T09:00:00.000Z')
    expect(next('2027-12-12', noticed('2027-10-14'))).toBeUndefined()
  })
})

describe('the first issue of an order', () => {
  const calendar = [
    { number: 129, coverDate: '2026-09-07', status: 'published' },
    { number: 130, coverDate: '2026-10-19', status: 'published' },
    { number: 131, coverDate: '2026-12-01', status: 'planned' },
    { number: 140, coverDate: '2027-01-12', status: 'planned' },
  ]
  const next = (dispatched: number[], day = '2026-11-30') =>
    nextIssue({ dispatched, calendar, day })

  it('is the one after what was dispatched and what is past, whatever the gaps', () => {
    expect(next([])).toBe(131)
    expect(next([131])).toBe(140)
    expect(next([131, 140])).toBe(141)
    // A back issue that was sent again says nothing.
    expect(next([129])).toBe(131)
    expect(nextIssue({ dispatched: [], calendar: [], day: '2026-11-30' })).toBe(1)
  })
})

describe('money given back', () => {
  it('ends as many issues as it paid for', () => {
    const paid = { gross: 9_900, vat: 204, bought: 6 }
    expect(issuesGivenBack(paid, 0)).toBe(0)
    expect(issuesGivenBack(paid, 1_649)).toBe(0)
    expect(issuesGivenBack(paid, 1_650)).toBe(1)
    expect(issuesGivenBack(paid, 6_600)).toBe(4)
    expect(issuesGivenBack(paid, 9_900)).toBe(6)
    expect(issuesGivenBack({ gross: 0, vat: 0, bought: 6 }, 0)).toBe(0)
  })

  it('of exactly the unserved part ends exactly what is unserved', () => {
    const anyTerm = fc.record({
      gross: fc.integer({ min: 600, max: 1_000_000 }),
      bought: fc.integer({ min: 1, max: 60 }),
      percent: fc.nat(20),
    })
    fc.assert(
      fc.property(anyTerm, fc.nat(60), ({ gross, bought, percent }, served) => {
        fc.pre(served <= bought && gross >= bought * 10)
        const paid = { gross, bought, vat: Math.floor((gross * percent) / 120) }
        const back = unservedPart({ ...paid, served }).gross
        expect(issuesGivenBack(paid, back)).toBe(bought - served)
      }),
    )
  })
})
