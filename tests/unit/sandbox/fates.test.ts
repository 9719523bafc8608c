// What becomes of a message by chance: how many of them, and where.
import { expect, it } from 'vitest'
import { drawFate, type FateFaults, noFateFaults } from '#sandbox/fates'
import { seededRandom } from '#sandbox/ses-faults'

function draw(faults: Partial<FateFaults>, address = 'someone@slow.example') {
  const random = seededRandom(7)
  const fates = Array.from({ length: 2_000 }, () =>
    drawFate(address, { ...noFateFaults, ...faults }, random),
  )
  return (fate: string) => fates.filter((one) => one === fate).length / fates.length
}

it('delivers everything, and asks no chance, unless told otherwise', () => {
  const random = () => {
    throw new Error('asked')
  }
  expect(drawFate('a@slow.example', noFateFaults, random)).toBe('delivered')
  const elsewhere = { ...noFateFaults, bounceShare: 1, fateAt: 'quick.example' }
  expect(drawFate('a@slow.example', elsewhere, random)).toBe('delivered')
})

it('bounces, gives up, defers and is complained of in the shares that were set', () => {
  const shareOf = draw({
    bounceShare: 0.2,
    softBounceShare: 0.1,
    complaintShare: 0.05,
    deferShare: 0.15,
  })
  expect(shareOf('bounced')).toBeCloseTo(0.2, 1)
  expect(shareOf('soft')).toBeCloseTo(0.1, 1)
  expect(shareOf('complaint')).toBeCloseTo(0.05, 1)
  expect(shareOf('delayed')).toBeCloseTo(0.15, 1)
  expect(shareOf('delivered')).toBeCloseTo(0.5, 1)
})

it.each([
  ['slow.example', 'a@Slow.example', 1],
  ['@slow.example', 'a@slow.example', 1],
  ['a@slow.example', 'A@slow.example', 1],
  ['a@slow.example', 'ba@slow.example', 0],
  ['slow.example', 'a@very-slow.example', 0],
  ['low.example', 'a@slow.example', 0],
  ['', 'a@anywhere.example', 1],
])('at %s: %s', (fateAt, address, bounced) => {
  expect(draw({ bounceShare: 1, fateAt }, address)('bounced')).toBe(bounced)
})
