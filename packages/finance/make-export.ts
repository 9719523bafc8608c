// Makes the files of an export that a person asked for, piece by piece into the store of files, however
// long they are. Tried again after a worker ended in between; each try has names of its own, so that
// what was noted of a file is what lies there.
import { createHash } from 'node:crypto'
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import type { Log } from '#kernel/log'
import { type Clock, instant, minuteMs, plusMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type BooksExport, booksExportLimits, type MadeFile } from './books-export.ts'
import type { ExportFile } from './export-kinds.ts'
import { exportBytes } from './exports/export-bytes.ts'
import { openExport } from './open-export.ts'
import { claimExport, endExport, openExportOf } from './store-exports.ts'

/** Where files are written; `aws` implements it. */
export interface FileWriter {
  /** In the order they come. What was begun and broke off is not there. */
  putPieces(file: {
    key: string
    contentType: string
    pieces: AsyncIterable<Uint8Array>
  }): Promise<void>
}

export type MakeExportDeps = {
  table: Table
  clock: Clock
  publication: Publication
  files: FileWriter
  log: Log
}

/** While one makes it, no other is called to. */
const againMs = 15 * minuteMs

/** `late`: there is not the time for it; the command has no limit. `elsewhere`: nothing to do here. */
export type MadeExport = { kind: 'made' | 'nothing' | 'late' | 'failed' | 'elsewhere' }

export async function makeExport(
  deps: MakeExportDeps,
  { key, deadline }: { key: Key; deadline: Date },
): Promise<MadeExport> {
  const { table, clock } = deps
  const open = await openExportOf(table, key)
  if (!open) return { kind: 'elsewhere' }
  const { made, intent } = open
  if (intent.attempts >= booksExportLimits.attempts) return await end(deps, made, intent, 'failed')
  const again = plusMs(instant(clock()), againMs)
  if (!(await claimExport(table, { id: made.id, intent, dueAt: again })))
    return { kind: 'elsewhere' }
  const opened = await openExport(deps, made.request)
  if (opened.kind !== 'opened') return await end(deps, made, intent, 'nothing')
  const files: MadeFile[] = []
  for (const [at, file] of opened.files.entries()) {
    const place = `books/exports/${made.id}/${intent.attempts}-${at}`
    const written = await write(deps, { file, key: place, deadline })
    if (!written) return await end(deps, made, intent, 'late')
    files.push(written)
  }
  return await end(deps, made, intent, 'made', files)
}

async function end(
  { table, clock, log }: MakeExportDeps,
  { id, request }: BooksExport,
  intent: Intent,
  kind: 'made' | 'nothing' | 'late' | 'failed',
  files: MadeFile[] = [],
): Promise<MadeExport> {
  await endExport(
    table,
    { id, intentId: intent.id },
    { status: kind, files, ...(kind === 'made' ? { madeAt: instant(clock()) } : {}) },
  )
  const level = kind === 'made' || kind === 'nothing' ? 'info' : 'error'
  log(level, 'books.export', { exportId: id, exported: request.kind, outcome: kind })
  return { kind }
}

/** Undefined when the time was up before its last line. */
async function write(
  { files, clock }: MakeExportDeps,
  { file, key, deadline }: { file: ExportFile; key: string; deadline: Date },
): Promise<MadeFile | undefined> {
  const { fileName, contentType, charset, isProvisional } = file
  const hash = createHash('sha256')
  let bytes = 0
  const pieces = async function* () {
    for await (const piece of exportBytes(file)) {
      if (clock() >= deadline) throw new TimeIsUp('The time for an export is up')
      hash.update(piece)
      bytes += piece.length
      yield piece
    }
  }
  try {
    await files.putPieces({ key, contentType, pieces: pieces() })
  } catch (error) {
    if (error instanceof TimeIsUp) return undefined
    throw error
  }
  return { key, fileName, contentType, charset, isProvisional, bytes, sha256: hash.digest('hex') }
}

class TimeIsUp extends Error {}
