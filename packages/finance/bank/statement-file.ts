// What is read out of a file of a bank, before anything is kept of it. Shapes, and what a refusal says.
import type { Sentence } from '#kernel/errors'
import type { BankFormat } from './line.ts'

export type RawLine = {
  date: string
  valueDate?: string
  /** Above zero the account got it. */
  cents: number
  currency: string
  text: string
  references: string[]
}

export type RawStatement = {
  format: BankFormat
  variant: string
  account?: string
  from?: string
  to?: string
  openingCents?: number
  closingCents?: number
  isBalanceChecked: boolean
  lines: RawLine[]
  /** Lines that the bank has not booked yet; they come again. */
  pendingCount: number
}

/** `line`: of the file, from 1; of the whole file when absent. */
export type BankFault = { line?: number; sentence: Sentence }

/** Which column of a table is what, by its head (or its number from 1 where there are no heads). */
export type Columns = {
  date: string
  amount?: string
  debit?: string
  credit?: string
  text?: string
}

export type ReadFile =
  | { kind: 'statements'; statements: RawStatement[] }
  | { kind: 'refused'; faults: BankFault[] }
  /** The heads say nothing: a person says which column is what. */
  | { kind: 'columns'; heads: string[]; sample: string[][] }

export const faultLimit = 20

export function refused(sentence: Sentence, line?: number): ReadFile {
  return { kind: 'refused', faults: [line === undefined ? { sentence } : { line, sentence }] }
}
