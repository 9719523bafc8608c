import { describe, expect, it } from 'vitest'
import { otherMemberStates, territoryOf } from '#tax/territory'

describe('territoryOf', () => {
  it.each([
    ['FR', '75011', 'france'],
    ['FR', '20090', 'france'], // Corsica
    ['fr', '98000', 'france'], // Monaco by a French code
    ['MC', undefined, 'france'],
    ['FR', '97110', 'overseas'],
    ['FR', '97200', 'overseas'],
    ['FR', '97400', 'overseas'],
    ['RE', '97400', 'overseas'],
    ['FR', '97300', 'untaxedOverseas'],
    ['FR', '97600', 'untaxedOverseas'],
    ['GF', undefined, 'untaxedOverseas'],
    ['FR', '97133', 'outside'], // Saint-Barthélemy
    ['FR', '97150', 'outside'], // Saint-Martin
    ['GP', '97133', 'outside'],
    ['FR', '97500', 'outside'],
    ['FR', '98714', 'outside'],
    ['FR', '98 800', 'outside'],
    ['NC', '98800', 'outside'],
    ['BE', '1000', 'eu'],
    ['GR', '10431', 'eu'],
    ['ES', '28001', 'eu'],
    ['ES', '35001', 'outside'], // Canary Islands
    ['ES', '51001', 'outside'], // Ceuta
    ['FI', '22100', 'outside'], // Åland
    ['DE', '78266', 'outside'], // Büsingen
    ['DE', '78267', 'eu'],
    ['CH', '1200', 'outside'],
    ['GB', 'SW1A 1AA', 'outside'],
  ])('puts %s %s in %s', (country, postcode, kind) => {
    expect(territoryOf({ country, ...(postcode === undefined ? {} : { postcode }) }).kind).toBe(
      kind,
    )
  })

  it('names the collectivity behind a French postal code', () => {
    expect(territoryOf({ country: 'FR', postcode: '97150' })).toEqual({
      kind: 'outside',
      country: 'MF',
    })
  })

  it('knows twenty-six member states beside France', () => {
    expect(new Set(otherMemberStates).size).toBe(26)
  })
})
