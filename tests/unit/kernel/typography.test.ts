// French spaces, numbers and dates.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatDate,
  formatMonth,
  formatNumber,
  formatShare,
  formatTime,
  frenchNumber,
  frenchSpaceEdits,
  frenchSpaces,
  issueNumberText,
  ordinal,
  sentenceCase,
} from '#kernel/typography'

/** `_` stands for U+202F, `~` for U+00A0, so that one can see them. */
const seen = (text: string) => text.replaceAll('\u202f', '_').replaceAll('\u00a0', '~')
const typed = (text: string) => text.replaceAll('_', '\u202f').replaceAll('~', '\u00a0')

describe('French spaces', () => {
  it.each([
    ['Qui ? Toi !', 'Qui_? Toi_!'],
    ['Qui? Toi!', 'Qui_? Toi_!'],
    ['Qui~? Toi~!', 'Qui_? Toi_!'],
    ['Qui  ?', 'Qui_?'],
    ['oui ; non : si', 'oui_; non_: si'],
    ['« oui »', '«_oui_»'],
    ['«oui»', '«_oui_»'],
    ['«~oui~»', '«_oui_»'],
    ['« oui » ?', '«_oui_»_?'],
    ['« Quoi ?! »', '«_Quoi_?!_»'],
    ['(Quoi ?)', '(Quoi_?)'],
    ['enterrement ?Nordalie', 'enterrement_?Nordalie'],
    ['une “faucheuse”: elle', 'une “faucheuse”_: elle'],
    ['En 2026: douze', 'En 2026_: douze'],
    ['ville : 12 points', 'ville_: 12 points'],
    ['Booking.example: le géant', 'Booking.example_: le géant'],
    ['Vraiment ?…', 'Vraiment_?…'],
    ['À 100 % ; oui', 'À 100 %_; oui'],
    ['l’un (ou l’autre); tous', 'l’un (ou l’autre)_; tous'],
  ])('%s', (before, after) => {
    expect(seen(frenchSpaces(typed(before)))).toBe(after)
  })

  it.each([
    'https://exemple.example/a?b=c;d:e!f#g',
    'http://exemple.example:8080/?q=« x »'.split(' ')[0] ?? '',
    'www.exemple.example/?a',
    'exemple.example/page?x=1',
    'exemple.example:8080',
    'mailto:redaction@exemple.example?subject=a',
    'redaction+lettre@exemple.example',
    'à 08:30, à 8:05:59',
    'un ratio de 3:1',
    'std::vector, a?b:c, x&&y, fn();',
    '`si (a ? b : c)`',
    'C:\\dossier, /chemin/d:x',
    ':sourire: et :-) et ;-)',
    '? au début',
    '¿Qué?¡No!',
    '« ',
    '»',
    '',
    'sans rien à changer, ni ici. Ni là…',
  ])('leaves %s as it is', (text) => {
    expect(frenchSpaces(text)).toBe(text)
  })

  const sign = fc.constantFrom(
    ...'aÉ1.,;:?!«»“”()[]/@#&=`\u00a0\u202f \n'.split(''),
    ' ?',
    'https://a.example/?b ',
    'mot',
  )
  const texts = fc.oneof(
    fc.array(sign, { maxLength: 80 }).map((signs) => signs.join('')),
    fc.string({ unit: 'binary', maxLength: 80 }),
  )

  it('change nothing but plain and no-break spaces', () => {
    const inked = (text: string) => text.replace(/[ \u00a0\u202f]/g, '')
    fc.assert(
      fc.property(texts, (text) => {
        expect(inked(frenchSpaces(text))).toBe(inked(text))
      }),
      { numRuns: 2_000, seed: 131 },
    )
  })

  it('never take a space away where none comes in its place', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const { start, end, insert } of frenchSpaceEdits(text)) {
          expect(insert).toBe('\u202f')
          expect(text.slice(start, end)).toMatch(/^[ \u00a0\u202f]*$/)
        }
      }),
      { numRuns: 1_000, seed: 131 },
    )
  })

  it('are put in once and for all', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = frenchSpaces(text)
        expect(frenchSpaces(once)).toBe(once)
      }),
      { numRuns: 2_000, seed: 131 },
    )
  })

  it('never touch a link, wherever it stands', () => {
    const path = fc.array(fc.constantFrom(...'ab1/?!:;=&-_.~'.split('')), { maxLength: 20 })
    fc.assert(
      fc.property(texts, path, texts, (before, signs, after) => {
        const link = `https://exemple.example/${signs.join('')}`
        expect(frenchSpaces(`${before} ${link} ${after}`)).toContain(link)
      }),
      { numRuns: 1_000, seed: 131 },
    )
  })

  it.each(['?', ' ?', '«', '»', '`', '1:', 'a', '1', '@', 'a.', '/', ':/', '&a', ' '])(
    'take a megabyte of %j without hanging',
    (sign) => {
      const text = sign.repeat(Math.floor(1_000_000 / sign.length))
      expect(frenchSpaces(text).length).toBeGreaterThan(0)
    },
  )
})

