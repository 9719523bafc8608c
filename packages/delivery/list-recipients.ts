// The names behind a number of the report: recipients of a mailing by state and reason, in pages.
import type { Table } from '#aws/table'
import type { MailingId, ReaderId } from '#kernel/ids'
import { getReaders } from '#readers/store'
import { type Progress, stateOf, untouched } from './batch.ts'
import { type Mark, markNames, marks } from './batch-counts.ts'
import {
  type FeedbackNote,
  type FeedbackNotes,
  getFeedbackNotes,
  notedFacts,
} from './feedback-notes.ts'
import type { Mailing } from './mailing.ts'
import { getMailing } from './store.ts'
import { batchSize, getRoster, getShards, progressOfShard, type Shard } from './store-batches.ts'
import { getTotals, type Totals } from './store-totals.ts'

/** Each planned recipient is in one of them; `pending` holds who is in flight, as in the report. */
export const recipientStates = ['pending', 'accepted', 'uncertain', 'skipped', 'failed'] as const
/** These, and what stands beside them in the report, where a recipient may be in several. */
export const listedStates = [...recipientStates, ...markNames] as const
export type ListedState = (typeof listedStates)[number]

export type ListedRecipient = {
  readerId: ReaderId
  /** For staff; absent once the reader was erased. */
  email?: string
  /** Receiving domain when the mailing was planned. */
  domain: string
  state: ListedState
  reason?: string
  /** What the receiving server or SES said, where the state is one of those it is kept of. */
  note?: FeedbackNote
  shard: number
  batch: number
  number: number
}

export type RecipientPage = { recipients: ListedRecipient[]; cursor?: string }

export const listLimits = { page: 100, pageMax: 1_000 }

type ListInput = {
  mailingId: MailingId
  state: ListedState
  reason?: string
  cursor?: string
  limit?: number
}

/** Undefined when there is no such mailing. A cursor that is none begins at the start. */
export async function listRecipients(
  deps: { table: Table },
  input: ListInput,
): Promise<RecipientPage | undefined> {
  const { table } = deps
  const mailing = await getMailing(table, input.mailingId)
  if (!mailing) return undefined
  const limit = Math.min(input.limit ?? listLimits.page, listLimits.pageMax)
  const start = readCursor(input.cursor)
  const [shards, totals] = await Promise.all([
    getShards(table, mailing.id),
    getTotals(table, mailing.id),
  ])
  const found: ListedRecipient[] = []
  for (const shard of shards) {
    if (shard.shard < start.shard || !mayHold(totals.get(shard.shard), input)) continue
    await addShard(table, { mailing, shard, input, start, found, limit })
    if (found.length > limit) break
  }
  const recipients = await named(table, found.slice(0, limit))
  const next = found[limit]
  return next ? { recipients, cursor: writeCursor(next) } : { recipients }
}

type Place = { shard: number; batch: number; number: number }

function writeCursor({ shard, batch, number }: Place): string {
  return `${shard}.${batch}.${number}`
}

function readCursor(text: string | undefined): Place {
  const [, shard, batch, number] = /^(\d{1,3})\.(\d{1,7})\.(\d{1,3})$/.exec(text ?? '') ?? []
  return { shard: Number(shard ?? 0), batch: Number(batch ?? 0), number: Number(number ?? 0) }
}

/** Final counts tell which shards hold none; an uncertain call may still turn out otherwise. */
function mayHold(totals: Totals | undefined, input: ListInput): boolean {
  if (!totals || totals.pending > 0 || totals.uncertain > 0) return true
  switch (input.state) {
    case 'skipped':
      return input.reason === undefined || input.reason in totals.skipped
    case 'failed':
      return input.reason === undefined || input.reason in totals.failed
    case 'pending':
    case 'accepted':
    case 'uncertain':
      return totals[input.state] > 0
    default:
      // Events and unsubscribes come in after the counts were made.
      return true
  }
}

type Walk = {
  mailing: Mailing
  shard: Shard
  input: ListInput
  start: Place
  found: ListedRecipient[]
  limit: number
}

async function addShard(table: Table, walk: Walk): Promise<void> {
  const { mailing, shard, start, found, limit } = walk
  const begun = await progressOfShard(table, mailing.id, shard.shard)
  const firstBatch = shard.shard === start.shard ? start.batch : 0
  for (let batch = firstBatch; batch < shard.cursor.batches && found.length <= limit; batch++) {
    const firstNumber = shard.shard === start.shard && batch === start.batch ? start.number : 0
    const progress = begun.get(batch) ?? untouched
    const numbers = matching(progress, { walk, size: batchSize(shard, batch), firstNumber })
    if (numbers.length === 0) continue
    const id = { mailingId: mailing.id, shard: shard.shard, batch }
    const roster = await getRoster(table, id)
    const isNoted = notedFacts.some((fact) => fact === walk.input.state)
    const notes: FeedbackNotes = isNoted ? await getFeedbackNotes(table, id) : new Map()
    for (const { number, reason } of numbers) {
      const line = roster?.lines[number]
      if (!line) continue
      const { readerId, domain } = line
      const { state } = walk.input
      const note = notes.get(number)?.find(({ fact }) => fact === state)
      found.push({
        readerId,
        domain,
        state,
        ...(reason ? { reason } : {}),
        ...(note ? { note } : {}),
        shard: shard.shard,
        batch,
        number,
      })
    }
  }
}

function matching(
  progress: Progress,
  at: { walk: Walk; size: number; firstNumber: number },
): { number: number; reason?: string }[] {
  const { input, mailing } = at.walk
  const numbers: { number: number; reason?: string }[] = []
  for (let number = at.firstNumber; number < at.size; number++) {
    const { state, reason } = listedState(progress, number, mailing)
    const wanted = isMark(input.state)
      ? marks[input.state](progress, number)
      : state === input.state
    if (wanted && (input.reason === undefined || input.reason === reason))
      numbers.push({ number, ...(reason ? { reason } : {}) })
  }
  return numbers
}

function isMark(state: ListedState): state is Mark {
  return state in marks
}

/** The one state of a recipient as the report has it. */
export function listedState(
  progress: Progress,
  number: number,
  mailing: Pick<Mailing, 'status'>,
): { state: ListedState; reason?: string } {
  const state = stateOf(progress, number)
  switch (state.kind) {
    case 'inFlight':
      return { state: 'pending' }
    case 'pending':
      return mailing.status === 'cancelled'
        ? { state: 'skipped', reason: 'cancelled' }
        : { state: 'pending' }
    case 'skipped':
    case 'failed':
      return { state: state.kind, reason: state.reason }
    default:
      return { state: state.kind }
  }
}

async function named(table: Table, found: ListedRecipient[]): Promise<ListedRecipient[]> {
  const readers = await getReaders(table, [...new Set(found.map(({ readerId }) => readerId))])
  const emails = new Map(readers.map((reader) => [reader.id, reader.email]))
  return found.map((recipient) => {
    const email = emails.get(recipient.readerId)
    return email === undefined ? recipient : { ...recipient, email }
  })
}
