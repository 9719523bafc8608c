import { describe, expect, it } from 'vitest'
import { line, payout, ties } from '../../support/match-world.ts'

it('never ties again what a person untied, neither by name nor by amount', () => {
  const untied = { id: 'bl_1', notOf: ['po_A1b2C3d4'] }
  expect(ties([payout({})], [line({ ...untied, text: 'STRIPE PO_A1B2C3D4' })])).toEqual({})
  expect(ties([payout({})], [line(untied)])).toEqual({})
  expect(ties([payout({})], [line({ ...untied, cents: 12_700 })])).toEqual({})
  expect(ties([payout({}), payout({ id: 'po_other' })], [line(untied)])).toEqual({
    bl_1: 'po_other amount',
  })
})

describe('a line that names its payout', () => {
  it('is that payout’s, whatever its amount and its day', () => {
    const named = line({
      id: 'bl_1',
      cents: 11_582,
      date: '2026-12-20',
      text: 'STRIPE PO_A1B2C3D4',
    })
    expect(ties([payout({})], [named])).toEqual({ bl_1: 'po_A1b2C3d4 reference' })
  })

  it('is known by the bank’s own reference too, among other words', () => {
    const traced = line({
      id: 'bl_1',
      cents: 1,
      text: 'VIR',
      isStripe: false,
      references: ['X/TRN-12345678'],
    })
    expect(ties([payout({ traceId: 'TRN12345678' })], [traced])).toEqual({
      bl_1: 'po_A1b2C3d4 reference',
    })
    expect(
      ties(
        [payout({ traceId: '1234567' })],
        [line({ id: 'bl_1', cents: 1, references: ['91234567'] })],
      ),
    ).toEqual({})
  })

  it('is known by a bank’s reference of eight, and not by one that two texts make together', () => {
    const eight = line({ id: 'bl_1', cents: 1, references: ['12345678'] })
    expect(ties([payout({ traceId: '12345678' })], [eight])).toEqual({
      bl_1: 'po_A1b2C3d4 reference',
    })
    const parted = line({ id: 'bl_1', cents: 1, text: 'STRIPE PO_A1B2', references: ['C3D4'] })
    expect(ties([payout({})], [parted])).toEqual({})
  })

  it('may be one of several that brought it', () => {
    const [first, rest] = [
      line({ id: 'bl_1', cents: 11_582, text: 'po_A1b2C3d4' }),
      line({ id: 'bl_2', cents: 1_200, text: 'SOLDE po_A1b2C3d4', date: '2026-11-20' }),
    ]
    expect(Object.keys(ties([payout({})], [first, rest]))).toEqual(['bl_1', 'bl_2'])
  })

  it('leaves the rest of its payout to a line of just that amount', () => {
    const named = line({ id: 'bl_1', cents: 1_200, text: 'SOLDE po_A1b2C3d4', date: '2026-11-25' })
    const rest = line({ id: 'bl_2', cents: 11_582 })
    expect(ties([payout({})], [named, rest])).toEqual({
      bl_1: 'po_A1b2C3d4 reference',
      bl_2: 'po_A1b2C3d4 amount',
    })
    const other = line({ id: 'bl_2', cents: 11_500 })
    expect(Object.keys(ties([payout({})], [named, other]))).toEqual(['bl_1'])
  })

  it('is nobody’s when it names two', () => {
    const both = line({ id: 'bl_1', cents: 5, text: 'po_A1b2C3d4 po_Z9y8X7w6' })
    const other = payout({
      id: 'po_Z9y8X7w6',
      amount: 77,
      arrivalDate: '2026-12-09',
      date: '2026-12-07',
    })
    expect(ties([payout({}), other], [both])).toEqual({})
  })
})

