// The account as somebody attacks it: who knows an address and nothing more, who holds a stolen
// session, whose links are of another purpose; and as two steps of one reader cross each other.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customerOfReaderKey } from '#aws/keys'
import { dayMs, hourMs, instant, plusMs } from '#kernel/time'
import { signToken, TokenPurpose } from '#kernel/tokens'
import { readerId, readerIds } from '#readers/reader-id'
import {
  openAccountSession,
  readAccountSession,
  signOutEverywhere,
} from '#subscriptions/account-sessions'
import { putDeliveryChange } from '#subscriptions/delivery-change'
import { eraseCustomer } from '#subscriptions/erase-customer'
import { moveStream } from '#subscriptions/finish-delivery-change'
import { holdCustomer } from '#subscriptions/hold-customer'
import { orderToken } from '#subscriptions/order-link'
import { claimAddress, customerOf, getCustomer } from '#subscriptions/store'
import { createSite } from '#web/site/app.tsx'
import {
  type AccountWorld,
  accountWorld,
  type Browser,
  browserOf,
} from '../support/account-world.ts'
import { shopKeys } from '../support/paying-world.ts'
import { testTable } from '../support/table.ts'

let world: AccountWorld
let close: () => Promise<void>
let people = 0
const anAddress = () => `cible${++people}@lecture.example`
const ownerOf = async (email: string) => await customerOf(world.table, readerIds(shopKeys, email))

beforeAll(async () => {
  const opened = await testTable()
  close = opened.close
  world = await accountWorld(opened.table)
})
afterAll(() => close())

async function wish(browser: Browser, email: string) {
  await browser.get('/account/email')
  return await browser.post('/account/email', { email })
}

describe('who knows an address alone', () => {
  const begun = async (email: string) => {
    const answer = await world.browser().post('/subscribe/numerique-mensuel', {
      ...{ email, name: 'Quelqu’un Dautre', country: 'FR', postcode: '69001' },
    })
    const path = answer.headers.get('location') ?? ''
    expect(path, answer.text.slice(0, 2_000)).toMatch(/^\/order\//)
    return path
  }

  it('learns no name and no newer address by an order begun with it', async () => {
    const [email, newer] = [anAddress(), anAddress()]
    await world.bought({ email, name: 'Hortense Discrète' })
    const path = await begun(email)
    const token = path.slice('/order/'.length)
    const reader = await world.signedIn(email)
    await wish(reader, newer)
    await reader.post(await world.linkIn('mail.emailChange'))
    const stranger = world.browser()
    for (const page of [
      path,
      `/en${path}`,
      `/cancel?order=${token}`,
      `/withdraw?order=${token}`,
      `/subscribe/numerique-mensuel?order=${token}`,
    ]) {
      const { html, status } = await stranger.get(page)
      expect(status, page).toBe(200)
      expect(html, page).not.toContain('Hortense')
      expect(html, page).not.toContain(newer)
    }
  })
})

describe('a link of one purpose', () => {
  it('opens no door of another, to look or to act', async () => {
    const email = anAddress()
    const order = await world.bought({ email })
    const [stream] = await world.streams(order)
    const subjects = [order.id, order.customerId, stream?.id ?? '', readerId(shopKeys, email)]
    const doors: Record<string, string[]> = {
      order: ['/order/'],
      account: ['/account/open/'],
      email: ['/account/email/'],
      declaration: ['/declared/'],
      read: ['/read/131/'],
    }
    const browser = world.browser()
    for (const purpose of TokenPurpose.options)
      for (const subject of subjects) {
        const token = signToken(world.deps.signingKeys, {
          ...{ purpose, subject, nonce: 'n', data: { c: order.customerId, n: '131', g: '0' } },
          expiresAt: plusMs(instant(world.clock()), hourMs),
        })
        for (const [own, paths] of Object.entries(doors))
          for (const path of own === purpose ? [] : paths) {
            const door = path + token
            const [seen, acted] = [await browser.get(door), await browser.post(door)]
            expect([404, 410], `${purpose} at ${path}`).toContain(seen.status)
            expect([404, 405, 410], `${purpose} at ${path}`).toContain(acted.status)
          }
      }
    expect(browser.cookies.has('__Host-kiosque-account')).toBe(false)
  })
})

describe('what is written into an address', () => {
  it('is no message of ours, whatever it is called', async () => {
    const email = anAddress()
    await world.bought({ email })
    const browser = await world.signedIn(email)
    for (const done of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '%00', ''])
      for (const page of ['/account', '/account/data', '/en/account/data'])
        expect((await browser.get(`${page}?done=${done}`)).status, page + done).toBe(200)
  })
})

