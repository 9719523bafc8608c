import { describe, expect, it } from 'vitest'
import type { Item, Table } from '#aws/table'
import { forgetMailsOfReader, getMail, mailsOfReader, putMail } from '#delivery/store-mails'
import { sweepIntents } from '#delivery/sweep-intents'
import { silentLog } from '#kernel/log'
import { dayMs, hourMs, instant, minuteMs } from '#kernel/time'
import { readDataLink, requestErasure, requestExport } from '#privacy/data-links'
import { describeHoldings, holdingsText } from '#privacy/describe-holdings'
import { eraseByLink, eraseReader } from '#privacy/erase-reader'
import { holdAbout, openExport } from '#privacy/hold-about'
import { readerTimeline } from '#privacy/reader-timeline'
import { rebuildGrowth, rebuildReaderSearch } from '#privacy/rebuild'
import { searchReaders } from '#privacy/search-readers'
import { changePreferences } from '#readers/change-preferences'
import { readGrowth } from '#readers/growth'
import { dataToken, preferencesToken } from '#readers/links'
import { coarsenConsents, consentsOf, getSuppression } from '#readers/store'
import { unsubscribe } from '#readers/unsubscribe'
import { intentHandlers } from '#runtime/tick'
import { newFate, newProcess } from '../support/mortal.ts'
import { eachInReaderWorld, type ReaderWorld } from '../support/reader-world.ts'
import {
  aConfirmedReader,
  confirm,
  confirmationToken,
  idOf,
  origin,
  type ReaderTestDeps,
  signingKeys,
  signUp,
} from '../support/readers.ts'

let table: Table
let world: ReaderWorld
let deps: ReaderTestDeps
let email: string
eachInReaderWorld(200, (made) => {
  ;({ table, world, deps, email } = made)
})

async function itemsThatName(text: string): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of table.scan()) if (JSON.stringify(item).includes(text)) found.push(item)
  return found
}
/** The token in the mail that the last hint is about. */
async function mailedToken(purpose: 'export' | 'erase', address = email): Promise<string> {
  const key = deps.hints.at(-1)
  const item = key && (await table.get(key, { consistent: true }))
  const intent = item?.['intent'] as { kind: string; data: Record<string, string> } | undefined
  expect(intent?.kind).toBe(purpose === 'export' ? 'mail.dataExport' : 'mail.erasure')
  expect(intent?.data['readerId']).toBe(idOf(address))
  const requestId = intent?.data['requestId'] ?? ''
  return dataToken(signingKeys, { purpose, readerId: idOf(address), requestId, now: deps.clock() })
}

describe('what is held about a reader', () => {
  it('is everything, opened by a freshly mailed link until it expires', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await changePreferences(deps, { readerId, ...origin, trackingConsent: true })
    await putMail(table, {
      id: `mm_x${world.seed}`,
      kind: 'mail.welcome',
      readerId,
      outcome: 'accepted',
      at: instant(deps.clock()),
    })
    expect(await requestExport(deps, { readerId })).toEqual({ kind: 'sent' })
    const token = await mailedToken('export')
    const opened = await openExport(deps, { token })
    expect(opened).toMatchObject({
      kind: 'held',
      holdings: {
        reader: { email, id: readerId, status: 'confirmed', trackingConsent: true },
        consents: [{ act: 'requested' }, { act: 'confirmed' }, { purpose: 'tracking' }],
        mails: [{ kind: 'mail.welcome', outcome: 'accepted' }],
        controller: { contact: 'donnees@en-contact.example' },
      },
    })
    expect((await openExport(deps, { token })).kind).toBe('held')
    deps.clock.forward(24 * hourMs)
    expect(await openExport(deps, { token })).toEqual({ kind: 'expired' })
  })

  it('reads well in both languages', async () => {
    const readerId = await aConfirmedReader(deps, email)
    const holdings = await holdAbout(deps, { readerId })
    if (!holdings) throw new Error('Nothing held')
    const { publication } = deps
    const french = holdingsText(holdings, { publication, locale: 'fr' })
    expect(french).toContain(`Adresse e-mail\u202f: ${email}`)
    expect(french).toContain('Mesure des ouvertures et des clics\u202f: refusée')
    expect(french).toContain('donné (lettre)')
    const english = describeHoldings(holdings, { publication, locale: 'en' })
    expect(english.map(({ title }) => title)).toEqual([
      'You',
      'Your consents',
      'Why, how long, your rights',
    ])
  })

  it('is not opened by another link, and asked for three times a day', async () => {
    const readerId = await aConfirmedReader(deps, email)
    const preferences = preferencesToken(signingKeys, readerId)
    expect(await openExport(deps, { token: preferences })).toEqual({ kind: 'invalid' })
    await requestErasure(deps, { readerId })
    const erase = await mailedToken('erase')
    expect(await openExport(deps, { token: erase })).toEqual({ kind: 'invalid' })
    const kinds: string[] = []
    for (let n = 0; n < 4; n++) kinds.push((await requestExport(deps, { readerId })).kind)
    expect(kinds).toEqual(['sent', 'sent', 'sent', 'tooMany'])
    expect(await requestExport(deps, { readerId: idOf(`no.${email}`) })).toEqual({ kind: 'gone' })
  })
})

