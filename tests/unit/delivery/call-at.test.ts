import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callAt, localEnd, localStart, zoneOf, zoneOfCountry, zonesIn } from '#delivery/call-at'
import { hourMs, isZone, readWallClock } from '#kernel/time'

const at = (wallClock: string, reader: { country?: string; zone?: string }) =>
  callAt({ wallClock, reader, defaultZone: 'Europe/Paris' })

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const codes = [...letters].flatMap((first) => [...letters].map((second) => first + second))
const withZones = codes.filter((code) => zonesIn(code).length > 0)
/** Codes of countries that are no more, which CLDR still has; nobody lives there. */
const gone = new Set(['CT', 'DD', 'FQ', 'JT', 'MI', 'NQ', 'PC', 'PU', 'SU', 'WK', 'ZR'])

describe('the zone of a country', () => {
  it('is the runtime’s own for every country with one, and stated for every other', () => {
    expect(withZones.length).toBeGreaterThan(240)
    for (const code of withZones) {
      if (gone.has(code)) continue
      const zone = zoneOfCountry(code)
      expect(zone, code).toBeDefined()
      expect(readWallClock('2026-12-01T08:30', zone as string).kind, code).toBe('instant')
    }
  })

  it('is where most people live, in countries with several', () => {
    const found = ['US', 'CA', 'AU', 'BR', 'RU', 'MX', 'ES', 'PT', 'DE', 'CL'].map(zoneOfCountry)
    expect(found).toEqual([
      'America/New_York',
      'America/Toronto',
      'Australia/Sydney',
      'America/Sao_Paulo',
      'Europe/Moscow',
      'America/Mexico_City',
      'Europe/Madrid',
      'Europe/Lisbon',
      'Europe/Berlin',
      'America/Santiago',
    ])
  })

  it('is right for France overseas', () => {
    const hours = Object.fromEntries(
      ['FR', 'GP', 'MQ', 'GF', 'RE', 'YT', 'NC', 'PF', 'PM', 'WF', 'BL', 'MF'].map((country) => {
        const ms = Date.parse('2026-12-01T08:30Z') - Date.parse(at('2026-12-01T08:30', { country }))
        return [country, ms / hourMs]
      }),
    )
    expect(hours).toEqual({
      FR: 1,
      GP: -4,
      MQ: -4,
      GF: -3,
      RE: 4,
      YT: 3,
      NC: 11,
      PF: -10,
      PM: -3,
      WF: 12,
      BL: -4,
      MF: -4,
    })
  })

  it('does not exist for what is no country', () => {
    for (const code of ['ZZ', 'QQ', '', 'F', 'FRA', '12', '..'])
      expect(zoneOfCountry(code)).toBe(undefined)
    expect(zoneOfCountry('fr')).toBe('Europe/Paris')
  })
})

describe('a reader’s own instant', () => {
  it('goes by their zone, else their country, else the mailing’s zone', () => {
    expect(zoneOf({ zone: 'Asia/Tokyo', country: 'FR' })).toBe('Asia/Tokyo')
    expect(zoneOf({ zone: 'Not/AZone', country: 'JP' })).toBe('Asia/Tokyo')
    expect(at('2026-12-01T08:30', {})).toBe('2026-12-01T07:30:00.000Z')
    expect(at('2026-12-01T08:30', { country: 'ZZ' })).toBe('2026-12-01T07:30:00.000Z')
    expect(at('2026-12-01T08:30', { country: 'JP' })).toBe('2026-11-30T23:30:00.000Z')
  })

  it('is the one after where the clock change skips it, the first where it repeats it', () => {
    // Paris skips 02:00 to 03:00 on 29 March, and has 02:00 to 03:00 twice on 25 October 2026.
    expect(at('2026-03-29T02:30', { country: 'FR' })).toBe('2026-03-29T01:30:00.000Z')
    expect(at('2026-10-25T02:30', { country: 'FR' })).toBe('2026-10-25T00:30:00.000Z')
    // New York changes a week later: there it is an hour like any other.
    expect(at('2026-10-25T02:30', { country: 'US' })).toBe('2026-10-25T06:30:00.000Z')
    expect(at('2026-11-01T01:30', { country: 'US' })).toBe('2026-11-01T05:30:00.000Z')
  })

  it('is never before the time comes first on earth, nor after it came last', () => {
    const day = fc.integer({ min: 0, max: 2 * 365 * 24 * 60 })
    fc.assert(
      fc.property(day, fc.constantFrom(...withZones), (minutes, country) => {
        const wallClock = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000)
          .toISOString()
          .slice(0, 16)
        const own = at(wallClock, { country })
        expect(own >= localStart(wallClock)).toBe(true)
        // A skipped hour is an hour later.
        expect(Date.parse(own)).toBeLessThanOrEqual(Date.parse(localEnd(wallClock)) + hourMs)
        expect(isZone(zoneOf({ country }) ?? 'Europe/Paris')).toBe(true)
      }),
    )
  })

  it('is refused without a time or a zone', () => {
    expect(() => callAt({ wallClock: 'noon', reader: {}, defaultZone: 'Europe/Paris' })).toThrow()
    expect(() => callAt({ wallClock: '2026-12-01T08:30', reader: {}, defaultZone: 'x' })).toThrow()
  })
})
