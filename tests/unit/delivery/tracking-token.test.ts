import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  clickTokens,
  openToken,
  readClickToken,
  readOpenToken,
  type TrackedMessage,
} from '#delivery/tracking-token'
import type { MailingId } from '#kernel/ids'
import { readToken } from '#kernel/tokens'

const keys = [{ id: 'k1', secret: 'a signing secret that is only for tests' }]
const others = [{ id: 'k2', secret: 'another signing secret, only for tests' }]

const ulid = fc
  .tuple(
    fc.constantFrom(...'01234567'),
    fc.array(fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), {
      minLength: 25,
      maxLength: 25,
    }),
  )
  .map(([first, rest]) => first + rest.join(''))
const otherTail = fc.stringMatching(/^[0-9a-z]{1,64}$/)
const message = fc.record({
  id: fc.record({
    mailingId: fc.oneof(ulid, otherTail).map((tail) => `ml_${tail}` as MailingId),
    shard: fc.integer({ min: 0, max: 63 }),
    batch: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
  }),
  number: fc.integer({ min: 0, max: 99 }),
  sentAt: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
})
const link = fc.integer({ min: 0, max: 999 })

it('reads back what was signed, and for its own purpose only', () => {
  fc.assert(
    fc.property(message, link, (one, number) => {
      const open = openToken(keys, one)
      const click = clickTokens(keys, one)(number)
      expect(readOpenToken(keys, open)).toEqual(one)
      expect(readClickToken(keys, click)).toEqual({ ...one, link: number })
      expect(readOpenToken(keys, click)).toBeUndefined()
      expect(readClickToken(keys, open)).toBeUndefined()
      expect(readOpenToken(others, open)).toBeUndefined()
      expect(readClickToken([...others, ...keys], click)).toBeDefined()
      for (const token of [open, click])
        expect(readToken(keys, { purpose: 'unsubscribe', token, now: new Date(0) })).toEqual({
          kind: 'invalid',
        })
    }),
  )
})

it('accepts no other spelling of a token, and nothing that was changed', () => {
  fc.assert(
    fc.property(message, link, fc.nat(), fc.nat(63), (one, number, at, digit) => {
      const token = clickTokens(keys, one)(number)
      const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const place = at % token.length
      const changed = token.slice(0, place) + digits[digit] + token.slice(place + 1)
      if (changed !== token) expect(readClickToken(keys, changed)).toBeUndefined()
      for (const more of ['=', 'A', '.', '%00', ' ', token])
        expect(readClickToken(keys, token + more)).toBeUndefined()
    }),
  )
})

it('forgives no text at all', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      expect(readOpenToken(keys, text)).toBeUndefined()
      expect(readClickToken(keys, text)).toBeUndefined()
    }),
  )
})

it('keeps a link short', () => {
  const one: TrackedMessage = {
    id: { mailingId: 'ml_01jdzzw8y0h3a5q7k9m2n4p6r8' as MailingId, shard: 63, batch: 9_999 },
    number: 99,
    sentAt: 1_764_000_000,
  }
  expect(clickTokens(keys, one)(999)).toHaveLength(59)
})