describe('a line from Stripe that names nothing', () => {
  it('is the payout of its amount, from the day it was made to ten days after its arrival', () => {
    for (const [date, isTied] of [
      ['2026-11-04', false],
      ['2026-11-05', true],
      ['2026-11-19', true],
      ['2026-11-20', false],
    ] as const)
      expect(Object.keys(ties([payout({})], [line({ id: 'bl_1', date })])).length, date).toBe(
        Number(isTied),
      )
  })

  it('finds all of several of one amount a line, whichever came first', () => {
    const payouts = [
      payout({ id: 'po_one00000' }),
      payout({ id: 'po_two00000', date: '2026-11-09', arrivalDate: '2026-11-11' }),
    ]
    const lines = [
      line({ id: 'bl_1', date: '2026-11-12' }),
      line({ id: 'bl_2', date: '2026-11-06' }),
    ]
    expect(ties(payouts, lines)).toEqual({ bl_2: 'po_one00000 amount', bl_1: 'po_two00000 amount' })
    expect(ties(payouts.toReversed(), lines.toReversed())).toEqual(ties(payouts, lines))
  })

  it('is the payout it is nearest to when neither has anybody else', () => {
    expect(ties([payout({})], [line({ id: 'bl_1', cents: 11_582 })])).toEqual({
      bl_1: 'po_A1b2C3d4 nearest',
    })
    const second = payout({ id: 'po_second00', amount: 12_000 })
    expect(ties([payout({}), second], [line({ id: 'bl_1', cents: 11_582 })])).toEqual({})
    expect(
      ties(
        [payout({})],
        [line({ id: 'bl_1', cents: 11_582 }), line({ id: 'bl_2', cents: 11_000 })],
      ),
    ).toEqual({})
    expect(ties([payout({ amount: 100_000 })], [line({ id: 'bl_1', cents: 50_000 })])).toEqual({})
    expect(ties([payout({})], [line({ id: 'bl_1', cents: -11_582 })])).toEqual({})
  })

  it('is near up to 50.00 or a fifth, whichever is more, and never the other way round', () => {
    const isTied = (amount: number, cents: number) =>
      Object.keys(ties([payout({ amount })], [line({ id: 'bl_1', cents })])).length === 1
    expect([7_782, 7_781, 17_782, 17_783].map((cents) => isTied(12_782, cents))).toEqual([
      ...[true, false, true, false],
    ])
    expect([80_000, 79_999, 120_000, 120_001].map((cents) => isTied(100_000, cents))).toEqual([
      ...[true, false, true, false],
    ])
    expect([-1_000, 1_000].map((cents) => isTied(2_000, cents))).toEqual([false, true])
  })

  it('is near only up to five days after the arrival', () => {
    const on = (date: string) => ties([payout({})], [line({ id: 'bl_1', cents: 11_582, date })])
    expect(on('2026-11-14')).toEqual({ bl_1: 'po_A1b2C3d4 nearest' })
    expect(on('2026-11-15')).toEqual({})
  })

  it('brings nothing more of a payout that came whole, be it a line of nothing', () => {
    const named = line({ id: 'bl_1', text: 'STRIPE po_A1b2C3d4' })
    expect(ties([payout({})], [named, line({ id: 'bl_2', cents: 0 })])).toEqual({
      bl_1: 'po_A1b2C3d4 reference',
    })
  })

  it('is none where it is not from Stripe, in another currency, or was set aside', () => {
    for (const other of [{ isStripe: false }, { currency: 'USD' }, { text: undefined }] as const)
      expect(ties([payout({})], [line({ id: 'bl_1', ...other } as never)])).toEqual({})
    const setAside = { at: '2026-11-10T00:00:00.000Z' as never, by: 'a', reason: 'b' }
    expect(ties([payout({})], [line({ id: 'bl_1', setAside })])).toEqual({})
    expect(ties([payout({ currency: 'usd' })], [line({ id: 'bl_1' })])).toEqual({})
  })

  it('takes what Stripe took from the bank', () => {
    const taken = payout({ amount: -5_000 })
    expect(ties([taken], [line({ id: 'bl_1', cents: -5_000 })])).toEqual({
      bl_1: 'po_A1b2C3d4 amount',
    })
  })
})

