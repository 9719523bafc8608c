// A stream: copies of the title that go to one place, and the queue of entitlements that pays for
// them. It is one item, so that counting an issue, a refund or a dispute is one conditional write.
// Pure.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { assert } from '#kernel/errors'
import { type EntitlementId, idSchema, prefixedId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { Edition } from '#publication/plans'
import {
  type IssueToServe,
  type NotServed,
  remainingOf,
  serveQueue,
  usedOf,
} from './entitlement.ts'
import type { PaymentFacts } from './ports.ts'
import { PostalAddress } from './postal-address.ts'
import { issuesGivenBack } from './refund.ts'

/** A reader would need centuries. */
export const streamLimits = { entitlements: 600 }

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')
const Count = z.number().int().min(0)
const StripeId = z.string().min(1).max(255)

/** What became of one charge, as read last. `givenBack` in cents: refunds, and disputes lost. */
const Settlement = z.object({
  readAt: Timestamp,
  givenBack: Count,
  isContested: z.boolean(),
})

/** In cents; at least one is above zero. */
const StandAlone = z.object({ print: Count, digital: Count })
export type StandAlone = z.infer<typeof StandAlone>

/**
 * `issues`: so many issues. `period`: whatever is published in it (monthly digital); it counts no
 * issues, and those it got are kept as served with `used: 0`.
 */
export const StreamEntitlement = z.object({
  id: idSchema('entitlement'),
  kind: z.enum(['issues', 'period']),
  orderId: idSchema('order'),
  subscriptionId: idSchema('subscription').optional(),
  planId: z.string().max(40),
  edition: Edition,
  bought: Count,
  copies: z.number().int().min(1),
  served: z.array(z.object({ number: Count, used: Count })),
  refunded: Count,
  transferred: Count,
  writtenOff: Count,
  fromIssue: Count,
  toIssue: Count.optional(),
  doubleUses: z.union([z.literal(1), z.literal(2)]),
  hasSpecials: z.boolean(),
  isSuspended: z.boolean(),
  period: z.object({ from: Timestamp, until: Timestamp }).optional(),
  /** What was paid for it, by the invoice's lines. */
  invoiceId: StripeId.optional(),
  paid: z.object({ gross: Count, vat: Count }),
  /** Of print and digital in one: what each would have cost alone on that day, to share revenue by. */
  standAlone: StandAlone.optional(),
  boughtAt: Timestamp,
  /** Of a renewal: when it fell due, however late it was paid. */
  renewedAt: Timestamp.optional(),
  /** By charge. */
  settlements: z.record(z.string(), Settlement),
  /** Its contract ended first: nothing more is served, and this much money goes back in all. */
  left: z.object({ at: Timestamp, gross: Count, vat: Count }).optional(),
})
export type StreamEntitlement = z.infer<typeof StreamEntitlement>

/** A line of the issue's list: what a stream was served. Never changed, but for `toldAt`. */
export const ServedLine = z.object({
  number: z.number().int().min(1),
  streamId: idSchema('stream'),
  customerId: idSchema('customer'),
  entitlementId: idSchema('entitlement'),
  edition: Edition,
  copies: z.number().int().min(1),
  /** Issues used up by it, those used before, and those bought: which part of the price is earned. */
  used: Count,
  usedBefore: Count,
  bought: Count,
  /** Issues that had ended unserved before it, what paid for it, and how much that was without tax. */
  ended: Count.optional(),
  invoiceId: StripeId.optional(),
  net: Count.optional(),
  standAlone: StandAlone.optional(),
  at: Timestamp,
  /** Of a digital copy: when the mail to its reader was asked for. Their line alone says so. */
  toldAt: Timestamp.optional(),
})
export type ServedLine = z.infer<typeof ServedLine>

export const Stream = z.object({
  id: idSchema('stream'),
  customerId: idSchema('customer'),
  edition: Edition,
  /** Where print goes, for issues that are not served yet. */
  delivery: PostalAddress.optional(),
  /** Of a gift: who gets it, and may read it by an account of their own. */
  recipient: z
    .object({
      name: z.string().max(120),
      email: z.string().max(254).optional(),
      readerId: idSchema('reader').optional(),
    })
    .optional(),
  entitlements: z.array(StreamEntitlement),
  /** Served here, their lines perhaps not written yet: whoever finds them writes them. */
  unrecorded: z.array(ServedLine),
  /** When each of its subscriptions renews. */
  renewals: z.record(z.string(), Timestamp),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  version: z.number().int().min(1),
})
export type Stream = z.infer<typeof Stream>

/** Whether dispatch must still look at it. */
export function isEntitled(stream: Pick<Stream, 'entitlements' | 'unrecorded'>, now: Instant) {
  return (
    stream.unrecorded.length > 0 ||
    stream.entitlements.some(
      (one) =>
        remainingOf(one) > 0 || (!one.left && one.period !== undefined && one.period.until > now),
    )
  )
}

/** Issues still owed over the whole queue, a copy each. */
export function owedBy(stream: Pick<Stream, 'entitlements'>): number {
  return stream.entitlements.reduce((sum, one) => sum + remainingOf(one), 0)
}

/** With one more entitlement; the same one twice is one. Queued by when each was paid. */
export function withEntitlement<S extends Pick<Stream, 'entitlements'>>(
  stream: S,
  entitlement: StreamEntitlement,
): S {
  if (stream.entitlements.some(({ id }) => id === entitlement.id)) return stream
  assert(stream.entitlements.length < streamLimits.entitlements, 'a stream of a human length')
  const order = (one: StreamEntitlement) => `${one.boughtAt}#${one.id}`
  const entitlements = [...stream.entitlements, entitlement].sort((a, b) =>
    order(a) < order(b) ? -1 : 1,
  )
  return { ...stream, entitlements }
}

export type StreamServing =
  | { kind: 'served'; stream: Stream; line: ServedLine }
  | { kind: 'notServed'; because: NotServed }

/**
 * Serves an issue to the stream: to the first of its queue that owes something, or to the period
 * that holds `out`, the instant the issue came out. `now` is written into the line.
 */
export function serveStream(
  stream: Stream,
  serving: { issue: IssueToServe; out: Instant; now: Instant },
): StreamServing {
  const { issue, out, now } = serving
  const got = stream.entitlements.some(({ served }) =>
    served.some(({ number }) => number === issue.number),
  )
  if (got) return { kind: 'notServed', because: 'already' }
  const counted = stream.entitlements.filter(({ kind }) => kind === 'issues')
  const queue = serveQueue(counted, issue)
  if (queue.kind === 'served') {
    const after = queue.queue.find(({ id }) => id === queue.by)
    return served(stream, { id: queue.by, issue, now, served: after?.served ?? [] })
  }
  const period = stream.entitlements.find((one) => isOpenAt(one, out))
  if (!period) return queue
  const after = [...period.served, { number: issue.number, used: 0 }]
  return served(stream, { id: period.id, issue, now, served: after })
}

function isOpenAt(entitlement: StreamEntitlement, out: Instant) {
  const { period, isSuspended, paid, settlements, left } = entitlement
  if (period === undefined || isSuspended || left !== undefined) return false
  if (paid.gross > 0 && givenBackOf(settlements) >= paid.gross) return false
  return period.from <= out && out < period.until
}

function served(
  stream: Stream,
  by: {
    id: string
    issue: IssueToServe
    now: Instant
    served: readonly { number: number; used: number }[]
  },
): StreamServing {
  const at = stream.entitlements.findIndex(({ id }) => id === by.id)
  const before = stream.entitlements[at]
  assert(before, 'the entitlement that served')
  const after = { ...before, served: [...by.served] }
  const { customerId } = stream
  const { id: entitlementId, edition, copies, bought, paid } = before
  const line: ServedLine = {
    ...{ number: by.issue.number, streamId: stream.id, customerId, entitlementId },
    ...{ edition, copies, bought, usedBefore: usedOf(before) },
    used: usedOf(after) - usedOf(before),
    ended: before.refunded + before.transferred + before.writtenOff,
    ...(before.invoiceId === undefined ? {} : { invoiceId: before.invoiceId }),
    net: paid.gross - paid.vat,
    ...(before.standAlone === undefined ? {} : { standAlone: before.standAlone }),
    at: by.now,
  }
  const entitlements = stream.entitlements.with(at, after)
  const unrecorded = [...stream.unrecorded, line]
  return { kind: 'served', stream: { ...stream, entitlements, unrecorded }, line }
}

/**
 * What a charge means for what it paid for, by what is known of it now: money given back ends the
 * issues that it paid for and that are still owed; a refund that failed brings them back; an open
 * dispute suspends, a won one resumes, a lost one counts as given back. Facts read earlier than those
 * that are there change nothing.
 */
export function settled(entitlement: StreamEntitlement, facts: PaymentFacts): StreamEntitlement {
  const known = entitlement.settlements[facts.id]
  if (known !== undefined && known.readAt > facts.readAt) return entitlement
  const settlements = {
    ...entitlement.settlements,
    [facts.id]: {
      readAt: facts.readAt,
      givenBack: givenBack(facts),
      isContested: facts.disputes.some(({ status }) => status === 'open'),
    },
  }
  const { bought, paid, transferred, writtenOff } = entitlement
  const unserved = bought - usedOf(entitlement) - transferred - writtenOff
  const due = issuesGivenBack({ ...paid, bought }, givenBackOf(settlements))
  // What was left is served no more, also when the money did not arrive: that is owed as money.
  const refunded = entitlement.left ? unserved : Math.min(due, unserved)
  const isSuspended = Object.values(settlements).some(({ isContested }) => isContested)
  return { ...entitlement, settlements, refunded, isSuspended }
}

/** Of a charge: refunds that were not refused, and disputes that were lost. */
export function givenBack({ gross, refunds, disputes }: PaymentFacts): number {
  const back = refunds.filter(({ status }) => status === 'pending' || status === 'succeeded')
  const lost = disputes.filter(({ status }) => status === 'lost')
  return Math.min(
    gross,
    [...back, ...lost].reduce((sum, one) => sum + one.gross, 0),
  )
}

/** Whether all that was paid for it was given back. */
export function isGivenBack({
  paid,
  settlements,
}: Pick<StreamEntitlement, 'paid' | 'settlements'>): boolean {
  return paid.gross > 0 && givenBackOf(settlements) >= paid.gross
}

/** Over all charges, in cents. */
export function givenBackOf(settlements: StreamEntitlement['settlements']): number {
  return Object.values(settlements).reduce((sum, one) => sum + one.givenBack, 0)
}

/** What a renewal's invoice buys: made from the invoice, so that the same invoice makes one. */
export function renewalEntitlementId(invoiceId: string): EntitlementId {
  const tail = createHash('sha256').update(`invoice\n${invoiceId}`).digest('hex').slice(0, 32)
  return prefixedId('entitlement', tail)
}
