import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { addressHeader, mailableAddress, rawHeader, textHeader } from '#delivery/mime-headers'

const read = (headers: string) => PostalMime.parse(`${headers}\r\nbody`)

/** One line of text without control characters, as the schemas let through. */
const anyLine = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.string({ maxLength: 200 }),
    fc.constantFrom('=?UTF-8?Q?x?=', 'a  b', 'é'.repeat(150), 'x'.repeat(190), 'N° 131 : été ?'),
  )
  .map((text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, '').trim())
  .filter((text) => text !== '')

describe('mail headers', () => {
  it('give the subject back, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(anyLine, async (subject) => {
        const header = textHeader('Subject', subject)
        expect((await read(header)).subject).toBe(subject)
        for (const line of header.split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76)
          expect(line).toMatch(/^[ -~]*$/)
        }
      }),
    )
  })

  it('give name and address back, whatever the name', async () => {
    await fc.assert(
      fc.asyncProperty(anyLine, async (name) => {
        const header = addressHeader('From', { name, email: 'lettre@en-contact.example' })
        expect((await read(header)).from).toEqual({ name, address: 'lettre@en-contact.example' })
        for (const line of header.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76)
      }),
    )
  })

  it('refuse everything that could start another header', () => {
    const attacks = ['a\r\nBcc: x@example.org', 'a\nb', 'a\rb', 'a\u0000b', 'a\u2028b', 'a\u0085b']
    for (const attack of attacks) {
      expect(() => textHeader('Subject', attack)).toThrow(/control character/)
      expect(() => addressHeader('From', { name: attack, email: 'a@example.org' })).toThrow()
      expect(() => addressHeader('To', { email: `x@example.org${attack}` })).toThrow()
      expect(() => rawHeader('List-Unsubscribe', attack)).toThrow()
      expect(() => textHeader(`X-${attack}`, 'a')).toThrow()
    }
  })

  it('know which addresses can be mailed, and write their domain in ASCII', () => {
    expect(mailableAddress('a.b+c@example.org')).toBe('a.b+c@example.org')
    expect(mailableAddress('lecteur@café.example')).toBe('lecteur@xn--caf-dma.example')
    const refused = [
      '',
      'nobody',
      '@example.org',
      'a@',
      'a@b',
      'a b@example.org',
      'é@example.org',
      'a@exam ple.org',
      'a@example.org\r\nBcc: b@example.org',
      'a,b@example.org',
      '<a@example.org>',
      'a@[127.0.0.1]',
      '.a@example.org',
      'a..b@example.org',
      `${'a'.repeat(65)}@example.org`,
      `a@${'b'.repeat(250)}.org`,
    ]
    for (const address of refused) expect(mailableAddress(address), address).toBeUndefined()
  })
})
