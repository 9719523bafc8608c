// Carries out the way in which a person chose to settle an exception. Each step may be repeated.
import type { Accounts } from '#publication/books'
import { changeBankLine } from './bank/store-lines.ts'
import { bookTransaction } from './book-transaction.ts'
import { checkPayout } from './check-payouts.ts'
import type { Claim, Exception, Resolution } from './exception.ts'
import type { ResolveDeps, ResolveOutcome } from './resolve-by.ts'
import { resolveException } from './store-exceptions.ts'
import { addSettled } from './store-payouts.ts'
import { tieLine, untieLine } from './tie-line.ts'
import { newTransaction, type Transaction } from './transaction.ts'
import type { Way } from './ways.ts'
import { asked } from './ways-booked.ts'
import { waysOf } from './ways-of.ts'

type Claimed = Exception & { claim: Claim }

/** Does what the choice takes, and settles the exception. */
export async function finishClaim(
  deps: ResolveDeps,
  exception: Claimed,
): Promise<Extract<ResolveOutcome, { kind: 'resolved' | 'already' }>> {
  const { claim } = exception
  const ways = await waysOf(deps, exception, { books: deps.publication.books })
  const way = ways.find(({ id }) => id === claim.way)
  const source = way ? await carryOut(deps, way, exception) : claim.source
  const resolution: Omit<Resolution, 'at'> = {
    kind: source === undefined ? 'noted' : 'booked',
    way: claim.way,
    by: claim.by,
    ...(claim.reason === undefined ? {} : { reason: claim.reason }),
    ...(source === undefined ? {} : { source }),
  }
  const resolved = await resolveException(deps, {
    id: exception.id,
    resolution: { ...resolution, at: claim.at },
  })
  if (resolved.kind === 'unknown') return { kind: 'already', exception }
  if (resolved.kind === 'already' && resolved.exception.resolution?.by !== claim.by)
    return { kind: 'already', exception: resolved.exception }
  const settled = { kind: 'resolved' as const, exception: resolved.exception }
  return source === undefined ? settled : { ...settled, source }
}

/** Answers with the source of what was booked. */
async function carryOut(
  deps: ResolveDeps,
  way: Way,
  exception: Claimed,
): Promise<string | undefined> {
  const { claim, about, kind } = exception
  const { by, reason } = claim
  switch (way.kind) {
    case 'book': {
      const transaction = settling(exception, way, deps.publication.books.accounts)
      await bookTransaction(deps, transaction)
      await explain(deps, exception)
      return transaction.source
    }
    case 'note':
      if (kind === 'bankLineUnknown') await setAside(deps, exception)
      else await explain(deps, exception)
      return undefined
    case 'entry':
      await explain(deps, exception)
      return claim.source
    case 'tie': {
      const [lineId, payoutId] =
        kind === 'bankLineUnknown' ? [about, claim.payoutId] : [claim.lineId, about]
      if (lineId && payoutId) {
        await tieLine(deps, { lineId, payoutId, how: 'hand', by })
        await checkPayout(deps, payoutId)
      }
      return undefined
    }
    case 'untie':
      if (claim.lineId) {
        await untieLine(deps, { lineId: claim.lineId, by, reason: reason ?? way.id })
        await checkPayout(deps, about)
      }
      return undefined
    case 'wait':
      return undefined
  }
}

/** The booking of a way, with the account and customer that the person named. */
export function settling(exception: Claimed, way: Way, accounts: Accounts): Transaction {
  const { id, claim, about } = exception
  return newTransaction({
    source: `${id}:settled`,
    journal: 'OD',
    date: claim.date,
    piece: { ref: about.slice(0, 80), date: claim.date },
    label: `${way.title.fr} ${about}`.slice(0, 200),
    postings: (way.postings ?? []).map(({ account, auxiliary, cents }) => {
      const whose = auxiliary ?? (account === accounts.customers ? claim.customerId : undefined)
      return {
        account: account === asked ? (claim.account ?? '') : account,
        ...(whose === undefined ? {} : { auxiliary: whose }),
        cents,
      }
    }),
    reason: claim.reason ?? way.title.fr,
    by: claim.by,
  })
}

/** A difference between a payout and the bank is explained: it is no difference any more. */
async function explain(deps: ResolveDeps, { id, kind, about, cents }: Claimed): Promise<void> {
  if (kind === 'payoutShort' || kind === 'payoutOver')
    await addSettled(deps.table, about, { by: id, cents })
}

async function setAside({ table }: ResolveDeps, { about, claim }: Claimed): Promise<void> {
  const { at, by, reason = '' } = claim
  await changeBankLine(table, about, (is) =>
    is.match || is.setAside ? undefined : { ...is, setAside: { at, by, reason } },
  )
}
