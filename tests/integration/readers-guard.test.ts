import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { hourMs, minuteMs } from '#kernel/time'
import { makeChallenge } from '#readers/challenge'
import { requestSignUp } from '#readers/request-sign-up'
import { takeInWindow, takeRolling } from '#readers/store-counters'
import { publication } from '../support/editorial.ts'
import { eachInReaderWorld, type ReaderWorld } from '../support/reader-world.ts'
import { aRequest, type ReaderTestDeps, signingKeys, signUp } from '../support/readers.ts'
import { solve } from '../support/solve-challenge.ts'

let table: Table
let deps: ReaderTestDeps
let world: ReaderWorld
let email: string
let ip: string
eachInReaderWorld(0, (made) => {
  ;({ table, world, deps, email, ip } = made)
})

describe('a network, a domain, everybody', () => {
  const limits = (change: Partial<typeof publication.limits>) => ({
    ...publication,
    limits: { ...publication.limits, ...change },
  })
  const calm = { signUpsPerMinute: 100_000 }

  it.each([
    { reason: 'network', change: { signUpsPerIpAndHour: 2 }, from: () => ({ ip }) },
    {
      reason: 'domain',
      change: { signUpsPerDomainAndHour: 2 },
      from: (n: number) => ({ ip: `2001:db8:ff:${n}::1` }),
    },
  ])('over the limit of a $reason a challenge is asked for, an hour long', async (which) => {
    const strict = { ...deps, publication: limits({ ...calm, ...which.change }) }
    const ask = (n: number) =>
      requestSignUp(strict, aRequest(deps, { email: `n${n}.${email}`, ...which.from(n) }))
    expect((await ask(1)).kind).toBe('accepted')
    expect((await ask(2)).kind).toBe('accepted')
    const third = await ask(3)
    expect(third).toMatchObject({ kind: 'challenge', reason: which.reason })
    expect(await world.read(`n3.${email}`)).toBeUndefined()
    deps.clock.forward(hourMs)
    expect((await ask(3)).kind).toBe('accepted')
  })

  it('under attack everyone gets a challenge, for a quarter of an hour after it', async () => {
    const strict = { ...deps, publication: limits({ signUpsPerMinute: 16 }) }
    const ask = (n: number) =>
      requestSignUp(
        strict,
        aRequest(deps, { email: `n${n}@d${n}.${email.split('@')[1]}`, ip: `2001:db8:aa:${n}::1` }),
      )
    const kinds: string[] = []
    for (let n = 0; n < 120; n++) kinds.push((await ask(n)).kind)
    expect(kinds[0]).toBe('accepted')
    expect(kinds.at(-1)).toBe('challenge')
    const first = kinds.indexOf('challenge')
    expect(kinds.slice(first).every((kind) => kind === 'challenge')).toBe(true)
    deps.clock.forward(14 * minuteMs)
    expect((await ask(900)).kind).toBe('challenge')
    deps.clock.forward(2 * minuteMs)
    expect((await ask(901)).kind).toBe('accepted')
  })
})

describe('counting', () => {
  it('over any time never lets more through than the limit, and never fewer than it could', async () => {
    const [limit, windowMs] = [3, hourMs]
    await fc.assert(
      fc.asyncProperty(
        fc.uuid(),
        fc.array(fc.integer({ min: 0, max: hourMs }), { maxLength: 12 }),
        async (subject, gaps) => {
          let at = 0
          const taken: number[] = []
          for (const gap of gaps) {
            at += gap
            const recent = taken.filter((one) => one > at - windowMs)
            const now = new Date(deps.clock().getTime() + at)
            const answer = await takeRolling(table, {
              scope: 'test',
              subject,
              limit,
              windowMs,
              now,
            })
            expect(answer).toBe(recent.length < limit ? 'taken' : 'full')
            if (answer === 'taken') taken.push(at)
          }
        },
      ),
      { numRuns: 20, seed: 7 },
    )
  })

  it('in a window is exact under any number at once', async () => {
    const take = () =>
      takeInWindow(table, {
        scope: 'test',
        subject: email,
        limit: 7,
        windowMs: hourMs,
        now: deps.clock(),
      })
    const answers = await Promise.all(Array.from({ length: 50 }, take))
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(7)
  })
})

describe('a challenge', () => {
  /** Without the form's time, so that each request needs a challenge. */
  const ask = (change: Parameters<typeof signUp>[1]) =>
    signUp(deps, { email, ip, formToken: undefined, ...change })

  it('solved lets the sign-up pass, once', async () => {
    const asked = await ask({})
    if (asked.kind !== 'challenge') throw new Error('No challenge')
    const challenge = await solve(asked.challenge)
    expect((await ask({ challenge })).kind).toBe('accepted')
    expect(await world.read()).toMatchObject({ status: 'pending' })
    expect(await ask({ challenge, email: `other.${email}` })).toMatchObject({
      kind: 'challenge',
      reason: 'unsolved',
    })
    expect(await world.read(`other.${email}`)).toBeUndefined()
  })

  it('used twice at the same moment passes once', async () => {
    const challenge = await solve(await makeChallenge(signingKeys, deps.clock()))
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map((n) => ask({ challenge, email: `n${n}.${email}` })),
    )
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(1)
  })

  it('unsolved, forged, expired or cheaper than ours does not pass', async () => {
    const challenge = await makeChallenge(signingKeys, deps.clock())
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
    const easy = { ...challenge, parameters: { ...challenge.parameters, keyPrefix: '0' } }
    const foreign = await makeChallenge([{ id: 'x', secret: 'not ours' }], deps.clock())
    const answers = [
      'not base64 of anything',
      encode({ challenge }),
      encode({ challenge, solution: { counter: 0, derivedKey: '00'.repeat(32) } }),
      await solve(foreign),
      await solve(easy),
      'A'.repeat(10_000),
    ]
    for (const answer of answers)
      expect(await ask({ challenge: answer })).toMatchObject({
        kind: 'challenge',
        reason: 'unsolved',
      })
    const solved = await solve(challenge)
    deps.clock.forward(20 * minuteMs)
    expect((await ask({ challenge: solved })).kind).toBe('challenge')
    expect(await world.read()).toBeUndefined()
  })
})
