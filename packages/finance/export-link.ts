// The link by which a member of the staff takes a file of the books that was made.
import type { Table } from '#aws/table'
import type { ExportId } from '#kernel/ids'
import type { Clock, Instant } from '#kernel/time'
import { exportOf } from './store-exports.ts'

/** Files as exports need them; `aws` implements it. */
export interface DownloadLinks {
  downloadLink(file: {
    key: string
    contentType: string
    fileName: string
    opens: 'inBrowser' | 'asDownload'
  }): Promise<{ url: string; expiresAt: Instant }>
}

/** `file` counts from 0. `gone`: its time is over, it never was, or it is not made yet. */
export async function exportLink(
  deps: { table: Table; clock: Clock; files: DownloadLinks },
  { exportId: id, file }: { exportId: ExportId; file: number },
): Promise<{ kind: 'link'; url: string } | { kind: 'gone' }> {
  const made = await exportOf(deps.table, { id, now: deps.clock() })
  const found = made?.files[file]
  if (!found) return { kind: 'gone' }
  const { key, contentType, fileName } = found
  const { url } = await deps.files.downloadLink({ key, contentType, fileName, opens: 'asDownload' })
  return { kind: 'link', url }
}
