import fc from 'fast-check'
import { expect, it } from 'vitest'
import { segmentsOfVariant, variantOf, variantsOf } from '#delivery/variants'
import { prefixedId } from '#kernel/ids'
import { instant } from '#kernel/time'
import type { FrozenSegment } from '#readers/segment'
import { aReader, beforeSending } from '../../support/delivery-world.ts'

const tagged = (tag: string): FrozenSegment => ({
  id: prefixedId('segment', tag),
  name: tag,
  condition: { kind: 'tag', anyOf: [tag] },
  at: instant(beforeSending),
  zone: 'Europe/Paris',
})
const tags = ['a', 'b', 'c']

it('a reader’s variant is one of the mailing’s and names exactly the segments they are in', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(tags), fc.subarray(tags), (of, theirs) => {
      const blockSegments = of.map(tagged)
      const reader = aReader(1, { tags: theirs })
      const variant = variantOf({ blockSegments })(reader)
      expect(variantsOf({ blockSegments })).toContain(variant)
      expect([...segmentsOfVariant({ blockSegments }, variant)]).toEqual(
        of.filter((tag) => theirs.includes(tag)).map((tag) => prefixedId('segment', tag)),
      )
    }),
  )
})

it('there is one for each way to be in or out, and `main` without segments', () => {
  expect(variantsOf({})).toEqual(['main'])
  expect(new Set(variantsOf({ blockSegments: tags.map(tagged) })).size).toBe(8)
  expect(variantOf({})(aReader(1))).toBe('main')
  expect(segmentsOfVariant({ blockSegments: [tagged('a')] }, 'main').size).toBe(0)
})
