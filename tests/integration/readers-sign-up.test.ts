import { describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { dayMs, hourMs, instant } from '#kernel/time'
import { requestSignUp } from '#readers/request-sign-up'
import { resubscribe } from '#readers/resubscribe'
import { consentsOf, putSuppression } from '#readers/store'
import { unsubscribe } from '#readers/unsubscribe'
import { publication } from '../support/editorial.ts'
import { eachInReaderWorld, type ReaderWorld } from '../support/reader-world.ts'
import {
  aConfirmedReader,
  aRequest,
  confirm,
  confirmationToken,
  idOf,
  origin,
  type ReaderTestDeps,
  sendMail,
  signUp,
} from '../support/readers.ts'

let table: Table
let deps: ReaderTestDeps
let world: ReaderWorld
let email: string
let ip: string
eachInReaderWorld(0, (made) => {
  ;({ table, world, deps, email, ip } = made)
})

describe('signing up', () => {
  it('leaves evidence, a pending reader and the intent of one confirmation mail', async () => {
    expect(await signUp(deps, { email, ip, locale: 'en', topics: ['dossiers'] })).toEqual({
      kind: 'accepted',
    })
    const reader = await world.read()
    expect(reader).toMatchObject({
      email,
      status: 'pending',
      locale: 'en',
      topics: ['dossiers'],
      trackingConsent: false,
      source: 'site',
      version: 1,
    })
    expect(reader?.intent).toMatchObject({
      kind: 'mail.confirmation',
      data: { signUpId: reader?.signUp?.id, locale: 'en' },
    })
    expect(reader?.expiresAt).toBe((deps.clock().getTime() + 30 * dayMs) / 1000)
    expect(deps.hints).toEqual([{ pk: `READER#${idOf(email)}`, sk: 'READER' }])
    const [consent] = await consentsOf(table, idOf(email))
    expect(consent).toMatchObject({
      act: 'requested',
      textVersion: 'newsletter-2026-11-en',
      ip,
      formUrl: origin.formUrl,
      userAgent: origin.userAgent,
      at: instant(deps.clock()),
    })
    expect(await world.isInAudience()).toBe(false)
  })

  it('keeps what a mail holds free of what a stranger typed', async () => {
    const evil = 'x\r\nBcc: victim@example.org'
    const outcome = await signUp(deps, {
      email,
      ip,
      userAgent: evil,
      formUrl: evil,
      source: 'api',
    })
    expect(outcome.kind).toBe('accepted')
    const reader = await world.read()
    expect(JSON.stringify(reader?.intent)).not.toContain('victim')
    const [consent] = await consentsOf(table, idOf(email))
    expect(consent?.userAgent).toBe('x Bcc: victim@example.org')
    expect(consent?.formUrl).not.toContain('\n')
  })

  it.each([
    { field: 'email', change: { email: 'a@x.example\r\nBcc: b@x.example' } },
    { field: 'locale', change: { locale: 'fr\r\nBcc: b@x.example' } },
    { field: 'topics', change: { topics: ['dossiers\r\nBcc: b@x.example'] } },
  ])('refuses a header injection in $field and stores nothing', async ({ field, change }) => {
    const outcome = await signUp(deps, { email, ip, ...change })
    expect(outcome).toMatchObject({
      kind: 'malformed',
      fields: { [field]: { fr: expect.any(String) } },
    })
    expect(await world.read()).toBeUndefined()
    expect(await world.actsOf()).toEqual([])
    expect(deps.hints).toEqual([])
  })

  it('names every malformed field at once', async () => {
    const outcome = await signUp(deps, { email: 'a@b,example', locale: 'de', topics: ['x'] })
    expect(outcome).toMatchObject({ kind: 'malformed', suggestion: 'a@b.example' })
    expect(Object.keys(outcome.kind === 'malformed' ? outcome.fields : {}).sort()).toEqual([
      'email',
      'locale',
      'topics',
    ])
  })

  it('says yes to a machine that fills the trap, and stores nothing', async () => {
    expect(await signUp(deps, { email, ip, honeypot: 'http://spam.example' })).toEqual({
      kind: 'accepted',
    })
    expect(await world.read()).toBeUndefined()
    expect(await world.actsOf()).toEqual([])
  })

  it('asks for the form once more when it came too fast, too late or without its time', async () => {
    const { formToken } = aRequest(deps)
    for (const [token, forwardMs] of [
      [undefined, 0],
      ['forged', 0],
      [formToken, dayMs],
    ] as const) {
      deps.clock.forward(forwardMs)
      const outcome = await signUp(deps, { email, ip, formToken: token })
      expect(outcome).toMatchObject({ kind: 'challenge', reason: 'form' })
    }
    expect(await world.read()).toBeUndefined()
  })
})

describe('the state of an address', () => {
  it('changes nothing in the answer, nor in how many writes it takes', async () => {
    const addresses = {
      unknown: `a.${email}`,
      pending: `b.${email}`,
      confirmed: `c.${email}`,
      unsubscribed: `d.${email}`,
      suppressed: `e.${email}`,
    }
    await signUp(deps, { email: addresses.pending, ip })
    await sendMail(deps, idOf(addresses.pending))
    await aConfirmedReader(deps, addresses.confirmed)
    const gone = await aConfirmedReader(deps, addresses.unsubscribed)
    await unsubscribe(deps, { readerId: gone, ...origin })
    const readerId = idOf(addresses.suppressed)
    await putSuppression(table, { readerId, reason: 'complained', at: instant(deps.clock()) })

    const seen: unknown[] = []
    for (const address of Object.values(addresses)) {
      const { counted, calls } = counting(table)
      const before = deps.hints.length
      const outcome = await requestSignUp(
        { ...deps, table: counted },
        aRequest(deps, { email: address, ip }),
      )
      // The growth counter of a new reader runs beside the hint.
      const updates = calls.update - (address === addresses.unknown ? 1 : 0)
      seen.push({ outcome, ...calls, update: updates, hints: deps.hints.length - before })
    }
    expect(seen[0]).toMatchObject({ outcome: { kind: 'accepted' }, hints: 1 })
    for (const one of seen) expect(one).toEqual(seen[0])
  })

  it('decides on the mail: confirmation, a note to readers, nothing when suppressed', async () => {
    const id = await aConfirmedReader(deps, email)
    await signUp(deps, { email, ip, topics: ['enquetes'], locale: 'en' })
    expect(await world.read()).toMatchObject({ status: 'confirmed', topics: [], locale: 'fr' })
    expect((await sendMail(deps, id))?.kind).toBe('mail.alreadyReader')
    await signUp(deps, { email, ip })
    expect(await sendMail(deps, id)).toBeUndefined()

    const bounced = `bounced.${email}`
    await putSuppression(table, {
      readerId: idOf(bounced),
      reason: 'bounced',
      at: instant(deps.clock()),
    })
    expect(await signUp(deps, { email: bounced, ip })).toEqual({ kind: 'accepted' })
    expect(await world.read(bounced)).toBeUndefined()
  })

  it('keeps an unsubscribed reader out of the audience until they confirm anew', async () => {
    const readerId = await aConfirmedReader(deps, email)
    expect(await world.isInAudience()).toBe(true)
    await unsubscribe(deps, { readerId, ...origin })
    await signUp(deps, { email, ip, topics: ['enquetes'] })
    expect(await world.read()).toMatchObject({ status: 'unsubscribed', topics: [] })
    expect(await world.isInAudience()).toBe(false)
    const token = await confirmationToken(deps, email)
    expect((await confirm(deps, token)).kind).toBe('confirmed')
    expect(await world.read()).toMatchObject({ status: 'confirmed', topics: ['enquetes'] })
    expect((await world.read())?.unsubscribedAt).toBeUndefined()
  })

  it('lets the unsubscribed come back from their preferences by a fresh confirmation', async () => {
    const readerId = await aConfirmedReader(deps, email)
    expect(await resubscribe(deps, { readerId, ...origin })).toEqual({ kind: 'alreadySubscribed' })
    await unsubscribe(deps, { readerId, ...origin })
    expect(await resubscribe(deps, { readerId, ...origin })).toEqual({ kind: 'accepted' })
    expect((await world.read())?.status).toBe('unsubscribed')
    expect((await confirm(deps, await confirmationToken(deps, email))).kind).toBe('confirmed')
    const nobody = idOf(`nobody.${email}`)
    expect(await resubscribe(deps, { readerId: nobody, ...origin })).toEqual({ kind: 'accepted' })
  })
})

describe('many at once', () => {
  it('two sign-ups of one address make one pending reader and one mail', async () => {
    const outcomes = await Promise.all([signUp(deps, { email, ip }), signUp(deps, { email, ip })])
    expect(outcomes).toEqual([{ kind: 'accepted' }, { kind: 'accepted' }])
    expect(await world.read()).toMatchObject({ status: 'pending', version: 1 })
    expect(await sendMail(deps, idOf(email))).toBeDefined()
    expect(await sendMail(deps, idOf(email))).toBeUndefined()
  })

  it('both links of two sign-ups work, the second press says that it is done', async () => {
    await signUp(deps, { email, ip })
    const first = await confirmationToken(deps, email)
    deps.clock.forward(hourMs)
    await signUp(deps, { email, ip })
    const second = await confirmationToken(deps, email)
    expect(first).not.toBe(second)
    expect((await confirm(deps, first)).kind).toBe('confirmed')
    expect((await confirm(deps, second)).kind).toBe('alreadyConfirmed')
  })

  it('a thousand requests for one address send at most three mails in any 24 hours', async () => {
    let mails = 0
    const bomb = async (count: number, hour: number) => {
      for (let n = 0; n < count; n += 25) {
        await Promise.all(
          Array.from({ length: 25 }, (_, at) =>
            // A botnet: each from a network of its own, through the JSON door, challenge or not.
            signUp(deps, { email, source: 'api', ip: `2001:db8:${hour}:${n + at}::1` }),
          ),
        )
        if ((await sendMail(deps, idOf(email))) !== undefined) mails++
      }
    }
    await bomb(800, 1)
    deps.clock.forward(12 * hourMs)
    await bomb(200, 2)
    expect(mails).toBeGreaterThan(0)
    expect(mails).toBeLessThanOrEqual(publication.limits.signUpsPerAddressAndDay)
    expect((await world.actsOf()).length).toBeLessThanOrEqual(3)
    // Patience doesn't help around midnight either: the window rolls.
    deps.clock.forward(11 * hourMs)
    await bomb(25, 3)
    expect(mails).toBeLessThanOrEqual(publication.limits.signUpsPerAddressAndDay)
    deps.clock.forward(2 * hourMs)
    await bomb(25, 4)
    expect(mails).toBeGreaterThan(1)
  })
})

/** The table, counting its calls. */
function counting(inner: Table) {
  const calls = { get: 0, put: 0, update: 0, delete: 0 }
  const counted: Table = {
    ...inner,
    get: (...args) => {
      calls.get++
      return inner.get(...args)
    },
    put: (...args) => {
      calls.put++
      return inner.put(...args)
    },
    update: (...args) => {
      calls.update++
      return inner.update(...args)
    },
    delete: (...args) => {
      calls.delete++
      return inner.delete(...args)
    },
  }
  return { counted, calls }
}