describe('erasing', () => {
  it('leaves no address, and the proofs without device for five years', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await requestExport(deps, { readerId })
    expect((await itemsThatName(email)).length).toBeGreaterThan(1)
    expect(await eraseReader(deps, { readerId, by: 'staff' })).toEqual({ kind: 'erased' })
    expect(await itemsThatName(email)).toEqual([])
    expect(await world.read()).toBeUndefined()
    const { items } = await table.queryPage({ partition: `READER#${readerId}`, consistent: true })
    expect(items.every((item) => String(item['sk']).startsWith('CONSENT#'))).toBe(true)
    expect(await world.actsOf()).toEqual([
      'newsletter requested',
      'newsletter confirmed',
      'newsletter erased',
    ])
    for (const consent of await consentsOf(table, readerId)) {
      expect(consent.userAgent).toBe('')
      expect(['', '203.0.113.0/24']).toContain(consent.ip)
    }
    const inFiveYears = (deps.clock().getTime() + 5 * 365 * dayMs) / 1_000
    expect(items.every((item) => Number(item['expiresAt']) === inFiveYears)).toBe(true)
    expect(await getSuppression(table, readerId)).toBeUndefined()
    expect(await eraseReader(deps, { readerId, by: 'staff' })).toEqual({ kind: 'gone' })
  })

  it('takes the reader out of the records of mails, not out of those of who came back', async () => {
    const readerId = await aConfirmedReader(deps, email)
    const mail = (name: string) => ({
      id: `mm_${name}${world.seed}`,
      kind: 'mail.welcome' as const,
      readerId,
      outcome: 'accepted' as const,
      at: instant(deps.clock()),
    })
    for (let at = 0; at < 3; at++) await putMail(table, mail(`old${at}`))
    const before = instant(deps.clock())
    deps.clock.forward(minuteMs)
    await putMail(table, mail('new'))
    await forgetMailsOfReader(table, readerId, { before })
    expect((await mailsOfReader(table, readerId)).map(({ id }) => id)).toEqual([
      `mm_new${world.seed}`,
    ])
    await eraseReader(deps, { readerId, by: 'staff' })
    const left = (await itemsThatName(readerId)).map(({ pk }) => String(pk).split('#')[0])
    expect([...new Set(left)]).toEqual(['READER'])
    expect(await getMail(table, `mm_old0${world.seed}`)).toMatchObject({ outcome: 'accepted' })
  })

  it('by the mailed link works once; every link of the past then answers kindly', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await requestErasure(deps, { readerId })
    const token = await mailedToken('erase')
    expect(await readDataLink(deps, { purpose: 'erase', token })).toMatchObject({ kind: 'valid' })
    const formUrl = 'https://x.example/erase'
    expect(await eraseByLink(deps, { token, formUrl })).toEqual({ kind: 'erased' })
    expect(await eraseByLink(deps, { token, formUrl })).toEqual({ kind: 'gone' })
    expect(await unsubscribe(deps, { readerId, ...origin })).toEqual({ kind: 'gone' })
    expect((await changePreferences(deps, { readerId, ...origin, locale: 'en' })).kind).toBe('gone')
    expect(await requestExport(deps, { readerId })).toEqual({ kind: 'gone' })
    expect(await world.read()).toBeUndefined()
  })

  it('does not touch somebody who came back afterwards', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await requestErasure(deps, { readerId })
    const token = await mailedToken('erase')
    await eraseByLink(deps, { token, formUrl: '' })
    deps.clock.forward(minuteMs)
    await aConfirmedReader(deps, email)
    expect((await eraseByLink(deps, { token, formUrl: '' })).kind).toBe('gone')
    expect((await world.read())?.status).toBe('confirmed')
    const kept = await table.query({ partition: `READER#${readerId}`, consistent: true })
    const proofs: Item[] = []
    for await (const item of kept) if (String(item['sk']).startsWith('CONSENT')) proofs.push(item)
    const stays = proofs.map((item) => item['expiresAt'] === undefined)
    expect(stays).toEqual([false, false, false, true, true])
  })

  it('that is repeated after a crash spares the proofs of who came back meanwhile', async () => {
    const readerId = await aConfirmedReader(deps, email)
    const erasedAt = instant(deps.clock())
    await eraseReader(deps, { readerId, by: 'staff' })
    deps.clock.forward(minuteMs)
    await aConfirmedReader(deps, email)
    const until = instant(deps.clock().getTime() + dayMs)
    const coarsen = () => ({ ip: '', userAgent: '' })
    await coarsenConsents(table, readerId, { before: erasedAt, until, coarsen })
    const agents = (await consentsOf(table, readerId)).map(({ userAgent }) => userAgent)
    expect(agents).toEqual(['', '', '', origin.userAgent, origin.userAgent])
  })

  it('is finished by the sweep wherever its process died after the proof', async () => {
    const queue = { send: async () => {} }
    const queues = { mailQueue: queue, mailingQueue: queue, stripeQueue: queue }
    const sweep = () =>
      sweepIntents({ ...deps, log: silentLog }, intentHandlers({ ...deps, ...queues }))
    for (let call = 2; ; call++) {
      const diesAt = Math.floor(call / 2)
      const fate = newFate({ diesAt, when: call % 2 ? 'after' : 'before' })
      const address = `n${call}.${email}`
      await signUp(deps, { email: address, ip: `2001:db8:dd:${call}::1` })
      await confirm(deps, await confirmationToken(deps, address))
      const mortal = newProcess(fate).mortal(table)
      const input = { readerId: idOf(address), by: 'reader', suppress: true } as const
      const outcome = await eraseReader({ ...deps, table: mortal }, input).catch(() => 'died')
      const isProven = (await world.actsOf(address)).at(-1) === 'newsletter erased'
      deps.clock.forward(minuteMs)
      await sweep()
      expect([diesAt, (await world.read(address)) === undefined]).toEqual([diesAt, isProven])
      if (isProven) {
        expect(await itemsThatName(address)).toEqual([])
        expect((await getSuppression(table, idOf(address)))?.reason).toBe('erased')
        const held = await itemsThatName(origin.userAgent)
        expect(held.filter((item) => item['readerId'] === idOf(address))).toEqual([])
      }
      if (outcome !== 'died') break
      expect(diesAt).toBeLessThan(40)
    }
  })

  it('between a confirmation and its search terms leaves no address behind', async () => {
    await signUp(deps, { email })
    const token = await confirmationToken(deps, email)
    const erasing: Table = {
      ...table,
      putMany: async (items) => {
        await eraseReader(deps, { readerId: idOf(email), by: 'staff' })
        await table.putMany(items)
      },
    }
    expect((await confirm({ ...deps, table: erasing }, token)).kind).toBe('confirmed')
    expect(await world.read()).toBeUndefined()
    expect(await itemsThatName(email)).toEqual([])
  })

  it('can keep the address from ever being written to again', async () => {
    const readerId = await aConfirmedReader(deps, email)
    await eraseReader(deps, { readerId, by: 'reader', suppress: true })
    expect((await getSuppression(table, readerId))?.reason).toBe('erased')
    expect(await signUp(deps, { email })).toEqual({ kind: 'accepted' })
    expect(await world.read()).toBeUndefined()
  })

  it('while a sign-up is confirmed leaves no reader and no trace of the address', async () => {
    for (let round = 0; round < 8; round++) {
      const address = `r${round}.${email}`
      await signUp(deps, { email: address, ip: `2001:db8:cc:${round}::1` })
      const token = await confirmationToken(deps, address)
      await Promise.all([
        confirm(deps, token),
        eraseReader(deps, { readerId: idOf(address), by: 'reader' }),
      ])
      expect(await world.read(address)).toBeUndefined()
      expect(await itemsThatName(address)).toEqual([])
      expect(await confirm(deps, token)).toEqual({ kind: 'stale' })
    }
  })
})

