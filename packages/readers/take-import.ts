// An import through the console: a file is taken in and compared, a person looks at the difference,
// then confirms it or gives it up. What takes long is brought on by step-import.ts.
import type { Table } from '#aws/table'
import { type Locale, type Sentence, unreachable } from '#kernel/errors'
import type { ImportId, MakeId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, dayMs, type Instant, instant, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { Mapping } from './import/columns.ts'
import { type JudgedLine, noCounts } from './import/counts.ts'
import type { Encoding } from './import/decode.ts'
import {
  importLimits,
  type OpenFault,
  type OpenFile,
  openFile,
  preparedLines,
} from './import/prepare.ts'
import type { ReaderKeys } from './reader-id.ts'
import { importSweepMs } from './step-import.ts'
import {
  type Basis,
  deleteImport,
  deletePartsFrom,
  getImport,
  getPieces,
  type ImportJob,
  putImport,
  putParts,
  putPieces,
  replaceImport,
} from './store-imports.ts'

export type TakeImportDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Publication
  readerKeys: ReaderKeys
}

/** `taken`: its job is `comparing`, or `unmapped` when the columns must be named first. */
export type TakeImportOutcome =
  | { kind: 'taken'; job: ImportJob }
  | { kind: 'refused'; sentence: Sentence }

export async function takeImport(
  deps: TakeImportDeps,
  input: { bytes: Uint8Array; fileName: string; basis: Basis; locale: Locale; by: string },
): Promise<TakeImportOutcome> {
  const { bytes } = input
  const at = instant(deps.clock())
  const opened = await openFile(() => oneChunk(bytes))
  if (opened.kind === 'fault' && !opened.header)
    return { kind: 'refused', sentence: opened.sentence }
  const base = {
    id: deps.makeId('import'),
    fileName: input.fileName.slice(0, 200),
    byteCount: bytes.length,
    basis: input.basis,
    locale: input.locale,
    at,
    createdBy: input.by,
    keepUntil: plusMs(at, importLimits.keepDays * dayMs),
  }
  const pieceCount = await putPieces(deps.table, base, bytes)
  const job = await jobOf(deps, { ...base, pieceCount, version: 1, mapping: {} }, opened)
  await putImport(deps.table, job)
  return { kind: 'taken', job }
}

/** Reads the file again with columns or an encoding that a person named. */
export async function remapImport(
  deps: TakeImportDeps,
  input: { id: ImportId; mapping: Mapping; encoding?: Encoding },
): Promise<TakeImportOutcome | { kind: 'gone' | 'begun' }> {
  const before = await getImport(deps.table, input.id)
  if (!before) return { kind: 'gone' }
  if (before.status === 'importing' || before.status === 'done') return { kind: 'begun' }
  const bytes = await getPieces(deps.table, before)
  if (!bytes) return { kind: 'gone' }
  const { mapping, encoding } = input
  const opened = await openFile(() => oneChunk(bytes), {
    mapping,
    ...(encoding ? { encoding } : {}),
  })
  if (opened.kind === 'fault' && !opened.header)
    return { kind: 'refused', sentence: opened.sentence }
  const job = await jobOf(deps, { ...before, mapping }, opened)
  const saved = await replaceImport(deps.table, job)
  if (!saved) return { kind: 'begun' }
  await deletePartsFrom(deps.table, saved, before)
  return { kind: 'taken', job: saved }
}

/** Lets a compared import be read in; pressing twice is pressing once. */
export async function confirmImport(
  deps: Pick<TakeImportDeps, 'table' | 'clock' | 'makeId'>,
  { id }: { id: ImportId },
): Promise<{ kind: 'begun'; job: ImportJob } | { kind: 'already' | 'notReady' | 'gone' }> {
  const job = await getImport(deps.table, id)
  if (!job) return { kind: 'gone' }
  switch (job.status) {
    case 'importing':
    case 'done':
      return { kind: 'already' }
    case 'unmapped':
    case 'comparing':
      return { kind: 'notReady' }
    case 'compared': {
      const saved = await replaceImport(deps.table, {
        ...job,
        status: 'importing',
        cursor: 0,
        counts: noCounts(),
        intent: intentOf(deps),
      })
      return saved ? { kind: 'begun', job: saved } : { kind: 'already' }
    }
    default:
      return unreachable(job.status)
  }
}

/** Takes an import away that was not begun, with the file and its lines. */
export async function giveUpImport(
  deps: Pick<TakeImportDeps, 'table'>,
  { id }: { id: ImportId },
): Promise<{ kind: 'givenUp' | 'begun' | 'gone' }> {
  const job = await getImport(deps.table, id)
  if (!job) return { kind: 'gone' }
  if (job.status === 'importing' || job.status === 'done') return { kind: 'begun' }
  await deleteImport(deps.table, job)
  return { kind: 'givenUp' }
}

type JobBase = Pick<
  ImportJob,
  | 'id'
  | 'fileName'
  | 'byteCount'
  | 'basis'
  | 'locale'
  | 'at'
  | 'createdBy'
  | 'keepUntil'
  | 'pieceCount'
  | 'version'
  | 'mapping'
>

/** The job of a file that was opened, its lines kept in parts. */
async function jobOf(
  deps: TakeImportDeps,
  base: JobBase,
  opened: { kind: 'file'; file: OpenFile } | OpenFault,
): Promise<ImportJob> {
  const { id, fileName, byteCount, basis, locale, at, createdBy, keepUntil } = base
  const { pieceCount, version, mapping } = base
  const common = {
    ...{ id, fileName, byteCount, basis, locale, at, createdBy, keepUntil },
    ...{ pieceCount, version, mapping, cursor: 0, counts: noCounts() },
  }
  const shown = (header: readonly string[] = []) =>
    header.slice(0, 200).map((name) => name.slice(0, 100))
  if (opened.kind === 'fault')
    return {
      ...common,
      status: 'unmapped',
      encoding: 'utf-8',
      delimiter: '',
      header: shown(opened.header),
      fault: opened.sentence,
      partCount: 0,
    }
  const { file } = opened
  const partCount = await keepLines(deps, { job: base, file })
  const { encoding, delimiter, header } = file
  return {
    ...common,
    ...{ status: 'comparing', encoding, delimiter, header: shown(header), partCount },
    intent: intentOf(deps),
  }
}

async function keepLines(
  deps: TakeImportDeps,
  { job, file }: { job: JobBase; file: OpenFile },
): Promise<number> {
  let part = 0
  let lines: JudgedLine[] = []
  let parts: { part: number; lines: JudgedLine[] }[] = []
  const flush = async () => {
    await putParts(deps.table, job, parts)
    parts = []
  }
  for await (const batch of preparedLines(deps, file, deps.clock())) {
    lines.push(...batch.map((line) => ({ line })))
    while (lines.length >= importLimits.partLines) {
      parts.push({ part: part++, lines: lines.slice(0, importLimits.partLines) })
      lines = lines.slice(importLimits.partLines)
    }
    if (parts.length >= 20) await flush()
  }
  if (lines.length > 0) parts.push({ part: part++, lines })
  await flush()
  return part
}

function intentOf(deps: Pick<TakeImportDeps, 'clock' | 'makeId'>): Intent {
  const createdAt: Instant = instant(deps.clock())
  return {
    kind: 'readers.import',
    id: deps.makeId('request'),
    createdAt,
    dueAt: plusMs(createdAt, importSweepMs),
    attempts: 0,
    data: {},
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
