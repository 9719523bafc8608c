// CSV as RFC 4180 describes it and as programs write it: any of three delimiters, any line end,
// quotes that were never closed. Text goes in by pieces, records come out; memory stays constant.

export const csvLimits = { record: 20_000, cells: 200 }

/** `line` is the line of the file it begins at, from 1. `fault`: it can't be read as a record. */
export type CsvRecord = {
  line: number
  cells: string[]
  fault?: 'quote' | 'tooLong'
}

export const delimiters = [';', ',', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** Records of a text that comes in pieces, in groups. Empty lines are left out. */
export async function* csvRecords(
  texts: AsyncIterable<string>,
  delimiter: Delimiter,
): AsyncGenerator<CsvRecord[]> {
  const reader = csvReader(delimiter)
  for await (const text of texts) {
    const records = reader.push(text)
    if (records.length > 0) yield records
  }
  const rest = reader.end()
  if (rest.length > 0) yield rest
}

/** The push side of `csvRecords`. */
export function csvReader(delimiter: Delimiter): {
  push: (text: string) => CsvRecord[]
  end: () => CsvRecord[]
} {
  let buffer = ''
  let line = 1

  function take(isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = []
    let from = 0
    while (from < buffer.length) {
      const found = readRecord(buffer, from, { delimiter, isEnd })
      if (!found && !isEnd && buffer.length - from <= csvLimits.record) break
      const record = found && found.end - from <= csvLimits.record ? found : undefined
      if (record) {
        if (!isBlank(record.cells)) records.push({ line, cells: record.cells })
        line += linesIn(buffer, from, record.end)
        from = record.end
        continue
      }
      // A quote that is never closed, or a line without an end: only this line is lost.
      const end = lineEnd(buffer, from)
      if (end === undefined && !isEnd) {
        // Its end is not in sight; what was read of it is dropped, the rest when it comes.
        buffer = buffer.slice(from, from + csvLimits.record)
        return records
      }
      records.push({ line, cells: [], fault: found ? 'tooLong' : faultOf(buffer, from, end) })
      line += 1
      from = end ?? buffer.length
    }
    buffer = buffer.slice(from)
    return records
  }

  return {
    push: (text) => {
      buffer += text
      return take(false)
    },
    end: () => take(true),
  }
}

/** The delimiter of a file, by its first line: what stands most often outside quotes. */
export function guessDelimiter(text: string): Delimiter {
  const told = /^sep=([;,\t|])\r?\n/i.exec(text)?.[1]
  if (told) return told as Delimiter
  const first = text.slice(0, lineEnd(text, 0) ?? text.length).replace(/"(?:[^"]|"")*"/g, '')
  const counts = delimiters.map((one) => ({ one, count: first.split(one).length - 1 }))
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a))
  return best.count === 0 ? ',' : best.one
}

type Found = { cells: string[]; end: number }

/** The record that begins at `from`, or undefined while its end is not in the text. */
function readRecord(
  text: string,
  from: number,
  { delimiter, isEnd }: { delimiter: string; isEnd: boolean },
): Found | undefined {
  const cells: string[] = []
  let at = from
  for (;;) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, delimiter)
    if (!cell) return undefined
    let { value, end } = cell
    // After a closing quote, anything up to the delimiter belongs to the cell as it stands.
    if (text[at] === '"' && end < text.length && !isStop(text, end, delimiter)) {
      const rest = plainCell(text, end, delimiter)
      value += rest.value
      end = rest.end
    }
    if (cells.length < csvLimits.cells) cells.push(value)
    if (end >= text.length) return isEnd ? { cells, end } : undefined
    if (text[end] === delimiter) {
      at = end + 1
      continue
    }
    if (text[end] === '\n') return { cells, end: end + 1 }
    // A carriage return at the end of a piece may be the first half of a line end.
    if (end + 1 >= text.length && !isEnd) return undefined
    return { cells, end: text[end + 1] === '\n' ? end + 2 : end + 1 }
  }
}

function quotedCell(text: string, from: number): { value: string; end: number } | undefined {
  let value = ''
  let at = from + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote === -1 || quote - from > csvLimits.record) return undefined
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') return { value, end: quote + 1 }
    value += '"'
    at = quote + 2
  }
}

function plainCell(text: string, from: number, delimiter: string): { value: string; end: number } {
  let at = from
  while (at < text.length && !isStop(text, at, delimiter)) at++
  return { value: text.slice(from, at), end: at }
}

function isStop(text: string, at: number, delimiter: string): boolean {
  const char = text[at]
  return char === delimiter || char === '\n' || char === '\r'
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}

/** Where the next line begins, or undefined when this one does not end. */
function lineEnd(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\n') return at + 1
    if (text[at] === '\r') return text[at + 1] === '\n' ? at + 2 : at + 1
  }
  return undefined
}

function linesIn(text: string, from: number, end: number): number {
  let count = 0
  for (let at = from; at < end; at = lineEnd(text, at) ?? end) count++
  return Math.max(1, count)
}

function faultOf(text: string, from: number, end: number | undefined): 'quote' | 'tooLong' {
  return (end ?? text.length) - from > csvLimits.record ? 'tooLong' : 'quote'
}
