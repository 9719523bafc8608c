// Compares what Stripe has of this title with what we have, object by object, and repairs what is
// safe: facts that are read again and applied as an event's would be. So a webhook that never came
// costs a night, not a sale.
import type { Table } from '#aws/table'
import type { Instant } from '#kernel/time'
import { type Difference, driftOf, refOf } from '#subscriptions/drift'
import { loadOurs } from '#subscriptions/load-ours'
import type { StripeFacts } from '#subscriptions/ports'
import type { FactsOutcome } from './apply-event.ts'
import { auditOurs } from './audit-ours.ts'
import { type AuditPlace, type FactList, factLists, firstPlace } from './audit-place.ts'
import { factPage } from './list-facts.ts'
import { type ReadDeps, readFacts } from './read-facts.ts'

export type AuditDeps = ReadDeps & {
  table: Table
  /** Brings our state up to facts; absent: nothing is changed, differences are only told. */
  repair?: ((facts: StripeFacts) => Promise<FactsOutcome>) | undefined
}

export type AuditStep = {
  /** Ids at Stripe of what was compared. */
  seen: string[]
  /** Gone once the facts were applied. */
  repaired: Difference[]
  /** Still there. */
  differences: Difference[]
  /** Undefined when all lists are at their end. */
  next?: AuditPlace | undefined
}

/** Compares one page of a list; `since` bounds all lists but the subscriptions'. */
export async function auditStep(
  deps: AuditDeps,
  input: { place: AuditPlace; since?: Instant | undefined },
): Promise<AuditStep> {
  const { list, after } = input.place
  const page = await factPage(deps, list, { after, since: input.since })
  const step: AuditStep = { seen: [], repaired: [], differences: [] }
  for (const facts of page.facts) {
    step.seen.push(facts.id)
    const before = await compare(deps, facts)
    if (before.length === 0) continue
    const after = deps.repair ? await repaired(deps, facts) : before
    step.differences.push(...after)
    step.repaired.push(...before.filter((one) => !after.some((left) => isSame(left, one))))
  }
  return { ...step, next: nextPlace(list, page.next) }
}

export type Audit = {
  comparedCount: number
  repaired: Difference[]
  differences: Difference[]
}

/** All of it in one go, both ways: for the command, and for tests. */
export async function auditStripe(deps: AuditDeps): Promise<Audit> {
  const seen = new Set<string>()
  const audit: Audit = { comparedCount: 0, repaired: [], differences: [] }
  for (let place: AuditPlace | undefined = firstPlace; place; ) {
    const step: AuditStep = await auditStep(deps, { place })
    for (const id of step.seen) seen.add(id)
    audit.repaired.push(...step.repaired)
    audit.differences.push(...step.differences)
    place = step.next
  }
  audit.differences.push(...(await auditOurs(deps, seen)))
  audit.comparedCount = seen.size
  return audit
}

async function compare(deps: Pick<AuditDeps, 'table'>, facts: StripeFacts): Promise<Difference[]> {
  return facts.ids ? driftOf(facts, await loadOurs(deps.table, facts.ids)) : []
}

/** Read anew, for an event under way may have changed either side since the list was read. */
async function repaired(deps: AuditDeps, listed: StripeFacts): Promise<Difference[]> {
  const facts = await readFacts(deps, refOf(listed))
  if (!facts) return []
  if ((await compare(deps, facts)).length > 0) await deps.repair?.(facts)
  return await compare(deps, facts)
}

function isSame(a: Difference, b: Difference): boolean {
  return a.name === b.name && a.stripe?.id === b.stripe?.id && a.ours === b.ours
}

function nextPlace(list: FactList, after: string | undefined): AuditPlace | undefined {
  if (after !== undefined) return { list, after }
  const following = factLists[factLists.indexOf(list) + 1]
  return following === undefined ? undefined : { list: following }
}
