// The proof of work asked of a sign-up under attack: made and checked with altcha-lib, signed with
// our own key, bound to our own clock, good for one sign-up.
import { createHmac } from 'node:crypto'
import { createChallenge, type Payload, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import * as z from 'zod'
import type { Table } from '#aws/table'
import { instant, minuteMs } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import { spendOnce } from './store-counters.ts'

/** About 256 tries of 5,000 rounds: around a second of a telephone's time, two ms of ours. */
export const challengeLimits = {
  algorithm: 'PBKDF2/SHA-256',
  cost: 5_000,
  keyPrefix: '00',
  validMs: 20 * minuteMs,
  solutionLength: 4_000,
} as const

/** What the visitor's program solves; JSON as altcha's clients read it. */
export const SignUpChallenge = z.object({
  parameters: z.object({
    algorithm: z.literal(challengeLimits.algorithm),
    nonce: z.string().max(200),
    salt: z.string().max(200),
    cost: z.literal(challengeLimits.cost),
    keyLength: z.number().int().min(16).max(64),
    keyPrefix: z.string().max(64),
    data: z.object({ purpose: z.literal('sign-up'), until: z.number() }),
  }),
  signature: z.string().max(200),
})
export type SignUpChallenge = z.infer<typeof SignUpChallenge>

const Answer = z.object({
  challenge: SignUpChallenge,
  solution: z.object({
    counter: z.number().int().min(0),
    derivedKey: z.string().max(200),
    time: z.number().optional(),
  }),
})

export async function makeChallenge(keys: SigningKeys, now: Date): Promise<SignUpChallenge> {
  const secret = keys[0]?.secret
  if (secret === undefined) throw new Error('No signing key')
  const made = await createChallenge({
    algorithm: challengeLimits.algorithm,
    cost: challengeLimits.cost,
    keyPrefix: challengeLimits.keyPrefix,
    deriveKey,
    hmacSignatureSecret: challengeSecret(secret),
    // Not altcha's own expiry, which reads the machine's clock.
    data: { purpose: 'sign-up', until: now.getTime() + challengeLimits.validMs },
  })
  return SignUpChallenge.parse(made)
}

/**
 * Whether `answer`, base64 of JSON `{challenge, solution}`, solves a challenge of ours that has not
 * expired and was not used. Solved, it is spent.
 */
export async function checkChallenge(
  deps: { table: Table; signingKeys: SigningKeys },
  options: { answer: string; now: Date },
): Promise<'solved' | 'unsolved'> {
  const answer = parseAnswer(options.answer)
  if (!answer) return 'unsolved'
  const { until } = answer.challenge.parameters.data
  if (until <= options.now.getTime()) return 'unsolved'
  if (!(await isSolved(deps.signingKeys, answer))) return 'unsolved'
  const spent = await spendOnce(deps.table, {
    nonce: `challenge:${answer.challenge.signature}`,
    purgeAt: instant(until + challengeLimits.validMs),
  })
  return spent ? 'solved' : 'unsolved'
}

async function isSolved(keys: SigningKeys, answer: z.infer<typeof Answer>): Promise<boolean> {
  const { challenge, solution } = answer as Payload
  for (const { secret } of keys) {
    const result = await verifySolution({
      challenge,
      solution,
      deriveKey,
      hmacSignatureSecret: challengeSecret(secret),
    })
    if (result.verified) return true
  }
  return false
}

function parseAnswer(text: string): z.infer<typeof Answer> | undefined {
  if (text.length > challengeLimits.solutionLength) return undefined
  try {
    return Answer.parse(JSON.parse(Buffer.from(text, 'base64').toString()))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined
    throw error
  }
}

/** A key of its own, so that a challenge's signature can't be taken for a token's. */
function challengeSecret(secret: string): string {
  return createHmac('sha256', secret).update('kiosque sign-up challenge').digest('hex')
}
