// A reader moves, or changes their e-mail address: what is refused, what it changes, and that nothing
// of it is lost when somebody dies or two press at once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customerOfReaderKey } from '#aws/keys'
import { hourMs } from '#kernel/time'
import { readerId } from '#readers/reader-id'
import { getDeliveryChange } from '#subscriptions/delivery-change'
import { getCustomer } from '#subscriptions/store'
import { type AccountWorld, accountWorld, type Browser } from '../support/account-world.ts'
import { shopKeys } from '../support/paying-world.ts'
import { testTable } from '../support/table.ts'

let world: AccountWorld
let close: () => Promise<void>
let people = 0
const anAddress = () => `lecteur${++people}@lecture.example`

beforeAll(async () => {
  const opened = await testTable()
  close = opened.close
  world = await accountWorld(opened.table)
})
afterAll(() => close())

const place = (change: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries({
      ...{ recipient: 'Claire Exemple', street: '3 place du Puits', postcode: '13001' },
      ...{ town: 'Marseille', country: 'FR', ...change },
    }).map(([name, value]) => [`delivery.${name}`, value]),
  )

/** A subscriber with the form of their delivery open. */
async function atTheForm(form: Parameters<AccountWorld['bought']>[0] = {}) {
  const email = anAddress()
  const order = await world.bought({ email, ...form })
  const [stream] = await world.streams(order)
  const browser = await world.signedIn(email)
  const path = `/account/delivery/${stream?.id}`
  const page = await browser.get(path)
  const ref = { customerId: order.customerId, streamId: stream?.id ?? ('' as never) }
  return { email, order, browser, path, page, ref }
}

const repriced = () => world.stripe.calls.filter(({ kind }) => kind === 'reprice')
const deliveryNow = async (order: Parameters<AccountWorld['streams']>[0]) =>
  (await world.streams(order))[0]?.delivery

