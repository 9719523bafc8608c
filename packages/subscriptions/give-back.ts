// Gives back the money of a subscription that was left. How much is decided in the stream, in the same
// write that ends its issues; what went back already is read at Stripe each time, so that money that
// was given back once is not given back again, whoever died meanwhile.
import type { Cents } from '#kernel/money'
import { instant } from '#kernel/time'
import type { ApplyDeps } from './apply-facts.ts'
import { applyPayment } from './apply-payment.ts'
import { endIssues, remainingOf } from './entitlement.ts'
import { givenBackAtEnd } from './given-back.ts'
import type { PaymentFacts } from './ports.ts'
import { changeStream } from './store-streams.ts'
import { givenBack, givenBackOf, type Stream, type StreamEntitlement } from './stream.ts'
import type { Leaving, Subscription } from './subscription.ts'

/**
 * `none`: nothing goes back. `given`: all of it did. `waiting`: a dispute is open, which may give it
 * back by itself; what happens to it goes on here. `refused`: by Stripe or the reader's bank; a person
 * must pay it another way. `gross` and `vat` in cents, over all that was paid, with what went back
 * before; `given` is what has gone back of it.
 */
export type LeavingRefund = {
  kind: 'none' | 'given' | 'waiting' | 'refused'
  gross: Cents
  vat: Cents
  given: Cents
}

type Left = StreamEntitlement & { left: NonNullable<StreamEntitlement['left']> }

export async function giveBack(
  deps: ApplyDeps,
  { subscription, leaving }: { subscription: Subscription; leaving: Leaving },
): Promise<LeavingRefund> {
  const lefts = await endWhatIsLeft(deps, { subscription, leaving })
  const parts: LeavingRefund[] = []
  for (const left of lefts) parts.push(await giveBackOne(deps, left))
  const kinds = parts.map(({ kind }) => kind)
  const kind = (['refused', 'waiting', 'given'] as const).find((one) => kinds.includes(one))
  const sum = (of: (part: LeavingRefund) => number) => parts.reduce((all, one) => all + of(one), 0)
  return {
    kind: kind ?? 'none',
    gross: sum(({ gross }) => gross),
    vat: sum(({ vat }) => vat),
    given: sum(({ given }) => given),
  }
}

/** Evidence first: the issues end, and what they cost is written beside them. */
async function endWhatIsLeft(
  deps: ApplyDeps,
  { subscription, leaving }: { subscription: Subscription; leaving: Leaving },
): Promise<Left[]> {
  const { customerId, streamId } = subscription
  const at = { customerId, streamId, now: instant(deps.clock()) }
  const changed = await changeStream(deps.table, at, (stream) => {
    const entitlements = stream.entitlements.map((one) =>
      isOf(one, subscription) ? leave(one, leaving) : one,
    )
    const isSame = entitlements.every((one, index) => one === stream.entitlements[index])
    return isSame ? undefined : { to: { ...stream, entitlements } }
  })
  // Nothing was paid yet.
  if (changed.kind === 'missing') return []
  return ofSubscription(changed.is, subscription).filter((one): one is Left => !!one.left)
}

/** What of a stream is this subscription's, oldest first. */
export function ofSubscription(
  { entitlements }: Pick<Stream, 'entitlements'>,
  subscription: Pick<Subscription, 'id' | 'orderId'>,
): StreamEntitlement[] {
  return entitlements.filter((one) => isOf(one, subscription))
}

function isOf(
  one: Pick<StreamEntitlement, 'subscriptionId' | 'orderId'>,
  { id, orderId }: Pick<Subscription, 'id' | 'orderId'>,
): boolean {
  return one.subscriptionId === id || one.orderId === orderId
}

/** Decided once; only a withdrawal, which gives back everything, adds to what was decided before. */
function leave(one: StreamEntitlement, leaving: Leaving): StreamEntitlement {
  const back = givenBackAtEnd(one, leaving)
  if (back === undefined || (one.left && one.left.gross >= back.gross)) return one
  const isFree = one.paid.gross === 0
  const ended = endIssues(one, isFree ? 'writtenOff' : 'refunded', remainingOf(one))
  if (ended.kind !== 'ended') throw new Error(`More issues end than are owed of ${one.id}`)
  const { refunded, writtenOff } = ended.entitlement
  return { ...one, refunded, writtenOff, left: { at: leaving.at, ...back } }
}

async function giveBackOne(deps: ApplyDeps, one: Left): Promise<LeavingRefund> {
  const { left, invoiceId, settlements } = one
  const { gross, vat } = left
  const known = givenBackOf(settlements)
  if (gross === 0) return { kind: 'none', gross, vat, given: 0 }
  if (known >= gross || invoiceId === undefined) return { kind: 'given', gross, vat, given: known }
  const before = await deps.payments.paymentsOf({ invoiceId })
  const given = sumOf(before)
  if (given >= gross) return { ...(await settle(deps, before)), gross, vat, given }
  if (before.some(isContested)) return { kind: 'waiting', gross, vat, given }
  if (before.length === 0 || before.some(hasFailed))
    return refused(deps, one, { given, because: before.length === 0 ? 'noCharge' : 'failed' })
  const due = { gross: gross - given, vat: vatDue(one, given) }
  const refundCount = before.reduce((sum, { refunds }) => sum + refunds.length, 0)
  // Two at once see the same and ask for the same; who comes later sees what was given.
  const key = `${one.id}:left:${refundCount}:${due.gross}`
  const answer = await deps.payments.refund({ invoiceId, ...due, key })
  if (answer.kind === 'refused') return refused(deps, one, { given, because: answer.because })
  const after = await deps.payments.paymentsOf({ invoiceId })
  return { ...(await settle(deps, after)), gross, vat, given: sumOf(after) }
}

/** The tax of what still goes back, where part of it went back before. */
function vatDue({ left, paid }: Left, given: Cents): Cents {
  if (given === 0) return left.vat
  const before = Math.round((paid.vat * given) / paid.gross)
  return Math.min(left.gross - given, Math.max(0, left.vat - before))
}

/** What Stripe has of it now is ours too, without waiting for its event. */
async function settle(deps: ApplyDeps, facts: readonly PaymentFacts[]): Promise<{ kind: 'given' }> {
  for (const one of facts) await applyPayment(deps, one)
  return { kind: 'given' }
}

function refused(
  deps: ApplyDeps,
  one: Left,
  { given, because }: { given: Cents; because: string },
): LeavingRefund {
  deps.log('error', 'refund.refused', { entitlementId: one.id, invoiceId: one.invoiceId, because })
  return { kind: 'refused', gross: one.left.gross, vat: one.left.vat, given }
}

function sumOf(facts: readonly PaymentFacts[]): Cents {
  return facts.reduce((sum, one) => sum + givenBack(one), 0)
}

function isContested({ disputes }: PaymentFacts): boolean {
  return disputes.some(({ status }) => status === 'open')
}

/** The money came back to us: the same way it will come back again. */
function hasFailed({ refunds }: PaymentFacts): boolean {
  return refunds.some(({ status }) => status === 'failed' || status === 'canceled')
}
