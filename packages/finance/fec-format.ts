// The format of the file of accounting entries (FEC): its eighteen fields, how each is written, how the
// file is named. Livre des procédures fiscales, art. A47 A-1, VI to XIII. Pure.

import { isSiren } from '#publication/schema'

export type FecField = {
  name: string
  kind: 'text' | 'date' | 'amount'
  /** Left empty where there is nothing to say. */
  mayBeEmpty: boolean
}

const field = <const Name extends string>(
  name: Name,
  kind: FecField['kind'] = 'text',
  mayBeEmpty = false,
) => ({ name, kind, mayBeEmpty })

/** In their order, which is the law's; the small letters of the last two are the law's too. */
export const fecFields = [
  field('JournalCode'),
  field('JournalLib'),
  field('EcritureNum'),
  field('EcritureDate', 'date'),
  field('CompteNum'),
  field('CompteLib'),
  field('CompAuxNum', 'text', true),
  field('CompAuxLib', 'text', true),
  field('PieceRef'),
  field('PieceDate', 'date'),
  field('EcritureLib'),
  field('Debit', 'amount'),
  field('Credit', 'amount'),
  field('EcritureLet', 'text', true),
  field('DateLet', 'date', true),
  field('ValidDate', 'date'),
  field('Montantdevise', 'amount', true),
  field('Idevise', 'text', true),
] as const satisfies readonly FecField[]

export type FecName = (typeof fecFields)[number]['name']

/** A line by the names of its fields, as written. */
export type FecRow = Record<FecName, string>

export const fecHeader = fecFields.map(({ name }) => name)

/** `part`: of a file that is handed over in parts, from 1; else undefined. */
export type FecFileName = {
  siren: string
  closes: string
  part: number | undefined
  isProvisional: boolean
}

/**
 * `123456782FEC20261231.txt`: the company and the day its year closes; `_1` for a part of it,
 * `_provisoire` while the year is open.
 */
export function readFecFileName(name: string): FecFileName | undefined {
  const match =
    /^(\d{9})FEC(\d{8})(?:_(\d{1,4}))?(_(?:provisoire|PROVISOIRE))?(?:\.[A-Za-z0-9]{1,5})?$/.exec(
      name,
    )
  const [, siren = '', closes = '', part, provisional] = match ?? []
  if (!match || !isSiren(siren) || !isFecDate(closes)) return undefined
  return {
    ...{ siren, closes, part: part === undefined ? undefined : Number(part) },
    isProvisional: provisional !== undefined,
  }
}

/** `20261231`, a day that the calendar has, of this century or the last. */
export function isFecDate(text: string): boolean {
  const match = /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(text)
  if (!match) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day
}

/** The first day of the twelve months that close on a day. */
export function yearOpening(closes: string): string {
  const [year, month, day] = [closes.slice(0, 4), closes.slice(4, 6), closes.slice(6)].map(Number)
  const next = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, (day ?? 1) + 1))
  next.setUTCFullYear(next.getUTCFullYear() - 1)
  return next.toISOString().slice(0, 10).replaceAll('-', '')
}

/** `1234,50` in cents; undefined where it is written otherwise. */
export function readAmount(text: string): bigint | undefined {
  return /^\d{1,15},\d{2}$/.test(text) ? BigInt(text.replace(',', '')) : undefined
}
