// Files of readers for tests: from text, in an encoding, in pieces of any size.
import type { OpenBytes } from '#readers/import/decode'

/** Opens `content` in pieces of `size` bytes. */
export function aFile(content: string | Uint8Array, size = 64): OpenBytes {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
}

/** Text as Windows-1252 writes it; accents of French alone. */
export function windows1252(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => (char === '’' ? 0x92 : char.charCodeAt(0)))
}

export function utf16(text: string, options: { isBigEndian?: boolean; mark?: boolean } = {}) {
  const { isBigEndian = false, mark = true } = options
  const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le')
  return new Uint8Array(isBigEndian ? bytes.swap16() : bytes)
}
