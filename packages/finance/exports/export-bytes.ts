// The bytes of an export, in pieces of a size that is worth a write, however long the file is.

import type { ExportFile } from '../export-kinds.ts'
import { fecBytes } from '../write-fec.ts'

const pieceLength = 65_536

export async function* exportBytes({
  lines,
  charset,
}: Pick<ExportFile, 'lines' | 'charset'>): AsyncGenerator<Uint8Array> {
  let waiting: string[] = []
  let length = 0
  for await (const line of lines) {
    waiting.push(line)
    length += line.length
    if (length < pieceLength) continue
    yield fecBytes(waiting.join(''), charset)
    waiting = []
    length = 0
  }
  if (length > 0) yield fecBytes(waiting.join(''), charset)
}
