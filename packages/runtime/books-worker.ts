// The books' steps behind Stripe's queue: a run that is due or goes on, a month that is closed.
import { intentOf } from '#aws/intent'
import { booksKey, type Key, monthClosesPartition } from '#aws/keys'
import { finishClose } from '#finance/close-month'
import { type Force, goOnWithBooks, type WentOn } from '#finance/run-books'
import type { StaffId } from '#kernel/ids'
import { instant, minuteMs, plusMs } from '#kernel/time'
import { hasRole } from '#staff/member'
import { listStaff, type StaffStoreDeps } from '#staff/store'
import type { StripeMessage } from '#stripe/message'
import { putOffEvent } from '#stripe/store'
import { type BooksDeps, booksPhasesOf } from './books-phases.ts'

export type BooksWorkerDeps = Omit<BooksDeps, 'financeStaff'> & {
  stripeQueue: { send(messages: readonly { body: StripeMessage }[]): Promise<void> }
}

/** Between two calls of a worker that does not get on. */
const againMs = 15 * minuteMs

/** Goes on with the run there is as far as the time goes; the next message goes on from there. */
export async function goOnWithRun(deps: BooksWorkerDeps, deadline: Date): Promise<WentOn> {
  const went = await goOnWithBooks(runDeps(deps), { deadline })
  if (went.kind === 'more') await deps.stripeQueue.send([{ body: { kind: 'books' } }])
  return went
}

/** A whole run, now, whatever is due: the command's. One that is under way is brought to its end. */
export async function runBooksNow(
  deps: Omit<BooksWorkerDeps, 'stripeQueue'>,
  run: Force,
): Promise<void> {
  for (let left = runLimits.steps, force = false; left > 0; left--) {
    const deadline = new Date(deps.clock().getTime() + minuteMs)
    const begin = force ? { force: run } : {}
    const went = await goOnWithBooks(runDeps(deps), { deadline, ...begin })
    if (went.kind === 'done' && force) return
    // What was under way is through: now the run that was asked for.
    if (went.kind === 'done') force = true
  }
  throw new Error('A run of the books that does not end')
}

export const runLimits = { steps: 10_000 }

export function isBooksKey({ pk }: Key): boolean {
  return pk === booksKey().pk || pk === monthClosesPartition
}

/** The step of an open intent of the books. */
export async function takeBooksStep(
  deps: BooksWorkerDeps,
  { pk, sk }: Key,
  deadline: Date,
): Promise<void> {
  const key = { pk, sk }
  const item = await deps.table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  const now = instant(deps.clock())
  if (!intent || intent.dueAt > now) return
  if (intent.kind === 'books.run') await goOnWithRun(deps, deadline)
  if (intent.kind !== 'books.close') return
  // The tick calls every minute: not while this works.
  await putOffEvent(deps.table, key, intent, plusMs(now, againMs))
  const month = intent.data['month'] ?? sk
  const finished = await finishClose(withStaff(deps), { month, deadline })
  if (finished.kind === 'closed') deps.log('info', 'books.monthClosed', { month })
  if (finished.kind !== 'more') return
  const again = await deps.table.get(key, { consistent: true })
  const left = again && intentOf(again)
  if (left) await putOffEvent(deps.table, key, left, now)
  await deps.stripeQueue.send([{ body: { kind: 'intent', pk, sk } }])
}

function runDeps(deps: Omit<BooksWorkerDeps, 'stripeQueue'>) {
  return { ...deps, phases: booksPhasesOf(withStaff(deps)) }
}

/** With those whom the books write to. */
export function withStaff<Deps extends StaffStoreDeps>(
  deps: Deps,
): Deps & { financeStaff: () => Promise<StaffId[]> } {
  const financeStaff = async () =>
    (await listStaff(deps)).filter((one) => hasRole(one, 'finance')).map(({ id }) => id)
  return { ...deps, financeStaff }
}
