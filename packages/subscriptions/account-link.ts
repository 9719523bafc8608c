// The links of an account: the one that opens it, and the one that confirms a new address. Both name
// ids alone, never an address, for links end up in logs on their way.
import type { Locale } from '#kernel/errors'
import { type CustomerId, idSchema, type ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { readToken, type SigningKeys, signToken } from '#kernel/tokens'

export const accountLimits = {
  /** A link opens the account once, and within this. */
  linkMinutes: 60,
  /** A new address is confirmed within this. */
  emailHours: 24,
  /** A session ends so long after it was last used, and in any case after `sessionMostDays`. */
  sessionDays: 30,
  sessionMostDays: 180,
  /** How often the end of a session moves on at most. */
  renewAfterHours: 24,
  linksPerIpAndHour: 30,
  linksPerAddressAndHour: 4,
  emailChangesPerCustomerAndDay: 5,
}

type LinkOf = {
  readerIds: readonly ReaderId[]
  /** The intent's id: the link works once. */
  nonce: string
  /** Of the sessions that it may open: signing out everywhere voids it too. */
  generation: number
  expiresAt: Instant
}

export function accountToken(keys: SigningKeys, link: LinkOf): string {
  const [first, ...others] = link.readerIds
  if (!first) throw new Error('A link to no address')
  return signToken(keys, {
    purpose: 'account',
    subject: first,
    nonce: link.nonce,
    expiresAt: link.expiresAt,
    data: {
      g: String(link.generation),
      ...(others.length === 0 ? {} : { i: others.join(' ') }),
    },
  })
}

export type LinkReading =
  | { kind: 'valid'; readerIds: ReaderId[]; nonce: string; generation: number }
  | { kind: 'expired' }
  | { kind: 'invalid' }

export function readAccountToken(
  keys: SigningKeys,
  { token, now }: { token: string; now: Date },
): LinkReading {
  const reading = readToken(keys, { purpose: 'account', token, now })
  if (reading.kind !== 'valid') return { kind: reading.kind }
  const { subject, nonce, data } = reading
  const ids = [subject, ...(data['i'] ?? '').split(' ').filter((id) => id !== '')]
  const readerIds = ids.flatMap((id) => idSchema('reader').safeParse(id).data ?? [])
  if (readerIds.length !== ids.length || nonce === undefined) return { kind: 'invalid' }
  return { kind: 'valid', readerIds, nonce, generation: Number(data['g'] ?? 0) }
}

/** `changeId` names the one change that the link confirms. */
export function emailToken(
  keys: SigningKeys,
  change: { customerId: CustomerId; changeId: string; expiresAt: Instant },
): string {
  const { customerId, changeId, expiresAt } = change
  return signToken(keys, { purpose: 'email', subject: customerId, nonce: changeId, expiresAt })
}

export function readEmailToken(
  keys: SigningKeys,
  { token, now }: { token: string; now: Date },
):
  | { kind: 'valid'; customerId: CustomerId; changeId: string }
  | { kind: 'expired' }
  | { kind: 'invalid' } {
  const reading = readToken(keys, { purpose: 'email', token, now })
  if (reading.kind !== 'valid') return { kind: reading.kind }
  const customerId = idSchema('customer').safeParse(reading.subject)
  if (!customerId.success || reading.nonce === undefined) return { kind: 'invalid' }
  return { kind: 'valid', customerId: customerId.data, changeId: reading.nonce }
}

/** A page of the account; English pages live under `/en`. `path` begins with a slash or is empty. */
export function accountUrl(options: { siteUrl: string; locale: Locale; path?: string }): string {
  const { siteUrl, locale, path = '' } = options
  return `${siteUrl}${locale === 'en' ? '/en' : ''}/account${path}`
}
