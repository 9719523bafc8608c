import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  blocksFor,
  blocksForEveryone,
  hasTooManySegments,
  segmentsOf,
} from '#editorial/block-segments'
import { Block } from '#editorial/blocks'
import { prefixedId, type SegmentId } from '#kernel/ids'

const segments = ['a', 'b', 'c'].map((tail) => prefixedId('segment', tail))
const [a, b] = segments as [SegmentId, SegmentId]

const block = (
  type: 'paragraph' | 'heading' | 'divider' | 'title',
  id: string,
  segmentId?: string,
) =>
  Block.parse({
    id,
    type,
    ...(type === 'paragraph' ? { spans: [{ text: id }] } : { text: id }),
    ...(segmentId === undefined ? {} : { segmentId }),
  })

/** `P` paragraph, `H` heading, `-` rule; a digit after it: only for that segment. */
const written = (text: string): Block[] =>
  text.split(' ').map((word, at) => {
    const type = ({ P: 'paragraph', H: 'heading', '-': 'divider', T: 'title' } as const)[
      word[0] as 'P' | 'H' | '-' | 'T'
    ]
    return block(type, `b${at}`, word[1] && segments[Number(word[1])])
  })
const shown = (text: string, inside: readonly SegmentId[] = []) => {
  const words = text.split(' ')
  return blocksFor(written(text), new Set(inside))
    .map(({ id }) => words[Number(id.slice(1))])
    .join(' ')
}

describe('the blocks that a reader sees', () => {
  const anyBlocks = fc
    .array(
      fc.record({
        type: fc.constantFrom('paragraph' as const, 'heading' as const, 'divider' as const),
        segmentId: fc.option(fc.constantFrom(...segments), { nil: undefined }),
      }),
      { maxLength: 24 },
    )
    .map((list) => list.map(({ type, segmentId }, at) => block(type, `b${at}`, segmentId)))
  const anyInside = fc.subarray([...segments]).map((ids) => new Set(ids))

  it('are those for everyone and for the segments they are in, in their order', () => {
    fc.assert(
      fc.property(anyBlocks, anyInside, (blocks, inside) => {
        const seen = blocksFor(blocks, inside)
        const theirs = blocks.filter(
          ({ segmentId }) => segmentId === undefined || inside.has(segmentId),
        )
        // Nothing that is not theirs, and of what is theirs only headings and rules may be missing.
        expect(theirs.filter((one) => seen.includes(one))).toEqual(seen)
        const missing = theirs.filter((one) => !seen.includes(one))
        expect(missing.every(({ type }) => type === 'heading' || type === 'divider')).toBe(true)
      }),
    )
  })

  it('are all of them for who is in every segment', () => {
    fc.assert(
      fc.property(anyBlocks, (blocks) => {
        expect(blocksFor(blocks, new Set(segments))).toEqual(blocks)
      }),
    )
  })

  it('never hold a rule at an end or beside another that hiding brought there', () => {
    fc.assert(
      fc.property(anyBlocks, anyInside, (blocks, inside) => {
        const seen = blocksFor(blocks, inside)
        const isRule = (one: Block | undefined) => one?.type === 'divider'
        const gapAfter = (one: Block | undefined) => {
          const at = one ? blocks.indexOf(one) : -1
          return blocks[at + 1] !== seen[one ? seen.indexOf(one) + 1 : 0]
        }
        if (isRule(seen[0])) expect(gapAfter(undefined)).toBe(false)
        seen.forEach((one, at) => {
          if (isRule(one) && (at === seen.length - 1 || isRule(seen[at + 1])))
            expect(gapAfter(one)).toBe(false)
        })
      }),
    )
  })

  it.each([
    ['P - P0 - P', 'P - P'],
    ['P0 - P', 'P'],
    ['P - P0', 'P'],
    ['P - P0 - P1 - P', 'P - P'],
    ['P - - P', 'P - - P'],
    ['H P0 H P', 'H P'],
    ['H P0 P1 - P', 'P'],
    ['T H P0', 'T'],
    ['P H', 'P H'],
    ['H P0 P', 'H P'],
    ['P - H P0 - P', 'P - P'],
    ['H0 P', 'P'],
  ])('of %s are %s for who is in no segment', (text, expected) => {
    expect(shown(text)).toBe(expected)
  })

  it('keep the rule and the heading where their block is shown', () => {
    expect(shown('P - H P0 - P', [a])).toBe('P - H P0 - P')
    expect(shown('P - H P0 - P', [b])).toBe('P - P')
  })

  it('for everyone are those without a segment', () => {
    expect(blocksForEveryone(written('P P0 P1')).map(({ id }) => id)).toEqual(['b0'])
  })
})

describe('the segments of a text', () => {
  it('stand in the order in which blocks name them, each once', () => {
    expect(segmentsOf(written('P P1 P0 P1'))).toEqual([b, a])
    expect(segmentsOf(written('P P'))).toEqual([])
  })

  it('are three at most', () => {
    const many = ['a', 'b', 'c', 'd'].map((tail, at) =>
      block('paragraph', `b${at}`, prefixedId('segment', tail)),
    )
    expect(hasTooManySegments(many.slice(0, 3))).toBe(false)
    expect(hasTooManySegments(many)).toBe(true)
  })

  it('may be named by every type of block, by an id alone', () => {
    for (const option of Block.options) expect(Object.keys(option.shape)).toContain('segmentId')
    const bad = { id: 'b', type: 'divider', segmentId: 'rd_x' }
    expect(Block.safeParse(bad).success).toBe(false)
  })
})
