import { describe, expect, it } from 'vitest'
import type { Mailing } from '#delivery/mailing'
import { pauseMailing } from '#delivery/pause-mailing'
import { releaseMailing } from '#delivery/release-mailing'
import { resumeMailing } from '#delivery/resume-mailing'
import { changeMailing, getMailing } from '#delivery/store'
import { getSeedCalls, outcomesOf } from '#delivery/store-seeds'
import type { MailingId } from '#kernel/ids'
import { minuteMs } from '#kernel/time'
import { readToken } from '#kernel/tokens'
import { scheduledWorld } from '../../support/crowded-world.ts'
import { judge } from '../../support/delivery-checks.ts'
import type { DeliveryWorld, Script, WorldOptions } from '../../support/delivery-world.ts'
import { newFate } from '../../support/mortal.ts'
import { signingKeys } from '../../support/readers.ts'

const emails = ['une@temoins.example', 'deux@temoins.example', 'trois@temoins.example']
const isSeed = (email: string) => email.endsWith('@temoins.example')
type Sent = { to: string; raw: string; tags: Readonly<Record<string, string>> }

async function seededWorld(options: Partial<WorldOptions> = {}, more: Partial<Mailing> = {}) {
  const sent: Sent[] = []
  const answer: Script =
    options.script ?? ((_, call) => ({ kind: 'accepted', messageId: `${call}` }))
  const script: Script = (message, call) => {
    const { to, tags } = message
    sent.push({ to, tags, raw: plain(Buffer.from(message.raw).toString('latin1')) })
    return answer(message, call)
  }
  const { world, mailingId } = await scheduledWorld({ ...options, script })
  const { heldDomains: _, heardAnew: _1, plannedShards: _2, finishedShards: _3, ...rest } = more
  const seeds = { emails, waitMinutes: 15 }
  await changeMailing(world.table, mailingId, { from: ['scheduled'], set: { seeds, ...rest } })
  return { world, mailingId, sent }
}

