// Signing up, first half: the address asks for the newsletter and gets a mail that confirms it.
// The answer is the same whatever the address's state, in words, in status and in time.
import * as z from 'zod'
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { type Locale, locales, type Sentence } from '#kernel/errors'
import type { MakeId } from '#kernel/ids'
import type { Clock } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import type { Publication } from '#publication/schema'
import { parseAddress } from './address.ts'
import { askConfirmation } from './ask-confirmation.ts'
import type { SignUpChallenge } from './challenge.ts'
import type { ReaderKeys } from './reader-id.ts'
import { type ChallengeReason, guardSignUp } from './sign-up-guard.ts'
import { chooseTopics } from './topics.ts'

export type RequestSignUpDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  signingKeys: SigningKeys
  readerKeys: ReaderKeys
  publication: Publication
  /** Tells the mail queue that an item holds an open intent; may be lost. */
  hint: (key: Key) => Promise<void>
  random?: () => number
}

export type RequestSignUpInput = {
  email: string
  locale?: string | undefined
  /** None chosen means every topic. */
  topics?: readonly string[] | undefined
  /** A field that people don't see; what is in it was typed by a machine. */
  honeypot?: string | undefined
  /** From `formToken`; only asked of `source: 'site'`. */
  formToken?: string | undefined
  /** The solved challenge: base64 of JSON `{challenge, solution}`. */
  challenge?: string | undefined
  ip: string
  userAgent: string
  formUrl: string
  /** `site`, `api` … */
  source: string
}

export type SignUpFields = { email?: Sentence; locale?: Sentence; topics?: Sentence }

export type RequestSignUpOutcome =
  | { kind: 'accepted'; suggestion?: string }
  | { kind: 'malformed'; fields: SignUpFields; suggestion?: string }
  | {
      kind: 'challenge'
      reason: ChallengeReason
      sentence: Sentence
      challenge: SignUpChallenge
    }

/**
 * Asks for the newsletter. `accepted` says only that the address is well formed: an unknown,
 * pending or unsubscribed one gets a confirmation mail, a confirmed one a note that it already
 * reads us, a suppressed one nothing. `malformed` names the fields; `challenge` asks for a proof of
 * work (or, for `reason: 'form'`, merely for the form once more). `suggestion` is an address that
 * may have been meant.
 */
export async function requestSignUp(
  deps: RequestSignUpDeps,
  input: RequestSignUpInput,
): Promise<RequestSignUpOutcome> {
  const parsed = parseInput(deps.publication, input)
  if (parsed.kind === 'malformed') return parsed
  if (input.honeypot !== undefined && input.honeypot !== '') return { kind: 'accepted' }
  const { email, domain, locale, topics, suggestion } = parsed
  const guard = await guardSignUp(deps, {
    domain,
    ip: input.ip,
    source: input.source,
    formToken: input.formToken,
    challenge: input.challenge,
  })
  if (guard.kind === 'challenge') return guard
  const { ip, userAgent, formUrl, source } = input
  await askConfirmation(deps, { email, locale, topics, ip, userAgent, formUrl, source })
  return suggestion === undefined ? { kind: 'accepted' } : { kind: 'accepted', suggestion }
}

type ParsedInput =
  | {
      kind: 'parsed'
      email: string
      domain: string
      locale: Locale
      topics: string[]
      suggestion?: string
    }
  | { kind: 'malformed'; fields: SignUpFields; suggestion?: string }

function parseInput(publication: Publication, input: RequestSignUpInput): ParsedInput {
  const address = parseAddress(input.email)
  const locale = z.enum(locales).safeParse(input.locale ?? publication.locale)
  const chosen = chooseTopics(publication, input.topics ?? [])
  const fields: SignUpFields = {}
  if (address.kind === 'malformed') fields.email = address.sentence
  if (!locale.success) fields.locale = sentences.locale
  if (chosen.kind === 'unknown') fields.topics = sentences.topics
  const suggestion = address.suggestion === undefined ? {} : { suggestion: address.suggestion }
  if (address.kind === 'malformed' || !locale.success || chosen.kind === 'unknown')
    return { kind: 'malformed', fields, ...suggestion }
  const { email, domain } = address
  return {
    kind: 'parsed',
    email,
    domain,
    locale: locale.data,
    topics: chosen.topics,
    ...suggestion,
  }
}

const sentences = {
  locale: {
    fr: 'Choisissez le français (fr) ou l’anglais (en).',
    en: 'Choose French (fr) or English (en).',
  },
  topics: {
    fr: 'Une rubrique choisie n’existe pas ; choisissez parmi celles proposées.',
    en: 'A topic you chose does not exist; choose among those offered.',
  },
} satisfies Record<string, Sentence>
