import { expect, it } from 'vitest'
import { listRecipients } from '#delivery/list-recipients'
import { recordUnsubscribe } from '#delivery/record-unsubscribe'
import { reportMailing } from '#delivery/report-mailing'
import { changeMailing, getMailing } from '#delivery/store'
import { archivedBySlug, archivePage } from '#editorial/store-archive'
import type { MailingId } from '#kernel/ids'
import { instant, minuteMs } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { changeReader, deleteReader, putSuppression } from '#readers/store'
import { crowd, planned, scheduledWorld } from '../../support/crowded-world.ts'
import { judge } from '../../support/delivery-checks.ts'
import type { Script } from '../../support/delivery-world.ts'

it('gives every message the headers, links and tags of its recipient', async () => {
  const seen: { to: string; raw: string; tags: Readonly<Record<string, string>> }[] = []
  const script: Script = (message, call) => {
    const { to, tags } = message
    seen.push({ to, tags, raw: Buffer.from(message.raw).toString('latin1') })
    return { kind: 'accepted', messageId: `m${call}` }
  }
  const { world, mailingId } = await scheduledWorld({ script, readers: crowd.slice(0, 3) })
  await world.runUntilQuiet(mailingId)
  expect(new Set(seen.map(({ to }) => to)).size).toBe(3)
  const links = seen.map(
    ({ raw }) => /^List-Unsubscribe: <(.+)>/m.exec(raw.replace(/\r\n /g, ''))?.[1],
  )
  expect(new Set(links).size).toBe(3)
  for (const { raw, tags } of seen) {
    expect(raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    expect(raw).not.toContain('[[hole')
    expect(tags).toMatchObject({ mailing: mailingId, shard: '0', batch: '0' })
    for (const value of Object.values(tags)) expect(value).toMatch(/^[A-Za-z0-9_-]+$/)
  }
  expect(seen.map(({ tags }) => tags['number']).sort()).toEqual(['0', '1', '2'])
})

it('skips who left, was erased, suppressed or changed topics between planning and sending', async () => {
  const { world, mailingId } = await scheduledWorld()
  await planned(world)
  const [left, erased, bounced, chooser] = crowd as [Reader, Reader, Reader, Reader]
  await changeMailing(world.table, mailingId, { from: ['sending'], set: { topics: ['dossiers'] } })
  await changeReader(world.table, chooser.id, { changes: { set: { topics: ['technologies'] } } })
  await changeReader(world.table, left.id, { changes: { set: { status: 'unsubscribed' } } })
  await deleteReader(world.table, erased.id)
  const at = instant(world.clock())
  await putSuppression(world.table, { readerId: bounced.id, reason: 'bounced', at })
  await world.runUntilQuiet(mailingId)
  expect(await world.report()).toMatchObject({
    status: 'sent',
    planned: 100,
    accepted: 96,
    skipped: { unsubscribed: 1, erased: 1, suppressed: 1, changed: 1 },
  })
  for (const { email } of [left, erased, bounced, chooser])
    expect(world.delivered.has(email)).toBe(false)
})

it('counts an unsubscribe until its chunk is read, also while the batch is being sent', async () => {
  const last = [...crowd.slice(0, 100)].sort((a, b) => (a.id < b.id ? 1 : -1))[0] as Reader
  const { world, mailingId } = await scheduledWorld()
  world.setScript((_, call) => {
    if (call === 5)
      void changeReader(world.table, last.id, { changes: { set: { status: 'unsubscribed' } } })
    return { kind: 'accepted', messageId: `m${call}` }
  })
  await world.runUntilQuiet(mailingId)
  expect(await world.report()).toMatchObject({ accepted: 99, skipped: { unsubscribed: 1 } })
  expect(world.delivered.has(last.email)).toBe(false)
})

it('sends to everybody although half the calls are throttled', async () => {
  const script: Script = (_, call) =>
    call % 2 === 0 ? { kind: 'throttled' } : { kind: 'accepted', messageId: `m${call}` }
  const { world, mailingId } = await scheduledWorld({ script })
  await world.runUntilQuiet(mailingId)
  expect(await judge(world, mailingId)).toMatchObject({ lost: [], doubled: [], uncertain: 0 })
  expect(await world.report()).toMatchObject({ status: 'sent', accepted: 100 })
})

it('records the others and throws on when the mailer breaks its word', async () => {
  const { world, mailingId } = await scheduledWorld()
  await planned(world)
  let broken = false
  world.setScript((_, call) => {
    if (call === 3 && !broken) {
      broken = true
      throw new Error('a bug')
    }
    return { kind: 'accepted', messageId: `m${call}` }
  })
  const message = world.messages.shift()
  if (!message) throw new Error('No batch was queued')
  await expect(world.handle(message)).rejects.toThrow('a bug')
  await world.runUntilQuiet(mailingId)
  expect(await judge(world, mailingId)).toMatchObject({ lost: [], doubled: [], uncertain: 1 })
})

it('hands the rest over before its deadline and abandons a chunk that waited too long', async () => {
  const { world, mailingId } = await scheduledWorld({
    quota: { perSecond: 1, perDay: -1, sentLastDay: 0 },
  })
  world.setScript((_, call) => {
    world.clock.forward(4_000)
    return { kind: 'accepted', messageId: `m${call}` }
  })
  await world.runUntilQuiet(mailingId)
  expect(await judge(world, mailingId)).toMatchObject({ lost: [], doubled: [], uncertain: 0 })
  expect(world.delivered.size).toBe(100)
})

it('has the page in the archive from the first mail on, and lists it once it was sent', async () => {
  const { world, mailingId } = await scheduledWorld()
  await planned(world)
  const slug = (await getMailing(world.table, mailingId))?.archiveSlug ?? ''
  expect((await archivedBySlug(world.table, slug))?.entry.subject).toBe('Le dossier de décembre')
  expect((await archivePage(world.table)).items).toHaveLength(0)
  await world.runUntilQuiet(mailingId)
  expect((await archivePage(world.table)).items.map((entry) => entry.slug)).toEqual([slug])
})

it('notes an unsubscribe in the mailing it came from, once however often it is told', async () => {
  const { world, mailingId } = await scheduledWorld()
  await world.runUntilQuiet(mailingId)
  const reader = crowd[42] as Reader
  const intent = {
    kind: 'reader.withdrawn' as const,
    id: 'rq_1',
    createdAt: instant(world.clock()),
    dueAt: instant(world.clock()),
    attempts: 0,
    data: { mailingId, readerId: reader.id },
  }
  const key = { pk: `READER#${reader.id}`, sk: 'CONSENT#1' }
  expect(await recordUnsubscribe(world, { key, intent })).toEqual({ kind: 'recorded' })
  expect(await recordUnsubscribe(world, { key, intent })).toEqual({ kind: 'recorded' })
  const stranger = { ...intent, data: { ...intent.data, readerId: 'rd_1a00' } }
  expect(await recordUnsubscribe(world, { key, intent: stranger })).toEqual({ kind: 'notPlanned' })
  expect((await world.report())?.unsubscribed).toBe(1)
  const names = await listRecipients(world, { mailingId, state: 'unsubscribed' })
  expect(names?.recipients.map(({ email }) => email)).toEqual([reader.email])
})

it('lists names page by page, each once', async () => {
  const { world, mailingId } = await scheduledWorld({ readers: crowd.slice(0, 130) })
  await world.runUntilQuiet(mailingId)
  const seen: (string | undefined)[] = []
  let cursor: string | undefined
  do {
    const page = await listRecipients(world, {
      mailingId,
      state: 'accepted',
      limit: 17,
      ...(cursor ? { cursor } : {}),
    })
    seen.push(...(page?.recipients.map(({ email }) => email) ?? []))
    cursor = page?.cursor
  } while (cursor)
  expect(seen).toHaveLength(130)
  expect(new Set(seen).size).toBe(130)
  expect(await listRecipients(world, { mailingId: 'ml_none' as MailingId, state: 'failed' })).toBe(
    undefined,
  )
})

it('notices a lost message: the tick queues the batch again', async () => {
  const { world, mailingId } = await scheduledWorld()
  await planned(world)
  world.messages.length = 0
  await world.runUntilQuiet(mailingId)
  expect(world.delivered.size).toBe(100)
  const minutes = (world.clock().getTime() - Date.parse('2026-12-01T07:30:00Z')) / minuteMs
  expect(minutes).toBeLessThanOrEqual(5)
})

it('reports the same from the totals as from the batches', async () => {
  const script: Script = (_, call) =>
    call % 10 === 0
      ? { kind: 'failed', reason: 'address' }
      : call % 10 === 1
        ? { kind: 'uncertain', cause: 'reset' }
        : { kind: 'accepted', messageId: `m${call}` }
  const { world, mailingId } = await scheduledWorld({ script })
  await world.runUntilQuiet(mailingId)
  const { newsletterId, table } = world
  const live = await reportMailing({ table }, { newsletterId, live: true })
  const kept = await reportMailing({ table }, { newsletterId, mailingId })
  expect(kept).toMatchObject({ accepted: 80, failed: { address: 10 }, uncertain: 10, pending: 0 })
  expect({ ...live, mailings: [] }).toEqual({ ...kept, mailings: [] })
  expect(Object.values(kept?.mailings[0]?.acceptedByMinute ?? {})).toEqual([80])
  const other = 'ml_other' as MailingId
  expect(await reportMailing({ table }, { newsletterId, mailingId: other })).toBeUndefined()
})
