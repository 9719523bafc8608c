// Which contract a declaration means, and until when one may withdraw.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prefixedId } from '#kernel/ids'
import { plusMs, readWallClock } from '#kernel/time'
import { lastDayToWithdraw, withdrawalEffect } from '#subscriptions/leaving-effect'
import {
  type Candidate,
  isSameName,
  matchDeclaration,
  referencesIn,
} from '#subscriptions/match-declaration'

const tails = [
  '01k8aaaaaaaaaaaaaaaaaaaaa1',
  '01k8aaaaaaaaaaaaaaaaaaaaa2',
  '01k8aaaaaaaaaaaaaaaaaaaaa3',
]
const candidate = (at: number, change: Partial<Candidate> = {}): Candidate => {
  const tail = tails[at] ?? ''
  const [orderId, subscriptionId] = [prefixedId('order', tail), prefixedId('subscription', tail)]
  return {
    customerId: prefixedId('customer', tail),
    ...{ orderId, subscriptionId, references: [orderId, subscriptionId, `KQ-2026-000${at}`] },
    ...{ names: ['Claire Exemple'], hasAddress: true, hasEnded: false },
    ...change,
  }
}

describe('a name', () => {
  it.each([
    ['Claire Exemple', 'EXEMPLE Claire'],
    ['Hélène d’Exemple', "Mme Helene D'Exemple"],
    ['Anne-Marie Exemple', 'anne marie  exemple'],
    ['Exemple SARL', 'exemple, sarl'],
  ])('%s is %s', (a, b) => expect(isSameName(a, b)).toBe(true))

  it.each([
    ['Claire Exemple', 'Claire'],
    ['Claire Exemple', 'Clara Exemple'],
    ['Madame', 'Monsieur'],
    ['', ''],
  ])('%s is not %s', (a, b) => expect(isSameName(a, b)).toBe(false))
})

describe('a reference', () => {
  it('is found among words; a description and a date are none', () => {
    expect(referencesIn('Commande n° KQ-2026-0001 du 3/11/2026')).toEqual(['kq20260001'])
    expect(referencesIn('abonnement papier, 1 an, pris le 2026-11-03')).toEqual([])
  })
})

describe('a declaration', () => {
  it('prefers, of one address and name, the contract that still runs', () => {
    const given = [candidate(0, { hasEnded: true }), candidate(1)]
    expect(matchDeclaration({ typed: { name: 'Claire Exemple' } }, given)).toMatchObject({
      candidate: { orderId: given[1]?.orderId },
    })
  })

  it('that names two contracts by their references means neither', () => {
    const typed = { name: 'Claire Exemple', reference: 'KQ-2026-0000 et KQ-2026-0001' }
    const match = matchDeclaration({ typed }, [candidate(0), candidate(1)])
    expect(match).toEqual({ kind: 'doubt', because: 'several' })
  })

  it('with a reference needs the name or the address of that contract, one of them', () => {
    const typed = { name: 'Claire Exemple', reference: 'KQ-2026-0000' }
    const means = (change: Partial<Candidate>) =>
      matchDeclaration({ typed }, [candidate(0, change)])
    const other = ['Bruno Exemple']
    expect(means({ hasAddress: false })).toMatchObject({ kind: 'found', foundBy: 'reference' })
    expect(means({ names: other })).toMatchObject({ kind: 'found', foundBy: 'reference' })
    const neither = means({ names: other, hasAddress: false })
    expect(neither).toEqual({ kind: 'doubt', because: 'other' })
  })

  it('never means a contract that it does not name by two things that fit', () => {
    const pick = <T>(...values: T[]) => fc.constantFrom(...values)
    const some = fc.record({
      at: fc.integer({ min: 0, max: 2 }),
      hasAddress: fc.boolean(),
      hasEnded: fc.boolean(),
      name: pick('Claire Exemple', 'Bruno Exemple', 'Exemple SARL'),
    })
    const given = fc.uniqueArray(some, { selector: ({ at }) => at, maxLength: 3 })
    const typed = fc.record({
      name: pick('claire exemple', 'EXEMPLE Bruno', 'Zoé Autre', ''),
      reference: pick('', `or_${tails[0]}`, 'KQ-2026-0001', 'KQ-2026-9999', 'mon abonnement'),
      linked: pick(undefined, prefixedId('order', tails[2] ?? '')),
    })
    fc.assert(
      fc.property(given, typed, (made, { name, reference, linked }) => {
        const candidates = made.map(({ at, name: whose, ...rest }) =>
          candidate(at, { ...rest, names: [whose] }),
        )
        const match = matchDeclaration(
          { typed: { name, reference }, ...(linked === undefined ? {} : { linked }) },
          candidates,
        )
        if (match.kind === 'doubt') return
        const { candidate: found } = match
        const tokens = referencesIn(reference)
        const isNamed = found.references.some((one) =>
          tokens.includes(one.toLowerCase().replace(/[^a-z0-9]/g, '')),
        )
        const fits = [isSameName(found.names[0] ?? '', name), found.hasAddress, isNamed]
        const isLinked = found.orderId === linked
        expect(isLinked || fits.filter(Boolean).length >= 2).toBe(true)
        // A reference of another contract, or of none, is never passed over.
        if (tokens.length > 0) expect(isNamed).toBe(true)
        const rivals = candidates.filter(
          (one) =>
            one !== found &&
            one.hasEnded === found.hasEnded &&
            one.hasAddress &&
            isSameName(one.names[0] ?? '', name),
        )
        if (!isLinked && !isNamed) expect(rivals).toEqual([])
      }),
    )
  })
})

