// VAT of a period as it fell due or went back, by scheme, place, rate and reason, from what is said of
// it on the transactions; beside it what the accounts say, and any difference between the two.
import type { Table } from '#aws/table'
import type { Accounts } from '#publication/books'
import type { TaxLine } from '../documents.ts'
import type { Period } from '../period.ts'
import { vatAccount } from '../post-sale.ts'
import { entriesOf, movementsIn } from './period-entries.ts'

/** In cents; below zero more went back than fell due. `account`: undefined of what bears no VAT. */
export type VatRow = Pick<TaxLine, 'scheme' | 'rate' | 'place' | 'because'> & {
  net: number
  vat: number
  account: string | undefined
}

/** What an account of VAT says: `moved` is its credit less its debit; `stated`: the rows' sum. */
export type VatControl = { account: string; moved: number; stated: number; difference: number }

export type VatStatement = {
  rows: VatRow[]
  controls: VatControl[]
  /** Of all taxed rows, due in France and in other member states. */
  due: { domestic: number; oss: number }
  /** On Stripe's fees: what may be deducted. */
  onFees: number
}

export async function vatStatement(
  { table, accounts }: { table: Table; accounts: Accounts },
  period: Period,
): Promise<VatStatement> {
  const rows = new Map<string, VatRow>()
  for await (const { transaction } of entriesOf(table, period))
    for (const tax of transaction.taxes ?? []) addTax(rows, tax, accounts)
  const inOrder = [...rows.values()]
    .filter(({ net, vat }) => net !== 0 || vat !== 0)
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  const moved = await movementsIn(table, period)
  const creditOf = (account: string) => {
    const { debit, credit } = moved.get(account) ?? { debit: 0, credit: 0 }
    return credit - debit
  }
  const controls = [...new Set(Object.values(accounts.vat))].toSorted().map((account) => {
    const stated = sum(inOrder.filter((row) => row.account === account))
    return { account, moved: creditOf(account), stated, difference: creditOf(account) - stated }
  })
  return {
    rows: inOrder,
    controls: controls.filter(({ moved: one, stated }) => one !== 0 || stated !== 0),
    due: {
      domestic: sum(inOrder.filter(({ scheme }) => scheme === 'domestic')),
      oss: sum(inOrder.filter(({ scheme }) => scheme === 'oss')),
    },
    onFees: -creditOf(accounts.vatOnFees) || 0,
  }
}

function addTax(rows: Map<string, VatRow>, tax: TaxLine, accounts: Accounts): void {
  const { scheme, rate, place, because } = tax
  const account = scheme === 'exempt' ? undefined : vatAccount(tax, accounts)
  const name = nameOf(tax)
  const row = rows.get(name) ?? { scheme, rate, place, because, net: 0, vat: 0, account }
  rows.set(name, { ...row, net: row.net + tax.net, vat: row.vat + tax.vat })
}

function nameOf({ scheme, place, rate, because }: Omit<VatRow, 'net' | 'vat' | 'account'>): string {
  return `${order[scheme]} ${place} ${String(rate).padStart(5, '0')} ${because ?? ''}`
}

const order = { domestic: 0, oss: 1, exempt: 2 }

function sum(rows: readonly VatRow[]): number {
  return rows.reduce((total, { vat }) => total + vat, 0)
}

/**
 * Where it is declared on form 3310-CA3: a help, to be held against the form of the period. Sales at a
 * distance taxed in another member state are declared for their base alone; their VAT goes by the
 * one-stop shop.
 */
export function declaredAt({ scheme, rate, because, place }: VatRow): string {
  if (scheme === 'oss') return 'E3'
  if (scheme === 'exempt') return exemptLines[because ?? ''] ?? 'E2'
  const isOverseas = place !== 'FR'
  if (rate === 210) return isOverseas ? '11' : 'T6'
  return taxedLines[rate] ?? ''
}

const taxedLines: Readonly<Record<number, string>> = {
  2000: '08',
  1000: '9B',
  850: '10',
  550: '09',
  105: 'T2',
}
const exemptLines: Readonly<Record<string, string>> = {
  intraCommunity: 'F2',
  export: 'E1',
  overseas: 'E1',
  reverseCharge: 'E2',
  notInFrance: 'E2',
}
