// Whatever happened to a mailing, its report adds up: states to the planned, domains to the totals,
// the file's rows to the planned, and each trace to the recipient's state.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Progress } from '#delivery/batch'
import { sumOf } from '#delivery/counts'
import { newDomainColumns } from '#delivery/domain-columns'
import { exportRecipients, type RecipientRow } from '#delivery/export-recipients'
import { noteFeedback } from '#delivery/feedback-notes'
import { listedStates, listRecipients } from '#delivery/list-recipients'
import { otherDomains } from '#delivery/mailing'
import { refreshTotals } from '#delivery/refresh-totals'
import { reportMailing } from '#delivery/report-mailing'
import { readSesEvent } from '#delivery/ses-event'
import { getTotals } from '#delivery/store-totals'
import { traceRecipient } from '#delivery/trace-recipient'
import type { ReaderId } from '#kernel/ids'
import { instant } from '#kernel/time'
import type { Reader } from '#readers/reader'
import { audienceShardOf, putSuppression } from '#readers/store'
import { crowd } from '../../support/crowded-world.ts'
import { aReader, deliveryWorld } from '../../support/delivery-world.ts'
import { handClock } from '../../support/editorial.ts'
import { later, type Past, putHistory } from '../../support/mailing-history.ts'
import { memoryTable } from '../../support/memory-table.ts'

const domains = ['big.example', 'middle.example', 'small.example', 'rare.example']
const readers = [
  ...crowd.slice(0, 120),
  ...Array.from({ length: 60 }, (_, at) => aReader(20_000 + at)),
].map((reader, at) =>
  aReader(at, { email: `r${at}@${domains[at % 7 > 3 ? 0 : at % 4]}`, id: reader.id }),
)

const sets: (keyof Progress)[] = [
  'seen',
  'delivered',
  'bounced',
  'bouncedSoft',
  'complained',
  'rejected',
  'tracked',
  'opened',
  'openedByMachine',
  'clicked',
  'clickedByMachine',
  'unsubscribed',
  'givenUp',
]

const past: fc.Arbitrary<Past> = fc.record({
  kind: fc.constantFrom('pending', 'called', 'accepted', 'uncertain', 'skipped', 'failed'),
  minute: fc.integer({ min: 0, max: 5 }),
  in: fc.subarray(sets),
  links: fc.subarray([0, 1, 2]),
  again: fc.boolean(),
})

const histories = fc.record({
  pasts: fc.array(past, { minLength: 1, maxLength: 40 }),
  count: fc.integer({ min: 1, max: readers.length }),
  status: fc.constantFrom('sending', 'sent', 'cancelled', 'paused'),
  topDomains: fc.subarray(domains.slice(0, 3)),
  hasTop: fc.boolean(),
})

type HistoryCase = typeof histories extends fc.Arbitrary<infer T> ? T : never

async function lived({ pasts, count, status, topDomains, hasTop }: HistoryCase) {
  const table = memoryTable()
  const { newsletterId } = await deliveryWorld({ table, readers: [] })
  const some = readers.slice(0, count)
  const mailing = await putHistory(
    {
      table,
      newsletterId,
      mailing: { status: status as 'sent', ...(hasTop ? { topDomains } : {}) },
      past: (_, at) => pasts[at % pasts.length] as Past,
    },
    some,
  )
  await table.update(
    { pk: `NEWSLETTER#${newsletterId}`, sk: 'NEWSLETTER' },
    {
      set: { mailingIds: [mailing.id] },
    },
  )
  return { table, newsletterId, mailing, readers: some }
}

/** Pasts are given shard by shard. */
const order = ({ id }: Reader) => audienceShardOf(id)

const sumDomains = (
  domains: Readonly<Record<string, Record<string, number>>>,
  name: string,
): number => Object.values(domains).reduce((sum, counts) => sum + (counts[name] ?? 0), 0)

