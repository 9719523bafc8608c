// The links a reader gets by mail: their tokens and addresses, made and read here alone.
import type { Locale } from '#kernel/errors'
import { idSchema, type MailingId, type ReaderId } from '#kernel/ids'
import { hourMs, type Instant, instant } from '#kernel/time'
import { readToken, type SigningKeys, signToken, type TokenPurpose } from '#kernel/tokens'

/** Export and erasure links are for use at once. */
export const linkLimits = { dataLinkHours: 24 }

/** Where each purpose's link leads; the token follows. */
const paths = {
  confirm: '/confirm/',
  preferences: '/preferences/',
  unsubscribe: '/unsubscribe/',
  export: '/my-data/',
  erase: '/erase/',
} as const satisfies Partial<Record<TokenPurpose, string>>
export type ReaderLink = keyof typeof paths

/** The address of a reader's link; English pages live under `/en`. */
export function readerUrl(options: {
  siteUrl: string
  locale: Locale
  link: ReaderLink
  token: string
}): string {
  const prefix = options.locale === 'en' ? '/en' : ''
  return `${options.siteUrl}${prefix}${paths[options.link]}${options.token}`
}

/** Confirms one sign-up: bound to it, single use. Expires `hours` after `now`. */
export function confirmToken(
  keys: SigningKeys,
  options: { readerId: ReaderId; signUpId: string; now: Date; hours: number },
): string {
  return signToken(keys, {
    purpose: 'confirm',
    subject: options.readerId,
    nonce: options.signUpId,
    expiresAt: after(options.now, options.hours),
  })
}

/** Never expires (domain-rules §6.1). */
export function preferencesToken(keys: SigningKeys, readerId: ReaderId): string {
  return signToken(keys, { purpose: 'preferences', subject: readerId })
}

/** Never expires; carries the mailing it was sent in. */
export function unsubscribeToken(
  keys: SigningKeys,
  options: { readerId: ReaderId; mailingId?: MailingId },
): string {
  const data = options.mailingId === undefined ? {} : { data: { m: options.mailingId } }
  return signToken(keys, { purpose: 'unsubscribe', subject: options.readerId, ...data })
}

/** For a freshly mailed export or erasure link; `requestId` names the request it answers. */
export function dataToken(
  keys: SigningKeys,
  options: { purpose: 'export' | 'erase'; readerId: ReaderId; requestId: string; now: Date },
): string {
  return signToken(keys, {
    purpose: options.purpose,
    subject: options.readerId,
    nonce: options.requestId,
    expiresAt: after(options.now, linkLimits.dataLinkHours),
  })
}

export type LinkReading =
  | { kind: 'valid'; readerId: ReaderId; nonce?: string; mailingId?: MailingId }
  | { kind: 'expired' }
  | { kind: 'invalid' }

/** Reads a reader's token. It tells nothing about whether the reader is still known. */
export function readReaderToken(
  keys: SigningKeys,
  options: { link: ReaderLink; token: string; now: Date },
): LinkReading {
  const { link: purpose, token, now } = options
  const reading = readToken(keys, { purpose, token, now })
  if (reading.kind !== 'valid') return { kind: reading.kind }
  const readerId = idSchema('reader').safeParse(reading.subject)
  if (!readerId.success) return { kind: 'invalid' }
  const mailingId = idSchema('mailing').safeParse(reading.data['m'])
  return {
    kind: 'valid',
    readerId: readerId.data,
    ...(reading.nonce === undefined ? {} : { nonce: reading.nonce }),
    ...(mailingId.success ? { mailingId: mailingId.data } : {}),
  }
}

function after(now: Date, hours: number): Instant {
  return instant(now.getTime() + hours * hourMs)
}