describe('a session that ended meanwhile', () => {
  it('leads from a button through the mail to a page that is there', async () => {
    const email = anAddress()
    await world.bought({ email })
    for (const path of ['/account/claim', '/account/card', '/account/sign-out', '/account/data']) {
      const browser = world.browser()
      const asked = await browser.post(path, { csrf: 'x', stream: 'st_1' })
      const next = new URL(asked.headers.get('location') ?? '', 'https://x.example').searchParams
      world.clock.forward(hourMs)
      await browser.post('/account/sign-in', { email, next: next.get('next') ?? '' })
      const opened = await browser.post(await world.linkIn('mail.accountLink'))
      const place = opened.headers.get('location') ?? ''
      expect((await browser.get(place)).status, `${path} led to ${place}`).toBe(200)
    }
  })
})

describe('a stolen session', () => {
  it('never changes the address behind the owner’s back: a second wish waits for the first', async () => {
    const email = anAddress()
    await world.bought({ email })
    const thief = await world.signedIn(email)
    await wish(thief, anAddress())
    await thief.post(await world.linkIn('mail.emailChange'))
    // Stripe's worker has not come yet.
    const again = await wish(thief, anAddress())
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('en cours')])
    await world.work()
    const told = await world.mail('mail.emailChange')
    expect(told).toMatchObject({ kind: 'mail', to: email })
    expect((await wish(thief, anAddress())).status).toBe(303)
  })

  it('has no change of address left once its owner signs out everywhere', async () => {
    const [email, evil] = [anAddress(), anAddress()]
    const order = await world.bought({ email })
    await wish(await world.signedIn(email), evil)
    const link = await world.linkIn('mail.emailChange')
    const owner = await world.signedIn(email)
    await owner.get('/account')
    await owner.post('/account/sign-out', { act: 'everywhere' })
    expect((await world.browser().post(link)).status).toBe(410)
    expect((await getCustomer(world.table, order.customerId))?.email).toBe(email)
    expect(await ownerOf(evil)).toBeUndefined()
  })

  it('is worth nothing once its browser has confirmed another address', async () => {
    const [email, newer] = [anAddress(), anAddress()]
    await world.bought({ email })
    const browser = await world.signedIn(email)
    const copy = world.browser()
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
    await wish(browser, newer)
    await browser.post(await world.linkIn('mail.emailChange'))
    expect((await browser.get('/account')).text).toContain(newer)
    expect((await copy.get('/account')).status).toBe(303)
  })

  it('ends everywhere also where it was opened before the reader keys were changed', async () => {
    const email = anAddress()
    const newer = [{ version: 9, secret: 'the next key for tests alone' }, ...shopKeys]
    const before = await openAccountSession(world.deps, { readerIds: readerIds(shopKeys, email) })
    const [first] = readerIds(newer, email)
    if (!first) throw new Error('no id')
    await signOutEverywhere(world.deps, { readerId: first, readerIds: readerIds(newer, email) })
    expect(await readAccountSession(world.deps, before.secret)).toEqual({ kind: 'none' })
  })
})

