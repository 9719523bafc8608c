// The bytes of a file as text: which encoding it has, and whether it is text at all. A file is gone
// through once for that, because one accent in its last line decides between UTF-8 and Windows-1252.
import { createHash } from 'node:crypto'
import type { Sentence } from '#kernel/errors'

/** Opens a file's bytes from the start; an import goes through them more than once. */
export type OpenBytes = () => AsyncIterable<Uint8Array>

export const encodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be', 'macintosh'] as const
export type Encoding = (typeof encodings)[number]

export type FileFault = 'empty' | 'workbook' | 'binary'
export type Inspection =
  | { kind: 'text'; encoding: Encoding; sha256: string; byteCount: number }
  | { kind: 'fault'; fault: FileFault; sentence: Sentence }

const sniffed = 4_096

/**
 * UTF-8 and UTF-16 by their mark or their pattern, else UTF-8 where every byte fits, else
 * Windows-1252 (which holds Latin-1): what Excel writes in France. `macintosh` only when asked for.
 */
export async function inspectBytes(open: OpenBytes, wanted?: Encoding): Promise<Inspection> {
  const hash = createHash('sha256')
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let head: Uint8Array = new Uint8Array()
  let byteCount = 0
  let isUtf8 = true
  for await (const chunk of open()) {
    hash.update(chunk)
    byteCount += chunk.length
    if (head.length < sniffed) head = joined(head, chunk.subarray(0, sniffed - head.length))
    isUtf8 &&= decodes(utf8, chunk, true)
  }
  isUtf8 &&= decodes(utf8, new Uint8Array(), false)
  if (byteCount === 0) return fault('empty')
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0xd0, 0xcf, 0x11, 0xe0]))
    return fault('workbook')
  const marked = wanted ?? markOf(head)
  const encoding = marked ?? (isUtf8 ? 'utf-8' : 'windows-1252')
  if (!encoding.startsWith('utf-16') && head.includes(0)) return fault('binary')
  return { kind: 'text', encoding, sha256: hash.digest('hex'), byteCount }
}

/** The text in pieces; a byte order mark is left out, what does not decode becomes U+FFFD. */
export async function* decodeText(open: OpenBytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of open()) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function decodes(decoder: TextDecoder, chunk: Uint8Array, stream: boolean): boolean {
  try {
    decoder.decode(chunk, { stream })
    return true
  } catch {
    return false
  }
}

function markOf(head: Uint8Array): Encoding | undefined {
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return 'utf-8'
  if (startsWith(head, [0xff, 0xfe])) return 'utf-16le'
  if (startsWith(head, [0xfe, 0xff])) return 'utf-16be'
  // Without a mark, every second byte of Western text in UTF-16 is zero.
  const zeros = [0, 0]
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  if (odd > head.length * 0.3 && even < head.length * 0.05) return 'utf-16le'
  if (even > head.length * 0.3 && odd < head.length * 0.05) return 'utf-16be'
  return undefined
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return bytes.length >= start.length && start.every((byte, at) => bytes[at] === byte)
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function fault(which: FileFault): Inspection {
  return { kind: 'fault', fault: which, sentence: faults[which] }
}

const faults: Record<FileFault, Sentence> = {
  empty: {
    fr: 'Le fichier est vide. Choisissez celui qui contient les adresses.',
    en: 'The file is empty. Choose the one that holds the addresses.',
  },
  workbook: {
    fr: 'C’est un classeur Excel. Dans Excel, choisissez « Enregistrer sous », puis « CSV UTF-8 », et importez ce fichier-là.',
    en: 'This is an Excel workbook. In Excel, choose “Save as”, then “CSV UTF-8”, and import that file.',
  },
  binary: {
    fr: 'Ce fichier n’est pas du texte. Exportez vos lecteurs au format CSV, puis importez ce fichier-là.',
    en: 'This file is not text. Export your readers as CSV, then import that file.',
  },
}
