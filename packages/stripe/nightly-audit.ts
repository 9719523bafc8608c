// One run of the nightly comparison, step by step: it goes on where it stopped, however often its
// worker ends.
import { intentOf, openIntent } from '#aws/intent'
import { stripeAuditKey } from '#aws/keys'
import type { Condition, Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import type { Log } from '#kernel/log'
import { type Clock, instant, plusMs } from '#kernel/time'
import type { LastAudit } from '#subscriptions/last-audit'
import { auditLimits, nextNight, type Queue, Run } from './audit-plan.ts'
import { type AuditDeps, auditStep } from './audit-stripe.ts'

/** Goes on with the run there is, until it is done or time is up; then the next message goes on. */
export async function goOnWithAudit(
  deps: AuditDeps & { log: Log; stripeQueue: Queue; publication: { zone: string } },
  options: { deadline: Date },
): Promise<void> {
  const item = await deps.table.get(stripeAuditKey(), { consistent: true })
  const intent = item && intentOf(item)
  let run = item?.['run'] === undefined ? undefined : Run.parse(item['run'])
  while (run && intent) {
    const since = plusMs(run.startedAt, -auditLimits.sinceMs)
    const step = await auditStep(deps, { place: run.place, since })
    for (const { name, stripe, ours } of step.differences)
      deps.log('error', 'stripe.drift', { name, stripeId: stripe?.id, ours: ours ?? undefined })
    const next = after(run, step)
    if (!step.next) return await finish(deps, { run, next, intent })
    const saved = await save(deps.table, run, { ...next, place: step.next })
    // Another worker has got further: this one is not needed.
    if (!saved) return
    run = saved
    if (deps.clock() >= options.deadline) {
      await deps.stripeQueue.send([{ body: { kind: 'audit' } }])
      return
    }
  }
}

function after(run: Run, step: Awaited<ReturnType<typeof auditStep>>): Run {
  return {
    ...run,
    step: run.step + 1,
    comparedCount: run.comparedCount + step.seen.length,
    repairedCount: run.repairedCount + step.repaired.length,
    differenceCount: run.differenceCount + step.differences.length,
    differences: [...run.differences, ...step.differences].slice(0, auditLimits.kept),
    repaired: [...run.repaired, ...step.repaired].slice(0, auditLimits.kept),
  }
}

async function save(table: Table, before: Run, run: Run): Promise<Run | undefined> {
  const written = await table.update(stripeAuditKey(), { set: { run } }, ifAt(before))
  return written.kind === 'written' ? run : undefined
}

async function finish(
  deps: { table: Table; clock: Clock; log: Log; publication: { zone: string } },
  { run, next, intent }: { run: Run; next: Run; intent: Intent },
): Promise<void> {
  const now = instant(deps.clock())
  const { step: _, place: __, ...tally } = next
  const last: LastAudit = { ...tally, finishedAt: now }
  const dueAt = nextNight(now, deps.publication.zone)
  const done = await deps.table.update(
    stripeAuditKey(),
    { set: { last, ...openIntent({ ...intent, dueAt, attempts: 0 }) }, remove: ['run'] },
    ifAt(run),
  )
  if (done.kind !== 'written') return
  const { comparedCount, repairedCount, differenceCount } = last
  const level = differenceCount > 0 ? 'error' : 'info'
  deps.log(level, 'stripe.audited', { comparedCount, repairedCount, differenceCount })
}

function ifAt(run: Run): Condition {
  return { if: '#run.#step = :step', values: { ':step': run.step } }
}
