// Every recipient of a mailing, a row each, in parts of a size that one answer may have: a file of
// a million rows is several files, each read by itself. (A function's answer holds 6 MB.)
import type { Table } from '#aws/table'
import type { MailingId, ReaderId } from '#kernel/ids'
import { type Instant, instant, minuteMs } from '#kernel/time'
import { getReaders } from '#readers/store'
import type { Progress } from './batch.ts'
import { type Mark, markNames, marks } from './batch-counts.ts'
import { type ListedState, listedState } from './list-recipients.ts'
import type { Mailing } from './mailing.ts'
import {
  type BatchId,
  batchSize,
  getProgress,
  getRoster,
  getShards,
  type Shard,
} from './store-batches.ts'
import { subjectOf, subjectText } from './test-groups.ts'

export const exportLimits = {
  /** Rows of a part, about 3 MB. */
  partRows: 20_000,
  /** Batches read at once: as many readers as one memory-light pass may hold. */
  together: 8,
}

export type RecipientRow = {
  readerId: ReaderId
  /** Absent once the reader was erased. */
  email?: string
  domain: string
  variant: string
  /** The one they got or would get; empty while a subject test has not decided. */
  subject: string
  state: ListedState
  reason?: string
  /** To the minute. */
  acceptedAt?: Instant
  marks: Mark[]
}

/** Parts that a mailing of these shards is exported in; one at least. */
export function partCount(planned: number): number {
  return Math.max(1, Math.ceil(planned / exportLimits.partRows))
}

/**
 * The rows of a part (from 0), batch by batch; all of them without a part. Which rows a part has
 * never changes once the mailing is planned.
 */
export async function* exportRecipients(
  deps: { table: Table },
  input: { mailing: Mailing; part?: number; partRows?: number },
): AsyncGenerator<RecipientRow[]> {
  const { mailing, part } = input
  const shards = await getShards(deps.table, mailing.id)
  const { together } = exportLimits
  const { partRows = exportLimits.partRows } = input
  const from = part === undefined ? 0 : part * partRows
  const to = part === undefined ? Number.POSITIVE_INFINITY : from + partRows
  const batches = [...batchesBetween(mailing.id, shards, { from, to })]
  for (let at = 0; at < batches.length; at += together) {
    const some = batches.slice(at, at + together)
    const rows = await Promise.all(some.map((batch) => rowsOf(deps.table, mailing, batch)))
    yield rows.flat()
  }
}

type BatchPart = { id: BatchId; first: number; end: number }

/** The batches that hold the rows from `from` to before `to`, in the order of shards. */
function* batchesBetween(
  mailingId: MailingId,
  shards: readonly Shard[],
  { from, to }: { from: number; to: number },
): Generator<BatchPart> {
  let row = 0
  for (const shard of shards)
    for (let batch = 0; batch < shard.cursor.batches; batch++) {
      const size = batchSize(shard, batch)
      const first = Math.max(0, from - row)
      const end = Math.min(size, to - row)
      if (first < end) yield { id: { mailingId, shard: shard.shard, batch }, first, end }
      row += size
    }
}

async function rowsOf(table: Table, mailing: Mailing, part: BatchPart): Promise<RecipientRow[]> {
  const [roster, progress] = await Promise.all([
    getRoster(table, part.id),
    getProgress(table, part.id),
  ])
  const lines = (roster?.lines ?? []).slice(part.first, part.end)
  const readers = await getReaders(table, [...new Set(lines.map(({ readerId }) => readerId))])
  const emails = new Map(readers.map(({ id, email }) => [id, email]))
  return lines.map(({ readerId, domain, variant }, at) => {
    const number = part.first + at
    const email = emails.get(readerId)
    const { state, reason } = listedState(progress, number, mailing)
    const acceptedAt = acceptedMinute(progress, number)
    const group = subjectOf(mailing, part.id)
    return {
      readerId,
      ...(email === undefined ? {} : { email }),
      domain,
      variant,
      subject: group === undefined ? '' : subjectText(mailing, group),
      state,
      ...(reason === undefined ? {} : { reason }),
      ...(acceptedAt === undefined ? {} : { acceptedAt }),
      marks: markNames.filter((mark) => marks[mark](progress, number)),
    }
  })
}

function acceptedMinute(progress: Progress, number: number): Instant | undefined {
  for (const [minute, numbers] of progress.minutes)
    if (numbers.has(number)) return instant(minute * minuteMs)
  return undefined
}
