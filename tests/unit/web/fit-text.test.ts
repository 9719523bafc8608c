import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FitOptions, fitText, textWidth } from '#web/cover/fit-text'

const box: FitOptions = {
  face: 'display',
  width: 520,
  height: 300,
  maxSize: 78,
  minSize: 20,
  leading: 1,
  tracking: -0.02,
}
const word = fc.stringMatching(/^[a-zà-ÿœ’]{1,12}$/)
const title = fc.array(word, { minLength: 1, maxLength: 14 }).map((words) => words.join(' '))

describe('fitText', () => {
  it('keeps every line inside the box', () => {
    fc.assert(
      fc.property(title, (text) => {
        const { size, lines } = fitText(text, box)
        for (const line of lines)
          expect(textWidth(line, 'display', size, -0.02)).toBeLessThanOrEqual(box.width)
        expect(lines.length * size * box.leading).toBeLessThanOrEqual(box.height)
      }),
    )
  })

  it('loses no word of a title that fits', () => {
    fc.assert(
      fc.property(title, (text) => {
        const { lines } = fitText(text, box)
        if (!lines.join('').includes('…')) expect(lines.join(' ')).toBe(text)
      }),
    )
  })

  it('never parts a word from the mark after its narrow no-break space', () => {
    const { lines } = fitText('Patienter, est-ce déjà partir\u202f?', { ...box, width: 240 })
    expect(lines.some((line) => line.endsWith('partir\u202f?'))).toBe(true)
  })

  it('sets a short title larger than a long one', () => {
    const long = 'Ce que les clients n’osent plus dire au téléphone, et pourquoi personne n’écoute'
    expect(fitText('Réclamer', box).size).toBeGreaterThan(fitText(long, box).size)
  })

  it('cuts a word that no line can hold, and says so', () => {
    const { lines } = fitText('x'.repeat(200), box)
    expect(lines).toHaveLength(1)
    expect(lines[0]?.endsWith('…')).toBe(true)
    expect(textWidth(lines[0] ?? '', 'display', 20, -0.02)).toBeLessThanOrEqual(box.width)
  })
})
