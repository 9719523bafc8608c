// Header lines of a mail: RFC 2047 encoded words where a value is not plain ASCII, RFC 5322 folding,
// addresses. Nothing that holds a line break or another control character ever becomes a header.
import { domainToASCII } from 'node:url'
import { assert } from '#kernel/errors'

/** Longest line without CRLF that RFC 5322 §2.1.1 recommends, and an encoded word's limit. */
const lineLength = 76
const encodedWordLength = 75
const prefix = '=?UTF-8?Q?'
const suffix = '?='

/**
 * A whole header line with its CRLF, for a value of free text (`Subject`).
 * @throws Error when name or value could break out of the line.
 */
export function textHeader(name: string, value: string): string {
  return fold(name, encodeText(name, value))
}

/**
 * A header line for a value with a syntax of its own (`List-Unsubscribe`): ASCII, taken as it is.
 * @throws Error when it is not printable ASCII.
 */
export function rawHeader(name: string, value: string): string {
  checkName(name)
  assert(/^[ -~]*$/.test(value), `header ${name} holds something other than printable ASCII`)
  return `${name}: ${value}\r\n`
}

/**
 * A header line that holds one address, with a display name or without.
 * @throws Error when the address is none that can be mailed (see `mailableAddress`).
 */
export function addressHeader(name: string, mailbox: { name?: string; email: string }): string {
  const email = mailableAddress(mailbox.email)
  assert(email !== undefined, `header ${name} holds no mailable address`)
  if (!mailbox.name) return fold(name, [email])
  return fold(name, [...encodePhrase(name, mailbox.name), `<${email}>`])
}

/**
 * The address as it goes on the wire, its domain in ASCII (IDNA); undefined when SES would refuse
 * it or when it could change a header: spaces, control characters, a non-ASCII local part.
 */
export function mailableAddress(address: string): string | undefined {
  if (address.length > 254) return undefined
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  if (at < 1 || !/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i.test(local))
    return undefined
  const given = address.slice(at + 1)
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(given)) return undefined
  const domain = plainDomain.test(given) ? given : domainToASCII(given)
  if (local.length > 64 || !plainDomain.test(domain)) return undefined
  return `${local}@${domain}`
}

const plainDomain = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i

function checkName(name: string): void {
  assert(/^[A-Za-z][A-Za-z0-9-]*$/.test(name), 'a header needs a name of letters and hyphens')
}

/** The value as words between which the line may be folded. */
function encodeText(name: string, value: string): string[] {
  checkValue(name, value)
  const words = value.split(' ')
  // Runs of spaces, very long words and what looks like an encoded word would not survive as is.
  const plain =
    /^[ -~]*$/.test(value) &&
    !value.includes('=?') &&
    words.every((word) => word !== '' && word.length < lineLength - name.length)
  return plain || value === '' ? words : encodedWords(value)
}

function encodePhrase(name: string, phrase: string): string[] {
  checkValue(name, phrase)
  if (/^[A-Za-z0-9!#$%&'*+\-/=^_`{|}~]+(?: [A-Za-z0-9!#$%&'*+\-/=^_`{|}~]+)*$/.test(phrase)) {
    if (!phrase.includes('=?') && phrase.length <= 50) return phrase.split(' ')
  } else if (/^[ -~]*$/.test(phrase) && !phrase.includes('=?') && phrase.length <= 50) {
    return [`"${phrase.replace(/["\\]/g, '\\$&')}"`]
  }
  return encodedWords(phrase)
}

function checkValue(name: string, value: string): void {
  checkName(name)
  assert(!/[\p{Cc}\u2028\u2029]/u.test(value), `header ${name} holds a control character`)
}

/** Splits at characters, never inside one, so that each word can be decoded by itself. */
function encodedWords(text: string): string[] {
  const words: string[] = []
  let word = ''
  for (const character of text) {
    const unit = encodeQ(character)
    if (prefix.length + word.length + unit.length + suffix.length > encodedWordLength - 16) {
      words.push(`${prefix}${word}${suffix}`)
      word = ''
    }
    word += unit
  }
  if (word) words.push(`${prefix}${word}${suffix}`)
  return words
}

/** RFC 2047 §5 (3): in a phrase only these may stand for themselves; we keep to them everywhere. */
function encodeQ(character: string): string {
  if (/^[A-Za-z0-9!*+/-]$/.test(character)) return character
  if (character === ' ') return '_'
  let out = ''
  for (const byte of Buffer.from(character, 'utf8'))
    out += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
  return out
}

function fold(name: string, words: readonly string[]): string {
  checkName(name)
  let out = `${name}:`
  let column = out.length
  words.forEach((word, index) => {
    if (index > 0 && column + 1 + word.length > lineLength) {
      out += '\r\n'
      column = 0
    }
    out += ` ${word}`
    column += 1 + word.length
  })
  return `${out}\r\n`
}
