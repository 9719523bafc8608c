// Importing a file of any size in one go, for the command: line by line in constant memory, with a
// job that says how far it is, so that a run that was broken off goes on where it stood.
import { createHash } from 'node:crypto'
import { ifAbsent, type Table } from '#aws/table'
import type { Locale, Sentence } from '#kernel/errors'
import { type ImportId, prefixedId } from '#kernel/ids'
import { type Clock, dayMs, instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { compareLines, type ImportAct, importLines } from './import/apply.ts'
import type { Mapping } from './import/columns.ts'
import { countLines, type ImportCounts, type JudgedLine, noCounts } from './import/counts.ts'
import type { Encoding, OpenBytes } from './import/decode.ts'
import type { PreparedLine } from './import/line.ts'
import {
  importLimits,
  type OpenFault,
  type OpenFile,
  openFile,
  preparedLines,
  TooManyLines,
} from './import/prepare.ts'
import type { ReaderKeys } from './reader-id.ts'
import { type Basis, getImport, type ImportJob, putImport, replaceImport } from './store-imports.ts'

export type ImportReadersDeps = {
  table: Table
  clock: Clock
  publication: Publication
  readerKeys: ReaderKeys
}

export type ImportReadersInput = {
  open: OpenBytes
  fileName: string
  mapping?: Mapping
  encoding?: Encoding
  basis?: Basis
  locale?: Locale
  /** Compares and writes nothing. */
  dryRun?: boolean
  by: string
  formUrl: string
  /** Called with every batch, in the order of the file. */
  onLines?: (judged: readonly JudgedLine[]) => Promise<void> | void
}

/** `resumedAt`: the line after which a broken run went on. `overtaken`: another run has the job. */
export type ImportReadersOutcome =
  | {
      kind: 'done'
      counts: ImportCounts
      file: Pick<OpenFile, 'encoding' | 'delimiter' | 'header' | 'columns'>
      importId: ImportId
      resumedAt?: number
    }
  | OpenFault
  | { kind: 'overtaken' }

/** Compares a file with the readers, or reads it in. */
export async function importReaders(
  deps: ImportReadersDeps,
  input: ImportReadersInput,
): Promise<ImportReadersOutcome> {
  const opened = await openFile(input.open, input)
  if (opened.kind === 'fault') return opened
  const { file } = opened
  const { encoding, delimiter, header, columns } = file
  const importId = importIdFor(file, input)
  const told = { file: { encoding, delimiter, header, columns }, importId }
  try {
    if (input.dryRun) {
      const counts = noCounts()
      await walk(deps, { file, input, now: deps.clock(), from: 0 }, async (batches) => {
        const isProven = input.basis !== undefined
        const judged = await Promise.all(
          batches.map((lines) => compareLines(deps.table, lines, isProven)),
        )
        await take(counts, judged, input)
        return true
      })
      return { kind: 'done', counts, ...told }
    }
    const run = await writeAll(deps, { file, input, importId })
    return run.kind === 'overtaken' ? run : { ...run, ...told }
  } catch (error) {
    if (error instanceof TooManyLines)
      return { kind: 'fault', code: 'tooManyLines', sentence: tooManyLines }
    throw error
  }
}

async function writeAll(
  deps: ImportReadersDeps,
  { file, input, importId }: { file: OpenFile; input: ImportReadersInput; importId: ImportId },
): Promise<{ kind: 'done'; counts: ImportCounts; resumedAt?: number } | { kind: 'overtaken' }> {
  const begun = await begin(deps, { file, input, importId })
  if (!begun) return { kind: 'overtaken' }
  let job: ImportJob = begun
  const resumedAt = job.cursor
  const act: ImportAct = {
    importId,
    at: job.at,
    basis: job.basis,
    locale: job.locale,
    formUrl: input.formUrl,
  }
  const { counts } = job
  let isOvertaken = false
  await walk(deps, { file, input, now: deps.clock(), from: resumedAt }, async (batches) => {
    const judged = await Promise.all(batches.map((lines) => importLines(deps, lines, act)))
    await take(counts, judged, input)
    const cursor = batches.at(-1)?.at(-1)?.line ?? job.cursor
    const saved = await replaceImport(deps.table, { ...job, counts, cursor })
    if (saved) job = saved
    else isOvertaken = true
    return !isOvertaken
  })
  if (isOvertaken) return { kind: 'overtaken' }
  await replaceImport(deps.table, { ...job, status: 'done' })
  return { kind: 'done', counts, ...(resumedAt > 0 ? { resumedAt } : {}) }
}

/** The job that was broken off, or a new one. */
async function begin(
  deps: ImportReadersDeps,
  { file, input, importId }: { file: OpenFile; input: ImportReadersInput; importId: ImportId },
): Promise<ImportJob | undefined> {
  const before = await getImport(deps.table, importId)
  if (before?.status === 'importing') return before
  const at = instant(deps.clock())
  const job: ImportJob = {
    id: importId,
    status: 'importing',
    fileName: input.fileName.slice(0, 200),
    byteCount: file.byteCount,
    encoding: file.encoding,
    delimiter: file.delimiter,
    header: [...file.header].slice(0, 200).map((name) => name.slice(0, 100)),
    mapping: input.mapping ?? {},
    ...(input.basis ? { basis: input.basis } : {}),
    locale: input.locale ?? deps.publication.locale,
    cursor: 0,
    partCount: 0,
    pieceCount: 0,
    counts: noCounts(),
    at,
    createdBy: input.by,
    keepUntil: plusMs(at, importLimits.keepDays * dayMs),
    version: (before?.version ?? 0) + 1,
  }
  const condition = before
    ? { if: '#version = :read', values: { ':read': before.version } }
    : ifAbsent
  return (await putImport(deps.table, job, condition)).kind === 'written' ? job : undefined
}

/** The same file with the same words is the same import. */
function importIdFor(
  file: OpenFile,
  { mapping, basis, encoding, locale }: ImportReadersInput,
): ImportId {
  const said = JSON.stringify([file.sha256, mapping ?? {}, basis ?? {}, encoding, locale])
  return prefixedId('import', createHash('sha256').update(said).digest('hex').slice(0, 40))
}

/** Groups of batches, as many as are under way at once, until `work` answers false. */
async function walk(
  deps: ImportReadersDeps,
  options: { file: OpenFile; input: ImportReadersInput; now: Date; from: number },
  work: (batches: readonly PreparedLine[][]) => Promise<boolean>,
): Promise<void> {
  let group: PreparedLine[][] = []
  for await (const batch of preparedLines(deps, options.file, options.now)) {
    const left = batch.filter(({ line }) => line > options.from)
    if (left.length === 0) continue
    group.push(left)
    if (group.length < importLimits.parallel) continue
    if (!(await work(group))) return
    group = []
  }
  if (group.length > 0) await work(group)
}

async function take(
  counts: ImportCounts,
  judged: readonly JudgedLine[][],
  { onLines }: ImportReadersInput,
): Promise<void> {
  for (const lines of judged) {
    countLines(counts, lines)
    await onLines?.(lines)
  }
}

const tooManyLines: Sentence = {
  fr: `Le fichier dépasse ${importLimits.lines / 1_000_000} millions de lignes. Coupez-le en plusieurs fichiers.`,
  en: `The file is over ${importLimits.lines / 1_000_000} million lines. Cut it into several files.`,
}
