// A dispatch as the console asks for it, in steps, with the mails it asks for; and what happens when the
// file of the issue comes late.
import { beforeEach, describe, expect, it } from 'vitest'
import { closedIntent, intentOf } from '#aws/intent'
import { servedKey } from '#aws/keys'
import type { Table } from '#aws/table'
import { addIssueFile } from '#editorial/take-issue-file'
import { dayMs, instant } from '#kernel/time'
import { askDispatch, foreseeDispatch, showDispatch } from '#subscriptions/ask-dispatch'
import type { OrderForm } from '#subscriptions/order-form'
import { serveIssue } from '#subscriptions/serve-issue'
import { stepDispatch, stepTell } from '#subscriptions/step-dispatch'
import { servedLines } from '#subscriptions/store-streams'
import { tellIfReady } from '#subscriptions/tell-served'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate, newProcess } from '../../support/mortal.ts'
import { type PayingWorld, payingWorld } from '../../support/paying-world.ts'
import { aPdf } from '../../support/pdf.ts'
import { memoryFiles } from '../../support/site.ts'

type Message = { kind: 'dispatch' | 'tell'; issue: number; fromShard: number }

let world: PayingWorld
let queued: Message[]
let deps: ReturnType<typeof depsOf>

function depsOf(table: Table) {
  const mailingQueue = {
    send: async (messages: readonly { body: Message }[]) =>
      void queued.push(...messages.map(({ body }) => body)),
  }
  return { ...world.deps, table, mailingQueue, files: memoryFiles() }
}

beforeEach(async () => {
  world = await payingWorld(memoryTable())
  queued = []
  deps = depsOf(world.table)
})

const digital = { planId: 'numerique-1-an', country: 'FR', postcode: '75011' }

async function buy(form: Partial<OrderForm> = {}) {
  const order = await world.order(form)
  world.stripe.pay(order)
  await world.deliver()
  return await world.orderNow(order)
}

/** Readers at as many addresses, so that they lie in many shards. */
async function crowd() {
  await buy({ ...digital, email: 'un@example.org', delivery: undefined })
  await buy({ ...digital, email: 'deux@example.org', delivery: undefined })
  await buy({ planId: 'integral-1-an', email: 'trois@example.org' })
  await buy({ email: 'quatre@example.org', quantity: '3' } as Partial<OrderForm>)
}

async function hand(number = 131) {
  const taken = await addIssueFile(deps, { number, body: await aPdf(), by: 'sf_1' })
  if (taken.kind !== 'taken') throw new Error(taken.kind)
}

/** Everything that is queued, to its end. */
async function work(current: () => typeof deps = () => deps) {
  for (let message = queued.shift(); message; message = queued.shift())
    if (message.kind === 'dispatch') await stepDispatch(current(), message)
    else await stepTell(current(), message)
}

async function mailsAsked(): Promise<string[]> {
  const ids: string[] = []
  for await (const item of world.table.scan()) {
    const intent = intentOf(item)
    if (intent?.kind === 'mail.issueReady') ids.push(intent.id)
  }
  return ids.sort()
}

const ask = (by = 'sf_1') => askDispatch(deps, { number: 131, by, issueKind: 'regular' })

