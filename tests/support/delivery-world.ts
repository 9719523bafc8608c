// A world to deliver newsletters in: readers, a newsletter, queues that deliver twice and out of
// order, a mailer that does what a script says, and processes that may die at any call.
import type { Table } from '#aws/table'
import { applyFeedback } from '#delivery/apply-feedback'
import { handleMailingMessage } from '#delivery/handle-mailing-message'
import type { MailingMessage, SendMessage } from '#delivery/messages'
import type { Mailer, OutgoingMessage, SendOutcome } from '#delivery/ports'
import { reportMailing } from '#delivery/report-mailing'
import { type ScheduleInput, scheduleNewsletter } from '#delivery/schedule-newsletter'
import { sendAgain } from '#delivery/send-again'
import { sendBatch } from '#delivery/send-batch'
import { sendSeeds } from '#delivery/send-seeds'
import { getMailing } from '#delivery/store'
import { tickMailings } from '#delivery/tick-mailings'
import type { Block } from '#editorial/blocks'
import { createNewsletter } from '#editorial/save-newsletter'
import type { MailingId, NewsletterId, ReaderId } from '#kernel/ids'
import { silentLog } from '#kernel/log'
import { instant, minuteMs } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { Reader } from '#readers/reader'
import { readerId } from '#readers/reader-id'
import { getReaders, readerItem } from '#readers/store'
import { eventsOf } from '#sandbox/ses-events'
import { readHeader } from '#sandbox/ses-message'
import { handClock, publication, seededIds, seededRandom } from './editorial.ts'
import { Death, type Fate, newFate, newProcess } from './mortal.ts'
import { readerKeys, signingKeys, siteUrl } from './readers.ts'

export const beforeSending = new Date('2026-12-01T07:20:00.000Z')

export function aReader(at: number, change: Partial<Reader> = {}): Reader {
  const email = change.email ?? `lectrice.${at}@example.org`
  return {
    id: readerId(readerKeys, email),
    email,
    locale: 'fr',
    topics: [],
    status: 'confirmed',
    trackingConsent: false,
    source: 'sample',
    createdAt: instant(beforeSending),
    confirmedAt: instant(beforeSending),
    updatedAt: instant(beforeSending),
    version: 1,
    ...change,
  }
}

type Queued = { atMs: number } & (
  | { queue: 'send'; body: SendMessage }
  | { queue: 'mailing'; body: MailingMessage }
)

/** What a scripted mailer answers; `delivers` says whether the recipient gets it all the same. */
export type Script = (
  message: OutgoingMessage,
  call: number,
) => SendOutcome | { kind: 'uncertain'; cause: 'timeout'; delivers: true }

const accepts: Script = (_, call) => ({ kind: 'accepted', messageId: `m${call}` })

/** Chances of an event: to be lost, to come twice, to come `lateMs` later. */
export type Feedback = { lost?: number; twice?: number; late?: number; lateMs?: number }

export type WorldOptions = {
  table: Table
  readers: readonly Reader[]
  script?: Script
  fate?: Fate
  seed?: number
  /** Messages are handed over twice with this probability, in random order. */
  duplicates?: number
  shuffled?: boolean
  quota?: { perSecond: number; perDay: number; sentLastDay: number }
  /** Ports wait a random number of turns, so that parallel workers interleave. */
  interleaved?: boolean
  /** What SES's events do; without it there are none. */
  feedback?: Feedback
  onUncertain?: 'settle' | 'list'
  /** When a mailing brakes itself; the publication's own unless given. */
  brake?: Publication['sending']['brake']
  /** Events that feedback gets at once; 100 unless given. */
  heardAtOnce?: number
  /** Chance that a process freezes at a port for some minutes, outliving its lease, then goes on. */
  frost?: number
  /** What the newsletter holds beside its title. */
  blocks?: readonly Block[]
}

