// Companies are found by name or alias, whatever case, accents, hyphens and spaces were typed.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { companyMentions, companyNameKey, findCompanies } from '#editorial/find-companies'
import type { CompanyId } from '#kernel/ids'

const company = (id: string, name: string, ...aliases: string[]) => ({
  id: `co_${id}` as CompanyId,
  name,
  aliases,
})

const companies = [
  company('meridienne', 'Méridienne Services', 'Standard du Midi', 'Méridienne'),
  company('octave', 'Octave & Filles'),
  company('rivages', 'Trois-Rivages'),
  company('brumaire', 'Brumaire'),
  company('aubepin', 'Mutuelle de l’Aubépin'),
  company('oeuvre', 'Œuvre Neuve'),
  company('quai', 'quai.example'),
]

const named = (text: string) => findCompanies(text, companies).map((id) => id.slice(3))

describe('companies in a text', () => {
  it.each([
    ['MÉRIDIENNE SERVICES recrute', 'meridienne'],
    ['chez meridienne services', 'meridienne'],
    ['l’ex-Standard du Midi', 'meridienne'],
    ['l’ancien Standard-du-Midi', 'meridienne'],
    ['(Méridienne)', 'meridienne'],
    ['Me\u0301ridienne', 'meridienne'],
    ['Octave & Filles', 'octave'],
    ['Octave&Filles', 'octave'],
    ['Trois Rivages', 'rivages'],
    ['TROIS\u00a0RIVAGES', 'rivages'],
    ['TroisRivages', 'rivages'],
    ['Trois\u2011Rivages', 'rivages'],
    ['Trois-Rivages’s parcels', 'rivages'],
    ["Brumaire's offices", 'brumaire'],
    ['d’Brumaire', 'brumaire'],
    ['Bru-maire', 'brumaire'],
    ['?Brumaire,', 'brumaire'],
    ["la mutuelle de l'aubepin", 'aubepin'],
    ['oeuvre neuve', 'oeuvre'],
    ['voir quai.example', 'quai'],
  ])('%s', (text, id) => {
    expect(named(text)).toEqual([id])
  })

  it.each([
    'Brumairesque',
    'Embrumaire',
    'bru maire',
    'Octave. Filles',
    'Trois, Rivages',
    'Standard du soir',
    'Brumaire2',
    '',
  ])('none in: %s', (text) => {
    expect(named(text)).toEqual([])
  })

  it('come once each, in the order they first appear', () => {
    expect(named('Brumaire, Trois-Rivages, puis Brumaire et Méridienne')).toEqual([
      'brumaire',
      'rivages',
      'meridienne',
    ])
  })

  it('give the longest name its place', () => {
    const text = 'Hier, Méridienne Services et Méridienne'
    const places = companyMentions(text, companies).map(({ start, end }) => text.slice(start, end))
    expect(places).toEqual(['Méridienne Services', 'Méridienne'])
  })

  it('are all found in any order, between any other words', () => {
    const filler = fc.constantFrom(' et ', ', ', ' ; ', '. ', ' chez ', '\n', '\u202f? ')
    fc.assert(
      fc.property(
        fc.shuffledSubarray(companies.slice(0, 6), { minLength: 1 }),
        fc.array(filler, { minLength: 7, maxLength: 7 }),
        (some, fillers) => {
          const text = some.map(({ name }, at) => `${name}${fillers[at]}`).join('zz ')
          expect(findCompanies(text, companies)).toEqual(some.map(({ id }) => id))
        },
      ),
      { seed: 131 },
    )
  })

  it('are none without companies, and a name of signs alone is never found', () => {
    expect(findCompanies('Brumaire & co', [])).toEqual([])
    expect(findCompanies('a & b', [company('signs', '&')])).toEqual([])
  })

  it('compare by one form of the name', () => {
    expect(companyNameKey('  Mutuelle de l’AUBÉPIN ')).toBe('mutuelle de l aubepin')
  })
})
