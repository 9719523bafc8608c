// Checks a whole FEC: what the law's text says of it and what the tax office's tool looks at, and more
// (domain-rules §1.3): balance by entry, numbering without a gap, order, lettering, days of the year.
// It reads line by line, so that a file of millions of lines is checked in little memory.
import { type FecRow, fecHeader, readAmount, readFecFileName, yearOpening } from './fec-format.ts'
import { type FecError, type FecRule, faultsOfRow, readFecLine } from './fec-line.ts'

export const fecLimits = { errors: 1_000 }

export type FecVerdict = {
  ok: boolean
  /** Lines of entries, without the header. */
  lines: number
  entries: number
  /** In cents. */
  debit: bigint
  credit: bigint
  /** The first thousand; `found` counts them all. */
  errors: FecError[]
  found: number
}

export type FecCheck = {
  /** One line without its end; the first is the header. `isCrlf`: it ended in CR and LF. */
  line(text: string, isCrlf: boolean): void
  /** What is wrong with the bytes: said once. */
  fault(rule: FecRule, message: string): void
  end(): FecVerdict
}

type Entry = { line: number; debit: bigint; credit: bigint; date: string; journal: string }

type State = {
  year: { opens: string; closes: string } | undefined
  /** One of several files of a year, after the first: its numbers go on from another's. */
  isLaterPart: boolean
  separator: '\t' | '|'
  at: number
  entries: Map<string, Entry>
  lettering: Map<string, { line: number; sum: bigint }>
  last: { valid: string; number: string } | undefined
  totals: { debit: bigint; credit: bigint }
  found: (line: number, rule: FecRule, message: string) => void
}

/** `fileName` without its folder: it says the company and the closing day. */
export function newFecCheck(fileName: string): FecCheck {
  const errors: FecError[] = []
  let count = 0
  const found = (line: number, rule: FecRule, message: string) => {
    count++
    if (errors.length < fecLimits.errors) errors.push({ line, rule, message })
  }
  const named = readFecFileName(fileName)
  if (!named)
    found(0, 'fileName', `${fileName}: the name is SIREN, FEC and the closing day, AAAAMMJJ`)
  const state: State = {
    year: named && { opens: yearOpening(named.closes), closes: named.closes },
    isLaterPart: (named?.part ?? 1) > 1,
    separator: '\t',
    at: 0,
    entries: new Map(),
    lettering: new Map(),
    last: undefined,
    totals: { debit: 0n, credit: 0n },
    found,
  }
  return {
    line(text, isCrlf) {
      state.at++
      if (!isCrlf) found(state.at, 'lineEnd', 'The line does not end in CR and LF')
      if (state.at === 1) header(state, text)
      else if (text === '') found(state.at, 'empty', 'The line is empty')
      else row(state, text)
    },
    fault: (rule, message) => found(0, rule, message),
    end() {
      whole(state)
      return {
        ok: count === 0,
        lines: Math.max(0, state.at - 1),
        entries: state.entries.size,
        ...state.totals,
        errors: errors.toSorted((a, b) => a.line - b.line),
        found: count,
      }
    },
  }
}

function header(state: State, text: string): void {
  state.separator = text.includes('\t') || !text.includes('|') ? '\t' : '|'
  if (text !== fecHeader.join(state.separator))
    state.found(1, 'header', `The first line names the fields exactly: ${fecHeader.join(' ')}`)
}

function row(state: State, text: string): void {
  const { at, found } = state
  const read = readFecLine(text, state.separator)
  if (!read) {
    const columns = text.split(state.separator).length
    found(at, 'columns', `The line has ${columns} columns, not ${fecHeader.length}`)
    return
  }
  for (const { rule, message } of faultsOfRow(read)) found(at, rule, message)
  inYear(state, read)
  inOrder(state, read)
  intoEntry(state, read)
  intoLettering(state, read)
}

function inYear({ at, year, found }: State, { EcritureDate, ValidDate }: FecRow): void {
  if (year && EcritureDate !== '' && (EcritureDate < year.opens || EcritureDate > year.closes))
    found(at, 'year', `EcritureDate ${EcritureDate} is outside ${year.opens} to ${year.closes}`)
  if (ValidDate !== '' && ValidDate < EcritureDate)
    found(at, 'validDate', `ValidDate ${ValidDate} is before EcritureDate ${EcritureDate}`)
}

/**
 * By the day of validation, then by number, as entries were validated. The opening has the first
 * number and stands first, however late the accounts that it takes over were closed.
 */
function inOrder(state: State, row: FecRow): void {
  const { ValidDate: valid, EcritureNum: number } = row
  const { last, at, found } = state
  if (openingJournals.has(row.JournalCode) && tailOf(number) === 1n) return
  state.last = { valid, number }
  if (!last) return
  if (valid < last.valid)
    found(at, 'order', `ValidDate ${valid} comes after ${last.valid}: lines follow validation`)
  else if (valid === last.valid && compareNumbers(number, last.number) < 0)
    found(at, 'order', `EcritureNum ${number} comes after ${last.number}`)
}

