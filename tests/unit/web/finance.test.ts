// What the pages of the books work out by themselves: amounts that are typed, lines of an entry, steps
// of a chart.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WaterfallRow } from '#finance/deferred-waterfall'
import { formatEuros } from '#kernel/typography'
import { spansOf } from '#web/finance/charts.tsx'
import { stepsOf } from '#web/finance/deferred.tsx'
import { readCents, readLines } from '#web/finance/entry.tsx'

const line = (change: object) => ({ account: '', auxiliary: '', debit: '', credit: '', ...change })

describe('an amount that is typed', () => {
  it('is read as French and English people write it', () => {
    expect(
      ['12', '12,5', '12.50', '1 234,56', '1\u202f234,56\u00a0€', '0,01'].map(readCents),
    ).toEqual([1200, 1250, 1250, 123_456, 123_456, 1])
  })

  it('is refused when it is none, never guessed', () => {
    for (const text of ['', '-1', '1,234.56', '1,234', '1e3', 'douze', '12,'])
      expect([text, readCents(text)]).toEqual([text, undefined])
  })

  it('comes back as it was, whatever the cents', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 11 }), (cents) => {
        const text = `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, '0')}`
        return readCents(text) === cents
      }),
    )
  })
})

describe('lines of an entry', () => {
  it('are debits above zero and credits below; empty ones are left out', () => {
    expect(
      readLines([
        line({ account: '627000', debit: '12,00' }),
        line({}),
        line({ account: '411000', auxiliary: 'cu_ana', credit: '12' }),
      ]),
    ).toEqual([
      { account: '627000', cents: 1200 },
      { account: '411000', auxiliary: 'cu_ana', cents: -1200 },
    ])
  })

  it('say which of them is off', () => {
    for (const off of [
      { account: '', debit: '1' },
      { account: '12', debit: '1' },
      { account: '627000' },
      { account: '627000', debit: '1', credit: '1' },
      { account: '627000', debit: '0' },
      { account: '627000', debit: 'x' },
    ])
      expect(readLines([line({ account: '627000', debit: '1' }), line(off)])).toMatchObject({
        fr: expect.stringContaining('Ligne 2'),
      })
  })
})

describe('the chart of deferred revenue', () => {
  const rows: WaterfallRow[] = [
    {
      month: '2026-10',
      sold: 9696,
      released: { '2026-11': 1616 },
      back: { '2026-11': 500 },
      rest: 7580,
    },
    { month: '2026-11', sold: 4000, released: { '2026-11': 400 }, back: {}, rest: 3600 },
  ]

  it('leads from the opening to what is left', () => {
    const steps = stepsOf(rows, { month: '2026-11', opening: 9696, locale: 'fr' })
    expect(steps.map(({ cents }) => cents)).toEqual([9696, 4000, -2016, -500, 11_180])
    expect(spansOf(steps).map(({ to }) => to)).toEqual([9696, 13_696, 11_680, 11_180, 11_180])
  })

  it('begins each step where the one before ended', () => {
    const steps = stepsOf(rows, { month: '2026-11', opening: 9696, locale: 'en' })
    expect(spansOf(steps).map(({ from }) => from)).toEqual([0, 9696, 13_696, 11_680, 0])
  })
})

it('writes an amount below zero with a true minus', () => {
  expect(formatEuros(-1200, 'fr')).toBe('\u221212,00\u00a0€')
  expect(formatEuros(-1200, 'en')).toBe('\u2212€12.00')
})
