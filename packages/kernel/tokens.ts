// Signed tokens for links: bound to a purpose, optionally expiring, never telling whether what
// they name exists. Format: base64url(payload) '.' base64url(HMAC-SHA256), 32 bytes of signature.
import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import type { Instant } from './time.ts'

export const TokenPurpose = z.enum([
  'confirm', // confirm a sign-up; single use, expires
  'preferences', // never expires (domain-rules §6.1)
  'unsubscribe', // never expires
  'staff', // sign in to the console; single use, expires
  'preview', // look at a newsletter before it is sent
  'form', // time at which a form was served
  'export', // "what you hold about me"; freshly mailed, expires
  'erase', // freshly mailed, expires
  'upload',
  'stop', // a seed stops the rest of a mailing; expires
  'read', // one digital issue, for the one who was served it; expires
  'order', // an order's summary and, once placed, where it stands; never expires
  'account', // open the account of an address; single use, expires
  'declaration', // a declaration: its id at the recap, its receipt once it was made; never expires
  'email', // confirm a customer's new address; expires
])
export type TokenPurpose = z.infer<typeof TokenPurpose>

/** Secrets by key id; the first signs, all verify (so that keys can be rotated). */
export type SigningKeys = readonly { id: string; secret: string }[]

const Payload = z.object({
  p: TokenPurpose,
  k: z.string(),
  s: z.string(), // subject: an id
  n: z.string().optional(), // nonce, for single use
  e: z.number().optional(), // expiry, epoch seconds
  d: z.record(z.string(), z.string()).optional(),
})

export type TokenContent = {
  purpose: TokenPurpose
  subject: string
  /** Makes the token single use: the consumer records it as used. */
  nonce?: string
  expiresAt?: Instant
  data?: Record<string, string>
}

export type TokenReading =
  | { kind: 'valid'; subject: string; nonce?: string; data: Record<string, string> }
  | { kind: 'expired'; subject: string }
  | { kind: 'invalid' }

const maxTokenLength = 2_000

export function signToken(keys: SigningKeys, content: TokenContent): string {
  const key = keys[0]
  if (!key) throw new Error('No signing key')
  const payload: z.infer<typeof Payload> = { p: content.purpose, k: key.id, s: content.subject }
  if (content.nonce !== undefined) payload.n = content.nonce
  if (content.expiresAt !== undefined) payload.e = Math.floor(Date.parse(content.expiresAt) / 1000)
  if (content.data !== undefined) payload.d = content.data
  const body = Buffer.from(JSON.stringify(payload)).toString('base64url')
  return `${body}.${mac(key.secret, body)}`
}

/** Checks signature, purpose and expiry. Single use is checked by the consumer, at the act. */
export function readToken(
  keys: SigningKeys,
  expected: { purpose: TokenPurpose; token: string; now: Date },
): TokenReading {
  const { token } = expected
  if (token.length > maxTokenLength) return { kind: 'invalid' }
  const [body, signature, rest] = token.split('.')
  if (!body || !signature || rest !== undefined) return { kind: 'invalid' }
  // Compared as text: decoding would forgive what was put after a signature.
  const given = Buffer.from(signature)
  const signedBy = keys.find(({ secret }) => {
    const wanted = Buffer.from(mac(secret, body))
    return wanted.length === given.length && timingSafeEqual(wanted, given)
  })
  if (!signedBy) return { kind: 'invalid' }
  const payload = Payload.safeParse(parseJson(Buffer.from(body, 'base64url').toString()))
  if (!payload.success || payload.data.p !== expected.purpose) return { kind: 'invalid' }
  const { s, n, e, d } = payload.data
  if (e !== undefined && e * 1000 <= expected.now.getTime()) return { kind: 'expired', subject: s }
  return { kind: 'valid', subject: s, ...(n === undefined ? {} : { nonce: n }), data: d ?? {} }
}

// — Compact tokens —

/**
 * Purposes of the compact form, for mails with many links: bytes and 16 bytes of signature as one
 * base64url text without a dot, so that neither form can be read as the other.
 */
export type CompactPurpose = 'open' | 'click'

const compactMacBytes = 16
const compactMaxLength = 200

export function signCompact(keys: SigningKeys, purpose: CompactPurpose, body: Uint8Array): string {
  const key = keys[0]
  if (!key) throw new Error('No signing key')
  return Buffer.concat([body, compactMac(key.secret, purpose, body)]).toString('base64url')
}

/** The bytes that were signed for this purpose, or undefined. */
export function readCompact(
  keys: SigningKeys,
  purpose: CompactPurpose,
  token: string,
): Uint8Array | undefined {
  if (token.length > compactMaxLength) return undefined
  const bytes = Buffer.from(token, 'base64url')
  // Base64 decoding forgives what does not belong there: one token has one spelling.
  if (bytes.length <= compactMacBytes || bytes.toString('base64url') !== token) return undefined
  const body = bytes.subarray(0, -compactMacBytes)
  const given = bytes.subarray(-compactMacBytes)
  const isSigned = keys.some(({ secret }) =>
    timingSafeEqual(compactMac(secret, purpose, body), given),
  )
  return isSigned ? body : undefined
}

function compactMac(secret: string, purpose: CompactPurpose, body: Uint8Array): Buffer {
  return createHmac('sha256', secret)
    .update(`compact\0${purpose}\0`)
    .update(body)
    .digest()
    .subarray(0, compactMacBytes)
}

function mac(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('base64url')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