describe('another place', () => {
  it('is shown with the first issue that goes there, and costs the same within France', async () => {
    const { order, browser, path, page } = await atTheForm()
    expect(page.html).toContain('value="12 rue de l’Exemple"')
    const before = repriced().length
    const moved = await browser.post(path, place())
    expect(moved.text).toContain(`à partir du N° ${order.firstIssue}`)
    expect(moved.text).not.toContain('Renouvellement')
    expect(await deliveryNow(order)).toMatchObject({ town: 'Marseille' })
    await world.work()
    expect(repriced()).toHaveLength(before)
    expect((await browser.get('/account')).text).toContain('13001 MARSEILLE')
  })

  it('holds from the issue after one that has left already', async () => {
    const { order, browser, path } = await atTheForm()
    await world.serve(order.firstIssue)
    const moved = await browser.post(path, place())
    expect(moved.text).toContain(`à partir du N° ${order.firstIssue + 1}`)
  })

  it('is refused field by field, with what was typed kept', async () => {
    const { order, browser, path } = await atTheForm()
    const refused = await browser.post(
      path,
      place({ recipient: '', street: 'x'.repeat(39), postcode: '1300', town: '', country: 'FR' }),
    )
    expect(refused.status).toBe(422)
    for (const field of ['recipient', 'street', 'postcode', 'town'])
      expect(refused.html).toContain(`id="f-delivery.${field}-error"`)
    expect(refused.html).toContain(`value="${'x'.repeat(39)}"`)
    expect(await deliveryNow(order)).toMatchObject({ town: 'Paris' })
  })

  it.each(['JP', 'XX', '', 'France', 'FR2'])('is refused in a country %j', async (country) => {
    const { order, browser, path } = await atTheForm()
    const refused = await browser.post(path, place({ country, postcode: '1000001' }))
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('id="f-delivery.country-error"')
    expect(await deliveryNow(order)).toMatchObject({ country: 'FR' })
  })

  it('in another territory changes the VAT of the next renewal, and comes back with the reader', async () => {
    const { order, browser, path } = await atTheForm()
    const there = await browser.post(path, place({ country: 'CH', postcode: '1201' }))
    expect(there.text).toMatch(/pour 96,96 € au lieu de 99,00 €/)
    await world.work()
    expect(repriced().at(-1)?.input).toMatchObject({
      ...{ planId: 'papier-1-an', price: { gross: 9_696, vat: 0 } },
    })
    const subscription = await world.subscriptionOf(order)
    expect(subscription).toMatchObject({
      ...{ price: { gross: 9_900 }, renewalPrice: { gross: 9_696, vat: 0 } },
    })
    expect((await browser.get('/account')).text).toContain('pour 96,96 €')
    await browser.get(path)
    const back = await browser.post(path, place())
    expect(back.text).toMatch(/pour 99,00 € au lieu de 96,96 €/)
    await world.work()
    expect(repriced().at(-1)?.input).toMatchObject({ price: { gross: 9_900, vat: 204 } })
  })

  it('overseas costs the same, at the rate there', async () => {
    const { browser, path } = await atTheForm()
    const moved = await browser.post(path, place({ postcode: '97110', town: 'Pointe-à-Pitre' }))
    expect(moved.text).toMatch(/au même prix : 99,00 €, avec la TVA de ce territoire/)
    await world.work()
    expect(repriced().at(-1)?.input).toMatchObject({
      price: { gross: 9_900, parts: [{ rate: 105 }] },
    })
  })

  it('of who paid no VAT is priced as the offer is, with it', async () => {
    const { browser, path } = await atTheForm({
      delivery: {
        ...{ recipient: 'Claire Exemple', street: '2 rue du Lac', postcode: '1201' },
        ...{ town: 'Genève', country: 'CH' },
      },
    })
    const moved = await browser.post(path, place())
    expect(moved.text).toMatch(/pour 99,00 € au lieu de 96,96 €/)
    await world.work()
    expect(repriced().at(-1)?.input).toMatchObject({ price: { gross: 9_900, vat: 204 } })
  })

  it('reaches the stream while Stripe is away, and Stripe when it is back', async () => {
    const { order, browser, path, ref } = await atTheForm()
    const before = repriced().length
    world.failing.add('reprice')
    await browser.post(path, place({ country: 'CH', postcode: '1201' }))
    await world.work()
    expect(await deliveryNow(order)).toMatchObject({ country: 'CH' })
    expect((await getDeliveryChange(world.table, ref))?.open?.kind).toBe('delivery.changed')
    world.failing.clear()
    await world.work()
    expect(repriced()).toHaveLength(before + 1)
    expect((await getDeliveryChange(world.table, ref))?.open).toBeUndefined()
    // Done is done: a hint that comes again finds nothing.
    await world.workAgain()
    expect(repriced()).toHaveLength(before + 1)
  })

  it('asked for twice at once ends at one of the two, everywhere', async () => {
    const { order, browser, path, ref } = await atTheForm()
    await Promise.all([
      browser.post(path, place({ country: 'CH', postcode: '1201' })),
      browser.post(path, place({ town: 'Lyon', postcode: '69001' })),
    ])
    await world.work()
    const newest = (await getDeliveryChange(world.table, ref))?.change.delivery
    expect(await deliveryNow(order)).toEqual(newest)
    const subscription = await world.subscriptionOf(order)
    const gross = (subscription?.renewalPrice ?? subscription?.price)?.gross
    expect(gross).toBe(newest?.country === 'CH' ? 9_696 : 9_900)
  })
})

