// The night's look at the books against Stripe: the balance there, both read and added up; refunds
// that have their credit note by now; and what one side has and the other has not, by name.
import { balancesUpTo } from '#finance/balances'
import type { PhaseInput, RunPhase } from '#finance/books-run'
import { exceptionId } from '#finance/exception'
import {
  clearExceptions,
  openExceptions,
  raiseException,
  resolveException,
} from '#finance/store-exceptions'
import type { Cents } from '#kernel/money'
import { dateOf, hourMs, instant, plusMs } from '#kernel/time'
import { auditStep } from './books-audit.ts'
import { listLimits, secondOf } from './books-lists.ts'
import { bookMoves } from './books-moves.ts'
import { isNoted } from './books-refunds.ts'
import { type BooksSourcesDeps, type SyncDeps, syncDeps } from './books-sync.ts'
import { isMissing } from './client.ts'

export function sourcesCheck(given: BooksSourcesDeps): RunPhase {
  const deps = syncDeps(given)
  return async (input) => {
    if (input.place === undefined) {
      await recheckRefunds(deps)
      await checkBalance(deps, input)
    }
    return await auditStep(deps, input)
  }
}

/** How often the balance is read anew when money moves while it is added up. */
const attempts = 5
/** Movements before the run that are read once more: Stripe's list may have lagged. */
const overlapMs = hourMs

export type BalanceCheck = { atStripe: Cents; inLedger: Cents }

/**
 * The ledger's account at Stripe against Stripe's own balance, pending and available, in cents.
 * `prepare` books what may have come meanwhile. Undefined when money moved at every try: the next
 * night asks again.
 */
export async function balanceAtStripe(
  deps: BooksSourcesDeps,
  prepare: () => Promise<void> = async () => {},
): Promise<BalanceCheck | undefined> {
  const { accounts } = deps.publication.books
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await readBalance(deps)
    await prepare()
    const sides = (await balancesUpTo(deps.table)).get(accounts.stripe)
    const atStripe = await readBalance(deps)
    const inLedger = (sides?.debit ?? 0) - (sides?.credit ?? 0)
    if (before === atStripe) return { atStripe, inLedger }
  }
  return undefined
}

async function checkBalance(deps: SyncDeps, input: PhaseInput): Promise<void> {
  const since = secondOf(plusMs(input.startedAt, -overlapMs))
  const check = await balanceAtStripe(deps, () => bookNewest(deps, since))
  if (!check) return
  const cents = check.inLedger - check.atStripe
  if (cents === 0) {
    await clearExceptions(deps, { kind: 'balanceDiffers' })
    return
  }
  const { stripe } = deps.publication.books.accounts
  const date = dateOf(instant(deps.clock()), deps.publication.zone)
  const raised = { kind: 'balanceDiffers' as const, about: stripe, cents, date }
  const refs = { atStripe: String(check.atStripe), inLedger: String(check.inLedger) }
  await raiseException(deps, { ...raised, refs })
  await clearExceptions(deps, { kind: 'balanceDiffers', still: [exceptionId(raised)] })
}

/** In euros, what can be paid out and what soon can. */
async function readBalance({ client }: Pick<BooksSourcesDeps, 'client'>): Promise<Cents> {
  const { available, pending } = await client.balance.retrieve()
  return [...available, ...pending]
    .filter(({ currency }) => currency === 'eur')
    .reduce((sum, { amount }) => sum + amount, 0)
}

async function bookNewest(deps: SyncDeps, since: number): Promise<void> {
  let after: string | undefined
  do {
    const page = await deps.client.balanceTransactions.list({
      ...{ created: { gte: since }, limit: listLimits.page, expand: ['data.source'] },
      ...(after === undefined ? {} : { starting_after: after }),
    })
    await bookMoves(deps, page.data)
    after = page.has_more ? page.data.at(-1)?.id : undefined
  } while (after !== undefined)
}

/** A refund whose credit note came later is an exception no more. */
async function recheckRefunds(deps: SyncDeps): Promise<void> {
  for (const { id, kind, about } of await openExceptions(deps.table)) {
    if (kind !== 'refundWithoutNote') continue
    try {
      if (!(await isNoted(deps, await deps.client.refunds.retrieve(about)))) continue
    } catch (error) {
      if (isMissing(error)) continue
      throw error
    }
    await resolveException(deps, { id, resolution: { kind: 'gone', way: 'gone', by: 'kiosque' } })
  }
}
