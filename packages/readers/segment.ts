// Segments: conditions on readers, joined by and, or and not, as a small typed language. Pure.
import * as z from 'zod'
import type { Locale, Sentence } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { type Instant, isZone } from '#kernel/time'
import { conditionKinds, Leaf, type LeafKind } from './segment-conditions.ts'
import {
  type SegmentContext,
  type SegmentNames,
  type SegmentReader,
  type SegmentTest,
  segmentLimits,
} from './segment-kind.ts'
import { standingKinds } from './segment-standing.ts'

export type Condition =
  | Leaf
  | { kind: 'and'; all: Condition[] }
  | { kind: 'or'; any: Condition[] }
  | { kind: 'not'; not: Condition }

const parts = z.lazy(() => z.array(AnyCondition).max(segmentLimits.parts))
const AnyCondition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    Leaf,
    z.strictObject({ kind: z.literal('and'), all: parts }),
    z.strictObject({ kind: z.literal('or'), any: parts }),
    z.strictObject({ kind: z.literal('not'), not: AnyCondition }),
  ]),
)
/** A condition no deeper than people can read. */
export const Condition = AnyCondition.refine(
  (condition) => depthOf(condition) <= segmentLimits.depth,
  {
    message: `at most ${segmentLimits.depth} levels`,
  },
)

/** A saved segment. A mailing keeps a copy, so that a later change does not touch it. */
export const Segment = z.object({
  id: idSchema('segment'),
  name: z.string().trim().min(1).max(segmentLimits.name),
  condition: Condition,
  version: z.number().int().min(1),
  updatedAt: z.custom<Instant>((value) => typeof value === 'string'),
  updatedBy: z.string().max(254),
})
export type Segment = z.infer<typeof Segment>

/** What a mailing keeps of its segment, with the moment and the zone its days are counted in. */
export const FrozenSegment = z.object({
  id: idSchema('segment'),
  name: z.string().max(segmentLimits.name),
  condition: Condition,
  at: z.custom<Instant>((value) => typeof value === 'string'),
  zone: z.string().refine(isZone),
})
export type FrozenSegment = z.infer<typeof FrozenSegment>

/** Whether a reader is in a segment. For many readers, make the test once with `segmentTest`. */
export function matches(
  condition: Condition,
  reader: SegmentReader,
  context: SegmentContext,
): boolean {
  return segmentTest(condition, context)(reader)
}

/** The test of a condition. An `and` of nothing holds for everyone, an `or` of nothing for nobody. */
export function segmentTest(condition: Condition, context: SegmentContext): SegmentTest {
  switch (condition.kind) {
    case 'and': {
      const tests = condition.all.map((part) => segmentTest(part, context))
      return (reader) => tests.every((test) => test(reader))
    }
    case 'or': {
      const tests = condition.any.map((part) => segmentTest(part, context))
      return (reader) => tests.some((test) => test(reader))
    }
    case 'not': {
      const test = segmentTest(condition.not, context)
      return (reader) => !test(reader)
    }
    default:
      return leaf(condition).test(condition as never, context)
  }
}

/** The test of a mailing's copy. */
export function frozenTest({ condition, at, zone }: FrozenSegment): SegmentTest {
  return segmentTest(condition, { now: new Date(at), zone })
}

/** Whether a condition looks at what readers subscribe to, so that it must be read of each. */
export function asksStanding(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.all.some(asksStanding)
    case 'or':
      return condition.any.some(asksStanding)
    case 'not':
      return asksStanding(condition.not)
    default:
      return Object.hasOwn(standingKinds, condition.kind)
  }
}

/** The condition as people read it, in both languages. */
export function segmentText(condition: Condition, names: SegmentNames): Sentence {
  const both = (make: (locale: Locale) => string): Sentence => ({ fr: make('fr'), en: make('en') })
  switch (condition.kind) {
    case 'and':
      if (condition.all.length === 0) return { fr: 'tous les lecteurs', en: 'every reader' }
      return both((locale) => joinParts(condition.all, { locale, names, inside: 'and' }))
    case 'or':
      if (condition.any.length === 0) return { fr: 'aucun lecteur', en: 'no reader' }
      return both((locale) => joinParts(condition.any, { locale, names, inside: 'or' }))
    case 'not': {
      const inner = segmentText(condition.not, names)
      return { fr: `sauf (${inner.fr})`, en: `except (${inner.en})` }
    }
    default:
      return leaf(condition).words(condition as never, names)
  }
}

function leaf(condition: Leaf): (typeof conditionKinds)[LeafKind] {
  return conditionKinds[condition.kind]
}

function joinParts(
  conditions: readonly Condition[],
  options: { locale: Locale; names: SegmentNames; inside: 'and' | 'or' },
): string {
  const { locale, names, inside } = options
  const link = { and: { fr: ' et ', en: ' and ' }, or: { fr: ' ou ', en: ' or ' } }[inside][locale]
  const texts = conditions.map((part) => {
    const text = segmentText(part, names)[locale]
    const isOther = (part.kind === 'and' || part.kind === 'or') && part.kind !== inside
    return isOther && conditions.length > 1 ? `(${text})` : text
  })
  // “A and B except (C)”: what is excepted needs no link of its own.
  const isExcept = (at: number) => inside === 'and' && conditions[at]?.kind === 'not'
  return texts.reduce((whole, text, at) => `${whole}${isExcept(at) ? ' ' : link}${text}`)
}

function depthOf(condition: Condition): number {
  switch (condition.kind) {
    case 'and':
      return 1 + Math.max(0, ...condition.all.map(depthOf))
    case 'or':
      return 1 + Math.max(0, ...condition.any.map(depthOf))
    case 'not':
      return 1 + depthOf(condition.not)
    default:
      return 1
  }
}
