// The header of a raw message, read just as far as SES reads it: which fields there are, the tags in
// them, and the message as SES hands it on (its own Message-ID and Date, its own fields taken out).
import { decodeWords } from 'postal-mime'
import type { Instant } from '#kernel/time'

/** A field as it stands, folded lines and all, with its name in lower case. */
export type HeaderField = { name: string; text: string }

/** The fields, and where the body begins. Lines may end in CRLF or LF. */
export function readHeader(raw: Uint8Array): { fields: HeaderField[]; bodyAt: number } {
  const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const crlf = buffer.indexOf('\r\n\r\n')
  const lf = buffer.indexOf('\n\n')
  const endsInCrlf = crlf >= 0 && (lf < 0 || crlf < lf)
  const bodyAt = endsInCrlf ? crlf + 4 : lf >= 0 ? lf + 2 : buffer.length
  const fields: HeaderField[] = []
  for (const line of buffer.subarray(0, bodyAt).toString('latin1').split(/\r?\n/)) {
    const last = fields.at(-1)
    if (/^[ \t]/.test(line) && last) last.text += `\r\n${line}`
    else {
      const name = /^([!-9;-~]+):/.exec(line)?.[1]
      if (name !== undefined) fields.push({ name: name.toLowerCase(), text: line })
    }
  }
  return { fields, bodyAt }
}

/** The value of the first field of that name, unfolded; undefined when there is none. */
export function headerValue(fields: readonly HeaderField[], name: string): string | undefined {
  const field = fields.find((candidate) => candidate.name === name)
  return field?.text
    .slice(field.text.indexOf(':') + 1)
    .replace(/\r\n[ \t]+/g, ' ')
    .trim()
}

/** The value as a person reads it (RFC 2047 words decoded). */
export function headerText(fields: readonly HeaderField[], name: string): string {
  return decodeWords(headerValue(fields, name) ?? '')
}

/** The bare addresses of an address field, in order; display names and groups are left out. */
export function addressesIn(value: string): string[] {
  const withoutQuotes = value.replace(/"(?:[^"\\]|\\.)*"/g, '')
  return withoutQuotes
    .split(',')
    .map((part) => (/<([^<>]*)>/.exec(part)?.[1] ?? part).trim())
    .filter((address) => address !== '')
}

/** `X-SES-MESSAGE-TAGS: a=b, c=d` as an object. */
export function tagsIn(value: string | undefined): Record<string, string> {
  const pairs = (value ?? '').split(/[,;]/).map((pair) => pair.trim().split('='))
  return Object.fromEntries(
    pairs.flatMap(([name, text]) =>
      name && text !== undefined ? [[name.trim(), text.trim()]] : [],
    ),
  )
}

const ownFields = ['message-id', 'date', 'bcc', 'return-path']

/** The message as SES hands it on to the recipient's server. */
export function asDelivered(raw: Uint8Array, stamp: { id: string; at: Instant }): Buffer {
  const { fields, bodyAt } = readHeader(raw)
  const kept = fields.filter(({ name }) => !ownFields.includes(name) && !name.startsWith('x-ses-'))
  const head = [
    `Date: ${new Date(stamp.at).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${stamp.id}@eu-west-3.amazonses.com>`,
    ...kept.map(({ text }) => text),
  ]
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'),
    Buffer.from(raw.buffer, raw.byteOffset + bodyAt, raw.byteLength - bodyAt),
  ])
}
