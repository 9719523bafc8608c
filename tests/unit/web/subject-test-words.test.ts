import { describe, expect, it } from 'vitest'
import { subjectVerdict } from '#delivery/subject-verdict'
import { findingOf } from '#web/console/newsletters/subject-test-words'

describe('the finding of a subject test', () => {
  const clear = subjectVerdict({ a: { n: 400, k: 80 }, b: { n: 400, k: 140 } })
  const unclear = subjectVerdict({ a: { n: 400, k: 80 }, b: { n: 400, k: 84 } })
  const few = subjectVerdict({ a: { n: 10, k: 1 }, b: { n: 10, k: 9 } })
  const view = { measure: 'opened', isOver: true } as const

  it('says the difference with where it lies, and when chance may explain it', () => {
    const fr = findingOf(clear, { ...view, locale: 'fr' })
    expect(fr).toBe(
      'B par rapport à A\u202f: +15 points d’ouvertures, entre +8,8 et +21 à 95\u202f%',
    )
    expect(findingOf(unclear, { ...view, locale: 'en' })).toMatch(
      /^B against A: \+1 point in opens, between −.* at 95%: chance may explain it$/,
    )
    expect(findingOf(few, { ...view, locale: 'fr' })).toContain('Trop peu de lecteurs')
    expect(findingOf(few, { ...view, hasPeople: true, locale: 'fr' })).toMatch(/Trop peu d’ouv/)
  })

  it('judges nothing before the decision', () => {
    expect(findingOf(clear, { ...view, isOver: false, locale: 'fr' })).toMatch(/pour l’instant$/)
  })
})
