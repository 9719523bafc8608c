// What the command prints: a sentence or a table for people, JSON for programs, and exit codes that
// a script can rely on.
import { VisibleError } from '#kernel/errors'

/** 0: done. 1: refused, or something does not hold. 2: the command's words are off. */
export const exitCodes = { done: 0, refused: 1, usage: 2 }

export type Output = {
  json: boolean
  write: (text: string) => void
  writeError: (text: string) => void
}

/** Prints `value` as JSON with `--json`, otherwise what `text` makes of it. */
export function show<T>(output: Output, value: T, text: (value: T) => string): void {
  output.write(`${output.json ? json(value) : text(value)}\n`)
}

/** JSON in two columns of indent; sets become lists. */
function json(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (inner instanceof Set ? [...inner] : inner), 2)
}

/**
 * Prints a refusal and answers the exit code. With `--json` it is
 * `{error: {code, message, fields}}` on standard output, so that a program reads one stream.
 * A bug is thrown on.
 */
export function showRefusal(output: Output, error: unknown): number {
  if (!(error instanceof VisibleError)) throw error
  if (output.json) {
    const fields = Object.fromEntries(
      Object.entries(error.fields).map(([name, sentence]) => [name, sentence.en]),
    )
    const refusal = { error: { code: error.code, message: error.sentence.en, fields } }
    output.write(`${json(refusal)}\n`)
  } else {
    output.writeError(`${error.sentence.en}\n`)
    for (const [name, sentence] of Object.entries(error.fields))
      output.writeError(`  ${name}: ${sentence.en}\n`)
  }
  return exitCodes.refused
}

/** What is off in the command's words, for programs: `{error: {code: 'usage', …}}`. */
export function showUsage(output: Pick<Output, 'write'>, message: string): void {
  const told = /^\(outputHelp\)$/.test(message)
    ? 'A command is missing: --help shows them.'
    : message.replace(/^error: /, '')
  output.write(`${json({ error: { code: 'usage', message: told, fields: {} } })}\n`)
}

/** Columns aligned by their longest cell; numbers to the right. */
export function textTable(head: readonly string[], rows: readonly (string | number)[][]): string {
  const width = head.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => String(row[at] ?? '').length)),
  )
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, at) =>
        typeof cell === 'number'
          ? String(cell).padStart(width[at] ?? 0)
          : cell.padEnd(width[at] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(head), width.map((n) => '─'.repeat(n)).join('  '), ...rows.map(line)].join('\n')
}
