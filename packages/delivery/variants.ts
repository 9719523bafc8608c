// The variants of a mailing: one for each way to be in or out of the segments that its blocks are for.
// `main` where there is none; else `v` and a digit for each segment, 1 for who is in it (`v101`). Pure.
import type { SegmentId } from '#kernel/ids'
import { frozenTest } from '#readers/segment'
import type { SegmentReader } from '#readers/segment-kind'
import type { Mailing } from './mailing.ts'
import { mainVariant } from './store.ts'

type WithSegments = Pick<Mailing, 'blockSegments'>

/** Every variant, that of readers in none of the segments first: 8 at most. */
export function variantsOf({ blockSegments = [] }: WithSegments): string[] {
  if (blockSegments.length === 0) return [mainVariant]
  return Array.from({ length: 2 ** blockSegments.length }, (_, at) =>
    nameOf(blockSegments.map((_, digit) => (at >> digit) % 2 === 1)),
  )
}

/** Which variant a reader gets. Made once for a mailing, asked for each reader. */
export function variantOf({ blockSegments = [] }: WithSegments): (reader: SegmentReader) => string {
  if (blockSegments.length === 0) return () => mainVariant
  const tests = blockSegments.map(frozenTest)
  return (reader) => nameOf(tests.map((test) => test(reader)))
}

/** The segments that readers of a variant are in. */
export function segmentsOfVariant(
  { blockSegments = [] }: WithSegments,
  variant: string,
): Set<SegmentId> {
  const inside = blockSegments.filter((_, digit) => variant[digit + 1] === '1')
  return new Set(variant === mainVariant ? [] : inside.map(({ id }) => id))
}

function nameOf(digits: readonly boolean[]): string {
  return `v${digits.map((isIn) => (isIn ? '1' : '0')).join('')}`
}