describe('another e-mail address', () => {
  it('is confirmed by its own mailbox; then it opens the account, and the old one does not', async () => {
    const { email: old, order, browser } = await atTheForm()
    const next = anAddress()
    await ask(browser, next)
    const written = await world.mail('mail.emailChange')
    expect(written).toMatchObject({ kind: 'mail', to: next })
    const link = await world.linkIn('mail.emailChange')
    expect(link).not.toContain('lecture.example')
    expect((await getCustomer(world.table, order.customerId))?.email).toBe(old)
    const elsewhere = world.browser()
    expect((await elsewhere.get(link)).text).toContain(next)
    expect((await getCustomer(world.table, order.customerId))?.email).toBe(old)
    const confirmed = await elsewhere.post(link)
    expect(confirmed.headers.get('location')).toBe('/account?done=emailMoved')
    expect((await elsewhere.get('/account?done=emailMoved')).text).toContain(next)
    // The old address has nothing here any more, in whatever browser.
    const before = await browser.get('/account')
    expect(before.text).not.toContain(next)
    expect(before.text).toContain('n’a plus d’abonnement')
    expect(await customerAt(old)).toBeUndefined()
    expect(await customerAt(next)).toBe(order.customerId)
    await world.work()
    const told = await world.mail('mail.emailChange')
    expect(told).toMatchObject({ kind: 'mail', to: old })
    const left = world.hints.find(({ sk }) => sk === 'LEFT') ?? { pk: '', sk: '' }
    // What SES takes as a tag.
    expect((await world.intentAt(left))?.id).toMatch(/^[\w-]+$/)
    expect(emailsAtStripe()).toContain(next)
    expect((await elsewhere.post(link)).text).toContain('déjà confirmé')
  })

  it('that is another customer’s is refused to who holds it, and told to nobody else', async () => {
    const [theirs] = [anAddress()]
    await world.bought({ email: theirs })
    const { order, email, browser } = await atTheForm()
    const asked = await ask(browser, theirs)
    expect(asked.headers.get('location')).toBe('/account?done=emailSent')
    const refused = await world.browser().post(await world.linkIn('mail.emailChange'))
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('déjà un compte')])
    expect((await getCustomer(world.table, order.customerId))?.email).toBe(email)
  })

  it('is refused when it is the same, or none', async () => {
    const { email, browser } = await atTheForm()
    expect((await ask(browser, email)).text).toContain('C’est déjà l’adresse')
    const none = await ask(browser, 'pas une adresse')
    expect([none.status, none.html]).toEqual([422, expect.stringContaining('pas une adresse')])
  })

  it('a newer wish takes the older one’s place, and a wish expires', async () => {
    const { browser } = await atTheForm()
    await ask(browser, anAddress())
    const first = await world.linkIn('mail.emailChange')
    await ask(browser, anAddress())
    const second = await world.linkIn('mail.emailChange')
    expect((await world.browser().post(first)).status).toBe(410)
    world.clock.forward(25 * hourMs)
    expect((await world.browser().post(second)).status).toBe(410)
  })

  it('pressed twice at once moves once', async () => {
    const { order, browser } = await atTheForm()
    const next = anAddress()
    await ask(browser, next)
    const link = await world.linkIn('mail.emailChange')
    const presses = await Promise.all([world.browser().post(link), world.browser().post(link)])
    expect(presses.map(({ status }) => status).sort()).toEqual([200, 303])
    expect((await getCustomer(world.table, order.customerId))?.email).toBe(next)
  })

  it('may go back to where it was', async () => {
    const { email: old, order, browser } = await atTheForm()
    const next = anAddress()
    await ask(browser, next)
    await browser.post(await world.linkIn('mail.emailChange'))
    await world.work()
    await ask(browser, old)
    await browser.post(await world.linkIn('mail.emailChange'))
    await world.work()
    expect(await customerAt(old)).toBe(order.customerId)
    expect(await customerAt(next)).toBeUndefined()
  })

  it('while Stripe is away waits for it, and is told to the old address once', async () => {
    const { email: old, browser } = await atTheForm()
    const next = anAddress()
    await ask(browser, next)
    world.failing.add('changeCustomer')
    await browser.post(await world.linkIn('mail.emailChange'))
    await world.work()
    expect(emailsAtStripe()).not.toContain(next)
    world.failing.clear()
    await world.work()
    expect(emailsAtStripe()).toContain(next)
    const told = world.hints.filter(({ sk }) => sk === 'LEFT').length
    await world.workAgain()
    expect(world.hints.filter(({ sk }) => sk === 'LEFT')).toHaveLength(told)
    expect(await world.mail('mail.emailChange')).toMatchObject({ to: old })
  })

  it('is asked for a few times a day at most', async () => {
    const { browser } = await atTheForm()
    const statuses: number[] = []
    for (let tries = 0; tries < 7; tries++) statuses.push((await ask(browser, anAddress())).status)
    expect(statuses.filter((status) => status === 429)).toHaveLength(2)
  })
})

async function ask(browser: Browser, email: string) {
  await browser.get('/account/email')
  return await browser.post('/account/email', { email })
}

async function customerAt(email: string): Promise<unknown> {
  const item = await world.table.get(customerOfReaderKey(readerId(shopKeys, email)))
  return item?.['customerId']
}

function emailsAtStripe(): unknown[] {
  return world.stripe.calls
    .filter(({ kind }) => kind === 'changeCustomer')
    .map(({ input }) => (input as { email?: string }).email)
}
