// A mailing with a past, put into a table directly: rosters, what became of each recipient, and the
// counts. For rules and pages that read a mailing, whoever sent it.
import type { Table } from '#aws/table'
import type { Progress } from '#delivery/batch'
import { Mailing } from '#delivery/mailing'
import { createMailing } from '#delivery/store'
import { changeProgress, putRoster, type RosterLine, saveCursor } from '#delivery/store-batches'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { type Instant, instant, minuteMs, plusMs } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { audienceShardOf, readerItem } from '#readers/store'

export const startedAt = '2026-12-01T07:30:00.000Z' as Instant
const startMinute = Date.parse(startedAt) / minuteMs

/** What became of a recipient; times are minutes after the start. */
export type Past = {
  kind: 'pending' | 'called' | 'accepted' | 'uncertain' | 'skipped' | 'failed'
  minute?: number
  /** Names of number sets it is in besides. */
  in?: readonly (keyof Progress)[]
  links?: readonly number[]
  again?: boolean
}

export type History = {
  table: Table
  newsletterId: NewsletterId
  mailing?: Partial<Mailing>
  /** One past a reader. */
  past: (reader: Reader, at: number) => Past
  excluded?: Record<string, number>
}

export function aMailing(newsletterId: NewsletterId, change: Partial<Mailing> = {}): Mailing {
  return Mailing.parse({
    id: 'ml_01kbc5t3z7e8h9j0k1m2n3p4q5' as MailingId,
    newsletterId,
    newsletterVersion: 1,
    locale: 'fr',
    subject: 'Le dossier de décembre',
    topics: [],
    status: 'sent',
    wallClock: '2026-12-01T08:30',
    zone: 'Europe/Paris',
    sendAt: startedAt,
    attachedAt: plusMs(startedAt, -minuteMs),
    createdAt: plusMs(startedAt, -20 * 60 * minuteMs),
    createdBy: 'marketing@en-contact.example',
    startedAt,
    sentAt: plusMs(startedAt, 30 * minuteMs),
    closedAt: plusMs(startedAt, 30 * minuteMs),
    ...change,
  })
}

/** Plans the mailing for these readers and gives each a past. */
export async function putHistory(
  { table, newsletterId, mailing: change, past, excluded = {} }: History,
  readers: readonly Reader[],
): Promise<Mailing> {
  const mailing = aMailing(newsletterId, change)
  await createMailing(table, mailing)
  await table.putMany(readers.map(readerItem))
  const byShard = new Map<number, Reader[]>()
  for (const reader of [...readers].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const shard = audienceShardOf(reader.id)
    byShard.set(shard, [...(byShard.get(shard) ?? []), reader])
  }
  let at = 0
  const left = Object.values(excluded).reduce((sum, count) => sum + count, 0)
  for (const shard of [...byShard.keys()].sort((a, b) => a - b)) {
    const all = byShard.get(shard) ?? []
    const batches = Math.ceil(all.length / 100)
    // Whom planning left out is counted at one shard; where they are is of no interest here.
    const isFirst = at === 0
    const counts = {
      candidates: all.length + (isFirst ? left : 0),
      excluded: isFirst ? excluded : {},
      prepared: all.length,
      batches,
    }
    for (let batch = 0; batch < batches; batch++) {
      const some = all.slice(batch * 100, batch * 100 + 100)
      const id = { mailingId: mailing.id, shard, batch }
      const last = batch === batches - 1
      await putRoster(table, id, { lines: some.map(lineOf), cursor: counts, last })
      const add = setsOf(some.map((reader) => past(reader, at++)))
      if (Object.keys(add).length > 0)
        await changeProgress(table, id, { changes: { set: { schema: 1 }, add } })
    }
    await saveCursor(table, mailing.id, { shard, cursor: counts, doneAt: startedAt })
    await table.update(
      { pk: `MAILING#${mailing.id}`, sk: `SHARD#${String(shard).padStart(6, '0')}` },
      { set: { fed: batches } },
    )
  }
  return mailing
}

function lineOf(reader: Reader): RosterLine {
  return {
    readerId: reader.id,
    variant: 'main',
    domain: reader.email.slice(reader.email.indexOf('@') + 1),
    trackingConsent: reader.trackingConsent,
  }
}

function setsOf(pasts: readonly Past[]): Record<string, Set<number>> {
  const add: Record<string, Set<number>> = {}
  for (const [number, past] of pasts.entries()) {
    const put = (name: string) => {
      const set = add[name] ?? new Set<number>()
      add[name] = set.add(number)
    }
    const minute = startMinute + (past.minute ?? 0)
    if (past.kind !== 'pending' && past.kind !== 'skipped') put('attempted')
    if (past.kind === 'accepted') {
      put('accepted')
      put(`minute_${minute}`)
    }
    if (past.kind === 'uncertain' || past.again) {
      put('uncertain')
      put(`unsure_${startMinute}`)
    }
    if (past.again) put('attempted2')
    if (past.kind === 'skipped') put('skipped_unsubscribed')
    if (past.kind === 'failed') put('failed_address')
    for (const name of past.in ?? []) put(name)
    for (const link of past.links ?? []) put(`link_${link}`)
  }
  return add
}

export const later = (minutes: number) => instant(Date.parse(startedAt) + minutes * minuteMs)
