// The world of a year in the life: the offline Stripe behind its real client, webhooks that are
// shuffled, repeated and lost, and all that runs by itself in the cloud (the tick, the queues, the
// nightly comparison, mails), moved on by the clock.

import type { Key } from '#aws/keys'
import type { SendMessage } from '#delivery/messages'
import { sendSingleMail } from '#delivery/send-single-mail'
import { noteMailEvents } from '#delivery/store-mails'
import { sweepIntents } from '#delivery/sweep-intents'
import type { silentLog } from '#kernel/log'
import { dayMs, hourMs, instant, minuteMs } from '#kernel/time'
import { parsePublication } from '#publication/schema'
import { takeStep } from '#runtime/stripe'
import { intentHandlers } from '#runtime/tick'
import { applyEvent } from '#stripe/apply-event'
import { planAudit } from '#stripe/audit-plan'
import type { StripeMessage } from '#stripe/message'
import { goOnWithAudit } from '#stripe/nightly-audit'
import { tendStandings } from '#subscriptions/rebuild-standings'
import { serveIssue } from '#subscriptions/serve-issue'
import publicationInput from '../../publication.config.ts'
import { seededRandom, start } from './editorial.ts'
import { signingKeys } from './readers.ts'
import { stripeWorld } from './stripe-world.ts'

/** Plans of the sample, of which some count double and special numbers otherwise. */
const publication = parsePublication({
  ...publicationInput,
  subscriptions: {
    ...publicationInput.subscriptions,
    plans: publicationInput.subscriptions?.plans.map((plan) => ({
      ...plan,
      ...(plan.id === 'papier-2-ans' ? { doubleUses: 2 as const } : {}),
      ...(plan.id === 'integral-1-an' ? { hasSpecials: true } : {}),
    })),
  },
})

export type IssueOut = { number: number; kind: 'regular' | 'double' | 'special'; day: number }

/** What comes out, by the day of the year: six issues and a special number, then one for renewals. */
export const issuesOut: readonly IssueOut[] = [
  { number: 131, kind: 'regular', day: 20 },
  { number: 132, kind: 'regular', day: 75 },
  { number: 133, kind: 'double', day: 135 },
  { number: 134, kind: 'special', day: 170 },
  { number: 135, kind: 'regular', day: 200 },
  { number: 136, kind: 'regular', day: 265 },
  { number: 137, kind: 'regular', day: 325 },
  { number: 138, kind: 'regular', day: 395 },
]

export const yearDays = 405

/** A dispatch as the publisher knows it: when the issue came out, and each list that was made. */
export type DispatchCall = { number: number; kind: IssueOut['kind']; firstAt: number; at: number }

const webhookFaults = {
  webhookDropShare: 0.1,
  webhookRepeatShare: 0.2,
  webhookDelayShare: 0.2,
  webhookDelaySeconds: 7_200,
  webhookShuffle: true,
}

export type YearWorld = Awaited<ReturnType<typeof yearWorld>>

