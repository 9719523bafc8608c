// Takes the next step of a renewal that stays unpaid, by the intent in its item: a reminder, or the end.
// Stripe is asked first each time, so that nobody who has paid is reminded or ended. Every step may be
// repeated.
import type { Key } from '#aws/keys'
import { unreachable } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { dayMs, instant, plusMs } from '#kernel/time'
import { type ApplyDeps, applyFacts } from './apply-facts.ts'
import { nextUnpaidIntent, rulesOf } from './begin-unpaid.ts'
import { endSubscription } from './end-subscription.ts'
import type { InvoiceFacts, Payments } from './ports.ts'
import { getSubscription } from './store.ts'
import {
  changeUnpaidSteps,
  getUnpaidSteps,
  putUnpaidMail,
  type UnpaidRef,
  unpaidMailKey,
} from './store-unpaid-steps.ts'
import { type UnpaidMail, type UnpaidSteps, unpaidStep } from './unpaid.ts'

export type StepUnpaidDeps = ApplyDeps & { payments: Pick<Payments, 'voidInvoice'> }

/** A debit that is under way is waited for, a day at a time. */
export const debitWaitMs = dayMs

export async function stepUnpaid(
  deps: StepUnpaidDeps,
  { key, intent }: { key: Key; intent: Intent },
): Promise<void> {
  const ref = {
    customerId: idSchema('customer').parse(key.pk.replace('CUSTOMER#', '')),
    invoiceId: key.sk.replace('UNPAID#', ''),
  }
  const steps = await getUnpaidSteps(deps.table, ref)
  if (!steps || intent.kind !== 'unpaid.step') return
  const state = await stateAtStripe(deps, steps)
  switch (state) {
    case 'paid':
    case 'givenUp':
      return await close(deps, ref, state)
    case 'processing':
      return await wait(deps, ref)
    case 'owed':
      return await takeStep(deps, ref, steps)
    default:
      return unreachable(state)
  }
}

type InvoiceState = 'paid' | 'givenUp' | 'processing' | 'owed'

/** As read now, and applied: an event that told of it may have been lost. */
async function stateAtStripe(deps: ApplyDeps, steps: UnpaidSteps): Promise<InvoiceState> {
  const facts = await deps.payments.read({ kind: 'invoice', id: steps.invoiceId })
  if (facts?.kind !== 'invoice') return 'givenUp'
  if (facts.status === 'open') return facts.payment === 'processing' ? 'processing' : 'owed'
  // Void by us, and the end was not finished; else by somebody at Stripe.
  if (facts.status === 'void' && steps.status === 'ending') return 'owed'
  await applyInvoiceNow(deps, facts)
  return facts.status === 'paid' ? 'paid' : 'givenUp'
}

/** With its subscription, which may be past due no more. */
async function applyInvoiceNow(deps: ApplyDeps, facts: InvoiceFacts): Promise<void> {
  await applyFacts(deps, facts)
  const { stripeSubscriptionId: id } = facts
  const subscription = id && (await deps.payments.read({ kind: 'subscription', id }))
  if (subscription) await applyFacts(deps, subscription)
}

async function takeStep(deps: StepUnpaidDeps, ref: UnpaidRef, steps: UnpaidSteps): Promise<void> {
  const now = instant(deps.clock())
  const { subscriptionId } = steps
  const subscription = await getSubscription(deps.table, { ...ref, subscriptionId })
  const isLeft = subscription?.leaving !== undefined && subscription.leaving.kind !== 'unpaid'
  if (!subscription || isLeft) {
    await giveUp(deps, ref, 'left')
    return
  }
  // Stripe has given it up before its days were over: there is nothing left to wait for.
  const isOver = subscription.status === 'ended' || steps.status === 'ending'
  if (isOver) return await end(deps, ref, steps)
  const step = unpaidStep(steps, { rules: rulesOf(deps), now })
  switch (step.kind) {
    case 'end':
      return await end(deps, ref, steps)
    case 'remind': {
      await askForMail(deps, steps, { place: Math.max(...step.days), says: 'reminder' })
      const reminded = [...steps.reminded, ...step.days]
      await goOn(deps, ref, (is) => ({ ...is, reminded, updatedAt: now }))
      return
    }
    case 'wait':
      return await goOn(deps, ref, (is) => is)
    default:
      return unreachable(step)
  }
}

