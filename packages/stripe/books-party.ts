// Whose a payment at Stripe is: one of our customers', by the invoice it pays or the marks it bears, or
// another product's of the same account.
import type { Stripe } from 'stripe'
import type { BalanceMove } from '#finance/post-stripe'
import { type PaidBy, paidByOf } from '#finance/store-documents'
import { type SyncDeps, syncInvoiceById } from './books-sync.ts'
import { isMissing } from './client.ts'
import { idsIn } from './facts.ts'
import { idOf } from './read-facts.ts'

/** A charge, or what is about one: its ids, and its marks where it bears any. */
export type PaymentRef = {
  chargeId: string | undefined
  intentId: string | undefined
  /** Undefined: not known; a refund or dispute does not say what its charge bears. */
  metadata?: Stripe.Metadata | undefined
}

export function refOfCharge(charge: Stripe.Charge): PaymentRef {
  const { id, payment_intent: intent, metadata } = charge
  return { chargeId: id, intentId: intent === null ? undefined : idOf(intent), metadata }
}

export function refOf(about: {
  charge: string | Stripe.Charge | null
  payment_intent: string | Stripe.PaymentIntent | null
}): PaymentRef {
  const { charge, payment_intent: intent } = about
  if (charge !== null && typeof charge !== 'string') return refOfCharge(charge)
  return {
    chargeId: charge ?? undefined,
    intentId: intent === null ? undefined : idOf(intent),
  }
}

/** Which of our invoices a payment pays; undefined of another product's, and of one without. */
export async function invoiceIdOf(deps: SyncDeps, ref: PaymentRef): Promise<string | undefined> {
  return (await paidBy(deps, ref))?.invoiceId
}

/** What is here of which invoices payments pay, with one look for a page of them. */
export async function paidByOfRefs(
  deps: SyncDeps,
  refs: readonly PaymentRef[],
): Promise<ReadonlyMap<string, PaidBy>> {
  return await paidByOf(deps.table, refs.flatMap(idsOf))
}

/**
 * Whose it is. What is paid once bears our marks, for its charge may come weeks before its invoice:
 * it is lettered by its order. All else is known by the invoice that it pays. `known`: what was looked
 * up before.
 */
export async function partyOf(
  deps: SyncDeps,
  ref: PaymentRef,
  known: ReadonlyMap<string, PaidBy> = new Map(),
): Promise<BalanceMove['party']> {
  const marked = ref.metadata && idsIn(deps.title, ref.metadata)
  if (marked) return { kind: 'customer', id: marked.customerId, invoiceId: marked.orderId }
  const paid = idsOf(ref).flatMap((id) => known.get(id) ?? [])[0] ?? (await paidBy(deps, ref))
  if (paid) return { kind: 'customer', id: paid.customerId, invoiceId: paid.letter }
  if (ref.metadata !== undefined || ref.chargeId === undefined) return { kind: 'otherProduct' }
  const charge = await chargeOf(deps, ref.chargeId)
  return charge ? await partyOf(deps, refOfCharge(charge)) : { kind: 'otherProduct' }
}

/** From what is here; else Stripe is asked which invoice it pays, and that one is brought in. */
async function paidBy(deps: SyncDeps, ref: PaymentRef): Promise<PaidBy | undefined> {
  const { intentId } = ref
  const known = await paidByOf(deps.table, idsOf(ref))
  const first = [...known.values()][0]
  if (first || intentId === undefined) return first
  const { data } = await deps.client.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: intentId },
    limit: 1,
  })
  const invoice = data[0]?.invoice
  if (invoice === undefined || !(await syncInvoiceById(deps, idOf(invoice)))) return undefined
  return (await paidByOf(deps.table, [intentId])).get(intentId)
}

function idsOf({ intentId, chargeId }: PaymentRef): string[] {
  return [intentId, chargeId].filter((id) => id !== undefined)
}

async function chargeOf({ client }: SyncDeps, id: string): Promise<Stripe.Charge | undefined> {
  try {
    return await client.charges.retrieve(id)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