describe('steps that cross', () => {
  it('a newer wish for an address frees the one that was claimed for an older', async () => {
    const [email, typo, right] = [anAddress(), anAddress(), anAddress()]
    const order = await world.bought({ email })
    const browser = await world.signedIn(email)
    await wish(browser, typo)
    // Its link was pressed, and the process died once the address was claimed.
    const claim = { readerId: readerId(shopKeys, typo), customerId: order.customerId }
    await claimAddress(world.table, claim)
    await wish(browser, right)
    expect(await ownerOf(typo)).toBeUndefined()
    await browser.post(await world.linkIn('mail.emailChange'))
    expect([await ownerOf(right), await ownerOf(email)]).toEqual([order.customerId, undefined])
  })

  it('an older move that comes late leaves the copies where the newer one sends them', async () => {
    const order = await world.bought({ email: anAddress() })
    const [stream] = await world.streams(order)
    if (!stream?.delivery) throw new Error('no place')
    const of = (street: string) => ({
      ...{ customerId: order.customerId, streamId: stream.id, appliesFrom: 131, by: 'reader' },
      ...{ at: instant(world.clock()), delivery: { ...stream.delivery, street } },
    })
    const [older, newer] = [of('1 rue Ancienne'), of('2 rue Nouvelle')] as const
    for (const change of [older, newer] as never[]) {
      await putDeliveryChange(world.table, change, {
        ...{ kind: 'delivery.changed', id: 'rq_x', createdAt: instant(0), dueAt: instant(0) },
        ...{ attempts: 0, data: {} },
      })
    }
    await moveStream(world.deps, newer as never)
    await moveStream(world.deps, older as never)
    expect((await world.streams(order))[0]?.delivery?.street).toBe('2 rue Nouvelle')
  })

  it('the address of who moves takes the gifts that come to it along', async () => {
    const [giver, email, newer] = [anAddress(), anAddress(), anAddress()]
    await world.bought({ email, name: 'Gaston Comblé' })
    const gift = await world.bought({
      ...{ email: giver, name: 'Rose Donneuse' },
      gift: { recipientName: 'Gaston Comblé', recipientEmail: email },
    })
    const browser = await world.signedIn(email)
    expect((await browser.get('/account')).text).toContain('Un cadeau de Rose Donneuse')
    await wish(browser, newer)
    const moved = world.browser()
    await moved.post(await world.linkIn('mail.emailChange'))
    await world.work()
    await world.workAgain()
    expect((await moved.get('/account')).text).toContain('Un cadeau de Rose Donneuse')
    expect((await browser.get('/account')).text).not.toContain('Un cadeau')
    // The giver is not told where to.
    const held = await holdCustomer(world.table, readerId(shopKeys, giver))
    expect(JSON.stringify(held)).not.toContain(newer)
    expect(JSON.stringify(held)).toContain('Gaston Comblé')
    expect((await (await world.signedIn(giver)).get('/account')).html).not.toContain(newer)
    // Erased there, the address that the giver typed goes too.
    const erased = { readerId: readerId(shopKeys, newer), now: instant(world.clock()) }
    await eraseCustomer(world.table, { ...erased, before: erased.now })
    expect(JSON.stringify(await world.orderNow(gift))).not.toContain(email)
    expect(JSON.stringify(await world.streams(gift))).not.toContain('lecture.example')
  })
})

describe('what is logged', () => {
  it('names nobody and holds no link, also where something broke that quotes them', async () => {
    const email = anAddress()
    const order = await world.bought({ email, name: 'Prudence Cachée' })
    const browser = await world.signedIn(email)
    await browser.post('/account/sign-in', { email })
    const link = await world.linkIn('mail.accountLink')
    const token = orderToken(world.deps.signingKeys, { ...order, orderId: order.id })
    await browser.post('/cancel', { name: 'Prudence Cachée', email, act: 'confirm', order: token })
    await world.work()
    const breaks = async () => {
      throw new Error(`No item\n    at ${email} (${link})\nat ${email}`)
    }
    const broken = browserOf(
      createSite({ ...world.deps, table: { ...world.table, get: breaks, put: breaks } }),
    )
    for (const [name, value] of browser.cookies) broken.cookies.set(name, value)
    const paths = ['/account', link, `/order/${token}`, `/cancel?order=${token}`, '/account/email']
    for (const path of paths) {
      expect((await broken.get(path)).status, path).toBe(500)
      expect((await broken.post(path, { email, act: 'confirm', name: 'P' })).status).not.toBe(200)
    }
    const lines = world.logged.join('\n')
    expect(lines).toContain('request.failed')
    for (const secret of [
      '@',
      'Prudence',
      token,
      link.split('/').at(-1) ?? '',
      ...cookiesOf(browser),
    ])
      expect(lines).not.toContain(secret)
  })
})

const cookiesOf = (browser: Browser) =>
  [...browser.cookies.values()].filter((one) => one.length > 20)

describe('a link to the account', () => {
  it('is worth nothing a day later, nor from another key', async () => {
    const email = anAddress()
    await world.bought({ email })
    const browser = world.browser()
    await browser.post('/account/sign-in', { email })
    const link = await world.linkIn('mail.accountLink')
    world.clock.forward(dayMs)
    expect((await browser.post(link)).status).toBe(410)
    const forged = signToken([{ id: 'k1', secret: 'another secret' }], {
      ...{ purpose: 'account', subject: readerId(shopKeys, email), nonce: 'n', data: { g: '0' } },
      expiresAt: plusMs(instant(world.clock()), hourMs),
    })
    expect((await browser.post(`/account/open/${forged}`)).status).toBe(404)
    expect(await world.table.get(customerOfReaderKey(readerId(shopKeys, email)))).toBeDefined()
  })
})
