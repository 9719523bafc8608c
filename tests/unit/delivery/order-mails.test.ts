// The mails around an order: the contract on a durable medium, and a payment that was refused.
import { beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import type { Key } from '#aws/keys'
import { type PaymentFailure, paymentFailedTexts } from '#delivery/order-notices'
import { type SingleMail, singleMail } from '#delivery/single-mail'
import { type MailKind, writeSingleMail } from '#delivery/write-single-mail'
import type { Locale } from '#kernel/errors'
import { renewalArticles } from '#subscriptions/law-texts'
import type { Order } from '#subscriptions/order'
import { readOrderToken } from '#subscriptions/order-link'
import { changeOrder, orderItemKey, subscriptionItemKey } from '#subscriptions/store'
import { termsVersion } from '#subscriptions/terms'
import { publication } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { type PayingWorld, payingWorld } from '../../support/paying-world.ts'
import { signingKeys } from '../../support/readers.ts'

const siteUrl = 'https://en-contact.example'
let world: PayingWorld
beforeEach(async () => {
  world = await payingWorld(memoryTable())
})

/** One line, whatever spaces and line breaks it was set with. */
const plain = (text: string) => text.replace(/\s+/g, ' ')
const words = (mail: SingleMail, locale: Locale = 'fr') =>
  singleMail(mail, { publication, siteUrl, locale })

async function paid(planId: string, form: Parameters<PayingWorld['order']>[0] = {}) {
  const order = await world.order({ planId, country: 'FR', ...form })
  world.stripe.pay(order)
  await world.deliver()
  return await world.orderNow(order)
}

const keyOf = ({ id: orderId, customerId }: Order) => orderItemKey({ orderId, customerId })

async function written(key: Key) {
  const item = await world.table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  if (!item || !intent) throw new Error('No mail is asked for')
  const deps = { table: world.table, signingKeys, publication, siteUrl }
  const kind = intent.kind as MailKind
  return await writeSingleMail(deps, { key, item, intent, kind, now: world.clock() })
}

describe('the confirmation of an order', () => {
  it('goes to the buyer once it is paid, with the link to the order', async () => {
    const order = await paid('papier-1-an')
    const mail = await written(keyOf(order))
    if (mail.kind !== 'mail' || mail.mail.kind !== 'mail.orderConfirmed') throw new Error(mail.kind)
    expect([mail.to, mail.locale]).toEqual(['claire@example.org', 'fr'])
    const token = mail.mail.orderUrl.replace(`${siteUrl}/order/`, '')
    const ref = readOrderToken(signingKeys, { token, now: world.clock() })
    expect(ref).toEqual({ orderId: order.id, customerId: order.customerId })
    expect(mail.mail.firstIssueDate).toBe('2026-12-01')
  })

  it('leads to the invoice in the account, in both forms', async () => {
    const order = await paid('papier-1-an')
    const { invoiceId, invoiceNumber } = order.stripe
    const url = `${siteUrl}/account/papers/${invoiceId}.pdf`
    const mail = words({ kind: 'mail.orderConfirmed', orderUrl: siteUrl, order })
    expect(mail.html).toContain(`<a href="${url}"`)
    expect(mail.text).toContain(url)
    expect(mail.text).toContain(invoiceNumber)
    const english = words({ kind: 'mail.orderConfirmed', orderUrl: siteUrl, order }, 'en')
    expect(english.text).toContain(`${siteUrl}/en/account/papers/${invoiceId}.pdf`)
  })

  it.each(['fr', 'en'] as const)('holds the whole contract, in %s', async (locale) => {
    const order = await paid('papier-1-an')
    const { subject, html, text } = words(
      { kind: 'mail.orderConfirmed', orderUrl: `${siteUrl}/order/x.y`, order },
      locale,
    )
    const matter = {
      fr: [
        ...['6 numéros imprimés', 'TVA 2,10 % : 2,04 €', '99,00 €', '12 RUE DE L EXEMPLE'],
        ...['reconduit tacitement', 'vous rétracter dès maintenant', 'Médiateur d’exemple'],
        ...['(*) Rayez la mention inutile.', 'Garanties légales', 'N° 131'],
      ],
      en: [
        ...['6 issues, printed', 'VAT 2.10%: €2.04', '€99.00', '12 RUE DE L EXEMPLE'],
        ...['renews tacitly', 'you can withdraw from now on', 'Médiateur d’exemple'],
        ...['(*) Delete as appropriate.', 'Legal guarantees', 'No. 131'],
      ],
    }[locale]
    expect(subject).toContain('En-Contact')
    for (const part of [text, html]) {
      const shown = plain(part)
      for (const words of [...matter, order.id, termsVersion])
        expect(shown.toLowerCase()).toContain(words.toLowerCase())
      for (const { paragraphs } of renewalArticles)
        for (const paragraph of paragraphs) expect(shown).toContain(plain(paragraph))
      expect(part).not.toMatch(/\{\{|\}\}|undefined|null/)
    }
    for (const line of text.split('\n'))
      if (!line.includes('https://')) expect([...line].length).toBeLessThanOrEqual(72)
    expect(Buffer.byteLength(html)).toBeLessThan(60_000)
  })

  it('of a single issue holds neither renewal nor withdrawal form', async () => {
    const order = await paid('au-numero', { issueNumber: '131' })
    const { text } = words({ kind: 'mail.orderConfirmed', orderUrl: siteUrl, order })
    expect(text).not.toContain('Rayez la mention inutile')
    expect(text).not.toContain('encadré apparent')
    expect(plain(text)).toContain('L221-28, 10°')
  })

  it('of a digital plan names the last day to withdraw', async () => {
    const order = await paid('numerique-1-an')
    const { text } = words({ kind: 'mail.orderConfirmed', orderUrl: siteUrl, order })
    expect(plain(text)).toContain('jusqu’au 14 décembre 2026 à minuit')
  })

  it('is not written for an order that is not paid', async () => {
    const order = await paid('papier-1-an')
    const ref = { orderId: order.id, customerId: order.customerId }
    await changeOrder(world.table, ref, (is) => ({ to: { ...is, status: 'failed' } }))
    expect(await written(keyOf(order))).toEqual({ kind: 'skipped', reason: 'notPaid' })
  })

  it('keeps what a buyer typed from becoming HTML', async () => {
    const name = 'Claire <img src=x onerror=alert(1)> & Fils'
    const order = await paid('papier-1-an', { name })
    const { html } = words({ kind: 'mail.orderConfirmed', orderUrl: siteUrl, order })
    expect(html).not.toContain('<img src=x')
    expect(html).toContain('&lt;img src=x')
  })

  it('keeps French spaces right', async () => {
    const order = await paid('papier-1-an')
    const { text } = words({ kind: 'mail.orderConfirmed', orderUrl: siteUrl, order })
    const ours = text.replace(/https?:\S+/g, '')
    expect(ours.match(/[^\u202f\s][?!;](\s|$)| [?!;:»]|« /g)).toBeNull()
  })
})

describe('a payment that was refused', () => {
  const failure = {
    planName: { fr: 'Papier, un an', en: 'Print, one year' },
    gross: 9_900,
  }
  const failed = (
    what: PaymentFailure,
    { locale, link }: { locale: Locale; link: string },
  ): SingleMail => {
    const { name, zone } = publication
    const texts = paymentFailedTexts(what, { name, zone })[locale]
    return { kind: 'mail.paymentFailed', note: { texts, link } }
  }
  it.each(['fr', 'en'] as const)('of a first payment says that nothing is due, in %s', (locale) => {
    const mail = failed({ ...failure, what: 'order' }, { locale, link: `${siteUrl}/order/x.y` })
    const { text, html } = words(mail, locale)
    expect(plain(text)).toContain(locale === 'fr' ? 'rien n’est dû' : 'nothing is due')
    expect(html).toContain(`href="${siteUrl}/order/x.y"`)
  })

  it('of a renewal is written from the subscription that is unpaid', async () => {
    const order = await paid('papier-1-an')
    world.stripe.refuseRenewal(order)
    await world.deliver()
    const subscription = await world.subscriptionOf(order)
    if (!subscription) throw new Error('No subscription')
    const { id: subscriptionId, customerId } = subscription
    const mail = await written(subscriptionItemKey({ subscriptionId, customerId }))
    if (mail.kind !== 'mail' || mail.mail.kind !== 'mail.paymentFailed') throw new Error(mail.kind)
    expect(mail.mail.note.texts.intro).toContain('99,00')
    expect(mail.to).toBe('claire@example.org')
  })

  it('of a renewal says when it is tried again, until when, and that no issue is lost', () => {
    const unpaid: PaymentFailure = {
      ...failure,
      what: 'renewal',
      nextAttemptAt: '2026-12-03T09:00:00.000Z' as never,
      endsAt: '2026-12-14T09:00:00.000Z' as never,
    }
    const french = plain(words(failed(unpaid, { locale: 'fr', link: siteUrl })).text)
    for (const matter of ['99,00 €', '3 décembre 2026', '14 décembre 2026', 'restent dus'])
      expect(french).toContain(matter)
    const english = words(failed(unpaid, { locale: 'en', link: siteUrl }), 'en')
    expect(plain(english.text)).toContain('3 December 2026')
  })
})
