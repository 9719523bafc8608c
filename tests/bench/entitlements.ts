// How many rules of entitlements are worked out a second: serving an issue to a stream, money given
// back, a stream as it comes from the table.
import { idSchema } from '#kernel/ids'
import { type Instant, instant } from '#kernel/time'
import type { PaymentFacts } from '#subscriptions/ports'
import { Stream, type StreamEntitlement, serveStream, settled } from '#subscriptions/stream'
import { seededRandom } from '../support/editorial.ts'
import { type BenchReport, shown } from './report.ts'

const streams = 20_000
const issues = 12

export function benchEntitlements({ print, figure, fault }: BenchReport): void {
  print(`Entitlements: ${shown(streams)} streams of one to four terms, ${issues} issues served`)
  const all = someStreams()
  let served = 0
  const serving = rate(streams * issues, () => {
    for (const stream of all) {
      let is = stream
      for (let number = 131; number < 131 + issues; number++) {
        const kind = number % 5 === 0 ? ('double' as const) : ('regular' as const)
        const outcome = serveStream(is, { issue: { number, kind }, out: at, now: at })
        if (outcome.kind !== 'served') continue
        served++
        is = { ...outcome.stream, unrecorded: [] }
      }
    }
  })
  print(`  an issue served, or why not         ${shown(serving).padStart(10)} rules/s`)
  figure('entitlements.serve.rulesPerSecond', serving)
  const settling = rate(streams, () => {
    for (const { entitlements } of all)
      for (const one of entitlements.slice(0, 1)) settled(one, refundOf(one))
  })
  print(`  money given back, in issues         ${shown(settling).padStart(10)} rules/s`)
  figure('entitlements.settle.rulesPerSecond', settling)
  const items = all.map((stream) => JSON.parse(JSON.stringify(stream)) as unknown)
  const parsing = rate(streams, () => {
    for (const item of items) Stream.parse(item)
  })
  print(`  a stream parsed from its item       ${shown(parsing).padStart(10)} streams/s`)
  figure('entitlements.parse.streamsPerSecond', parsing)
  const owed = all.reduce(
    (sum, { entitlements }) =>
      sum +
      Math.min(
        issues,
        entitlements.reduce((many, { bought }) => many + bought, 0),
      ),
    0,
  )
  if (served === 0 || served > owed) fault(`${served} issues were served of ${owed}`)
}

const at = instant(Date.parse('2026-12-01T08:00:00Z'))

function rate(count: number, act: () => void): number {
  const from = performance.now()
  act()
  return (count * 1_000) / (performance.now() - from)
}

function someStreams(): Stream[] {
  const random = seededRandom(5)
  return Array.from({ length: streams }, (_, n) => ({
    ...{ id: idSchema('stream').parse(id('st', n)), edition: 'print' as const },
    customerId: idSchema('customer').parse(id('cu', n)),
    entitlements: Array.from({ length: 1 + Math.floor(random() * 4) }, (_, turn) =>
      entitlement(n * 10 + turn, random),
    ),
    ...{ unrecorded: [], renewals: {}, createdAt: at, updatedAt: at, version: 1 },
  }))
}

function entitlement(n: number, random: () => number): StreamEntitlement {
  return {
    id: idSchema('entitlement').parse(id('en', n)),
    orderId: idSchema('order').parse(id('or', n)),
    ...{ kind: 'issues', planId: 'papier-1-an', edition: 'print', bought: 6, copies: 1 },
    ...{ served: [], refunded: 0, transferred: 0, writtenOff: 0, fromIssue: 131 },
    ...{ doubleUses: random() < 0.5 ? 2 : 1, hasSpecials: false, isSuspended: random() < 0.05 },
    ...{ invoiceId: `in_${n}`, paid: { gross: 9_900, vat: 204 }, boughtAt: at, settlements: {} },
  }
}

function refundOf({ invoiceId, paid }: StreamEntitlement): PaymentFacts {
  return {
    ...{ kind: 'payment', id: 'ch_1', readAt: at as Instant, gross: paid.gross, disputes: [] },
    ...(invoiceId === undefined ? {} : { invoiceId }),
    refunds: [{ id: 're_1', gross: 6_600, status: 'succeeded' }],
  }
}

/** A ulid's letters, of a number. */
function id(prefix: string, n: number): string {
  return `${prefix}_${n.toString().padStart(26, '0')}`
}
