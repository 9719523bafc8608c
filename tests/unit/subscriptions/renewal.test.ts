// To when a renewal is put off, and with which issue an order begins.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, parseInstant } from '#kernel/time'
import { nextIssue } from '#subscriptions/dispatch'
import { issuesGivenBack, unservedPart } from '#subscriptions/refund'
import { putOffTo, type RenewalInput } from '#subscriptions/renewal'

const at = (text: string) => parseInstant(text) as Instant
const coming = [
  { number: 134, coverDate: '2027-12-14' },
  { number: 135, coverDate: '2028-01-25' },
]
const input = (change: Partial<RenewalInput> = {}): RenewalInput => ({
  owed: 3,
  renewsAt: at('2027-12-01T08:00:00Z'),
  now: at('2027-11-28T08:00:00Z'),
  zone: 'Europe/Paris',
  coming,
  term: { issues: 6, months: 12 },
  ...change,
})

describe('a renewal', () => {
  it('comes as it is when one issue is owed, or none', () => {
    expect(putOffTo(input({ owed: 1 }))).toBeUndefined()
    expect(putOffTo(input({ owed: 0 }))).toBeUndefined()
  })

  it('is put off to the morning after the issue that leaves one owed', () => {
    expect(putOffTo(input({ owed: 2 }))).toBe('2027-12-15T08:00:00.000Z')
    expect(putOffTo(input({ owed: 3 }))).toBe('2028-01-26T08:00:00.000Z')
  })

  it('goes on at the pace of the term where the calendar ends', () => {
    expect(putOffTo(input({ owed: 4 }))).toBe('2028-03-27T07:00:00.000Z')
  })

  it('is moved by a week at least, and never beyond what Stripe takes', () => {
    const late = [{ number: 134, coverDate: '2027-10-01' }]
    expect(putOffTo(input({ owed: 2, coming: late }))).toBe('2027-12-08T08:00:00.000Z')
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), (owed) => {
        const until = Date.parse(putOffTo(input({ owed })) ?? '')
        expect(until).toBeGreaterThan(Date.parse(input().renewsAt))
        expect(until - Date.parse(input().now)).toBeLessThanOrEqual(700 * 86_400_000)
      }),
    )
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
