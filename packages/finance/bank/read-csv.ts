// A bank's table of lines: French banks write semicolons, decimal commas, days before months, an amount
// with its sign or a column for debits and one for credits, and a few lines of their own above it all.
import type { Sentence } from '#kernel/errors'
import { readAmount, readDay } from './amount.ts'
import { findPlaces, namedPlaces, type Places } from './find-columns.ts'
import { bankLimits } from './line.ts'
import {
  type BankFault,
  type Columns,
  faultLimit,
  type RawLine,
  type ReadFile,
  refused,
} from './statement-file.ts'
import { readTable, type Table } from './table-file.ts'

type Row = Table['rows'][number]

/** How many lines of its own a bank may write above the heads. */
const preambleRows = 30

export function readCsv(text: string, columns?: Columns): ReadFile {
  const table = readTable(text)
  if (!table) return refused(sentences.quote)
  const { rows } = table
  if (rows.length > bankLimits.lines + preambleRows) return refused(sentences.tooMany)
  const found = placesIn(rows, columns)
  if (!found) {
    if (!rows.some(hasDayAndAmount)) return refused(sentences.noTable)
    return columns ? refused(sentences.noSuchColumn) : askColumns(rows)
  }
  const { head, places, hasHead } = found
  const body = rows.slice(hasHead ? head + 1 : head)
  const read = readRows(body, places)
  if (read.faults.length > 0) return { kind: 'refused', faults: read.faults.slice(0, faultLimit) }
  if (read.lines.length === 0) return refused(sentences.noLines)
  const account = accountIn(rows.slice(0, head), read.accounts)
  return {
    kind: 'statements',
    statements: [
      {
        format: 'csv',
        variant: variantOf(rows[head]?.cells ?? [], places),
        lines: read.lines,
        pendingCount: 0,
        isBalanceChecked: read.balance === 'holds',
        ...(account === undefined ? {} : { account }),
        ...(read.balance === 'holds' ? read.balances : {}),
      },
    ],
  }
}

function placesIn(
  rows: readonly Row[],
  columns: Columns | undefined,
): { head: number; places: Places; hasHead: boolean } | undefined {
  for (const [head, { cells }] of rows.slice(0, preambleRows).entries()) {
    const places = columns ? namedPlaces(cells, columns) : findPlaces(cells)
    if (!places) continue
    // By number a row of the body fits too: then there is nothing above it.
    const hasHead = readDay(cells[places.date] ?? '') === undefined
    const isBody = !hasHead || columns === undefined
    const nextIsBody = readDay(rows[head + 1]?.cells[places.date] ?? '') !== undefined
    if (isBody || nextIsBody || head === rows.length - 1) return { head, places, hasHead }
  }
  return undefined
}

function hasDayAndAmount({ cells }: Row): boolean {
  const day = cells.findIndex((cell) => readDay(cell) !== undefined)
  return day >= 0 && cells.some((cell, at) => at !== day && readAmount(cell) !== undefined)
}

function askColumns(rows: readonly Row[]): ReadFile {
  const widest = Math.max(...rows.slice(0, preambleRows).map(({ cells }) => cells.length))
  const first = rows.findIndex(({ cells }) => cells.length === widest)
  const heads = (rows[first]?.cells ?? []).map((cell, place) => cell.trim() || String(place + 1))
  const sample = rows.slice(first + 1, first + 4).map(({ cells }) => cells)
  return { kind: 'columns', heads, sample }
}

type RowsRead = {
  lines: RawLine[]
  faults: BankFault[]
  accounts: Set<string>
  balance: 'holds' | 'unknown'
  balances: { openingCents: number; closingCents: number }
}

function readRows(rows: readonly Row[], places: Places): RowsRead {
  const lines: RawLine[] = []
  const faults: BankFault[] = []
  const accounts = new Set<string>()
  const after: number[] = []
  for (const { cells, line } of rows) {
    if (isSum(cells, places)) continue
    const read = readRow(cells, places)
    if ('sentence' in read) {
      faults.push({ line, sentence: read.sentence })
      continue
    }
    lines.push(read.line)
    const account = cellAt(cells, places.account)
    if (account !== '') accounts.add(account.replace(/\s/g, ''))
    const balance = readAmount(cellAt(cells, places.balance))
    if (balance !== undefined) after.push(balance)
  }
  return { lines, faults, accounts, ...balanceOf(lines, after) }
}

/** A line of the bank's own below the table: a sum or a balance, without a day. */
function isSum(cells: readonly string[], places: Places): boolean {
  if (cellAt(cells, places.date) !== '' && /\d/.test(cellAt(cells, places.date))) return false
  return cells.some((cell) => /^\s*(sous-)?(total|solde|totaux|nombre)/i.test(cell))
}

function readRow(
  cells: readonly string[],
  places: Places,
): { line: RawLine } | { sentence: Sentence } {
  const date = readDay(cellAt(cells, places.date))
  if (date === undefined) return { sentence: notADay(cellAt(cells, places.date)) }
  const cents = centsOf(cells, places)
  if (typeof cents !== 'number') return cents
  const currency = cellAt(cells, places.currency).toUpperCase() || 'EUR'
  if (!/^[A-Z]{3}$/.test(currency)) return { sentence: sentences.currency }
  const valueDate = readDay(cellAt(cells, places.valueDate))
  const reference = cellAt(cells, places.reference).slice(0, bankLimits.reference)
  const texts = [...new Set(places.texts.map((place) => cellAt(cells, place).replace(/\s+/g, ' ')))]
  return {
    line: {
      ...{ date, cents, currency },
      ...(valueDate === undefined ? {} : { valueDate }),
      text: texts.filter(Boolean).join(' / ').slice(0, bankLimits.text),
      references: reference === '' ? [] : [reference],
    },
  }
}