it('adds up by state and by domain, counted live or by the tick', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { table, newsletterId, mailing, readers: some } = await lived(history)
      const clock = handClock(new Date(later(40)))
      const refreshed = await refreshTotals(
        { table, clock, domainColumns: newDomainColumns() },
        mailing,
      )
      const live = await reportMailing({ table }, { newsletterId, live: true })
      const kept = await reportMailing({ table }, { newsletterId })
      for (const report of [live, kept]) {
        if (!report) throw new Error('No report')
        const { planned, pending, accepted, skipped, failed, uncertain } = report
        expect(planned).toBe(history.count)
        expect(pending + accepted + sumOf(skipped) + sumOf(failed) + uncertain).toBe(planned)
        for (const name of [
          'planned',
          'accepted',
          'delivered',
          'bounced',
          'bouncedSoft',
          'complained',
        ])
          expect(sumDomains(report.domains, name), name).toBe(report[name as 'planned'])
        const named = Object.keys(report.domains).filter((name) => name !== otherDomains)
        for (const name of named) expect(history.topDomains).toContain(name)
      }
      const sorted = [...some].sort((a, b) => order(a) - order(b) || (a.id < b.id ? -1 : 1))
      for (const domain of history.hasTop ? history.topDomains : []) {
        const its = sorted.flatMap((reader, at) => (reader.email.endsWith(domain) ? [at] : []))
        const isDelivered = ({ in: names = [] }: Past) =>
          names.includes('delivered') && !names.includes('bounced')
        expect(live?.domains[domain]?.planned ?? 0, domain).toBe(its.length)
        expect(live?.domains[domain]?.delivered ?? 0, domain).toBe(
          its.filter((at) => isDelivered(history.pasts[at % history.pasts.length] as Past)).length,
        )
      }
      expect(kept?.domains).toEqual(live?.domains)
      expect(refreshed.domains).toEqual(live?.domains)
      expect(kept?.clicks).toEqual(live?.clicks)
    }),
    { numRuns: 40 },
  )
})

it('has a row in the file for every recipient planned, in whatever parts', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { table, newsletterId, mailing } = await lived(history)
      const rows: RecipientRow[] = []
      for await (const some of exportRecipients({ table }, { mailing })) rows.push(...some)
      const inParts: RecipientRow[] = []
      for (let part = 0; part * 37 < history.count; part++) {
        const before = inParts.length
        const input = { mailing, part, partRows: 37 }
        for await (const some of exportRecipients({ table }, input)) inParts.push(...some)
        expect(inParts.length - before).toBe(Math.min(37, history.count - part * 37))
      }
      expect(inParts).toEqual(rows)
      const report = await reportMailing({ table }, { newsletterId, live: true })
      expect(new Set(rows.map(({ readerId }) => readerId)).size).toBe(history.count)
      for (const state of ['pending', 'accepted', 'uncertain'] as const)
        expect(rows.filter((row) => row.state === state).length).toBe(report?.[state])
      for (const mark of ['delivered', 'bounced', 'opened', 'sentAgain', 'unsubscribed'] as const)
        expect(rows.filter((row) => row.marks.includes(mark)).length).toBe(report?.[mark])
    }),
    { numRuns: 25 },
  )
})

it('traces everyone to the state that the lists have them in', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { table, mailing } = await lived({ ...history, count: Math.min(history.count, 30) })
      for (const state of listedStates) {
        const page = await listRecipients({ table }, { mailingId: mailing.id, state, limit: 1_000 })
        for (const { readerId, reason } of page?.recipients ?? []) {
          const trace = await traceRecipient({ table }, { mailingId: mailing.id, readerId })
          if (trace.kind !== 'traced') throw new Error(trace.kind)
          const kinds: string[] = trace.steps.map(({ kind }) => kind)
          expect(kinds[0]).toBe('planned')
          switch (state) {
            case 'accepted':
              expect(trace.state).toBe(state)
              expect(
                kinds.some((kind) => ['accepted', 'acceptedAgain', 'seen'].includes(kind)),
              ).toBe(true)
              break
            case 'skipped':
            case 'failed':
              expect(trace).toMatchObject({ state, reason })
              expect(trace.steps).toContainEqual(
                expect.objectContaining({ kind: state, cause: reason }),
              )
              break
            case 'pending':
            case 'uncertain':
              expect(trace.state).toBe(state)
              break
            case 'tracked':
              break
            case 'sentAgain':
              expect(kinds).toContain('calledAgain')
              break
            default:
              expect(kinds).toContain(state)
          }
        }
      }
    }),
    { numRuns: 12 },
  )
})

