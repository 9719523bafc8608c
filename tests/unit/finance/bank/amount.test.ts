// Amounts and days as banks write them: read exactly, or not at all.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAmount, readDay } from '#finance/bank/amount'
import { frenchAmount, frenchDay, isoAmount } from '../../../support/bank-files.ts'

describe('an amount', () => {
  it.each([
    ['1 234,56', 123_456],
    ['1\u00a0234,56', 123_456],
    ['1\u202f234,56', 123_456],
    ['1.234,56', 123_456],
    ['1,234.56', 123_456],
    ['1’234.56', 123_456],
    ['1234567,8', 123_456_780],
    ['127,82 €', 12_782],
    ['€127.82', 12_782],
    ['EUR 127,82', 12_782],
    ['12', 1_200],
    ['1 234', 123_400],
    ['-12,00', -1_200],
    ['- 12,00', -1_200],
    ['\u221212,00', -1_200],
    ['12,00-', -1_200],
    ['(12,00)', -1_200],
    ['+12,00', 1_200],
    ['0,00', 0],
    ['-0,00', 0],
    ['0,1', 10],
  ])('%s is %i cents', (text, cents) => {
    expect(readAmount(text)).toBe(cents)
  })

  it.each([
    '',
    '-',
    '€',
    'douze',
    '12,345',
    '1.234',
    '1,234',
    '12,34,56',
    '1 23,00',
    '12 34',
    '1.234.56',
    '--12',
    '-12-',
    '(-12)',
    '1e3',
    '0x10',
    'NaN',
    '12,00 USD',
    '999999999999999',
    '100 000 000,01',
    '=1+1',
  ])('%j is none that is certain', (text) => {
    expect(readAmount(text)).toBeUndefined()
  })

  const cents = fc.integer({ min: -10_000_000_000, max: 10_000_000_000 })

  it('is read back from every way that French banks write it', () => {
    const space = fc.constantFrom('', ' ', '\u00a0', '\u202f', '.')
    fc.assert(
      fc.property(cents, space, (amount, parted) => {
        expect(readAmount(frenchAmount(amount, parted))).toBe(amount)
        expect(readAmount(`${amount < 0 ? '-' : ''}${isoAmount(amount)}`)).toBe(amount)
      }),
    )
  })

  it('never throws, and answers in whole cents or not at all', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: 'binary' }), (text) => {
        const read = readAmount(text)
        expect(read === undefined || Number.isSafeInteger(read)).toBe(true)
      }),
    )
  })
})

describe('a day', () => {
  it.each([
    ['28/11/2026', '2026-11-28'],
    ['1/2/2026', '2026-02-01'],
    ['28/11/26', '2026-11-28'],
    ['28-11-2026', '2026-11-28'],
    ['28.11.2026', '2026-11-28'],
    ['2026-11-28', '2026-11-28'],
    ['20261128', '2026-11-28'],
    ['2026-11-28T23:59:59+01:00', '2026-11-28'],
    ['2026-11-28+01:00', '2026-11-28'],
    ['28/11/2026 10:12', '2026-11-28'],
    ['29/02/2028', '2028-02-29'],
  ])('%s is %s', (text, day) => {
    expect(readDay(text)).toBe(day)
  })

  it.each([
    '',
    '31/02/2026',
    '29/02/2026',
    '11/28/2026',
    '28/11',
    '28/11-2026',
    '2026',
    '28 nov. 2026',
    '00/01/2026',
    '28/11/0026',
    '99999999',
  ])('%j is none', (text) => {
    expect(readDay(text)).toBeUndefined()
  })

  it('is read back from what a calendar says', () => {
    const days = fc.date({
      min: new Date('1990-01-01T00:00:00Z'),
      max: new Date('2099-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(days, (date) => {
        const day = date.toISOString().slice(0, 10)
        expect(readDay(frenchDay(day))).toBe(day)
        expect(readDay(day)).toBe(day)
        expect(readDay(`${day}T08:00:00`)).toBe(day)
      }),
    )
  })
})
