// Begins to count the days of a renewal that was refused: its item, with the intent of the first step.
import type { Intent } from '#kernel/intents'
import type { Instant } from '#kernel/time'
import type { ApplyDeps } from './apply-facts.ts'
import type { InvoiceFacts } from './ports.ts'
import type { SubscriptionRef } from './store.ts'
import { putUnpaidSteps } from './store-unpaid-steps.ts'
import { fallbackRules, type UnpaidRules, type UnpaidSteps, unpaidStep } from './unpaid.ts'

type BeginDeps = Pick<ApplyDeps, 'table' | 'makeId' | 'publication'>

/** The first refusal of an invoice: from `now` on its days are counted. Again changes nothing. */
export async function beginUnpaid(
  deps: BeginDeps,
  given: { ref: SubscriptionRef; invoice: Pick<InvoiceFacts, 'id' | 'gross'>; now: Instant },
): Promise<void> {
  const { ref, invoice, now } = given
  const { customerId, subscriptionId } = ref
  const steps: UnpaidSteps = {
    ...{ customerId, subscriptionId, invoiceId: invoice.id, gross: invoice.gross, since: now },
    ...{ reminded: [], status: 'open', createdAt: now, updatedAt: now, version: 1 },
  }
  await putUnpaidSteps(deps.table, steps, nextUnpaidIntent(deps, steps, now))
}

/** The intent of the next step, due on its day. */
export function nextUnpaidIntent(
  deps: Pick<ApplyDeps, 'makeId' | 'publication'>,
  steps: Pick<UnpaidSteps, 'since' | 'reminded' | 'subscriptionId'>,
  now: Instant,
): Intent {
  const step = unpaidStep(steps, { rules: rulesOf(deps), now })
  return {
    ...{ kind: 'unpaid.step', id: deps.makeId('request'), createdAt: now, attempts: 0 },
    dueAt: step.kind === 'wait' ? step.at : now,
    data: { subscriptionId: steps.subscriptionId },
  }
}

export function rulesOf({ publication }: Pick<ApplyDeps, 'publication'>): UnpaidRules {
  return publication.subscriptions?.unpaid ?? fallbackRules
}
