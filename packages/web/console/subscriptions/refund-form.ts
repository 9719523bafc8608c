// The refund form, read at the door.
import type { Sentence } from '#kernel/errors'
import { idSchema, type RefundId } from '#kernel/ids'
import type { Cents } from '#kernel/money'
import { type Payment, RefundReason, refundLimits } from '#subscriptions/staff-refund'
import type { FormState } from '#web/shared/form.tsx'
import type { FormValues } from '../context.ts'

export type ReadRefund = {
  refundId: RefundId
  invoiceId: string
  gross: Cents
  reason: RefundReason
  note?: string
}

export type RefundFormRead =
  | { kind: 'read'; read: ReadRefund; payment: Payment }
  | { kind: 'refused'; form: FormState }

export function readRefundForm(values: FormValues, payments: readonly Payment[]): RefundFormRead {
  const errors: Record<string, Sentence> = {}
  const refundId = idSchema('refund').safeParse(values['refundId'])
  const payment = payments.find(({ invoiceId }) => invoiceId === values['invoiceId'])
  const gross = centsOf(values['amount'] ?? '')
  const reason = RefundReason.safeParse(values['reason'])
  const note = (values['note'] ?? '').trim()
  if (!payment || !refundId.success) errors['invoiceId'] = sentences.payment
  else if (gross === undefined || gross < 1) errors['amount'] = sentences.amount
  else if (gross > payment.left) errors['amount'] = tooMuch(payment.left)
  if (!reason.success) errors['reason'] = sentences.reason
  else if (reason.data === 'other' && note === '') errors['note'] = sentences.note
  if (note.length > refundLimits.note) errors['note'] = sentences.long
  if (Object.keys(errors).length > 0 || !payment || !refundId.success || !gross || !reason.success)
    return { kind: 'refused', form: { values, errors } }
  const read: ReadRefund = {
    ...{ refundId: refundId.data, invoiceId: payment.invoiceId, gross, reason: reason.data },
    ...(note === '' ? {} : { note }),
  }
  return { kind: 'read', read, payment }
}

/** `16,50`, `16.5`, `16 €`, `1 234,56` in cents. */
export function centsOf(text: string): Cents | undefined {
  const plain = text.replace(/[\s\u00a0\u202f€]/g, '').replace(',', '.')
  const match = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(plain)
  if (!match) return undefined
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

export function tooMuch(left: Cents): Sentence {
  const sum = (mark: string) => (left / 100).toFixed(2).replace('.', mark)
  return {
    fr: `Il reste ${sum(',')} € à rendre de ce paiement, pas davantage.`,
    en: `€${sum('.')} of this payment is left to give back, no more.`,
  }
}

const sentences = {
  payment: {
    fr: 'Choisissez un paiement de la liste.',
    en: 'Choose a payment of the list.',
  },
  amount: {
    fr: 'Écrivez une somme en euros, par exemple 16,50.',
    en: 'Write a sum in euros, such as 16.50.',
  },
  reason: {
    fr: 'Choisissez une raison\u202f: elle reste avec le remboursement.',
    en: 'Choose a reason: it stays with the refund.',
  },
  note: { fr: 'Dites laquelle.', en: 'Say which one.' },
  long: { fr: '300 signes au plus.', en: '300 signs at most.' },
} as const satisfies Record<string, Sentence>
