// How fast Stripe's events are taken in and applied when they come in any order and one in five twice;
// and beside it what one would do instead: believe the object in the event, if the event is newer.
import type { Table } from '#aws/table'
import { silentLog } from '#kernel/log'
import { paySession } from '#sandbox/stripe/checkout'
import { present } from '#sandbox/stripe/present'
import { signatureOf } from '#sandbox/stripe/webhooks'
import { applyEvent } from '#stripe/apply-event'
import { titleMark } from '#stripe/metadata'
import { receiveEvent } from '#stripe/receive-event'
import { webhookEventTypes } from '#stripe/webhook'
import { publication, seededRandom } from '../support/editorial.ts'
import { memoryTable } from '../support/memory-table.ts'
import { goodCard, type StripeWorld, stripeWorld } from '../support/stripe-world.ts'
import { type BenchReport, shown } from './report.ts'

const orders = 300
const twice = 0.2
const secret = 'whsec_bench'

type Told = { id: string; created: number; object: { id: string }; body: Buffer; signature: string }

export async function benchWebhooks(report: BenchReport): Promise<void> {
  const { print, figure, fault } = report
  const world = await stripeWorld()
  try {
    const events = shuffled(await eventsOf(world))
    print(
      `Webhooks: ${shown(events.length)} events of ${orders} orders, shuffled, ${twice * 100} % twice`,
    )
    const taken = await perSecond(events, (event) => receive(world, event))
    print(`  taken in: signature checked, stored once   ${shown(taken).padStart(8)} events/s`)
    figure('webhooks.taken.eventsPerSecond', taken)
    const queued = world.queued.splice(0)
    const deps = { ...world.deps, read: world.payments.read, apply: world.apply }
    const applied = await perSecond(queued, async (message) => {
      if (message.kind === 'event') await applyEvent(deps, message)
    })
    print(`  applied: object read anew by Stripe's client ${shown(applied).padStart(6)} events/s`)
    figure('webhooks.applied.eventsPerSecond', applied)
    const { differences } = await world.audit({ repair: false })
    if (differences.length > 0) fault(`${differences.length} differences after all events`)

    const table = memoryTable()
    const believed = await perSecond(events, (event) => believe(table, event))
    const stale = await staleIn(world, table, events)
    print(`  instead: the event's object, if newer        ${shown(believed).padStart(6)} events/s`)
    print(
      `    and then ${stale.wrong} of ${stale.all} objects are not as Stripe has them (here: 0 of all)`,
    )
    figure('webhooks.believed.eventsPerSecond', believed)
    figure('webhooks.believed.staleObjects', stale.wrong)
  } finally {
    await world.close()
  }
}

/** What Stripe had to tell of so many paid orders; nothing of it was delivered. */
async function eventsOf(world: StripeWorld): Promise<Told[]> {
  world.stripe.setFaults({ webhookDropShare: 1 })
  for (let at = 0; at < orders; at++) {
    const order = await world.order({ email: `lectrice.${at}@example.org` })
    const session = order.checkout?.sessionId ?? ''
    world.stripe.act((work) => paySession(work, session, goodCard, { email: null, name: null }))
  }
  const types: ReadonlySet<string> = new Set(webhookEventTypes)
  const now = Math.floor(world.clock().getTime() / 1_000)
  return world.stripe.look((work) =>
    work
      .all('event')
      .filter(({ type }) => types.has(type))
      .map((event) => {
        const body = JSON.stringify(present(work, event))
        const object = event.data.object as { id: string }
        return {
          ...{ id: event.id, created: event.created, object },
          body: Buffer.from(body),
          signature: signatureOf(body, secret, now),
        }
      }),
  )
}

function shuffled(events: readonly Told[]): Told[] {
  const random = seededRandom(11)
  return events
    .flatMap((event) => (random() < twice ? [event, event] : [event]))
    .map((event) => ({ event, turn: random() }))
    .sort((a, b) => a.turn - b.turn)
    .map(({ event }) => event)
}

async function receive(world: StripeWorld, { body, signature }: Told): Promise<void> {
  const { table, clock, stripeQueue } = world
  const title = titleMark(publication.name)
  const door = { table, clock, log: silentLog, webhookSecrets: [secret], title, stripeQueue }
  const { kind } = await receiveEvent(door, { body, signature })
  if (kind === 'refused') throw new Error('An event was refused')
}

/** As tools that copy Stripe into a database do. */
async function believe(table: Table, { created, body }: Told): Promise<void> {
  const { object } = (JSON.parse(body.toString()) as { data: { object: { id: string } } }).data
  await table.update(
    { pk: `COPY#${object.id}`, sk: 'OBJECT' },
    { set: { object, toldAt: created } },
    { if: 'attribute_not_exists(#pk) OR #toldAt < :toldAt', values: { ':toldAt': created } },
  )
}

async function staleIn(world: StripeWorld, table: Table, events: readonly Told[]) {
  let wrong = 0
  const ids = new Set(events.map(({ object }) => object.id))
  for (const id of ids) {
    const item = await table.get({ pk: `COPY#${id}`, sk: 'OBJECT' })
    const there = world.stripe.look((work) => {
      const kind = work.kindOf(id)
      return kind ? JSON.stringify(present(work, work.read(kind, id))) : ''
    })
    if (JSON.stringify(item?.['object']) !== there) wrong++
  }
  return { wrong, all: ids.size }
}

async function perSecond<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<number> {
  const from = performance.now()
  for (const one of all) await act(one)
  return (all.length * 1_000) / (performance.now() - from)
}
