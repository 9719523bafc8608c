// Writes sealed transactions as an FEC: one line a posting, texts cleaned of what a field must not
// hold, in UTF-8 or ISO 8859-15. The same transactions give the same bytes. Pure.
import { type Accounts, accountName } from '#publication/books'
import { type FecRow, fecHeader } from './fec-format.ts'
import type { Journal, Transaction } from './transaction.ts'

export type FecCharset = 'utf-8' | 'iso-8859-15'

/** A transaction with what its seal gave it. */
export type SealedTransaction = {
  transaction: Transaction
  /** Of the fiscal year, from 1. */
  number: number
  /** The day of its seal. */
  validDate: string
}

/** Two sides that settle each other: a code and the day it was given. */
export type Lettering = { code: string; date: string }

export type FecContext = {
  accounts: Accounts
  /** What a customer is called; the books keep names longer than the shop does. */
  customerName: (customerId: string) => string | undefined
  /** Of a posting on a customer's account that is settled. */
  letteringOf?: (
    transaction: Transaction,
    posting: Transaction['postings'][number],
  ) => Lettering | undefined
}

export const journalNames: Readonly<Record<Journal, string>> = {
  VE: 'Ventes',
  ST: 'Stripe',
  BQ: 'Banque',
  OD: 'Opérations diverses',
  AN: 'À nouveaux',
}

/** The line that names the fields. */
export function fecHeaderLine(): string {
  return `${fecHeader.join('\t')}\r\n`
}

/** The lines of a transaction, debits first. */
export function fecLines(sealed: SealedTransaction, context: FecContext): string {
  const { postings } = sealed.transaction
  const inOrder = [
    ...postings.filter(({ cents }) => cents > 0),
    ...postings.filter(({ cents }) => cents < 0),
  ]
  return inOrder
    .map((posting) => {
      const row = rowOf(sealed, posting, context)
      return `${fecHeader.map((name) => row[name]).join('\t')}\r\n`
    })
    .join('')
}

function rowOf(
  { transaction, number, validDate }: SealedTransaction,
  posting: Transaction['postings'][number],
  context: FecContext,
): FecRow {
  const { journal, date, piece, label } = transaction
  const { account, auxiliary, cents } = posting
  const lettering = context.letteringOf?.(transaction, posting)
  return {
    JournalCode: journal,
    JournalLib: journalNames[journal],
    EcritureNum: String(number).padStart(6, '0'),
    EcritureDate: fecDay(date),
    CompteNum: account,
    CompteLib: fecText(accountName(context.accounts, account)),
    CompAuxNum: fecText(auxiliary ?? '', { mayBeEmpty: true }),
    CompAuxLib:
      auxiliary === undefined
        ? ''
        : fecText(context.customerName(auxiliary) ?? `Client ${auxiliary}`),
    PieceRef: fecText(piece.ref),
    PieceDate: fecDay(piece.date),
    EcritureLib: fecText(label),
    Debit: fecAmount(Math.max(0, cents)),
    Credit: fecAmount(Math.max(0, -cents)),
    EcritureLet: lettering?.code ?? '',
    DateLet: lettering === undefined ? '' : fecDay(lettering.date),
    ValidDate: fecDay(validDate),
    Montantdevise: '',
    Idevise: '',
  }
}

/** `2026-12-31` as `20261231`. */
export function fecDay(day: string): string {
  return day.replaceAll('-', '')
}

/** Cents, zero or more, with a comma. */
export function fecAmount(cents: number): string {
  return `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, '0')}`
}

/** A text without what parts fields or lines; what must say something says `-`. */
export function fecText(text: string, options: { mayBeEmpty?: boolean } = {}): string {
  const clean = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}|]/gu, ' ')
    .replace(/[\s\p{Zs}]+/gu, ' ')
    .trim()
  return clean === '' && options.mayBeEmpty !== true ? '-' : clean
}

/** The bytes of a text: what ISO 8859-15 lacks is written by its nearest letters, else `?`. */
export function fecBytes(text: string, charset: FecCharset): Uint8Array {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8')
  const bytes: number[] = []
  for (const sign of text) bytes.push(...latin9(sign))
  return Uint8Array.from(bytes)
}

/** Where ISO 8859-15 differs from 8859-1. */
const ownSigns: Readonly<Record<string, number>> = {
  '€': 0xa4,
  Š: 0xa6,
  š: 0xa8,
  Ž: 0xb4,
  ž: 0xb8,
  Œ: 0xbc,
  œ: 0xbd,
  Ÿ: 0xbe,
}
const nearest: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  ı: 'i',
}

function latin9(sign: string): number[] {
  const own = ownSigns[sign]
  if (own !== undefined) return [own]
  const code = sign.codePointAt(0) ?? 0
  if (code < 256 && !Object.values(ownSigns).includes(code)) return [code]
  const plain = nearest[sign] ?? sign.normalize('NFKD').replace(/\p{M}/gu, '')
  return plain === sign ? [63] : [...plain].flatMap(latin9)
}
