// Tables as files for a spreadsheet: UTF-8 with a byte order mark, so that accents are read.

import type { ConsoleContext } from './context.ts'
import { csvLine } from './newsletters/recipients-csv.ts'

/** Answers with a file of lines under a line of heads; for lists that are read whole anyway. */
export function csvAnswer(
  c: ConsoleContext,
  file: { name: string; heads: readonly string[]; lines: readonly (readonly string[])[] },
): Response {
  const locale = c.get('locale')
  const text = [file.heads, ...file.lines].map((line) => csvLine(line, locale)).join('')
  return c.body(`\ufeff${text}`, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${file.name}.csv"`,
  })
}
