// A table of the books as a file: its name says what it is and of which period, and whether that is
// still open.
import type { Locale } from '#kernel/errors'
import type { ExportFile } from '../export-kinds.ts'
import { type Period, periodName } from '../period.ts'
import { type Cell, csvHead, csvRow, csvType, type Head } from './csv.ts'

export type CsvOptions = { period: Period; locale: Locale; isProvisional: boolean }

export function csvFile(
  name: Head,
  { period, locale, isProvisional }: CsvOptions,
  table: { heads: readonly Head[]; rows: AsyncIterable<readonly Cell[]> },
): ExportFile {
  const provisional = isProvisional ? `-${provisionalMark[locale]}` : ''
  return {
    fileName: `${name[locale]}-${periodName(period)}${provisional}.csv`,
    contentType: csvType,
    charset: 'utf-8',
    isProvisional,
    lines: linesOf(table, locale),
  }
}

const provisionalMark: Head = { fr: 'provisoire', en: 'provisional' }

async function* linesOf(
  { heads, rows }: { heads: readonly Head[]; rows: AsyncIterable<readonly Cell[]> },
  locale: Locale,
): AsyncGenerator<string> {
  yield csvHead(heads, locale)
  for await (const row of rows) yield csvRow(row)
}
