import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchSize, type Shard } from '#delivery/store-batches'
import { shareOf, subjectVerdict, verdictLimits } from '#delivery/subject-verdict'
import { groupOf, sampleBatches, subjectOf } from '#delivery/test-groups'
import { drawnOf } from '#delivery/test-result'
import { withSubject } from '#delivery/with-subject'
import { seededRandom } from '../../support/editorial.ts'

function shardsOf(prepared: readonly number[]): Shard[] {
  return prepared.map((count, shard) => ({
    shard,
    cursor: { candidates: count, excluded: {}, prepared: count, batches: Math.ceil(count / 100) },
    fed: 0,
    feeds: [],
  }))
}

const audience = fc.array(fc.integer({ min: 0, max: 1_200 }), { minLength: 64, maxLength: 64 })
const share = fc.double({ min: 0.05, max: 1, noNaN: true })

function takenOf(shards: readonly Shard[], batches: readonly number[]): number {
  return shards.reduce((sum, shard) => {
    for (let batch = 0; batch < (batches[shard.shard] ?? 0); batch++) sum += batchSize(shard, batch)
    return sum
  }, 0)
}

describe('who is in a test', () => {
  it('is the share asked for, to within one batch', () => {
    fc.assert(
      fc.property(audience, share, (prepared, part) => {
        const shards = shardsOf(prepared)
        const batches = sampleBatches(shards, part)
        const planned = prepared.reduce((sum, count) => sum + count, 0)
        expect(Math.abs(takenOf(shards, batches) - part * planned)).toBeLessThanOrEqual(200)
        for (const [shard, count] of batches.entries())
          expect(count).toBeLessThanOrEqual(shards[shard]?.cursor.batches ?? 0)
        // One batch may be added so that either subject has one; beyond that it is half a batch.
        if (part * planned > 200)
          expect(Math.abs(takenOf(shards, batches) - part * planned)).toBeLessThanOrEqual(50)
      }),
    )
  })

  it('is everyone for a share of one', () => {
    fc.assert(
      fc.property(audience, (prepared) => {
        const shards = shardsOf(prepared)
        expect(sampleBatches(shards, 1)).toEqual(shards.map(({ cursor }) => cursor.batches))
      }),
    )
  })

  it('alternates the subjects evenly: neither has more than one batch more', () => {
    fc.assert(
      fc.property(audience, share, (prepared, part) => {
        const shards = shardsOf(prepared)
        const test = { batches: sampleBatches(shards, part) }
        const count = { a: 0, b: 0 }
        for (const { shard, cursor } of shards)
          for (let batch = 0; batch < cursor.batches; batch++) {
            const group = groupOf(test, { shard, batch })
            expect(group !== undefined).toBe(batch < (test.batches[shard] ?? 0))
            if (group) count[group] += 1
          }
        expect(Math.abs(count.a - count.b)).toBeLessThanOrEqual(2)
      }),
    )
  })

  it('shares out the smaller last batches too', () => {
    for (const size of [110, 210, 310, 410]) {
      const shards = shardsOf(Array.from({ length: 64 }, () => size))
      const test = { subjectB: 'B', share: 1, waitMinutes: 60, measure: 'opened' as const }
      const drawn = drawnOf({ test: { ...test, batches: sampleBatches(shards, 1) } }, shards)
      expect(Math.abs(drawn.a - drawn.b)).toBeLessThanOrEqual(100)
      expect(drawn.a + drawn.b).toBe(64 * size)
    }
  })

  it('keeps its subject after the decision, which the rest gets', () => {
    const test = {
      subjectB: 'B',
      share: 0.2,
      waitMinutes: 60,
      measure: 'opened' as const,
      batches: [2, 1],
    }
    const of = (batch: number, winner?: 'a' | 'b') =>
      subjectOf({ test: { ...test, ...(winner ? { winner } : {}) } }, { shard: 0, batch })
    expect([of(0), of(1), of(2)]).toEqual(['a', 'b', undefined])
    expect([of(0, 'b'), of(1, 'b'), of(2, 'b'), of(3, 'a')]).toEqual(['a', 'b', 'b', 'a'])
    expect(subjectOf({}, { shard: 0, batch: 5 })).toBe('a')
  })
})

