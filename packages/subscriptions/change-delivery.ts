// A stream's copies go elsewhere: read and refused field by field, written down, then the stream is
// told. What Stripe must know is its worker's to tell; the tick sees that it does.
import type { Key } from '#aws/keys'
import type { Sentence } from '#kernel/errors'
import type { MakeId } from '#kernel/ids'
import { dateOf, type Instant, instant } from '#kernel/time'
import { putDeliveryChange } from './delivery-change.ts'
import { remainingOf } from './entitlement.ts'
import { type FinishDeliveryDeps, moveStream, newPriceOf } from './finish-delivery-change.ts'
import { nextIssueAt } from './next-issue-at.ts'
import { orderFaults } from './order-faults.ts'
import {
  type AddressField,
  type PostalAddress,
  readPostalAddress,
  type TypedAddress,
} from './postal-address.ts'
import { renewalGross, renewalPriceAt } from './renewal-price.ts'
import { getOrder, holdingsOf } from './store.ts'
import { getStream, type StreamRef } from './store-streams.ts'
import type { Stream } from './stream.ts'
import { renewsAt } from './subscription.ts'

/** Without `payments`, Stripe's worker carries it out: `stepHint` tells it. */
export type ChangeDeliveryDeps = Pick<FinishDeliveryDeps, 'table' | 'clock' | 'publication'> & {
  makeId: MakeId
  /** Tells Stripe's worker where a step waits; losing it is harmless. */
  stepHint: (key: Key) => Promise<void>
}

/** That a renewal costs something else there; both in cents, with VAT. */
export type NewRenewal = { subscriptionId: string; at: Instant; before: number; gross: number }

export type ChangeDeliveryOutcome =
  | {
      kind: 'changed'
      delivery: PostalAddress
      /** The first issue that goes there; earlier ones are on their way to the old place. */
      appliesFrom: number
      renewals: NewRenewal[]
    }
  /** A sentence for each field that must change. */
  | { kind: 'refused'; fields: Partial<Record<AddressField, Sentence>> }
  /** There is no such stream, or nothing of it is sent. */
  | { kind: 'notPosted' }

/** `by`: `reader`, a gift's `recipient`, or a member of staff for them. Who may act on the stream is the door's to say. */
export async function changeDelivery(
  deps: ChangeDeliveryDeps,
  input: { ref: StreamRef; typed: TypedAddress; by: string },
): Promise<ChangeDeliveryOutcome> {
  const { ref, typed, by } = input
  const offer = deps.publication.subscriptions
  const stream = await getStream(deps.table, ref)
  if (!stream || !offer || stream.edition === 'digital') return { kind: 'notPosted' }
  const read = readPostalAddress(typed)
  if (read.kind === 'refused') return read
  const { address: delivery } = read
  if (!offer.deliversTo.includes(delivery.country))
    return { kind: 'refused', fields: { country: orderFaults.notDelivered } }
  const prices = await pricesAt(deps, { stream, delivery })
  if (prices.kind === 'noRate') return { kind: 'refused', fields: { country: orderFaults.noRate } }
  const at = instant(deps.clock())
  const appliesFrom = await firstIssueAt(deps, { stream, at })
  const change = { ...ref, delivery, appliesFrom, at, by }
  const key = await putDeliveryChange(deps.table, change, {
    ...{ kind: 'delivery.changed', id: deps.makeId('request'), createdAt: at, dueAt: at },
    ...{ attempts: 0, data: {} },
  })
  await moveStream(deps, change)
  await deps.stepHint(key)
  return { kind: 'changed', delivery, appliesFrom, renewals: prices.renewals }
}

type Prices = { kind: 'prices'; renewals: NewRenewal[] } | { kind: 'noRate' }

async function pricesAt(
  deps: ChangeDeliveryDeps,
  { stream, delivery }: { stream: Stream; delivery: PostalAddress },
): Promise<Prices> {
  const { subscriptions } = await holdingsOf(deps.table, stream.customerId)
  const renewals: NewRenewal[] = []
  for (const subscription of subscriptions.filter(({ streamId }) => streamId === stream.id)) {
    const at = renewsAt(subscription)
    const order = await getOrder(deps.table, subscription)
    if (at === undefined || !order) continue
    if (isWithoutRate(deps, { order, delivery })) return { kind: 'noRate' }
    const price = newPriceOf(deps, { order, subscription, delivery })
    if (!price) continue
    const { promotion } = order
    const before = renewalGross(subscription, promotion)
    const gross = renewalGross({ ...subscription, renewalPrice: price }, promotion)
    // There already: nothing to tell.
    const { vat } = subscription.renewalPrice ?? subscription.price
    if (gross === before && price.vat === vat) continue
    renewals.push({ subscriptionId: subscription.id, at, before, gross })
  }
  return { kind: 'prices', renewals }
}

function isWithoutRate(
  { publication, clock }: ChangeDeliveryDeps,
  given: {
    order: NonNullable<Awaited<ReturnType<typeof getOrder>>>
    delivery: PostalAddress
  },
): boolean {
  const offer = publication.subscriptions
  const date = dateOf(instant(clock()), publication.zone)
  const { cppap } = publication.identity
  return !offer || renewalPriceAt({ ...given, offer, date, cppap }).kind === 'noRate'
}

async function firstIssueAt(
  deps: ChangeDeliveryDeps,
  { stream, at }: { stream: Stream; at: Instant },
): Promise<number> {
  const next = await nextIssueAt(deps, at)
  const owed = stream.entitlements.find((one) => remainingOf(one) > 0)
  return Math.max(next, owed?.fromIssue ?? 0)
}
