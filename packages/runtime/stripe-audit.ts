// The comparison with Stripe as the command and the sandbox's tools ask for it: all of it, now.
import { type Audit, auditStripe } from '#stripe/audit-stripe'
import { stripePayments } from '#stripe/payments'
import { applyFacts } from '#subscriptions/apply-facts'
import type { Parts } from './all-parts.ts'
import { stripeDeps } from './stripe-parts.ts'

/** `repair`: facts that differ are read again and applied; else nothing is changed. */
export async function auditNow(
  parts: Pick<Parts, 'table' | 'clock' | 'makeId' | 'publication' | 'hint' | 'log'>,
  options: { repair: boolean },
): Promise<Audit> {
  const stripe = stripeDeps(parts.publication)
  const deps = { ...parts, payments: stripePayments(stripe) }
  return await auditStripe({
    ...stripe,
    table: parts.table,
    ...(options.repair ? { repair: (facts) => applyFacts(deps, facts) } : {}),
  })
}
