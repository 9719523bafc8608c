// A subject test over the embedded database: who is in it is frozen once, a person or the clock
// decides once, and the console's buttons do what they say.
import { afterEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { decideTest } from '#delivery/decide-test'
import type { Mailing, SubjectTest } from '#delivery/mailing'
import { changeMailing, getMailing } from '#delivery/store'
import { changeProgress, getShards } from '#delivery/store-batches'
import { groupOf } from '#delivery/test-groups'
import { freezeTest } from '#delivery/test-mailing'
import { archivePage } from '#editorial/store-archive'
import { auditTrail } from '#staff/audit'
import { testConsole, visitorAs } from '../support/console.ts'
import { aReader, deliveryWorld } from '../support/delivery-world.ts'
import { testTable } from '../support/table.ts'

const test = {
  subjectB: 'L’autre objet',
  share: 0.5,
  waitMinutes: 30,
  measure: 'opened' as const,
}
const people = Array.from({ length: 40 }, (_, at) => aReader(at, { trackingConsent: true }))

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function testing() {
  const { table, close } = await testTable()
  closing.push(close)
  const world = await deliveryWorld({ table, readers: people })
  const scheduled = await world.schedule({ test })
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const { id: mailingId, newsletterId } = scheduled.mailing
  const mailing = async () => (await getMailing(table, mailingId)) as Mailing
  const decide = (winner: 'a' | 'b', by: string) =>
    decideTest(world.deps(), { mailingId, winner, by })
  /** The test is called, its wait has begun. */
  const tested = async () => {
    await world.runMinutes(14)
    expect((await mailing()).test?.testedAt).toBeDefined()
  }
  const rest = () => people.length - world.calls.length
  return { world, table, mailingId, newsletterId, mailing, decide, tested, rest }
}

/** Everybody in B opens, nobody in A. */
async function openAllOfB(table: Table, mailing: Mailing): Promise<void> {
  for (const { shard, cursor } of await getShards(table, mailing.id)) {
    if (groupOf(mailing.test, { shard, batch: 0 }) !== 'b') continue
    const opened = new Set(Array.from({ length: cursor.prepared }, (_, number) => number))
    const id = { mailingId: mailing.id, shard, batch: 0 }
    if (opened.size > 0) await changeProgress(table, id, { changes: { add: { opened } } })
  }
}

describe('who is in the test', () => {
  it('is frozen once, and not any more once the mailing has moved on', async () => {
    const { table, tested, mailing, mailingId } = await testing()
    await tested()
    const frozen = await mailing()
    expect(frozen.test?.batches).toHaveLength(64)
    expect(await freezeTest({ table }, frozen)).toEqual(frozen)
    const { batches: _, ...unfrozen } = frozen.test as SubjectTest
    // A tick that read it before another froze it changes nothing.
    expect(await freezeTest({ table }, { ...frozen, test: unfrozen })).toBeUndefined()
    await changeMailing(table, mailingId, { from: ['sending'], set: { test: unfrozen } })
    await changeMailing(table, mailingId, { from: ['sending'], set: { status: 'paused' } })
    expect(await freezeTest({ table }, { ...frozen, test: unfrozen })).toBeUndefined()
    expect((await mailing()).test?.batches).toBeUndefined()
  })
})

describe('the decision', () => {
  it('is the first of two people who ask at once', async () => {
    const { world, tested, mailing, decide, rest } = await testing()
    await tested()
    expect(rest()).toBeGreaterThan(5)
    const outcomes = await Promise.all([decide('b', 'sf_one'), decide('a', 'sf_two')])
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['already', 'decided'])
    const { winner, decidedBy } = (await mailing()).test ?? {}
    expect(decidedBy).toBe(winner === 'b' ? 'sf_one' : 'sf_two')
    await world.runMinutes(5)
    expect((await mailing()).status).toBe('sent')
    expect(rest()).toBe(0)
  })

  it('is taken while the test is still called, and after a pause', async () => {
    const { world, mailing, decide, mailingId } = await testing()
    expect((await decide('b', 'sf_one')).kind).toBe('notRunning')
    await world.runMinutes(11)
    expect((await mailing()).test).toMatchObject({ batches: expect.any(Array) })
    await changeMailing(world.table, mailingId, {
      from: ['sending'],
      set: { status: 'paused', pausedFrom: 'sending' },
    })
    expect((await decide('b', 'sf_one')).kind).toBe('decided')
    expect((await mailing()).test?.decidedBy).toBe('sf_one')
  })

  it('is the clock’s where nobody came first: too few people are no winner', async () => {
    const { world, table, tested, mailing, mailingId } = await testing()
    await tested()
    await openAllOfB(table, await mailing())
    await world.runUntilQuiet(mailingId)
    expect((await mailing()).test).toMatchObject({ winner: 'a', isClear: false })
    expect((await archivePage(table)).items[0]?.subject).toBe('Le dossier de décembre')
  })
})

