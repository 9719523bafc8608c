import fc from 'fast-check'
import { expect, it } from 'vitest'
import { callable, callableLimits } from '#delivery/callable'
import { instant, plusMs } from '#kernel/time'

const now = new Date('2026-12-01T08:00:00.000Z')
const minutes = fc.integer({ min: -120, max: 120 })
const line = fc.record({
  domain: fc.constantFrom('a.example', 'b.example', 'c.example'),
  callAt: fc.option(
    minutes.map((at) => plusMs(instant(now), at * 60_000)),
    { nil: undefined },
  ),
})
const roster = fc
  .array(line, { maxLength: 100 })
  .map((lines) =>
    lines.map(({ domain, callAt }) => (callAt === undefined ? { domain } : { domain, callAt })),
  )
const held = fc.constantFrom(
  new Set<string>(),
  new Set(['a.example']),
  new Set(['a.example', 'b.example']),
)

it('parts who may be called now from who waits, by hour and domain', () => {
  fc.assert(
    fc.property(roster, held, (lines, heldDomains) => {
      const numbers = lines.map((_, number) => number).filter((number) => number % 3 !== 0)
      const found = callable({ numbers, lines, heldDomains, now })
      const may = (number: number) => {
        const { domain, callAt } = lines[number] as (typeof lines)[number]
        return (callAt === undefined || callAt <= instant(now)) && !heldDomains.has(domain)
      }
      expect(found.now).toEqual(numbers.filter(may))
      expect(found.nextAt === undefined).toBe(found.now.length === numbers.length)
    }),
  )
})

it('names an instant at which nobody has waited too long', () => {
  fc.assert(
    fc.property(roster, held, (lines, heldDomains) => {
      const numbers = lines.map((_, number) => number)
      const { nextAt } = callable({ numbers, lines, heldDomains, now })
      if (nextAt === undefined) return
      expect(nextAt > instant(now)).toBe(true)
      const hours = lines.flatMap(({ callAt }) => (callAt && callAt > instant(now) ? [callAt] : []))
      for (const hour of hours) expect(nextAt <= hour).toBe(true)
      const before = new Date(Date.parse(nextAt) - 1)
      expect(callable({ numbers, lines, heldDomains, now: before }).now).toEqual(
        callable({ numbers, lines, heldDomains, now }).now,
      )
    }),
  )
})

it('looks at a held domain again after a quarter of an hour, and names it', () => {
  const lines = [{ domain: 'a.example' }, { domain: 'b.example' }, { domain: 'a.example' }]
  const found = callable({ numbers: [0, 1, 2], lines, heldDomains: new Set(['a.example']), now })
  expect(found.now).toEqual([1])
  expect(found.heldAt).toEqual(['a.example'])
  expect(found.nextAt).toBe(plusMs(instant(now), callableLimits.heldMs))
})
