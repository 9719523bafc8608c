// The conditions of segments, in one table: each with its shape, its test and its words in both
// languages, so that a new one is one entry more. Pure.
import * as z from 'zod'
import { type Locale, locales, type Sentence } from '#kernel/errors'
import { dateOf, dayMs, type Instant, instant, readWallClock } from '#kernel/time'
import { countryName } from './country.ts'
import { joinedOf } from './joined.ts'
import { ReaderStatus } from './reader.ts'
import {
  daysIn,
  either,
  eitherNamed,
  kind,
  type SegmentContext,
  segmentLimits,
  valuesOf,
} from './segment-kind.ts'
import { standingKinds } from './segment-standing.ts'

const Day = z.iso.date()
const Days = z.number().int().min(1).max(segmentLimits.days)

/** The table of conditions: what readers say of themselves, and what they subscribe to. */
export const conditionKinds = {
  ...standingKinds,
  status: kind({
    schema: z.strictObject({ kind: z.literal('status'), anyOf: valuesOf(ReaderStatus) }),
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
    schema: z.strictObject({ kind: z.literal('topics'), anyOf: valuesOf(z.string().max(40)) }),
    test:
      ({ anyOf }) =>
      ({ topics }) =>
        topics.length === 0 || topics.some((id) => anyOf.includes(id)),
    words: ({ anyOf }, { topics }) => {
      const { fr, en } = eitherNamed(anyOf, topics)
      return { fr: `reçoit «\u202f${fr}\u202f»`, en: `gets “${en}”` }
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
      anyOf: valuesOf(z.string().regex(/^[A-Z]{2}$/)),
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
    schema: z.strictObject({ kind: z.literal('tag'), anyOf: valuesOf(z.string().min(1).max(40)) }),
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
  conditionKinds.subscriber.schema,
  conditionKinds.plan.schema,
  conditionKinds.runningOut.schema,
  conditionKinds.gift.schema,
  conditionKinds.lapsed.schema,
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

function frenchDay(day: string): string {
  return day.split('-').reverse().join('/')
}

const statusNames: Record<ReaderStatus, Sentence> = {
  pending: { fr: 'pas encore confirmé', en: 'not confirmed yet' },
  confirmed: { fr: 'inscrit', en: 'subscribed' },
  unsubscribed: { fr: 'désinscrit', en: 'unsubscribed' },
}
