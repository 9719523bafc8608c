// Refunds by staff as the console words them: why, and how far they are.
import type { Sentence } from '#kernel/errors'
import type { RefundReason, StaffRefund } from '#subscriptions/staff-refund'
import type { StatusTone } from '#web/shared/parts.tsx'

export const refundReasons: Record<RefundReason, Sentence> = {
  gesture: { fr: 'Geste commercial', en: 'Goodwill' },
  notReceived: { fr: 'Numéros non reçus', en: 'Issues not received' },
  paidAgain: { fr: 'Payé deux fois', en: 'Paid twice' },
  error: { fr: 'Erreur de notre part', en: 'Our error' },
  other: { fr: 'Autre raison, à préciser', en: 'Another reason, to be said' },
}

export const refundStates: Record<StaffRefund['status'], { tone: StatusTone; word: Sentence }> = {
  asked: { tone: 'calm', word: { fr: 'transmis à Stripe', en: 'on its way to Stripe' } },
  given: { tone: 'good', word: { fr: 'rendu', en: 'given back' } },
  refused: { tone: 'bad', word: { fr: 'refusé par Stripe', en: 'refused by Stripe' } },
}
