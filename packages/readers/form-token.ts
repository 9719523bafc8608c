// The signed time at which a form was served: too fast or too old asks again. No cookie, no state.
import { dayMs, instant } from '#kernel/time'
import { readToken, type SigningKeys, signToken } from '#kernel/tokens'

/** Nobody reads and fills a form in less; a page left open overnight asks once more. */
export const formLimits = { minMs: 2_000, maxMs: dayMs }

/** For a hidden field `formToken` of the sign-up form. */
export function formToken(keys: SigningKeys, now: Date): string {
  return signToken(keys, {
    purpose: 'form',
    subject: 'sign-up',
    expiresAt: instant(now.getTime() + formLimits.maxMs),
    data: { at: String(now.getTime()) },
  })
}

export function checkFormToken(
  keys: SigningKeys,
  options: { token: string | undefined; now: Date },
): 'good' | 'tooFast' | 'tooOld' | 'missing' {
  const { token, now } = options
  if (!token) return 'missing'
  const reading = readToken(keys, { purpose: 'form', token, now })
  if (reading.kind === 'expired') return 'tooOld'
  if (reading.kind === 'invalid' || reading.subject !== 'sign-up') return 'missing'
  const age = now.getTime() - Number(reading.data['at'])
  return age >= formLimits.minMs ? 'good' : 'tooFast'
}
