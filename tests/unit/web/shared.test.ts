import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Instant } from '#kernel/time'
import { niceCeiling } from '#web/shared/chart.tsx'
import { formatDate, formatInstant, formatNumber, formatRelative } from '#web/shared/format.tsx'
import { frenchOf, localPath, readPath } from '#web/shared/locale'
import { contentSecurityPolicy } from '#web/shared/security'

describe('the language of a path', () => {
  it('is English under /en and French elsewhere', () => {
    expect(readPath('/en/calendar')).toEqual({ locale: 'en', path: '/calendar' })
    expect(readPath('/en')).toEqual({ locale: 'en', path: '/' })
    expect(readPath('/entreprises')).toEqual({ locale: 'fr', path: '/entreprises' })
  })

  it('goes there and back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('fr' as const, 'en' as const),
        fc.stringMatching(/^(\/[a-z0-9-]{1,9}){0,4}$/),
        (locale, path) => {
          const rooted = `/x${path}`
          expect(readPath(localPath(locale, rooted))).toEqual({ locale, path: rooted })
        },
      ),
    )
  })

  it('elides the French article before a vowel', () => {
    expect(frenchOf('En-Contact')).toBe('d’En-Contact')
    expect(frenchOf('Clarté')).toBe('de Clarté')
  })
})

describe('numbers and dates', () => {
  const now = new Date('2026-11-30T08:00:00.000Z')
  const at = (text: string) => text as Instant

  it('group thousands by a narrow no-break space in French', () => {
    expect(formatNumber(1234, 'fr')).toBe('1\u202f234')
    expect(formatNumber(1234, 'en')).toBe('1,234')
  })

  it('write the first of a month as an ordinal in French alone', () => {
    expect(formatDate('2026-12-01', 'fr')).toBe('1er décembre 2026')
    expect(formatDate('2026-12-01', 'en')).toBe('1 December 2026')
  })

  it('name the zone of an exact time', () => {
    const text = formatInstant(at('2026-12-01T07:30:00.000Z'), 'fr', 'Europe/Paris')
    expect(text).toContain('08:30')
    expect(text).toContain('(Europe/Paris)')
  })

  it('say how far away an instant is, and its date once it is far', () => {
    const seen = (text: string) => formatRelative(at(text), now, 'fr', 'Europe/Paris')
    expect(seen('2026-11-30T08:00:10.000Z')).toBe('à l’instant')
    expect(seen('2026-11-30T11:00:00.000Z')).toBe('dans 3 heures')
    expect(seen('2026-11-29T08:00:00.000Z')).toBe('hier')
    expect(seen('2026-01-05T08:00:00.000Z')).toBe('5 janvier 2026')
  })
})

describe('the content security policy', () => {
  it('allows nothing inline and nothing from elsewhere', () => {
    const policy = contentSecurityPolicy()
    expect(policy).not.toContain('unsafe')
    expect(policy).not.toMatch(/https?:/)
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
  })

  it('takes extra sources, and drops ’none’ where there are some', () => {
    const policy = contentSecurityPolicy({
      'connect-src': ['https://files.example'],
      'frame-ancestors': ["'self'"],
    })
    expect(policy).toContain("connect-src 'self' https://files.example")
    expect(policy).toContain("frame-ancestors 'self'")
  })
})

describe('the ceiling of a chart', () => {
  it('is round and holds the value, with less than 2.6 times of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (value) => {
        const ceiling = niceCeiling(value)
        expect(ceiling).toBeGreaterThanOrEqual(value)
        expect(ceiling).toBeLessThan(value * 2.6)
      }),
    )
  })
})
