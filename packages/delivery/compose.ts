// Composes messages. A newsletter's is put together from pieces that are encoded already; only the
// recipient's own values are encoded here. Adds no Date and no Message-ID: SES writes both.
import { boundaryFor, type CutMessage, type TrackedPart } from './cut-rendition.ts'
import { holeInHtml, holeInText } from './fill-holes.ts'
import { addressHeader, rawHeader, textHeader } from './mime-headers.ts'
import { encodePiece, encodeQuotedPrintable } from './quoted-printable.ts'
import type { HoleName, HoleValues } from './rendition.ts'

export { type CutMessage, cutRendition, packRendition, unpackRendition } from './cut-rendition.ts'
export { mailableAddress } from './mime-headers.ts'

export type Recipient = {
  /** Must be mailable (`mailableAddress`). */
  to: string
  holes: HoleValues
  /** Makes it the tracked version, the holes with the pixel: where a counted link leads, by number. */
  linkUrl?: (link: number) => string
  /** More headers, of free text, for this message alone. */
  headers?: Readonly<Record<string, string>>
}

/**
 * One newsletter message, complete. Carries RFC 8058's two headers for the recipient's unsubscribe
 * link.
 * @throws Error when `to` is no mailable address, a header holds a control character or the
 * unsubscribe link is not https (http only on this machine).
 */
export function composeMessage(cut: CutMessage, recipient: Recipient): Uint8Array {
  const { to, holes, headers, linkUrl } = recipient
  if (linkUrl && !cut.tracked) throw new Error('The links of this mailing were never listed')
  const own: string[] = [addressHeader('To', { email: to })]
  own.push(rawHeader('List-Unsubscribe', `<${linkOf(holes.unsubscribeUrl)}>`))
  own.push(rawHeader('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'))
  if (headers)
    for (const name of Object.keys(headers)) own.push(textHeader(name, headers[name] ?? ''))
  return bytes(
    wrap({
      headers: cut.headers + own.join(''),
      boundary: cut.boundary,
      text: fill(cut.text, holes, holeInText),
      html: linkUrl
        ? fill(cut.tracked as TrackedPart, holes, holeInHtml, linkUrl)
        : fill(cut.html, holes, holeInHtml),
    }),
  )
}

export type SingleMessage = {
  from: { name: string; email: string }
  replyTo: string
  to: string
  subject: string
  html: string
  text: string
}

/**
 * One transactional message, complete: `Auto-Submitted` (RFC 3834), no list headers.
 * @throws Error as `composeMessage` does.
 */
export function composeSingle(message: SingleMessage): Uint8Array {
  return bytes(
    wrap({
      headers: [
        addressHeader('From', message.from),
        addressHeader('Reply-To', { email: message.replyTo }),
        addressHeader('To', { email: message.to }),
        textHeader('Subject', message.subject),
        rawHeader('Auto-Submitted', 'auto-generated'),
      ].join(''),
      boundary: boundaryFor(message.text, message.html),
      text: encodeQuotedPrintable(message.text),
      html: encodeQuotedPrintable(message.html),
    }),
  )
}

function linkOf(url: string): string {
  if (!/^https?:\/\/[!-;=?-~]+$/.test(url))
    throw new Error('The unsubscribe link is no web address')
  return url
}

function fill(
  part: TrackedPart,
  holes: HoleValues,
  shown: (name: HoleName, value: string) => string,
  linkUrl: (link: number) => string = noLinks,
): string {
  let out = part.pieces[0] ?? ''
  for (let at = 0; at < part.holes.length; at++) {
    const hole = part.holes[at] as HoleName | number
    const value = typeof hole === 'number' ? linkUrl(hole) : shown(hole, holes[hole] ?? '')
    out += encodePiece(value) + part.pieces[at + 1]
  }
  return out
}

function noLinks(): never {
  throw new Error('A part without counted links has one')
}

function wrap(mail: { headers: string; boundary: string; text: string; html: string }): string {
  const { headers, boundary, text, html } = mail
  const part = (type: string, body: string) =>
    `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\n` +
    `Content-Transfer-Encoding: quoted-printable\r\n\r\n${body}\r\n`
  return (
    `${headers}MIME-Version: 1.0\r\n` +
    `Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n` +
    `${part('text/plain', text)}${part('text/html', html)}--${boundary}--\r\n`
  )
}

/** All of it is ASCII by now. */
function bytes(message: string): Uint8Array {
  return Buffer.from(message, 'latin1')
}
