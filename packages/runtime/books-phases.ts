// What each phase of a run of the books does. One line a phase.
import type { Table } from '#aws/table'
import type { BooksPhase, RunPhase } from '#finance/books-run'
import { checkDeferredPhase } from '#finance/check-deferred'
import { checkUnionPhase } from '#finance/check-union'
import { inTurn } from '#finance/phases-in-turn'
import { periodsPhase } from '#finance/recognise-periods'
import { servedPhase } from '#finance/recognise-served'
import { reconcilePhase } from '#finance/reconcile-payouts'
import { sealPhase } from '#finance/seal-books'
import type { MakeId, StaffId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import type { Clock } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { sourcesCheck } from '#stripe/books-check'
import { movesPhase } from '#stripe/books-moves'
import { payoutsPhase } from '#stripe/books-payouts'
import { disputesPhase, invoicesPhase, notesPhase, paymentsPhase } from '#stripe/books-phases'
import type { PaymentsDeps } from '#stripe/payments'

export type BooksDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Publication
  log: Log
  /** What `packages/stripe` needs. */
  stripe: PaymentsDeps
  /** Whom the books write to. */
  financeStaff: () => Promise<readonly StaffId[]>
}

export function booksPhasesOf(deps: BooksDeps): Record<BooksPhase, RunPhase> {
  const sources = { ...deps, ...deps.stripe }
  return {
    invoices: invoicesPhase(sources),
    payments: paymentsPhase(sources),
    notes: notesPhase(sources),
    disputes: disputesPhase(sources),
    moves: movesPhase(sources),
    payouts: payoutsPhase({ ...deps, ...deps.stripe }),
    served: servedPhase(deps),
    periods: periodsPhase(deps),
    reconcile: reconcilePhase(deps),
    check: inTurn([sourcesCheck(sources), checkDeferredPhase(deps), checkUnionPhase(deps)]),
    seal: (input) => sealPhase(deps, input),
  }
}
