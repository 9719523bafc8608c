// Imports in the table: the job, the pieces of the file it was made from, its lines in parts. All of
// it goes by itself after some days, and at once when the import is given up.
import { gunzipSync, gzipSync } from 'node:zlib'
import * as z from 'zod'
import { intentOf, openIntent } from '#aws/intent'
import { importKey, importPartKey, importPieceKey, type Key, readerKey } from '#aws/keys'
import { type Condition, type Item, ifAbsent, type Table } from '#aws/table'
import { locales } from '#kernel/errors'
import { type ImportId, idSchema, type ReaderId } from '#kernel/ids'
import { Intent } from '#kernel/intents'
import type { Instant } from '#kernel/time'
import { importFields } from './import/columns.ts'
import { ImportCounts, type JudgedLine } from './import/counts.ts'
import { encodings } from './import/decode.ts'
import { StoredReader } from './reader.ts'

const schema = 1
const pieceBytes = 300_000
const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

/** Where the consent of a file's readers was got: in whose words, and when. */
export const Basis = z.object({
  text: z.string().trim().min(1).max(800),
  obtainedOn: z.iso.date().optional(),
})
export type Basis = z.infer<typeof Basis>

/**
 * `unmapped`: the columns must be named first. `comparing`, `compared`: nothing is written yet.
 * `importing`, `done`: a person confirmed it.
 */
export const ImportStatus = z.enum(['unmapped', 'comparing', 'compared', 'importing', 'done'])
export type ImportStatus = z.infer<typeof ImportStatus>

export const ImportJob = z.object({
  id: idSchema('import'),
  status: ImportStatus,
  fileName: z.string().max(200),
  byteCount: z.number().int(),
  encoding: z.enum(encodings),
  delimiter: z.string().max(1),
  header: z.array(z.string()).max(200),
  mapping: z.partialRecord(z.enum(importFields), z.string().max(200)),
  /** What is wrong with the columns, while `unmapped`. */
  fault: z.object({ fr: z.string(), en: z.string() }).optional(),
  basis: Basis.optional(),
  /** The language of readers whose line names none. */
  locale: z.enum(locales),
  /** Lines or parts that are through; the next step begins there. */
  cursor: z.number().int().min(0),
  partCount: z.number().int().min(0),
  pieceCount: z.number().int().min(0),
  counts: ImportCounts,
  /** The moment that proofs and readers bear; the same in every try. */
  at: Timestamp,
  createdBy: z.string().max(254),
  keepUntil: Timestamp,
  version: z.number().int().min(1),
  intent: Intent.optional(),
})
export type ImportJob = z.infer<typeof ImportJob>

export async function getImport(table: Table, id: ImportId): Promise<ImportJob | undefined> {
  const item = await table.get(importKey(id), { consistent: true })
  return item && parseJob(item)
}

/** Writes a job that is new, or over the one that ended. */
export async function putImport(
  table: Table,
  job: ImportJob,
  condition: Condition = ifAbsent,
): Promise<{ kind: 'written' | 'conditionFailed' }> {
  const { intent, ...rest } = job
  const expiresAt = Math.ceil(Date.parse(job.keepUntil) / 1000)
  const open = intent ? openIntent(intent) : {}
  return await table.put({ ...importKey(job.id), schema, ...rest, ...open, expiresAt }, condition)
}

/** Writes a job over the version that was read; undefined when somebody else was faster. */
export async function replaceImport(table: Table, job: ImportJob): Promise<ImportJob | undefined> {
  const next = { ...job, version: job.version + 1 }
  const condition = { if: '#version = :read', values: { ':read': job.version } }
  return (await putImport(table, next, condition)).kind === 'written' ? next : undefined
}

function parseJob(item: Item): ImportJob {
  const job = ImportJob.parse(item)
  const intent = intentOf(item)
  return intent ? { ...job, intent } : job
}

// — The file —

/** Keeps the bytes of a file in pieces; answers with how many. */
export async function putPieces(
  table: Table,
  job: Pick<ImportJob, 'id' | 'keepUntil'>,
  bytes: Uint8Array,
): Promise<number> {
  const packed = gzipSync(bytes)
  const count = Math.ceil(packed.length / pieceBytes)
  const expiresAt = Math.ceil(Date.parse(job.keepUntil) / 1000)
  for (let at = 0; at < count; at++) {
    const piece = new Uint8Array(packed.subarray(at * pieceBytes, (at + 1) * pieceBytes))
    await table.put({ ...importPieceKey(job.id, at), schema, bytes: piece, expiresAt })
  }
  return count
}

export async function getPieces(
  table: Table,
  job: Pick<ImportJob, 'id' | 'pieceCount'>,
): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < job.pieceCount; at++) {
    const item = await table.get(importPieceKey(job.id, at), { consistent: true })
    if (!item) return undefined
    pieces.push(item['bytes'] as Uint8Array)
  }
  return new Uint8Array(gunzipSync(Buffer.concat(pieces)))
}

// — Its lines —

/** Keeps the lines of some parts, from `first` on. */
export async function putParts(
  table: Table,
  job: Pick<ImportJob, 'id' | 'keepUntil'>,
  parts: readonly { part: number; lines: readonly JudgedLine[] }[],
): Promise<void> {
  const expiresAt = Math.ceil(Date.parse(job.keepUntil) / 1000)
  await table.putMany(
    parts.map(({ part, lines }) => ({
      ...importPartKey(job.id, part),
      schema,
      lines: new Uint8Array(gzipSync(JSON.stringify(lines))),
      expiresAt,
    })),
  )
}

export async function getPart(
  table: Table,
  id: ImportId,
  part: number,
): Promise<JudgedLine[] | undefined> {
  const item = await table.get(importPartKey(id, part), { consistent: true })
  if (!item) return undefined
  return JSON.parse(gunzipSync(item['lines'] as Uint8Array).toString())
}

/** Takes away parts that a second reading of the file no longer has. */
export async function deletePartsFrom(
  table: Table,
  job: Pick<ImportJob, 'id' | 'partCount'>,
  before: Pick<ImportJob, 'partCount'>,
): Promise<void> {
  for (let at = job.partCount; at < before.partCount; at++)
    await table.delete(importPartKey(job.id, at))
}

/** Takes away everything of an import, or the file alone. */
export async function deleteImport(
  table: Table,
  job: Pick<ImportJob, 'id' | 'pieceCount' | 'partCount'>,
  options: { fileAlone?: boolean } = {},
): Promise<void> {
  for (let at = 0; at < job.pieceCount; at++) await table.delete(importPieceKey(job.id, at))
  if (options.fileAlone) return
  for (let at = 0; at < job.partCount; at++) await table.delete(importPartKey(job.id, at))
  await table.delete(importKey(job.id))
}

/** The import that an intent's key names. */
export function importIdOf(key: Key): ImportId {
  return key.pk.replace('IMPORT#', '') as ImportId
}

// — Readers of many lines —

/** Readers by id, with what an import must know of their own choices. */
export async function getStoredReaders(
  table: Table,
  ids: readonly ReaderId[],
): Promise<Map<ReaderId, StoredReader>> {
  const keys = [...new Set(ids)].map((id) => readerKey(id))
  const items = await table.getMany(keys, { consistent: true })
  return new Map(items.map((item) => StoredReader.parse(item)).map((one) => [one.id, one]))
}
