// Readers, their consents and their suppressions in the table. Only confirmed readers carry the
// audience index; that is decided here alone, by the status that is written.
import { closedIntent, intentOf, openIntent } from '#aws/intent'
import {
  audienceIndex,
  audiencePartition,
  audienceShards,
  consentKey,
  type Key,
  readerKey,
  shardOf,
  suppressionKey,
} from '#aws/keys'
import { type Condition, type Item, ifAbsent, ifPresent, type Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import type { Instant } from '#kernel/time'
import { Consent, Reader, StoredReader, Suppression } from './reader.ts'

const schema = 1

/** Shards of the audience; each is a partition of its own. */
export const shardsOfAudience = audienceShards

/** The reader as stored, with an open sign-up and an open intent if there are any. */
export async function getReader(
  table: Table,
  id: ReaderId,
  options: { consistent?: boolean } = {},
): Promise<StoredReader | undefined> {
  const item = await table.get(readerKey(id), options)
  return item === undefined ? undefined : parseReader(item)
}

/** In any order; unknown and erased readers are left out. */
export async function getReaders(
  table: Table,
  ids: readonly ReaderId[],
  options: { consistent?: boolean } = {},
): Promise<Reader[]> {
  const keys = [...new Set(ids)].map((id) => readerKey(id))
  const items = await table.getMany(keys, options)
  return items.map((item) => Reader.parse(item))
}

/** Where a reader's item lies, for hints. */
export function readerItemKey(id: ReaderId): Key {
  return readerKey(id)
}

export type ReaderChanges = {
  set: Partial<Omit<StoredReader, 'id' | 'version' | 'intent'>>
  remove?: readonly (keyof StoredReader)[]
  /** Opens this intent in the place of the one that may be there. */
  intent?: Intent
}

/**
 * One conditional change of a reader's item; the version grows by one. A status that is set moves
 * the reader into the audience or out of it. Without a condition the reader must exist.
 */
export async function changeReader(
  table: Table,
  id: ReaderId,
  options: { changes: ReaderChanges; condition?: Condition },
): Promise<{ kind: 'written'; reader: StoredReader } | { kind: 'conditionFailed' }> {
  const { set, remove = [], intent } = options.changes
  const removed = new Set<string>(remove)
  const index = set.status === 'confirmed' ? audienceIndex(id) : {}
  if (set.status !== undefined && set.status !== 'confirmed')
    for (const name of ['gsi1pk', 'gsi1sk']) removed.add(name)
  if (intent) removed.add('intentClaim')
  if (removed.has('intent'))
    for (const name of ['intentClaim', 'gsi2pk', 'gsi2sk']) removed.add(name)
  const result = await table.update(
    readerKey(id),
    {
      set: { ...set, ...index, ...(intent ? openIntent(intent) : {}), schema },
      setIfAbsent: { id },
      remove: [...removed],
      add: { version: 1 },
    },
    options.condition ?? ifPresent,
  )
  if (result.kind === 'conditionFailed') return result
  return { kind: 'written', reader: parseReader(result.item) }
}

/** The condition that the reader is as it was read (or still absent). */
export function unchangedSince(reader: StoredReader | undefined): Condition {
  if (!reader) return ifAbsent
  return { if: '#version = :readVersion', values: { ':readVersion': reader.version } }
}

export async function deleteReader(table: Table, id: ReaderId): Promise<void> {
  await table.delete(readerKey(id))
}

/** A whole reader as an item, for loads of many at once. */
export function readerItem(reader: Reader): Item & Key {
  const index = reader.status === 'confirmed' ? audienceIndex(reader.id) : {}
  return { ...readerKey(reader.id), ...reader, ...index, schema }
}

// — Consents —

/**
 * Writes a proof and answers with its key. With the same time and id it is the same proof: a retry
 * adds nothing.
 */
export async function putConsent(table: Table, proof: ConsentProof): Promise<Key> {
  const item = consentItem(proof)
  await table.put(item, ifAbsent)
  return keyOf(item)
}

/** One proof, by its key. */
export async function getConsent(table: Table, key: Key): Promise<Consent | undefined> {
  const item = await table.get(key, { consistent: true })
  return item && Consent.parse(item)
}

/** Closes the intent of a proof whose next step is done. */
export async function closeConsentIntent(
  table: Table,
  { key, intentId }: { key: Key; intentId: string },
): Promise<void> {
  await table.update(key, closedIntent, { if: '#intent.#id = :id', values: { ':id': intentId } })
}

/** The next step of the same intent, unless it was closed or overtaken meanwhile. */
export async function moveConsentIntent(
  table: Table,
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const same: Condition = { if: '#intent.#id = :id', values: { ':id': intent.id } }
  await table.update(key, { set: openIntent(intent) }, same)
}

export type ConsentProof = {
  consent: Consent
  id: string
  /** An unanswered request is not kept longer than its sign-up. */
  purgeAt?: Instant
  /** The next step of whoever is told about this act. */
  intent?: Intent
}

export function consentItem({ consent, id, purgeAt, intent }: ConsentProof): Item & Key {
  return {
    ...consentKey(consent.readerId, consent.at, id),
    schema,
    consentId: id,
    ...consent,
    ...(purgeAt === undefined ? {} : { expiresAt: seconds(purgeAt) }),
    ...(intent === undefined ? {} : openIntent(intent)),
  }
}

export type KeptConsent = Consent & { consentId: string }

/** A reader's proofs, oldest first; also after the reader was erased. */
export async function consentsOf(table: Table, id: ReaderId): Promise<KeptConsent[]> {
  const consents: KeptConsent[] = []
  for await (const item of table.query(consentsQuery(id)))
    consents.push({ ...Consent.parse(item), consentId: String(item['consentId']) })
  return consents
}

/** Keeps requests that were answered: they are proof now and no longer purged. */
export async function keepConsents(table: Table, id: ReaderId): Promise<void> {
  for await (const item of table.query(consentsQuery(id)))
    if (item['expiresAt'] !== undefined)
      await table.update(keyOf(item), { remove: ['expiresAt'] }, notErased)
}

const notErased: Condition = { if: 'attribute_exists(#pk) AND attribute_not_exists(#erasedAt)' }

/**
 * After an erasure at `before`: the proofs up to then stay without what names a device, and until
 * `until`. Those of a reader who came back meanwhile are not touched.
 */
export async function coarsenConsents(
  table: Table,
  id: ReaderId,
  options: {
    before: Instant
    until: Instant
    coarsen: (consent: Consent) => Pick<Consent, 'ip' | 'userAgent'>
  },
): Promise<void> {
  const { before: erasedAt, until, coarsen } = options
  for await (const item of table.query(consentsQuery(id))) {
    const consent = Consent.parse(item)
    if (consent.at > erasedAt) continue
    const set = { ...coarsen(consent), erasedAt, expiresAt: seconds(until) }
    await table.update(keyOf(item), { set }, notErased)
  }
}

// — Suppressions —

/** The ids among these that must not be mailed. */
export async function suppressedAmong(
  table: Table,
  ids: readonly ReaderId[],
  options: { consistent?: boolean } = {},
): Promise<Set<ReaderId>> {
  const keys = [...new Set(ids)].map((id) => suppressionKey(id))
  const items = await table.getMany(keys, options)
  return new Set(items.map((item) => Suppression.parse(item).readerId))
}

/** The suppressions among these readers, by id. */
export async function getSuppressions(
  table: Table,
  ids: readonly ReaderId[],
): Promise<Map<ReaderId, Suppression>> {
  const keys = [...new Set(ids)].map((id) => suppressionKey(id))
  const items = await table.getMany(keys, { consistent: true })
  return new Map(items.map((item) => Suppression.parse(item)).map((one) => [one.readerId, one]))
}

export async function getSuppression(table: Table, id: ReaderId): Promise<Suppression | undefined> {
  const item = await table.get(suppressionKey(id), { consistent: true })
  return item === undefined ? undefined : Suppression.parse(item)
}

/** The first reason stays, but for a complaint, which outranks the others. */
export async function putSuppression(table: Table, suppression: Suppression): Promise<void> {
  const item = { ...suppressionKey(suppression.readerId), schema, ...suppression }
  const outranked: Condition = {
    if: 'attribute_not_exists(#pk) OR #reason <> :reason',
    values: { ':reason': 'complained' },
  }
  await table.put(item, suppression.reason === 'complained' ? outranked : ifAbsent)
}

/** Lifts a suppression if it still has this reason. */
export async function deleteSuppression(
  table: Table,
  suppression: Pick<Suppression, 'readerId' | 'reason'>,
): Promise<boolean> {
  const result = await table.delete(suppressionKey(suppression.readerId), {
    if: '#reason = :reason',
    values: { ':reason': suppression.reason },
  })
  return result.kind === 'written'
}

// — Audience —

/** One page of a shard of the confirmed readers, in the order of their ids. Shards: 0 to 63. */
export async function audiencePage(
  table: Table,
  shard: number,
  cursor: string | undefined,
  limit: number,
): Promise<{ readers: Reader[]; cursor?: string }> {
  const partition = audiencePartition(shard)
  const page = await table.queryPage({ index: 'gsi1', partition, cursor, limit })
  const readers = page.items.map((item) => Reader.parse(item))
  return page.cursor === undefined ? { readers } : { readers, cursor: page.cursor }
}

/** Like `audiencePage`, from the reader who comes after `after`; `more` says whether others follow. */
export async function audienceAfter(
  table: Table,
  shard: number,
  after: ReaderId | undefined,
  limit: number,
): Promise<{ readers: Reader[]; more: boolean }> {
  const page = await table.queryPage({
    index: 'gsi1',
    partition: audiencePartition(shard),
    between: [after ? `${after}!` : '!', '~'],
    limit,
  })
  return {
    readers: page.items.map((item) => Reader.parse(item)),
    more: page.cursor !== undefined,
  }
}

/** The last confirmed reader of a shard by id: where the shard ends. */
export async function lastOfShard(table: Table, shard: number): Promise<ReaderId | undefined> {
  const partition = audiencePartition(shard)
  const page = await table.queryPage({ index: 'gsi1', partition, newestFirst: true, limit: 1 })
  return page.items[0] === undefined ? undefined : Reader.parse(page.items[0]).id
}

/** The audience shard a reader is in. */
export function audienceShardOf(id: ReaderId): number {
  return shardOf(id, audienceShards)
}

function consentsQuery(id: ReaderId) {
  return { partition: readerKey(id).pk, beginsWith: 'CONSENT#', consistent: true }
}

function parseReader(item: Item): StoredReader {
  const reader = StoredReader.parse(item)
  const intent = intentOf(item)
  return intent === undefined ? reader : { ...reader, intent }
}

function keyOf(item: Item): Key {
  return { pk: String(item['pk']), sk: String(item['sk']) }
}

function seconds(at: Instant): number {
  return Math.ceil(Date.parse(at) / 1000)
}
