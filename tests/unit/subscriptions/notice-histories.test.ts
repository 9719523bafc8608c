// Years of renewals whose issues come late, whose ticks are missed for days and whose mails are
// returned: no renewal comes without a notice that was sent in its window and names its real last day.
// What was sent is kept by the test itself, from what left the house.
import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, it } from 'vitest'
import { intentOf } from '#aws/intent'
import type { OutgoingMessage } from '#delivery/ports'
import { sendSingleMail } from '#delivery/send-single-mail'
import { mailStateOf, noteMailEvents } from '#delivery/store-mails'
import { dayMs, instant } from '#kernel/time'
import { hasProperNotice } from '#subscriptions/has-proper-notice'
import type { Order } from '#subscriptions/order'
import { putOffRenewal } from '#subscriptions/put-off-renewal'
import { serveIssue } from '#subscriptions/serve-issue'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { payingWorld } from '../../support/paying-world.ts'

const patience = 240_000
const days = 800

type Course = {
  seed: number
  /** How likely a day begins a time without ticks, and its length at most. */
  silence: { share: number; mostDays: number }
  /** Issues are late by so many days at most. */
  lateDays: number
  /** Shares of mails that are returned for good, for a time, or never heard of. */
  returned: number
  soft: number
  unheard: number
}

const anyCourse = (mostSilentDays: number): fc.Arbitrary<Course> =>
  fc.record({
    seed: fc.nat(100_000),
    silence: fc.record({
      share: fc.constantFrom(0, 0.05, 0.2),
      mostDays: fc.integer({ min: 1, max: mostSilentDays }),
    }),
    lateDays: fc.constantFrom(0, 10, 40, 90),
    returned: fc.constantFrom(0, 0.1, 0.6),
    soft: fc.constantFrom(0, 0.3),
    unheard: fc.constantFrom(0, 0.3),
  })

/** What left the house: for which last day, on which day, and whether it came back. */
type Sent = { lastDay: string; day: string; mailId: string; isReturned: boolean }

async function play(course: Course) {
  const table = memoryTable()
  const world = await payingWorld(table)
  const random = seededRandom(course.seed)
  const sent: Sent[] = []
  const heard: { at: number; mailId: string; fact: string }[] = []
  const renewals: { renewedAt: string; isProper: boolean; wasNoticed: boolean }[] = []
  const today = () => parisDay(instant(world.clock()))
  const mailState = (id: string) => mailStateOf(table, id)
  const deps = Object.assign(world.deps, { mailState })
  const mailer = {
    async send({ tags, raw }: Pick<OutgoingMessage, 'tags' | 'raw'>) {
      const mailId = tags['mail'] ?? ''
      const roll = random()
      const fate =
        roll < course.returned ? 'bounced' : random() < course.soft ? 'bouncedSoft' : 'delivered'
      // What comes back unheard was sent all the same: that is what the law asks for.
      const isHeard = random() >= course.unheard
      const isReturned = isHeard && fate !== 'delivered'
      if (tags['kind'] === 'mail-renewalNotice')
        sent.push({ lastDay: lastDayIn(raw), day: today(), mailId, isReturned })
      if (isHeard)
        heard.push({ at: world.clock().getTime() + random() * 4 * dayMs, mailId, fact: fate })
      return { kind: 'accepted' as const, messageId: mailId }
    },
  }
  const single = {
    ...deps,
    mailer,
    signingKeys: [{ id: 'k', secret: 'x'.repeat(32) }],
    siteUrl: 'https://site.example',
  }
  const order = await world.order()
  world.stripe.pay(order)
  await world.deliver()
  const late = Array.from({ length: 21 }, () => Math.floor(random() * (course.lateDays + 1)))
  let next = 131
  let silentUntil = 0

  for (let day = 0; day < days; day++) {
    await renewIfDue(world, order, { renewals, sent })
    world.clock.forward(Math.max(0, nextMorning(world.clock()) - world.clock().getTime()))
    const now = world.clock().getTime()
    const dueMs = Date.parse('2026-10-19') + (next - 130) * 43 * dayMs
    if (next <= 150 && now >= dueMs + (late[next - 130] ?? 0) * dayMs)
      await serveIssue(deps, { number: next++, by: 'test' })
    for (const event of heard.filter(({ at }) => at <= now)) {
      heard.splice(heard.indexOf(event), 1)
      const facts = new Set([event.fact])
      await noteMailEvents(table, {
        mailId: event.mailId,
        at: instant(now),
        facts,
        before: async () => {},
      })
    }
    if (now < silentUntil) continue
    await tick()
    if (random() < course.silence.share)
      silentUntil = now + Math.floor(random() * (course.silence.mostDays + 1)) * dayMs
  }
  return { renewals, sent, world, order }

  async function tick(): Promise<void> {
    for (let round = 0; round < 3; round++)
      for await (const item of table.scan()) {
        const intent = intentOf(item)
        if (!intent || intent.dueAt > instant(world.clock())) continue
        const key = { pk: String(item['pk']), sk: String(item['sk']) }
        if (intent.kind === 'renewal.putOff') await putOffRenewal(deps, { key, intent })
        if (intent.kind === 'mail.renewalNotice') await sendSingleMail(single, key)
      }
    // Sometimes Stripe's events come late.
    if (random() < 0.7) await world.deliver()
  }
}

