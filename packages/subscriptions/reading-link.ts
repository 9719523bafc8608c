// The link to one digital issue, as a mail carries it: for the one stream that was served it, for
// thirty days. Whether it still opens is asked anew each time.
import type { Locale } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { dayMs, instant } from '#kernel/time'
import { readToken, type SigningKeys, signToken } from '#kernel/tokens'
import type { StreamRef } from './store-streams.ts'

export const readingLimits = { linkDays: 30 }

export function readingToken(
  keys: SigningKeys,
  given: StreamRef & { number: number; now: Date },
): string {
  const { customerId, streamId, number, now } = given
  return signToken(keys, {
    purpose: 'read',
    subject: streamId,
    expiresAt: instant(now.getTime() + readingLimits.linkDays * dayMs),
    data: { c: customerId, n: String(number) },
  })
}

export type ReadingLink =
  | { kind: 'valid'; ref: StreamRef }
  | { kind: 'expired' }
  | { kind: 'invalid' }

/** The stream that a token opens this issue for. */
export function readReadingToken(
  keys: SigningKeys,
  { token, number, now }: { token: string; number: number; now: Date },
): ReadingLink {
  const reading = readToken(keys, { purpose: 'read', token, now })
  if (reading.kind !== 'valid') return { kind: reading.kind }
  const streamId = idSchema('stream').safeParse(reading.subject)
  const customerId = idSchema('customer').safeParse(reading.data['c'])
  if (!streamId.success || !customerId.success || reading.data['n'] !== String(number))
    return { kind: 'invalid' }
  return { kind: 'valid', ref: { streamId: streamId.data, customerId: customerId.data } }
}

/** The address of the page; without a token it asks for the account. */
export function readingUrl(options: {
  siteUrl: string
  locale: Locale
  number: number
  token?: string | undefined
}): string {
  const prefix = options.locale === 'en' ? '/en' : ''
  const tail = options.token === undefined ? '' : `/${options.token}`
  return `${options.siteUrl}${prefix}/read/${options.number}${tail}`
}
