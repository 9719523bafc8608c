// Quoted-printable (RFC 2045 §6.7) in pieces: every piece can be followed or preceded by another one
// that was encoded at another time, so that a mail's fixed text is encoded once.

/** Longest encoded line without its CRLF, the soft break's `=` included. */
const lineLength = 76
const softBreak = '=\r\n'

/**
 * Encodes text as quoted-printable: UTF-8, CRLF line ends, lines of at most 76 characters.
 * A dot or `From ` at the start of a line is encoded too, for relays that give them a meaning.
 */
export function encodeQuotedPrintable(text: string): string {
  return encodeLines(text)
}

/**
 * Encodes a piece that another follows. It ends in a soft line break: the next piece starts a line,
 * the reader sees none.
 */
export function encodePiece(text: string): string {
  return `${encodeLines(text)}${softBreak}`
}

/** What of UTF-8's bytes may stand for itself, per ASCII code. */
const literal = Array.from({ length: 128 }, (_, code) => code >= 33 && code <= 126 && code !== 61)
const hex = Array.from(
  { length: 256 },
  (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
)
const plainLine = /^[!-<>-~]*$/

function encodeLines(text: string): string {
  // A signed link is one line of plain characters: the commonest hole takes a short way.
  if (plainLine.test(text)) return encodePlain(text)
  return text
    .split(/\r\n|\n/)
    .map(encodeLine)
    .join('\r\n')
}

function encodePlain(text: string): string {
  let out = ''
  let rest = text
  while (rest.length > lineLength - 3) {
    const line = guardStart(rest.slice(0, lineLength - 3))
    out += `${line}${softBreak}`
    rest = rest.slice(lineLength - 3)
  }
  return out + guardStart(rest)
}

/** `.` alone ends an SMTP message; `From ` starts one in a mailbox file. */
function guardStart(line: string): string {
  if (line.startsWith('.')) return `=2E${line.slice(1)}`
  return line.startsWith('From') ? `=46${line.slice(1)}` : line
}

function encodeLine(line: string): string {
  let out = ''
  let column = 0
  const last = line.length - 1
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at)
    let unit: string
    if (code < 128) {
      const space = (code === 32 || code === 9) && at !== last
      const guarded = column === 0 && (code === 46 || (code === 70 && line.startsWith('From', at)))
      unit = (literal[code] || space) && !guarded ? (line[at] as string) : (hex[code] as string)
    } else {
      const character = String.fromCodePoint(line.codePointAt(at) as number)
      if (character.length === 2) at++
      unit = utf8(character)
    }
    if (column + unit.length > lineLength - 1) {
      out += softBreak
      column = 0
      if (unit === '.' || (unit === 'F' && line.startsWith('From', at))) unit = hex[code] as string
    }
    out += unit
    column += unit.length
  }
  return out
}

function utf8(character: string): string {
  let out = ''
  for (const byte of Buffer.from(character, 'utf8')) out += hex[byte]
  return out
}