/** That it ends is written down; no money can come any more; Stripe ends it; its reader is told. */
async function end(deps: StepUnpaidDeps, ref: UnpaidRef, steps: UnpaidSteps): Promise<void> {
  const { customerId, subscriptionId, invoiceId } = steps
  const at = instant(deps.clock())
  const leaving = { kind: 'unpaid', because: invoiceId, at, ends: 'now' } as const
  await changeUnpaidSteps(deps.table, ref, (is) => ({ to: { ...is, status: 'ending' } }))
  if (!(await giveUp(deps, ref))) return
  await endSubscription(deps, { ref: { customerId, subscriptionId }, leaving })
  await askForMail(deps, steps, { place: 'end', says: 'ended' })
  await close(deps, ref, 'ended')
}

/**
 * Voids the invoice; true when it is void now. One that was paid meanwhile is applied, one under way is
 * waited for.
 */
async function giveUp(deps: StepUnpaidDeps, ref: UnpaidRef, thenClose?: 'left'): Promise<boolean> {
  const { invoiceId } = ref
  const { kind } = await deps.payments.voidInvoice({ invoiceId, key: `${invoiceId}:void` })
  if (kind === 'processing') await wait(deps, ref)
  if (kind === 'paid') {
    const facts = await deps.payments.read({ kind: 'invoice', id: invoiceId })
    if (facts?.kind === 'invoice') await applyInvoiceNow(deps, facts)
    await close(deps, ref, 'paid')
  }
  if (kind === 'void' && thenClose) await close(deps, ref, thenClose)
  return kind === 'void'
}

async function askForMail(
  deps: StepUnpaidDeps,
  steps: UnpaidSteps,
  { place, says }: { place: number | 'end'; says: UnpaidMail['says'] },
): Promise<void> {
  const { customerId, subscriptionId, invoiceId, gross, since } = steps
  const now = instant(deps.clock())
  const key = unpaidMailKey(steps, place)
  await putUnpaidMail(deps.table, key, {
    mail: { customerId, subscriptionId, invoiceId, gross, since, says, createdAt: now },
    intent: {
      ...{ kind: 'mail.unpaid', id: deps.makeId('mail'), createdAt: now, dueAt: now },
      ...{ attempts: 0, data: { subscriptionId, customerId } },
    },
  })
  await deps.hint(key)
}

async function goOn(
  deps: StepUnpaidDeps,
  ref: UnpaidRef,
  change: (is: UnpaidSteps) => UnpaidSteps,
): Promise<void> {
  const now = instant(deps.clock())
  await changeUnpaidSteps(deps.table, ref, (is) => {
    const to = change(is)
    return { to, intent: nextUnpaidIntent(deps, to, now) }
  })
}

async function wait(deps: StepUnpaidDeps, ref: UnpaidRef): Promise<void> {
  const now = instant(deps.clock())
  await changeUnpaidSteps(deps.table, ref, (is) => ({
    to: { ...is, updatedAt: now },
    intent: { ...nextUnpaidIntent(deps, is, now), dueAt: plusMs(now, debitWaitMs) },
  }))
}

async function close(
  deps: StepUnpaidDeps,
  ref: UnpaidRef,
  status: UnpaidSteps['status'],
): Promise<void> {
  const now = instant(deps.clock())
  await changeUnpaidSteps(deps.table, ref, (is, open) => ({
    to: { ...is, status, closedAt: is.closedAt ?? now, updatedAt: now },
    ...(open?.kind === 'unpaid.step' ? { close: open.id } : {}),
  }))
}
