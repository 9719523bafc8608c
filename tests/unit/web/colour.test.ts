import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contrast, mix, palettes } from '#web/shared/colour'
import { publication } from '../../support/editorial.ts'

const schemes = Object.entries(palettes(publication.brand))

describe('the palettes of the title', () => {
  it.each(schemes)('hold 4.5:1 for every text on every ground in %s', (_, palette) => {
    const texts = ['ink', 'inkSoft', 'accent', 'good', 'warn', 'bad', 'calm'] as const
    for (const text of texts)
      for (const ground of ['paper', 'paperDeep'] as const)
        expect(contrast(palette[text], palette[ground]), `${text} on ${ground}`).toBeGreaterThan(
          4.5,
        )
    expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThan(4.5)
  })

  it.each(schemes)('hold 3:1 for the edges of fields in %s', (_, palette) => {
    expect(contrast(palette.edge, palette.paper)).toBeGreaterThan(3)
  })
})

describe('contrast', () => {
  it('is 21 between black and white, whichever comes first', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21)
  })
})

describe('mix', () => {
  it('starts at the one colour and ends at the other', () => {
    fc.assert(
      fc.property(hex(), hex(), (one, other) => {
        expect(mix(one, other, 0)).toBe(one)
        expect(mix(one, other, 1)).toBe(other)
      }),
    )
  })
})

function hex() {
  return fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`)
}
