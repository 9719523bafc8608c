// What a reader may change by themselves: topics, language, and whether opens and clicks may be
// recorded, which is a consent of its own.
import * as z from 'zod'
import type { Table } from '#aws/table'
import { locales, type Sentence } from '#kernel/errors'
import type { MakeId, ReaderId } from '#kernel/ids'
import { type Clock, dayMs, type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { forgetIntent } from './apply-withdrawal.ts'
import { consentOf, type Origin } from './consent.ts'
import type { Reader, StoredReader } from './reader.ts'
import { changeReader, getReader, putConsent, unchangedSince } from './store.ts'
import { takeRolling } from './store-counters.ts'
import { chooseTopics } from './topics.ts'

export const preferenceLimits = { changesPerDay: 50, attempts: 5 }

export type ChangePreferencesDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Publication
}

export type ChangePreferencesInput = Origin & {
  readerId: ReaderId
  /** Ids of topics; what is left out stays as it is. */
  topics?: readonly string[] | undefined
  locale?: string | undefined
  trackingConsent?: boolean | undefined
}

export type PreferenceFields = { topics?: Sentence; locale?: Sentence }

/**
 * `notSubscribed`: only confirmed readers have preferences; recording of opens can be withdrawn by
 * anybody. `gone`: erased. `tooMany`: more than 50 changes in 24 hours.
 */
export type ChangePreferencesOutcome =
  | { kind: 'changed' | 'unchanged'; reader: Reader }
  | { kind: 'malformed'; fields: PreferenceFields }
  | { kind: 'notSubscribed'; reader: Reader }
  | { kind: 'tooMany' }
  | { kind: 'gone' }

/** Changes preferences; a proof is written first for every change of consent or of choice. */
export async function changePreferences(
  deps: ChangePreferencesDeps,
  input: ChangePreferencesInput,
): Promise<ChangePreferencesOutcome> {
  const wanted = parseWanted(deps.publication, input)
  if (wanted.kind === 'malformed') return wanted
  for (let attempt = 0; attempt < preferenceLimits.attempts; attempt++) {
    const reader = await getReader(deps.table, input.readerId, { consistent: true })
    if (!reader) return { kind: 'gone' }
    const changes = changesOf(reader, wanted.changes)
    if (reader.status !== 'confirmed' && changes.trackingConsent !== false)
      return { kind: 'notSubscribed', reader }
    if (Object.keys(changes).length === 0) return { kind: 'unchanged', reader }
    if (attempt === 0 && (await isTooMany(deps, reader.id))) return { kind: 'tooMany' }
    const now = instant(deps.clock())
    await prove(deps, { reader, changes, origin: input, now })
    const result = await changeReader(deps.table, reader.id, {
      changes: {
        set: { ...changes, choseAt: now, updatedAt: now },
        remove: changes.trackingConsent === false ? ['lastClickOn'] : [],
      },
      condition: unchangedSince(reader),
    })
    if (result.kind === 'conditionFailed') continue
    return { kind: 'changed', reader: result.reader }
  }
  throw new Error('A reader kept changing while preferences were saved')
}

type Wanted = Partial<Pick<Reader, 'topics' | 'locale' | 'trackingConsent'>>

function parseWanted(
  publication: Publication,
  input: ChangePreferencesInput,
): { kind: 'wanted'; changes: Wanted } | { kind: 'malformed'; fields: PreferenceFields } {
  const fields: PreferenceFields = {}
  const changes: Wanted = {}
  if (input.topics !== undefined) {
    const chosen = chooseTopics(publication, input.topics)
    if (chosen.kind === 'unknown') fields.topics = sentences.unknownTopic
    else if (input.topics.length === 0 && publication.topics.length > 0)
      fields.topics = sentences.noTopic
    else changes.topics = chosen.topics
  }
  if (input.locale !== undefined) {
    const locale = z.enum(locales).safeParse(input.locale)
    if (locale.success) changes.locale = locale.data
    else fields.locale = sentences.locale
  }
  if (input.trackingConsent !== undefined) changes.trackingConsent = input.trackingConsent
  return Object.keys(fields).length > 0
    ? { kind: 'malformed', fields }
    : { kind: 'wanted', changes }
}

/** What differs; somebody who is not subscribed can only withdraw. */
function changesOf(reader: StoredReader, wanted: Wanted): Wanted {
  const changes: Wanted = {}
  const { topics, locale, trackingConsent } = wanted
  if (trackingConsent !== undefined && trackingConsent !== reader.trackingConsent)
    changes.trackingConsent = trackingConsent
  if (reader.status !== 'confirmed') return changes
  if (topics !== undefined && topics.join() !== reader.topics.join()) changes.topics = topics
  if (locale !== undefined && locale !== reader.locale) changes.locale = locale
  return changes
}

async function isTooMany(deps: ChangePreferencesDeps, readerId: ReaderId): Promise<boolean> {
  const taken = await takeRolling(deps.table, {
    scope: 'preferences',
    subject: readerId,
    limit: preferenceLimits.changesPerDay,
    windowMs: dayMs,
    now: deps.clock(),
  })
  return taken === 'full'
}

async function prove(
  deps: ChangePreferencesDeps,
  options: { reader: StoredReader; changes: Wanted; origin: Origin; now: Instant },
): Promise<void> {
  const { reader, changes, origin, now } = options
  const base = { readerId: reader.id, at: now, locale: changes.locale ?? reader.locale, origin }
  const acts = [
    ...(changes.trackingConsent === undefined
      ? []
      : [
          {
            act: changes.trackingConsent ? ('confirmed' as const) : ('withdrawn' as const),
            purpose: 'tracking' as const,
          },
        ]),
    ...(changes.topics === undefined && changes.locale === undefined
      ? []
      : [{ act: 'changed' as const, purpose: 'newsletter' as const }]),
  ]
  for (const { act, purpose } of acts) {
    const consent = consentOf(deps.publication, { ...base, act, purpose })
    const id = deps.makeId('consent')
    // Even if this process dies the withdrawal takes effect, and what was recorded is forgotten.
    const intent =
      act === 'withdrawn' ? forgetIntent({ id, readerId: reader.id, at: now }) : undefined
    await putConsent(deps.table, { consent, id, ...(intent ? { intent } : {}) })
  }
}

const sentences = {
  unknownTopic: {
    fr: 'Une rubrique choisie n’existe pas ; choisissez parmi celles proposées.',
    en: 'A topic you chose does not exist; choose among those offered.',
  },
  noTopic: {
    fr: 'Gardez au moins une rubrique, ou désinscrivez-vous.',
    en: 'Keep at least one topic, or unsubscribe.',
  },
  locale: {
    fr: 'Choisissez le français (fr) ou l’anglais (en).',
    en: 'Choose French (fr) or English (en).',
  },
} satisfies Record<string, Sentence>
