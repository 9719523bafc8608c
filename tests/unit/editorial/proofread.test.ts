// Proofreading suggests at exact places and changes nothing by itself.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, blockText } from '#editorial/blocks'
import { applySuggestion, proofread, suggestionLimit } from '#editorial/proofread'
import type { Locale } from '#kernel/errors'

const paragraph = (text: string): Block => ({ id: 'p', type: 'paragraph', spans: [{ text }] })

function found(text: string, locale: Locale = 'fr'): string[] {
  return proofread([paragraph(text)], locale).map(({ code, found }) => `${code} ${found}`)
}

/** The text after every replacement on offer was taken, one after the other. */
function corrected(text: string, locale: Locale = 'fr'): string {
  let blocks: Block[] = [paragraph(text)]
  for (let round = 0; round < 60; round += 1) {
    const next = proofread(blocks, locale).find(({ replacement }) => replacement !== undefined)
    if (!next) break
    blocks = applySuggestion(blocks, next)
  }
  return blocks.map(blockText).join('\n')
}

const french: [string, string, string][] = [
  [
    'a word glued to a question mark',
    'Partir ou rester\u202f?Nordalie hésite.',
    'Partir ou rester\u202f? Nordalie hésite.',
  ],
  [
    'a sentence glued to the one before',
    'C’est la fin.Mais quelle fin…',
    'C’est la fin. Mais quelle fin…',
  ],
  ['a word glued to a comma', 'Oui,non, peut-être.', 'Oui, non, peut-être.'],
  ['two points for a cut', 'La société (..) hésite.', 'La société (…) hésite.'],
  ['three points', 'Et puis... rien.', 'Et puis… rien.'],
  ['straight marks', 'Il dit "non" et sort.', 'Il dit «\u202fnon\u202f» et sort.'],
  [
    'English marks',
    'La grande “faucheuse”\u202f: elle.',
    'La grande «\u202ffaucheuse\u202f»\u202f: elle.',
  ],
  ['marks of two kinds', 'Il dit “non" et sort.', 'Il dit «\u202fnon\u202f» et sort.'],
  [
    'straight marks inside French ones',
    '«\u202fIl dit "non" et sort.\u202f»',
    '«\u202fIl dit “non” et sort.\u202f»',
  ],
  ['straight apostrophes', "L'an d'après, aujourd'hui.", 'L’an d’après, aujourd’hui.'],
  ['a space before a full stop', 'C’est fini .', 'C’est fini.'],
  ['a space before a comma', 'Oui , non.', 'Oui, non.'],
  ['two spaces', 'Un  seul espace.', 'Un seul espace.'],
  ['a word twice', 'Il a dit que que non.', 'Il a dit que non.'],
  ['a mark twice', 'Oui,, non.', 'Oui, non.'],
  [
    'a missing narrow space',
    'Pourquoi? Parce que: voilà!',
    'Pourquoi\u202f? Parce que\u202f: voilà\u202f!',
  ],
  ['a missing space before a percentage', 'Soit 40% des 3 €.', 'Soit 40\u202f% des 3\u202f€.'],
  ['a small letter after a full stop', 'Il partit. elle resta.', 'Il partit. Elle resta.'],
]

describe('proofreading French', () => {
  it.each(french)('corrects %s', (_, wrong, right) => {
    expect(corrected(wrong)).toBe(right)
    expect(found(right)).toEqual([])
  })

  it('leaves good French alone', () => {
    const text =
      'Nous nous levons à 8\u202fh\u202f30 ; «\u202fdéjà\u202f?\u202f» dit-elle. Etc. M. Durand, p. 12, aussi… Voir https://exemple.example/a?b=c:d&e=f, écrire à qui.vous@exemple.example, ratio 3:1, écran 27" ; `a?b:c`.'.replaceAll(
        ' ;',
        '\u202f;',
      )
    expect(found(text)).toEqual([])
  })

  it('marks what only a person can mend, without a replacement', () => {
    const text = 'Une phrase «\u202fouverte, découverte ici. Et (une autre.'
    expect(
      proofread([paragraph(text)], 'fr').map(({ code, found, replacement }) => [
        code,
        found,
        replacement,
      ]),
    ).toEqual([
      ['unpaired-mark', '«', undefined],
      ['unlinked-here', 'ici', undefined],
      ['unpaired-mark', '(', undefined],
    ])
  })

  it('hints at sentences of over sixty words, not at sixty', () => {
    const words = (count: number) =>
      `${Array.from({ length: count }, (_, at) => `mot${at}`).join(' ')}.`
    expect(found(words(60))).toEqual([])
    expect(
      proofread([paragraph(`${words(5)} ${words(61)}`)], 'fr').map(({ code }) => code),
    ).toContain('long-sentence')
  })

  it('knows here without a link, and links that only say here', () => {
    const linked = (text: string): Block => ({
      id: 'p',
      type: 'paragraph',
      spans: [{ text: 'Le calendrier est ' }, { text, href: '/calendar' }, { text: '.' }],
    })
    const codes = (block: Block, locale: Locale) =>
      proofread([block], locale).map(({ code }) => code)
    expect(codes(paragraph('Le calendrier est ici.'), 'fr')).toEqual(['unlinked-here'])
    expect(codes(paragraph('Cliquez ici pour le lire.'), 'fr')).toEqual(['unlinked-here'])
    expect(codes(paragraph('You will find it here.'), 'en')).toEqual(['unlinked-here'])
    expect(codes(paragraph('Click here to read it.'), 'en')).toEqual(['unlinked-here'])
    expect(codes(linked('ici'), 'fr')).toEqual(['vague-link'])
    expect(codes(linked('cliquez ici'), 'fr')).toEqual(['vague-link'])
    expect(codes(linked('here'), 'en')).toEqual(['vague-link'])
    expect(codes(linked('à cette page du magazine'), 'fr')).toEqual([])
    expect(
      codes(paragraph('D’ici là, ici même, jusqu’ici, rien ne change d’ici avril.'), 'fr'),
    ).toEqual([])
  })
})

