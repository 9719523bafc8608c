import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MailingId } from '#kernel/ids'
import { dayMs, hourMs, instant, plusMs } from '#kernel/time'
import { growthStep } from '#privacy/rebuild'
import { planSignUp } from '#readers/ask-confirmation'
import { fitsAudience } from '#readers/audience'
import { oneLine } from '#readers/consent'
import { consentText } from '#readers/consent-text'
import { checkFormToken, formLimits, formToken } from '#readers/form-token'
import {
  confirmToken,
  dataToken,
  preferencesToken,
  readerUrl,
  readReaderToken,
  unsubscribeToken,
} from '#readers/links'
import { coarseNetwork, networkOf } from '#readers/network'
import type { StoredReader } from '#readers/reader'
import { searchTerms } from '#readers/store-search'
import { chooseTopics, topicsOf, wantsTopics } from '#readers/topics'
import { publication, start } from '../../support/editorial.ts'
import { idOf, signingKeys } from '../../support/readers.ts'

const now = instant(start)
const aReader = (change: Partial<StoredReader> = {}): StoredReader => ({
  id: idOf('jeanne@example.org'),
  email: 'jeanne@example.org',
  locale: 'fr',
  topics: [],
  status: 'confirmed',
  trackingConsent: false,
  source: 'site',
  createdAt: now,
  updatedAt: now,
  version: 1,
  ...change,
})
const anIntent = (kind: 'mail.confirmation' | 'mail.welcome' | 'mail.alreadyReader') => ({
  kind,
  id: 'mm_1',
  createdAt: now,
  dueAt: now,
  attempts: 0,
  data: {},
})
const aSignUp = { id: 'rq_1', at: now, locale: 'fr' as const, topics: [], source: 'site' }

describe('which mail a sign-up causes', () => {
  const plan = (reader: StoredReader | undefined, suppressed = false) =>
    planSignUp({ reader, suppressed, now })

  it('asks an unknown, a pending and an unsubscribed address to confirm', () => {
    expect(plan(undefined)).toBe('confirmation')
    expect(plan(aReader({ status: 'pending', signUp: aSignUp }))).toBe('confirmation')
    expect(plan(aReader({ status: 'unsubscribed' }))).toBe('confirmation')
  })
  it('waits for a confirmation that is still to be sent', () => {
    const intent = anIntent('mail.confirmation')
    expect(plan(aReader({ status: 'pending', signUp: aSignUp, intent }))).toBe('nothing')
  })
  it('tells a confirmed reader, once a day', () => {
    expect(plan(aReader())).toBe('alreadyReader')
    expect(plan(aReader({ toldAt: plusMs(now, -hourMs) }))).toBe('nothing')
    expect(plan(aReader({ toldAt: plusMs(now, -dayMs) }))).toBe('alreadyReader')
    expect(plan(aReader({ intent: anIntent('mail.welcome') }))).toBe('nothing')
  })
  it('sends a suppressed address nothing', () => {
    expect(plan(undefined, true)).toBe('nothing')
    expect(plan(aReader(), true)).toBe('nothing')
  })
})

describe('topics', () => {
  it('turns all topics into the choice of everything, and refuses unknown ones', () => {
    const ids = publication.topics.map(({ id }) => id)
    expect(chooseTopics(publication, ids)).toEqual({ kind: 'topics', topics: [] })
    expect(chooseTopics(publication, [ids[1] ?? '', ids[1] ?? ''])).toEqual({
      kind: 'topics',
      topics: [ids[1]],
    })
    expect(chooseTopics(publication, ['no-such'])).toEqual({
      kind: 'unknown',
      unknown: ['no-such'],
    })
    expect(topicsOf(publication, { topics: [] })).toEqual(ids)
    expect(topicsOf(publication, { topics: ['gone', ids[0] ?? ''] })).toEqual([ids[0]])
  })
  it('sends a mailing to who chose one of its topics or everything', () => {
    expect(wantsTopics({ topics: [] }, ['a'])).toBe(true)
    expect(wantsTopics({ topics: ['b'] }, ['a', 'b'])).toBe(true)
    expect(wantsTopics({ topics: ['b'] }, ['a'])).toBe(false)
    expect(wantsTopics({ topics: ['b'] }, [])).toBe(true)
  })
  it('fits an audience by status, topics and language', () => {
    expect(fitsAudience(aReader({ topics: ['a'] }), { topics: ['a'], locale: 'fr' })).toBe(true)
    expect(fitsAudience(aReader(), { topics: [], locale: 'en' })).toBe(false)
    expect(fitsAudience(aReader({ status: 'unsubscribed' }), { topics: [] })).toBe(false)
  })
})

describe('consent wordings', () => {
  it('carry a version by language and fit a consent', () => {
    const since = { newsletter: '2026-11', tracking: '2026-12' }
    for (const purpose of ['newsletter', 'tracking'] as const)
      for (const locale of ['fr', 'en'] as const) {
        const { version, text } = consentText(publication, { purpose, locale })
        expect(version).toBe(`${purpose}-${since[purpose]}-${locale}`)
        expect(text).toContain(publication.name)
        expect(text.length).toBeLessThan(1_000)
        expect(text).not.toMatch(/ [?!;:»]|« /)
      }
  })
})

describe('the time a form was served', () => {
  const at = (ms: number) => new Date(start.getTime() + ms)
  const token = formToken(signingKeys, start)
  it.each([
    [formLimits.minMs - 1, 'tooFast'],
    [formLimits.minMs, 'good'],
    [formLimits.maxMs - 1_000, 'good'],
    [formLimits.maxMs, 'tooOld'],
  ])('after %d ms: %s', (ms, reading) =>
    expect(checkFormToken(signingKeys, { token, now: at(ms) })).toBe(reading),
  )

  it('is asked for, and must be ours and of a form', () => {
    const check = (text: string | undefined) =>
      checkFormToken(signingKeys, { token: text, now: at(5_000) })
    expect(check(undefined)).toBe('missing')
    expect(check('')).toBe('missing')
    expect(check(`${token}x`)).toBe('missing')
    expect(check(preferencesToken(signingKeys, idOf('a@example.org')))).toBe('missing')
  })
})

