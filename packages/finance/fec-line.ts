// Checks one line of an FEC by itself: its columns, how each field is written, and that it is a debit
// or a credit. Stricter than the tax office's own tool (domain-rules §1.3). Pure.
import {
  type FecField,
  type FecName,
  type FecRow,
  fecFields,
  fecHeader,
  isFecDate,
  readAmount,
} from './fec-format.ts'

/** Every rule by its name; a program may rely on them. */
export type FecRule =
  | 'fileName'
  | 'encoding'
  | 'lineEnd'
  | 'header'
  | 'empty'
  | 'columns'
  | 'missing'
  | 'text'
  | 'date'
  | 'amount'
  | 'sides'
  | 'account'
  | 'currency'
  | 'year'
  | 'validDate'
  | 'order'
  | 'entry'
  | 'balance'
  | 'sequence'
  | 'opening'
  | 'lettering'

/** `line` counts from 1, the header; 0 is the file as a whole. */
export type FecError = { line: number; rule: FecRule; message: string }

export type Fault = { rule: FecRule; message: string }

/** The line as fields, where it has as many as there should be. */
export function readFecLine(text: string, separator: '\t' | '|'): FecRow | undefined {
  const cells = text.split(separator)
  if (cells.length !== fecHeader.length) return undefined
  return Object.fromEntries(fecHeader.map((name, at) => [name, cells[at] ?? ''])) as FecRow
}

/** What is wrong with a line by itself. */
export function faultsOfRow(row: FecRow): Fault[] {
  const faults: Fault[] = []
  const found = (rule: FecRule, message: string) => faults.push({ rule, message })
  for (const field of fecFields) faultsOfField(row, field, found)
  const { Debit, Credit, CompteNum, EcritureLet, DateLet, Montantdevise, Idevise } = row
  const [debit, credit] = [readAmount(Debit), readAmount(Credit)]
  if (debit !== undefined && credit !== undefined && (debit === 0n) === (credit === 0n))
    found('sides', `Debit ${Debit} and Credit ${Credit}: exactly one of them is above zero`)
  if (CompteNum !== '' && !/^\d{3}[0-9A-Za-z]*$/.test(CompteNum))
    found('account', `CompteNum ${CompteNum}: it begins with three digits of the chart of accounts`)
  if ((EcritureLet === '') !== (DateLet === ''))
    found('lettering', 'EcritureLet and DateLet: both or neither')
  if ((Montantdevise === '') !== (Idevise === ''))
    found('currency', 'Montantdevise and Idevise: both or neither')
  if (Idevise !== '' && !/^[A-Z]{3}$/.test(Idevise))
    found('currency', `Idevise ${Idevise}: the three letters of ISO 4217`)
  return faults
}

function faultsOfField(
  row: FecRow,
  { name, kind, mayBeEmpty }: FecField & { name: FecName },
  found: (rule: FecRule, message: string) => void,
): void {
  const value = row[name]
  if (value === '') {
    if (!mayBeEmpty) found('missing', `${name} is empty`)
    return
  }
  if (/[\p{Cc}\u00a0|]/u.test(value))
    found('text', `${name} holds a character that a field must not: a control, a hard space or |`)
  if (value !== value.trim()) found('text', `${name} begins or ends with a space`)
  if (kind === 'date' && !isFecDate(value))
    found('date', `${name} ${value}: a day written AAAAMMJJ`)
  if (kind === 'amount' && readAmount(value) === undefined)
    found(
      'amount',
      `${name} ${value}: digits, a comma and two digits, without a sign or a thousand separator`,
    )
}
