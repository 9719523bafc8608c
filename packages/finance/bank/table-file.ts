// A table as text: cells parted by semicolon, tab or comma, in quotes where they hold one of these.

export type Table = { rows: { cells: string[]; line: number }[]; separator: string }

/** Rows with the number of the line that each begins on. Undefined when a quote is never closed. */
export function readTable(text: string): Table | undefined {
  const separator = separatorOf(text)
  const rows: Table['rows'] = []
  let cells: string[] = []
  let [cell, line, startedOn, isQuoted, wasQuoted] = ['', 1, 1, false, false]
  const endCell = () => {
    cells.push(wasQuoted ? cell : bare(cell))
    ;[cell, wasQuoted] = ['', false]
  }
  const endRow = () => {
    endCell()
    if (cells.some((one) => one.trim() !== '')) rows.push({ cells, line: startedOn })
    cells = []
  }
  for (let index = 0; index < text.length; index++) {
    const char = text[index] ?? ''
    if (char === '\n') line += 1
    if (isQuoted) {
      if (char !== '"') cell += char
      else if (text[index + 1] === '"') {
        cell += '"'
        index += 1
      } else isQuoted = false
    } else if (char === '"' && isBeforeQuote(cell)) [cell, isQuoted, wasQuoted] = ['', true, true]
    else if (char === separator) endCell()
    else if (char === '\n') {
      endRow()
      startedOn = line
    } else if (char !== '\r') cell += char
  }
  if (isQuoted) return undefined
  if (cell !== '' || cells.length > 0) endRow()
  return { rows, separator }
}

/** A quote after spaces, or after the `=` that keeps a spreadsheet from reading a number, opens. */
function isBeforeQuote(cell: string): boolean {
  return cell.length < 200 && /^=?\s*$/.test(cell)
}

function bare(cell: string): string {
  return cell.trim()
}

/** Which sign parts most lines into the same number of cells. */
function separatorOf(text: string): string {
  const lines = text.split(/\r?\n/, 60).filter((line) => line.trim() !== '')
  let best = { separator: ';', score: 0 }
  for (const separator of [';', '\t', ',', '|']) {
    const counts = new Map<number, number>()
    for (const line of lines) {
      const count = line.replace(/"[^"]*"/g, '').split(separator).length - 1
      if (count > 0) counts.set(count, (counts.get(count) ?? 0) + 1)
    }
    const score = Math.max(0, ...counts.values())
    if (score > best.score) best = { separator, score }
  }
  return best.separator
}