describe('the verdict', () => {
  const tally = fc
    .integer({ min: 0, max: 3_000 })
    .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }))

  it('is the same whichever subject is called A', () => {
    fc.assert(
      fc.property(tally, tally, (a, b) => {
        const one = subjectVerdict({ a, b })
        const other = subjectVerdict({ a: b, b: a })
        expect(other.kind).toBe(one.kind)
        expect(other.difference).toBeCloseTo(-one.difference, 12)
        expect(other.interval.low).toBeCloseTo(-one.interval.high, 12)
        if (one.winner) expect(other.winner).toBe(one.winner === 'a' ? 'b' : 'a')
      }),
    )
  })

  it('names the one with the larger share, or none', () => {
    fc.assert(
      fc.property(tally, tally, (a, b) => {
        const { kind, winner, interval, difference } = subjectVerdict({ a, b })
        expect(winner !== undefined).toBe(kind === 'clear')
        expect(interval.low).toBeLessThanOrEqual(difference + 1e-12)
        expect(interval.high).toBeGreaterThanOrEqual(difference - 1e-12)
        if (winner === 'a') expect(a.k / a.n).toBeGreaterThan(b.k / b.n)
        if (winner === 'b') expect(b.k / b.n).toBeGreaterThan(a.k / a.n)
        if (Math.min(a.n, b.n) < verdictLimits.minPeople) expect(kind).toBe('tooFew')
        if (a.k + b.k < verdictLimits.minEvents) expect(kind).toBe('tooFew')
      }),
    )
  })

  it('agrees with what Newcombe published', () => {
    // Table II, method 10, of the paper: 56/70 − 48/80, 9/10 − 3/10 and 10/10 − 0/10.
    const difference = (one: [number, number], other: [number, number]) => {
      const { low, high } = subjectVerdict({
        a: { k: other[0], n: other[1] },
        b: { k: one[0], n: one[1] },
      }).interval
      return [low, high].map((value) => Number(value.toFixed(4)))
    }
    expect(difference([56, 70], [48, 80])).toEqual([0.0524, 0.3339])
    expect(difference([9, 10], [3, 10])).toEqual([0.1705, 0.809])
    expect(difference([10, 10], [0, 10])).toEqual([0.6075, 1])
  })

  it('holds the true difference about 95 times of 100, and finds none where there is none', () => {
    const random = seededRandom(2026)
    const draw = (n: number, p: number) => {
      let k = 0
      for (let at = 0; at < n; at++) if (random() < p) k += 1
      return { n, k }
    }
    for (const [n, p, q] of [
      [200, 0.3, 0.3],
      [500, 0.1, 0.1],
      [300, 0.25, 0.35],
      [150, 0.05, 0.02],
    ] as const) {
      const runs = 1_500
      let covered = 0
      let clear = 0
      for (let run = 0; run < runs; run++) {
        const { kind, interval } = subjectVerdict({ a: draw(n, p), b: draw(n, q) })
        if (interval.low <= q - p && q - p <= interval.high) covered += 1
        if (kind === 'clear') clear += 1
      }
      expect(covered / runs).toBeGreaterThan(0.935)
      expect(covered / runs).toBeLessThan(0.975)
      if (p === q) expect(clear / runs).toBeLessThan(0.065)
    }
  })

  it('gives a share its interval, also for none and all', () => {
    expect(shareOf({ n: 0, k: 0 })).toEqual({ share: 0, low: 0, high: 1 })
    expect(shareOf({ n: 10, k: 0 }).low).toBe(0)
    expect(shareOf({ n: 10, k: 10 }).high).toBe(1)
    expect(shareOf({ n: 10, k: 0 }).high).toBeCloseTo(0.2775, 4)
  })
})

it('puts the other subject in the header’s place and in the title, whatever it holds', () => {
  const rendition = {
    variant: 'main',
    locale: 'fr' as const,
    subject: 'Premier',
    fromName: 'n',
    fromEmail: 'a@example.org',
    replyTo: 'a@example.org',
    listId: 'l.example.org',
    html: '<html><head><title>Premier</title></head><body>Premier</body></html>',
    text: 'Premier',
  }
  const other = withSubject(rendition, 'Gagnez 5 $& <plus> & [[hole:archiveUrl]]')
  expect(other.subject).toBe('Gagnez 5 $& <plus> & [[hole:archiveUrl]]')
  expect(other.html).toContain(
    '<title>Gagnez 5 $&amp; &lt;plus&gt; &amp; &#91;&#91;hole:archiveUrl]]</title>',
  )
  expect(other.html).toContain('<body>Premier</body>')
  expect(other.text).toBe('Premier')
})