describe('the last day to withdraw', () => {
  const zone = 'Europe/Paris'
  const at = (wallClock: string) => {
    const read = readWallClock(wallClock, zone)
    if (read.kind !== 'instant') throw new Error(read.kind)
    return read.at
  }
  const contract = (edition: 'digital' | 'print', paid: string, sent?: string) => ({
    ...{ zone, postDays: 7 },
    order: { terms: { edition }, buyer: {}, paidAt: at(paid) } as never,
    ...(sent === undefined ? {} : { firstIssueSentAt: at(sent) }),
  })

  it.each([
    ['2026-11-03', '2026-11-17'],
    ['2026-11-07', '2026-11-23'],
    ['2026-10-28', '2026-11-12'],
    ['2026-12-11', '2026-12-28'],
  ])('of digital concluded on %s is %s, until midnight in Paris', (concluded, last) => {
    const given = contract('digital', `${concluded}T23:30`)
    expect(lastDayToWithdraw(given)).toBe(last)
    const withdraw = (wallClock: string) =>
      withdrawalEffect({ ...given, subscription: {} as never, entitlements: [], at: at(wallClock) })
    expect(withdraw(`${last}T23:59`)).toMatchObject({ kind: 'right' })
    const after = plusMs(at(`${last}T23:59`), 60_000)
    expect(
      withdrawalEffect({ ...given, subscription: {} as never, entitlements: [], at: after }),
    ).toMatchObject({ kind: 'doubt', because: 'late', until: last })
  })

  it('of print runs from the day the first issue counts as received, and has no end before', () => {
    expect(lastDayToWithdraw(contract('print', '2026-11-03T10:00'))).toBeUndefined()
    // Sent on 1 December, received on the 8th, and the 22nd is a Tuesday.
    expect(lastDayToWithdraw(contract('print', '2026-11-03T10:00', '2026-12-01T10:00'))).toBe(
      '2026-12-22',
    )
  })

  it('is open while nothing was paid', () => {
    const unpaid = { order: { terms: { edition: 'digital' }, buyer: {} } as never }
    expect(lastDayToWithdraw({ ...unpaid, zone, postDays: 7 })).toBeUndefined()
  })
})
