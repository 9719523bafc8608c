// The account as its reader meets it, as a gift's recipient does, and as somebody who has no right to
// it does: links, sessions, forms, both languages.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayMs, hourMs, minuteMs } from '#kernel/time'
import { readerId } from '#readers/reader-id'
import { holdCustomer } from '#subscriptions/hold-customer'
import { claimsOf } from '#subscriptions/store-claims'
import { type AccountWorld, accountWorld } from '../support/account-world.ts'
import { shopKeys } from '../support/paying-world.ts'
import { testTable } from '../support/table.ts'

let world: AccountWorld
let close: () => Promise<void>
let people = 0
const anAddress = () => `abonne${++people}@lecture.example`

beforeAll(async () => {
  const opened = await testTable()
  close = opened.close
  world = await accountWorld(opened.table)
})
afterAll(() => close())

describe('the link to an account', () => {
  it('is mailed to a subscriber, opens on the button alone, and works once', async () => {
    const email = anAddress()
    await world.bought({ email })
    const browser = world.browser()
    const asked = await browser.post('/account/sign-in', { email: ` ${email.toUpperCase()} ` })
    expect(asked.headers.get('location')).toBe('/account/sign-in/sent')
    const link = await world.linkIn('mail.accountLink')
    const written = await world.mail('mail.accountLink')
    expect(written).toMatchObject({ kind: 'mail', to: email, locale: 'fr' })
    expect(link).not.toContain(email)
    expect((await browser.get(link)).text).toContain('Ouvrir mon compte')
    expect((await browser.get('/account')).status).toBe(303)
    expect((await browser.post(link)).headers.get('location')).toBe('/account')
    const account = await browser.get('/account')
    expect(account.text).toContain(email)
    expect(account.headers.get('cache-control')).toBe('no-store')
    // A second press in the same browser goes on; another browser is told.
    expect((await browser.post(link)).status).toBe(303)
    const other = world.browser()
    const again = await other.post(link)
    expect([again.status, again.text]).toEqual([410, expect.stringContaining('déjà servi')])
    expect((await other.get('/account')).status).toBe(303)
  })

  it('answers the same for an address that has nothing, and sends it nothing', async () => {
    const email = anAddress()
    await world.bought({ email })
    const [known, unknown] = [await asked(email), await asked(anAddress())]
    expect(unknown.answer).toEqual(known.answer)
    expect(await world.mailAt(known.key, 'mail.accountLink')).toMatchObject({ kind: 'mail' })
    expect(await world.mailAt(unknown.key, 'mail.accountLink')).toMatchObject({
      ...{ kind: 'skipped', reason: 'nothingHeld' },
    })
    // The request keeps no address.
    expect(JSON.stringify(await world.table.get(known.key))).not.toContain('lecture.example')
  })

  it('is counted by address, for an unknown one too', async () => {
    const email = anAddress()
    const statuses: number[] = []
    for (let tries = 0; tries < 6; tries++)
      statuses.push((await world.browser().post('/account/sign-in', { email })).status)
    expect(statuses).toEqual([303, 303, 303, 303, 429, 429])
    world.clock.forward(hourMs)
    expect((await world.browser().post('/account/sign-in', { email })).status).toBe(303)
  })

  it('says what is wrong with an address and keeps what was typed', async () => {
    const answer = await world.browser().post('/en/account/sign-in', { email: 'a@b@c' })
    expect(answer.status).toBe(422)
    expect(answer.html).toContain('value="a@b@c"')
    expect(answer.html).toContain('class="error"')
  })

  it('is refused once it has expired, or was changed on its way', async () => {
    const email = anAddress()
    await world.bought({ email })
    await world.browser().post('/account/sign-in', { email })
    const link = await world.linkIn('mail.accountLink')
    const broken = await world.browser().post(link.slice(0, -3))
    expect([broken.status, broken.text]).toEqual([404, expect.stringContaining('incomplet')])
    world.clock.forward(61 * minuteMs)
    const late = await world.browser().post(link)
    expect([late.status, late.text]).toEqual([410, expect.stringContaining('n’est plus valable')])
  })

  it('leads on to where the reader was going, and never off the site', async () => {
    const email = anAddress()
    await world.bought({ email })
    const browser = world.browser()
    expect((await browser.get('/account/invoices')).headers.get('location')).toBe(
      '/account/sign-in?next=%2Faccount%2Finvoices',
    )
    await browser.post('/account/sign-in', { email, next: '/account/invoices' })
    const opened = await browser.post(await world.linkIn('mail.accountLink'))
    expect(opened.headers.get('location')).toBe('/account/invoices')
    for (const next of ['https://evil.example', '//evil.example', '/account/../x', '/console']) {
      await browser.post('/account/sign-out')
      world.clock.forward(hourMs)
      await browser.post('/account/sign-in', { email, next })
      const answer = await browser.post(await world.linkIn('mail.accountLink'))
      expect(answer.headers.get('location'), next).toBe('/account')
    }
  })
})