describe('numbers', () => {
  it('are grouped as each language does', () => {
    expect(seen(frenchNumber(1234567.5))).toBe('1_234_567,5')
    expect(formatNumber(1234567.5, 'en')).toBe('1,234,567.5')
  })

  it('show shares as percentages', () => {
    expect(seen(formatShare(0.4, 'fr'))).toBe('40_%')
    expect(formatShare(2 / 3, 'en', 1)).toBe('66.7%')
  })

  it('name issues and ranks', () => {
    expect(seen(issueNumberText(131))).toBe('N°~131')
    expect(seen(issueNumberText(131, 'en'))).toBe('No.~131')
    expect([1, 2, 21].map((rank) => ordinal(rank, 'fr'))).toEqual(['1er', '2e', '21e'])
    expect(ordinal(1, 'fr', true)).toBe('1re')
    expect([1, 2, 3, 4, 11, 12, 21].map((rank) => ordinal(rank, 'en'))).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '21st',
    ])
  })
})

describe('dates', () => {
  it('say the first day of a month as the French do', () => {
    expect(seen(formatDate('2026-12-01', 'fr'))).toBe('1er~décembre 2026')
    expect(seen(formatDate('2026-12-01', 'fr', { weekday: true }))).toBe('mardi 1er~décembre 2026')
    expect(seen(formatDate('2026-12-11', 'fr', { year: false }))).toBe('11~décembre')
    expect(seen(formatDate('2026-12-01', 'en'))).toBe('1~December 2026')
  })

  it('read an instant in its zone and a day as it stands', () => {
    expect(formatDate('2026-11-30T23:30:00Z', 'fr', { zone: 'Europe/Paris' })).toContain('1er')
    expect(formatDate('2026-11-30T23:30:00Z', 'fr', { zone: 'UTC' })).toContain('30')
    expect(formatDate('2026-11-30', 'fr', { zone: 'Pacific/Auckland' })).toContain('30')
  })

  it('name months and times of day', () => {
    expect(formatMonth('2026-12-01', 'fr')).toBe('décembre 2026')
    expect(formatMonth('2026-12-01', 'en')).toBe('December 2026')
    expect(seen(formatTime('2026-12-01T07:30:00Z', 'fr'))).toBe('8_h_30')
    expect(seen(formatTime('2026-12-01T07:00:00Z', 'fr'))).toBe('8_h')
    expect(formatTime('2026-12-01T07:30:00Z', 'en')).toBe('08:30')
    expect(seen(formatTime('2026-11-30T23:00:00Z', 'fr'))).toBe('0_h')
  })

  it('begin a sentence with a capital', () => {
    expect(sentenceCase('été 2027', 'fr')).toBe('Été 2027')
    expect(sentenceCase('', 'fr')).toBe('')
  })
})