describe('the staff’s search', () => {
  const found = async (query: string) => {
    const outcome = await searchReaders(deps, { query })
    return outcome.kind === 'found' ? outcome.readers.map((reader) => reader.email) : outcome.kind
  }
  it('finds by id, address, word of an address and domain, as readers are now', async () => {
    const id = await aConfirmedReader(deps, `jeanne.verger${world.seed}@test${world.seed}.example`)
    const address = `jeanne.verger${world.seed}@test${world.seed}.example`
    for (const query of [
      id,
      address,
      ` ${address.toUpperCase()} `,
      `jeanne.verger${world.seed}`,
      `jeanne verger${world.seed}`,
      `verger${world.seed}`,
      `test${world.seed}.ex`,
      `@test${world.seed}.example`,
    ])
      expect(await found(query)).toEqual([address])
    expect(await found('je')).toBe('tooShort')
    expect(await found(`zzz${world.seed}`)).toEqual([])
    await eraseReader(deps, { readerId: id, by: 'staff' })
    expect(await found(`verger${world.seed}`)).toEqual([])
  })

  it('finds a pending reader by the whole address alone', async () => {
    await signUp(deps, { email })
    expect(await found(email)).toEqual([email])
    expect(await found(email.slice(0, 8))).not.toContain(email)
  })

  it('is rebuilt from the readers: what is missing comes back, what is of nobody goes', async () => {
    await aConfirmedReader(deps, email)
    const terms = (await itemsThatName('READERSEARCH#')) as { pk: string; sk: string }[]
    const mine = terms.filter(({ sk }) => sk.includes(`test${world.seed}`))
    expect(mine.length).toBeGreaterThan(0)
    for (const { pk, sk } of mine) await table.delete({ pk, sk })
    expect(await found(`test${world.seed}.`)).toEqual([])
    const stray = { pk: 'READERSEARCH#str', sk: `stray@x.example#${idOf(email)}` }
    await table.put({ ...stray, readerId: idOf(email) })
    const outcome = await rebuildReaderSearch({ table })
    expect(outcome.written).toBeGreaterThanOrEqual(mine.length)
    expect(outcome.removed).toBe(1)
    expect(await found(`test${world.seed}.`)).toEqual([email])
    expect((await rebuildReaderSearch({ table })).removed).toBe(0)
  })
})