export async function yearWorld({ seed = 1 }: { seed?: number } = {}) {
  const coverDates = new Map(issuesOut.map(({ number, day }) => [number, dateOfDay(day)]))
  const world = await stripeWorld({ seed, publication, coverDates })
  const { clock, table, stripe, queued, deps, stripeDeps, stripeQueue } = world
  const random = seededRandom(seed + 1)
  const mails: { to: string; kind: string; at: number }[] = []
  const mailQueue: SendMessage[] = []
  const faults: string[] = []
  const dispatches: DispatchCall[] = []
  const sentIds: string[] = []
  const mailer = {
    async send({ to, tags }: { to: string; tags: Readonly<Record<string, string>> }) {
      mails.push({ to, kind: tags['kind'] ?? '', at: clock().getTime() })
      sentIds.push(tags['mail'] ?? '')
      return { kind: 'accepted' as const, messageId: `m${mails.length}` }
    },
  }
  const log: typeof silentLog = (level, event, fields) => {
    // Refunds to a card that refuses them are a person's to settle; all else must not happen.
    if (level !== 'error' || expected.has(event)) return
    faults.push(`${instant(clock())} ${event} ${JSON.stringify(fields)}`)
  }
  const all = {
    ...{ ...deps, ...stripeDeps, log, stripeQueue, signingKeys, mailer, apply: world.apply },
    mailQueue: { send: async (sent: readonly { body: SendMessage }[]) => push(mailQueue, sent) },
    mailingQueue: { send: async () => {} },
    repair: world.apply,
    siteUrl: 'https://en-contact.example',
    read: world.payments.read,
    /** Every other hint is lost: then the tick must find what waits. */
    stepHint: async ({ pk, sk }: Key) => {
      if (random() < 0.5) queued.push({ kind: 'intent', pk, sk })
    },
  }
  const handlers = intentHandlers(all)
  stripe.setFaults(webhookFaults)
  await planAudit(all)

  async function work(message: StripeMessage): Promise<void> {
    switch (message.kind) {
      case 'event':
        return await applyEvent(all, message)
      case 'intent':
        return await takeStep(all, message)
      case 'audit':
        return await goOnWithAudit(all, { deadline: endOfTime })
      // Derived, and proven elsewhere: one night in fourteen is enough here.
      case 'standings':
        if (random() < 1 / 14) await tendStandings(all, { deadline: endOfTime })
    }
  }

  /** SES tells that a mail was delivered; of one in thirty it tells nothing. */
  async function arrive(mailId: string): Promise<void> {
    if (random() < 1 / 30) return
    const facts = new Set(['delivered'])
    await noteMailEvents(table, { mailId, facts, at: instant(clock()), before: async () => {} })
  }

  /** Queues hand over in any order, and a message in ten twice. */
  async function drain(): Promise<void> {
    do {
      await stripe.settled()
      while (queued.length > 0) {
        const [message] = queued.splice(Math.floor(random() * queued.length), 1)
        for (let times = random() < 0.1 ? 2 : 1; message && times > 0; times--) await work(message)
      }
      for (let message = mailQueue.shift(); message; message = mailQueue.shift())
        if (message.kind === 'mail') await sendSingleMail(all, message)
      for (let mailId = sentIds.shift(); mailId; mailId = sentIds.shift()) await arrive(mailId)
      await stripe.settled()
    } while (queued.length + mailQueue.length > 0)
  }

  const tick = async () => {
    await sweepIntents(all, handlers)
    await drain()
  }

  return {
    ...world,
    ...{ mails, faults, dispatches, tick, drain, all },
    /** Milliseconds since the first day's midnight (UTC). */
    now: () => clock().getTime() - firstMidnight,
    /** Forward to a time of a day (0 is the first), in hours UTC; time never goes back. */
    async until(day: number, hours: number) {
      const ms = firstMidnight + day * dayMs + hours * hourMs - clock().getTime()
      if (ms > 0) world.forward(ms)
      await drain()
      await tick()
    },
    /** What was sent within seconds has come by now. */
    async settleDown() {
      world.forward(minuteMs)
      await drain()
    },
    /** Makes the list of an issue; the supplementary one when it is out already. */
    async dispatch({ number, kind }: Pick<IssueOut, 'number' | 'kind'>) {
      const at = clock().getTime()
      const firstAt = dispatches.find((one) => one.number === number)?.firstAt ?? at
      const served = await serveIssue({ table, clock }, { number, by: 'test', issueKind: kind })
      if (served.kind !== 'served') throw new Error(served.kind)
      dispatches.push({ number, kind, firstAt, at })
      await tick()
    },
  }
}

/** What a person is to look at: a notice whose delivery nobody told of, money that could not go back. */
const expected = new Set(['notice.needsPerson'])

const endOfTime = new Date(8.64e15)

const firstMidnight = Date.parse(`${start.toISOString().slice(0, 10)}T00:00:00Z`)

function dateOfDay(day: number): string {
  return instant(firstMidnight + day * dayMs).slice(0, 10)
}

function push<T>(queue: T[], sent: readonly { body: T }[]): void {
  queue.push(...sent.map(({ body }) => body))
}
