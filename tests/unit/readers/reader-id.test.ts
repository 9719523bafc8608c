import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { idSchema } from '#kernel/ids'
import { idPosition, idVersion, readerId, readerIds } from '#readers/reader-id'

const one = [{ version: 1, secret: 'first' }]
const rotated = [{ version: 2, secret: 'second' }, ...one]

it('is the same for the same address and key, and tells its versions', () => {
  const id = readerId(one, 'jeanne@example.org')
  expect(id).toBe(readerId(one, 'jeanne@example.org'))
  expect(id).toMatch(/^rd_1a[0-9a-f]{40}$/)
  expect(idSchema('reader').parse(id)).toBe(id)
  expect(idVersion(id)).toBe('1a')
})

it('differs by address and by key', () => {
  const id = readerId(one, 'jeanne@example.org')
  expect(readerId(one, 'jeanne+x@example.org')).not.toBe(id)
  expect(readerId([{ version: 1, secret: 'other' }], 'jeanne@example.org')).not.toBe(id)
})

it('finds old readers after a new key came', () => {
  const [current, old] = readerIds(rotated, 'jeanne@example.org')
  expect(current).toBe(readerId(rotated, 'jeanne@example.org'))
  expect(idVersion(current as NonNullable<typeof current>)).toBe('2a')
  expect(old).toBe(readerId(one, 'jeanne@example.org'))
})

it('needs a key', () => expect(() => readerId([], 'jeanne@example.org')).toThrow('No reader key'))

it('lies evenly between 0 and 1, in the order of the ids', () => {
  fc.assert(
    fc.property(fc.emailAddress(), fc.emailAddress(), (a, b) => {
      const [x, y] = [readerId(one, a), readerId(one, b)]
      expect(idPosition(x)).toBeGreaterThanOrEqual(0)
      expect(idPosition(x)).toBeLessThan(1)
      if (x < y) expect(idPosition(x)).toBeLessThanOrEqual(idPosition(y))
    }),
  )
  const positions = Array.from({ length: 2_000 }, (_, n) => idPosition(readerId(one, `${n}@x.org`)))
  const low = positions.filter((position) => position < 0.25).length
  expect(low / positions.length).toBeGreaterThan(0.2)
  expect(low / positions.length).toBeLessThan(0.3)
})
