// What comes to the webhook's door: signed by Stripe and about us, or not.
import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { titleMark } from '#stripe/metadata'
import { readWebhook, webhookLimits } from '#stripe/webhook'
import { anEvent, now, secret, signed, title } from './event-builder.ts'

const door = { secrets: [secret], title, now }
const read = (request: { body: Uint8Array; signature: string | undefined }, change = {}) =>
  readWebhook({ ...door, ...change }, request)
const signatureRefused = { kind: 'refused', because: 'signature' }

describe('the signature', () => {
  it('lets an event in that Stripe has signed, and keeps of it what to read', () => {
    expect(read(signed(anEvent()))).toEqual({
      kind: 'event',
      event: {
        id: 'evt_1',
        type: 'invoice.paid',
        createdAt: '2026-11-30T08:00:00.000Z',
        whose: 'ours',
        ref: { kind: 'invoice', id: 'in_1' },
      },
    })
  })

  it('refuses a body of which one byte was changed, whichever', () => {
    const { body, signature } = signed(anEvent())
    for (let at = 0; at < body.length; at += 7) {
      const altered = body.slice()
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(read({ body: altered, signature })).toEqual(signatureRefused)
    }
    expect(read({ body: body.slice(0, -1), signature })).toEqual(signatureRefused)
  })

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['words', 'Stripe sent me'],
    ['without a time', `v1=${'a'.repeat(64)}`],
    ['with a time that is none', `t=soon,v1=${'a'.repeat(64)}`],
    ['without a signature', 't=1796025600'],
    ['of another scheme', `t=1796025600,v0=${'a'.repeat(64)}`],
  ])('refuses one that is %s', (_, signature) => {
    expect(read({ body: signed(anEvent()).body, signature })).toEqual(signatureRefused)
  })

  it('refuses one made with another secret, and takes one of two secrets', () => {
    const request = signed(anEvent(), { secret: 'whsec_of_somebody_else' })
    expect(read(request)).toEqual(signatureRefused)
    expect(read(request, { secrets: ['whsec_new', 'whsec_of_somebody_else'] }).kind).toBe('event')
    expect(read(signed(anEvent()), { secrets: [] })).toEqual(signatureRefused)
  })

  it('is good for five minutes and no longer', () => {
    const { toleranceSeconds } = webhookLimits
    const aged = (seconds: number) =>
      read(signed(anEvent()), { now: new Date(now.getTime() + seconds * 1_000) })
    expect(aged(toleranceSeconds).kind).toBe('event')
    expect(aged(toleranceSeconds + 1)).toEqual(signatureRefused)
  })
})

describe('what is signed but no event', () => {
  it.each([
    ['no JSON', 'not JSON'],
    ['a thin event', JSON.stringify({ id: 'evt_1', object: 'v2.core.event', type: 'v1.x' })],
    ['an id that is no event’s', JSON.stringify({ ...anEvent(), id: 'STRIPE#evt' })],
    ['nothing it is about', JSON.stringify({ ...anEvent(), data: {} })],
    ['a list', '[]'],
  ])('is refused: %s', (_, text) => {
    expect(read(signed(text))).toEqual({ kind: 'refused', because: 'malformed' })
  })
})

describe('whose an object is', () => {
  const whose = (object: object) => {
    const reading = read(signed(anEvent({ object })))
    return reading.kind === 'event' ? reading.event.whose : reading
  }
  const mark = { kiosque: title }

  it('is told by our mark, on the object or on the subscription that an invoice is of', () => {
    expect(whose({ id: 'cs_1', object: 'checkout.session', metadata: mark })).toBe('ours')
    expect(
      whose({
        id: 'in_1',
        object: 'invoice',
        metadata: {},
        parent: { subscription_details: { metadata: mark } },
      }),
    ).toBe('ours')
  })

  it('is another product’s without the mark, or with another title’s', () => {
    expect(whose({ id: 'sub_1', object: 'subscription', metadata: {} })).toBe('other')
    expect(whose({ id: 'in_1', object: 'invoice', metadata: null, parent: null })).toBe('other')
    expect(whose({ id: 'cs_1', object: 'checkout.session', metadata: { kiosque: 'x' } })).toBe(
      'other',
    )
    expect(whose({ id: 'ch_1', object: 'charge', metadata: { kiosque: 'x' } })).toBe('other')
  })

  it('is unknown for what Stripe makes without our metadata', () => {
    for (const object of ['charge', 'refund', 'dispute'])
      expect(whose({ id: 'x_1', object, metadata: {} })).toBe('unknown')
  })

  it('leads to what is read: of a payment of an invoice the invoice', () => {
    const refOf = (object: object) => {
      const reading = read(signed(anEvent({ object })))
      return reading.kind === 'event' ? reading.event.ref : reading
    }
    const payment = { id: 'inpay_1', object: 'invoice_payment', invoice: 'in_7' }
    expect(refOf(payment)).toEqual({ kind: 'invoice', id: 'in_7' })
    expect(refOf({ id: 'po_1', object: 'payout' })).toBeUndefined()
    expect(refOf({ object: 'balance' })).toBeUndefined()
  })
})

it('marks a title by its name in plain letters', () => {
  expect(titleMark('En-Contact')).toBe('en-contact')
  expect(titleMark('L’Été à Nîmes !')).toBe('l-ete-a-nimes')
})

it('is written for the version of the API that the library pins', () => {
  expect(Stripe.API_VERSION).toBe('2026-10-28.endive')
})
