import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { candidatesOf } from '#delivery/candidates'
import { reachedIn } from '#delivery/earlier-mailings'
import type { Mailing } from '#delivery/mailing'
import { createMailing, mainVariant } from '#delivery/store'
import { changeProgress, putRoster, saveCursor } from '#delivery/store-batches'
import type { MailingId, NewsletterId, ReaderId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { audienceShardOf, readerItem } from '#readers/store'
import { aReader } from '../../support/delivery-world.ts'
import { memoryTable } from '../../support/memory-table.ts'

const at = '2026-12-01T07:30:00.000Z' as Instant
const mailing: Mailing = {
  id: 'ml_01m8r7k180rkhehzz21bv1xkx7' as MailingId,
  newsletterId: 'nl_01m8r7k180rkhehzz21bv1xkx7' as NewsletterId,
  newsletterVersion: 1,
  locale: 'fr',
  subject: 'Le dossier',
  topics: [],
  status: 'sent',
  wallClock: '2026-12-01T08:30',
  zone: 'Europe/Paris',
  sendAt: at,
  createdAt: at,
  createdBy: 'marketing@en-contact.example',
  closedAt: at,
}
const shard = 0
const crowd = Array.from({ length: 90_000 }, (_, n) => aReader(n))
  .filter(({ id }) => audienceShardOf(id) === shard)
  .sort((a, b) => (a.id < b.id ? -1 : 1))
/** Every other one was planned, in rosters of 50; of each roster the first three bounced softly. */
const planned = crowd.filter((_, n) => n % 2 === 0)
const rosterSize = 50

async function history() {
  const table = memoryTable()
  await createMailing(table, mailing)
  const batches = Math.ceil(planned.length / rosterSize)
  const counts = { candidates: planned.length, prepared: planned.length, excluded: {} }
  for (let batch = 0; batch < batches; batch++) {
    const lines = planned
      .slice(batch * rosterSize, (batch + 1) * rosterSize)
      .map(({ id }) => ({ readerId: id, variant: mainVariant, domain: '', trackingConsent: false }))
    const id = { mailingId: mailing.id, shard, batch }
    const cursor = { ...counts, batches: batch + 1 }
    await putRoster(table, id, { lines, cursor, last: batch === batches - 1 })
    const add = {
      accepted: new Set(lines.keys()),
      bouncedSoft: new Set([...lines.keys()].slice(0, 3)),
    }
    await changeProgress(table, id, { changes: { add } })
  }
  await saveCursor(table, mailing.id, { shard, cursor: { ...counts, batches }, doneAt: at })
  return table
}

it('finds everyone who was planned, and nobody else, in whatever order they are asked for', async () => {
  const table = await history()
  const expected = (n: number) =>
    n % 2 === 1 ? undefined : (n / 2) % rosterSize < 3 ? 'passing' : 'mayHaveIt'
  const inOrder = reachedIn(table, mailing, shard)
  for (const [n, { id }] of crowd.entries())
    expect([n, await inOrder(id)]).toEqual([n, expected(n)])
  const some = fc.array(fc.nat(crowd.length - 1), { minLength: 1, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(some, async (asked) => {
      const reached = reachedIn(table, mailing, shard)
      for (const n of asked)
        expect([n, await reached(crowd[n]?.id as ReaderId)]).toEqual([n, expected(n)])
    }),
    { numRuns: 60, seed: 5 },
  )
})

it('hands out a retry’s candidates once each, page by page, from wherever it is taken up', async () => {
  const table = await history()
  await table.putMany(planned.map(readerItem))
  const followUp = { kind: 'retry', mailingId: mailing.id } as const
  const rules = {
    mailing: { topics: [], followUp },
    isInSegment: undefined,
    known: async (readers: readonly Reader[]) => readers,
    earlier: [mailing],
  }
  const failed = planned.filter((_, n) => n % rosterSize < 3).map(({ id }) => id)
  const found: ReaderId[] = []
  let after: ReaderId | undefined
  for (let more = true; more; ) {
    const page = await candidatesOf(table, rules, shard)(after)
    found.push(...page.candidates.map(({ readerId }) => readerId))
    after = page.through
    more = page.more
  }
  expect(found).toEqual(failed)
  expect(failed.length).toBeGreaterThan(30)
  for (const from of [0, 1, 2, 17, 40]) {
    const page = await candidatesOf(table, rules, shard)(failed[from])
    expect(page.candidates[0]?.readerId).toBe(failed[from + 1])
  }
})
