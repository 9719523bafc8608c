// Brings events to the site's `/stripe/webhook`, signed as Stripe signs them and repeated until they
// are taken. On request they come late, twice, out of order or never.
import { createHmac } from 'node:crypto'
import * as z from 'zod'
import type { Hidden, Store } from './store.ts'
import { day, hour, minute } from './times.ts'

const Share = z.number().min(0).max(1)

/** Shares are between 0 and 1, of the events. */
export const WebhookFaults = z.strictObject({
  webhookDelayShare: Share,
  webhookDelaySeconds: z.number().int().min(0).max(1_209_600),
  webhookRepeatShare: Share,
  webhookDropShare: Share,
  /** They come in any order, within ten seconds. */
  webhookShuffle: z.boolean(),
})
export type WebhookFaults = z.infer<typeof WebhookFaults>

export const noWebhookFaults: WebhookFaults = {
  webhookDelayShare: 0,
  webhookDelaySeconds: 3_600,
  webhookRepeatShare: 0,
  webhookDropShare: 0,
  webhookShuffle: false,
}

const shuffleSeconds = 10

/** Seconds to the next try after one that was not taken; over three days. */
const retrySeconds = [
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  ...Array.from({ length: 5 }, () => 12 * hour),
]
const triesFor = 3 * day
const longestAnswerMs = 30_000

/** When an event is to be delivered, in epoch milliseconds: none when it is lost. */
export function deliveryTimes(
  faults: WebhookFaults,
  random: () => number,
  nowMs: number,
): number[] {
  if (random() < faults.webhookDropShare) return []
  const times = random() < faults.webhookRepeatShare ? 2 : 1
  return Array.from({ length: times }, () => {
    const late = random() < faults.webhookDelayShare ? faults.webhookDelaySeconds : 0
    const shuffled = faults.webhookShuffle ? random() * shuffleSeconds : 0
    return nowMs + Math.round((late + shuffled) * 1_000)
  })
}

type Delivery = Hidden['delivery']

/** All that is due, in order of time and then of coming. */
export function dueDeliveries(store: Pick<Store, 'all'>, nowMs: number): Delivery[] {
  return store
    .all('delivery')
    .filter(({ at }) => at <= nowMs)
    .sort((a, b) => a.at - b.at)
}

/** `t=…,v1=…` over the payload. */
export function signatureOf(payload: string, secret: string, nowSeconds: number): string {
  const mac = createHmac('sha256', secret).update(`${nowSeconds}.${payload}`).digest('hex')
  return `t=${nowSeconds},v1=${mac}`
}

/** Sends it. @returns the answer's status; undefined when nobody answered. */
export async function send(options: {
  url: string
  payload: string
  secret: string
  nowSeconds: number
  /** Breaks off. */
  ending: AbortSignal
}): Promise<number | undefined> {
  const { url, payload, secret, nowSeconds } = options
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signatureOf(payload, secret, nowSeconds),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      body: payload,
      redirect: 'manual',
      signal: AbortSignal.any([options.ending, AbortSignal.timeout(longestAnswerMs)]),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return undefined // nobody there, or no answer in time: it is tried again
  }
}

/** The delivery as it waits for its next try; null when Stripe gives up. */
export function afterFailure(delivery: Delivery, nowMs: number): Delivery | null {
  const wait = retrySeconds[delivery.tries]
  if (wait === undefined || nowMs + wait * 1_000 > delivery.firstAt + triesFor * 1_000) return null
  return { ...delivery, tries: delivery.tries + 1, at: nowMs + wait * 1_000 }
}
