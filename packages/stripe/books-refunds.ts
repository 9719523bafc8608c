// Money that goes back: with a credit note, or it is an exception; and a refund that fails is owed.
import type { Stripe } from 'stripe'
import type { BalanceMove } from '#finance/post-stripe'
import { accountOfInvoice } from '#finance/store-documents'
import { raiseException } from '#finance/store-exceptions'
import { invoiceIdOf, refOf } from './books-party.ts'
import type { SyncDeps } from './books-sync.ts'

/** Raises what a move of a refund of ours makes a person look at. */
export async function raiseOfRefund(
  deps: SyncDeps,
  { source }: Stripe.BalanceTransaction,
  { category, amount, date, id }: BalanceMove,
): Promise<void> {
  if (source === null || typeof source === 'string' || source.object !== 'refund') return
  const refs = { source: id, refund: source.id }
  if (category === 'refund_failure')
    await raiseException(deps, { kind: 'refundOwed', about: source.id, cents: amount, date, refs })
  if (category === 'refund' && !(await isNoted(deps, source)))
    await raiseException(deps, {
      ...{ kind: 'refundWithoutNote', about: source.id, cents: source.amount, date, refs },
    })
}

/**
 * Whether a refund needs no credit note more: one names it, or the notes of what was paid come to all
 * that went back; or it never came to pass.
 */
export async function isNoted(deps: SyncDeps, refund: Stripe.Refund): Promise<boolean> {
  if (refund.status === 'failed' || refund.status === 'canceled') return true
  const invoiceId = await invoiceIdOf(deps, refOf(refund))
  // What bears our marks and has no invoice yet is lettered by its order.
  if (invoiceId === undefined) return false
  const account = await accountOfInvoice(deps.table, invoiceId)
  const notes = (account?.notes ?? []).filter(({ status }) => status === 'issued')
  if (notes.some(({ refundIds }) => refundIds?.includes(refund.id))) return true
  const named = new Set(notes.flatMap(({ refundIds }) => refundIds ?? []))
  const unnamed = notes
    .filter(({ isPaid, refundIds }) => isPaid && refundIds === undefined)
    .reduce((sum, { gross, owedGross = 0 }) => sum + gross - owedGross, 0)
  return unnamed >= (await unnotedOf(deps, refund, named))
}

/** What went back of the same payment without a note that names it, in cents. */
async function unnotedOf(
  { client }: SyncDeps,
  refund: Stripe.Refund,
  named: ReadonlySet<string>,
): Promise<number> {
  const { charge } = refund
  if (charge === null) return refund.amount
  let sum = 0
  const chargeId = typeof charge === 'string' ? charge : charge.id
  for await (const one of client.refunds.list({ charge: chargeId, limit: 100 }))
    if (one.status !== 'failed' && one.status !== 'canceled' && !named.has(one.id))
      sum += one.amount
  return sum
}
