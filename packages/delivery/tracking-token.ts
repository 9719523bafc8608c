// The tokens of pixels and counted links: which recipient of which mailing, which link, and when the
// message was made. Compact, because a mail holds dozens of them.
import { idSchema, type MailingId } from '#kernel/ids'
import { readCompact, type SigningKeys, signCompact } from '#kernel/tokens'
import type { BatchId } from './store-batches.ts'

/** A recipient's message; `sentAt` in whole epoch seconds, when it was composed. */
export type TrackedMessage = { id: BatchId; number: number; sentAt: number }

/** The token of the pixel. */
export function openToken(keys: SigningKeys, message: TrackedMessage): string {
  return signCompact(keys, 'open', encode(message, 0))
}

/** The tokens of many links of one message, by the link's number. */
export function clickTokens(keys: SigningKeys, message: TrackedMessage): (link: number) => string {
  const bytes = encode(message, 2)
  const at = bytes.length - 2
  return (link) => {
    bytes.writeUInt16BE(link, at)
    return signCompact(keys, 'click', bytes)
  }
}

/** Undefined when it is no token of a pixel of ours. */
export function readOpenToken(keys: SigningKeys, token: string): TrackedMessage | undefined {
  const bytes = readCompact(keys, 'open', token)
  return bytes && decode(Buffer.from(bytes), 0)
}

/** Undefined when it is no token of a link of ours. */
export function readClickToken(
  keys: SigningKeys,
  token: string,
): (TrackedMessage & { link: number }) | undefined {
  const read = readCompact(keys, 'click', token)
  if (!read) return undefined
  const bytes = Buffer.from(read)
  const message = decode(bytes, 2)
  return message && { ...message, link: bytes.readUInt16BE(bytes.length - 2) }
}

/** Sizes in bytes: form, seconds, shard, batch, number; the mailing's id follows. */
const head = 1 + 4 + 1 + 3 + 1
const form = 1

function encode({ id, number, sentAt }: TrackedMessage, spare: number): Buffer {
  const mailing = encodeUlid(id.mailingId.slice('ml_'.length))
  const bytes = Buffer.alloc(head + mailing.length + spare)
  bytes.writeUInt8(form, 0)
  bytes.writeUInt32BE(sentAt, 1)
  bytes.writeUInt8(id.shard, 5)
  bytes.writeUIntBE(id.batch, 6, 3)
  bytes.writeUInt8(number, 9)
  mailing.copy(bytes, head)
  return bytes
}

function decode(bytes: Buffer, spare: number): TrackedMessage | undefined {
  if (bytes.length <= head + spare || bytes[0] !== form) return undefined
  const tail = decodeUlid(bytes.subarray(head, bytes.length - spare))
  const mailingId = idSchema('mailing').safeParse(`ml_${tail}`)
  if (!mailingId.success) return undefined
  const id = {
    mailingId: mailingId.data as MailingId,
    shard: bytes.readUInt8(5),
    batch: bytes.readUIntBE(6, 3),
  }
  return { id, number: bytes.readUInt8(9), sentAt: bytes.readUInt32BE(1) }
}

/** Crockford's base 32, which ULIDs are written in; ours are lower case. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const ulid = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/

/** 26 characters are 16 bytes; an id that is no ULID stands as its text, which is another length. */
function encodeUlid(tail: string): Buffer {
  if (!ulid.test(tail)) return Buffer.from(tail.length === 16 ? `${tail}.` : tail)
  let value = 0n
  for (const character of tail) value = value * 32n + BigInt(alphabet.indexOf(character))
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex')
}

function decodeUlid(bytes: Buffer): string {
  if (bytes.length !== 16) return bytes.toString('latin1').replace(/\.$/, '')
  let value = BigInt(`0x${bytes.toString('hex')}`)
  let tail = ''
  for (let at = 0; at < 26; at++) {
    tail = alphabet[Number(value % 32n)] + tail
    value /= 32n
  }
  return tail
}
