// The one error a person may see. Everything else that is thrown is a bug and becomes a 500.

/** The languages that pages, mails and messages exist in; French comes first. */
export type Locale = 'fr' | 'en'
export const locales = ['fr', 'en'] as const

/** A sentence in each language; what it says is safe to show (no address, token or body). */
export type Sentence = Readonly<Record<Locale, string>>

export type ErrorCode =
  | 'invalid' // input refused; `fields` names where
  | 'not-found'
  | 'forbidden'
  | 'signed-out'
  | 'conflict' // somebody else changed it first
  | 'expired'
  | 'too-large'
  | 'challenge' // prove that you are a person
  | 'busy' // try again later

const statusOf: Record<ErrorCode, number> = {
  invalid: 422,
  'not-found': 404,
  forbidden: 403,
  'signed-out': 401,
  conflict: 409,
  expired: 410,
  'too-large': 413,
  challenge: 429,
  busy: 503,
}

/**
 * An expected refusal, with a sentence that tells the person what to do.
 * `fields` maps a form field's name to the sentence that belongs beside it.
 */
export class VisibleError extends Error {
  readonly code: ErrorCode
  readonly sentence: Sentence
  readonly fields: Readonly<Record<string, Sentence>>

  constructor(
    code: ErrorCode,
    sentence: Sentence,
    options: { fields?: Record<string, Sentence>; cause?: unknown } = {},
  ) {
    super(sentence.en, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'VisibleError'
    this.code = code
    this.sentence = sentence
    this.fields = options.fields ?? {}
  }

  /** The HTTP status that goes with the code. */
  get status(): number {
    return statusOf[this.code]
  }
}

/** Throws when an invariant of ours is broken: a bug, never a user's fault. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`)
}

/** Makes a `switch` over a union exhaustive at compile time. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
