// Whole mailings with two subjects: who got which, what was decided, and that nobody was lost or
// doubled on the way.
import { describe, expect, it } from 'vitest'
import { cancelMailing } from '#delivery/cancel-mailing'
import { decideTest } from '#delivery/decide-test'
import type { OutgoingMessage } from '#delivery/ports'
import { refreshTotals } from '#delivery/refresh-totals'
import { changeMailing, getMailing } from '#delivery/store'
import { changeProgress, getShards } from '#delivery/store-batches'
import { groupOf } from '#delivery/test-groups'
import { stepTest } from '#delivery/test-mailing'
import { testResult } from '#delivery/test-result'
import { archivePage } from '#editorial/store-archive'
import type { MailingId } from '#kernel/ids'
import { instant, minuteMs } from '#kernel/time'
import { judge } from '../../support/delivery-checks.ts'
import { aReader, type DeliveryWorld, deliveryWorld } from '../../support/delivery-world.ts'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { newFate } from '../../support/mortal.ts'

const readers = Array.from({ length: 960 }, (_, at) => aReader(at, { trackingConsent: true }))
const [subjectA, subjectB] = ['Le dossier de décembre', 'Ce que les machines ne diront pas']
const test = { subjectB, share: 0.5, waitMinutes: 60, measure: 'opened' as const }

type Options = Partial<Parameters<typeof deliveryWorld>[0]>
type Sent = { subject: string; inTest: 'a' | 'b' | undefined; atMs: number; title: boolean }
type Kept = Omit<Sent, 'inTest'> & { at: { shard: number; batch: number } }

async function testing(options: Options = {}) {
  const kept: Kept[] = []
  const world = await deliveryWorld({
    table: memoryTable(),
    readers,
    duplicates: 0.2,
    shuffled: true,
    ...options,
    script: (message, call) => {
      note(message)
      return options.script?.(message, call) ?? { kind: 'accepted', messageId: `m${call}` }
    },
  })
  function note({ raw, tags }: OutgoingMessage) {
    const subject = decodeSubject(raw)
    const at = { shard: Number(tags['shard']), batch: Number(tags['batch']) }
    const title = Buffer.from(raw).toString('latin1').includes('<title>Ce que les machines')
    kept.push({ subject, at, atMs: world.clock().getTime(), title })
  }
  const scheduled = await world.schedule({ test })
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const mailingId = scheduled.mailing.id
  const mailing = async () => {
    const found = await getMailing(world.table, mailingId)
    if (!found) throw new Error('No mailing')
    return found
  }
  /** What was called, with the group that its batch was drawn for. */
  const sent = async (): Promise<Sent[]> => {
    const { test: drawn } = await mailing()
    return kept.map(({ at, ...one }) => ({ ...one, inTest: groupOf(drawn, at) }))
  }
  return { world, mailingId, sent, mailing }
}

function decodeSubject(raw: Uint8Array): string {
  const whole = Buffer.from(raw).toString('latin1')
  const text = /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(whole)?.[1]?.replace(/\r\n/g, '') ?? ''
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?q\?(.*?)\?=/gi, (_, words: string) =>
      Buffer.from(
        words
          .replaceAll('_', ' ')
          .replace(/=([0-9A-F]{2})/g, (_all, hex: string) =>
            String.fromCharCode(Number.parseInt(hex, 16)),
          ),
        'latin1',
      ).toString('utf8'),
    )
    .replace(/=\?utf-8\?b\?(.*?)\?=/gi, (_, words: string) =>
      Buffer.from(words, 'base64').toString('utf8'),
    )
}

/** As many people open in each group as said. */
async function open(world: DeliveryWorld, mailingId: MailingId, rates: { a: number; b: number }) {
  const mailing = await getMailing(world.table, mailingId)
  const random = seededRandom(5)
  for (const shard of await getShards(world.table, mailingId))
    for (let batch = 0; batch < shard.cursor.batches; batch++) {
      const group = groupOf(mailing?.test, { shard: shard.shard, batch })
      if (!group) continue
      const size = Math.min(100, shard.cursor.prepared - batch * 100)
      const numbers = Array.from({ length: size }, (_, number) => number)
      const opened = new Set(numbers.filter(() => random() < rates[group]))
      const id = { mailingId, shard: shard.shard, batch }
      if (opened.size > 0) await changeProgress(world.table, id, { changes: { add: { opened } } })
    }
}

