// Solves a sign-up challenge as a visitor's program does.
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { SignUpChallenge } from '#readers/challenge'

/** The field `challenge` of the next request. */
export async function solve(challenge: SignUpChallenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey, timeout: 0 })
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64')
}
