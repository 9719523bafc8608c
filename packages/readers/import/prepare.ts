// A file as lines that can be compared: opened, its columns found, each record read, those that come
// twice refused. Memory does not grow with the file but for the ids it has named (16 bytes a line).
import type { Sentence } from '#kernel/errors'
import type { Publication } from '#publication/schema'
import { type ReaderKeys, readerIds } from '../reader-id.ts'
import { type Columns, type Mapping, readColumns } from './columns.ts'
import { type CsvRecord, csvReader, csvRecords, type Delimiter, guessDelimiter } from './csv.ts'
import { decodeText, type Encoding, inspectBytes, type OpenBytes } from './decode.ts'
import { isGood, type PreparedLine, readLine } from './line.ts'
import { seenIds } from './seen-ids.ts'

export const importLimits = {
  lines: 2_000_000,
  /** Lines compared together; two reads of the table. */
  batch: 100,
  /** Batches under way at once. */
  parallel: 8,
  basis: 800,
  /** A file that a form brings; a larger one is for the command. */
  formBytes: 3_500_000,
  /** Lines of a part, as the console keeps them. */
  partLines: 250,
  keepDays: 7,
}

export type OpenFile = {
  open: OpenBytes
  encoding: Encoding
  delimiter: Delimiter
  columns: Columns
  header: readonly string[]
  hasHeader: boolean
  sha256: string
  byteCount: number
}

/** `header`: the columns' names, where they could be read. */
export type OpenFault = {
  kind: 'fault'
  code: string
  sentence: Sentence
  header?: readonly string[]
}

/** Looks through a file once: its encoding, its delimiter, its columns. */
export async function openFile(
  open: OpenBytes,
  options: { mapping?: Mapping; encoding?: Encoding } = {},
): Promise<{ kind: 'file'; file: OpenFile } | OpenFault> {
  const inspection = await inspectBytes(open, options.encoding)
  if (inspection.kind === 'fault')
    return { kind: 'fault', code: inspection.fault, sentence: inspection.sentence }
  const { encoding, sha256, byteCount } = inspection
  const { first, delimiter } = await firstRecord(open, encoding)
  if (!first) return { kind: 'fault', code: 'empty', sentence: noLines }
  const reading = readColumns(first.cells, options.mapping)
  if (reading.kind === 'fault')
    return {
      kind: 'fault',
      code: reading.fault,
      sentence: reading.sentence,
      header: reading.header,
    }
  const { columns, header, hasHeader } = reading
  return {
    kind: 'file',
    file: { open, encoding, delimiter, columns, header, hasHeader, sha256, byteCount },
  }
}

const noLines: Sentence = {
  fr: 'Le fichier ne contient aucune ligne. Choisissez celui qui contient les adresses.',
  en: 'The file holds no line. Choose the one that holds the addresses.',
}

async function firstRecord(
  open: OpenBytes,
  encoding: Encoding,
): Promise<{ first: CsvRecord | undefined; delimiter: Delimiter }> {
  let text = ''
  for await (const piece of decodeText(open, encoding)) {
    text += piece
    if (text.length > 65_536) break
  }
  const delimiter = guessDelimiter(text)
  const reader = csvReader(delimiter)
  const records = [...reader.push(text), ...reader.end()]
  return { first: records.find((record) => !isSeparatorLine(record)), delimiter }
}

/** Excel's first line that names the delimiter. */
function isSeparatorLine({ line, cells }: CsvRecord): boolean {
  return line === 1 && /^sep=.?$/i.test(cells[0]?.trim() ?? '')
}

/** Thrown at the line that is one too many; what was read before it stands. */
export class TooManyLines extends Error {}

/** The file's lines in batches, in order. */
export async function* preparedLines(
  deps: { publication: Publication; readerKeys: ReaderKeys },
  file: OpenFile,
  now: Date,
): AsyncGenerator<PreparedLine[]> {
  const { columns, hasHeader, delimiter } = file
  const { publication, readerKeys } = deps
  const idsOf = (email: string) => readerIds(readerKeys, email)
  const seen = seenIds()
  let batch: PreparedLine[] = []
  let lineCount = 0
  let isHeaderDue = hasHeader
  for await (const records of csvRecords(decodeText(file.open, file.encoding), delimiter)) {
    for (const record of records) {
      if (isSeparatorLine(record)) continue
      if (isHeaderDue) {
        isHeaderDue = false
        continue
      }
      lineCount += 1
      if (lineCount > importLimits.lines) throw new TooManyLines('Too many lines')
      const read = readLine(record, { columns, publication, now, idsOf })
      batch.push(isGood(read) && isSecond(read.ids, seen) ? twice(read) : read)
      if (batch.length < importLimits.batch) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

function isSecond(ids: readonly PreparedId[], seen: ReturnType<typeof seenIds>): boolean {
  return ids[0] !== undefined && !seen.add(ids[0])
}
type PreparedId = Parameters<ReturnType<typeof seenIds>['add']>[0]

function twice({ line, email }: { line: number; email: string }): PreparedLine {
  return { line, typed: email, refusal: 'duplicate' }
}