describe('a reader’s story', () => {
  it('tells consents and mails, newest first; after an erasure the proofs alone', async () => {
    const readerId = await aConfirmedReader(deps, email)
    deps.clock.forward(minuteMs)
    await putMail(table, {
      id: `mm_t${world.seed}`,
      kind: 'mail.welcome',
      readerId,
      outcome: 'accepted',
      at: instant(deps.clock()),
    })
    deps.clock.forward(minuteMs)
    const kinds = async () => (await readerTimeline(deps, { readerId })).map(({ kind }) => kind)
    expect(await kinds()).toEqual(['mail', 'consent', 'consent'])
    await eraseReader(deps, { readerId, by: 'reader', suppress: true })
    expect(await kinds()).toEqual(['consent', 'suppression', 'consent', 'consent'])
  })
})

describe('growth', () => {
  it('counts days in the publication’s zone, and counts them anew from the proofs', async () => {
    const days = async () => (await readGrowth(deps, { days: 2 })).map(({ day: _day, ...n }) => n)
    await signUp(deps, { email: `pending.${email}` })
    await aConfirmedReader(deps, `a.${email}`)
    const b = await aConfirmedReader(deps, `b.${email}`)
    const c = await aConfirmedReader(deps, `c.${email}`)
    deps.clock.forward(dayMs)
    await unsubscribe(deps, { readerId: b, ...origin })
    await unsubscribe(deps, { readerId: b, ...origin })
    await eraseReader(deps, { readerId: c, by: 'staff' })
    const wanted = [
      { requested: 4, confirmed: 3, unsubscribed: 0, erased: 0, net: 3 },
      { requested: 0, confirmed: 0, unsubscribed: 1, erased: 1, net: -2 },
    ]
    expect(await days()).toEqual(wanted)
    await rebuildGrowth(deps)
    expect(await days()).toEqual(wanted)
  })
})