async function expectWhole(world: DeliveryWorld, mailingId: MailingId) {
  const verdict = await judge(world, mailingId)
  expect(verdict.lost).toEqual([])
  expect(verdict.doubled).toEqual([])
  expect(verdict.untrue).toEqual([])
  return verdict
}

it('decides by what was heard until then, also where it was not counted yet', async () => {
  const { world, mailingId, mailing } = await testing({ duplicates: 0, shuffled: false })
  while ((await mailing()).test?.testedAt === undefined) await world.runMinutes(1)
  const counted = await refreshTotals(world.deps(), await mailing())
  await open(world, mailingId, { a: 0.1, b: 0.9 })
  const decideAt = Date.parse((await mailing()).test?.decideAt ?? '')
  world.clock.forward(decideAt - world.clock().getTime() - 1)
  expect((await stepTest(world.deps(), await mailing(), counted)).test?.winner).toBeUndefined()
  world.clock.forward(1)
  const decided = await stepTest(world.deps(), await mailing(), counted)
  expect(decided.test).toMatchObject({ winner: 'b', isClear: true })
})

const archived = async (world: DeliveryWorld) =>
  (await archivePage(world.table, { limit: 9 })).items.map(({ subject }) => subject)

const restOf = (sent: readonly Sent[]) => sent.filter(({ inTest }) => inTest === undefined)

