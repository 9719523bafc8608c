// The dates that consumer law sets: the end of the withdrawal period, and the window of the notice
// before a tacit renewal. All are calendar dates in Europe/Paris. Pure.
import { type Day, nextWorkingDay, plusDays, plusMonths } from './working-days.ts'

export type Concluded = {
  /** The day on which the contract was made. */
  concluded: Day
  /** Print with a digital edition counts as print: goods (Code de la consommation, L221-1 II). */
  kind: 'print' | 'digital'
  /** The day the first issue was received; a periodical's period runs from it (L221-18). */
  firstIssueReceived?: Day
}

/**
 * `open`: a period of goods that has not begun, because no issue was received yet: withdrawing is
 * possible at any time until then.
 */
export type WithdrawalUntil = { kind: 'until'; day: Day } | { kind: 'open' }

/**
 * The last day of the fourteen, until 24:00 (Code de la consommation, L221-18): the day it runs from
 * is not counted, and a last day that is a Saturday, Sunday or public holiday moves to the next
 * working day (L221-19).
 */
export function withdrawalUntil(contract: Concluded): WithdrawalUntil {
  const { concluded, kind, firstIssueReceived } = contract
  const from = kind === 'digital' ? concluded : firstIssueReceived
  if (from === undefined) return { kind: 'open' }
  // An issue that came before the contract was made does not begin the period.
  if (from < concluded) return withdrawalUntil({ ...contract, firstIssueReceived: concluded })
  return { kind: 'until', day: nextWorkingDay(plusDays(from, withdrawalDays)) }
}

/** Code de la consommation, L221-18. */
export const withdrawalDays = 14

export type NoticeWindow = { earliest: Day; latest: Day }

/**
 * When the notice before a tacit renewal must be sent: at most three months and at least one month
 * before the last day on which renewal can be refused (Code de la consommation, L215-1).
 */
export function noticeWindow(refusalDeadline: Day): NoticeWindow {
  return { earliest: plusMonths(refusalDeadline, -3), latest: plusMonths(refusalDeadline, -1) }
}