async function renewIfDue(
  world: Awaited<ReturnType<typeof payingWorld>>,
  order: Order,
  {
    renewals,
    sent,
  }: { renewals: { renewedAt: string; isProper: boolean; wasNoticed: boolean }[]; sent: Sent[] },
): Promise<void> {
  const contract = world.stripe.contracts.get(order.id)
  const morning = nextMorning(world.clock())
  if (!contract || Date.parse(contract.periodEnd) > morning) return
  world.clock.forward(Math.max(0, Date.parse(contract.periodEnd) - world.clock().getTime()))
  const subscription = await world.subscriptionOf(order)
  if (!subscription) throw new Error('no subscription')
  const renewedAt = instant(world.clock())
  const lastDay = Temporal.PlainDate.from(parisDay(renewedAt)).subtract({ days: 1 })
  const wasNoticed = sent.some(
    (one) => one.lastDay === lastDay.toString() && !one.isReturned && isInWindow(one.day, lastDay),
  )
  renewals.push({
    renewedAt,
    wasNoticed,
    isProper: await hasProperNotice(world.deps, { subscription, renewedAt }),
  })
  world.stripe.renew(order)
  await world.deliver()
}

const parisDay = (at: string) =>
  Temporal.Instant.from(at).toZonedDateTimeISO('Europe/Paris').toPlainDate().toString()

/** L215-1: three months to one month before. */
function isInWindow(day: string, lastDay: Temporal.PlainDate): boolean {
  const [from, until] = [lastDay.subtract({ months: 3 }), lastDay.subtract({ months: 1 })]
  return from.toString() <= day && day <= until.toString()
}

const months =
  'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ')

/** The day in the frame, as a reader reads it. */
function lastDayIn(raw: Uint8Array): string {
  const text = unquoted(Buffer.from(raw).toString('latin1'))
  const found = /reconduction\s+\p{L}+ (\d+)(?:er)?\s(\p{L}+)\s(\d{4}), à\s+minuit/u.exec(text)
  if (!found) throw new Error(`No last day in the notice: ${text.slice(0, 2_000)}`)
  const [, day = '', month = '', year = ''] = found
  return `${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** Quoted-printable (RFC 2045). */
function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

const nextMorning = (now: Date) => Math.floor(now.getTime() / dayMs) * dayMs + dayMs + 8 * 3_600_000

it(
  'where no tick is missed for three weeks, every renewal was announced in time',
  async () => {
    let seen = 0
    await fc.assert(
      fc.asyncProperty(anyCourse(20), async (course) => {
        const { renewals } = await play(course)
        for (const one of renewals) expect(one).toMatchObject({ isProper: true, wasNoticed: true })
        seen += renewals.length
      }),
      { numRuns: 15 },
    )
    expect(seen).toBeGreaterThan(10)
  },
  patience,
)

it(
  'however long ticks are missed, what is called properly announced was',
  async () => {
    await fc.assert(
      fc.asyncProperty(anyCourse(200), async (course) => {
        const { renewals } = await play(course)
        for (const one of renewals) if (one.isProper) expect(one.wasNoticed).toBe(true)
      }),
      { numRuns: 15 },
    )
  },
  patience,
)
