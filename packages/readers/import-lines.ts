// The lines of an import that the console took in, by what becomes of them: in pages to look at, or
// all of a kind as a file.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import type { JudgedLine } from './import/counts.ts'
import { judgedCsv, judgedHead, type OutcomeKind, outcomeKind } from './import/words.ts'
import { getPart, type ImportJob } from './store-imports.ts'

export const importPageLimits = { lines: 50, partsAtOnce: 10 }

type Parts = Pick<ImportJob, 'id' | 'partCount'>

/** A page of lines of these kinds. `from` counts the lines of those kinds that come before. */
export async function importPage(
  table: Table,
  job: Parts,
  options: { kinds: readonly OutcomeKind[]; from: number },
): Promise<{ lines: JudgedLine[]; next?: number }> {
  const { kinds, from } = options
  const lines: JudgedLine[] = []
  let passed = 0
  for await (const line of linesOf(table, job, kinds)) {
    passed += 1
    if (passed <= from) continue
    if (lines.length === importPageLimits.lines) return { lines, next: passed - 1 }
    lines.push(line)
  }
  return { lines }
}

/** The lines of these kinds as CSV, in pieces. */
export async function* importCsv(
  table: Table,
  job: Parts,
  options: { kinds: readonly OutcomeKind[]; locale: Locale },
): AsyncGenerator<string> {
  const { kinds, locale } = options
  yield `\ufeff${judgedHead(locale)}`
  for await (const line of linesOf(table, job, kinds)) yield judgedCsv(line, locale)
}

async function* linesOf(
  table: Table,
  { id, partCount }: Parts,
  kinds: readonly OutcomeKind[],
): AsyncGenerator<JudgedLine> {
  const { partsAtOnce } = importPageLimits
  for (let start = 0; start < partCount; start += partsAtOnce) {
    const count = Math.min(partsAtOnce, partCount - start)
    const parts = await Promise.all(
      Array.from({ length: count }, (_, at) => getPart(table, id, start + at)),
    )
    for (const part of parts)
      for (const line of part ?? []) if (kinds.includes(outcomeKind(line))) yield line
  }
}
