// Segments: conditions on readers, as a small typed language. Each condition stands in one table with
// its shape, its test and its words, so that a new one is one entry more. Pure.
import * as z from 'zod'
import { type Locale, locales, type Sentence } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { dateOf, dayMs, type Instant, instant, isZone, readWallClock } from '#kernel/time'
import { countryName } from './country.ts'
import { joinedOf } from './joined.ts'
import { type Reader, ReaderStatus } from './reader.ts'

export const segmentLimits = { name: 80, values: 50, parts: 20, depth: 6, days: 3_650, saved: 200 }

/** What conditions look at. */
export type SegmentReader = Pick<
  Reader,
  'status' | 'topics' | 'locale' | 'createdAt' | 'joinedAt' | 'tags' | 'country'
> &
  Partial<Pick<Reader, 'trackingConsent' | 'lastClickOn'>>
/** Days are those of `zone`; `now` is the moment that "in the last days" counts back from. */
export type SegmentContext = { now: Date; zone: string }
/** Names of topics, for the text form. */
export type SegmentNames = { topics: readonly { id: string; name: Sentence }[] }

type Test = (reader: SegmentReader) => boolean
type ConditionKind<Shape extends z.ZodRawShape> = {
  schema: z.ZodObject<Shape>
  /** Made once for a mailing, asked for each reader. */
  test: (condition: z.output<z.ZodObject<Shape>>, context: SegmentContext) => Test
  words: (condition: z.output<z.ZodObject<Shape>>, names: SegmentNames) => Sentence
}

const Day = z.iso.date()
const Days = z.number().int().min(1).max(segmentLimits.days)
const words = <T extends z.ZodType>(schema: T) => z.array(schema).min(1).max(segmentLimits.values)

const kind = <Shape extends z.ZodRawShape>(entry: ConditionKind<Shape>) => entry

/** The table of conditions. What subscriptions know of readers is added here. */
const kinds = {
  status: kind({
    schema: z.strictObject({ kind: z.literal('status'), anyOf: words(ReaderStatus) }),
    test:
      ({ anyOf }) =>
      ({ status }) =>
        anyOf.includes(status),
    words: ({ anyOf }) => ({
      fr: `état\u202f: ${either(
        anyOf.map((one) => statusNames[one].fr),
        'fr',
      )}`,
      en: `state: ${either(
        anyOf.map((one) => statusNames[one].en),
        'en',
      )}`,
    }),
  }),
  topics: kind({
    schema: z.strictObject({ kind: z.literal('topics'), anyOf: words(z.string().max(40)) }),
    test:
      ({ anyOf }) =>
      ({ topics }) =>
        topics.length === 0 || topics.some((id) => anyOf.includes(id)),
    words: ({ anyOf }, names) => {
      const named = (locale: Locale) =>
        either(
          anyOf.map((id) => names.topics.find((topic) => topic.id === id)?.name[locale] ?? id),
          locale,
        )
      return { fr: `reçoit «\u202f${named('fr')}\u202f»`, en: `gets “${named('en')}”` }
    },
  }),
  language: kind({
    schema: z.strictObject({ kind: z.literal('language'), is: z.enum(locales) }),
    test:
      ({ is }) =>
      ({ locale }) =>
        locale === is,
    words: ({ is }) =>
      is === 'fr'
        ? { fr: 'lit en français', en: 'reads in French' }
        : { fr: 'lit en anglais', en: 'reads in English' },
  }),
  joinedSince: kind({
    schema: z.strictObject({ kind: z.literal('joinedSince'), day: Day }),
    test: ({ day }, { zone }) => {
      const start = startOf(day, zone)
      return (reader) => joinedOf(reader) >= start
    },
    words: ({ day }) => ({
      fr: `inscrit depuis le ${frenchDay(day)}`,
      en: `joined on or after ${day}`,
    }),
  }),
  joinedBefore: kind({
    schema: z.strictObject({ kind: z.literal('joinedBefore'), day: Day }),
    test: ({ day }, { zone }) => {
      const start = startOf(day, zone)
      return (reader) => joinedOf(reader) < start
    },
    words: ({ day }) => ({
      fr: `inscrit avant le ${frenchDay(day)}`,
      en: `joined before ${day}`,
    }),
  }),
  joinedLastDays: kind({
    schema: z.strictObject({
      kind: z.literal('joinedLastDays'),
      days: Days,
    }),
    test: ({ days }, { now }) => {
      const start = instant(now.getTime() - days * dayMs)
      return (reader) => joinedOf(reader) >= start
    },
    words: ({ days }) => ({
      fr: days === 1 ? 'inscrit depuis un jour au plus' : `inscrit depuis ${days} jours au plus`,
      en: days === 1 ? 'joined in the last day' : `joined in the last ${days} days`,
    }),
  }),
  country: kind({
    schema: z.strictObject({
      kind: z.literal('country'),
      anyOf: words(z.string().regex(/^[A-Z]{2}$/)),
    }),
    test:
      ({ anyOf }) =>
      ({ country }) =>
        country !== undefined && anyOf.includes(country),
    words: ({ anyOf }) => {
      const named = (locale: Locale) =>
        either(
          anyOf.map((code) => countryName(code, locale)),
          locale,
        )
      return { fr: `pays : ${named('fr')}`, en: `country: ${named('en')}` }
    },
  }),
  tag: kind({
    schema: z.strictObject({ kind: z.literal('tag'), anyOf: words(z.string().min(1).max(40)) }),
    test:
      ({ anyOf }) =>
      ({ tags }) =>
        tags?.some((tag) => anyOf.includes(tag)) ?? false,
    words: ({ anyOf }) => ({
      fr: `étiquette : ${either(anyOf, 'fr')}`,
      en: `tag: ${either(anyOf, 'en')}`,
    }),
  }),
  /** Clicks are known of readers alone who consent to their being recorded. */
  clickedLastDays: kind({
    schema: z.strictObject({ kind: z.literal('clickedLastDays'), days: Days }),
    test: ({ days }, context) => {
      const first = dayBack(days, context)
      return ({ trackingConsent, lastClickOn }) =>
        trackingConsent === true && lastClickOn !== undefined && lastClickOn >= first
    },
    words: ({ days }) => ({
      fr: `a cliqué depuis ${daysIn(days, 'fr')} au plus (parmi qui accepte la mesure)`,
      en: `clicked in the last ${daysIn(days, 'en')} (among those who agreed to being measured)`,
    }),
  }),
  /** Who consents, has been a reader for so long, and has not clicked meanwhile. */
  notClickedLastDays: kind({
    schema: z.strictObject({ kind: z.literal('notClickedLastDays'), days: Days }),
    test: ({ days }, context) => {
      const first = dayBack(days, context)
      const start = instant(context.now.getTime() - days * dayMs)
      return (reader) =>
        reader.trackingConsent === true &&
        joinedOf(reader) < start &&
        (reader.lastClickOn === undefined || reader.lastClickOn < first)
    },
    words: ({ days }) => ({
      fr: `n’a pas cliqué depuis ${daysIn(days, 'fr')} (parmi qui accepte la mesure)`,
      en: `has not clicked for ${days === 1 ? 'a day' : daysIn(days, 'en')} (among those who agreed to being measured)`,
    }),
  }),
}