describe('a payout that failed', () => {
  const failed = payout({ atStripe: 'failed' })

  it('is none of the bank’s lines when it never came', () => {
    expect(ties([failed], [line({ id: 'bl_1' })])).toEqual({})
  })

  it('has both lines when it came and was sent back', () => {
    const back = line({ id: 'bl_2', cents: -12_782, date: '2026-11-16' })
    expect(ties([failed], [line({ id: 'bl_1' }), back])).toEqual({
      bl_1: 'po_A1b2C3d4 amount',
      bl_2: 'po_A1b2C3d4 amount',
    })
  })
})

describe('a line that came of a payout that failed, and the one that went back', () => {
  const failed = payout({ atStripe: 'failed' })
  const came = line({ id: 'bl_1' })
  const wentOn = (date: string, made = {}) => line({ id: 'bl_2', cents: -12_782, date, ...made })
  const tied = { bl_1: 'po_A1b2C3d4 amount', bl_2: 'po_A1b2C3d4 amount' }

  it('lie in this order, the second up to thirty days after the arrival', () => {
    for (const [date, isTied] of [
      ['2026-11-08', false],
      ['2026-11-09', true],
      ['2026-12-09', true],
      ['2026-12-10', false],
    ] as const)
      expect(ties([failed], [came, wentOn(date)]), date).toEqual(isTied ? tied : {})
  })

  it('begin within ten days of the arrival', () => {
    const on = (date: string) => ties([failed], [line({ id: 'bl_1', date }), wentOn('2026-11-25')])
    expect(on('2026-11-19')).toEqual(tied)
    expect(on('2026-11-20')).toEqual({})
  })

  it('are not those that a person untied', () => {
    const notOf = ['po_A1b2C3d4']
    expect(ties([failed], [line({ id: 'bl_1', notOf }), wentOn('2026-11-16')])).toEqual({})
    expect(ties([failed], [came, wentOn('2026-11-16', { notOf })])).toEqual({})
  })

  it('are one payout’s: of two that failed, the one that was to arrive first', () => {
    const later = payout({ id: 'po_Alater00', atStripe: 'failed', arrivalDate: '2026-11-10' })
    for (const payouts of [
      [failed, later],
      [later, failed],
    ])
      expect(ties(payouts, [came, wentOn('2026-11-16')])).toEqual(tied)
  })
})

describe('what a person decided', () => {
  const at = '2026-11-10T00:00:00.000Z' as never
  const tied = (how: 'hand' | 'nearest', payoutId = 'po_A1b2C3d4') =>
    line({ id: 'bl_1', cents: 500, match: { payoutId, how, at, by: 'ana@magazine.example' } })

  it('stays, though another line would fit better', () => {
    expect(ties([payout({})], [tied('hand'), line({ id: 'bl_2' })])).toEqual({
      bl_1: 'po_A1b2C3d4 hand',
    })
  })

  it('stays where its difference is settled', () => {
    const settled = payout({ isSettled: true })
    expect(ties([settled], [tied('nearest'), line({ id: 'bl_2' })])).toEqual({
      bl_1: 'po_A1b2C3d4 nearest',
    })
    expect(ties([payout({})], [tied('nearest'), line({ id: 'bl_2' })])).toEqual({
      bl_2: 'po_A1b2C3d4 amount',
    })
  })

  it('stays so: a line of just the rest is no more looked for once a difference is settled', () => {
    const rest = line({ id: 'bl_2', cents: 12_282 })
    expect(ties([payout({})], [tied('hand'), rest])).toEqual({
      ...{ bl_1: 'po_A1b2C3d4 hand', bl_2: 'po_A1b2C3d4 amount' },
    })
    expect(ties([payout({ isSettled: true })], [tied('hand'), rest])).toEqual({
      bl_1: 'po_A1b2C3d4 hand',
    })
  })

  it('stays where its payout is too old to be looked at', () => {
    expect(ties([], [tied('nearest', 'po_older000')])).toEqual({ bl_1: 'po_older000 nearest' })
  })
})
