// An unsubscription that was proven always takes effect, also when the process dies in the middle.
import { describe, expect, it } from 'vitest'
import { pendingPartition, pendingShards } from '#aws/keys'
import type { Table } from '#aws/table'
import { forgetLimits } from '#delivery/forget-tracking'
import { sweepIntents } from '#delivery/sweep-intents'
import { idSchema } from '#kernel/ids'
import { silentLog } from '#kernel/log'
import { minuteMs } from '#kernel/time'
import { changePreferences } from '#readers/change-preferences'
import { unsubscribe } from '#readers/unsubscribe'
import { intentHandlers } from '#runtime/tick'
import { newFate, newProcess } from '../support/mortal.ts'
import { eachInReaderWorld, type ReaderWorld } from '../support/reader-world.ts'
import {
  aConfirmedReader,
  confirm,
  confirmationToken,
  origin,
  type ReaderTestDeps,
  signUp,
} from '../support/readers.ts'

const mailingId = idSchema('mailing').parse('ml_01jf0000000000000000000000')
let table: Table
let world: ReaderWorld
let deps: ReaderTestDeps
let email: string
eachInReaderWorld(900, (made) => {
  ;({ table, world, deps, email } = made)
})

/** What the tick does: every open intent that is due. */
async function sweep() {
  const mailQueue = { send: async () => {} }
  const queues = { mailQueue, mailingQueue: mailQueue, stripeQueue: mailQueue }
  return await sweepIntents({ ...deps, log: silentLog }, intentHandlers({ ...deps, ...queues }))
}

/** Dies at the given call of the unsubscription, before or after it has had its effect. */
async function dieUnsubscribing(
  input: Parameters<typeof unsubscribe>[1],
  fatal: { diesAt: number; when: 'before' | 'after' },
): Promise<'died' | 'lived'> {
  const fate = newFate(fatal)
  const mortal = newProcess(fate).mortal(table)
  try {
    await unsubscribe({ ...deps, table: mortal }, input)
    return 'lived'
  } catch {
    return 'died'
  }
}

async function openWithdrawals(
  kind: 'reader.withdrawn' | 'tracking.withdrawn' = 'reader.withdrawn',
): Promise<number> {
  const counts = Array.from({ length: pendingShards }, async (_, shard) => {
    const found = await table.queryPage({ index: 'gsi2', partition: pendingPartition(shard) })
    return found.items.filter((item) => {
      const intent = item['intent'] as { kind: string; data: Record<string, string> } | undefined
      return intent?.kind === kind && item['readerId'] === world.id
    }).length
  })
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

describe('an unsubscription whose process dies', () => {
  it.each([undefined, mailingId])('anywhere after its proof is finished (%s)', async (from) => {
    const readerId = await aConfirmedReader(deps, email)
    await changePreferences(deps, { readerId, ...origin, trackingConsent: true })
    for (let diesAt = 1; ; diesAt++) {
      const outcomes = []
      for (const when of ['before', 'after'] as const) {
        deps.clock.forward(minuteMs)
        const input = { readerId, mailingId: from, ...origin }
        outcomes.push(await dieUnsubscribing(input, { diesAt, when }))
        const isProven = (await world.actsOf()).at(-1)?.endsWith('withdrawn') === true
        deps.clock.forward(minuteMs)
        await sweep()
        const reader = await world.read()
        expect([diesAt, when, reader?.status]).toEqual([
          diesAt,
          when,
          isProven ? 'unsubscribed' : 'confirmed',
        ])
        expect(await world.isInAudience()).toBe(!isProven)
        expect(await openWithdrawals()).toBe(0)
        if (!isProven) continue
        expect(reader?.trackingConsent).toBe(false)
        const acts = await world.actsOf()
        expect(acts.slice(-2).sort()).toEqual(['newsletter withdrawn', 'tracking withdrawn'])
        deps.clock.forward(2 * 24 * 60 * minuteMs)
        await signUp(deps, { email })
        await confirm(deps, await confirmationToken(deps, email))
        await changePreferences(deps, { readerId, ...origin, trackingConsent: true })
      }
      if (outcomes.every((outcome) => outcome === 'lived')) break
    }
  })

  it('never touches a reader who has confirmed again since', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await signUp(deps, { email })
    deps.clock.forward(minuteMs)
    // The proof is written; the reader is not reached, and comes back through a retry.
    await dieUnsubscribing({ readerId, ...origin }, { diesAt: 2, when: 'after' })
    expect(await openWithdrawals()).toBe(1)
    await unsubscribe(deps, { readerId, ...origin })
    deps.clock.forward(24 * 60 * minuteMs)
    await signUp(deps, { email })
    await confirm(deps, await confirmationToken(deps, email))
    await sweep()
    expect((await world.read())?.status).toBe('confirmed')
    expect(await world.isInAudience()).toBe(true)
    expect(await openWithdrawals()).toBe(0)
  })

  it('leaves alone a sign-up that was asked for afterwards', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await unsubscribe(deps, { readerId, mailingId, ...origin })
    await signUp(deps, { email })
    await sweep()
    const reader = await world.read()
    expect(reader?.status).toBe('unsubscribed')
    expect(reader?.intent?.kind).toBe('mail.confirmation')
    expect(reader?.signUp).toBeDefined()
  })
})

describe('a refusal of recording whose process dies', () => {
  it('anywhere after its proof is finished, and never undoes a later consent', async () => {
    const readerId = await aConfirmedReader(deps, email)
    const choose = (trackingConsent: boolean, by = table) =>
      changePreferences({ ...deps, table: by }, { readerId, ...origin, trackingConsent })
    for (let call = 2; ; call++) {
      const diesAt = Math.floor(call / 2)
      deps.clock.forward(24 * 60 * minuteMs)
      await choose(true)
      deps.clock.forward(minuteMs)
      const fate = newFate({ diesAt, when: call % 2 ? 'after' : 'before' })
      const died = await choose(false, newProcess(fate).mortal(table)).then(
        () => false,
        () => true,
      )
      const isProven = (await world.actsOf()).at(-1) === 'tracking withdrawn'
      deps.clock.forward(minuteMs)
      await sweep()
      expect([diesAt, (await world.read())?.trackingConsent]).toEqual([diesAt, !isProven])
      // What was recorded is looked for once more, a little later.
      expect(await openWithdrawals('tracking.withdrawn')).toBe(isProven ? 1 : 0)
      deps.clock.forward(forgetLimits.againMs)
      await sweep()
      expect(await openWithdrawals('tracking.withdrawn')).toBe(0)
      if (!died) break
    }
    await choose(true)
    deps.clock.forward(minuteMs)
    const fate = newFate({ diesAt: 5, when: 'before' })
    await choose(false, newProcess(fate).mortal(table)).catch(() => undefined)
    expect(await openWithdrawals('tracking.withdrawn')).toBe(1)
    expect((await world.read())?.trackingConsent).toBe(true)
    deps.clock.forward(minuteMs)
    await choose(false)
    deps.clock.forward(minuteMs)
    await choose(true)
    await sweep()
    expect((await world.read())?.trackingConsent).toBe(true)
  })
})
