// How the account says a subscription stands when several contracts led to it.
import { describe, expect, it } from 'vitest'
import type { Instant } from '#kernel/time'
import type { Contract } from '#subscriptions/account-holding'
import { runningFirst, stateOf } from '#web/site/account/words'

const at = '2027-01-25T08:00:00.000Z' as Instant
const aContract = (state: object) => ({ state, owed: 0 }) as Contract
const running = aContract({ kind: 'renews', at, gross: 9_900 })
const ended = aContract({ kind: 'ended', at, because: 'withdrawn' })

describe('how a subscription stands', () => {
  it('is said by the contract that runs, also where a newer one was withdrawn', () => {
    const [leading = ended, ...rest] = runningFirst([ended, running])
    expect(rest).toEqual([ended])
    expect(stateOf(leading, { locale: 'fr', zone: 'Europe/Paris' }).word).toBe('En cours')
  })

  it('is said by the newest contract where none runs', () => {
    expect(runningFirst([ended, aContract({ kind: 'ended', at })])[0]).toBe(ended)
    expect(runningFirst([])).toEqual([])
  })
})
