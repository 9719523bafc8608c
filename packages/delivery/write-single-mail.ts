// Writes the single mail an intent asks for, by what is true now: its recipient, its links, its
// words. Links are signed here, at the last moment; nothing of them is ever stored.
import type { Key } from '#aws/keys'
import type { Item, Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import { idSchema, type ReaderId, type StaffId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { hourMs, type Instant, instant, minuteMs } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import type { Publication } from '#publication/schema'
import {
  confirmToken,
  dataToken,
  linkLimits,
  preferencesToken,
  readerUrl,
  unsubscribeToken,
} from '#readers/links'
import { StoredReader } from '#readers/reader'
import { getReader, getSuppression } from '#readers/store'
import { StaffMember } from '#staff/member'
import { staffSignInLink } from '#staff/sign-in-link'
import { contactOf } from '#subscriptions/contact-of'
import { noteWriters } from './note-writers.ts'
import { orderConfirmed } from './order-mail.ts'
import type { SingleMail } from './single-mail.ts'

export type MailKind = SingleMail['kind']

export type WriteMailDeps = {
  table: Table
  signingKeys: SigningKeys
  publication: Publication
  siteUrl: string
}

export type Addressee = { readerId: ReaderId } | { staffId: StaffId }

/** `skipped`: it has nothing to say any more. */
export type Written =
  | { kind: 'mail'; mail: SingleMail; to: string; locale: Locale; addressee: Addressee }
  | { kind: 'skipped'; reason: string; addressee?: Addressee }

/** The item that holds the intent, and the intent itself. */
export type MailCause = { key: Key; item: Item; intent: Intent; kind: MailKind; now: Date }

export async function writeSingleMail(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  switch (cause.kind) {
    case 'mail.staffSignIn':
      return staffMail(deps, cause)
    case 'mail.dataExport':
    case 'mail.erasure':
      return await dataMail(deps, cause, cause.kind)
    case 'mail.orderConfirmed':
      return await orderConfirmed(deps, cause)
    case 'mail.confirmation':
    case 'mail.welcome':
    case 'mail.alreadyReader':
      return await readerMail(deps, cause, cause.kind)
    default:
      return await noteWriters[cause.kind](deps, cause)
  }
}

async function readerMail(
  deps: WriteMailDeps,
  cause: MailCause,
  kind: 'mail.confirmation' | 'mail.welcome' | 'mail.alreadyReader',
): Promise<Written> {
  const reader = StoredReader.parse(cause.item)
  const addressee = { readerId: reader.id }
  if (await getSuppression(deps.table, reader.id))
    return { kind: 'skipped', reason: 'suppressed', addressee }
  if (kind === 'mail.confirmation') return confirmationMail(deps, cause, reader)
  if (reader.status !== 'confirmed') return { kind: 'skipped', reason: 'notConfirmed', addressee }
  const { siteUrl, signingKeys: keys } = deps
  const { locale } = reader
  const token = unsubscribeToken(keys, { readerId: reader.id })
  const preferences = preferencesToken(keys, reader.id)
  const mail = {
    kind,
    unsubscribeUrl: readerUrl({ siteUrl, locale, link: 'unsubscribe', token }),
    preferencesUrl: readerUrl({ siteUrl, locale, link: 'preferences', token: preferences }),
  }
  return { kind: 'mail', mail, to: reader.email, locale, addressee }
}

function confirmationMail(deps: WriteMailDeps, cause: MailCause, reader: StoredReader): Written {
  const addressee = { readerId: reader.id }
  const { signUp } = reader
  if (!signUp || signUp.id !== cause.intent.data['signUpId'])
    return { kind: 'skipped', reason: 'confirmed', addressee }
  const { locale } = signUp
  const hours = deps.publication.limits.confirmationHours
  const { siteUrl, signingKeys } = deps
  const signed = { readerId: reader.id, signUpId: signUp.id, now: cause.now, hours }
  const token = confirmToken(signingKeys, signed)
  const mail: SingleMail = {
    kind: 'mail.confirmation',
    confirmUrl: readerUrl({ siteUrl, locale, link: 'confirm', token }),
    expiresAt: hoursAfter(cause.now, hours),
  }
  return { kind: 'mail', mail, to: reader.email, locale, addressee }
}

async function dataMail(
  deps: WriteMailDeps,
  cause: MailCause,
  kind: 'mail.dataExport' | 'mail.erasure',
): Promise<Written> {
  const readerId = idSchema('reader').parse(cause.intent.data['readerId'])
  const known =
    (await getReader(deps.table, readerId, { consistent: true })) ??
    (await contactOf(deps.table, readerId))
  const addressee = { readerId }
  const requestId = cause.intent.data['requestId']
  if (!known || requestId === undefined) return { kind: 'skipped', reason: 'erased', addressee }
  const { siteUrl } = deps
  const { locale, email } = known
  const link = kind === 'mail.dataExport' ? 'export' : 'erase'
  const signed = { purpose: link, readerId, requestId, now: cause.now } as const
  const url = readerUrl({ siteUrl, locale, link, token: dataToken(deps.signingKeys, signed) })
  const expiresAt = hoursAfter(cause.now, linkLimits.dataLinkHours)
  const mail: SingleMail =
    kind === 'mail.dataExport'
      ? { kind, downloadUrl: url, expiresAt }
      : { kind, eraseUrl: url, expiresAt }
  return { kind: 'mail', mail, to: email, locale, addressee }
}

function staffMail(deps: WriteMailDeps, cause: MailCause): Written {
  const staff = StaffMember.parse(cause.item)
  const addressee = { staffId: staff.id }
  if (staff.status !== 'active') return { kind: 'skipped', reason: 'removed', addressee }
  const { staffLinkMinutes } = deps.publication.limits
  const expiresAt = instant(cause.now.getTime() + staffLinkMinutes * minuteMs)
  const mail: SingleMail = {
    kind: 'mail.staffSignIn',
    signInUrl: staffSignInLink(deps, { staff, nonce: cause.intent.id, expiresAt }),
    expiresAt,
    requestedFrom: cause.intent.data['requestedFrom'] ?? '',
  }
  return { kind: 'mail', mail, to: staff.email, locale: staff.locale, addressee }
}

function hoursAfter(now: Date, hours: number): Instant {
  return instant(now.getTime() + hours * hourMs)
}
