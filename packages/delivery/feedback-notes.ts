// What was said of the few whom a mailing failed: when, and in the words of the receiving server.
// One item a batch, written only for bounces, complaints and rejections; the sets hold the truth.
import { feedbackNotesKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { type Instant, parseInstant } from '#kernel/time'
import type { EventFact } from './ses-event.ts'
import type { BatchId } from './store-batches.ts'

/** Facts that a note is kept of: of a hundred recipients each four times at most. */
export const notedFacts = ['bounced', 'bouncedSoft', 'complained', 'rejected'] as const
export type NotedFact = (typeof notedFacts)[number]

export type FeedbackNote = {
  fact: NotedFact
  at: Instant
  /** Without addresses; at most 200 characters. */
  why?: string
}

/** Notes by the recipient's number. */
export type FeedbackNotes = ReadonlyMap<number, readonly FeedbackNote[]>

/** The first word of each fact stays; repeating changes nothing. */
export async function noteFeedback(
  table: Table,
  id: BatchId,
  facts: readonly { number: number; fact: EventFact; at: Instant; why?: string }[],
): Promise<void> {
  const texts: Record<string, string> = {}
  for (const { number, fact, at, why } of facts) {
    const noted = notedFacts.find((one) => one === fact)
    if (noted) texts[`${noted}_${number}`] ??= `${at} ${why ?? ''}`.trim()
  }
  const key = feedbackNotesKey(id.mailingId, id.shard, id.batch)
  const entries = Object.entries(texts)
  for (let at = 0; at < entries.length; at += together) {
    const setIfAbsent = Object.fromEntries(entries.slice(at, at + together))
    await table.update(key, { set: { schema: 1 }, setIfAbsent })
  }
}

/** Notes in one update: an expression may be 4 KB long. */
const together = 40

/** None for a mailing of an earlier version. */
export async function getFeedbackNotes(table: Table, id: BatchId): Promise<FeedbackNotes> {
  const item = await table.get(feedbackNotesKey(id.mailingId, id.shard, id.batch))
  const notes = new Map<number, FeedbackNote[]>()
  for (const [name, value] of Object.entries(item ?? {})) {
    const [, factName, number] = /^([A-Za-z]+)_(\d{1,2})$/.exec(name) ?? []
    const fact = notedFacts.find((one) => one === factName)
    const [text, ...words] = String(value).split(' ')
    const at = parseInstant(text ?? '')
    if (!fact || !at) continue
    const why = words.join(' ')
    const of = notes.get(Number(number)) ?? []
    of.push({ fact, at, ...(why ? { why } : {}) })
    notes.set(Number(number), of)
  }
  return notes
}