describe('a session', () => {
  it('ends when its reader signs out, here or everywhere; a mailed link ends too', async () => {
    const email = anAddress()
    await world.bought({ email })
    const [first, second] = [await world.signedIn(email), await world.signedIn(email)]
    await first.get('/account')
    await first.post('/account/sign-out', { act: 'here' })
    expect((await first.get('/account')).status).toBe(303)
    expect((await second.get('/account')).status).toBe(200)
    const third = await world.signedIn(email)
    await third.post('/account/sign-in', { email })
    const waiting = await world.linkIn('mail.accountLink')
    await third.get('/account')
    const out = await third.post('/account/sign-out', { act: 'everywhere' })
    expect(out.headers.get('location')).toBe('/account/sign-in?done=everywhere')
    expect((await second.get('/account')).status).toBe(303)
    expect((await world.browser().post(waiting)).status).toBe(410)
    expect((await (await world.signedIn(email)).get('/account')).status).toBe(200)
  })

  it('goes on with use, and ends a month after the last visit', async () => {
    const email = anAddress()
    await world.bought({ email })
    const browser = await world.signedIn(email)
    world.clock.forward(29 * dayMs)
    expect((await browser.get('/account')).status).toBe(200)
    world.clock.forward(29 * dayMs)
    expect((await browser.get('/account')).status).toBe(200)
    world.clock.forward(31 * dayMs)
    expect((await browser.get('/account')).status).toBe(303)
  })

  it('takes no form without its own token, nor from another site', async () => {
    const email = anAddress()
    await world.bought({ email })
    const browser = await world.signedIn(email)
    await browser.get('/account')
    for (const [path, fields, headers] of [
      ['/account/sign-out', { csrf: 'x' }, {}],
      ['/account/email', { csrf: '', email: 'a@lecture.example' }, {}],
      ['/account/claim', { csrf: 'x', number: '131' }, {}],
      ['/account/card', { csrf: 'x', subscription: 'sb_1' }, {}],
      ['/account/delivery/st_1', { csrf: 'x' }, {}],
      ['/account/claim', { number: '131' }, { 'sec-fetch-site': 'cross-site' }],
    ] as const)
      expect((await browser.post(path, fields, headers)).status, path).toBe(403)
    expect((await browser.get('/account')).status).toBe(200)
  })

  it('opens nothing for a made-up cookie', async () => {
    const browser = world.browser()
    for (const value of ['', 'x', 'A'.repeat(43), '../../etc', 'é'.repeat(43)]) {
      browser.cookies.set('__Host-kiosque-account', encodeURIComponent(value))
      expect((await browser.get('/account')).status, value).toBe(303)
    }
  })
})

