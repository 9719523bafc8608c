// How the books walk through Stripe's lists: by when things were made, with an overlap; page by page,
// so that a list longer than one run is walked in several. What a list can't be asked for (when
// something was finalised, paid, voided) is found by looking again at what is not settled.
import type { Stripe } from 'stripe'
import type { PhaseInput } from '#finance/books-run'
import { dayMs, hourMs, type Instant, plusMs } from '#kernel/time'

export const listLimits = { page: 100, together: 8 }

/**
 * How far before the last run a list is read again: a renewal's draft is finalised an hour after it was
 * made, and up to three days where the webhook does not answer.
 */
const overlaps = { often: 4 * hourMs, nightly: 10 * dayMs }

/** `created` and page of a list's question. The first run reads everything. */
export function recently(
  { since, isNightly }: Pick<PhaseInput, 'since' | 'isNightly'>,
  options: { after?: string | undefined; nightlyMs?: number } = {},
): { limit: number; created?: Stripe.RangeQueryParam; starting_after?: string } {
  const overlap = isNightly ? (options.nightlyMs ?? overlaps.nightly) : overlaps.often
  return {
    limit: listLimits.page,
    ...(since === undefined ? {} : { created: { gte: secondOf(plusMs(since, -overlap)) } }),
    ...(options.after === undefined ? {} : { starting_after: options.after }),
  }
}

export function secondOf(at: Instant): number {
  return Math.floor(Date.parse(at) / 1_000)
}

/** A page, and where the next one begins. */
export function nextAfter(page: { data: { id: string }[]; has_more: boolean }): string | undefined {
  return page.has_more ? page.data.at(-1)?.id : undefined
}

/**
 * Walks a list until it ends or time is up. `take` handles one page and says where the next begins;
 * `place` is where this phase goes on: `list` names which of its lists.
 */
export async function walkPages(
  input: Pick<PhaseInput, 'deadline'> & { now: () => Date },
  options: {
    after: string | undefined
    take: (after: string | undefined) => Promise<string | undefined>
  },
): Promise<{ kind: 'end' } | { kind: 'more'; after: string }> {
  let { after } = options
  for (;;) {
    after = await options.take(after)
    if (after === undefined) return { kind: 'end' }
    if (input.now() >= input.deadline) return { kind: 'more', after }
  }
}

/** A few at a time: Stripe allows so many requests a second, and payments come first. */
export async function fewAtOnce<T>(all: readonly T[], act: (one: T) => Promise<unknown>) {
  for (let at = 0; at < all.length; at += listLimits.together)
    await Promise.all(all.slice(at, at + listLimits.together).map(act))
}