it('counts an earlier version’s totals, without domains and links, as of other domains', async () => {
  const { table, newsletterId, mailing } = await lived({
    pasts: [{ kind: 'accepted', in: ['delivered', 'seen'] }],
    count: 50,
    status: 'sent',
    topDomains: ['big.example'],
    hasTop: true,
  })
  await refreshTotals({ table, clock: handClock(new Date(later(40))) }, mailing)
  for (const shard of (await getTotals(table, mailing.id)).keys())
    await table.update(
      { pk: `MAILING#${mailing.id}`, sk: `TOTALS#${String(shard).padStart(6, '0')}` },
      { remove: ['domains', 'clicksByLink'] },
    )
  const report = await reportMailing({ table }, { newsletterId })
  expect(report?.domains).toEqual({
    others: { planned: 50, accepted: 50, delivered: 50, bounced: 0, bouncedSoft: 0, complained: 0 },
  })
})

it('tells a recipient’s steps in order, with the minute or second and the cause where they are kept', async () => {
  const [reader] = crowd as [Reader]
  const past: Past = {
    kind: 'accepted',
    minute: 34,
    again: true,
    in: ['seen', 'bounced', 'givenUp'],
  }
  const table = memoryTable()
  const { newsletterId } = await deliveryWorld({ table, readers: [] })
  const mailing = await putHistory({ table, newsletterId, past: () => past }, [reader])
  const id = { mailingId: mailing.id, shard: audienceShardOf(reader.id), batch: 0 }
  const at = instant(new Date('2026-12-01T08:04:07.000Z'))
  await noteFeedback(table, id, [
    { number: 0, fact: 'bounced', at, why: 'General: smtp; 550 5.1.1 user unknown' },
    { number: 0, fact: 'bounced', at: later(90), why: 'told again' },
  ])
  await putSuppression(table, { readerId: reader.id, reason: 'bounced', at, mailingId: mailing.id })
  const trace = await traceRecipient({ table }, { mailingId: mailing.id, readerId: reader.id })
  expect(trace).toMatchObject({ kind: 'traced', state: 'accepted', email: reader.email })
  expect(trace.kind === 'traced' && trace.steps).toEqual([
    { kind: 'planned', at: later(0) },
    { kind: 'called', at: later(0), to: 'minute' },
    { kind: 'uncertain', at: later(0), to: 'minute' },
    { kind: 'calledAgain', at: later(34), to: 'minute' },
    { kind: 'acceptedAgain', at: later(34), to: 'minute' },
    { kind: 'givenUp' },
    { kind: 'bounced', at, cause: 'General: smtp; 550 5.1.1 user unknown' },
    { kind: 'suppressed', at, cause: 'bounced' },
  ])
})

it('says of a reader it was not for why it would not be for them now', async () => {
  const [reader, left, late] = crowd as [Reader, Reader, Reader]
  const table = memoryTable()
  const { newsletterId } = await deliveryWorld({ table, readers: [left, late] })
  const past = (): Past => ({ kind: 'accepted' })
  const mailing = await putHistory({ table, newsletterId, past }, [reader])
  await putSuppression(table, { readerId: left.id, reason: 'staff', at: later(0) })
  const of = (readerId: ReaderId) => traceRecipient({ table }, { mailingId: mailing.id, readerId })
  expect(await of(left.id)).toMatchObject({ kind: 'notPlanned', reason: 'suppressed' })
  expect(await of(late.id)).not.toHaveProperty('reason')
  expect(await of('rd_1a00' as ReaderId)).toMatchObject({ kind: 'notPlanned', reason: 'erased' })
})

it('keeps of what a server said no address, and no more than a line', () => {
  const event = (diagnosticCode: string) =>
    readSesEvent(
      JSON.stringify({
        eventType: 'Bounce',
        mail: { timestamp: later(0), tags: { mail: ['m1'] } },
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: [{ status: '5.1.1', diagnosticCode }],
          timestamp: later(0),
        },
      }),
    )
  const why = (text: string) => {
    const read = event(text)
    return read.kind === 'event' ? read.event.why : undefined
  }
  expect(why('550 5.1.1 <Lea.Roux+x@exemple-été.example>:\r\n user unknown')).toBe(
    'General: 550 5.1.1 <…>: user unknown',
  )
  expect(why('rfc822;lea@example.org unknown')).toBe('General: rfc822;… unknown')
  expect(why('x'.repeat(5_000))?.length).toBe(200)
  fc.assert(
    fc.property(fc.string(), fc.emailAddress(), fc.string(), (before, address, after) => {
      expect(why(`${before} ${address} ${after}`) ?? '').not.toContain(address)
    }),
  )
})
