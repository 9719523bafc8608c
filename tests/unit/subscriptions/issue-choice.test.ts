// Which issues a contract may begin with, and which are sold one by one.
import { expect, it } from 'vitest'
import {
  choiceLimits,
  firstIssuesOffered,
  issuesOnSale,
  mayBeginWith,
} from '#subscriptions/issue-choice'

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ number: from + at, status: 'published' }))
const numbers = (issues: readonly { number: number }[]) => issues.map(({ number }) => number)

it('a contract begins with the next issue or one of those planned after it', () => {
  const calendar = range(120, 145).toReversed()
  expect(numbers(firstIssuesOffered(calendar, 132))).toEqual([132, 133, 134, 135, 136, 137])
  const may = (number: number) => mayBeginWith(calendar, { number, next: 132 })
  expect([131, 132, 137, 138].map(may)).toEqual([false, true, true, false])
})

it('a contract may begin with the next issue, also where the calendar does not have it yet', () => {
  expect(mayBeginWith([], { number: 132, next: 132 })).toBe(true)
  expect(mayBeginWith([], { number: 133, next: 132 })).toBe(false)
})

it('issues are sold that are out and left, and those to come; digital ones are never gone', () => {
  const calendar = [
    { number: 128, status: 'published' },
    { number: 129, status: 'published', isSoldOut: true },
    // Dispatched, though nobody said it was published; and one that never came out.
    { number: 130, status: 'announced' },
    { number: 131, status: 'announced' },
    { number: 132, status: 'planned' },
  ]
  const sold = (edition: 'print' | 'digital' | 'both') =>
    numbers(issuesOnSale(calendar, { next: 132, dispatched: [130], edition }))
  expect(sold('print')).toEqual([128, 130, 132])
  expect(sold('both')).toEqual([128, 130, 132])
  expect(sold('digital')).toEqual([128, 129, 130, 132])
})

it('of those that are out, the newest are sold, by number', () => {
  const calendar = range(100, 131).toReversed()
  const sold = numbers(issuesOnSale(calendar, { next: 132, dispatched: [], edition: 'print' }))
  expect(sold).toEqual(numbers(range(132 - choiceLimits.backIssues, 131)))
})
