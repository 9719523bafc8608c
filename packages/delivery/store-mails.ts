// Single mails in the table: one item a mail, with its outcome; never its address or its text.
import * as z from 'zod'
import {
  type Gsi1,
  type Key,
  readerMailIndex,
  singleMailFeedbackKey,
  singleMailKey,
} from '#aws/keys'
import { ifAbsent, ifPresent, type Table } from '#aws/table'
import { idSchema, type ReaderId } from '#kernel/ids'
import { IntentKind } from '#kernel/intents'
import { dayMs, type Instant } from '#kernel/time'

const schema = 1
export const mailLimits = { keepDays: 400, listed: 200 }

/** `skipped`: nothing was to be said any more (confirmed meanwhile, erased, suppressed …). */
export const MailOutcome = z.enum(['accepted', 'failed', 'uncertain', 'skipped'])
export type MailOutcome = z.infer<typeof MailOutcome>

export const SingleMailRecord = z.object({
  /** The id of the intent that asked for it. */
  id: z.string().max(80),
  kind: z.union([IntentKind, z.literal('test')]),
  readerId: idSchema('reader').optional(),
  staffId: idSchema('staff').optional(),
  outcome: MailOutcome,
  /** Why it failed or was skipped. */
  reason: z.string().max(40).optional(),
  at: z.custom<Instant>((value) => typeof value === 'string'),
})
export type SingleMailRecord = z.infer<typeof SingleMailRecord>

/**
 * Records what became of a mail, and answers with the outcome that stands. The first record stays;
 * an uncertain one that an event has been about is `accepted`.
 */
export async function putMail(table: Table, record: SingleMailRecord): Promise<MailOutcome> {
  const item = SingleMailRecord.parse(record)
  const index: Gsi1 | Record<string, never> =
    item.readerId === undefined ? {} : readerMailIndex(item.readerId, item.at)
  const expiresAt = purgedAt(item.at)
  await table.put({ ...singleMailKey(item.id), ...index, schema, ...item, expiresAt }, ifAbsent)
  // Whoever writes second, this or the event, sees the other's item.
  if (item.outcome !== 'uncertain' || (await factsOfMail(table, item.id)).size === 0)
    return item.outcome
  await settleMail(table, item.id)
  return 'accepted'
}

/** Epoch seconds. */
function purgedAt(at: Instant): number {
  return Math.ceil((Date.parse(at) + mailLimits.keepDays * dayMs) / 1_000)
}

// — What SES's events say —

/** What events said of a mail; empty when there was none. */
async function factsOfMail(table: Table, id: string): Promise<ReadonlySet<string>> {
  const item = await table.get(singleMailFeedbackKey(id), { consistent: true })
  return factsIn(item?.['facts'])
}

/**
 * Adds to what is known of a mail. `before` is called first with what was known already; its
 * effects come to be before the record does.
 */
export async function noteMailEvents(
  table: Table,
  note: {
    mailId: string
    at: Instant
    facts: ReadonlySet<string>
    before: (known: ReadonlySet<string>) => Promise<void>
  },
): Promise<void> {
  const { mailId, facts, at } = note
  await note.before(await factsOfMail(table, mailId))
  const key = singleMailFeedbackKey(mailId)
  await table.update(key, {
    add: { facts: new Set(facts) },
    set: { schema, expiresAt: purgedAt(at) },
  })
  await settleMail(table, mailId)
}

/** Any event proves acceptance. */
async function settleMail(table: Table, id: string): Promise<void> {
  await table.update(
    singleMailKey(id),
    { set: { outcome: 'accepted' }, remove: ['reason'] },
    { if: '#outcome = :uncertain', values: { ':uncertain': 'uncertain' } },
  )
}

function factsIn(value: unknown): ReadonlySet<string> {
  return value instanceof Set ? (value as Set<string>) : new Set()
}

export async function getMail(table: Table, id: string): Promise<SingleMailRecord | undefined> {
  const item = await table.get(singleMailKey(id), { consistent: true })
  return item && SingleMailRecord.parse(item)
}

/** What is known of a mail by its intent's id, with what SES's events said; in order. */
export async function mailStateOf(
  table: Table,
  id: string,
): Promise<
  (Pick<SingleMailRecord, 'outcome' | 'reason' | 'at'> & { facts: string[] }) | undefined
> {
  const record = await getMail(table, id)
  if (!record) return undefined
  const { outcome, reason, at } = record
  const facts = [...(await factsOfMail(table, id))].sort()
  return { outcome, ...(reason === undefined ? {} : { reason }), at, facts }
}

/** A mail and what SES's events said of it, if any: `delivered`, `bounced`, `complained` … */
export type MailWithFacts = SingleMailRecord & { facts?: string[] }

/** The single mails a reader was sent, newest first. */
export async function mailsOfReader(
  table: Table,
  readerId: ReaderId,
  options: { limit?: number } = {},
): Promise<MailWithFacts[]> {
  const page = await table.queryPage({
    index: 'gsi1',
    partition: readerMailIndex(readerId, '').gsi1pk,
    newestFirst: true,
    limit: Math.min(options.limit ?? mailLimits.listed, mailLimits.listed),
  })
  const records = page.items.map((item) => SingleMailRecord.parse(item))
  const said = await table.getMany(records.map(({ id }) => singleMailFeedbackKey(id)))
  const facts = new Map(said.map((item) => [item['pk'], [...factsIn(item['facts'])].sort()]))
  return records.map((one) => {
    const known = facts.get(singleMailKey(one.id).pk)
    return known === undefined ? one : { ...one, facts: known }
  })
}

/**
 * After an erasure: the records of mails up to `before` no longer say whose they were. Those of a
 * reader of the same address who came back meanwhile are not touched.
 */
export async function forgetMailsOfReader(
  table: Table,
  readerId: ReaderId,
  options: { before: Instant },
): Promise<void> {
  const { gsi1pk: partition, gsi1sk: last } = readerMailIndex(readerId, options.before)
  for await (const { pk, sk } of table.query({ index: 'gsi1', partition, between: ['0', last] }))
    await forgetMail(table, { pk: String(pk), sk: String(sk) })
}

/** Takes the reader out of the record of a mail that was under way while they were erased. */
export async function forgetReaderOfMail(table: Table, mailId: string): Promise<void> {
  await forgetMail(table, singleMailKey(mailId))
}

async function forgetMail(table: Table, key: Key): Promise<void> {
  await table.update(key, { remove: ['readerId', 'gsi1pk', 'gsi1sk'] }, ifPresent)
}
