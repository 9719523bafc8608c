// Delivery's items in the table: mailings and what is due, renditions, checks, the account's quota.
// Shards and batches are in store-batches.ts, single mails in store-mails.ts.
import { checkKey, dueIndex, mailingKey, quotaKey, renditionKey } from '#aws/keys'
import { type Changes, type Condition, type Item, ifAbsent, type Table } from '#aws/table'
import { assert } from '#kernel/errors'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { type Instant, instant, minuteMs } from '#kernel/time'
import type { Finding } from './check-newsletter.ts'
import { type CutMessage, cutRendition, packRendition, unpackRendition } from './compose.ts'
import { getLinks } from './mail-links.ts'
import { Mailing, type MailingStatus } from './mailing.ts'
import type { Mailer } from './ports.ts'
import type { Rendition } from './rendition.ts'
import { withSubject } from './with-subject.ts'

const schema = 1

/** The variant everyone gets while a mailing has one alone. */
export const mainVariant = 'main'

// — Mailings —

export async function getMailing(table: Table, id: MailingId): Promise<Mailing | undefined> {
  const item = await table.get(mailingKey(id), { consistent: true })
  return item && Mailing.parse(item)
}

/** In the order asked; ids that name nothing are left out. */
export async function getMailings(table: Table, ids: readonly MailingId[]): Promise<Mailing[]> {
  const items = await table.getMany([...new Set(ids)].map(mailingKey), { consistent: true })
  const byId = new Map(items.map((item) => [item['id'], Mailing.parse(item)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

export async function createMailing(table: Table, mailing: Mailing): Promise<void> {
  const item = Mailing.parse(mailing)
  const due = item.nextActionAt === undefined ? {} : dueIndex(item.nextActionAt, item.id)
  const put = await table.put({ ...item, ...due, ...mailingKey(item.id), schema }, ifAbsent)
  assert(put.kind === 'written', 'a mailing has an id of its own')
}

type DomainSet = 'heldDomains' | 'heardAnew'
type DomainSets = { [Name in DomainSet]?: Set<string> }

export type MailingChange = {
  /** The states it may come from; a change of status names them. */
  from: readonly MailingStatus[]
  set?: Partial<Omit<Mailing, 'id' | 'plannedShards' | 'finishedShards' | DomainSet>>
  remove?: readonly (keyof Mailing)[]
  add?: { plannedShards?: Set<number>; finishedShards?: Set<number> } & DomainSets
  take?: DomainSets
  /** More that must hold. */
  and?: Condition
}

/** One conditional change. Undefined when the mailing is in none of the states or `and` fails. */
export async function changeMailing(
  table: Table,
  id: MailingId,
  change: MailingChange,
): Promise<Mailing | undefined> {
  const { from, set = {}, remove = [], add = {}, take = {}, and } = change
  const states = Object.fromEntries(from.map((status, at) => [`:from${at}`, status]))
  const index = set.nextActionAt === undefined ? {} : dueIndex(set.nextActionAt, id)
  const unindexed = remove.includes('nextActionAt') ? ['gsi2pk', 'gsi2sk'] : []
  const changes: Changes = {
    set: { ...set, ...index },
    remove: [...remove, ...unindexed],
    add,
    take,
  }
  const status = `#status IN (${Object.keys(states).join(', ')})`
  const result = await table.update(mailingKey(id), changes, {
    if: and ? `${status} AND (${and.if})` : status,
    values: { ...states, ...and?.values },
  })
  return result.kind === 'written' ? Mailing.parse(result.item) : undefined
}

/** Ids of mailings that have something to do at `now`, the longest due first. */
export async function dueMailings(
  table: Table,
  options: { now: Instant; limit: number },
): Promise<MailingId[]> {
  const page = await table.queryPage({
    index: 'gsi2',
    partition: 'DUE',
    between: ['0', `${options.now}~`],
    limit: options.limit,
  })
  return page.items.map((item) => item['id'] as MailingId)
}

// — Renditions —

/** Keeps a rendition; the first one stays, so that every reader gets the same. */
export async function putRendition(
  table: Table,
  mailingId: MailingId,
  rendition: Rendition,
): Promise<void> {
  const packed = packRendition(rendition)
  const key = renditionKey(mailingId, rendition.variant)
  await table.put({ ...key, schema, packed }, ifAbsent)
}

export async function getRendition(
  table: Table,
  mailingId: MailingId,
  variant: string,
): Promise<Rendition | undefined> {
  const item = await table.get(renditionKey(mailingId, variant), { consistent: true })
  return item && unpackRendition(bytesOf(item['packed']))
}

/** Whether each of these variants is rendered. */
export async function hasRenditions(
  table: Table,
  id: MailingId,
  variants: readonly string[],
): Promise<boolean> {
  const keys = variants.map((variant) => renditionKey(id, variant))
  return (await table.getMany(keys, { consistent: true })).length === variants.length
}

function bytesOf(value: unknown): Uint8Array {
  assert(value instanceof Uint8Array, 'a packed rendition is bytes')
  return value
}

/** Cut renditions by mailing, variant and subject, kept between messages of one worker. */
export type CutCache = Map<string, CutMessage>

/** Every variant of a mailing with either subject. */
const cutsKept = 16

export async function getCut(
  table: Table,
  options: { mailingId: MailingId; variant: string; cache: CutCache; subject?: string },
): Promise<CutMessage | undefined> {
  const { mailingId, variant, cache, subject } = options
  const name = `${mailingId}/${variant}${subject === undefined ? '' : `/${subject}`}`
  const kept = cache.get(name)
  if (kept) return kept
  const rendition = await getRendition(table, mailingId, variant)
  if (!rendition) return undefined
  const worded = subject === undefined ? rendition : withSubject(rendition, subject)
  const cut = cutRendition(worded, await getLinks(table, mailingId))
  const [oldest] = cache.keys()
  if (cache.size >= cutsKept && oldest !== undefined) cache.delete(oldest)
  cache.set(name, cut)
  return cut
}

// — Pre-send checks —

/** A check's result, kept for the version of the newsletter that it looked at. */
export type StoredCheck = {
  newsletterId: NewsletterId
  version: number
  findings: Finding[]
  checkedAt: Instant
}

export async function putCheck(table: Table, check: StoredCheck): Promise<void> {
  await table.put({ ...checkKey(check.newsletterId, check.version), schema, ...check })
}

export async function getCheck(
  table: Table,
  id: NewsletterId,
  version: number,
): Promise<StoredCheck | undefined> {
  return (await table.get(checkKey(id, version), { consistent: true })) as StoredCheck | undefined
}

// — The account's quota —

/** `perDay` is -1 where there is no limit. */
export type Quota = { perSecond: number; perDay: number; sentLastDay: number; at: Instant }

async function putQuota(table: Table, quota: Quota): Promise<void> {
  await table.put({ ...quotaKey(), schema, ...quota })
}

export async function getQuota(table: Table): Promise<Quota | undefined> {
  return (await table.get(quotaKey())) as Quota | undefined
}

/** The quota as last seen, asked for when it was never seen or is older than five minutes. */
export async function currentQuota(
  deps: { table: Table; mailer: Pick<Mailer, 'quota'> },
  now: Date,
): Promise<Quota> {
  const kept = await getQuota(deps.table)
  if (kept && now.getTime() - Date.parse(kept.at) < 5 * minuteMs) return kept
  return await refreshQuota(deps, now)
}

/** Asks for the quota and keeps it; once a minute by the tick (SES allows one call a second). */
export async function refreshQuota(
  deps: { table: Table; mailer: Pick<Mailer, 'quota'> },
  now: Date,
): Promise<Quota> {
  const quota = { ...(await deps.mailer.quota()), at: instant(now) }
  await putQuota(deps.table, quota)
  return quota
}

/** An item without the table's own attributes, for types that are not parsed. */
export function bare(item: Item): Item {
  const { pk: _pk, sk: _sk, gsi1pk: _1, gsi1sk: _2, gsi2pk: _3, gsi2sk: _4, ...rest } = item
  return rest
}
