// The conditions of segments, in one table: each with its shape, its test and its words in both
// languages, so that a new one is one entry more. Pure.
import * as z from 'zod'
import { type Locale, locales, type Sentence } from '#kernel/errors'
import { dateOf, dayMs, type Instant, instant, readWallClock } from '#kernel/time'
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

export type SegmentTest = (reader: SegmentReader) => boolean
type ConditionKind<Shape extends z.ZodRawShape> = {
  schema: z.ZodObject<Shape>
  /** Made once for a mailing, asked for each reader. */
  test: (condition: z.output<z.ZodObject<Shape>>, context: SegmentContext) => SegmentTest
  words: (condition: z.output<z.ZodObject<Shape>>, names: SegmentNames) => Sentence
}

const Day = z.iso.date()
const Days = z.number().int().min(1).max(segmentLimits.days)
const words = <T extends z.ZodType>(schema: T) => z.array(schema).min(1).max(segmentLimits.values)

const kind = <Shape extends z.ZodRawShape>(entry: ConditionKind<Shape>) => entry

/** The table of conditions. What subscriptions know of readers is added here. */
export const conditionKinds = {
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

export type LeafKind = keyof typeof conditionKinds
export type Leaf = {
  [Kind in LeafKind]: z.output<(typeof conditionKinds)[Kind]['schema']>
}[LeafKind]

export const Leaf = z.discriminatedUnion('kind', [
  conditionKinds.status.schema,
  conditionKinds.topics.schema,
  conditionKinds.language.schema,
  conditionKinds.joinedSince.schema,
  conditionKinds.joinedBefore.schema,
  conditionKinds.joinedLastDays.schema,
  conditionKinds.country.schema,
  conditionKinds.tag.schema,
  conditionKinds.clickedLastDays.schema,
  conditionKinds.notClickedLastDays.schema,
])

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
