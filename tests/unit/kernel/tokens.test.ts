import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '#kernel/time'
import { readToken, signToken } from '#kernel/tokens'

const keys = [{ id: 'k1', secret: 'a signing secret that is only for tests' }]
const now = new Date('2026-11-30T08:00:00Z')
const token = signToken(keys, { purpose: 'confirm', subject: 'rd_1', nonce: 'n' })
const read = (text: string) => readToken(keys, { purpose: 'confirm', token: text, now }).kind

describe('a token', () => {
  it('is read back for its own purpose alone, until it expires', () => {
    expect(readToken(keys, { purpose: 'confirm', token, now })).toEqual({
      kind: 'valid',
      subject: 'rd_1',
      nonce: 'n',
      data: {},
    })
    expect(readToken(keys, { purpose: 'erase', token, now }).kind).toBe('invalid')
    const late = signToken(keys, { purpose: 'confirm', subject: 's', expiresAt: instant(now) })
    expect(read(late)).toBe('expired')
  })

  it('is refused with anything put after it, between, or taken away', () => {
    for (const tail of ['A', '=', '==', '!', '!!', ' ', '\u0000', '.', '.x', '\n', 'é'])
      expect([tail, read(token + tail)]).toEqual([tail, 'invalid'])
    for (let length = 0; length < token.length; length++)
      expect(read(token.slice(0, length))).toBe('invalid')
    expect(read('a'.repeat(10_000))).toBe('invalid')
  })

  it('is refused when any character of it is another one', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. '
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...alphabet), (at, other) => {
        fc.pre(token[at] !== other)
        expect(read(token.slice(0, at) + other + token.slice(at + 1))).toBe('invalid')
      }),
      { seed: 7, numRuns: 2_000 },
    )
  })
})
