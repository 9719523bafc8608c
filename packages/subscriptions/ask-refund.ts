// A person of the staff gives money back: the refund is stored with its reason, and Stripe's worker
// gives it. The id comes from the form, so that a form sent twice gives back once.

import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { CustomerId, OrderId, RefundId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import type { Cents } from '#kernel/money'
import { type Clock, instant } from '#kernel/time'
import { paymentsOf, type RefundReason, refundLimits, vatIn } from './staff-refund.ts'
import { getOrder } from './store.ts'
import { putRefund, refundItemKey, refundsOf } from './store-refunds.ts'
import { streamsOf } from './store-streams.ts'

export type AskRefundDeps = {
  table: Table
  clock: Clock
  /** Tells Stripe's worker that a step waits; the tick finds it without. */
  stepHint: (key: Key) => Promise<void>
}

export type AskRefundInput = {
  refundId: RefundId
  customerId: CustomerId
  orderId: OrderId
  invoiceId: string
  gross: Cents
  reason: RefundReason
  note?: string | undefined
  staffId: string
}

/**
 * `tooMuch`: `left` cents are all that can be given back. `contested`: the bank decides about it.
 * `needsNote`: the reason `other` is to be said.
 */
export type AskedRefund =
  | { kind: 'asked' | 'already' | 'noPayment' | 'contested' | 'needsNote' | 'nothing' }
  | { kind: 'tooMuch'; left: Cents }

export async function askRefund(deps: AskRefundDeps, input: AskRefundInput): Promise<AskedRefund> {
  const { table } = deps
  const { customerId, orderId, invoiceId, refundId: id, gross, reason, staffId } = input
  const [order, refunds, streams] = await Promise.all([
    getOrder(table, { customerId, orderId }),
    refundsOf(table, customerId),
    streamsOf(table, customerId),
  ])
  if (refunds.some((one) => one.id === id)) return { kind: 'already' }
  const entitlements = streams
    .flatMap((one) => one.entitlements)
    .filter((one) => one.orderId === orderId)
  const payment = paymentsOf(order, { entitlements, refunds }).find(
    (one) => one.invoiceId === invoiceId,
  )
  if (!payment) return { kind: 'noPayment' }
  if (payment.isContested) return { kind: 'contested' }
  if (!Number.isSafeInteger(gross) || gross < 1) return { kind: 'nothing' }
  if (gross > payment.left) return { kind: 'tooMuch', left: payment.left }
  const note = input.note?.trim().slice(0, refundLimits.note)
  if (reason === 'other' && !note) return { kind: 'needsNote' }
  const now = instant(deps.clock())
  const intent: Intent = {
    ...{ kind: 'refund.give', id: `${id}:give`, createdAt: now, dueAt: now, attempts: 0, data: {} },
  }
  const stored = await putRefund(
    table,
    {
      ...{ id, customerId, orderId, invoiceId, gross, vat: vatIn(gross, payment), reason, staffId },
      ...(note ? { note } : {}),
      ...{ status: 'asked', askedAt: now, version: 1 },
    },
    intent,
  )
  if (stored === 'known') return { kind: 'already' }
  await deps.stepHint(refundItemKey({ customerId, refundId: id }))
  return { kind: 'asked' }
}
