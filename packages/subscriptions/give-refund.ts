// Gives back at Stripe what staff asked for, by the intent in its item; then the reader is told by
// mail. The refund's id is the key: a second try gives nothing more.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { idSchema, type MakeId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Payments } from './ports.ts'
import type { StaffRefund } from './staff-refund.ts'
import { changeRefund, getRefund, refundItemKey } from './store-refunds.ts'

export type GiveRefundDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  payments: Pick<Payments, 'refund'>
  hint: (key: Key) => Promise<void>
  log: Log
}

/** @throws whatever Stripe's client throws: the intent stays open and is taken again. */
export async function giveRefund(
  deps: GiveRefundDeps,
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const ref = {
    customerId: idSchema('customer').parse(key.pk.replace('CUSTOMER#', '')),
    refundId: idSchema('refund').parse(key.sk.replace('REFUND#', '')),
  }
  const refund = await getRefund(deps.table, ref)
  if (refund?.status !== 'asked') return
  const { invoiceId, gross, vat, id } = refund
  const answer = await deps.payments.refund({ invoiceId, gross, vat, key: id })
  const now = instant(deps.clock())
  const changed = await changeRefund(deps.table, ref, (is, open) => {
    if (is.status !== 'asked' || open?.id !== intent.id) return undefined
    if (answer.kind === 'refused') {
      const refusedBecause = answer.because.slice(0, 255)
      const to: StaffRefund = { ...is, status: 'refused', refusedBecause, doneAt: now }
      return { to, close: intent.id }
    }
    const to: StaffRefund = {
      ...is,
      status: 'given',
      stripeRefundId: answer.refundId,
      doneAt: now,
    }
    const mail = deps.makeId('mail')
    return {
      to,
      intent: {
        ...{ kind: 'mail.refundGiven', id: mail, createdAt: now, dueAt: now, attempts: 0 },
        data: {},
      },
    }
  })
  if (changed.kind !== 'changed') return
  if (answer.kind === 'refused')
    deps.log('error', 'refund.refused', { refundId: id, because: answer.because })
  else await deps.hint(refundItemKey(ref))
}
