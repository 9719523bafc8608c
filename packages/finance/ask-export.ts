// A member of the staff asks for a file of the books: it is stored, and a worker makes it.
import type { Key } from '#aws/keys'
import { exportKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { ExportId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { type Clock, dayMs, instant } from '#kernel/time'
import { booksExportLimits } from './books-export.ts'
import { ExportRequest } from './export-kinds.ts'
import { putExport } from './store-exports.ts'

export type AskExportDeps = {
  table: Table
  clock: Clock
  /** Tells the worker that a step waits; the tick finds it without. */
  stepHint: (key: Key) => Promise<void>
}

export type AskExportInput = {
  /** From the form, so that a form sent twice asks once. */
  exportId: ExportId
  request: ExportRequest
  /** Address of the member of the staff. */
  by: string
}

/** `already`: the form was sent before. */
export async function askExport(
  deps: AskExportDeps,
  { exportId: id, request, by }: AskExportInput,
): Promise<{ kind: 'asked' | 'already' }> {
  const now = deps.clock()
  const askedAt = instant(now)
  const intent: Intent = {
    ...{ kind: 'books.export', id: `${id}:make`, createdAt: askedAt, dueAt: askedAt },
    ...{ attempts: 0, data: {} },
  }
  const isNew = await putExport(
    deps.table,
    {
      ...{ id, request: ExportRequest.parse(request), askedAt, by, status: 'asked', files: [] },
      expiresAt: Math.floor((now.getTime() + booksExportLimits.keptDays * dayMs) / 1000),
    },
    intent,
  )
  if (!isNew) return { kind: 'already' }
  await deps.stepHint(exportKey(id))
  return { kind: 'asked' }
}