function intoEntry(state: State, row: FecRow): void {
  const { at, entries, totals, found } = state
  const { EcritureNum: number, EcritureDate: date, JournalCode: journal } = row
  const debit = readAmount(row.Debit) ?? 0n
  const credit = readAmount(row.Credit) ?? 0n
  totals.debit += debit
  totals.credit += credit
  const entry = entries.get(number)
  if (!entry) {
    entries.set(number, { line: at, debit, credit, date, journal })
    return
  }
  entry.debit += debit
  entry.credit += credit
  if (entry.date !== date)
    found(at, 'entry', `EcritureNum ${number} has the dates ${entry.date} and ${date}`)
  if (entry.journal !== journal)
    found(at, 'entry', `EcritureNum ${number} is in the journals ${entry.journal} and ${journal}`)
}

function intoLettering({ at, lettering }: State, row: FecRow): void {
  if (row.EcritureLet === '') return
  const name = `${row.CompteNum} ${row.CompAuxNum} ${row.EcritureLet}`
  const sum = (readAmount(row.Debit) ?? 0n) - (readAmount(row.Credit) ?? 0n)
  const known = lettering.get(name)
  if (known) known.sum += sum
  else lettering.set(name, { line: at, sum })
}

function whole({ entries, lettering, totals, at, found, isLaterPart }: State): void {
  if (at < 2) found(0, 'empty', 'There are no entries')
  for (const [number, { line, debit, credit }] of entries)
    if (debit !== credit)
      found(
        line,
        'balance',
        `EcritureNum ${number}: debit ${euros(debit)}, credit ${euros(credit)}`,
      )
  if (totals.debit !== totals.credit)
    found(0, 'balance', `The file: debit ${euros(totals.debit)}, credit ${euros(totals.credit)}`)
  for (const [name, { line, sum }] of lettering)
    if (sum !== 0n) found(line, 'lettering', `Lettering ${name} leaves ${euros(sum)}`)
  numbering({ entries, found, isLaterPart })
}

/** Over all journals, or in each: from its first number on by one. */
function numbering({
  entries,
  found,
  isLaterPart,
}: Pick<State, 'entries' | 'found' | 'isLaterPart'>): void {
  const all = [...entries].map(([number, { line, journal }]) => ({ number, line, journal }))
  const opens = ({ number, journal }: Numbered) =>
    openingJournals.has(journal) && tailOf(number) === 1n
  const hasOpening = all.some(opens)
  // The first number is kept for the opening; a part that comes later goes on from another's number.
  const begins = (value: bigint) => isLaterPart || value === 1n || (value === 2n && !hasOpening)
  const gap = gapIn(isLaterPart ? all.filter((one) => !opens(one)) : all, begins)
  if (!gap || hasGaplessJournals(all)) opening(all, found)
  else found(gap.line, 'sequence', gap.message)
}

function hasGaplessJournals(all: readonly Numbered[]): boolean {
  const journals = [...new Set(all.map(({ journal }) => journal))]
  const begins = (value: bigint) => value === 1n
  return (
    journals.length > 1 &&
    journals.every(
      (journal) =>
        !gapIn(
          all.filter((one) => one.journal === journal),
          begins,
        ),
    )
  )
}

type Numbered = { number: string; line: number; journal: string }

/** The first number that does not follow the one before it. */
function gapIn(
  entries: readonly Numbered[],
  begins: (value: bigint) => boolean,
): { line: number; message: string } | undefined {
  let before: bigint | undefined
  const sorted = entries.toSorted((a, b) => compareNumbers(a.number, b.number))
  for (const { number, line } of sorted) {
    const value = tailOf(number)
    if (value === undefined)
      return { line, message: `EcritureNum ${number} does not end in a number` }
    if (before === undefined ? !begins(value) : value !== before + 1n)
      return {
        line,
        message: `EcritureNum ${number} follows ${before ?? 'nothing'}: numbers run from 1 without a gap`,
      }
    before = value
  }
  return undefined
}

/** The entries of the opening carry the first number (art. A47 A-1, VII-1° and 3°). */
function opening(entries: readonly Numbered[], found: State['found']): void {
  const first = entries.find(({ journal }) => openingJournals.has(journal))
  const lowest = entries.toSorted((a, b) => compareNumbers(a.number, b.number))[0]
  if (first && lowest && compareNumbers(first.number, lowest.number) > 0)
    found(first.line, 'opening', `The opening's EcritureNum ${first.number} is not the first`)
}

const openingJournals: ReadonlySet<string> = new Set(['AN', 'RAN', 'AAN'])

/** The number that its digits at the end are. */
function tailOf(number: string): bigint | undefined {
  const digits = /(\d{1,18})$/.exec(number)?.[1]
  return digits === undefined ? undefined : BigInt(digits)
}

/** By their digits at the end, then as text. */
function compareNumbers(a: string, b: string): number {
  const [x, y] = [tailOf(a) ?? 0n, tailOf(b) ?? 0n]
  if (x !== y) return x < y ? -1 : 1
  if (a === b) return 0
  return a < b ? -1 : 1
}

function euros(cents: bigint): string {
  const sign = cents < 0n ? '-' : ''
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${sign}${digits.slice(0, -2)},${digits.slice(-2)}`
}
