// A gift: who receives it, when they are told, and what the mail says.
import { beforeEach, describe, expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import { type Key, servedKey } from '#aws/keys'
import { singleMail } from '#delivery/single-mail'
import { type MailKind, writeSingleMail } from '#delivery/write-single-mail'
import { addIssueFile } from '#editorial/take-issue-file'
import { dayMs } from '#kernel/time'
import { readerId } from '#readers/reader-id'
import { putSuppression } from '#readers/store'
import { giftToldAt } from '#subscriptions/first-payment'
import type { Order } from '#subscriptions/order'
import type { OrderForm } from '#subscriptions/order-form'
import { serveIssue } from '#subscriptions/serve-issue'
import { subscriptionItemKey } from '#subscriptions/store'
import { streamsReceived } from '#subscriptions/store-recipients'
import { subscriptionIdOf } from '#subscriptions/subscription'
import { publication } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { type PayingWorld, payingWorld, shopKeys } from '../../support/paying-world.ts'
import { aPdf } from '../../support/pdf.ts'
import { signingKeys } from '../../support/readers.ts'
import { memoryFiles } from '../../support/site.ts'

const siteUrl = 'https://en-contact.example'
const to = 'odile@example.org'
let world: PayingWorld
beforeEach(async () => {
  world = await payingWorld(memoryTable())
})

const gift = { recipientName: 'Odile Vernay', recipientEmail: to, message: 'Bonne lecture !' }

async function given(form: Partial<OrderForm> = {}) {
  const order = await world.order({ planId: 'numerique-1-an', country: 'FR', gift, ...form })
  const invoice = world.stripe.pay(order)
  await world.deliver()
  return { order: await world.orderNow(order), invoice }
}

const keyOf = ({ id, customerId }: Order) =>
  subscriptionItemKey({ customerId, subscriptionId: subscriptionIdOf(id) })

const written = (order: Order) => writtenAt(keyOf(order))

async function writtenAt(key: Key) {
  const item = await world.table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  if (!item || !intent) throw new Error('No mail is asked for')
  const deps = { table: world.table, signingKeys, publication, siteUrl }
  const kind = intent.kind as MailKind
  return await writeSingleMail(deps, { key, item, intent, kind, now: world.clock() })
}

async function words(order: Order) {
  const mail = await written(order)
  if (mail.kind !== 'mail') throw new Error(mail.reason)
  const { text, html, subject } = singleMail(mail.mail, {
    ...{ publication, siteUrl, locale: mail.locale },
  })
  return { ...mail, subject, html, text: text.replace(/\s+/g, ' ') }
}

describe('a gift that is paid', () => {
  it('is found by the recipient’s address, and is not mixed with what the giver gets', async () => {
    await given({ gift: undefined })
    const { order } = await given()
    const received = await streamsReceived(world.table, [readerId(shopKeys, to)])
    const streams = await world.streams(order)
    expect(streams).toHaveLength(2)
    const theirs = streams.find(({ recipient }) => recipient)
    expect(theirs?.recipient).toMatchObject({ name: 'Odile Vernay', email: to })
    expect(received).toEqual([{ customerId: order.customerId, streamId: theirs?.id }])
  })

  it('also sent to the giver’s own place, print keeps a queue of its own', async () => {
    const planId = 'papier-1-an'
    await given({ planId, gift: undefined })
    const { order } = await given({ planId })
    expect((await world.streams(order)).map(({ entitlements }) => entitlements.length)).toEqual([
      1, 1,
    ])
  })

  it('is told at once, with the giver’s words and the way to read', async () => {
    const { order } = await given()
    expect(world.hints).toContainEqual(keyOf(order))
    const mail = await words(order)
    expect(mail.to).toBe(to)
    expect(mail.addressee).toEqual({ readerId: readerId(shopKeys, to) })
    expect(mail.subject).toContain('Claire Exemple')
    for (const part of ['Bonne lecture', 'Rien à payer', 'N° 131', `${siteUrl}/account`])
      expect(mail.html + mail.text).toContain(part)
    expect(mail.text).not.toContain('79,00')
  })

  it('waits for the morning of the day that the giver chose', async () => {
    const { order } = await given({ gift: { ...gift, startsOn: '2026-12-24' } })
    const intent = await world.intentAt(keyOf(order))
    expect(intent).toMatchObject({ kind: 'mail.giftGiven', dueAt: '2026-12-24T07:00:00.000Z' })
    expect(world.hints).not.toContainEqual(keyOf(order))
  })

  it('keeps its day: an issue that is out before is not told to the recipient', async () => {
    const files = memoryFiles()
    await addIssueFile({ ...world.deps, files }, { number: 131, body: await aPdf(64), by: 'sf_1' })
    const { order } = await given({ gift: { ...gift, startsOn: '2026-12-24' } })
    await serveIssue(world.deps, { number: 131, by: 'test' })
    const [stream] = await world.streams(order)
    const key = servedKey(131, stream?.id ?? '')
    expect(await writtenAt(key)).toMatchObject({ kind: 'skipped', reason: 'notToldYet' })
    world.clock.forward(24 * dayMs)
    expect(await writtenAt(key)).toMatchObject({ kind: 'mail', to })
    expect((await words(order)).text).not.toContain('prévu le')
  })

  it('is told to nobody once the money went back', async () => {
    const { order, invoice } = await given({ gift: { ...gift, startsOn: '2026-12-24' } })
    world.stripe.refund(invoice, invoice.gross)
    await world.deliver()
    expect(await written(order)).toMatchObject({ kind: 'skipped', reason: 'takenBack' })
  })

  it('is told to no address that mail came back from', async () => {
    const { order } = await given()
    await putSuppression(world.table, {
      ...{ readerId: readerId(shopKeys, to), reason: 'bounced' },
      at: '2026-11-01T08:00:00.000Z' as never,
    })
    expect(await written(order)).toMatchObject({ kind: 'skipped', reason: 'suppressed' })
  })

  it('of print without an address is told to nobody, and found by nobody', async () => {
    const { order } = await given({
      planId: 'papier-1-an',
      gift: { recipientName: 'Odile Vernay' },
    })
    expect(await world.intentAt(keyOf(order))).toBeUndefined()
    expect((await world.streams(order))[0]?.recipient).toEqual({ name: 'Odile Vernay' })
  })

  it('asks for one mail, however often Stripe tells that it is paid', async () => {
    const { order, invoice } = await given()
    const first = await world.intentAt(keyOf(order))
    await world.apply({ kind: 'invoice', id: invoice.id })
    expect((await world.intentAt(keyOf(order)))?.id).toBe(first?.id)
  })
})

describe('the hour at which a gift is told', () => {
  it.each([
    ['2026-12-24', '2026-12-24T07:00:00.000Z'],
    ['2027-06-01', '2027-06-01T06:00:00.000Z'],
    [undefined, '2026-11-30T10:00:00.000Z'],
    ['2026-11-30', '2026-11-30T10:00:00.000Z'],
    ['2026-11-01', '2026-11-30T10:00:00.000Z'],
  ])('of %s is %s', (startsOn, expected) => {
    const now = '2026-11-30T10:00:00.000Z' as never
    expect(giftToldAt({ startsOn }, { zone: 'Europe/Paris', now })).toBe(expected)
  })
})
