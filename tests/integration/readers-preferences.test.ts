import { describe, expect, it } from 'vitest'
import { pendingPartition, pendingShards } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import { instant, minuteMs } from '#kernel/time'
import { changePreferences, preferenceLimits } from '#readers/change-preferences'
import { liftSuppression } from '#readers/lift-suppression'
import type { Suppression } from '#readers/reader'
import { consentsOf, getSuppression, putSuppression, suppressedAmong } from '#readers/store'
import { unsubscribe } from '#readers/unsubscribe'
import { eachInReaderWorld, type ReaderWorld } from '../support/reader-world.ts'
import {
  aConfirmedReader,
  confirm,
  confirmationToken,
  idOf,
  origin,
  type ReaderTestDeps,
  signUp,
} from '../support/readers.ts'

let table: Table
let world: ReaderWorld
let deps: ReaderTestDeps
let email: string
eachInReaderWorld(100, (made) => {
  ;({ table, world, deps, email } = made)
})
const mailingId = 'ml_01abc' as MailingId

/** Open intents of a kind, as the sweep finds them. */
async function openIntents(kind: string) {
  const found: Record<string, unknown>[] = []
  for (let shard = 0; shard < pendingShards; shard++)
    for await (const item of table.query({ index: 'gsi2', partition: pendingPartition(shard) })) {
      const intent = item['intent'] as { kind: string } | undefined
      if (intent?.kind === kind) found.push(item)
    }
  return found
}

describe('changing preferences', () => {
  it('changes what is given, with a proof, and leaves the rest', async () => {
    const readerId = await aConfirmedReader(deps, email)
    deps.clock.forward(minuteMs)
    const outcome = await changePreferences(deps, { readerId, ...origin, topics: ['technologies'] })
    expect(outcome).toMatchObject({
      kind: 'changed',
      reader: { topics: ['technologies'], locale: 'fr', trackingConsent: false },
    })
    await changePreferences(deps, { readerId, ...origin, locale: 'en' })
    expect(await world.read()).toMatchObject({ topics: ['technologies'], locale: 'en' })
    expect(await world.isInAudience()).toBe(true)
    expect((await world.actsOf()).slice(2)).toEqual(['newsletter changed', 'newsletter changed'])
  })

  it('takes all topics as the choice of everything', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await changePreferences(deps, { readerId, ...origin, topics: ['dossiers'] })
    const all = deps.publication.topics.map(({ id }) => id)
    await changePreferences(deps, { readerId, ...origin, topics: all })
    expect((await world.read())?.topics).toEqual([])
    const again = await changePreferences(deps, { readerId, ...origin, topics: all })
    expect(again.kind).toBe('unchanged')
  })

  it('keeps the recording of opens apart: off at first, a consent of its own each way', async () => {
    const readerId = await aConfirmedReader(deps, email)
    expect((await world.read())?.trackingConsent).toBe(false)
    await changePreferences(deps, { readerId, ...origin, trackingConsent: true })
    expect((await world.read())?.trackingConsent).toBe(true)
    deps.clock.forward(minuteMs)
    await changePreferences(deps, { readerId, ...origin, trackingConsent: false })
    const consents = (await consentsOf(table, readerId)).slice(2)
    expect(consents).toMatchObject([
      { purpose: 'tracking', act: 'confirmed', textVersion: 'tracking-2026-12-fr' },
      { purpose: 'tracking', act: 'withdrawn' },
    ])
    expect(consents[0]?.text).toContain('les liens que j’y suis')
  })

  it('refuses what does not exist and an empty choice, and changes nothing', async () => {
    const readerId = await aConfirmedReader(deps, email)
    const before = await world.read()
    expect(
      await changePreferences(deps, { readerId, ...origin, topics: ['x\r\ny'], locale: 'de' }),
    ).toMatchObject({ kind: 'malformed', fields: { topics: {}, locale: {} } })
    expect(await changePreferences(deps, { readerId, ...origin, topics: [] })).toMatchObject({
      kind: 'malformed',
      fields: { topics: { en: 'Keep at least one topic, or unsubscribe.' } },
    })
    expect(await world.read()).toEqual(before)
  })

  it('lets an unsubscribed reader withdraw only, and answers an erased one kindly', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await changePreferences(deps, { readerId, ...origin, trackingConsent: true })
    await unsubscribe(deps, { readerId, ...origin })
    const change = (given: object) => changePreferences(deps, { readerId, ...origin, ...given })
    expect((await change({ trackingConsent: true })).kind).toBe('notSubscribed')
    expect((await change({ locale: 'en' })).kind).toBe('notSubscribed')
    expect((await world.read())?.trackingConsent).toBe(false)
    const nobody = idOf(`nobody.${email}`)
    expect(await changePreferences(deps, { readerId: nobody, ...origin, locale: 'en' })).toEqual({
      kind: 'gone',
    })
  })

  it('keeps both of two changes made at the same moment', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await Promise.all([
      changePreferences(deps, { readerId, ...origin, locale: 'en' }),
      changePreferences(deps, { readerId, ...origin, topics: ['dossiers'] }),
      changePreferences(deps, { readerId, ...origin, trackingConsent: true }),
    ])
    expect(await world.read()).toMatchObject({
      locale: 'en',
      topics: ['dossiers'],
      trackingConsent: true,
    })
  })

  it('gives nothing to who unsubscribes while preferences are saved', async () => {
    const readerId = await aConfirmedReader(deps, email)
    let isFirst = true
    const leaving: Table = {
      ...table,
      put: async (...args) => {
        if (isFirst) {
          isFirst = false
          await unsubscribe(deps, { readerId, ...origin })
        }
        return table.put(...args)
      },
    }
    const outcome = await changePreferences(
      { ...deps, table: leaving },
      { readerId, ...origin, trackingConsent: true },
    )
    expect(outcome.kind).toBe('notSubscribed')
    expect(await world.read()).toMatchObject({ status: 'unsubscribed', trackingConsent: false })
  })

  it('stops after fifty changes a day', async () => {
    const readerId = await aConfirmedReader(deps, email)
    const kinds: string[] = []
    for (let n = 0; n <= preferenceLimits.changesPerDay; n++) {
      const locale = n % 2 === 0 ? 'en' : 'fr'
      kinds.push((await changePreferences(deps, { readerId, ...origin, locale })).kind)
    }
    expect(kinds.filter((kind) => kind === 'changed')).toHaveLength(preferenceLimits.changesPerDay)
    expect(kinds.at(-1)).toBe('tooMany')
  })
})

