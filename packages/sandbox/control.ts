// What the command asks of the sandbox, the same whether it runs in another process (through
// control-door.ts) or in the command itself.
import { VisibleError } from '#kernel/errors'
import { type Instant, instant, parseInstant } from '#kernel/time'
import type { Cloud } from './cloud.ts'
import type { FunctionFailure } from './functions.ts'
import { findMails, type InboxMail, type InboxQuery, readMail } from './inbox.ts'
import type { Moved } from './move-clock.ts'

export type InboxMessage = InboxMail

export type SandboxStatus = {
  /** Whether the pages answer: `npm start` runs. */
  running: boolean
  now: Instant
  siteUrl: string
  awsUrl: string
  /** Where the clock is on its way to. */
  movingTo: Instant | null
  /** How many mails SES took. */
  inbox: number
  due: { at: Instant; what: string }[]
  queues: { name: string; visible: number; inFlight: number; delayed: number }[]
  failures: FunctionFailure[]
}

const shownLines = 20

export async function sandboxStatus(cloud: Cloud, running: boolean): Promise<SandboxStatus> {
  const due = await cloud.due()
  return {
    running,
    now: instant(cloud.clock.now()),
    siteUrl: cloud.siteUrl,
    awsUrl: cloud.url,
    movingTo: cloud.movingTo() ?? null,
    inbox: cloud.mails.mails.length,
    due: due.slice(0, shownLines).map(({ at, what }) => ({ at, what })),
    queues: cloud.queues.all().map((queue) => ({ name: queue.settings.name, ...queue.counts() })),
    failures: cloud.failures().slice(0, shownLines),
  }
}

/** Mails newest first, each read in full; `total` counts all that fit. */
export async function inboxMessages(
  cloud: Cloud,
  query: InboxQuery,
): Promise<{ messages: InboxMessage[]; total: number }> {
  const { mails, total } = findMails(cloud.mails.mails, query)
  return { messages: await Promise.all(mails.map((mail) => readMail(cloud.mails, mail))), total }
}

/**
 * Moves the clock to an ISO instant given as text; returns when nothing is left to do.
 * @throws VisibleError when the text is no instant, has passed, or the clock is being moved.
 */
export function moveClockTo(cloud: Cloud, to: unknown): Promise<Moved> {
  return cloud.moveClock(readTarget(to))
}

/**
 * Reads an ISO instant with its offset.
 * @throws VisibleError `invalid`
 */
export function readTarget(given: unknown): Instant {
  const to = typeof given === 'string' ? parseInstant(given.slice(0, 60)) : undefined
  if (to) return to
  const shown = String(given ?? '').slice(0, 60)
  throw new VisibleError('invalid', {
    fr: `« ${shown} » n’est pas un instant. Écrivez par exemple 2026-12-01T08:30+01:00.`,
    en: `“${shown}” is not an instant. Write 2026-12-01T08:30+01:00, for example.`,
  })
}