/** Quoted-printable undone. */
function plain(raw: string): string {
  const bytes = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function firstDifference(a: string, b: string): string | undefined {
  if (a === b) return undefined
  let at = 0
  while (a[at] === b[at]) at += 1
  return `${a.slice(at, at + 200)} | ${b.slice(at, at + 200)}`
}

const toSeeds = (world: DeliveryWorld) => world.calls.filter(({ to }) => isSeed(to))
const toReaders = (world: DeliveryWorld) => world.calls.filter(({ to }) => !isSeed(to))
const mailingOf = async (world: DeliveryWorld, id: MailingId) =>
  (await getMailing(world.table, id)) as Mailing

describe('seeds', () => {
  it('get the mail first, once, and the rest follows after the wait', async () => {
    const { world, mailingId, sent } = await seededWorld()
    await world.runMinutes(11)
    await world.runMinutes(14)
    expect(toSeeds(world).map(({ to }) => to)).toEqual(emails)
    expect(toReaders(world)).toEqual([])
    const held = await mailingOf(world, mailingId)
    expect(held).toMatchObject({
      status: 'held',
      heldFor: 'seeds',
      seedOutcomes: { accepted: [0, 1, 2], uncertain: [], failed: [] },
    })
    expect(sent[0]?.raw).toContain('Envoi témoin\u202f: le reste part à 08:45 à 100 lecteurs.')
    await world.runUntilQuiet(mailingId)
    expect(toSeeds(world).length).toBe(3)
    expect(await judge(world, mailingId)).toMatchObject({ lost: [], doubled: [] })
    const { startedAt = '' } = await mailingOf(world, mailingId)
    expect(startedAt >= '2026-12-01T07:45').toBe(true)
  })

  it('get what readers get, but for the first line with a link that stops', async () => {
    const { world, mailingId, sent } = await seededWorld()
    await world.runUntilQuiet(mailingId)
    const seed = sent.find(({ to }) => isSeed(to)) as Sent
    const reader = sent.find(({ to }) => !isSeed(to)) as Sent
    expect(seed.tags).toEqual({ kind: 'seed', mail: `${mailingId}-seed-0` })
    const token = /\/stop\/(\S+?)["\s]/.exec(seed.raw)?.[1] ?? ''
    const now = world.clock()
    expect(readToken(signingKeys, { purpose: 'stop', token, now })).toMatchObject({
      kind: 'valid',
      subject: mailingId,
      data: { seed: '1' },
    })
    expect(reader.raw).not.toMatch(/témoin|\/stop\/|\[\[hole/)
    expect(/^Subject: .*$/m.exec(seed.raw)?.[0]).toBe(/^Subject: .*$/m.exec(reader.raw)?.[0])
    const body = (raw: string) =>
      raw
        .slice(raw.indexOf('MIME-Version'))
        .replace(/https?:\/\/[^"\s]*/g, '')
        .replace(/\s+/g, ' ')
    const withoutNotice = body(
      seed.raw
        .replace(/Envoi témoin.*\r?\nArrêter l’envoi\r?\n.*\r?\n\r?\n/, '')
        .replace(/<div class="muted"><div[^>]*>Envoi témoin[\s\S]*?<\/div><\/div>/, ''),
    )
    expect(firstDifference(withoutNotice, body(reader.raw))).toBeUndefined()
  })

  it('get both subjects of a test, one mail each', async () => {
    const test = {
      subjectB: 'Autre objet',
      share: 0.5,
      waitMinutes: 15,
      measure: 'opened',
    } as const
    const { world, sent } = await seededWorld({}, { test })
    await world.runMinutes(15)
    const subjects = sent.map(({ to, raw }) => `${to} ${/^Subject: (.*)\r$/m.exec(raw)?.[1]}`)
    expect(subjects.length).toBe(6)
    expect(new Set(subjects).size).toBe(6)
    expect(subjects.filter((one) => one.includes('Autre')).length).toBe(3)
  })

  it('stop the rest until somebody resumes it', async () => {
    const { world, mailingId } = await seededWorld()
    await world.runMinutes(15)
    await pauseMailing(world.deps(), { mailingId, by: 'seed:2' })
    await world.runMinutes(60)
    expect(toReaders(world)).toEqual([])
    await resumeMailing(world.deps(), { mailingId })
    await world.runUntilQuiet(mailingId)
    expect(await judge(world, mailingId)).toMatchObject({ lost: [], doubled: [] })
    expect(toSeeds(world).length).toBe(3)
  })

  it('are not waited for longer once a person says so', async () => {
    const { world, mailingId } = await seededWorld()
    await world.runMinutes(13)
    expect((await releaseMailing(world.deps(), { mailingId })).kind).toBe('released')
    await world.runMinutes(2)
    expect(toReaders(world).length).toBe(100)
    expect((await releaseMailing(world.deps(), { mailingId })).kind).toBe('notHeld')
  })

  it('come after the approval', async () => {
    const { world, mailingId } = await seededWorld({}, { approvalAbove: 10 })
    await world.runMinutes(60)
    expect(world.calls).toEqual([])
    expect(await mailingOf(world, mailingId)).toMatchObject({ heldFor: 'approval' })
  })

  it('are called again later when refused for now, and listed when it failed or nobody knows', async () => {
    let refusals = 2
    const { world, mailingId } = await seededWorld({
      script: ({ to }, call) => {
        if (to === emails[0] && refusals-- > 0) return { kind: 'throttled' }
        if (to === emails[1]) return { kind: 'failed', reason: 'address' }
        if (to === emails[2]) return { kind: 'uncertain', cause: 'timeout', delivers: true }
        return { kind: 'accepted', messageId: `${call}` }
      },
    })
    await world.runUntilQuiet(mailingId)
    expect(toSeeds(world).map(({ outcome }) => outcome)).toEqual([
      'throttled',
      'throttled',
      'accepted',
      'failed',
      'uncertain',
    ])
    expect((await mailingOf(world, mailingId)).seedOutcomes).toEqual({
      accepted: [0],
      failed: [1],
      uncertain: [2],
    })
  })

  it('stop the mailing where the account cannot send, and go on where they were', async () => {
    const { world, mailingId } = await seededWorld({
      script: (_, call) =>
        call === 1
          ? { kind: 'stopped', reason: 'accountPaused' }
          : { kind: 'accepted', messageId: `${call}` },
    })
    await world.runMinutes(30)
    expect((await mailingOf(world, mailingId)).status).toBe('stopped')
    await resumeMailing(world.deps(), { mailingId })
    await world.runUntilQuiet(mailingId)
    expect(toSeeds(world).map(({ to }) => to)).toEqual([emails[0], emails[1], emails[1], emails[2]])
    expect(await judge(world, mailingId)).toMatchObject({ lost: [], doubled: [] })
  })

  it('are called once although messages come twice, or not at all', async () => {
    const { world, mailingId } = await seededWorld({ duplicates: 1, shuffled: true })
    await world.runUntilQuiet(mailingId, { workers: 3 })
    expect(toSeeds(world).length).toBe(3)
    const lossy = await seededWorld()
    await lossy.world.runMinutes(10)
    await lossy.world.tick()
    for (let minute = 0; minute < 3; minute++) {
      const kept = lossy.world.messages.filter(
        (one) => !('body' in one && one.body.kind === 'seeds'),
      )
      lossy.world.messages.splice(0, Number.POSITIVE_INFINITY, ...kept)
      await workAllBut(lossy.world)
    }
    await lossy.world.runUntilQuiet(lossy.mailingId)
    expect(toSeeds(lossy.world).length).toBe(3)
  })

  it('are called once although several workers are at them at the same moment', async () => {
    for (let seed = 0; seed < 8; seed++) {
      const { world, mailingId } = await seededWorld({ seed, duplicates: 1, interleaved: true })
      await world.runMinutes(15, 4)
      expect([...toSeeds(world).map(({ to }) => to)].sort()).toEqual([...emails].sort())
      expect((await mailingOf(world, mailingId)).seedOutcomes?.accepted).toEqual([0, 1, 2])
    }
  })

  it.each(['before', 'after', 'twice'] as const)(
    'are never called twice, whichever call a process dies %s',
    async (when) => {
      const first = await callsUntilSeeds()
      for (let diesAt = first.from; diesAt <= first.to; diesAt++) {
        const fate = newFate({ diesAt, when })
        const { world, mailingId } = await seededWorld({ fate })
        await world.runUntilQuiet(mailingId)
        const perSeed = emails.map((email) => world.delivered.get(email) ?? 0)
        const calls = await getSeedCalls(world.table, mailingId)
        const { accepted, uncertain, failed } = outcomesOf(calls)
        expect([...accepted, ...uncertain, ...failed].sort()).toEqual([0, 1, 2])
        for (const [at, times] of perSeed.entries()) {
          expect(times, `death ${diesAt}`).toBeLessThanOrEqual(1)
          // Not delivered only where nobody knows.
          if (times === 0) expect(uncertain, `death ${diesAt}`).toContain(at)
        }
        expect(await judge(world, mailingId)).toMatchObject({ lost: [], doubled: [] })
      }
    },
  )
})

/** The calls of ports between the end of planning and the last seed. */
async function callsUntilSeeds(): Promise<{ from: number; to: number }> {
  const fate = newFate()
  const { world } = await seededWorld({ fate })
  world.clock.forward(10 * minuteMs)
  let from = 0
  for (let round = 0; round < 5 && world.calls.length < 3; round++) {
    await world.tick()
    for (;;) {
      const at = world.messages.findIndex(({ atMs }) => atMs <= world.clock().getTime())
      const [message] = at < 0 ? [] : world.messages.splice(at, 1)
      if (!message) break
      if (message.body.kind === 'step' || message.body.kind === 'seeds') from ||= fate.calls
      await world.handle(message)
    }
    world.clock.forward(minuteMs)
  }
  await world.tick()
  return { from: from + 1, to: fate.calls + 4 }
}

async function workAllBut(world: DeliveryWorld): Promise<void> {
  world.clock.forward(minuteMs)
  for (;;) {
    const at = world.messages.findIndex(
      ({ atMs, body }) => atMs <= world.clock().getTime() && body.kind !== 'seeds',
    )
    const [message] = at < 0 ? [] : world.messages.splice(at, 1)
    if (!message) return
    await world.handle(message)
  }
}
