// Ties a bank line to the payout that it brought, and takes that back. The line holds the truth, so
// that it is never in two payouts; the payout's list of what it received follows. Where the bank is
// posted, a tied line is booked, and one that is untied is taken back.
import type { Table } from '#aws/table'
import { type Clock, dateOf, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { BankLine, Match } from './bank/line.ts'
import { changeBankLine, getBankLine } from './bank/store-lines.ts'
import { bookTransaction } from './book-transaction.ts'
import { postBankLine, sourceOfLine } from './post-bank-line.ts'
import { transactionOf } from './store-ledger.ts'
import { addReceived, dropReceived, getPayout } from './store-payouts.ts'
import { reversalOf } from './transaction.ts'

/** Who ties and unties when nobody does. */
export const byBooks = 'kiosque'

export type TieDeps = { table: Table; clock: Clock; publication: Publication }

export type Tied =
  | { kind: 'tied'; line: BankLine }
  /** It is another payout's: untie it first. */
  | { kind: 'taken'; line: BankLine; payoutId: string }
  | { kind: 'noLine' }
  | { kind: 'noPayout' }

/** Ties a line to a payout. `by`: an address of the staff, or `kiosque`. Repeating it is harmless. */
export async function tieLine(
  deps: TieDeps,
  input: { lineId: string; payoutId: string; how: Match['how']; by: string },
): Promise<Tied> {
  const { table, clock } = deps
  const { lineId, payoutId, how, by } = input
  if (!(await getPayout(table, payoutId))) return { kind: 'noPayout' }
  const changed = await changeBankLine(table, lineId, (is) =>
    is.match
      ? undefined
      : {
          ...is,
          setAside: undefined,
          match: { payoutId, how, at: instant(clock()), by },
          matchCount: is.matchCount + 1,
        },
  )
  if (changed.kind === 'missing') return { kind: 'noLine' }
  const { version: _, ...line } = changed.is
  if (line.match?.payoutId !== payoutId)
    return { kind: 'taken', line, payoutId: line.match?.payoutId ?? '' }
  await carryOutTie(deps, line)
  return { kind: 'tied', line }
}

/** What follows from a tied line: it is booked where the bank is posted, and the payout knows it. */
export async function carryOutTie(deps: TieDeps, line: BankLine): Promise<void> {
  if (!line.match) return
  const { id: lineId, cents, date } = line
  const { bank, accounts } = deps.publication.books
  if (bank === 'post') await bookTransaction(deps, postBankLine(line, accounts))
  await addReceived(deps.table, line.match.payoutId, { lineId, cents, date })
}

export type Untied =
  | { kind: 'untied'; line: BankLine }
  | { kind: 'noLine' }
  | { kind: 'notTied'; line: BankLine }
  /** A difference of its payout is explained: that stands on this line. */
  | { kind: 'settled'; line: BankLine }

/** Takes a tie back. */
export async function untieLine(
  deps: TieDeps,
  input: { lineId: string; by: string; reason: string },
): Promise<Untied> {
  const { table, clock, publication } = deps
  const line = await getBankLine(table, input.lineId)
  if (!line) return { kind: 'noLine' }
  if (!line.match) return { kind: 'notTied', line }
  const payout = await getPayout(table, line.match.payoutId)
  if (payout && payout.settled.length > 0) return { kind: 'settled', line }
  const at = instant(clock())
  const { by, reason } = input
  const marked = await changeBankLine(table, line.id, (is) =>
    is.match && !is.untying
      ? { ...is, untying: { by, reason, at, date: dateOf(at, publication.zone) } }
      : undefined,
  )
  if (marked.kind === 'missing') return { kind: 'noLine' }
  const { version: _, ...is } = marked.is
  if (!is.match) return { kind: 'notTied', line: is }
  return { kind: 'untied', line: await carryOutUntie(deps, is) }
}

/** What follows from a line that is being untied: its booking is taken back, then the tie is gone. */
export async function carryOutUntie(deps: TieDeps, line: BankLine): Promise<BankLine> {
  const { table } = deps
  const { match, untying } = line
  if (!match || !untying) return line
  const booked = await transactionOf(table, sourceOfLine(line))
  if (booked) {
    const { date, reason, by } = untying
    await bookTransaction(deps, reversalOf(booked.transaction, { date, reason, by }))
  }
  const freed = await changeBankLine(table, line.id, (is) =>
    is.untying && is.match?.payoutId === match.payoutId
      ? { ...is, match: undefined, untying: undefined, notOf: notOfAfter(is, match.payoutId) }
      : undefined,
  )
  await dropReceived(table, match.payoutId, line.id)
  if (freed.kind === 'missing') return line
  const { version: _, ...is } = freed.is
  return is
}

/** The books may think again; who works here has said what they know. */
function notOfAfter({ notOf = [], untying }: BankLine, payoutId: string): BankLine['notOf'] {
  if (untying?.by === byBooks) return notOf.length === 0 ? undefined : notOf
  return [...notOf.filter((id) => id !== payoutId), payoutId].slice(-20)
}
