// The text of a bank's file: UTF-8, UTF-16 with its mark, or the one-byte sets that French banks use.

/** Undefined when the bytes are no text. A byte-order mark is dropped. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return clean(new TextDecoder('utf-16le').decode(bytes))
  if (first === 0xfe && second === 0xff) return clean(new TextDecoder('utf-16be').decode(bytes))
  if (bytes.includes(0)) return undefined
  try {
    return clean(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // Not UTF-8: Windows-1252 has letters where ISO 8859-15 has none, and the euro elsewhere.
    const isWindows = bytes.some((byte) => byte >= 0x80 && byte <= 0x9f)
    return clean(new TextDecoder(isWindows ? 'windows-1252' : 'iso-8859-15').decode(bytes))
  }
}

function clean(text: string): string | undefined {
  return text.includes('\u0000') ? undefined : text.replace(/^\ufeff/, '')
}
