import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodePiece, encodeQuotedPrintable } from '#delivery/quoted-printable'

/** A decoder by the book (RFC 2045 §6.7), for the tests alone. */
function decode(encoded: string): string {
  const bytes = encoded
    .replace(/[ \t]+(?=\r\n|$)/g, '')
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

const canonical = (text: string) =>
  Buffer.from(text)
    .toString()
    .replace(/\r\n|\n/g, '\r\n')

/** Text of the kinds that break encoders: accents, emoji, spaces at line ends, dots, long words. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('\n', '\r\n', ' ', '\t', '.', '=', 'From ', '\r', '\u202f', 'é', '🗞️'),
      fc.string({ minLength: 60, maxLength: 200 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))

describe('quoted-printable', () => {
  it('decodes to the same text, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(decode(encodeQuotedPrintable(text))).toBe(canonical(text))
      }),
    )
  })

  it('decodes to the same text however it is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 6 }), anyText, (pieces, last) => {
        const encoded = pieces.map(encodePiece).join('') + encodeQuotedPrintable(last)
        expect(decode(encoded)).toBe([...pieces, last].map(canonical).join(''))
      }),
    )
  })

  it('keeps to lines of 76 ASCII characters that no relay can misread', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 4 }), anyText, (pieces, last) => {
        const encoded = pieces.map(encodePiece).join('') + encodeQuotedPrintable(last)
        for (const line of encoded.split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76)
          expect(line).toMatch(/^[\t -~]*$/)
          expect(line).not.toMatch(/[ \t]$/)
          expect(line).not.toMatch(/^\.|^From /)
        }
      }),
    )
  })

  it('leaves plain French readable in the source', () => {
    expect(encodeQuotedPrintable('Et il va y en avoir')).toBe('Et il va y en avoir')
    expect(encodeQuotedPrintable('été ')).toBe('=C3=A9t=C3=A9=20')
  })
})
