// Brakes a mailing by what was heard of it so far: pauses it, or holds single receiving domains.
import type { Table } from '#aws/table'
import type { Log } from '#kernel/log'
import type { Clock } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { brakeVerdict, byDomain, everything } from './brake.ts'
import { onlyHeldSentence, pauseSentence } from './brake-sentences.ts'
import type { Mailing } from './mailing.ts'
import { pauseMailing } from './pause-mailing.ts'
import { type RefreshDeps, type Refreshed, refreshTotals } from './refresh-totals.ts'
import { changeMailing } from './store.ts'

export type BrakeDeps = RefreshDeps & {
  table: Table
  clock: Clock
  log: Log
  publication: Pick<Publication, 'sending'>
}

/**
 * After each counting of a mailing that is being sent.
 * @returns whether it is paused now. A domain is held by the workers themselves, who look at it.
 */
export async function applyBrake(
  deps: BrakeDeps,
  mailing: Mailing,
  refreshed: Refreshed,
): Promise<boolean> {
  if (mailing.heardAnew !== undefined) {
    await takeBaseline(deps, mailing)
    return false
  }
  const { heldDomains: held, brakeBaseline: baseline } = mailing
  const { counts, domains } = refreshed
  const { brake: settings } = deps.publication.sending
  const verdict = brakeVerdict({ counts, domains, settings, baseline, held })
  switch (verdict.kind) {
    case 'go':
      return await pauseIfOnlyHeld(deps, mailing, refreshed)
    case 'pause': {
      const because = pauseSentence(verdict)
      const { id: mailingId } = mailing
      await pauseMailing(deps, { mailingId, by: 'brake', because, braked: 'mailing' })
      deps.log('warn', 'mailing.braked', { mailingId, cause: verdict.cause, ...verdict.counts })
      return true
    }
    case 'hold': {
      const heldDomains = new Set(verdict.domains.map(({ domain }) => domain))
      const { id: mailingId } = mailing
      const changed = await changeMailing(deps.table, mailingId, {
        from: ['sending'],
        add: { heldDomains },
      })
      if (changed) deps.log('warn', 'mailing.domainsHeld', { mailingId, count: heldDomains.size })
      return false
    }
  }
}

/** Everything that was heard until now is counted first, also of shards that are through. */
async function takeBaseline(deps: BrakeDeps, mailing: Mailing): Promise<void> {
  const names = mailing.heardAnew ?? new Set<string>()
  const whole = await refreshTotals(deps, mailing, { all: true })
  const now = byDomain(whole)
  const isAll = names.has(everything)
  const taken = Object.entries(now).filter(([domain]) => isAll || names.has(domain))
  await changeMailing(deps.table, mailing.id, {
    from: ['sending'],
    set: { brakeBaseline: { ...mailing.brakeBaseline, ...Object.fromEntries(taken) } },
    take: { heardAnew: names },
  })
}

async function pauseIfOnlyHeld(
  deps: BrakeDeps,
  mailing: Mailing,
  { counts, heldPending }: Refreshed,
): Promise<boolean> {
  const held = mailing.heldDomains
  if (!held || held.size === 0 || counts.inFlight > 0) return false
  if (heldPending === 0 || heldPending < counts.pending) return false
  const because = onlyHeldSentence([...held], heldPending)
  await pauseMailing(deps, { mailingId: mailing.id, by: 'brake', because, braked: 'domains' })
  return true
}
