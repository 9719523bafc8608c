// Notices before renewals as staff see them: those that wait, the letter, what is recorded of it.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '#aws/table'
import { closeMail } from '#delivery/mail-claim'
import { putMail } from '#delivery/store-mails'
import { instant } from '#kernel/time'
import { auditTrail } from '#staff/audit'
import type { Notice } from '#subscriptions/notice'
import { noticeItemKey, noticesOf } from '#subscriptions/store-notices'
import { tendNotice } from '#subscriptions/tend-notice'
import { type TestConsole, testConsole, type Visitor, visitorAs } from '../../../support/console.ts'
import { memoryTable } from '../../../support/memory-table.ts'
import { type PayingWorld, payingWorld, shopKeys } from '../../../support/paying-world.ts'

const list = '/console/subscriptions/notices'
let table: Table
let shop: PayingWorld
let world: TestConsole
let staff: Visitor
let order: Awaited<ReturnType<PayingWorld['order']>>

/** Paid on 2026-11-30, its last day is 2027-11-24: sent on 09-24, at the latest on 10-24. */
beforeEach(async () => {
  table = memoryTable()
  shop = await payingWorld(table)
  world = testConsole(table)
  Object.assign(world.deps, { readerKeys: shopKeys, clock: shop.clock })
  const placed = await shop.order({ country: 'FR', name: 'Odile Vernay' })
  shop.stripe.pay(placed)
  await shop.deliver()
  order = await shop.orderNow(placed)
  await on('2027-09-24')
})

const plain = (text: string) => text.replace(/[\u202f\u00a0]|&nbsp;/g, ' ')
const trail = async () => (await auditTrail(world.deps)).lines.map(({ act }) => act)

/** The day comes, and the worker looks at the notice. */
async function on(day: string): Promise<Notice> {
  shop.clock.forward(Math.max(0, Date.parse(`${day}T08:00:00Z`) - shop.clock().getTime()))
  staff = await visitorAs(world, 'marketing')
  const subscription = await shop.subscriptionOf(order)
  if (!subscription?.stripe) throw new Error('no subscription')
  const notice = await tendNotice(shop.deps, {
    ...{ subscription, renewsAt: subscription.stripe.periodEnd },
  })
  if (!notice) throw new Error('no notice')
  return notice
}

/** Delivery has sent its newest mail; `skipped` as bounced: no mail gets there. */
async function sent(outcome: 'accepted' | 'skipped' = 'accepted'): Promise<void> {
  const [notice] = await noticesOf(table, order.customerId)
  const id = notice?.mails.at(-1)?.id ?? ''
  const at = instant(shop.clock())
  const record = { id, kind: 'mail.renewalNotice', outcome, at } as const
  await putMail(table, outcome === 'skipped' ? { ...record, reason: 'bounced' } : record)
  const key = noticeItemKey({ customerId: order.customerId, noticeId: notice?.id as never })
  const intent = await shop.intentAt(key)
  if (intent) await closeMail(table, { key, intent })
  shop.mails.set(id, {
    ...{ outcome, at, facts: [] },
    ...(outcome === 'skipped' ? { reason: 'bounced' } : {}),
  })
}

const pathOf = ({ id }: Notice) => `${list}/${order.customerId}/${id}`

describe('the list of notices', () => {
  it('is quiet while all goes well, and shows a month with what is known', async () => {
    await sent()
    expect((await staff.get(list)).text).toContain('Aucun avis ne vous attend')
    const month = (await staff.get(`${list}?place=2027-11`)).text
    expect(month).toContain('Odile Vernay')
    expect(plain(month)).toContain('24 novembre 2027')
    expect(month).toContain('envoyé, pas encore remis')
  })

  it('names those that were not delivered in time, on the home page too', async () => {
    await sent()
    await on('2027-10-20')
    const page = (await staff.get(list)).text
    expect(page).toContain('pas remis à temps')
    expect(plain(page)).toContain('au plus tard le 24 octobre 2027')
    expect((await staff.get('/console')).text).toContain(`href="${list}"`)
  })

  it('is in English for who reads English', async () => {
    await staff.post('/console/settings/account', { locale: 'en' })
    expect((await staff.get(list)).status).toBe(200)
  })

  it('is for staff alone', async () => {
    expect((await world.app.request(`https://console.example${list}`)).status).not.toBe(200)
  })
})

describe('a notice that did not arrive', () => {
  it('is sent again, once at a time, with a line in the trail', async () => {
    await sent()
    const notice = await on('2027-10-20')
    world.hints.length = 0
    for (let times = 0; times < 2; times++) {
      const answer = await staff.post(`${pathOf(notice)}/again`)
      expect(answer.location).toBe(`${list}?done=notice-again`)
    }
    const [after] = await noticesOf(table, order.customerId)
    expect(after?.mails).toMatchObject([{}, { by: expect.stringMatching(/^sf_/) }])
    expect(world.hints).toHaveLength(1)
    expect((await trail()).filter((act) => act === 'notice.sentAgain')).toHaveLength(1)
  })

  it('is not sent again once its time is over', async () => {
    await sent()
    const notice = await on('2027-10-20')
    await on('2027-10-25')
    const answer = await staff.post(`${pathOf(notice)}/again`)
    expect(answer.location).toBe(`${list}?done=notice-too-late`)
    expect((await noticesOf(table, order.customerId))[0]?.mails).toHaveLength(1)
  })

  it('becomes a letter to print, whose day is recorded and counts', async () => {
    await sent('skipped')
    const notice = await on('2027-10-20')
    const page = plain((await staff.get(`${pathOf(notice)}/letter`)).text)
    expect(page).toContain('Odile Vernay')
    expect(page).toContain('75011 PARIS')
    expect(page).toContain('Date limite de non-reconduction')
    expect(page).toContain('mercredi 24 novembre 2027, à minuit')
    const answer = await staff.post(`${pathOf(notice)}/letter`, { day: '2027-10-20' })
    expect(answer.location).toBe(`${list}?done=notice-posted`)
    expect((await noticesOf(table, order.customerId))[0]).toMatchObject({
      ...{ letter: { day: '2027-10-20' }, needsPerson: false },
    })
    expect(await trail()).toContain('notice.posted')
    expect((await staff.get(list)).text).toContain('Aucun avis ne vous attend')
  })

  it.each([
    ['2027-10-21', 'pas encore venu'],
    ['2027-08-20', 'Un avis ne vaut'],
    ['le 20', 'Indiquez un jour'],
    ['', 'Indiquez un jour'],
    ['2027-02-30', 'Indiquez un jour'],
  ])('is not recorded as posted on “%s”', async (day, sentence) => {
    await sent('skipped')
    const notice = await on('2027-10-20')
    const answer = await staff.post(`${pathOf(notice)}/letter`, { day })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(sentence)
    expect((await noticesOf(table, order.customerId))[0]?.letter).toBeUndefined()
  })

  it('that is not there is not found', async () => {
    for (const path of [`${list}/cu_none/nt_none`, `${list}/x/y`]) {
      expect((await staff.get(`${path}/letter`)).status).toBe(404)
      expect((await staff.post(`${path}/letter`, { day: '2027-10-20' })).status).toBe(404)
      expect((await staff.post(`${path}/again`)).status).toBe(404)
    }
  })
})
