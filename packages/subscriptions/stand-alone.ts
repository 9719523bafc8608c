// What print and digital would each cost alone, of a plan that is both: revenue is shared by it
// (domain-rules §3.2). Pure.
import type { Plan } from '#publication/plans'
import type { Terms } from './order.ts'
import type { StandAlone } from './stream.ts'

/**
 * By the plan's own split, else by the plans of the same length that are one of the two. Undefined: it
 * is not both, or nothing is known; then all of it is print, which digital comes with.
 */
export function standAloneOf(
  terms: Pick<Terms, 'edition' | 'kind' | 'issues' | 'months'>,
  { planId, plans }: { planId: string; plans: readonly Plan[] },
): StandAlone | undefined {
  if (terms.edition !== 'both') return undefined
  const own = plans.find(({ id }) => id === planId)
  if (own?.digitalPartCents !== undefined)
    return { print: own.priceCents - own.digitalPartCents, digital: own.digitalPartCents }
  const alone = (edition: 'print' | 'digital') =>
    plans.find(
      (plan) =>
        plan.edition === edition &&
        plan.kind === terms.kind &&
        plan.issues === terms.issues &&
        plan.months === terms.months,
    )?.priceCents
  const [print, digital] = [alone('print'), alone('digital')]
  return print === undefined || digital === undefined ? undefined : { print, digital }
}
