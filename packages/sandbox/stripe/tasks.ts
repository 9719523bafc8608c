// What this Stripe does by itself when its time comes. A task looks at what it acts on when it runs:
// one that has become moot does nothing.
import { collectInvoice, finishDebit } from './collect.ts'
import { openDispute } from './disputes.ts'
import { finalizeInvoice } from './invoices.ts'
import { arrivePayout, completeReconciliation, makePayout } from './payouts.ts'
import { failRefund, settleRefund } from './refunds.ts'
import { expireSession } from './sessions.ts'
import { endIncomplete, renewSubscription, warnOfTrialEnd } from './subscription-life.ts'
import type { Work } from './work.ts'

export type TaskKind =
  | 'session.expire'
  | 'subscription.renew'
  | 'subscription.trialWarning'
  | 'subscription.incompleteEnd'
  | 'invoice.finalize'
  | 'invoice.collect'
  | 'debit.settle'
  | 'refund.settle'
  | 'refund.fail'
  | 'dispute.open'
  | 'payout.make'
  | 'payout.arrive'
  | 'payout.reconcile'

export function runTask(work: Work, kind: TaskKind, ref: string): void {
  run[kind](work, ref)
}

const run: Record<TaskKind, (work: Work, ref: string) => unknown> = {
  'session.expire': expireSession,
  'subscription.renew': renewSubscription,
  'subscription.trialWarning': warnOfTrialEnd,
  'subscription.incompleteEnd': endIncomplete,
  'invoice.finalize': (work, ref) => {
    finalizeInvoice(work, ref)
    collectInvoice(work, ref)
  },
  'invoice.collect': collectInvoice,
  'debit.settle': finishDebit,
  'refund.settle': settleRefund,
  'refund.fail': failRefund,
  // Somebody may have been quicker, by hand.
  'dispute.open': (work, ref) =>
    work.referring('dispute', ref).length === 0 && openDispute(work, ref, { reason: 'fraudulent' }),
  'payout.make': makePayout,
  'payout.arrive': arrivePayout,
  'payout.reconcile': completeReconciliation,
}