export type LeafKind = keyof typeof kinds
export const leafKinds = Object.keys(kinds) as LeafKind[]
export type Leaf = { [Kind in LeafKind]: z.output<(typeof kinds)[Kind]['schema']> }[LeafKind]

export const Leaf = z.discriminatedUnion('kind', [
  kinds.status.schema,
  kinds.topics.schema,
  kinds.language.schema,
  kinds.joinedSince.schema,
  kinds.joinedBefore.schema,
  kinds.joinedLastDays.schema,
  kinds.country.schema,
  kinds.tag.schema,
  kinds.clickedLastDays.schema,
  kinds.notClickedLastDays.schema,
])

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
export function segmentTest(condition: Condition, context: SegmentContext): Test {
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
export function frozenTest({ condition, at, zone }: FrozenSegment): Test {
  return segmentTest(condition, { now: new Date(at), zone })
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

function leaf(condition: Leaf): (typeof kinds)[LeafKind] {
  return kinds[condition.kind]
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

/** When a day begins in a zone. */
function startOf(day: string, zone: string): Instant {
  const reading = readWallClock(`${day}T00:00`, zone)
  switch (reading.kind) {
    case 'instant':
      return reading.at
    case 'repeated':
      return reading.first
    case 'skipped':
      return reading.after
    default:
      throw new Error('A day or a zone that cannot be')
  }
}

/** The first of the last so many days. */
function dayBack(days: number, { now, zone }: SegmentContext): string {
  return dateOf(instant(now.getTime() - days * dayMs), zone)
}

function daysIn(days: number, locale: Locale): string {
  if (locale === 'fr') return days === 1 ? 'un jour' : `${days} jours`
  return days === 1 ? 'day' : `${days} days`
}

function either(names: readonly string[], locale: Locale): string {
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(names)
}

function frenchDay(day: string): string {
  return day.split('-').reverse().join('/')
}

const statusNames: Record<ReaderStatus, Sentence> = {
  pending: { fr: 'pas encore confirmé', en: 'not confirmed yet' },
  confirmed: { fr: 'inscrit', en: 'subscribed' },
  unsubscribed: { fr: 'désinscrit', en: 'unsubscribed' },
}