describe('a dispatch', () => {
  it('serves what was foreseen, and is asked for once at a time', async () => {
    await crowd()
    const foreseen = await foreseeDispatch(deps, { number: 131, issueKind: 'regular' })
    expect(foreseen).toMatchObject({ digital: 3, readers: 4, isWhole: true })
    expect(await ask()).toMatchObject({ kind: 'asked', isFirst: true })
    expect(await ask('sf_2')).toMatchObject({ kind: 'underWay' })
    expect(await showDispatch(world.table, 131)).toMatchObject({ isUnderWay: true })
    await work()
    const { dispatch, isUnderWay } = await showDispatch(world.table, 131)
    expect(isUnderWay).toBe(false)
    expect(dispatch).toMatchObject({ by: 'sf_1', kind: 'regular' })
    expect(dispatch?.served).toMatchObject({ copies: foreseen.copies, digital: 3 })
    expect(await foreseeDispatch(deps, { number: 131, issueKind: 'regular' })).toMatchObject({
      readers: 0,
    })
  })

  it('of an issue that is not in the calendar is none', async () => {
    const input = { number: 999, by: 'x', issueKind: 'regular' } as const
    expect(await askDispatch(deps, input)).toEqual({ kind: 'notFound' })
    expect(await stepDispatch(deps, { issue: 131, fromShard: 0 })).toEqual({ kind: 'resting' })
  })

  it('counts as what it was first, whatever a later one says', async () => {
    await ask()
    await work()
    await askDispatch(deps, { number: 131, by: 'x', issueKind: 'double' })
    await work()
    expect(await showDispatch(world.table, 131)).toMatchObject({ dispatch: { kind: 'regular' } })
  })

  it('goes on where the time was up', async () => {
    await crowd()
    await ask()
    const first = queued.shift()
    if (!first) throw new Error('nothing queued')
    // No time at all: everything is queued again, nothing is lost.
    const late = { ...deps, deadline: new Date(world.clock().getTime() - 1) }
    expect(await stepDispatch(late, { ...first, fromShard: 7 })).toEqual({ kind: 'requeued' })
    expect(queued).toEqual([{ kind: 'dispatch', issue: 131, fromShard: 7 }])
    queued = [first]
    await work()
    expect(await showDispatch(world.table, 131)).toMatchObject({
      dispatch: { served: { digital: 3 } },
    })
  })

  it('comes to the same end whichever call of its worker is the last', async () => {
    let deaths = 0
    for (let diesAt = 1, lived = false; !lived; diesAt += 13) {
      world = await payingWorld(memoryTable())
      queued = []
      deps = depsOf(world.table)
      await crowd()
      await hand()
      await ask()
      const again = [...queued]
      const fate = newFate({ diesAt, when: diesAt % 2 ? 'before' : 'after' })
      const { mortal } = newProcess(fate)
      await work(() => ({ ...deps, table: mortal(world.table) })).catch((error: unknown) => {
        if (!(error instanceof Death)) throw error
      })
      deaths += fate.deaths
      lived = fate.deaths === 0
      queued = again
      await work()
      const { dispatch, isUnderWay } = await showDispatch(world.table, 131)
      expect({ served: dispatch?.served?.digital, isUnderWay }).toEqual({
        served: 3,
        isUnderWay: false,
      })
      expect(await mailsAsked()).toHaveLength(3)
    }
    expect(deaths).toBeGreaterThan(5)
  }, 120_000)
})

describe('digital readers are told', () => {
  it('when the issue is dispatched, those of print not; once each', async () => {
    await crowd()
    await hand()
    await ask()
    await work()
    const asked = await mailsAsked()
    expect(asked).toHaveLength(3)
    expect(asked[0]).toMatch(/^mm_131_[0-9a-z]+$/)
    await serveIssue(deps, { number: 131, by: 'again' })
    expect(await mailsAsked()).toEqual(asked)
  })

  it('no second time by a worker that died before it noted the line as written', async () => {
    await crowd()
    await hand()
    await ask()
    await work()
    // The mails are sent: their intents are closed.
    for await (const { toldAt: _, ...line } of servedLines(world.table, 131)) {
      const key = servedKey(line.number, line.streamId)
      await world.table.update(key, closedIntent)
      await tellIfReady(deps, line, instant(world.clock()))
    }
    expect(await mailsAsked()).toEqual([])
  })

  it('when the file comes, if it was missing; a file that replaces it tells nobody again', async () => {
    await crowd()
    await ask()
    await work()
    expect(await mailsAsked()).toEqual([])
    await hand()
    expect(await stepTell(deps, { issue: 131, fromShard: 0 })).toEqual({ kind: 'through' })
    const asked = await mailsAsked()
    expect(asked).toHaveLength(3)
    await hand()
    expect(await stepTell(deps, { issue: 131, fromShard: 0 })).toEqual({ kind: 'resting' })
    let told = 0
    for await (const line of servedLines(world.table, 131)) told += line.toldAt ? 1 : 0
    expect(told).toBe(3)
  })

  it('not of a file that comes long after the issue went out: old issues are handed in quietly', async () => {
    await crowd()
    await ask()
    await work()
    world.clock.forward(61 * dayMs)
    await hand()
    expect(await stepTell(deps, { issue: 131, fromShard: 0 })).toEqual({ kind: 'through' })
    expect(await mailsAsked()).toEqual([])
  })

  it('who paid late is told when it is served to them', async () => {
    await hand()
    const order = await world.order({ ...digital, delivery: undefined })
    const debit = world.stripe.debit(order)
    await world.deliver()
    await ask()
    await work()
    expect(await mailsAsked()).toEqual([])
    world.stripe.debitSucceeds(debit)
    await world.deliver()
    expect(await mailsAsked()).toHaveLength(1)
  })
})
