// Whether a sign-up may pass: form time, velocity by network and domain, the alarm under attack,
// the proof of work. It never looks at whether the address is known.
import type { Table } from '#aws/table'
import type { Sentence } from '#kernel/errors'
import { type Clock, hourMs, instant, minuteMs } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import type { Publication } from '#publication/schema'
import { checkChallenge, makeChallenge, type SignUpChallenge } from './challenge.ts'
import { checkFormToken } from './form-token.ts'
import { networkOf } from './network.ts'
import {
  alarmUntil,
  countAttempt,
  counterLimits,
  raiseAlarm,
  takeInWindow,
} from './store-counters.ts'

/** How long an alarm lasts after the last minute that was too busy. */
export const guardLimits = { windowMs: minuteMs, alarmMs: 15 * minuteMs, alarmStepMs: minuteMs }

export type ChallengeReason = 'form' | 'network' | 'domain' | 'attack' | 'unsolved'

/** What to tell the person; the form keeps what was typed and goes on with the challenge. */
const challengeSentences: Record<ChallengeReason, Sentence> = {
  form: {
    fr: 'Le formulaire a été envoyé trop vite, ou la page était ouverte depuis trop longtemps. Votre adresse est gardée ci-dessous : validez de nouveau.',
    en: 'The form was sent too quickly, or the page had been open for too long. Your address is kept below: please send it again.',
  },
  network: {
    fr: 'Beaucoup d’inscriptions arrivent de votre réseau ; une courte vérification est nécessaire, puis validez de nouveau.',
    en: 'Many sign-ups are coming from your network; a short check is needed, please send once more.',
  },
  domain: {
    fr: 'Beaucoup d’inscriptions arrivent pour ce domaine ; une courte vérification est nécessaire, puis validez de nouveau.',
    en: 'Many sign-ups are coming in for this domain; a short check is needed, please send once more.',
  },
  attack: {
    fr: 'Beaucoup d’inscriptions arrivent en ce moment ; une courte vérification est nécessaire, puis validez de nouveau.',
    en: 'Many sign-ups are coming in right now; a short check is needed, please send once more.',
  },
  unsolved: {
    fr: 'La vérification n’a pas abouti ou a déjà servi ; validez de nouveau.',
    en: 'The check failed or was already used; please send once more.',
  },
}

export type GuardDeps = {
  table: Table
  clock: Clock
  signingKeys: SigningKeys
  publication: Pick<Publication, 'limits'>
  random?: () => number
}

export type GuardInput = {
  domain: string
  ip: string
  source: string
  formToken?: string | undefined
  challenge?: string | undefined
}

export type GuardOutcome =
  | { kind: 'pass' }
  | {
      kind: 'challenge'
      reason: ChallengeReason
      sentence: Sentence
      challenge: SignUpChallenge
    }

/** A solved challenge passes every other defence but the limit per address. */
export async function guardSignUp(deps: GuardDeps, input: GuardInput): Promise<GuardOutcome> {
  const now = deps.clock()
  const reasons = await Promise.all([
    formReason(deps, input, now),
    attackReason(deps, now),
    windowReason(deps, { reason: 'network', subject: networkOf(input.ip), now }),
    windowReason(deps, { reason: 'domain', subject: input.domain, now }),
  ])
  const found = reasons.find((reason) => reason !== undefined)
  if (found === undefined) return { kind: 'pass' }
  if (input.challenge === undefined || input.challenge === '') return ask(deps, found, now)
  const answer = await checkChallenge(deps, { answer: input.challenge, now })
  return answer === 'solved' ? { kind: 'pass' } : ask(deps, 'unsolved', now)
}

async function ask(deps: GuardDeps, reason: ChallengeReason, now: Date): Promise<GuardOutcome> {
  const challenge = await makeChallenge(deps.signingKeys, now)
  return { kind: 'challenge', reason, sentence: challengeSentences[reason], challenge }
}

type Reason = ChallengeReason | undefined

/** Only pages serve forms; the JSON door has no form to time. */
async function formReason(deps: GuardDeps, input: GuardInput, now: Date): Promise<Reason> {
  if (input.source !== 'site') return undefined
  const reading = checkFormToken(deps.signingKeys, { token: input.formToken, now })
  return reading === 'good' ? undefined : 'form'
}

async function windowReason(
  deps: GuardDeps,
  options: { reason: 'network' | 'domain'; subject: string; now: Date },
): Promise<Reason> {
  const { signUpsPerIpAndHour, signUpsPerDomainAndHour } = deps.publication.limits
  const limit = options.reason === 'network' ? signUpsPerIpAndHour : signUpsPerDomainAndHour
  const { reason: scope, subject, now } = options
  const taken = await takeInWindow(deps.table, { scope, subject, limit, windowMs: hourMs, now })
  return taken === 'taken' ? undefined : options.reason
}

/**
 * One counter of sixteen sees a sixteenth of the traffic. It speaks of an attack above its share
 * of the limit and three standard deviations of chance.
 */
async function attackReason(deps: GuardDeps, now: Date): Promise<Reason> {
  const { table, random = Math.random } = deps
  const [until, count] = await Promise.all([
    alarmUntil(table),
    countAttempt(table, { windowMs: guardLimits.windowMs, now, random }),
  ])
  const share = deps.publication.limits.signUpsPerMinute / counterLimits.attackShards
  if (count > share + 3 * Math.sqrt(share)) {
    await raiseAlarm(table, {
      until: instant(now.getTime() + guardLimits.alarmMs),
      minStepMs: guardLimits.alarmStepMs,
    })
    return 'attack'
  }
  return until !== undefined && Date.parse(until) > now.getTime() ? 'attack' : undefined
}
