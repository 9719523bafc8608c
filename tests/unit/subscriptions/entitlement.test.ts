import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Entitlement,
  endIssues,
  type IssueToServe,
  newEntitlement,
  owedTo,
  remainingOf,
  serve,
  serveQueue,
  usedOf,
} from '#subscriptions/entitlement'

const aYear = (change: Partial<Entitlement> = {}) =>
  newEntitlement({ id: 'e1', bought: 6, fromIssue: 131, ...change })
const regular = (number: number): IssueToServe => ({ number, kind: 'regular' })

function served(entitlement: Entitlement, issue: IssueToServe): Entitlement {
  const serving = serve(entitlement, issue)
  if (serving.kind !== 'served') throw new Error(`Not served: ${serving.because}`)
  return serving.entitlement
}

describe('serving an issue', () => {
  it('counts issues, whatever the gaps in their numbers', () => {
    const after = [131, 134, 140].reduce((one, number) => served(one, regular(number)), aYear())
    expect(remainingOf(after)).toBe(3)
  })

  it('does not serve a reprint, an earlier issue, or anything once all is used', () => {
    const one = served(aYear({ bought: 1 }), regular(131))
    expect(serve(one, regular(131))).toMatchObject({ because: 'already' })
    expect(serve(one, regular(132))).toMatchObject({ because: 'used' })
    expect(serve(aYear(), regular(130))).toMatchObject({ because: 'tooEarly' })
    expect(serve(aYear({ isSuspended: true }), regular(131))).toMatchObject({
      because: 'suspended',
    })
  })

  it('lets a double issue use up what the offer says, and end a term of which one is left', () => {
    const double: IssueToServe = { number: 131, kind: 'double' }
    expect(remainingOf(served(aYear(), double))).toBe(5)
    expect(remainingOf(served(aYear({ doubleUses: 2 }), double))).toBe(4)
    expect(serve(aYear({ doubleUses: 2, bought: 1 }), double)).toMatchObject({ used: 1 })
  })

  it('serves special numbers where the plan has them', () => {
    const special: IssueToServe = { number: 131, kind: 'special' }
    expect(serve(aYear(), special)).toMatchObject({ because: 'special' })
    expect(remainingOf(served(aYear({ hasSpecials: true }), special))).toBe(5)
  })
})

describe('ending issues', () => {
  it('takes no more than is owed', () => {
    const one = served(aYear(), regular(131))
    expect(endIssues(one, 'refunded', 6)).toEqual({ kind: 'tooMany', owed: 5 })
    expect(endIssues(one, 'refunded', -1)).toEqual({ kind: 'tooMany', owed: 5 })
    expect(endIssues(one, 'refunded', 5)).toMatchObject({ entitlement: { refunded: 5 } })
  })
})

describe('a queue', () => {
  it('serves what came first, then the renewal, then nothing', () => {
    let queue = [aYear({ bought: 1 }), aYear({ id: 'e2', bought: 1 })]
    const by: string[] = []
    for (const number of [131, 132, 133]) {
      const serving = serveQueue(queue, regular(number))
      if (serving.kind === 'notServed') by.push(serving.because)
      else {
        by.push(serving.by)
        queue = serving.queue
      }
    }
    expect(by).toEqual(['e1', 'e2', 'used'])
  })

  it('does not serve by the renewal what the term before it was served', () => {
    const queue = [served(aYear({ bought: 1 }), regular(131)), aYear({ id: 'e2' })]
    expect(serveQueue(queue, regular(131))).toMatchObject({ because: 'already' })
  })
})

const act = fc.oneof(
  fc.record({
    kind: fc.constant('serve' as const),
    number: fc.integer({ min: 125, max: 150 }),
    issue: fc.constantFrom('regular', 'double', 'special'),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    ending: fc.constantFrom('refunded', 'transferred', 'writtenOff'),
    count: fc.integer({ min: 0, max: 8 }),
  }),
  fc.record({ kind: fc.constant('suspend' as const), on: fc.boolean() }),
)

describe('after any history', () => {
  it('bought is served, remaining, refunded, transferred and written off; no issue twice', () => {
    fc.assert(
      fc.property(
        fc.record({
          bought: fc.integer({ min: 1, max: 24 }),
          doubleUses: fc.constantFrom(1, 2),
          hasSpecials: fc.boolean(),
        }),
        fc.array(act, { maxLength: 60 }),
        (plan, acts) => {
          let one = aYear(plan as Partial<Entitlement>)
          for (const next of acts) {
            if (next.kind === 'suspend') one = { ...one, isSuspended: next.on }
            if (next.kind === 'serve') {
              const serving = serve(one, {
                number: next.number,
                kind: next.issue as IssueToServe['kind'],
              })
              if (serving.kind === 'served') one = serving.entitlement
            }
            if (next.kind === 'end') {
              const ended = endIssues(one, next.ending as 'refunded', next.count)
              if (ended.kind === 'ended') one = ended.entitlement
            }
            const { refunded, transferred, writtenOff, bought } = one
            expect(remainingOf(one)).toBeGreaterThanOrEqual(0)
            expect(usedOf(one) + remainingOf(one) + refunded + transferred + writtenOff).toBe(
              bought,
            )
            const numbers = one.served.map(({ number }) => number)
            expect(new Set(numbers).size).toBe(numbers.length)
            expect(owedTo([one])).toBe(remainingOf(one))
          }
        },
      ),
    )
  })

  it('a queue serves each issue once, in order, and owes less by what was used', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 131, max: 145 }), { maxLength: 30 }),
        (terms, numbers) => {
          let queue = terms.map((bought, at) => aYear({ id: `e${at}`, bought }))
          const seen = new Set<number>()
          for (const number of numbers) {
            const owed = owedTo(queue)
            const serving = serveQueue(queue, regular(number))
            if (serving.kind === 'served') {
              expect(seen.has(number)).toBe(false)
              expect(owedTo(serving.queue)).toBe(owed - 1)
              queue = serving.queue
              seen.add(number)
            } else expect(seen.has(number) || owed === 0).toBe(true)
          }
        },
      ),
    )
  })
})