function centsOf(cells: readonly string[], places: Places): number | { sentence: Sentence } {
  if (places.amount !== undefined) {
    const text = cellAt(cells, places.amount)
    const cents = readAmount(text)
    if (cents === undefined) return { sentence: notAnAmount(text) }
    const side = cellAt(cells, places.side).toUpperCase()
    if (/^(D|DEBIT|DÉBIT|-)$/.test(side)) return -Math.abs(cents) || 0
    return cents
  }
  const [debitText, creditText] = [cellAt(cells, places.debit), cellAt(cells, places.credit)]
  const debit = debitText === '' ? 0 : readAmount(debitText)
  const credit = creditText === '' ? 0 : readAmount(creditText)
  if (debit === undefined) return { sentence: notAnAmount(debitText) }
  if (credit === undefined) return { sentence: notAnAmount(creditText) }
  if (debit !== 0 && credit !== 0) return { sentence: sentences.bothSides }
  if (debitText === '' && creditText === '') return { sentence: sentences.noAmount }
  return debit === 0 ? credit : -Math.abs(debit)
}

/**
 * Whether the balances beside the lines follow from each other, upwards or downwards. A list that a
 * person filtered has gaps: then nothing is known, and nothing is claimed.
 */
function balanceOf(
  lines: readonly RawLine[],
  after: readonly number[],
): Pick<RowsRead, 'balance' | 'balances'> {
  const unknown = { balance: 'unknown' as const, balances: { openingCents: 0, closingCents: 0 } }
  if (after.length !== lines.length || lines.length < 2) return unknown
  const chain = (cents: readonly number[], balances: readonly number[]) =>
    balances.every((one, at) => at === 0 || balances[at - 1] === one - (cents[at] ?? 0))
  const cents = lines.map((line) => line.cents)
  for (const [order, sums] of [
    [cents, after],
    [cents.toReversed(), after.toReversed()],
  ] as const)
    if (chain(order, sums))
      return {
        balance: 'holds',
        balances: {
          openingCents: (sums[0] ?? 0) - (order[0] ?? 0),
          closingCents: sums.at(-1) ?? 0,
        },
      }
  return unknown
}

function accountIn(preamble: readonly Row[], accounts: ReadonlySet<string>): string | undefined {
  const [only, ...others] = accounts
  if (only !== undefined) return others.length === 0 ? only.slice(0, 40) : undefined
  const text = preamble.flatMap(({ cells }) => cells).join(' ')
  const iban = /\bFR\d{2}(?: ?[0-9A-Z]{4}){5} ?[0-9A-Z]{3}\b/.exec(text)?.[0]
  return iban?.replace(/\s/g, '')
}

function variantOf(heads: readonly string[], places: Places): string {
  const named = (place: number | undefined) =>
    place === undefined ? [] : [heads[place]?.trim() || String(place + 1)]
  const { date, amount, debit, credit, texts } = places
  const used = [date, amount, debit, credit, ...texts].flatMap(named)
  return used.join(', ').slice(0, 300)
}

function cellAt(cells: readonly string[], place: number | undefined): string {
  return place === undefined ? '' : (cells[place] ?? '').trim()
}

function notADay(text: string): Sentence {
  return {
    fr: `«\u202f${text.slice(0, 40)}\u202f» n’est pas une date\u202f: jour, mois, année (28/11/2026).`,
    en: `“${text.slice(0, 40)}” is no date: day, month, year (28/11/2026).`,
  }
}

function notAnAmount(text: string): Sentence {
  return {
    fr: `«\u202f${text.slice(0, 40)}\u202f» n’est pas un montant sûr\u202f: deux décimales après une virgule (1 234,56).`,
    en: `“${text.slice(0, 40)}” is no certain amount: two decimals after a comma (1 234,56).`,
  }
}

const sentences = {
  quote: {
    fr: 'Un guillemet s’ouvre et ne se ferme jamais\u202f: le fichier est coupé ou abîmé.',
    en: 'A quote opens and never closes: the file is cut off or damaged.',
  },
  tooMany: {
    fr: 'Ce fichier compte plus de 20\u202f000 lignes\u202f: importez une période plus courte.',
    en: 'This file has more than 20,000 lines: import a shorter period.',
  },
  noTable: {
    fr: 'Ce fichier n’est ni un CAMT.053 ni un tableau de dates et de montants\u202f: demandez à la banque l’un des deux.',
    en: 'This file is neither a CAMT.053 nor a table of days and amounts: ask the bank for one of them.',
  },
  noLines: {
    fr: 'Ce tableau ne contient aucune ligne.',
    en: 'This table holds no lines.',
  },
  noSuchColumn: {
    fr: 'Une des colonnes indiquées n’existe pas\u202f: il faut une date, et un montant ou un débit et un crédit.',
    en: 'One of the columns given is not there: a date is needed, and an amount or a debit and a credit.',
  },
  currency: {
    fr: 'La devise de cette ligne ne se lit pas\u202f: trois lettres (EUR).',
    en: 'The currency of this line can’t be read: three letters (EUR).',
  },
  bothSides: {
    fr: 'Cette ligne a un débit et un crédit\u202f: une seule des deux colonnes est remplie d’ordinaire.',
    en: 'This line has a debit and a credit: just one of the two is filled.',
  },
  noAmount: {
    fr: 'Cette ligne n’a pas de montant.',
    en: 'This line has no amount.',
  },
} satisfies Record<string, Sentence>