describe('links', () => {
  const readerId = idOf('jeanne@example.org')
  const read = (link: Parameters<typeof readReaderToken>[1]['link'], token: string, ms = 0) =>
    readReaderToken(signingKeys, { link, token, now: new Date(start.getTime() + ms) })

  it('carry what they were made for', () => {
    const mailingId = 'ml_01' as MailingId
    expect(read('unsubscribe', unsubscribeToken(signingKeys, { readerId, mailingId }))).toEqual({
      kind: 'valid',
      readerId,
      mailingId,
    })
    expect(read('unsubscribe', unsubscribeToken(signingKeys, { readerId }))).toEqual({
      kind: 'valid',
      readerId,
    })
    expect(read('preferences', preferencesToken(signingKeys, readerId))).toMatchObject({ readerId })
  })
  it('expire where they act once, and never where a reader takes leave', () => {
    const confirm = confirmToken(signingKeys, { readerId, signUpId: 'rq_1', now: start, hours: 72 })
    expect(read('confirm', confirm, 72 * hourMs - 1_000)).toMatchObject({ nonce: 'rq_1' })
    expect(read('confirm', confirm, 72 * hourMs)).toEqual({ kind: 'expired' })
    const data = { readerId, requestId: 'rq_2', now: start }
    const erase = dataToken(signingKeys, { purpose: 'erase', ...data })
    expect(read('erase', erase, 24 * hourMs)).toEqual({ kind: 'expired' })
    const years = 10 * 365 * dayMs
    expect(read('unsubscribe', unsubscribeToken(signingKeys, { readerId }), years).kind).toBe(
      'valid',
    )
    expect(read('preferences', preferencesToken(signingKeys, readerId), years).kind).toBe('valid')
  })
  it('open nothing but their own purpose, and nothing once touched', () => {
    const links = ['confirm', 'preferences', 'unsubscribe', 'export', 'erase'] as const
    const tokens = {
      confirm: confirmToken(signingKeys, { readerId, signUpId: 'rq_1', now: start, hours: 72 }),
      preferences: preferencesToken(signingKeys, readerId),
      unsubscribe: unsubscribeToken(signingKeys, { readerId }),
      export: dataToken(signingKeys, { purpose: 'export', readerId, requestId: 'r', now: start }),
      erase: dataToken(signingKeys, { purpose: 'erase', readerId, requestId: 'r', now: start }),
    }
    for (const link of links)
      for (const other of links)
        expect(read(link, tokens[other]).kind).toBe(link === other ? 'valid' : 'invalid')
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...links), (n, link) => {
        const token = tokens[link]
        const at = n % token.length
        const letter = token[at] === 'A' ? 'B' : 'A'
        const touched = token.slice(0, at) + letter + token.slice(at + 1)
        // The last letter of base64 carries bits that are thrown away.
        if (at < token.length - 1 && touched !== token)
          expect(read(link, touched)).toEqual({ kind: 'invalid' })
      }),
    )
  })
  it('lead to a page in the language of the reader', () => {
    const url = (locale: 'fr' | 'en') =>
      readerUrl({ siteUrl: 'https://x.example', locale, link: 'export', token: 't' })
    expect(url('fr')).toBe('https://x.example/my-data/t')
    expect(url('en')).toBe('https://x.example/en/my-data/t')
  })
})

describe('networks', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:0DB8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
    ['unknown', 'unknown', ''],
    ['', '', ''],
  ])('%s counts as %s and is kept as %s', (ip, network, coarse) => {
    expect(networkOf(ip)).toBe(network)
    expect(coarseNetwork(ip)).toBe(coarse)
  })
})

describe('search terms', () => {
  it('start at each word of an address and at its domain', () =>
    expect(searchTerms('jeanne.verger@mail.example.org')).toEqual([
      'jeanne.verger@mail.example.org',
      'verger@mail.example.org',
      'mail.example.org',
    ]))
  it('are few whatever the address', () =>
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const terms = searchTerms(email.toLowerCase())
        expect(terms.length).toBeGreaterThan(0)
        expect(terms.length).toBeLessThanOrEqual(6)
        expect(terms[0]).toBe(email.toLowerCase())
      }),
    ))
})

describe('what is kept of a request', () => {
  it('is one line of bounded length without control characters', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const line = oneLine(text, 300)
        expect(line.length).toBeLessThanOrEqual(300)
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        expect(Buffer.from(line).toString()).toBe(line)
      }),
    ))
})

describe('growth', () => {
  it('follows a reader through confirmations, withdrawals and erasure', () => {
    const acts = [
      ['requested', 'requested'],
      ['requested', undefined],
      ['confirmed', 'confirmed'],
      ['changed', undefined],
      ['withdrawn', 'unsubscribed'],
      ['requested', undefined],
      ['confirmed', 'confirmed'],
      ['erased', 'erased'],
      ['requested', 'requested'],
      ['withdrawn', undefined],
    ] as const
    let state: Parameters<typeof growthStep>[0] = 'unknown'
    for (const [act, event] of acts) {
      const step = growthStep(state, { act, purpose: 'newsletter' })
      expect(step.event).toBe(event)
      expect(growthStep(state, { act, purpose: 'tracking' })).toEqual({ state })
      state = step.state
    }
  })
})
