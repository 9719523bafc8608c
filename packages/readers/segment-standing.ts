// The conditions of segments on what a reader subscribes to, as their standing says. Pure.
import * as z from 'zod'
import { assert, type Sentence } from '#kernel/errors'
import { dayMs, type Instant, instant } from '#kernel/time'
import {
  eitherNamed,
  kind,
  type SegmentContext,
  type SegmentReader,
  segmentLimits,
  valuesOf,
} from './segment-kind.ts'
import {
  hasGiven,
  hasPlan,
  isSubscriber,
  lapsedAt,
  receivesGift,
  runsOut,
  type Standing,
} from './standing.ts'

const PlanId = z.string().regex(/^[a-z0-9-]{1,40}$/)

export const standingKinds = {
  subscriber: kind({
    schema: z.strictObject({ kind: z.literal('subscriber') }),
    test: (_, context) => (reader) => isSubscriber(...asked(reader, context)),
    words: () => ({ fr: 'est abonné au magazine', en: 'subscribes to the magazine' }),
  }),
  plan: kind({
    schema: z.strictObject({ kind: z.literal('plan'), anyOf: valuesOf(PlanId) }),
    test:
      ({ anyOf }, context) =>
      (reader) => {
        const [standing, now] = asked(reader, context)
        return hasPlan(standing, { anyOf, now })
      },
    words: ({ anyOf }, { subscriptions }) => {
      const { fr, en } = eitherNamed(anyOf, subscriptions?.plans ?? [])
      return { fr: `abonné à la formule «\u202f${fr}\u202f»`, en: `subscribes to “${en}”` }
    },
  }),
  /** A subscription of theirs has so many issues to come at most, and is not over. */
  runningOut: kind({
    schema: z.strictObject({
      kind: z.literal('runningOut'),
      atMost: z.number().int().min(0).max(segmentLimits.issues),
      renewing: z.enum(['with', 'without']),
    }),
    test:
      ({ atMost, renewing }, context) =>
      (reader) => {
        const [standing, now] = asked(reader, context)
        return runsOut(standing, { atMost, renewing, now })
      },
    words: ({ atMost, renewing }) => runningOutWords(atMost, renewing),
  }),
  gift: kind({
    schema: z.strictObject({ kind: z.literal('gift'), role: z.enum(['gives', 'receives']) }),
    test:
      ({ role }, context) =>
      (reader) => {
        const [standing, now] = asked(reader, context)
        return role === 'gives' ? hasGiven(standing) : receivesGift(standing, now)
      },
    words: ({ role }) =>
      role === 'gives'
        ? { fr: 'a offert un abonnement', en: 'has given a subscription' }
        : { fr: 'reçoit un abonnement offert', en: 'gets a subscription as a gift' },
  }),
  /** Who once subscribed and has not for so many days at least; with 0, whoever does no more. */
  lapsed: kind({
    schema: z.strictObject({
      kind: z.literal('lapsed'),
      days: z.number().int().min(0).max(segmentLimits.days),
    }),
    test: ({ days }, context) => {
      const latest = instant(context.now.getTime() - days * dayMs)
      return (reader) => {
        const since = lapsedAt(...asked(reader, context))
        return since !== undefined && since <= latest
      }
    },
    words: ({ days }) => lapsedWords(days),
  }),
}

/** @throws where planning or a count has not read what its condition asks for. */
function asked(reader: SegmentReader, { now }: SegmentContext): [Standing | undefined, Instant] {
  assert('standing' in reader, 'a standing that was read')
  return [reader.standing, instant(now)]
}

function runningOutWords(atMost: number, renewing: 'with' | 'without'): Sentence {
  const left = {
    fr:
      atMost === 0
        ? 'aucun numéro à venir'
        : `${atMost} numéro${atMost > 1 ? 's' : ''} à venir au plus`,
    en:
      atMost === 0 ? 'no issue to come' : `${atMost} issue${atMost > 1 ? 's' : ''} to come at most`,
  }
  if (renewing === 'with') return { fr: `abonné avec ${left.fr}`, en: `subscribes with ${left.en}` }
  return {
    fr: `abonné sans reconduction, avec ${left.fr}`,
    en: `subscribes without renewal, with ${left.en}`,
  }
}

function lapsedWords(days: number): Sentence {
  if (days === 0) return { fr: 'n’est plus abonné', en: 'no longer subscribes' }
  return {
    fr:
      days === 1
        ? 'n’est plus abonné depuis un jour au moins'
        : `n’est plus abonné depuis ${days} jours au moins`,
    en:
      days === 1
        ? 'has not subscribed for a day at least'
        : `has not subscribed for ${days} days at least`,
  }
}
