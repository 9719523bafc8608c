import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CustomerId, EntitlementId, OrderId, StreamId, SubscriptionId } from '#kernel/ids'
import { dayMs, type Instant, plusMs } from '#kernel/time'
import { accessTo } from '#subscriptions/access'
import type { Stream, StreamEntitlement } from '#subscriptions/stream'
import type { Subscription } from '#subscriptions/subscription'

const out = '2026-12-01T08:00:00.000Z' as Instant
const later = plusMs(out, 3 * dayMs)
const issue = { number: 131, kind: 'regular', firstAt: out } as const
const config = { unpaid: { graceDays: 14, keepsAccess: true, remindAfterDays: [5] } }

function anEntitlement(change: Partial<StreamEntitlement> = {}): StreamEntitlement {
  return {
    ...{ id: 'en_1' as EntitlementId, kind: 'issues', orderId: 'or_1' as OrderId },
    ...{ planId: 'numerique-1-an', edition: 'digital', bought: 6, copies: 1, served: [] },
    ...{ refunded: 0, transferred: 0, writtenOff: 0, fromIssue: 131, doubleUses: 1 },
    ...{ hasSpecials: false, isSuspended: false, paid: { gross: 7_900, vat: 163 } },
    ...{ boughtAt: '2026-11-01T08:00:00.000Z' as Instant, settlements: {} },
    ...change,
  }
}

function aStream(entitlements: StreamEntitlement[], change: Partial<Stream> = {}): Stream {
  return {
    ...{ id: 'st_1' as StreamId, customerId: 'cu_1' as CustomerId, edition: 'digital' },
    ...{ entitlements, unrecorded: [], renewals: {} },
    ...{ createdAt: out, updatedAt: out, version: 1 },
    ...change,
  }
}

function aSubscription(change: Partial<Subscription> = {}): Subscription {
  const terms = { edition: 'digital', kind: 'term', renews: true, hasSpecials: false }
  return {
    ...{ id: 'sb_1' as SubscriptionId, streamId: 'st_1' as StreamId, terms },
    ...{ paidAt: '2025-11-01T08:00:00.000Z', status: 'active' },
    ...change,
  } as Subscription
}

const served = anEntitlement({ served: [{ number: 131, used: 1 }] })
const at130 = { number: 130, used: 1 }
const givenBack = { ch_1: { readAt: later, givenBack: 7_900, isContested: false } }
const because = (...given: Parameters<typeof accessTo>) => {
  const access = accessTo(...given)
  return `${access.kind} ${access.because}`
}

describe('a digital issue', () => {
  it('opens to whom it was served, also when the contract is over or overdue', () => {
    const ended = aSubscription({ status: 'ended', endedAt: later, endedBecause: 'cancelled' })
    for (const feeding of [[], [ended], [overdue(out, 90)]])
      expect(because(issue, [aStream([served])], feeding, config, later)).toBe('open served')
  })

  it('stays shut until it is out', () => {
    expect(because(undefined, [aStream([served])], [], config, later)).toBe('closed notOut')
    expect(because(issue, [aStream([served])], [], config, out)).toBe('open served')
    const early = plusMs(out, -1)
    expect(because(issue, [aStream([served])], [], config, early)).toBe('closed notOut')
  })

  it('opens to whom it is owed, before its dispatch has come to them', () => {
    expect(because(issue, [aStream([anEntitlement()])], [], config, later)).toBe('open owed')
  })

  it('is not opened by copies of print that are owed', () => {
    const print = anEntitlement({ id: 'en_2' as EntitlementId, edition: 'print' })
    expect(because(issue, [aStream([print])], [], config, later)).toBe('closed printOnly')
    const spent = anEntitlement({ bought: 1, served: [at130] })
    expect(because(issue, [aStream([spent, print])], [], config, later)).toBe('closed notIncluded')
  })

  it('is not opened uncounted when an issue that came later was served', () => {
    const passed = anEntitlement({ served: [{ number: 132, used: 1 }] })
    expect(because(issue, [aStream([passed])], [], config, later)).toBe('closed notIncluded')
  })

  it('opens to a month that holds the day on which it came out, and stays open after it', () => {
    const period = { from: plusMs(out, -dayMs), until: plusMs(out, dayMs) }
    const month = anEntitlement({ kind: 'period', bought: 0, fromIssue: 0, period })
    expect(because(issue, [aStream([month])], [], config, later)).toBe('open owed')
    const next = { from: plusMs(out, dayMs), until: plusMs(out, 30 * dayMs) }
    expect(because(issue, [aStream([{ ...month, period: next }])], [], config, later)).toBe(
      'closed notIncluded',
    )
  })

  it('shuts again when all of the money was given back, and not for a part of it', () => {
    const back = aStream([{ ...served, settlements: givenBack }])
    expect(because(issue, [back], [], config, later)).toBe('closed givenBack')
    const part = { ch_1: { ...givenBack.ch_1, givenBack: 7_899 } }
    const partly = aStream([{ ...served, settlements: part }])
    expect(because(issue, [partly], [], config, later)).toBe('open served')
  })

  it('says why it stays shut: nothing bought, print, on hold, another run of issues', () => {
    expect(because(issue, [], [], config, later)).toBe('closed nothing')
    const print = { ...served, edition: 'print' as const }
    expect(because(issue, [aStream([print])], [], config, later)).toBe('closed printOnly')
    const held = anEntitlement({ isSuspended: true })
    expect(because(issue, [aStream([held])], [], config, later)).toBe('closed suspended')
    const spent = anEntitlement({ bought: 1, served: [at130] })
    const heldPrint = anEntitlement({ edition: 'print', isSuspended: true })
    expect(because(issue, [aStream([spent, heldPrint])], [], config, later)).toBe(
      'closed notIncluded',
    )
    const after = anEntitlement({ fromIssue: 132 })
    expect(because(issue, [aStream([after])], [], config, later)).toBe('closed notIncluded')
    const special = { ...issue, kind: 'special' } as const
    expect(because(special, [aStream([anEntitlement()])], [], config, later)).toBe(
      'closed notIncluded',
    )
  })

  it('that several refuse says what one can do something about', () => {
    const streamOf = (id: string, one: StreamEntitlement) => aStream([one], { id: id as StreamId })
    const unpaid = streamOf('st_unpaid', anEntitlement({ bought: 1, served: [at130] }))
    const due = { ...overdue(out, 20), streamId: unpaid.id }
    const order: [Stream, string][] = [
      [unpaid, 'unpaid'],
      [streamOf('st_held', anEntitlement({ isSuspended: true })), 'suspended'],
      [streamOf('st_back', { ...served, settlements: givenBack }), 'givenBack'],
      [streamOf('st_after', anEntitlement({ fromIssue: 132 })), 'notIncluded'],
      [streamOf('st_print', { ...served, edition: 'print' }), 'printOnly'],
    ]
    for (const [at, [, reason]] of order.entries()) {
      const streams = order.slice(at).map(([stream]) => stream)
      for (const some of [streams, streams.toReversed()])
        expect(because(issue, some, [due], config, later)).toBe(`closed ${reason}`)
    }
  })
})