describe('the overview', () => {
  it('says what comes next, what is left, and when it renews for how much', async () => {
    const email = anAddress()
    await world.bought({ email })
    const { text, html } = await (await world.signedIn(email)).get('/account')
    expect(text).toMatch(/Le N° 131(, prévu| est attendu)/)
    expect(text).toContain('6 numéros à venir')
    expect(text).toMatch(/Se renouvelle le \d+\S* \S+ 202\d, pour 99,00 €/)
    expect(text).toContain('75011 PARIS')
    expect(text).toContain('Résilier votre contrat')
    expect(text).toContain('Renoncer au contrat ici')
    expect(html).toContain('/withdraw?contract=sb_')
  })

  it('says all of it in English', async () => {
    const email = anAddress()
    await world.bought({ email })
    const { text } = await (await world.signedIn(email, '/en')).get('/en/account')
    expect(text).toContain('6 issues to come')
    expect(text).toMatch(/Renews on \d+ \S+ 202\d, for €99\.00/)
    expect(text).toContain('Cancel your contract')
  })

  it('shows nothing of anybody else', async () => {
    const [mine, theirs] = [anAddress(), anAddress()]
    await world.bought({ email: mine })
    const order = await world.bought({ email: theirs, name: 'Une Autre' })
    const [stream] = await world.streams(order)
    const browser = await world.signedIn(mine)
    const { text } = await browser.get('/account')
    expect(text).not.toContain(theirs)
    const other = `/account/delivery/${stream?.id}`
    expect((await browser.get(other)).status).toBe(404)
    expect((await browser.post(other, {})).status).toBe(404)
    const claim = { stream: stream?.id ?? '', number: '131' }
    expect((await browser.post('/account/claim', claim)).status).toBe(404)
    const subscription = await world.subscriptionOf(order)
    expect((await browser.get(`/account/plan/${subscription?.id}`)).status).toBe(404)
    const card = await browser.post('/account/card', { subscription: subscription?.id ?? '' })
    expect(card.headers.get('location')).toBe('/account?done=noCard')
  })

  it('tells of a renewal that was refused, and leads to the means of payment', async () => {
    const email = anAddress()
    const order = await world.bought({ email })
    world.stripe.refuseRenewal(order)
    await world.deliver()
    const browser = await world.signedIn(email)
    const { text } = await browser.get('/account')
    expect(text).toContain('Renouvellement impayé')
    expect(text).toMatch(/La banque a refusé 99,00 €/)
    const subscription = await world.subscriptionOf(order)
    const card = await browser.post('/account/card', { subscription: subscription?.id ?? '' })
    expect(card.headers.get('location')).toBe('https://portal.example/')
  })

  it('says that a cancelled one is served to its last issue', async () => {
    const email = anAddress()
    const order = await world.bought({ email })
    world.stripe.cancelAtEnd(order)
    await world.deliver()
    const { text } = await (await world.signedIn(email)).get('/account')
    expect(text).toContain('Ne se renouvelle plus. 6 numéros restent dus')
    expect(text).not.toContain('Changer le moyen de paiement')
  })

  it('shows a debit that is under way, and nothing for an address that has left', async () => {
    const email = anAddress()
    const order = await world.order({ email })
    world.stripe.debit(order)
    await world.deliver()
    const { text } = await (await world.signedIn(email)).get('/account')
    expect(text).toContain('le prélèvement est en cours')
  })

  it('offers the other plans, each with what it replaces', async () => {
    const email = anAddress()
    const order = await world.bought({ email })
    const subscription = await world.subscriptionOf(order)
    const page = await (await world.signedIn(email)).get(`/account/plan/${subscription?.id}`)
    expect(page.html).toContain(`/subscribe/integral-1-an?replaces=${subscription?.id}`)
    expect(page.html).not.toContain('/subscribe/papier-1-an?')
  })
})

