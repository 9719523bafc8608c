// Which column of a bank's table is what, by the words that French banks write over them. Pure.
import type { Columns } from './statement-file.ts'

/** Places of columns in a row, from 0. */
export type Places = {
  date: number
  valueDate?: number
  amount?: number
  debit?: number
  credit?: number
  /** `D` or `C`, beside an amount without a sign. */
  side?: number
  texts: number[]
  reference?: number
  currency?: number
  balance?: number
  account?: number
}

/** Likelier names first; compared without accents, signs and case. */
const heads = {
  date: [
    'date comptable',
    'date de comptabilisation',
    'date comptabilisation',
    'date d operation',
    'date operation',
    'date de l operation',
    'dateop',
    'date op',
    'booking date',
    'date',
  ],
  valueDate: ['date de valeur', 'date valeur', 'dateval', 'valeur', 'value date'],
  amount: [
    'montant',
    'montant operation',
    'montant de l operation',
    'montant eur',
    'montant euros',
    'montant en euros',
    'montant en eur',
    'amount',
  ],
  debit: ['debit', 'debit eur', 'debit euros', 'debit en euros', 'montant debit', 'debits'],
  credit: ['credit', 'credit eur', 'credit euros', 'credit en euros', 'montant credit', 'credits'],
  side: ['sens', 'debit credit', 'd c', 'sens de l operation'],
  reference: ['reference', 'ref', 'numero operation', 'reference operation', 'reference bancaire'],
  currency: ['devise', 'currency', 'monnaie'],
  balance: ['solde', 'solde eur', 'solde apres operation', 'balance', 'solde en euros'],
  account: ['iban', 'compte', 'numero de compte', 'n compte'],
} as const

const textHead =
  /^(libelle|label|description|intitule|motif|detail|details|nature|informations?|emetteur|tiers|donneur)\b/

/** Undefined when a date or an amount has no column that says so. */
export function findPlaces(cells: readonly string[]): Places | undefined {
  const plain = cells.map(plainHead)
  const placeOf = (names: readonly string[]) => {
    const found = names.map((name) => plain.indexOf(name)).find((place) => place >= 0)
    return found === undefined || found < 0 ? undefined : found
  }
  const date = placeOf(heads.date)
  const debit = placeOf(heads.debit)
  const credit = placeOf(heads.credit)
  const amount = placeOf(heads.amount)
  const hasBoth = debit !== undefined && credit !== undefined
  if (date === undefined || (amount === undefined && !hasBoth)) return undefined
  const optional = {
    valueDate: placeOf(heads.valueDate),
    ...(hasBoth ? { debit, credit } : { amount, side: placeOf(heads.side) }),
    reference: placeOf(heads.reference),
    currency: placeOf(heads.currency),
    balance: placeOf(heads.balance),
    account: placeOf(heads.account),
  }
  const texts = plain.flatMap((head, place) => (textHead.test(head) ? [place] : []))
  return { date, texts, ...present(optional) }
}

/** What a person said, by heads or by numbers from 1; undefined when a column is not there. */
export function namedPlaces(cells: readonly string[], columns: Columns): Places | undefined {
  const placeOf = (name: string | undefined) => {
    if (name === undefined || name === '') return undefined
    const byHead = cells.map(plainHead).indexOf(plainHead(name))
    if (byHead >= 0) return byHead
    const number = /^\d{1,2}$/.test(name) ? Number(name) : 0
    return number >= 1 && number <= cells.length ? number - 1 : undefined
  }
  const [date, amount] = [placeOf(columns.date), placeOf(columns.amount)]
  const [debit, credit] = [placeOf(columns.debit), placeOf(columns.credit)]
  const text = placeOf(columns.text)
  const hasBoth = debit !== undefined && credit !== undefined
  if (date === undefined || (amount === undefined && !hasBoth)) return undefined
  return {
    date,
    texts: text === undefined ? [] : [text],
    ...present(hasBoth ? { debit, credit } : { amount }),
  }
}

export function plainHead(head: string): string {
  const letters = head.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return letters.replace(/[^a-z0-9]+/g, ' ').trim()
}

function present<T extends Record<string, number | undefined>>(values: T) {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept) as { [K in keyof T]?: number }
}
