// Reads the bytes of an FEC as they come and checks them line by line: UTF-8 or ISO 8859-15, one of
// the two throughout (art. A47 A-1, XII), no byte-order mark, nothing without an end.
import { type FecVerdict, newFecCheck } from './check-fec.ts'

export const fecByteLimits = { line: 65_536 }

/** `fileName` without its folder. */
export async function checkFecBytes(
  fileName: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<FecVerdict> {
  const check = newFecCheck(fileName)
  const decoder = newDecoder(check.fault)
  let rest: Uint8Array = new Uint8Array()
  let isFirst = true
  const take = (line: Uint8Array) => {
    const isCrlf = line.at(-1) === 13
    check.line(decoder.decode(isCrlf ? line.subarray(0, -1) : line), isCrlf)
  }
  for await (const piece of bytes) {
    let from: Uint8Array = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    if (isFirst && from.length >= 3) {
      isFirst = false
      if (from[0] === 0xef && from[1] === 0xbb && from[2] === 0xbf) {
        check.fault('encoding', 'The file begins with a byte-order mark')
        from = from.subarray(3)
      }
    }
    for (let end = from.indexOf(10); end >= 0; end = from.indexOf(10)) {
      take(from.subarray(0, end))
      from = from.subarray(end + 1)
    }
    if (from.length > fecByteLimits.line) {
      check.fault(
        'lineEnd',
        `A line is longer than ${fecByteLimits.line} bytes: the rest is not read`,
      )
      return check.end()
    }
    rest = from
  }
  if (rest.length > 0) take(rest)
  return check.end()
}

function newDecoder(fault: (rule: 'encoding', message: string) => void) {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const latin9 = new TextDecoder('iso-8859-15')
  const seen = { utf8: false, latin9: false, said: false }
  const decode = (line: Uint8Array): string => {
    if (line.every((byte) => byte < 128)) return latin9.decode(line)
    try {
      const text = utf8.decode(line)
      seen.utf8 = true
      return text
    } catch {
      seen.latin9 = true
      return latin9.decode(line)
    }
  }
  return {
    decode(line: Uint8Array): string {
      const text = decode(line)
      if (seen.utf8 && seen.latin9 && !seen.said) {
        seen.said = true
        fault('encoding', 'Some lines are UTF-8 and some are not: a file has one character set')
      }
      return text
    },
  }
}
