// This machine's Stripe: its objects in the data folder, its door, what it does by itself as the
// sandbox's clock goes on, and its webhooks to the site.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SandboxClock } from '../clock.ts'
import type { AwsReply, AwsRequest } from '../http.ts'
import { answerStripe, type RunWork } from './door.ts'
import { present } from './present.ts'
import { StripeRefusal } from './refusal.ts'
import { openStore, type Records, type Store } from './store.ts'
import { runTask } from './tasks.ts'
import {
  afterFailure,
  deliveryTimes,
  dueDeliveries,
  noWebhookFaults,
  send,
  type WebhookFaults,
} from './webhooks.ts'
import { type Cause, openWork, randomId, type Work } from './work.ts'

export type SandboxStripe = {
  answer(request: AwsRequest): AwsReply
  /** A unit of work by the outside world: the pay page, the portal, the tool page, the command. */
  act<T>(act: (work: Work) => T): T
  /** Looks without changing anything. */
  look<T>(look: (work: Work) => T): T
  faults(): WebhookFaults
  /** Changes what is named, keeps the rest. */
  setFaults(changes: Partial<WebhookFaults>): void
  /** When something happens next by itself, in epoch milliseconds. */
  nextMs(): number | undefined
  /** Does all that is due now, webhooks too. */
  settled(): Promise<void>
  /** What is planned, earliest first. */
  due(): { at: number; what: string }[]
  stop(): Promise<void>
}

const nobody: Cause = { requestId: null, idempotencyKey: null }
/** A timer can't wait longer than some 24 days. */
const longestWaitMs = 6 * 3_600_000

export function openStripe(options: {
  folder: string
  clock: Pick<SandboxClock, 'now' | 'onOffset'>
  siteUrl: string
  secretKey: string
  webhookSecret: string
  random: () => number
  /** Chance in ids; the machine's own unless given. */
  idRandom?: (() => number) | undefined
  /** Nobody answers at the site: events wait. */
  withoutSite: boolean
}): SandboxStripe {
  const { clock, siteUrl } = options
  mkdirSync(options.folder, { recursive: true })
  const store = openStore(join(options.folder, 'journal.jsonl'))
  let faults = { ...noWebhookFaults }
  let timer: NodeJS.Timeout | undefined
  let delivering: Promise<void> | undefined
  let isStopped = false
  const ending = new AbortController()
  const nowMs = () => clock.now().getTime()

  function workAt(now: number, cause: Cause): Work {
    return openWork({
      store,
      now,
      siteUrl,
      cause,
      idRandom: options.idRandom,
      deliverAt: (at) => deliveryTimes(faults, options.random, Math.max(at * 1_000, nowMs())),
    })
  }

  /** All of it is kept, or nothing: a refused card is the exception that `keepsWork` names. */
  function perform<T>(now: number, cause: Cause, act: (work: Work) => T): T {
    const work = workAt(now, cause)
    try {
      const result = act(work)
      store.take(work.changes())
      return result
    } catch (error) {
      if (error instanceof StripeRefusal && error.keepsWork) store.take(work.changes())
      throw error
    } finally {
      arm()
    }
  }

  const nowSeconds = () => Math.floor(nowMs() / 1_000)
  const run: RunWork = (act, cause) => {
    runDue()
    return perform(nowSeconds(), cause, act)
  }

  const nextTask = () => store.first('task')

  /** Tasks run in order, each at the time it was due, however far the clock has jumped. */
  function runDue(): void {
    for (;;) {
      const task = nextTask()
      if (!task || task.at * 1_000 > nowMs()) return
      perform(task.at, nobody, (work) => {
        work.remove('task', task.id)
        runTask(work, task.kind, task.ref)
      })
    }
  }

  function deliver(): Promise<void> {
    delivering ??= deliverDue().finally(() => {
      delivering = undefined
      arm()
    })
    return delivering
  }

  async function deliverDue(): Promise<void> {
    for (;;) {
      const due = options.withoutSite ? [] : dueDeliveries(store, nowMs())
      if (due.length === 0) return
      for (const delivery of due) {
        if (isStopped) return
        await deliverOne(delivery)
      }
    }
  }

  async function deliverOne(delivery: Records['delivery']): Promise<void> {
    const event = store.read('event', delivery.event)
    const payload = JSON.stringify(event && present(workAt(nowSeconds(), nobody), event), null, 2)
    const status = await send({
      url: `${siteUrl}/stripe/webhook`,
      payload,
      secret: options.webhookSecret,
      nowSeconds: nowSeconds(),
      ending: ending.signal,
    })
    if (isStopped) return
    const isTaken = status !== undefined && status >= 200 && status < 300
    const again = isTaken ? null : afterFailure(delivery, nowMs())
    store.take([['delivery', delivery.id, again]])
  }

  function nextMs(): number | undefined {
    const delivery = options.withoutSite ? undefined : store.first('delivery')
    const task = nextTask()
    const times = [delivery?.at, task && task.at * 1_000].filter((at) => at !== undefined)
    return times.length === 0 ? undefined : Math.min(...times)
  }

  /** Wakes when the next thing is due; a jump of the clock wakes too. */
  function arm(): void {
    clearTimeout(timer)
    if (isStopped) return
    const next = nextMs()
    if (next === undefined) return
    const waitMs = Math.min(Math.max(0, next - nowMs()), longestWaitMs)
    timer = setTimeout(() => {
      runDue()
      void deliver()
      if (!delivering) arm()
    }, waitMs)
    timer.unref()
  }

  async function settled(): Promise<void> {
    for (;;) {
      runDue()
      await deliver()
      const next = nextMs()
      if (isStopped || next === undefined || next > nowMs()) return
    }
  }

  const endClock = clock.onOffset(arm)
  return {
    answer: (request) => answerStripe({ secretKey: options.secretKey, run }, request),
    act: (act) => run(act, { requestId: `req_${randomId(14)}`, idempotencyKey: null }),
    look: (look) => look(workAt(nowSeconds(), nobody)),
    faults: () => ({ ...faults }),
    setFaults(changes) {
      faults = { ...faults, ...changes }
    },
    nextMs,
    settled,
    due: () => dueOf(store, options.withoutSite),
    async stop() {
      isStopped = true
      // A site that keeps silent must not hold up the stop; the event comes at the next start.
      ending.abort()
      clearTimeout(timer)
      endClock()
      await delivering
      store.close()
    },
  }
}

function dueOf(store: Store, withoutSite: boolean): { at: number; what: string }[] {
  const tasks = store.all('task').map(({ at, id }) => ({ at: at * 1_000, what: `stripe ${id}` }))
  const deliveries = withoutSite
    ? []
    : store.all('delivery').map(({ at, event }) => ({
        at,
        what: `stripe webhook ${store.read('event', event)?.type ?? ''} ${event}`,
      }))
  return [...tasks, ...deliveries].sort((a, b) => a.at - b.at)
}
