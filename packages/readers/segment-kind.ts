// What every condition of a segment is made of: what it looks at, its limits, and the words that
// several share. Pure.
import * as z from 'zod'
import type { Locale, Sentence } from '#kernel/errors'
import type { Reader } from './reader.ts'
import type { Standing } from './standing.ts'

export const segmentLimits = {
  ...{ name: 80, values: 50, parts: 20, depth: 6, days: 3_650, saved: 200, issues: 120 },
}

/**
 * What conditions look at. `standing` is read where a condition asks for it alone: then it must be
 * there, if only as undefined for a reader who has none.
 */
export type SegmentReader = Pick<
  Reader,
  'status' | 'topics' | 'locale' | 'createdAt' | 'joinedAt' | 'tags' | 'country'
> &
  Partial<Pick<Reader, 'trackingConsent' | 'lastClickOn'>> & { standing?: Standing | undefined }
/** Days are those of `zone`; `now` is the moment that "in the last days" counts back from. */
export type SegmentContext = { now: Date; zone: string }
type Named = { id: string; name: Sentence }
/** Names of topics and plans, for the text form. */
export type SegmentNames = {
  topics: readonly Named[]
  subscriptions?: { plans: readonly Named[] } | undefined
}

export type SegmentTest = (reader: SegmentReader) => boolean
export type ConditionKind<Shape extends z.ZodRawShape> = {
  schema: z.ZodObject<Shape>
  /** Made once for a mailing, asked for each reader. */
  test: (condition: z.output<z.ZodObject<Shape>>, context: SegmentContext) => SegmentTest
  words: (condition: z.output<z.ZodObject<Shape>>, names: SegmentNames) => Sentence
}

export const kind = <Shape extends z.ZodRawShape>(entry: ConditionKind<Shape>) => entry

/** A list of one value or more, of which one is enough. */
export const valuesOf = <T extends z.ZodType>(schema: T) =>
  z.array(schema).min(1).max(segmentLimits.values)

export function daysIn(days: number, locale: Locale): string {
  if (locale === 'fr') return days === 1 ? 'un jour' : `${days} jours`
  return days === 1 ? 'day' : `${days} days`
}

/** `A, B ou C`. */
export function either(names: readonly string[], locale: Locale): string {
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(names)
}

/** The names of these ids in both languages; an id that has none stands for itself. */
export function eitherNamed(ids: readonly string[], known: readonly Named[]): Sentence {
  const named = (locale: Locale) =>
    either(
      ids.map((id) => known.find((one) => one.id === id)?.name[locale] ?? id),
      locale,
    )
  return { fr: named('fr'), en: named('en') }
}
