// What finance can take out of the books, and the shapes of asking for it and getting it.
import * as z from 'zod'
import { type Locale, locales } from '#kernel/errors'
import type { Period } from './period.ts'
import type { FecCharset } from './write-fec.ts'

export const exportKinds = [
  'fec', // accounting entries: the fiscal year's file, or lots for the accounting firm
  'journal', // every posting, by entry
  'balance', // trial balance
  'vat', // VAT by scheme, place and rate, beside its accounts
  'oss', // sales to consumers in other member states, by quarter, and the threshold
  'deferred', // deferred revenue, month sold by month released
  'customers', // what each customer's account stands at, and its lines
  'receivables', // what is unpaid, by age
  'payouts', // payouts and what the bank got of each
  'ereporting', // sales and payments of consumers, by day, rate and category
] as const
export const ExportKind = z.enum(exportKinds)
export type ExportKind = z.infer<typeof ExportKind>

export const fecCharsets = ['utf-8', 'iso-8859-15'] as const satisfies readonly FecCharset[]

export const ExportRequest = z.object({
  kind: ExportKind,
  period: z.object({ from: z.iso.date(), to: z.iso.date() }),
  /** The language of heads; an FEC is French, as its reader is. */
  locale: z.enum(locales),
  /** Of an FEC alone: every other file is UTF-8 with a byte order mark. */
  charset: z.enum(fecCharsets).default('utf-8'),
})
export type ExportRequest = {
  kind: ExportKind
  period: Period
  locale: Locale
  charset?: FecCharset | undefined
}

/** A file as its text comes, piece by piece; `exportBytes` makes its bytes. Never the time it was made. */
export type ExportFile = {
  fileName: string
  contentType: string
  charset: FecCharset
  /** Its period is open: what comes later will change it. */
  isProvisional: boolean
  lines: AsyncIterable<string>
}

/**
 * `nothing`: an FEC without entries, which no one may hand in. `notAYear`: an FEC is of a fiscal year.
 */
export type ExportOpened =
  | { kind: 'opened'; files: ExportFile[] }
  | { kind: 'nothing' }
  | { kind: 'notAYear' }
