import { expect, it } from 'vitest'
import { audienceCount } from '#delivery/audience-count'
import { renderMailing } from '#delivery/render-mailing'
import { runCheck } from '#delivery/run-check'
import { sendTest } from '#delivery/send-test'
import { stepMailing } from '#delivery/step-mailing'
import { changeMailing, getCheck, getMailing } from '#delivery/store'
import { tickMailings } from '#delivery/tick-mailings'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { listStaff } from '#staff/store'
import { aReader, deliveryWorld } from '../../support/delivery-world.ts'
import { memoryTable } from '../../support/memory-table.ts'

const readers = Array.from({ length: 30 }, (_, at) => aReader(at))
const member = 'marketing@en-contact.example'
const noNewsletter = 'nl_none' as NewsletterId

async function madeWorld() {
  const raws: string[] = []
  const world = await deliveryWorld({
    table: memoryTable(),
    readers,
    script: (message, call) => {
      raws.push(Buffer.from(message.raw).toString('latin1'))
      return { kind: 'accepted', messageId: `m${call}` }
    },
  })
  await listStaff(world.deps())
  return { world, raws }
}

it('sends a test to a member of the staff alone, marked as one and counted nowhere', async () => {
  const { world, raws } = await madeWorld()
  const { newsletterId } = world
  const to = ` ${member.toUpperCase()}`
  expect((await sendTest(world.deps(), { newsletterId, to })).kind).toBe('accepted')
  expect(world.calls.map((call) => call.to)).toEqual([member])
  expect(raws[0]).toMatch(/^Subject: .*Test/m)
  expect(raws[0]).toContain('List-Unsubscribe:')
  expect(await world.report()).toMatchObject({ status: 'draft', planned: 0, accepted: 0 })
  for (const stranger of ['lectrice.1@example.org', 'x', `${member}\r\nBcc: a@example.org`])
    expect(await sendTest(world.deps(), { newsletterId, to: stranger })).toEqual({
      kind: 'notStaff',
    })
  const nothing = await sendTest(world.deps(), { newsletterId: noNewsletter, to: member })
  expect(nothing).toEqual({ kind: 'notFound' })
  world.setScript(() => ({ kind: 'throttled' }))
  const refused = await sendTest(world.deps(), { newsletterId, to: member })
  expect(refused).toEqual({ kind: 'refused', because: 'throttled' })
  expect(world.calls).toHaveLength(2)
})

it('keeps the result of a check for the version it looked at', async () => {
  const { world } = await madeWorld()
  const { newsletterId } = world
  const checked = await runCheck(world.deps(), { newsletterId })
  if (checked.kind !== 'checked') throw new Error(checked.kind)
  expect(checked.check).toMatchObject({ newsletterId, version: 1 })
  expect(await getCheck(world.table, newsletterId, 1)).toMatchObject(checked.check)
  expect(await getCheck(world.table, newsletterId, 2)).toBeUndefined()
  expect(await runCheck(world.deps(), { newsletterId: noNewsletter })).toEqual({ kind: 'notFound' })
})

it('tells how many readers a newsletter would reach and how long that takes', async () => {
  const { world } = await madeWorld()
  expect(await audienceCount(world.deps(), { newsletterId: world.newsletterId })).toMatchObject({
    count: 30,
    counted: 'exact',
    forecast: { limitedBy: 'rate', todayCount: 30 },
  })
  expect(await audienceCount(world.deps(), { newsletterId: noNewsletter })).toBeUndefined()
})

it('stops a mailing whose newsletter is gone or too large, saying what to do', async () => {
  for (const [publication, newsletterVersion, part] of [
    [undefined, 9, 'introuvable'],
    [{ mailHtmlBytes: 10 }, 1, 'taille'],
  ] as const) {
    const { world } = await madeWorld()
    const scheduled = await world.schedule()
    if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
    const { id } = scheduled.mailing
    await changeMailing(world.table, id, {
      from: ['scheduled'],
      set: { newsletterVersion, status: 'planning' },
    })
    const deps = world.deps()
    if (publication)
      deps.publication = {
        ...deps.publication,
        limits: { ...deps.publication.limits, ...publication },
      }
    expect(await renderMailing(deps, { mailingId: id })).toEqual({ kind: 'stopped' })
    expect((await getMailing(world.table, id))?.stoppedBecause?.fr).toContain(part)
    expect(world.calls).toHaveLength(0)
  }
})

it('steps the other mailings although one is broken, and then fails for all to see', async () => {
  const { world } = await madeWorld()
  const scheduled = await world.schedule()
  if (scheduled.kind !== 'scheduled') throw new Error(scheduled.kind)
  const broken = { ...scheduled.mailing, id: 'ml_0broken' as MailingId }
  await world.table.put({
    ...broken,
    pk: 'MAILING#ml_0broken',
    sk: 'MAILING',
    gsi2pk: 'DUE',
    gsi2sk: '2026-01-01T00:00:00.000Z#ml_0broken',
    subject: 7,
  })
  world.clock.forward(10 * 60_000)
  await expect(tickMailings(world.deps())).rejects.toThrow('Steps of mailings failed')
  expect((await getMailing(world.table, scheduled.mailing.id))?.status).toBe('planning')
  await stepMailing(world.deps(), { mailingId: 'ml_none' as MailingId })
})