describe('unsubscribing', () => {
  it('takes the reader out at once, with a proof that names the mailing', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await changePreferences(deps, { readerId, ...origin, trackingConsent: true })
    deps.clock.forward(minuteMs)
    const outcome = await unsubscribe(deps, {
      readerId,
      mailingId,
      reason: ' trop\r\nde lettres ',
      ...origin,
    })
    expect(outcome).toMatchObject({
      kind: 'unsubscribed',
      reader: {
        status: 'unsubscribed',
        unsubscribedAt: instant(deps.clock()),
        unsubscribeReason: 'trop de lettres',
        trackingConsent: false,
      },
    })
    expect(await world.isInAudience()).toBe(false)
    const withdrawn = (await consentsOf(table, readerId)).filter(({ act }) => act === 'withdrawn')
    expect(withdrawn.map(({ purpose }) => purpose).sort()).toEqual(['newsletter', 'tracking'])
    expect(withdrawn.every((consent) => consent.mailingId === mailingId)).toBe(true)
    const intents = await openIntents('reader.withdrawn')
    const mine = intents.filter((item) => item['readerId'] === readerId)
    expect(mine).toMatchObject([{ intent: { data: { mailingId, readerId } } }])
  })

  it('again changes nothing but a reason that comes afterwards', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await unsubscribe(deps, { readerId, mailingId, ...origin })
    const { unsubscribedAt } = (await world.read()) ?? {}
    deps.clock.forward(minuteMs)
    expect((await unsubscribe(deps, { readerId, mailingId, ...origin })).kind).toBe(
      'alreadyUnsubscribed',
    )
    await unsubscribe(deps, { readerId, reason: 'x'.repeat(2_000), ...origin })
    const reader = await world.read()
    expect(reader).toMatchObject({ unsubscribedAt, unsubscribeReason: 'x'.repeat(500) })
    expect((await world.actsOf()).filter((act) => act === 'newsletter withdrawn')).toHaveLength(1)
  })

  it('keeps its word to the mailing when the reader signs up again at once', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await unsubscribe(deps, { readerId, mailingId, ...origin })
    await signUp(deps, { email })
    const intents = await openIntents('reader.withdrawn')
    expect(intents.some((item) => item['readerId'] === readerId)).toBe(true)
    expect((await world.read())?.intent?.kind).toBe('mail.confirmation')
  })

  it('cancels a welcome mail that is still to be sent', async () => {
    await signUp(deps, { email })
    await confirm(deps, await confirmationToken(deps, email))
    expect((await world.read())?.intent?.kind).toBe('mail.welcome')
    await unsubscribe(deps, { readerId: idOf(email), ...origin })
    expect((await world.read())?.intent).toBeUndefined()
    const open = await openIntents('mail.welcome')
    expect(open.filter((item) => item['id'] === idOf(email))).toEqual([])
  })

  it('of somebody who is not there makes no half reader', async () => {
    expect(await unsubscribe(deps, { readerId: idOf(email), mailingId, ...origin })).toEqual({
      kind: 'gone',
    })
    expect(await world.read()).toBeUndefined()
    expect(await world.actsOf()).toEqual([])
  })
})

describe('suppressions', () => {
  const at = () => instant(deps.clock())
  const suppress = (reason: Suppression['reason'], address = email) =>
    putSuppression(table, { readerId: idOf(address), reason, at: at() })

  it('are found among many ids', async () => {
    await suppress('bounced')
    const other = idOf(`other.${email}`)
    expect(await suppressedAmong(table, [idOf(email), other, idOf(email)])).toEqual(
      new Set([idOf(email)]),
    )
  })
  it('keep their first reason, save that a complaint outranks it', async () => {
    await suppress('bounced')
    await suppress('staff')
    expect((await getSuppression(table, idOf(email)))?.reason).toBe('bounced')
    await suppress('complained')
    await suppress('bounced')
    expect((await getSuppression(table, idOf(email)))?.reason).toBe('complained')
  })
  it('are lifted by staff for a bounce, never for a complaint', async () => {
    const lift = () => liftSuppression(deps, { readerId: idOf(email) })
    expect(await lift()).toEqual({ kind: 'notSuppressed' })
    await suppress('bounced')
    expect(await lift()).toEqual({ kind: 'lifted' })
    expect(await getSuppression(table, idOf(email))).toBeUndefined()
    await suppress('complained')
    expect(await lift()).toEqual({ kind: 'notLiftable' })
  })
})
