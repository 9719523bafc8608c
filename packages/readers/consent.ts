// The proof of a consent, or of its withdrawal: what a person saw, where, when and from where.
import type { Locale } from '#kernel/errors'
import type { MailingId, ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { consentText } from './consent-text.ts'
import type { Consent } from './reader.ts'

/** Where an act came from; whatever the door could learn, cut to what is stored. */
export type Origin = { ip: string; userAgent: string; formUrl: string; source: string }

export function consentOf(
  publication: Pick<Publication, 'name' | 'frequency'>,
  options: {
    readerId: ReaderId
    at: Instant
    act: Consent['act']
    purpose: Consent['purpose']
    locale: Locale
    origin: Origin
    mailingId?: MailingId | undefined
  },
): Consent {
  const { readerId, at, act, purpose, locale, origin, mailingId } = options
  const { version, text } = consentText(publication, { purpose, locale })
  return {
    readerId,
    at,
    act,
    purpose,
    textVersion: version,
    text,
    ...cleanOrigin(origin),
    ...(mailingId === undefined ? {} : { mailingId }),
  }
}

function cleanOrigin({ ip, userAgent, formUrl, source }: Origin): Origin {
  return {
    ip: oneLine(ip, 64),
    userAgent: oneLine(userAgent, 300),
    formUrl: oneLine(formUrl, 500),
    source: oneLine(source, 40),
  }
}

/** One line without control characters, cut to `length` characters; lone surrogates go as well. */
export function oneLine(text: string, length: number): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, length)
    .replace(/\p{Cs}/gu, '')
}