describe('while a renewal is overdue', () => {
  const used = aStream([anEntitlement({ bought: 1, served: [at130] })])

  it('what comes out meanwhile is open for the days of grace, and shut after them', () => {
    const feeding = [overdue(out, 1)]
    const access = accessTo(issue, [used], feeding, config, later)
    expect(access).toMatchObject({ kind: 'open', because: 'grace' })
    if (access.kind !== 'open') throw new Error('shut')
    expect(access.until).toBe(plusMs(out, 13 * dayMs))
    const last = plusMs(out, 13 * dayMs)
    expect(because(issue, [used], feeding, config, plusMs(last, -1))).toBe('open grace')
    expect(because(issue, [used], feeding, config, last)).toBe('closed unpaid')
  })

  it('what came out before it fell due is not part of it', () => {
    const feeding = [overdue(out, -1)]
    expect(because(issue, [used], feeding, config, plusMs(out, 2 * dayMs))).toBe(
      'closed notIncluded',
    )
    // What came out in that very moment is.
    expect(because(issue, [used], [overdue(out, 0)], config, later)).toBe('open grace')
  })

  it('a special number is open to the plans that hold them', () => {
    const special = { ...issue, kind: 'special' } as const
    const due = overdue(out, 1)
    expect(because(special, [used], [due], config, later)).toBe('closed notIncluded')
    const feeding = [{ ...due, terms: { ...due.terms, hasSpecials: true } }]
    expect(because(special, [used], feeding, config, later)).toBe('open grace')
  })

  it('nothing is open where the configuration keeps no access, nor by a plan of print', () => {
    const strict = { unpaid: { ...config.unpaid, keepsAccess: false } }
    expect(because(issue, [used], [overdue(out, 1)], strict, later)).toBe('closed unpaid')
    const print = overdue(out, 1)
    const feeding = [{ ...print, terms: { ...print.terms, edition: 'print' as const } }]
    expect(because(issue, [used], feeding, config, later)).toBe('closed notIncluded')
  })
})

/** Its renewal was refused so many days before `at`. */
function overdue(at: Instant, days: number): Subscription {
  const since = plusMs(at, -days * dayMs)
  return aSubscription({ status: 'pastDue', unpaid: { invoiceId: 'in_1', since, attemptCount: 1 } })
}

describe('whatever one has', () => {
  const anyEntitlement = fc
    .record({
      edition: fc.constantFrom('print' as const, 'digital' as const, 'both' as const),
      numbers: fc.uniqueArray(fc.integer({ min: 129, max: 133 }), { maxLength: 4 }),
      left: fc.integer({ min: 0, max: 3 }),
      isGivenBack: fc.boolean(),
      isSuspended: fc.boolean(),
      fromIssue: fc.integer({ min: 129, max: 133 }),
    })
    .map(({ numbers, left, isGivenBack, ...rest }) =>
      anEntitlement({
        ...rest,
        served: numbers.map((number) => ({ number, used: 1 })),
        bought: numbers.length + left,
        settlements: isGivenBack ? givenBack : {},
      }),
    )
  const anyStream = fc.array(anyEntitlement, { maxLength: 3 }).map((all) => aStream(all))

  it('one stream more never shuts an issue', () => {
    fc.assert(
      fc.property(fc.array(anyStream, { maxLength: 3 }), anyStream, (streams, more) => {
        const before = accessTo(issue, streams, [], config, later)
        const after = accessTo(issue, [more, ...streams], [], config, later)
        if (before.kind === 'open') expect(after.kind).toBe('open')
      }),
    )
  })

  it('an issue that was served digitally for money that was kept is open, and print opens nothing', () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const kept = stream.entitlements.some(
          (one) =>
            one.edition !== 'print' &&
            Object.keys(one.settlements).length === 0 &&
            one.served.some(({ number }) => number === issue.number),
        )
        const access = accessTo(issue, [stream], [], config, later)
        if (kept) expect(access).toMatchObject({ kind: 'open', because: 'served' })
        if (stream.entitlements.every(({ edition }) => edition === 'print'))
          expect(access.kind).toBe('closed')
      }),
    )
  })
})
