// Account links, sessions and their generation in the table. No item of these holds an address; all of
// them expire by themselves.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { openIntent } from '#aws/intent'
import {
  accountGenerationKey,
  accountLinkKey,
  accountSessionKey,
  addressLeftKey,
  type Key,
} from '#aws/keys'
import { ifPresent, type Table } from '#aws/table'
import { idSchema, type ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { dayMs, type Instant } from '#kernel/time'
import { accountLimits } from './account-link.ts'

const schema = 1
const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

/** That somebody asked for the link of an address, known or not. */
export const AccountLink = z.object({
  readerIds: z.array(idSchema('reader')).min(1).max(20),
  locale: z.enum(['fr', 'en']),
  askedAt: Timestamp,
})
export type AccountLink = z.infer<typeof AccountLink>

/** The newest request of an address; its mail takes the place of one that waits. */
export async function putAccountLink(
  table: Table,
  link: AccountLink,
  intent: Intent,
): Promise<Key> {
  const [first] = link.readerIds
  const key = accountLinkKey(first ?? '')
  const until = Date.parse(link.askedAt) + 2 * dayMs
  const stored = { ...key, schema, ...AccountLink.parse(link), expiresAt: seconds(until) }
  await table.put({ ...stored, ...openIntent(intent) })
  return key
}

export const AccountSession = z.object({
  readerIds: z.array(idSchema('reader')).min(1).max(20),
  generation: z.number().int().min(0),
  createdAt: Timestamp,
  renewedAt: Timestamp,
  endsAt: Timestamp,
})
export type AccountSession = z.infer<typeof AccountSession>

export async function putAccountSession(
  table: Table,
  hash: string,
  session: AccountSession,
): Promise<void> {
  const expiresAt = seconds(Date.parse(session.endsAt) + dayMs)
  await table.put({
    ...accountSessionKey(hash),
    schema,
    ...AccountSession.parse(session),
    expiresAt,
  })
}

export async function getAccountSession(
  table: Table,
  hash: string,
): Promise<AccountSession | undefined> {
  const item = await table.get(accountSessionKey(hash), { consistent: true })
  return item && AccountSession.parse(item)
}

/** False when it was ended meanwhile. */
export async function renewAccountSession(
  table: Table,
  hash: string,
  times: Pick<AccountSession, 'renewedAt' | 'endsAt'>,
): Promise<boolean> {
  const expiresAt = seconds(Date.parse(times.endsAt) + dayMs)
  const set = { ...times, expiresAt }
  return (await table.update(accountSessionKey(hash), { set }, ifPresent)).kind === 'written'
}

export async function deleteAccountSession(table: Table, hash: string): Promise<void> {
  await table.delete(accountSessionKey(hash))
}

/** 0 until an address signs out everywhere for the first time. */
export async function generationOf(table: Table, readerId: ReaderId): Promise<number> {
  const item = await table.get(accountGenerationKey(readerId), { consistent: true })
  return Number(item?.['generation'] ?? 0)
}

/** Ends every session of an address. Kept longer than any session can live. */
export async function nextGenerationOf(
  table: Table,
  { readerId, now }: { readerId: ReaderId; now: Date },
): Promise<void> {
  const keptMs = 2 * accountLimits.sessionMostDays * dayMs
  await table.update(accountGenerationKey(readerId), {
    add: { generation: 1 },
    set: { schema, readerId, expiresAt: seconds(now.getTime() + keptMs) },
  })
}

/** That an address is no longer a customer's: it is told so, once, and then forgotten. */
export const AddressLeft = z.object({
  readerId: idSchema('reader'),
  email: z.string().max(254),
  locale: z.enum(['fr', 'en']),
  at: Timestamp,
})
export type AddressLeft = z.infer<typeof AddressLeft>

/** Leaves the mail to it; the same change again leaves none. `id` goes into the mail's tags. */
export async function putAddressLeft(
  table: Table,
  { left, id }: { left: AddressLeft; id: string },
): Promise<Key> {
  const key = addressLeftKey(left.readerId)
  const { at } = left
  const expiresAt = seconds(Date.parse(at) + 7 * dayMs)
  const intent: Intent = {
    ...{ kind: 'mail.emailChange', id, createdAt: at, dueAt: at, attempts: 0 },
    data: { readerId: left.readerId },
  }
  await table.put(
    { ...key, schema, ...AddressLeft.parse(left), expiresAt, ...openIntent(intent) },
    { if: 'attribute_not_exists(#pk) OR #at <> :at', values: { ':at': at } },
  )
  return key
}

/** What a session is stored under: SHA-256 of its cookie. */
export function sessionHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1_000)
}
