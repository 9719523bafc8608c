// Cuts a rendition into pieces that are encoded once for everybody, and packs it for its item.
import { createHash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import * as z from 'zod'
import { assert } from '#kernel/errors'
import { holePattern } from './fill-holes.ts'
import { linkPlaces } from './mail-links.ts'
import { addressHeader, mailableAddress, rawHeader, textHeader } from './mime-headers.ts'
import { encodePiece, encodeQuotedPrintable } from './quoted-printable.ts'
import { HoleName, Rendition } from './rendition.ts'

/** An item holds 400 KB; ours keep well under it. */
const packedRenditionBytes = 300_000

/** One body part: piece, hole, piece, hole, … piece. There is one piece more than there are holes. */
const CutPart = z.object({ pieces: z.array(z.string()), holes: z.array(HoleName) })
export type CutPart = z.infer<typeof CutPart>

/** The same with a hole for each counted link: its number in the mailing's list. */
const TrackedPart = z.object({
  pieces: z.array(z.string()),
  holes: z.array(z.union([HoleName, z.number().int()])),
})
export type TrackedPart = z.infer<typeof TrackedPart>

/** A message but for what is a recipient's own. All of it is ASCII, ready for the wire. */
export const CutMessage = z.object({
  /** The envelope's sender. */
  from: z.string(),
  /** Header lines that are the same for everyone, each with its CRLF. */
  headers: z.string(),
  boundary: z.string(),
  text: CutPart,
  html: CutPart,
  /** For readers who consented to it; absent where the mailing's links were never listed. */
  tracked: TrackedPart.optional(),
})
export type CutMessage = z.infer<typeof CutMessage>

/**
 * Encodes all that a rendition's messages share; with the mailing's list of links also for messages
 * whose links are counted.
 * @throws Error when a header would hold a control character or no sender address.
 */
export function cutRendition(rendition: Rendition, links?: readonly string[]): CutMessage {
  const { fromEmail, fromName, replyTo, subject, listId } = rendition
  const from = mailableAddress(fromEmail)
  assert(from !== undefined, 'the sender is no mailable address')
  assert(/^[a-z0-9.-]+$/i.test(listId), 'List-Id is a dotted name')
  return {
    from,
    headers: [
      addressHeader('From', { name: fromName, email: fromEmail }),
      addressHeader('Reply-To', { email: replyTo }),
      textHeader('Subject', subject),
      // RFC 2919. It also keeps vacation answers away (RFC 3834 §2), which is why there is no
      // `Precedence`: that RFC advises against it.
      rawHeader('List-Id', `<${listId}>`),
    ].join(''),
    boundary: boundaryFor(rendition.text, rendition.html),
    text: cutPart(rendition.text),
    html: cutPart(rendition.html),
    ...(links === undefined ? {} : { tracked: cutTracked(rendition.html, links) }),
  }
}

/** `=_` never occurs in quoted-printable, so that this boundary is in no part, whatever it holds. */
export function boundaryFor(text: string, html: string): string {
  const hash = createHash('sha256').update(text).update('\0').update(html).digest('hex')
  return `=_kiosque_${hash.slice(0, 24)}`
}

type Place<Hole> = { hole: Hole; start: number; end: number }

function cutPart(source: string): CutPart {
  return cutAt(source, holePlaces(source))
}

/** A link that is not in the list stays as it is: it leads where it did, uncounted. */
function cutTracked(html: string, links: readonly string[]): TrackedPart {
  const numbers = new Map(links.map((url, number) => [url, number]))
  const counted = linkPlaces(html).flatMap(({ url, start, end }) => {
    const number = numbers.get(url)
    return number === undefined ? [] : [{ hole: number, start, end }]
  })
  const places: Place<HoleName | number>[] = [...holePlaces(html), ...counted]
  return cutAt(
    html,
    places.sort((a, b) => a.start - b.start),
  )
}

function holePlaces(source: string): Place<HoleName>[] {
  return [...source.matchAll(holePattern)].map(({ 0: whole, 1: name, index }) => ({
    hole: name as HoleName,
    start: index,
    end: index + whole.length,
  }))
}

function cutAt<Hole>(
  source: string,
  places: readonly Place<Hole>[],
): { pieces: string[]; holes: Hole[] } {
  const pieces: string[] = []
  const holes: Hole[] = []
  let from = 0
  for (const { hole, start, end } of places) {
    pieces.push(encodePiece(source.slice(from, start)))
    holes.push(hole)
    from = end
  }
  pieces.push(encodeQuotedPrintable(source.slice(from)))
  return { pieces, holes }
}

/**
 * A rendition as compressed bytes for its item.
 * @throws Error when it would not fit; a mail under Gmail's limit always does.
 */
export function packRendition(rendition: Rendition): Uint8Array {
  const packed = brotliCompressSync(JSON.stringify(Rendition.parse(rendition)), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 6 },
  })
  assert(packed.length <= packedRenditionBytes, `rendition of ${packed.length} bytes is too large`)
  return new Uint8Array(packed)
}

/** The rendition in these bytes. @throws when they are none. */
export function unpackRendition(bytes: Uint8Array): Rendition {
  const json = brotliDecompressSync(bytes, { maxOutputLength: 20_000_000 }).toString()
  return Rendition.parse(JSON.parse(json))
}
