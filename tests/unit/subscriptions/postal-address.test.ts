// Postal addresses at the door, and as they are printed (NF Z10-011).
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCountry } from '#subscriptions/countries'
import {
  addressLines,
  isSamePlace,
  readPostalAddress,
  type TypedAddress,
} from '#subscriptions/postal-address'

const typed = (change: TypedAddress = {}): TypedAddress => ({
  recipient: 'Claire Exemple',
  street: '12, rue de l’Exemple',
  postcode: '42000',
  town: 'St-Étienne',
  country: 'fr',
  ...change,
})

function read(change: TypedAddress = {}) {
  const outcome = readPostalAddress(typed(change))
  if (outcome.kind === 'refused') throw new Error(Object.keys(outcome.fields).join())
  return outcome.address
}

const faults = (change: TypedAddress) => {
  const outcome = readPostalAddress(typed(change))
  return outcome.kind === 'refused' ? Object.keys(outcome.fields).sort() : []
}

describe('an address', () => {
  it('is printed in at most six lines, the last in capitals without accents', () => {
    expect(addressLines(read())).toEqual([
      'Claire Exemple',
      '12 rue de l Exemple',
      '42000 SAINT ETIENNE',
    ])
    expect(addressLines(read({ town: 'Ste-Foy' })).at(-1)).toBe('42000 SAINTE FOY')
    expect(addressLines(read({ detail: 'Service client', place: 'BP 12' }))).toHaveLength(5)
    expect(
      addressLines(read({ country: 'BE', postcode: '1000', town: 'Bruxelles' }), 'Belgique'),
    ).toEqual(['Claire Exemple', '12, rue de l’Exemple', '1000 Bruxelles', 'BELGIQUE'])
  })

  it('has lines of 38 characters in France, spaces included, the last with its town', () => {
    expect(faults({ street: 'a'.repeat(38) })).toEqual([])
    expect(faults({ street: 'a'.repeat(39) })).toEqual(['street'])
    expect(faults({ town: 'a'.repeat(32) })).toEqual([])
    expect(faults({ town: 'a'.repeat(33) })).toEqual(['town'])
    expect(faults({ street: 'a'.repeat(39), country: 'BE', postcode: '1000' })).toEqual([])
    const refused = readPostalAddress(typed({ street: 'a'.repeat(41) }))
    expect(refused.kind === 'refused' && refused.fields.street?.fr).toMatch(/3 caractères de trop/)
  })

  it('is refused field by field', () => {
    expect(faults({ recipient: ' ', street: '', town: '\u200b' })).toEqual([
      ...['recipient', 'street', 'town'],
    ])
    expect(faults({ postcode: '7501' })).toEqual(['postcode'])
    expect(faults({ country: 'NL', postcode: '1011' })).toEqual(['postcode'])
    expect(faults({ country: 'XX' })).toEqual(['country'])
    expect(faults({ country: '' })).toEqual(['country'])
  })

  it('knows French places by their postal code, whatever country was chosen', () => {
    expect(read({ postcode: '97 133' }).country).toBe('BL')
    expect(read({ postcode: '97400' }).country).toBe('RE')
    expect(read({ postcode: '20000' }).country).toBe('FR')
  })

  it('is the same place however it is typed', () => {
    const shouted = read({ street: '12 RUE DE L EXEMPLE', town: 'saint étienne' })
    expect(isSamePlace(read(), shouted)).toBe(true)
    expect(isSamePlace(read(), read({ recipient: 'Paul Exemple' }))).toBe(false)
  })

  it('never prints a line that is too long, nor breaks on what is typed', () => {
    const text = fc.string({ unit: 'binary', maxLength: 80 })
    fc.assert(
      fc.property(fc.record({ recipient: text, street: text, town: text }), (change) => {
        const outcome = readPostalAddress(typed(change))
        if (outcome.kind === 'refused') return
        const lines = addressLines(outcome.address)
        expect(lines.length).toBeLessThanOrEqual(6)
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(38)
      }),
    )
  })
})

it('a country is one of ISO 3166-1', () => {
  for (const code of ['FR', 'RE', 'GR', 'GB', 'US', 'NC']) expect(isCountry(code)).toBe(true)
  for (const code of ['ZZ', 'EL', 'EU', 'UK', 'fr', 'FRA', 'XX', 'SU', ''])
    expect(isCountry(code)).toBe(false)
})
