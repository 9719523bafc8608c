// The notice before a renewal and the mails about an unpaid one: to whom, what they say, when they say
// nothing.
import { beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import type { Key } from '#aws/keys'
import { renewalLetter } from '#delivery/renewal-letter'
import { renewalToTell } from '#delivery/renewal-mail'
import { singleMail } from '#delivery/single-mail'
import { type MailKind, writeSingleMail } from '#delivery/write-single-mail'
import { dayMs, instant } from '#kernel/time'
import { putSuppression } from '#readers/store'
import { noticeIdOf } from '#subscriptions/notice'
import type { Order } from '#subscriptions/order'
import { stepUnpaid } from '#subscriptions/step-unpaid'
import { changeCustomer, changeSubscription } from '#subscriptions/store'
import { noticeItemKey, noticesOf } from '#subscriptions/store-notices'
import { unpaidMailKey } from '#subscriptions/store-unpaid-steps'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { tendNotice } from '#subscriptions/tend-notice'
import { publication } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { type PayingWorld, payingWorld } from '../../support/paying-world.ts'
import { signingKeys } from '../../support/readers.ts'

const siteUrl = 'https://en-contact.example'
let world: PayingWorld
let order: Order
beforeEach(async () => {
  world = await payingWorld(memoryTable())
  order = await world.order({ planId: 'papier-1-an', country: 'FR' })
  world.stripe.pay(order)
  await world.deliver()
})

const subscription = async () => {
  const found = await world.subscriptionOf(order)
  if (!found) throw new Error('no subscription')
  return found
}
const plain = (text: string) => text.replace(/\s+/g, ' ')

async function written(key: Key, days = 0) {
  const item = await world.table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  if (!item || !intent) throw new Error('No mail is asked for')
  const deps = { table: world.table, signingKeys, publication, siteUrl }
  const now = new Date(world.clock().getTime() + days * dayMs)
  const kind = intent.kind as MailKind
  return await writeSingleMail(deps, { key, item, intent, kind, now })
}

async function text(key: Key, locale: 'fr' | 'en' = 'fr'): Promise<string> {
  const mail = await written(key)
  if (mail.kind !== 'mail') throw new Error(mail.reason)
  const { subject, text: body, html } = singleMail(mail.mail, { publication, siteUrl, locale })
  expect(html).toContain('border:3px solid')
  return plain(`${subject} ${body}`)
}

/** Its last day is 2027-11-24. */
async function asked(): Promise<Key> {
  world.clock.forward(Date.parse('2027-09-24T08:00:00Z') - world.clock().getTime())
  const renewsAt = (await subscription()).stripe?.periodEnd ?? ('' as never)
  const notice = await tendNotice(world.deps, { subscription: await subscription(), renewsAt })
  if (!notice) throw new Error('no notice')
  return noticeItemKey({ customerId: order.customerId, noticeId: notice.id })
}

const change = async (to: object) => {
  const ref = { customerId: order.customerId, subscriptionId: subscriptionIdOf(order.id) }
  await changeSubscription(world.table, ref, (is) => ({ to: { ...is, ...to } }))
}

describe('the notice before a renewal', () => {
  it('names the reader, the day in a frame, the price then, and how to refuse', async () => {
    const said = await text(await asked())
    expect(said).toContain('vous pouvez refuser jusqu’au 24 novembre 2027')
    expect(said).toContain('Bonjour Claire Exemple')
    expect(said).toMatch(
      /={72} Date limite de non-reconduction mercredi 24 novembre 2027, à minuit ={72}/,
    )
    expect(said).toContain('le 25 novembre 2027 pour 99,00 €')
    expect(said).toContain('sans frais et sans donner de motif')
    expect(said).toContain(`${siteUrl}/cancel?order=`)
    expect(said).toContain('redaction@en-contact.example')
  })

  it('speaks English to who ordered in English', async () => {
    const key = await asked()
    await change({ locale: 'en' })
    const said = await text(key, 'en')
    expect(said).toMatch(
      /Last day to refuse the renewal Wednesday,? 24 November 2027, until midnight/,
    )
    expect(said).toContain(`${siteUrl}/en/cancel`)
  })

  it('says the price of the next term where that is another one', async () => {
    const key = await asked()
    const { price } = await subscription()
    await change({ renewalPrice: { ...price, gross: 10_100 } })
    expect(await text(key)).toContain('pour 101,00 €')
  })

  it.each([
    ['outOfWindow', async () => {}, 31],
    ['left', async () => change({ stripe: undefined }), 0],
    ['moved', async () => moveBy(10), 0],
    ['moved', async () => moveBy(-1), 0],
    [
      'left',
      async () =>
        change({
          leaving: { kind: 'cancelled', because: order.id, at: order.createdAt, ends: 'end' },
        }),
      0,
    ],
    ['erased', async () => forget(), 0],
    ['bounced', async () => bounce(), 0],
  ] as const)('is not sent when it is %s', async (reason, happen, days) => {
    const key = await asked()
    await happen()
    expect(await written(key, days)).toMatchObject({ kind: 'skipped', reason })
  })

  it('goes although the newsletter was unsubscribed or reported', async () => {
    const key = await asked()
    await bounce('complained')
    expect((await written(key)).kind).toBe('mail')
  })

  it('says the same as a letter', async () => {
    await asked()
    const [notice] = await noticesOf(world.table, order.customerId)
    if (!notice) throw new Error('no notice')
    expect(notice.id).toBe(noticeIdOf(subscriptionIdOf(order.id), '2027-11-24'))
    const given = { notice, subscription: await subscription(), order, name: 'Claire Exemple' }
    const letter = renewalLetter(renewalToTell(given), {
      ...{ publication, siteUrl, locale: 'fr', address: ['Claire Exemple'], day: '2027-10-20' },
    })
    expect(letter.box.label).toBe('Date limite de non-reconduction')
    expect(plain(letter.box.text)).toBe('mercredi 24 novembre 2027, à minuit')
    expect(plain(letter.opening.join(' '))).toContain('le 25 novembre 2027 pour 99,00 €')
  })
})

async function moveBy(days: number) {
  const { stripe } = await subscription()
  if (!stripe) throw new Error('no state')
  const periodEnd = instant(Date.parse(stripe.periodEnd) + days * dayMs)
  await change({ stripe: { ...stripe, periodEnd } })
}

async function forget() {
  await changeCustomer(world.table, order.customerId, (is) => ({ to: { ...is, email: undefined } }))
}

async function bounce(reason: 'bounced' | 'complained' = 'bounced') {
  const found = await world.table.get({ pk: `CUSTOMER#${order.customerId}`, sk: 'CUSTOMER' })
  const readerId = found?.['readerId'] as never
  await putSuppression(world.table, { readerId, reason, at: instant(world.clock()) })
}

describe('a mail about an unpaid renewal', () => {
  async function stepOn(days: number) {
    world.clock.forward(days * dayMs)
    const invoice = world.stripe.invoices().at(-1)
    const place = { customerId: order.customerId, invoiceId: invoice?.id ?? '' }
    const key = { pk: `CUSTOMER#${order.customerId}`, sk: `UNPAID#${place.invoiceId}` }
    const item = await world.table.get(key, { consistent: true })
    const intent = item && intentOf(item)
    if (intent) await stepUnpaid(world.deps, { key, intent })
    return place
  }
  const refused = async () => {
    world.clock.forward(360 * dayMs)
    world.stripe.refuseRenewal(order)
    await world.deliver()
  }

  it('reminds with the last day in a frame and the way to another card', async () => {
    await refused()
    const said = await text(unpaidMailKey(await stepOn(5), 5))
    expect(said).toContain('Rappel')
    expect(said).toMatch(
      /={72} Sans paiement, l’abonnement prend fin Le jeudi 9 décembre 2027 ={72}/,
    )
    expect(said).toContain(`${siteUrl}/order/`)
    expect(said).toContain('99,00 €')
  })

  it('says nothing to who has paid meanwhile', async () => {
    await refused()
    const key = unpaidMailKey(await stepOn(5), 5)
    const invoice = world.stripe.invoices().at(-1)
    if (!invoice) throw new Error('no invoice')
    world.stripe.retry(invoice, 'paid')
    await world.deliver()
    expect(await written(key)).toMatchObject({ kind: 'skipped', reason: 'paid' })
  })

  it('says that it has ended, and that nothing is claimed', async () => {
    await refused()
    await stepOn(5)
    const key = unpaidMailKey(await stepOn(9), 'end')
    const mail = await written(key)
    if (mail.kind !== 'mail') throw new Error(mail.reason)
    const { text: body, html } = singleMail(mail.mail, { publication, siteUrl, locale: 'fr' })
    expect(plain(body)).toContain('a pris fin')
    expect(plain(body)).toContain('cette somme n’est plus due')
    // No frame where nothing stands in it.
    expect(html).not.toContain('border:3px solid')
  })
})
