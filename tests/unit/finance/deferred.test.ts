import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DeferredEvent, foldDeferred } from '#finance/deferred'
import { dayMs, type Instant, instant } from '#kernel/time'

const start = Date.UTC(2026, 0, 1)
const on = (day: number): Instant => instant(start + day * dayMs)

const served = (day: number, owed: number, used = 1): DeferredEvent => ({
  ...{ kind: 'served', at: on(day), id: `issue:${String(day).padStart(6, '0')}` },
  ...{ used, owed },
})
const back = (day: number, net: number, id = `cn_${day}`): DeferredEvent => ({
  ...{ kind: 'back', at: on(day), id, net },
})
const deferred = (net: number, events: DeferredEvent[]) =>
  foldDeferred(net, events).moves.map((move) => move.deferred)

describe('issues served', () => {
  it('earn the vectors of the rules', () => {
    const all = (count: number) => Array.from({ length: count }, (_, at) => served(at, count - at))
    expect(deferred(9_696, all(6))).toEqual([1_616, 1_616, 1_616, 1_616, 1_616, 1_616])
    expect(deferred(9_696, all(10))).toEqual([
      ...[970, 969, 970, 969, 970, 970, 969, 970, 969, 970],
    ])
  })

  it('earn two parts where a double issue uses two, and one where one is left', () => {
    expect(
      deferred(9_696, [served(1, 6, 2), served(2, 4), served(3, 3, 2), served(4, 1, 1)]),
    ).toEqual([3_232, 1_616, 3_232, 1_616])
  })

  it('earn no more than what is left where more were used than were owed', () => {
    const fold = foldDeferred(9_696, [served(1, 2), served(2, 1, 2)])
    expect(fold.moves.map((move) => move.deferred)).toEqual([4_848, 4_848])
    expect(fold).toMatchObject({ deferred: 0, served: 3 })
  })

  it('of nothing earn nothing', () => {
    expect(foldDeferred(0, [served(1, 6)])).toMatchObject({ deferred: 0, served: 1 })
  })
})

describe('money that goes back', () => {
  it('before anything was served takes all that is deferred', () => {
    expect(foldDeferred(9_696, [back(1, 9_696)])).toMatchObject({ deferred: 0 })
  })

  it('after two of six leaves nothing deferred, and 32.32 earned', () => {
    const fold = foldDeferred(9_696, [served(1, 6), served(2, 5), back(3, 6_464)])
    expect(fold.deferred).toBe(0)
    expect(fold.moves[2]).toMatchObject({
      before: 6_464,
      deferred: 6_464,
      beyond: 0,
      servedBefore: 2,
    })
  })

  it('after one of six is 80.80', () => {
    expect(foldDeferred(9_696, [served(1, 6), back(2, 8_080)]).deferred).toBe(0)
  })

  it('and comes back comes back once, however often it is told', () => {
    const again = (day: number, of: string): DeferredEvent => ({
      ...{ kind: 'again', at: on(day), id: `${of}:void:${day}`, of },
    })
    const fold = foldDeferred(9_696, [back(1, 6_464), again(2, 'cn_1'), again(3, 'cn_1')])
    expect(fold.moves.map((move) => move.deferred)).toEqual([6_464, -6_464, 0])
  })

  it('beyond what is left comes from revenue', () => {
    const fold = foldDeferred(9_696, [served(1, 6), back(2, 9_696)])
    expect(fold.moves[1]).toMatchObject({ deferred: 8_080, beyond: 1_616 })
  })

  it('as a gesture that ends no issue makes each issue to come earn less', () => {
    const fold = deferred(9_696, [
      served(1, 6),
      back(2, 1_000),
      ...[3, 4, 5, 6, 7].map((day) => served(day, 8 - day)),
    ])
    expect(fold).toEqual([1_616, 1_000, 1_416, 1_416, 1_416, 1_416, 1_416])
  })

  it('for some of the issues to come leaves their price to the others', () => {
    const fold = foldDeferred(9_696, [
      served(1, 6),
      back(2, 3_232),
      served(3, 3),
      served(4, 2),
      served(5, 1),
    ])
    expect(fold.moves.map((move) => move.deferred)).toEqual([1_616, 3_232, 1_616, 1_616, 1_616])
    expect(fold.deferred).toBe(0)
  })

  it('and a note that is void puts back what it took', () => {
    const again: DeferredEvent = { kind: 'again', at: on(3), id: 'cn_2:void', of: 'cn_2' }
    const fold = foldDeferred(9_696, [served(1, 6), back(2, 9_000), again, served(4, 5)])
    expect(fold.moves.map((move) => [move.deferred, move.beyond])).toEqual([
      ...[
        [1_616, 0],
        [8_080, 920],
        [-8_080, -920],
        [1_616, 0],
      ],
    ])
  })

  it('leaves what nobody is owed to be earned', () => {
    const over: DeferredEvent = { kind: 'over', at: on(9), id: 'over:in_1' }
    expect(foldDeferred(9_696, [served(1, 2), back(2, 4_000), over])).toMatchObject({ deferred: 0 })
  })
})

