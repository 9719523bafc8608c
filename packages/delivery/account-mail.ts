// Writes the mails around an account: the link that opens it, the one that confirms a new address, and
// the word to the old one. By what is true when they are sent; links are signed here.
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import { type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import { getSuppression } from '#readers/store'
import { accountLimits, accountToken, accountUrl, emailToken } from '#subscriptions/account-link'
import { type Held, heldBy } from '#subscriptions/account-reader'
import { Customer } from '#subscriptions/customer'
import { getCustomer } from '#subscriptions/store'
import { AccountLink, AddressLeft, generationOf } from '#subscriptions/store-accounts'
import { getStream } from '#subscriptions/store-streams'
import { accountLinkTexts, addressLeftTexts, emailChangeTexts } from './account-notices.ts'
import type { MailCause, WriteMailDeps, Written } from './write-single-mail.ts'

/** The intent lies in the request; an address that has nothing here is sent nothing. */
export async function accountLink(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  const { table, signingKeys, publication, siteUrl } = deps
  const { readerIds, locale } = AccountLink.parse(cause.item)
  const [readerId] = readerIds
  if (!readerId) return { kind: 'skipped', reason: 'nothingHeld' }
  const to = await addressHeld(table, await heldBy(table, readerIds), readerIds)
  if (to === undefined) return { kind: 'skipped', reason: 'nothingHeld' }
  const addressee = { readerId }
  if (await isBounced(table, readerId)) return { kind: 'skipped', reason: 'suppressed', addressee }
  const expiresAt = plusMs(instant(cause.now), accountLimits.linkMinutes * minuteMs)
  const token = accountToken(signingKeys, {
    ...{ readerIds, nonce: cause.intent.id, expiresAt },
    generation: await generationOf(table, readerId),
  })
  const texts = accountLinkTexts({ ...publication, until: expiresAt })[locale]
  const link = accountUrl({ siteUrl, locale, path: `/open/${token}` })
  const mail = { kind: 'mail.accountLink', note: { texts, link } } as const
  return { kind: 'mail', mail, to, locale, addressee }
}

/** The address as the customer, or the gift, has it: the request holds none. */
async function addressHeld(
  table: Table,
  { customerId, gifts }: Held,
  readerIds: readonly ReaderId[],
): Promise<string | undefined> {
  const customer = customerId && (await getCustomer(table, customerId))
  if (customer && readerIds.includes(customer.readerId) && customer.email !== undefined)
    return customer.email
  for (const ref of gifts) {
    const recipient = (await getStream(table, ref))?.recipient
    const isTheirs = recipient?.readerId !== undefined && readerIds.includes(recipient.readerId)
    if (isTheirs && recipient.email !== undefined) return recipient.email
  }
  return undefined
}

/** The intent lies in the customer, or in the note that an address is theirs no more. */
export async function emailChange(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  return String(cause.item['sk']) === 'LEFT'
    ? await addressLeft(deps, AddressLeft.parse(cause.item))
    : await newAddress(deps, cause, Customer.parse(cause.item))
}

async function newAddress(
  deps: WriteMailDeps,
  cause: MailCause,
  customer: Customer,
): Promise<Written> {
  const { table, signingKeys, publication, siteUrl } = deps
  const change = customer.emailChange
  if (!change || change.id !== cause.intent.id || isPast(change.expiresAt, cause))
    return { kind: 'skipped', reason: 'changedAgain' }
  const { email, locale, expiresAt } = change
  const [readerId] = change.readerIds
  if (!readerId) return { kind: 'skipped', reason: 'changedAgain' }
  const addressee = { readerId }
  if (await isBounced(table, readerId)) return { kind: 'skipped', reason: 'suppressed', addressee }
  const token = emailToken(signingKeys, {
    ...{ customerId: customer.id, changeId: change.id, expiresAt },
  })
  const texts = emailChangeTexts({ ...publication, until: expiresAt })[locale]
  const link = accountUrl({ siteUrl, locale, path: `/email/${token}` })
  const mail = { kind: 'mail.emailChange', note: { texts, link } } as const
  return { kind: 'mail', mail, to: email, locale, addressee }
}

async function addressLeft(deps: WriteMailDeps, left: AddressLeft): Promise<Written> {
  const { table, publication, siteUrl } = deps
  const { readerId, email, locale, at } = left
  const addressee = { readerId }
  if (await isBounced(table, readerId)) return { kind: 'skipped', reason: 'suppressed', addressee }
  const texts = addressLeftTexts({ ...publication, at })[locale]
  const link = accountUrl({ siteUrl, locale })
  const mail = { kind: 'mail.emailChange', note: { texts, link } } as const
  return { kind: 'mail', mail, to: email, locale, addressee }
}

function isPast(at: Instant, { now }: MailCause): boolean {
  return at <= instant(now)
}

async function isBounced(table: Table, readerId: ReaderId): Promise<boolean> {
  return (await getSuppression(table, readerId))?.reason === 'bounced'
}