describe('a gift', () => {
  it('is seen by its giver and by its recipient, who sees no price and no order', async () => {
    const [giver, recipient] = [anAddress(), anAddress()]
    await world.bought({
      ...{ email: giver, name: 'Odile Offre', planId: 'integral-1-an' },
      gift: { recipientName: 'Luc Reçoit', recipientEmail: recipient },
      delivery: { ...parisOf('Luc Reçoit') },
    })
    const given = await (await world.signedIn(giver)).get('/account')
    expect(given.text).toContain('Offert à Luc Reçoit')
    expect(given.text).not.toContain('>Lire<')
    const browser = await world.signedIn(recipient)
    const { text, html } = await browser.get('/account')
    expect(text).toContain('Un cadeau de Odile Offre')
    expect(text).toContain(recipient)
    expect(text).not.toContain('€')
    expect(html).not.toContain('/order/')
    expect(html).not.toContain('/account/email')
    // Where it goes is theirs to say.
    const place = html.match(/\/account\/delivery\/st_\w+/)?.[0] ?? ''
    await browser.get(place)
    const moved = await browser.post(place, fieldsOf(parisOf('Luc Reçoit'), '31000', 'Toulouse'))
    expect(moved.text).toContain('31000 TOULOUSE')
    // And nobody else's to see: not on the giver's pages, not in what the giver is handed over.
    const again = await world.signedIn(giver)
    const page = await again.get('/account')
    expect(page.text).not.toMatch(/toulouse/i)
    expect(page.text).toContain('À l’adresse que la personne a elle-même indiquée')
    expect((await again.get(place)).html).not.toMatch(/toulouse|31000/i)
    const held = await holdCustomer(world.table, readerId(shopKeys, giver))
    expect(JSON.stringify(held)).not.toMatch(/toulouse/i)
    expect(JSON.stringify(held)).toContain(recipient)
    expect((await browser.get(place)).html).toContain('31000')
  })
})

describe('a copy that did not come', () => {
  it('may be claimed once it should be there, once for each issue', async () => {
    const email = anAddress()
    const order = await world.bought({ email })
    const number = order.firstIssue
    await world.serve(number)
    const browser = await world.signedIn(email)
    const early = await browser.get('/account')
    expect(early.text).toContain('peut arriver jusqu’au')
    expect(early.text).not.toContain('Je ne l’ai pas reçu')
    const [stream] = await world.streams(order)
    const claim = { stream: stream?.id ?? '', number: String(number) }
    const tooEarly = await browser.post('/account/claim', claim)
    expect(tooEarly.headers.get('location')).toBe('/account?done=tooEarly')
    expect(await claimsOf(world.table, order.customerId)).toEqual([])
    world.clock.forward(7 * dayMs)
    expect((await browser.get('/account')).text).toContain('Je ne l’ai pas reçu')
    const presses = [browser.post('/account/claim', claim), browser.post('/account/claim', claim)]
    const places = (await Promise.all(presses)).map(({ headers }) => headers.get('location'))
    expect(places.sort()).toEqual(['/account?done=claimed', '/account?done=claimedAgain'])
    const { text } = await browser.get('/account')
    expect(text).toContain('un exemplaire va repartir')
    expect(text).not.toContain('Je ne l’ai pas reçu')
    expect(await claimsOf(world.table, order.customerId)).toHaveLength(1)
  })

  it('is refused for an issue that was not sent, and for nonsense', async () => {
    const email = anAddress()
    const order = await world.bought({ email })
    const [stream] = await world.streams(order)
    const browser = await world.signedIn(email)
    await browser.get('/account')
    for (const number of ['999', '-1', '131.5', 'x', '', '99999999999'])
      expect(
        (await browser.post('/account/claim', { stream: stream?.id ?? '', number })).headers.get(
          'location',
        ),
        number,
      ).toBe('/account?done=notServed')
  })
})

function parisOf(recipient: string) {
  return {
    ...{ recipient, street: '12 rue de l’Exemple' },
    ...{ postcode: '75011', town: 'Paris', country: 'FR' },
  }
}

function fieldsOf(address: ReturnType<typeof parisOf>, postcode: string, town: string) {
  const moved = { ...address, postcode, town }
  return Object.fromEntries(
    Object.entries(moved).map(([name, value]) => [`delivery.${name}`, value]),
  )
}

/** Asks for the link of an address: the answer, and where the request lies. */
async function asked(email: string) {
  const { status, headers, text } = await world.browser().post('/account/sign-in', { email })
  const key = world.hints.at(-1) ?? { pk: '', sk: '' }
  return { answer: { status, text, to: headers.get('location') }, key }
}
