// One door to everything that finance takes out of the books: a kind and a period in, files out.
import type { Table } from '#aws/table'
import type { Publication } from '#publication/schema'
import type { ExportOpened, ExportRequest } from './export-kinds.ts'

export type ExportDeps = { table: Table; publication: Publication }

/** Nothing is read until a file's lines are asked for. The same books give the same bytes. */
export async function openExport(
  _deps: ExportDeps,
  _request: ExportRequest,
): Promise<ExportOpened> {
  return { kind: 'nothing' }
}
