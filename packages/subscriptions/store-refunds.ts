// Refunds by staff in the table, beside the customer's orders: evidence, kept as long as they are.
import { openIntent } from '#aws/intent'
import { customerKey, refundKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import { type CustomerId, idSchema, type RefundId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { StaffRefund } from './staff-refund.ts'
import { listToSettle, noteSettled, noteToSettle } from './store-to-settle.ts'
import { type Change, type Changed, changeItem } from './versioned.ts'

const schema = 1

export type RefundRef = { customerId: CustomerId; refundId: RefundId }

export function refundItemKey({ customerId, refundId }: RefundRef) {
  return refundKey(customerId, refundId)
}

export async function getRefund(table: Table, ref: RefundRef): Promise<StaffRefund | undefined> {
  const item = await table.get(refundItemKey(ref), { consistent: true })
  return item && StaffRefund.parse(item)
}

/** Of one customer, oldest first. */
export async function refundsOf(table: Table, customerId: CustomerId): Promise<StaffRefund[]> {
  const found: StaffRefund[] = []
  const partition = customerKey(customerId).pk
  for await (const item of table.query({ partition, beginsWith: 'REFUND#', consistent: true }))
    found.push(StaffRefund.parse(item))
  return found
}

/** Tells whether it was there already. */
export async function putRefund(
  table: Table,
  refund: StaffRefund,
  intent: Intent,
): Promise<'stored' | 'known'> {
  const key = refundKey(refund.customerId, refund.id)
  const item = { ...key, schema, ...StaffRefund.parse(refund), ...openIntent(intent) }
  const put = await table.put(item, ifAbsent)
  return put.kind === 'written' ? 'stored' : 'known'
}

/** One that Stripe refused is on the list of what a person must settle. */
export async function changeRefund(
  table: Table,
  ref: RefundRef,
  change: (is: StaffRefund, open: Intent | undefined) => Change<StaffRefund> | undefined,
): Promise<Changed<StaffRefund>> {
  const changed = await changeItem(table, refundItemKey(ref), {
    parse: (item) => StaffRefund.parse(item),
    change,
  })
  if (changed.kind !== 'missing' && changed.is.status === 'refused')
    await noteToSettle(table, {
      ...{ kind: 'refundRefused', id: changed.is.id, customerId: changed.is.customerId },
      ...{ orderId: changed.is.orderId, at: changed.is.doneAt ?? changed.is.askedAt },
    })
  return changed
}

/** A person has seen to a refund that Stripe refused. */
export async function settleRefusedRefund(table: Table, refundId: RefundId): Promise<void> {
  await noteSettled(table, { kind: 'refundRefused', id: refundId })
}

/** Those that Stripe refused and nobody has seen to yet. */
export async function refusedRefunds(
  table: Table,
  options: { limit: number },
): Promise<StaffRefund[]> {
  const listed = await listToSettle(table, { kind: 'refundRefused', ...options })
  const found = await Promise.all(
    listed.map(({ customerId, id }) =>
      getRefund(table, { customerId, refundId: idSchema('refund').parse(id) }),
    ),
  )
  return found.flatMap((one) => (one ? [one] : []))
}
