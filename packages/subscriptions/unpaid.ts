// A renewal that stays unpaid: on which days its reader is reminded, and when it ends, by the
// configuration. Pure.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import { dayMs, type Instant, plusMs } from '#kernel/time'
import type { Subscriptions } from '#publication/plans'
import { graceEnd } from './subscription.ts'

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')
const StripeId = z.string().min(1).max(255)

/** The steps of one invoice, kept as proof of what was done about it. */
export const UnpaidSteps = z.object({
  invoiceId: StripeId,
  customerId: idSchema('customer'),
  subscriptionId: idSchema('subscription'),
  /** When it was refused first, and what is due, in cents with VAT. */
  since: Timestamp,
  gross: z.number().int().min(0),
  /** Days after the refusal of which the reminder went. */
  reminded: z.array(z.number().int()).max(60),
  /**
   * `ending`: decided, not finished. `paid`: in time. `ended`: the subscription, for want of payment. `left`: its reader ended it.
   * `givenUp`: nothing is asked for any more, by somebody at Stripe.
   */
  status: z.enum(['open', 'ending', 'paid', 'ended', 'left', 'givenUp']),
  closedAt: Timestamp.optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  version: z.number().int().min(1),
})
export type UnpaidSteps = z.infer<typeof UnpaidSteps>

/** A mail about it: a reminder after so many days, or that the subscription has ended. */
export const UnpaidMail = z.object({
  invoiceId: StripeId,
  customerId: idSchema('customer'),
  subscriptionId: idSchema('subscription'),
  says: z.enum(['reminder', 'ended']),
  gross: z.number().int().min(0),
  since: Timestamp,
  createdAt: Timestamp,
})
export type UnpaidMail = z.infer<typeof UnpaidMail>

export type UnpaidRules = Pick<Subscriptions['unpaid'], 'graceDays' | 'remindAfterDays'>

/** A title that sells nothing any more still has readers who owe. */
export const fallbackRules: UnpaidRules = { graceDays: 14, remindAfterDays: [] }

export type UnpaidStep =
  /** Nothing before `at`. */
  | { kind: 'wait'; at: Instant }
  /** A reminder that stands for every day that has passed. */
  | { kind: 'remind'; days: number[] }
  | { kind: 'end' }

/** What is to be done now. Days that were missed make one reminder, not several at once. */
export function unpaidStep(
  steps: Pick<UnpaidSteps, 'since' | 'reminded'>,
  { rules, now }: { rules: UnpaidRules; now: Instant },
): UnpaidStep {
  const { since, reminded } = steps
  const end = graceEnd(since, rules.graceDays)
  if (now >= end) return { kind: 'end' }
  const open = reminderDays(rules).filter((day) => !reminded.includes(day))
  const dueOf = (day: number) => plusMs(since, day * dayMs)
  const due = open.filter((day) => dueOf(day) <= now)
  if (due.length > 0) return { kind: 'remind', days: due }
  const [next] = open
  return { kind: 'wait', at: next === undefined ? end : dueOf(next) }
}

/** In order, without those on which it has ended already. */
export function reminderDays({ graceDays, remindAfterDays }: UnpaidRules): number[] {
  return [...new Set(remindAfterDays)].filter((day) => day < graceDays).sort((a, b) => a - b)
}
