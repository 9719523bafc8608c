import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brakeLimits, brakeVerdict, byDomain } from '#delivery/brake'
import type { HeardCounts } from '#delivery/mailing'

const settings = { minCount: 500, bounceShare: 0.05, complaintShare: 0.003 }
const heard = (accepted: number, bounced = 0, complained = 0): HeardCounts => ({
  accepted,
  bounced,
  complained,
})

describe('the brake', () => {
  it('pauses above a share, not at it, and not before enough was accepted', () => {
    const verdict = (counts: HeardCounts) => brakeVerdict({ counts, domains: {}, settings }).kind
    expect(verdict(heard(500, 25))).toBe('go')
    expect(verdict(heard(500, 26))).toBe('pause')
    expect(verdict(heard(499, 499))).toBe('go')
    expect(verdict(heard(1_000, 0, 3))).toBe('go')
    expect(verdict(heard(1_000, 0, 4))).toBe('pause')
  })

  it('holds the one domain that is bad and lets the rest go', () => {
    const domains = { 'bad.example': heard(200, 60), 'good.example': heard(600, 3) }
    const verdict = brakeVerdict({ counts: heard(1_000, 64), domains, settings })
    expect(verdict).toMatchObject({ kind: 'hold', domains: [{ domain: 'bad.example' }] })
  })

  it('pauses all of it where the rest is as bad, or too little is known of it', () => {
    const domains = { 'bad.example': heard(500, 60) }
    const bad = brakeVerdict({ counts: heard(1_000, 120), domains, settings })
    expect(bad).toMatchObject({ kind: 'pause', cause: 'bounced' })
    const few = brakeVerdict({ counts: heard(560, 60), domains, settings })
    expect(few.kind).toBe('pause')
  })

  it('takes one or two complaints at a domain for chance, and asks for enough messages there', () => {
    const at = (counts: HeardCounts) =>
      brakeVerdict({ counts: heard(5_000, 5, 2), domains: { 'one.example': counts }, settings })
    expect(at(heard(100, 0, 2)).kind).toBe('go')
    expect(at(heard(100, 0, 3)).kind).toBe('hold')
    expect(at(heard(99, 99)).kind).toBe('go')
  })

  it('judges the rest without the domains that are held', () => {
    const domains = { 'bad.example': heard(400, 100) }
    const input = { counts: heard(1_000, 104), domains, settings }
    expect(brakeVerdict({ ...input, held: new Set(['bad.example']) }).kind).toBe('go')
    const worse = { ...input, counts: heard(1_000, 140), held: new Set(['bad.example']) }
    expect(brakeVerdict(worse).kind).toBe('pause')
  })

  const counts = fc
    .tuple(fc.nat(5_000), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20))
    .map(([accepted, share, complained]) =>
      heard(accepted, Math.floor(accepted * share), Math.min(complained, accepted)),
    )
  const worlds = fc.record({ a: counts, b: counts, others: counts }).map(({ a, b, others }) => ({
    domains: { 'a.example': a, 'b.example': b },
    counts: heard(
      a.accepted + b.accepted + others.accepted,
      a.bounced + b.bounced + others.bounced,
      a.complained + b.complained + others.complained,
    ),
  }))

  it('never brakes again by what had been heard when a person let it go on', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const baseline = byDomain(world)
        expect(brakeVerdict({ ...world, settings, baseline }).kind).toBe('go')
      }),
    )
  })

  it('holds no domain twice, none without a name, and brakes nothing that is below its counts', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const verdict = brakeVerdict({ ...world, settings })
        const known = { ...world.domains } as Record<string, HeardCounts>
        if (verdict.kind === 'pause')
          expect(verdict.counts.accepted).toBeGreaterThanOrEqual(settings.minCount)
        if (verdict.kind !== 'hold') return
        for (const { domain, cause } of verdict.domains) {
          expect(known[domain]?.accepted).toBeGreaterThanOrEqual(settings.minCount / 5)
          expect(known[domain]?.[cause]).toBeGreaterThanOrEqual(brakeLimits.domainEvents)
        }
        const held = new Set(verdict.domains.map(({ domain }) => domain))
        expect(brakeVerdict({ ...world, settings, held }).kind).not.toBe('hold')
      }),
    )
  })
})