export async function deliveryWorld(options: WorldOptions) {
  const { table, readers } = options
  const clock = handClock(beforeSending)
  const random = seededRandom(options.seed ?? 7)
  const makeId = seededIds(clock, options.seed ?? 7)
  const fate = options.fate ?? newFate()
  const messages: Queued[] = []
  const delivered = new Map<string, number>()
  const calls: { to: string; outcome: SendOutcome['kind']; atMs: number }[] = []
  const world = { script: options.script ?? accepts }
  const quota = options.quota ?? { perSecond: 500, perDay: -1, sentLastDay: 0 }

  const events: { atMs: number; id: string; body: string }[] = []
  const feedback: Feedback = { ...options.feedback }
  const happens = (chance: number | undefined) => chance !== undefined && random() < chance
  function publish({ from, to, raw, tags }: OutgoingMessage): void {
    if (!options.feedback) return
    const id = `m${calls.length}`
    const now = clock()
    const mail = { id, from, to: [to], tags, subject: '', configurationSet: 'x' }
    const accepted = { ...mail, receivedAt: instant(now), offset: 0, length: 0 }
    for (const { event, afterMs } of eventsOf(accepted, readHeader(raw).fields)) {
      if (happens(feedback.lost)) continue
      for (let times = happens(feedback.twice) ? 2 : 1; times > 0; times--) {
        const lateMs = happens(feedback.late) ? (feedback.lateMs ?? 0) * random() : 0
        const atMs = now.getTime() + afterMs + lateMs
        events.push({ atMs, id: `${id}.${events.length}`, body: JSON.stringify(event) })
      }
    }
  }

  const mailer: Mailer = {
    async send(message) {
      const outcome = world.script(message, calls.length)
      calls.push({ to: message.to, outcome: outcome.kind, atMs: clock().getTime() })
      if (outcome.kind === 'accepted' || 'delivers' in outcome) {
        delivered.set(message.to, (delivered.get(message.to) ?? 0) + 1)
        publish(message)
      }
      if (outcome.kind === 'accepted') quota.sentLastDay += 1
      return outcome
    },
    async quota() {
      return { ...quota }
    },
  }
  /** What SQS would bill: a request for each ten messages sent; messages that are then received. */
  const queueCounts = { requests: 0, messages: 0 }
  const queueOf = (queue: Queued['queue']) => ({
    async send(added: readonly { body: unknown; delaySeconds?: number }[]) {
      queueCounts.requests += Math.ceil(added.length / 10)
      queueCounts.messages += added.length
      for (const { body, delaySeconds = 0 } of added) {
        const atMs = clock().getTime() + delaySeconds * 1_000
        const times = random() < (options.duplicates ?? 0) ? 2 : 1
        for (let time = 0; time < times; time++)
          messages.push({ queue, body, atMs } as unknown as Queued)
      }
    },
  })
  const frozen: { untilMs: number; thaw: () => void }[] = []
  /** Told when a process freezes, so that nobody waits for it. */
  const onFreeze = new Set<() => void>()
  let mayFreeze = false
  const pause = async () => {
    if (!options.interleaved) return
    if (mayFreeze && random() < (options.frost ?? 0)) {
      const untilMs = clock().getTime() + random() * 8 * minuteMs
      for (const tell of onFreeze) tell()
      await new Promise<void>((thaw) => frozen.push({ untilMs, thaw }))
    }
    for (let turns = Math.floor(random() * 6); turns > 0; turns--) await Promise.resolve()
  }

  /** Dependencies of a new process. */
  function deps() {
    const { mortal } = newProcess(fate, pause)
    return {
      table: mortal(table),
      clock,
      makeId,
      random,
      mailer: mortal(mailer),
      sendQueue: mortal(queueOf('send')),
      mailingQueue: mortal(queueOf('mailing')),
      signingKeys,
      publication: {
        ...publication,
        onUncertain: options.onUncertain ?? 'settle',
        sending: {
          ...publication.sending,
          ...(options.brake ? { brake: options.brake } : {}),
        },
      },
      siteUrl,
      log: silentLog,
      feedbackQueues: async () => ({
        dead: 0,
        waiting: events.filter(({ atMs }) => atMs <= clock().getTime()).length,
      }),
      wait: async (ms: number) => {
        clock.forward(Math.ceil(ms))
        await pause()
      },
      deadline: new Date(clock().getTime() + 90_000),
    }
  }

  /** A process that dies takes its message back to the queue, as a visibility timeout would. */
  async function handle(message: Queued): Promise<void> {
    try {
      if (message.queue === 'mailing') await handleMailingMessage(deps(), message.body)
      else if (message.body.kind === 'batch') await sendBatch(deps(), message.body)
      else if (message.body.kind === 'again') await sendAgain(deps(), message.body)
      else if (message.body.kind === 'seeds') await sendSeeds(deps(), message.body)
    } catch (error) {
      if (!(error instanceof Death)) throw error
      messages.push({ ...message, atMs: clock().getTime() + 5 * minuteMs })
    }
  }

  /** What has come of SES's events, in batches; who dies over one gets it again later. */
  async function hear(): Promise<void> {
    const due = events.filter(({ atMs }) => atMs <= clock().getTime())
    for (const one of due) events.splice(events.indexOf(one), 1)
    if (options.shuffled) due.sort(() => random() - 0.5)
    const atOnce = options.heardAtOnce ?? 100
    for (let at = 0; at < due.length; at += atOnce) {
      const batch = due.slice(at, at + atOnce)
      const again = (ids: readonly string[]) =>
        events.push(
          ...batch
            .filter(({ id }) => ids.includes(id))
            .map((one) => ({ ...one, atMs: clock().getTime() + 6 * minuteMs })),
        )
      try {
        again((await applyFeedback(deps(), batch)).failed)
      } catch (error) {
        if (!(error instanceof Death)) throw error
        again(batch.map(({ id }) => id))
      }
    }
  }

  function next(): Queued | undefined {
    const now = clock().getTime()
    const ready = messages.filter(({ atMs }) => atMs <= now)
    const picked = ready[options.shuffled ? Math.floor(random() * ready.length) : 0]
    if (picked) messages.splice(messages.indexOf(picked), 1)
    return picked
  }

  async function drain(workers = 1): Promise<void> {
    for (;;) {
      const batch = Array.from({ length: workers }, next).filter((one) => one !== undefined)
      if (batch.length === 0) return
      await Promise.all(batch.map((message) => untilDoneOrFrozen(() => handle(message))))
    }
  }

  async function untilDoneOrFrozen(work: () => Promise<void>): Promise<void> {
    let tell = () => {}
    const froze = new Promise<void>((resolve) => {
      tell = resolve
      onFreeze.add(tell)
    })
    await Promise.race([work(), froze])
    onFreeze.delete(tell)
  }

  /** Lets processes go on whose time has come, until they end or freeze again. */
  async function thaw(all = false): Promise<void> {
    for (;;) {
      const now = clock().getTime()
      const due = frozen.filter(({ untilMs }) => all || untilMs <= now)
      if (due.length === 0) return
      for (const one of due) {
        frozen.splice(frozen.indexOf(one), 1)
        one.thaw()
      }
      for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done))
    }
  }

  async function tick(): Promise<void> {
    try {
      await tickMailings(deps())
    } catch (error) {
      if (!isDeath(error)) throw error
    }
  }

  const newsletterId = await makeNewsletter({ table, clock, makeId }, options.blocks)
  await table.putMany(readers.map(readerItem))

  /** Schedules for 08:30 Paris time, ten minutes ahead, unless told otherwise. */
  async function schedule(options: Partial<ScheduleInput> = {}) {
    return await scheduleNewsletter(deps(), {
      newsletterId,
      wallClock: '2026-12-01T08:30',
      zone: 'Europe/Paris',
      by: 'marketing@en-contact.example',
      requireCheck: false,
      ...options,
    })
  }

  /** Minute by minute until the mailing is closed and no message is left. */
  async function runUntilQuiet(
    mailingId: MailingId,
    run: { workers?: number; minutes?: number; each?: () => Promise<void> } = {},
  ): Promise<void> {
    mayFreeze = true
    for (let minute = 0; minute < (run.minutes ?? 600); minute++) {
      await untilDoneOrFrozen(tick)
      await drain(run.workers)
      await hear()
      await thaw()
      await run.each?.()
      const mailing = await getMailing(table, mailingId)
      if (mailing?.closedAt && messages.length === 0) {
        mayFreeze = false
        await thaw(true)
      }
      if (mailing?.closedAt && messages.length === 0) return
      if (mailing?.status === 'stopped' && messages.length === 0) return
      clock.forward(minuteMs)
    }
    throw new Error('The mailing never came to an end')
  }

  /** Minute by minute, whatever state the mailing is in. */
  async function runMinutes(minutes: number, workers = 1): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      await untilDoneOrFrozen(tick)
      await drain(workers)
      await hear()
      await thaw()
      clock.forward(minuteMs)
    }
  }

  async function report() {
    return await reportMailing({ table }, { newsletterId, live: true })
  }

  return {
    setScript(script: Script) {
      world.script = script
    },
    feedback,
    queueCounts,
    events,
    hear,
    runMinutes,
    table,
    clock,
    fate,
    quota,
    messages,
    delivered,
    calls,
    newsletterId,
    deps,
    schedule,
    tick,
    drain,
    handle,
    runUntilQuiet,
    report,
    readersNow: async (ids: readonly ReaderId[]) => await getReaders(table, ids),
  }
}

export type DeliveryWorld = Awaited<ReturnType<typeof deliveryWorld>>

function isDeath(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isDeath)
  return error instanceof Death
}

async function makeNewsletter(
  deps: Parameters<typeof createNewsletter>[0],
  blocks: readonly Block[] = [],
): Promise<NewsletterId> {
  const created = await createNewsletter(deps, {
    by: 'marketing@en-contact.example',
    content: {
      locale: 'fr',
      subject: 'Le dossier de décembre',
      preheader: 'Ce que les machines ne diront pas',
      topics: [],
      blocks: [
        { id: 'b1', type: 'title', text: 'Le dossier de décembre' },
        { id: 'b2', type: 'paragraph', spans: [{ text: 'Quelques mots suffisent.' }] },
        ...blocks,
      ],
    },
  })
  if (created.kind !== 'created') throw new Error(created.kind)
  return created.newsletter.id
}