describe('a mailing with two subjects', () => {
  it('sends the test, waits, and sends the rest the clear winner', async () => {
    const { world, mailingId, sent, mailing } = await testing()
    await world.runMinutes(10)
    await world.runMinutes(15)
    const tested = await mailing()
    const result = await testResult(world.table, tested)
    expect(world.calls.length).toBeGreaterThan(430)
    expect(world.calls.length).toBeLessThan(530)
    expect(result?.a.n).toBe(result?.a.planned)
    expect((result?.a.planned ?? 0) + (result?.b.planned ?? 0)).toBe(world.calls.length)
    expect(result?.restCount).toBe(readers.length - world.calls.length)
    expect(Date.parse(tested.test?.decideAt ?? '') - Date.parse(tested.test?.testedAt ?? '')).toBe(
      60 * minuteMs,
    )
    await open(world, mailingId, { a: 0.2, b: 0.5 })
    await world.runUntilQuiet(mailingId)
    const over = await mailing()
    expect(over.test).toMatchObject({ winner: 'b', isClear: true })
    expect(over.test?.decidedBy).toBeUndefined()
    expect(await archived(world)).toEqual([subjectB])
    for (const { atMs } of restOf(await sent()))
      expect(atMs).toBeGreaterThanOrEqual(Date.parse(over.test?.decideAt ?? ''))
    await expectWhole(world, mailingId)
    const after = await testResult(world.table, over)
    expect(after?.verdict).toMatchObject({ kind: 'clear', winner: 'b' })
  })

  it('gives every batch one subject, also in the title, and the rest the winner’s', async () => {
    const { world, mailingId, sent } = await testing()
    await world.runMinutes(10)
    await world.runMinutes(10)
    await open(world, mailingId, { a: 0.1, b: 0.6 })
    await world.runUntilQuiet(mailingId)
    for (const { subject, title } of await sent()) expect(title).toBe(subject === subjectB)
    for (const { inTest, subject } of await sent())
      expect(subject).toBe(inTest === 'a' ? subjectA : subjectB)
    expect(restOf(await sent()).length).toBeGreaterThan(400)
  })

  it('sends the rest the first subject, and says so, where there is no clear winner', async () => {
    const { world, mailingId, sent, mailing } = await testing()
    await world.runMinutes(10)
    await world.runMinutes(15)
    await open(world, mailingId, { a: 0.3, b: 0.32 })
    await world.runUntilQuiet(mailingId)
    expect((await mailing()).test).toMatchObject({ winner: 'a', isClear: false })
    expect(new Set(restOf(await sent()).map(({ subject }) => subject))).toEqual(new Set([subjectA]))
    expect(await archived(world)).toEqual([subjectA])
    await expectWhole(world, mailingId)
  })

  it('does what a person decides before, and only the first decision counts', async () => {
    const { world, mailingId, sent, mailing } = await testing()
    const deps = world.deps()
    const decide = (winner: 'a' | 'b', by: string) => decideTest(deps, { mailingId, winner, by })
    expect((await decide('b', 'x')).kind).toBe('notRunning')
    await world.runMinutes(10)
    await world.runMinutes(10)
    expect((await decide('b', 'staff_1')).kind).toBe('decided')
    expect((await decide('a', 'staff_2')).kind).toBe('already')
    await world.runUntilQuiet(mailingId)
    expect((await mailing()).test).toMatchObject({ winner: 'b', decidedBy: 'staff_1' })
    expect((await mailing()).test?.isClear).toBeUndefined()
    expect(new Set(restOf(await sent()).map(({ subject }) => subject))).toEqual(new Set([subjectB]))
    expect((await decide('a', 'x')).kind).toBe('already')
    await expectWhole(world, mailingId)
  })

  it('decides nothing while it is paused, and at once when it goes on after the hour', async () => {
    const { world, mailingId, mailing } = await testing()
    await world.runMinutes(25)
    const paused = { status: 'paused' as const, pausedFrom: 'sending' as const }
    await changeMailing(world.table, mailingId, { from: ['sending'], set: paused })
    await world.runMinutes(120)
    expect((await mailing()).test?.winner).toBeUndefined()
    const nextActionAt = instant(world.clock())
    await changeMailing(world.table, mailingId, {
      from: ['paused'],
      set: { status: 'sending', nextActionAt },
    })
    await world.runUntilQuiet(mailingId, { minutes: 60 })
    expect((await mailing()).test?.winner).toBe('a')
    await expectWhole(world, mailingId)
  })

  it('sends the rest nothing when it is cancelled in the wait', async () => {
    const { world, mailingId, mailing } = await testing()
    await world.runMinutes(25)
    const called = world.calls.length
    await cancelMailing(world.deps(), { mailingId, by: 'staff_1' })
    await world.runUntilQuiet(mailingId)
    expect(world.calls.length).toBe(called)
    expect((await mailing()).test?.winner).toBeUndefined()
    expect(await archived(world)).toEqual([subjectA])
    const { report } = await expectWhole(world, mailingId)
    expect(report.skipped['cancelled']).toBe(readers.length - called)
    expect((await decideTest(world.deps(), { mailingId, winner: 'a', by: 'x' })).kind).toBe(
      'notRunning',
    )
  })

  it('loses and doubles nobody, and keeps to its subjects, through deaths and doubled messages', async () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed)
      const fate = newFate({ when: 'twice', chance: () => random() < 0.002 })
      const { world, mailingId, mailing, sent } = await testing({
        seed,
        fate,
        interleaved: true,
        duplicates: 0.4,
        feedback: { lost: 0.01, twice: 0.1, late: 0.1, lateMs: 5 * minuteMs },
      })
      await world.runUntilQuiet(mailingId, { workers: 3, minutes: 1_500 })
      const { winner } = (await mailing()).test ?? {}
      expect(winner).toBe('a')
      const { lost, doubled, untrue, sentAgain } = await judge(world, mailingId)
      expect(lost).toEqual([])
      expect(untrue).toEqual([])
      expect(doubled.filter((who) => !sentAgain.includes(who))).toEqual([])
      for (const { inTest, subject } of await sent())
        if (inTest) expect(subject).toBe(inTest === 'a' ? subjectA : subjectB)
    }
  }, 60_000)
})