describe('proofreading English', () => {
  it('corrects marks in the English way', () => {
    expect(corrected('He said "no"  and it\'s over .', 'en')).toBe('He said “no” and it’s over.')
    expect(corrected('Why ? Because : so !', 'en')).toBe('Why? Because: so!')
  })

  it('puts in no French spaces', () => {
    expect(found('Why? Because: so! “Yes.”', 'en')).toEqual([])
  })
})

describe('a suggestion', () => {
  it('keeps formatting and links where it is applied', () => {
    const block: Block = {
      id: 'p',
      type: 'paragraph',
      spans: [
        { text: "L'avis d'", bold: true },
        { text: "aujourd'hui ?Nor", href: '/calendar' },
        { text: 'dalie.', italic: true },
      ],
    }
    const done = proofread([block], 'fr').reduce<Block[]>(
      (blocks) => {
        const next = proofread(blocks, 'fr').find(({ replacement }) => replacement !== undefined)
        return next ? applySuggestion(blocks, next) : blocks
      },
      [block],
    )
    expect(done).toEqual([
      {
        id: 'p',
        type: 'paragraph',
        spans: [
          { text: 'L’avis d’', bold: true },
          { text: 'aujourd’hui\u202f? Nor', href: '/calendar' },
          { text: 'dalie.', italic: true },
        ],
      },
    ])
  })

  it('is refused where the text has changed since, and where its block is gone', () => {
    const [suggestion] = proofread([paragraph('Oui , non.')], 'fr')
    if (!suggestion) throw new Error('nothing found')
    const changed = [paragraph('Non , oui, et plus.')]
    const moved = [paragraph('Oui, non.')]
    expect(applySuggestion(moved, suggestion)).toEqual(moved)
    expect(applySuggestion([{ ...changed[0], id: 'q' } as Block], suggestion)).toEqual([
      { ...changed[0], id: 'q' },
    ])
  })

  it('names the field it is in, for every kind of block', () => {
    const wrong = 'Oui , non.'
    const blocks: Block[] = [
      { id: 'a', type: 'title', text: wrong },
      { id: 'b', type: 'epigraph', quote: wrong, attribution: wrong },
      { id: 'c', type: 'list', ordered: false, items: [[{ text: 'Bien.' }], [{ text: wrong }]] },
      { id: 'd', type: 'button', label: wrong, href: '/calendar' },
      { id: 'e', type: 'companies', lead: wrong, companyIds: [] },
      { id: 'f', type: 'divider' },
    ]
    const suggestions = proofread(blocks, 'fr')
    expect(suggestions.map(({ blockId, field }) => `${blockId}.${field}`)).toEqual([
      'a.text',
      'b.quote',
      'b.attribution',
      'c.items.1',
      'd.label',
      'e.lead',
    ])
    const done = suggestions.reduce<Block[]>(applySuggestion, blocks)
    expect(proofread(done, 'fr')).toEqual([])
  })

  it('has a place whose text is what it says, and never changes a block by being made', () => {
    const sign = fc.constantFrom(
      ...'ab É.,;:?!«»“”"\'()[]- \u00a0\u202f…%1'.split(''),
      'ici',
      '..',
      'mot mot',
    )
    fc.assert(
      fc.property(
        fc.array(sign, { maxLength: 60 }),
        fc.constantFrom<Locale>('fr', 'en'),
        (signs, locale) => {
          const text = signs.join('') || 'a'
          const block = paragraph(text)
          const before = structuredClone(block)
          for (const suggestion of proofread([block], locale)) {
            const { start, end, found, replacement } = suggestion
            expect(text.slice(start, end)).toBe(found)
            const after = applySuggestion([block], suggestion).map(blockText).join('')
            const wanted = text.slice(0, start) + replacement + text.slice(end)
            expect(after).toBe(replacement === undefined ? text : wanted)
          }
          expect(block).toEqual(before)
        },
      ),
      { numRuns: 500, seed: 131 },
    )
  })

  it('comes in a bounded number, and from long hostile text too', () => {
    for (const sign of ['?', '"', '«', '(', ' ,', 'ici. ', "a'", '..', '1:', 'a a ', 'mot.Mot']) {
      const text = sign.repeat(Math.floor(20_000 / sign.length))
      expect(proofread([paragraph(text)], 'fr').length).toBeLessThanOrEqual(suggestionLimit)
    }
  })
})
