// Whole ways through the use cases, on both databases: a mailing with workers that race and mailers
// that fail, and readers who sign up, confirm and leave.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { archivePage } from '#editorial/store-archive'
import { getNewsletter } from '#editorial/store-newsletters'
import { hourMs, instant } from '#kernel/time'
import {
  consentsOf,
  deleteSuppression,
  getSuppression,
  putSuppression,
  suppressedAmong,
} from '#readers/store'
import { unsubscribe } from '#readers/unsubscribe'
import { type Database, databases } from '../support/conformance.ts'
import { judge } from '../support/delivery-checks.ts'
import { aReader, deliveryWorld, type Script } from '../support/delivery-world.ts'
import { seededRandom } from '../support/editorial.ts'
import { newFate } from '../support/mortal.ts'
import { readerWorld } from '../support/reader-world.ts'
import {
  aConfirmedReader,
  confirm,
  confirmationToken,
  idOf,
  origin,
  signUp,
} from '../support/readers.ts'

const readerCount = 300

describe.each(databases)('on $name', ({ open }) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())

  it('a mailing of 300 is planned, sent by racing workers, and adds up', async () => {
    const readers = Array.from({ length: readerCount }, (_, n) => aReader(n))
    const world = await deliveryWorld({
      table: database.table,
      readers,
      script: mostlyAccepts,
      duplicates: 0.3,
      shuffled: true,
      seed: 300,
    })
    const scheduled = await world.schedule()
    if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
    await world.runUntilQuiet(scheduled.mailing.id, { workers: 4 })

    const report = await world.report()
    expect(report).toMatchObject({
      status: 'sent',
      planned: readerCount,
      pending: 0,
      accepted: readerCount - failing.length - breaking.length,
      skipped: {},
      failed: { address: failing.length },
      uncertain: breaking.length,
    })
    expect(world.delivered.size).toBe(readerCount - failing.length)
    expect(new Set(world.delivered.values())).toEqual(new Set([1]))
    const tries = new Map<string, number>()
    for (const { to, outcome } of world.calls)
      if (outcome !== 'throttled') tries.set(to, (tries.get(to) ?? 0) + 1)
    expect([...tries.values()].every((count) => count === 1)).toBe(true)
    expect(world.calls.some(({ outcome }) => outcome === 'throttled')).toBe(true)
    expect((await getNewsletter(world.table, world.newsletterId))?.status).toBe('sent')
    expect((await archivePage(world.table)).items).toHaveLength(1)
  })

  it.each(['before', 'after', 'twice'] as const)(
    'a mailing whose processes die loses nobody and reaches nobody twice: %s',
    async (when) => {
      const own = await open()
      try {
        let mayDie = false
        const random = seededRandom(19)
        const fate = newFate({ when })
        fate.chance = () => mayDie && fate.deaths < 12 && random() < 0.03
        const readers = Array.from({ length: 60 }, (_, n) => aReader(1_000 + n))
        const world = await deliveryWorld({ table: own.table, readers, fate, duplicates: 0.2 })
        const scheduled = await world.schedule()
        if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
        mayDie = true
        await world.runUntilQuiet(scheduled.mailing.id, { workers: 3 })
        mayDie = false
        expect(fate.deaths).toBeGreaterThan(3)
        const { lost, doubled, untrue, report } = await judge(world, scheduled.mailing.id)
        expect({ lost, doubled, untrue }).toEqual({ lost: [], doubled: [], untrue: [] })
        expect(report).toMatchObject({ status: 'sent', planned: 60, pending: 0 })
      } finally {
        await own.close()
      }
    },
  )

  it('a reader signs up, confirms, and is in the audience until they leave', async () => {
    const world = readerWorld(database.table, 1)
    const { deps, email, ip } = world
    expect(await signUp(deps, { email, ip, topics: ['dossiers'] })).toEqual({ kind: 'accepted' })
    expect(await world.read()).toMatchObject({ status: 'pending', topics: ['dossiers'] })
    expect(await world.isInAudience()).toBe(false)
    const token = await confirmationToken(deps, email)
    deps.clock.forward(hourMs)
    expect(await confirm(deps, token, { ip })).toMatchObject({ kind: 'confirmed' })
    expect(await world.read()).toMatchObject({
      status: 'confirmed',
      intent: { kind: 'mail.welcome' },
    })
    expect(await world.isInAudience()).toBe(true)
    deps.clock.forward(hourMs)
    const left = await unsubscribe(deps, { ...origin, readerId: idOf(email) })
    expect(left).toMatchObject({ kind: 'unsubscribed' })
    expect(await world.isInAudience()).toBe(false)
    expect(await world.actsOf()).toEqual([
      'newsletter requested',
      'newsletter confirmed',
      'newsletter withdrawn',
    ])
  })

  it('20 confirmations at once make one reader, one consent and one welcome', async () => {
    const world = readerWorld(database.table, 2)
    const { deps, email, ip } = world
    await signUp(deps, { email, ip })
    const token = await confirmationToken(deps, email)
    deps.clock.forward(hourMs)
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => confirm(deps, token, { ip })),
    )
    expect(outcomes.filter(({ kind }) => kind === 'confirmed').length).toBeGreaterThanOrEqual(1)
    expect(await world.read()).toMatchObject({ status: 'confirmed', version: 3 })
    const consents = await consentsOf(database.table, idOf(email))
    expect(consents.filter(({ act }) => act === 'confirmed')).toHaveLength(1)
  })

  it('finds the suppressed among many readers in one go', async () => {
    const world = readerWorld(database.table, 3)
    const ids = await Promise.all(
      Array.from({ length: 5 }, (_, n) => aConfirmedReader(world.deps, `n${n}@test3.example`)),
    )
    const strangers = Array.from({ length: 150 }, (_, n) => idOf(`stranger${n}@test3.example`))
    const { deps } = world
    const [readerId] = ids
    if (!readerId) throw new Error('no reader')
    const suppress = (reason: 'bounced' | 'complained') =>
      putSuppression(database.table, { readerId, reason, at: instant(deps.clock()) })
    await suppress('bounced')
    await suppress('complained')
    await suppress('bounced')
    expect([...(await suppressedAmong(database.table, [...ids, ...strangers]))]).toEqual([readerId])
    const { table } = database
    expect((await getSuppression(table, readerId))?.reason).toBe('complained')
    expect(await deleteSuppression(table, { readerId, reason: 'bounced' })).toBe(false)
    expect(await deleteSuppression(table, { readerId, reason: 'complained' })).toBe(true)
  })
})

const failing = ['lectrice.7@example.org', 'lectrice.77@example.org']
const breaking = ['lectrice.30@example.org', 'lectrice.130@example.org', 'lectrice.230@example.org']

/** Throttles now and then, refuses two addresses, and breaks off on three after taking the mail. */
const mostlyAccepts: Script = (message, call) => {
  if (failing.includes(message.to)) return { kind: 'failed', reason: 'address' }
  if (breaking.includes(message.to)) return { kind: 'uncertain', cause: 'timeout', delivers: true }
  if (call % 41 === 40) return { kind: 'throttled' }
  return { kind: 'accepted', messageId: `m${call}` }
}
