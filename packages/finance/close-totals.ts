// What a closed month holds of the totals of its seals: its own, everything up to it, and what those
// seals hold of later months. Pure.
import { type AccountTotals, type SealTotals, sidesByAccount } from './seal-totals.ts'

export type CloseTotals = { own: AccountTotals; upTo: AccountTotals; beyond: SealTotals }

export function sidesAtClose(totals: SealTotals, month: string): CloseTotals {
  const beyond = Object.entries(totals).flatMap(([account, months]) => {
    const later = Object.entries(months).filter(([one]) => one > month)
    return later.length > 0 ? [[account, Object.fromEntries(later)] as const] : []
  })
  return {
    own: byAccount(totals, (one) => one === month),
    upTo: byAccount(totals, (one) => one <= month),
    beyond: Object.fromEntries(beyond),
  }
}

function byAccount(totals: SealTotals, takes: (month: string) => boolean): AccountTotals {
  return Object.fromEntries(
    [...sidesByAccount(totals, takes)].map(([account, { debit, credit }]) => [
      account,
      [debit, credit],
    ]),
  )
}
