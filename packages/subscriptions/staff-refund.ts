// Money that a person of the staff gives back: how much of a payment there is to give, which part of
// it is tax, how many owed issues it ends. Pure.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import { type Cents, share } from '#kernel/money'
import type { Instant } from '#kernel/time'
import { remainingOf, usedOf } from './entitlement.ts'
import type { Order } from './order.ts'
import { issuesGivenBack, unservedPart } from './refund.ts'
import type { StreamEntitlement } from './stream.ts'

export const refundLimits = { note: 300 }

/** `paidAgain`: the same order was paid twice. */
export const RefundReason = z.enum(['gesture', 'notReceived', 'paidAgain', 'error', 'other'])
export type RefundReason = z.infer<typeof RefundReason>

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

/** `asked`: stored, and to be given by Stripe's worker. `refused`: by Stripe; nothing moved. */
export const StaffRefund = z.object({
  id: idSchema('refund'),
  customerId: idSchema('customer'),
  orderId: idSchema('order'),
  /** Stripe's, of the payment. */
  invoiceId: z.string().min(1).max(255),
  /** With tax, and the tax in it, in cents. */
  gross: z.number().int().min(1),
  vat: z.number().int().min(0),
  reason: RefundReason,
  /** In the words of who gave it. */
  note: z.string().max(refundLimits.note).optional(),
  staffId: z.string().max(80),
  status: z.enum(['asked', 'given', 'refused']),
  /** At Stripe, once given. */
  stripeRefundId: z.string().max(255).optional(),
  refusedBecause: z.string().max(255).optional(),
  askedAt: Timestamp,
  doneAt: Timestamp.optional(),
  version: z.number().int().min(1),
})
export type StaffRefund = z.infer<typeof StaffRefund>

/** A payment of which money may be given back; amounts in cents. */
export type Payment = {
  invoiceId: string
  paid: { gross: Cents; vat: Cents }
  /** Given back already, or asked for and not heard of yet. */
  back: Cents
  left: Cents
  isContested: boolean
  /** Undefined for what was paid a second time: it bought nothing. */
  entitlement: StreamEntitlement | undefined
}

/** The payments of an order: what its entitlements cost, then what was paid again. */
export function paymentsOf(
  order: Pick<Order, 'paidAgain' | 'paidAgainMoney' | 'price'> | undefined,
  given: { entitlements: readonly StreamEntitlement[]; refunds: readonly StaffRefund[] },
): Payment[] {
  const { entitlements, refunds } = given
  const bought = entitlements.flatMap((entitlement): Payment[] => {
    const { invoiceId, paid, settlements, isSuspended, left } = entitlement
    if (invoiceId === undefined || paid.gross === 0) return []
    const known = Object.values(settlements)
    const heard = known.reduce((sum, { givenBack }) => sum + givenBack, 0)
    const readAt = known.map((one) => one.readAt).sort()
    const asked = heard + notHeardOf(refunds, { invoiceId, readAt: readAt.at(-1) })
    // What goes back because it was left goes by itself.
    const back = Math.max(asked, left?.gross ?? 0)
    return [payment({ invoiceId, paid, back, isContested: isSuspended, entitlement })]
  })
  const again = (order?.paidAgain ?? []).map((invoiceId) => {
    const money = order?.paidAgainMoney?.[invoiceId]
    const paid = money ?? order?.price ?? { gross: 0, vat: 0 }
    const back = (money?.givenBack ?? 0) + notHeardOf(refunds, { invoiceId, readAt: money?.readAt })
    return payment({ invoiceId, paid, back, isContested: false, entitlement: undefined })
  })
  return [...bought, ...again]
}

function payment(of: Omit<Payment, 'left'>): Payment {
  const { paid } = of
  return {
    ...of,
    paid: { gross: paid.gross, vat: paid.vat },
    left: Math.max(0, paid.gross - of.back),
  }
}

/** What was asked for and Stripe's facts do not hold yet. */
function notHeardOf(
  refunds: readonly StaffRefund[],
  { invoiceId, readAt }: { invoiceId: string; readAt: Instant | undefined },
): Cents {
  const open = refunds.filter(
    (one) =>
      one.invoiceId === invoiceId &&
      (one.status === 'asked' ||
        (one.status === 'given' && (readAt === undefined || readAt < (one.doneAt ?? one.askedAt)))),
  )
  return open.reduce((sum, { gross }) => sum + gross, 0)
}

/**
 * The tax in a sum that is given back: by cumulation, so that all parts together give back all the
 * tax that was paid.
 */
export function vatIn(gross: Cents, { paid, back }: Pick<Payment, 'paid' | 'back'>): Cents {
  const upTo = (sum: Cents) => share(paid.vat, Math.min(sum, paid.gross), paid.gross)
  return upTo(back + gross) - upTo(back)
}

/** How many issues that are still owed end with a sum, beyond those that ended before. */
export function issuesEndedBy(gross: Cents, { paid, back, entitlement }: Payment): number {
  if (!entitlement) return 0
  const { bought, transferred, writtenOff } = entitlement
  const due = issuesGivenBack({ ...paid, bought }, back + gross)
  const most = bought - usedOf(entitlement) - transferred - writtenOff
  return Math.max(0, Math.min(due, most) - entitlement.refunded)
}

/** What the issues still owed cost; never more than there is to give back. */
export function owedPartOf({ paid, entitlement, left }: Payment): Cents {
  if (!entitlement || entitlement.bought === 0) return 0
  const owed = remainingOf(entitlement)
  const { bought } = entitlement
  return Math.min(left, unservedPart({ ...paid, bought, served: bought - owed }).gross)
}
