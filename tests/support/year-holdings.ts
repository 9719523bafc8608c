// What we hold for every queue of copies at the end of a year, in the words of the oracle.
import { ServedLine, Stream } from '#subscriptions/stream'
import type { Life } from './year-life.ts'
import type { Holding } from './year-oracle.ts'
import type { YearWorld } from './year-world.ts'

export async function heldHere(world: YearWorld, life: Life): Promise<Holding[]> {
  const streams: Stream[] = []
  const lines: ServedLine[] = []
  for await (const item of world.table.scan()) {
    if (String(item['sk']).startsWith('STREAM#')) streams.push(Stream.parse(item))
    if (String(item['pk']).startsWith('SERVED#')) lines.push(ServedLine.parse(item))
  }
  return streams
    .map((stream) => {
      const { entitlements } = stream
      const mine = lines.filter(({ streamId }) => streamId === stream.id)
      const sum = (of: (one: Stream['entitlements'][number]) => number) =>
        entitlements.reduce((total, one) => total + of(one), 0)
      const used = sum(({ served }) => served.reduce((total, one) => total + one.used, 0))
      const givenBack = sum(({ refunded }) => refunded)
      return {
        queue: queueOf(stream, life),
        // From the lines that dispatch wrote: that is what was sent.
        served: mine
          .map((line) => {
            const by = entitlements.find(({ id }) => id === line.entitlementId)
            return `${line.number} × ${line.copies} uses ${line.used} ${by?.invoiceId}`
          })
          .sort(),
        owed: sum(({ bought }) => bought) - used - givenBack,
        givenBack,
      }
    })
    .sort((a, b) => (a.queue < b.queue ? -1 : 1))
}

function queueOf({ customerId, entitlements }: Stream, { destinations }: Life): string {
  const queues = entitlements.map(({ orderId, planId }) =>
    planId === 'au-numero' || planId === 'numerique-mensuel'
      ? orderId
      : `${customerId} ${destinations.get(orderId)?.place}`,
  )
  return [...new Set(queues)].join(' and ')
}