describe('the report’s buttons', () => {
  it('show both subjects, decide once, say so and write it down', async () => {
    const { world, table, tested, mailing, mailingId, newsletterId } = await testing()
    await tested()
    const site = testConsole(table)
    Object.assign(site.deps, { clock: world.clock })
    const [marion, finance] = [await visitorAs(site, 'marketing'), await visitorAs(site, 'finance')]
    const base = `/console/newsletters/${newsletterId}`
    const page = (await marion.get(`${base}/report`)).text
    expect(page).toContain('Deux objets comparés')
    expect(page).toContain('Envoyer le reste avec B')
    expect((await finance.get(`${base}/report`)).text).not.toContain('Envoyer le reste avec B')
    const fields = { mailing: mailingId, winner: 'b' }
    expect((await finance.post(`${base}/decide`, fields)).status).toBe(403)
    for (const wrong of [
      { ...fields, winner: 'c' },
      { winner: 'b' },
      { ...fields, mailing: 'ml_x' },
    ])
      expect((await marion.post(`${base}/decide`, wrong)).status).toBe(404)
    expect((await mailing()).test?.winner).toBeUndefined()
    const done = await marion.post(`${base}/decide`, fields)
    expect(done.location).toBe(`${base}/report?done=decided`)
    const after = (await marion.get(done.location ?? '')).text
    expect(after).toContain('le reste part avec cet objet')
    expect(after).not.toContain('Envoyer le reste avec')
    const again = await marion.post(`${base}/decide`, { ...fields, winner: 'a' })
    expect(again.location).toBe(`${base}/report?done=already-decided`)
    expect((await mailing()).test?.winner).toBe('b')
    const { lines } = await auditTrail(site.deps)
    expect(lines.filter(({ act }) => act === 'newsletter.decided')).toMatchObject([
      { subject: newsletterId, data: { mailing: mailingId, subject: 'b' } },
    ])
    await world.runUntilQuiet(mailingId)
    expect((await archivePage(table)).items[0]?.subject).toBe(test.subjectB)
  })

  it('say why nothing can be chosen', async () => {
    const { world, table, mailingId, newsletterId, mailing } = await testing()
    const site = testConsole(table)
    Object.assign(site.deps, { clock: world.clock })
    const marion = await visitorAs(site, 'marketing')
    const base = `/console/newsletters/${newsletterId}`
    const act = async () =>
      (await marion.post(`${base}/decide`, { mailing: mailingId, winner: 'a' })).location
    expect(await act()).toBe(`${base}/report?done=test-not-running`)
    expect((await marion.get(`${base}/report?done=test-not-running`)).text).toContain(
      'une fois l’envoi commencé',
    )
    await world.runMinutes(14)
    const { test: drawn } = await mailing()
    const everyone = { ...drawn, share: 1, batches: Array(64).fill(1) } as NonNullable<typeof drawn>
    await changeMailing(table, mailingId, { from: ['sending'], set: { test: everyone } })
    expect(await act()).toBe(`${base}/report?done=no-rest`)
    await changeMailing(table, mailingId, { from: ['sending'], remove: ['test'] })
    expect(await act()).toBe(`${base}/report?done=no-test`)
  })
})
