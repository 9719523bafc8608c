// What became of the lines of a file, counted. Every line is in one number.
import * as z from 'zod'
import { isGood, type LineOutcome, type PreparedLine } from './line.ts'

export const ImportCounts = z.object({
  new: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  /** Lines refused, by reason. */
  refused: z.record(z.string(), z.number().int()),
  /** Known addresses that stay as they are (unsubscribed, bounced …), by reason. */
  kept: z.record(z.string(), z.number().int()),
})
export type ImportCounts = z.infer<typeof ImportCounts>

export const noCounts = (): ImportCounts => ({
  new: 0,
  changed: 0,
  unchanged: 0,
  refused: {},
  kept: {},
})

/** A line with what became of it; none for a line that is refused by what it says. */
export type JudgedLine = { line: PreparedLine; outcome?: LineOutcome }

/** Adds lines to `counts`. */
export function countLines(counts: ImportCounts, judged: readonly JudgedLine[]): void {
  for (const { line, outcome } of judged)
    if (!isGood(line)) counts.refused[line.refusal] = (counts.refused[line.refusal] ?? 0) + 1
    else if (outcome?.kind === 'kept')
      counts.kept[outcome.reason] = (counts.kept[outcome.reason] ?? 0) + 1
    else if (outcome) counts[outcome.kind] += 1
}

export function sumOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

export function lineCountOf(counts: ImportCounts): number {
  const { refused, kept } = counts
  return counts.new + counts.changed + counts.unchanged + sumOf(refused) + sumOf(kept)
}