describe('what happens at one instant', () => {
  it('is taken as served first, then given back, then put back', () => {
    const again: DeferredEvent = { kind: 'again', at: on(1), id: 'a:void', of: 'cn_1' }
    const note: DeferredEvent = { kind: 'back', at: on(1), id: 'b', net: 9_696 }
    const first: DeferredEvent = { ...served(1, 6), id: 'z' }
    const { moves } = foldDeferred(9_696, [again, note, first])
    expect(moves.map(({ event }) => event.kind)).toEqual(['served', 'back', 'again'])
    expect(moves[1]).toMatchObject({ deferred: 8_080, beyond: 1_616 })
  })
})

describe('an invoice that is given up', () => {
  it('has nothing deferred, and all of it again when it is paid after all', () => {
    const given: DeferredEvent = { kind: 'givenUp', at: on(1), id: 'in_1:uncollectible' }
    const paid: DeferredEvent = { kind: 'again', at: on(2), id: 'in_1:recovered', of: given.id }
    expect(foldDeferred(9_696, [given]).deferred).toBe(0)
    expect(foldDeferred(9_696, [given, paid]).deferred).toBe(9_696)
    expect(foldDeferred(9_696, [given, paid, served(3, 6)]).moves.at(-1)?.deferred).toBe(1_616)
  })
})

/** A life as it may be: what remains is kept by the issues themselves, never by the fold. */
const lives = fc
  .record({
    net: fc.integer({ min: 0, max: 1_000_000 }),
    bought: fc.integer({ min: 1, max: 30 }),
    steps: fc.array(
      fc.record({
        kind: fc.constantFrom('serve', 'serve', 'serve', 'back', 'void', 'end'),
        size: fc.integer({ min: 1, max: 1_000_000 }),
        sameInstant: fc.boolean(),
      }),
      { maxLength: 40 },
    ),
  })
  .map(({ net, bought, steps }) => {
    const events: DeferredEvent[] = []
    const notes: string[] = []
    let owed = bought
    let day = 0
    for (const [at, { kind, size, sameInstant }] of steps.entries()) {
      if (!sameInstant) day++
      const id = String(at).padStart(6, '0')
      if (kind === 'serve' && owed > 0) {
        const used = Math.min(owed, 1 + (size % 2))
        // Nothing else of the same instant may change what an issue says remains.
        events.push({ kind: 'served', at: on(++day), id: `issue:${id}`, used, owed })
        owed -= used
      }
      if (kind === 'back') {
        events.push({ kind: 'back', at: on(day), id: `cn_${id}`, net: size % (net + 100) })
        notes.push(`cn_${id}`)
        if (owed > 0) owed -= size % (owed + 1)
        day++
      }
      if (kind === 'void') {
        const of = notes.shift()
        if (of) events.push({ kind: 'again', at: on(++day), id: `${of}:void`, of })
      }
      if (kind === 'end' && owed > 0) owed -= 1
    }
    return { net, events, owed }
  })

describe('whatever happens', () => {
  it('all parts and the rest are what was sold, and nothing is ever below zero', () => {
    fc.assert(
      fc.property(lives, ({ net, events }) => {
        const fold = foldDeferred(net, events)
        const moved = fold.moves.reduce((sum, move) => sum + move.deferred, 0)
        expect(moved + fold.deferred).toBe(net)
        for (const { before, deferred: out, event } of fold.moves) {
          expect(before).toBeGreaterThanOrEqual(0)
          if (event.kind !== 'again') expect(out).toBeGreaterThanOrEqual(0)
          expect(before - out).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('the order in which it came to be known changes nothing', () => {
    fc.assert(
      fc.property(lives, fc.array(fc.nat()), ({ net, events }, keys) => {
        const shuffled = events
          .map((event, at) => ({ event, key: keys[at % Math.max(1, keys.length)] ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ event }) => event)
        expect(foldDeferred(net, shuffled)).toEqual(foldDeferred(net, events))
      }),
    )
  })

  it('what comes to be known later changes nothing before it', () => {
    fc.assert(
      fc.property(lives, fc.nat(40), ({ net, events }, cut) => {
        const sorted = foldDeferred(net, events).moves.map(({ event }) => event)
        const first = foldDeferred(net, sorted.slice(0, cut)).moves
        expect(foldDeferred(net, events).moves.slice(0, cut)).toEqual(first)
      }),
    )
  })

  it('everything is earned by the last issue that is owed', () => {
    fc.assert(
      fc.property(lives, ({ net, events, owed }) => {
        fc.pre(owed > 0)
        const rest: DeferredEvent[] = Array.from({ length: owed }, (_, at) => ({
          ...{ kind: 'served', at: on(1_000 + at), id: `issue:z${at}`, used: 1, owed: owed - at },
        }))
        expect(foldDeferred(net, [...events, ...rest]).deferred).toBe(0)
      }),
    )
  })
})
