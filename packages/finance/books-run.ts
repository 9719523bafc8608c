// A run of the books: phase by phase, each as far as the time goes, so that it goes on where it
// stopped however often its worker ends. Here stands what a phase is; what each does is its own.
import type { Instant } from '#kernel/time'

/** In this order: what was sold, what moved, what was served, what the bank says; then the checks. */
export const booksPhases = [
  'invoices',
  'payments',
  'notes',
  'disputes',
  'moves',
  'payouts',
  'served',
  'periods',
  'reconcile',
  'check',
  'seal',
] as const
export type BooksPhase = (typeof booksPhases)[number]

export type PhaseInput = {
  /** When the run began: what happened later is the next run's. */
  startedAt: Instant
  /** When the last run that came to its end began; undefined on the first: everything is read. */
  since: Instant | undefined
  /** Where the phase goes on; undefined at its beginning. At most 2,000 characters. */
  place: string | undefined
  /** When it must come back, done or not. */
  deadline: Date
  /** `nightly` runs check and seal too; those that Stripe's events ask for do not. */
  isNightly: boolean
}

/** `place`: where to go on; undefined when the phase is through. */
export type RunPhase = (input: PhaseInput) => Promise<{ place?: string | undefined }>
