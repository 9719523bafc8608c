// Mail addresses as people type them: what is accepted, how it is normalised, and what to say when
// something is wrong. Pure; the only I/O-free helper from Node is the IDN conversion.
import { domainToASCII } from 'node:url'
import type { Sentence } from '#kernel/errors'
import { type AddressFault, addressFaults } from './address-faults.ts'

/** Limits of RFC 5321 §4.5.3.1, in characters. */
export const addressLimits = { address: 254, local: 64, label: 63, typed: 1_000 }

/**
 * `email` is the normalised address: NFC, lower case, ASCII domain. A plus tag stays, it is an
 * address of its own. `suggestion` is an address that may have been meant; never used by itself.
 */
export type ParsedAddress =
  | { kind: 'address'; email: string; local: string; domain: string; suggestion?: string }
  | { kind: 'malformed'; fault: AddressFault; sentence: Sentence; suggestion?: string }

/**
 * Parses what a person typed. Refused with a reason: quoted local parts, IP literals, letters
 * outside ASCII before the @ (SES does not take SMTPUTF8), anything that could break out of a
 * header.
 */
export function parseAddress(text: string): ParsedAddress {
  if (text.length > addressLimits.typed) return malformed('tooLong')
  const typed = text.normalize('NFC').replace(edges, '')
  const fault = faultOfWhole(typed)
  if (fault) return malformed(fault, fault === 'comma' ? suggestDot(typed) : undefined)
  const at = typed.lastIndexOf('@')
  const local = typed.slice(0, at).toLowerCase()
  const localFault = faultOfLocal(local)
  if (localFault) return malformed(localFault)
  const domain = asciiDomain(typed.slice(at + 1))
  if (domain.kind === 'malformed') return malformed(domain.fault)
  const email = `${local}@${domain.name}`
  if (email.length > addressLimits.address) return malformed('tooLong')
  const meant = likelyDomain(domain.name)
  const suggestion = meant === undefined ? {} : { suggestion: `${local}@${meant}` }
  return { kind: 'address', email, local, domain: domain.name, ...suggestion }
}

/** White space and invisible marks that a paste leaves at either end. */
const edges = /^[\s\u00ad\u200b-\u200f\u2060\ufeff]+|[\s\u00ad\u200b-\u200f\u2060\ufeff]+$/g

function malformed(fault: AddressFault, suggestion?: string): ParsedAddress {
  const sentence = addressFaults[fault]
  return { kind: 'malformed', fault, sentence, ...(suggestion ? { suggestion } : {}) }
}

function faultOfWhole(typed: string): AddressFault | undefined {
  if (typed === '') return 'empty'
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(typed)) return 'invisible'
  if (/[<>]/.test(typed) || /^mailto:/i.test(typed)) return 'notAlone'
  if (/["\\]/.test(typed)) return 'quoted'
  if (/[\s\p{Zs}]/u.test(typed)) return 'space'
  const ats = typed.split('@').length - 1
  if (ats === 0) return 'noAt'
  if (ats > 1) return 'twoAts'
  if (typed.includes(',')) return 'comma'
  if (typed.includes(';')) return 'several'
  if (typed.startsWith('@')) return 'noLocal'
  if (typed.endsWith('@')) return 'noDomain'
  return undefined
}

function faultOfLocal(local: string): AddressFault | undefined {
  if (/[^\p{ASCII}]/u.test(local)) return 'unicodeLocal'
  if (local.length > addressLimits.local) return 'localTooLong'
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return 'dots'
  if (!/^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+$/.test(local)) return 'character'
  // How an encoded word begins (RFC 2047): a mail program might decode it in the header.
  if (local.includes('=?')) return 'character'
  return undefined
}

type Domain = { kind: 'domain'; name: string } | { kind: 'malformed'; fault: AddressFault }

function asciiDomain(typed: string): Domain {
  const refuse = (fault: AddressFault): Domain => ({ kind: 'malformed', fault })
  if (typed.startsWith('[')) return refuse('ipLiteral')
  // What the URL parser would decode or cut off must not reach it.
  if (/[^\p{L}\p{M}\p{N}.\-\u3002\uff0e\uff61\u00b7]/u.test(typed)) return refuse('domain')
  const name = domainToASCII(typed.toLowerCase())
  if (name === '') return refuse('domain')
  if (/^[\d.]+$/.test(name)) return refuse('ipLiteral')
  if (name.startsWith('.') || name.endsWith('.') || name.includes('..')) return refuse('dots')
  if (!name.includes('.')) return refuse('domainWithoutDot')
  const labels = name.split('.')
  const isLabel = (label: string) =>
    label.length <= addressLimits.label && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label)
  if (!labels.every(isLabel)) return refuse('domain')
  if (!/^([a-z]{2,}|xn--[a-z0-9-]+)$/.test(labels.at(-1) ?? '')) return refuse('domain')
  return { kind: 'domain', name }
}

function suggestDot(typed: string): string | undefined {
  const reading = parseAddress(typed.replaceAll(',', '.'))
  return reading.kind === 'address' ? reading.email : undefined
}

/** Large mailbox providers in France and abroad whose names are long enough to misspell. */
const providers = [
  'gmail.com',
  'googlemail.com',
  'hotmail.com',
  'hotmail.fr',
  'outlook.com',
  'outlook.fr',
  'yahoo.com',
  'yahoo.fr',
  'orange.fr',
  'wanadoo.fr',
  'laposte.net',
  'icloud.com',
  'protonmail.com',
  'numericable.fr',
]
/** Real domains one letter away from a provider's. */
const lookalikes = new Set(['email.com', 'ymail.com', 'gmail.co', 'yahoo.co', 'hotmail.co'])

function likelyDomain(domain: string): string | undefined {
  if (providers.includes(domain) || lookalikes.has(domain)) return undefined
  return providers.find((provider) => isOneSlipAway(domain, provider))
}

/** One letter more, less, other, or two neighbours swapped. */
function isOneSlipAway(typed: string, meant: string): boolean {
  if (Math.abs(typed.length - meant.length) > 1) return false
  let start = 0
  while (start < typed.length && typed[start] === meant[start]) start++
  const rest = [typed.slice(start), meant.slice(start)] as const
  const [a, b] = rest
  return (
    a.slice(1) === b.slice(1) ||
    a.slice(1) === b ||
    a === b.slice(1) ||
    (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  )
}
