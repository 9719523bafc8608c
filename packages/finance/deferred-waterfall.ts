// Deferred revenue as a waterfall: what was sold in each month, what of it was earned in which month,
// what went back, and what is still to be served, by the issue it is expected with.
import type { Cents } from '#kernel/money'

/**
 * Of what was sold in `month`, in cents without tax. `released`: earned, by the month of the serving;
 * `back`: taken back by credit notes, lost disputes, invoices void or given up, by month; `rest`: what
 * is still deferred. `sold = Σ released + Σ back + rest`, always.
 */
export type WaterfallRow = {
  month: string
  sold: Cents
  released: Record<string, Cents>
  back: Record<string, Cents>
  rest: Cents
}

/** `released`: earned by serving it so far. `expected`: what is to be served with it, if it comes. */
export type WaterfallIssue = { issue: number; released: Cents; expected: Cents }

export type Waterfall = {
  /** Oldest first. */
  rows: WaterfallRow[]
  /** By number; those to come by the number that they will likely have. */
  issues: WaterfallIssue[]
  /** Sold by time: earned so far, and to be. */
  days: { released: Cents; expected: Cents }
  /** Σ rest. */
  deferred: Cents
}
