import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressLimits, parseAddress } from '#readers/address'

const good = (text: string) => {
  const parsed = parseAddress(text)
  return parsed.kind === 'address' ? parsed.email : `refused: ${parsed.fault}`
}
const faultOf = (text: string) => {
  const parsed = parseAddress(text)
  return parsed.kind === 'malformed' ? parsed.fault : `taken: ${parsed.email}`
}

describe('an address that is taken', () => {
  it.each([
    ['jeanne.verger@example.org', 'jeanne.verger@example.org'],
    ['  Jeanne.VERGER@Example.ORG \n', 'jeanne.verger@example.org'],
    ['\u200bjeanne@example.org\ufeff', 'jeanne@example.org'],
    ['jeanne+lettre@example.org', 'jeanne+lettre@example.org'],
    ["o'neil@example.org", "o'neil@example.org"],
    ['jeanne@hôtel-des-champs.example', 'jeanne@xn--htel-des-champs-csb.example'],
    ['jeanne@ho\u0302tel-des-champs.example', 'jeanne@xn--htel-des-champs-csb.example'],
    ['jeanne@EXAMPLE。org', 'jeanne@example.org'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ])('%j becomes %s', (typed, email) => expect(good(typed)).toBe(email))

  it('keeps a plus tag as an address of its own', () =>
    expect(good('a+b@example.org')).not.toBe(good('a@example.org')))
})

describe('an address that is refused', () => {
  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['jeanne', 'noAt'],
    ['jeanne@@example.org', 'twoAts'],
    ['a@b@example.org', 'twoAts'],
    ['@example.org', 'noLocal'],
    ['jeanne@', 'noDomain'],
    ['jeanne verger@example.org', 'space'],
    ['jeanne@exam ple.org', 'space'],
    ['jeanne\u00a0v@example.org', 'space'],
    ['jeanne@gmail,com', 'comma'],
    ['a@example.org;b.example.org', 'several'],
    ['Jeanne <jeanne@example.org>', 'notAlone'],
    ['mailto:jeanne@example.org', 'notAlone'],
    ['"jeanne verger"@example.org', 'quoted'],
    ['jeanne\\@x@example.org', 'quoted'],
    ['hélène@example.org', 'unicodeLocal'],
    ['.jeanne@example.org', 'dots'],
    ['jeanne.@example.org', 'dots'],
    ['jeanne..v@example.org', 'dots'],
    ['jeanne@example..org', 'dots'],
    ['jeanne@.example.org', 'dots'],
    ['jeanne(v)@example.org', 'character'],
    ['=?utf-8?q?a=0d=0abcc=3av?=@example.org', 'character'],
    ['a=?b@example.org', 'character'],
    ['jeanne@[192.0.2.1]', 'ipLiteral'],
    ['jeanne@192.0.2.1', 'ipLiteral'],
    ['jeanne@127.1', 'ipLiteral'],
    ['jeanne@localhost', 'domainWithoutDot'],
    ['jeanne@-example.org', 'domain'],
    ['jeanne@example.org/path', 'domain'],
    ['jeanne@ex%61mple.org', 'domain'],
    ['jeanne@exa_mple.org', 'domain'],
    ['jeanne@example.123', 'domain'],
    [`${'a'.repeat(65)}@example.org`, 'localTooLong'],
    [`a@${'b'.repeat(64)}.org`, 'domain'],
    [`a@${'b.'.repeat(130)}org`, 'tooLong'],
    ['a'.repeat(300), 'noAt'],
    [`${'a'.repeat(2_000)}@example.org`, 'tooLong'],
    ['jeanne@example.org\r\nBcc: victim@example.org', 'invisible'],
    ['jeanne\u0000@example.org', 'invisible'],
    ['jeanne\u200b.v@example.org', 'invisible'],
    ['jeanne\u202ev@example.org', 'invisible'],
  ])('%j: %s', (typed, fault) => expect(faultOf(typed)).toBe(fault))

  it('says what to do in both languages', () => {
    const parsed = parseAddress('jeanne@gmail,com')
    expect(parsed).toMatchObject({
      sentence: { fr: expect.stringContaining('virgule'), en: expect.stringContaining('comma') },
      suggestion: 'jeanne@gmail.com',
    })
  })
})

describe('a likely slip', () => {
  it.each([
    ['jeanne@gmial.com', 'jeanne@gmail.com'],
    ['jeanne@gmai.com', 'jeanne@gmail.com'],
    ['jeanne@gmail.con', 'jeanne@gmail.com'],
    ['jeanne@gmaill.com', 'jeanne@gmail.com'],
    ['jeanne@wanado.fr', 'jeanne@wanadoo.fr'],
    ['jeanne@hotmial.fr', 'jeanne@hotmail.fr'],
    ['jeanne@orang.fr', 'jeanne@orange.fr'],
  ])('%s is taken as typed and suggests %s', (typed, suggestion) =>
    expect(parseAddress(typed)).toMatchObject({ kind: 'address', email: typed, suggestion }),
  )

  it.each(['jeanne@gmail.com', 'jeanne@email.com', 'jeanne@free.fr', 'jeanne@example.org'])(
    '%s suggests nothing',
    (typed) => expect(parseAddress(typed)).not.toHaveProperty('suggestion'),
  )
})

describe('for any text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.emailAddress(),
    fc
      .tuple(fc.string({ maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 80 }))
      .map(([local, domain]) => `${local}@${domain}`),
    fc
      .tuple(fc.emailAddress(), fc.constantFrom('\r\n', '\n', '\r', '\u2028', '\u0085', '\0', '\t'))
      .map(([email, control]) => email.replace('@', `${control}@`)),
  )

  it('what is taken is plain ASCII that fits a header and an envelope', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseAddress(text)
        if (parsed.kind === 'malformed') {
          expect(parsed.sentence.fr).not.toBe('')
          expect(parsed.sentence.en).not.toBe('')
          return
        }
        expect(parsed.email).toMatch(/^[\x21-\x7e]+$/)
        expect(parsed.email).not.toMatch(/[<>,;:"\\()[\]]/)
        expect(parsed.email.split('@')).toEqual([parsed.local, parsed.domain])
        expect(parsed.email.length).toBeLessThanOrEqual(addressLimits.address)
        expect(parsed.local.length).toBeLessThanOrEqual(addressLimits.local)
      }),
      { numRuns: 2_000 },
    ))

  it('parsing what was parsed changes nothing', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseAddress(text)
        if (parsed.kind === 'address') expect(parseAddress(parsed.email)).toEqual(parsed)
        if (parsed.suggestion !== undefined)
          expect(parseAddress(parsed.suggestion)).toMatchObject({ email: parsed.suggestion })
      }),
      { numRuns: 2_000 },
    ))

  it('case and surrounding white space make no difference', () =>
    fc.assert(
      fc.property(fc.emailAddress(), fc.constantFrom('', ' ', '\n', '\t '), (email, space) => {
        expect(parseAddress(`${space}${email.toUpperCase()}${space}`)).toEqual(parseAddress(email))
      }),
    ))
})
