// Applies what was read again at Stripe, whatever it is about. Facts may come doubled, late and in any
// order: each changes what it is newer about, and brings along what it needs.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { unreachable } from '#kernel/errors'
import type { MakeId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { applyInvoice } from './apply-invoice.ts'
import { applyPayment } from './apply-payment.ts'
import { applySession } from './apply-session.ts'
import { applySubscription } from './apply-subscription.ts'
import { goOnLeaving } from './end-subscription.ts'
import { noteStanding } from './note-standing.ts'
import type { Payments, StripeFacts } from './ports.ts'

export type ApplyDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Publication
  payments: Pick<Payments, 'read' | 'cancelNow' | 'cancelAtPeriodEnd' | 'paymentsOf' | 'refund'>
  hint: (key: Key) => Promise<void>
  log: Log
}

/**
 * `applied`: all is now as Stripe says, changed or not. `foreign`: not ours. `unknown`: it bears our
 * ids and no such order is here; staff must look. `waiting`: what it is about is not paid yet.
 */
export type Applied = { kind: 'applied' | 'foreign' | 'unknown' | 'waiting' }

export async function applyFacts(deps: ApplyDeps, facts: StripeFacts): Promise<Applied> {
  const applied = await applyTo(deps, facts)
  // Paid after it was left, or a dispute that held up a refund is over: the end goes on.
  if (applied.kind !== 'applied' || !facts.ids) return applied
  await goOnLeaving(deps, facts.ids)
  const { customerId } = facts.ids
  await noteStanding(deps, { customerId, now: instant(deps.clock()) })
  return applied
}

async function applyTo(deps: ApplyDeps, facts: StripeFacts): Promise<Applied> {
  switch (facts.kind) {
    case 'session':
      return await applySession(deps, facts)
    case 'subscription':
      return await applySubscription(deps, facts)
    case 'invoice':
      return await applyInvoice(deps, facts)
    case 'payment':
      return await applyPayment(deps, facts)
    default:
      return unreachable(facts)
  }
}
