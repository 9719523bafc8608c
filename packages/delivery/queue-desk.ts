// The queues as a person looks at them: what waits, what failed five times and lies among the dead
// letters, and putting that back. What a letter is about is told by kinds and ids, never addresses.
import * as z from 'zod'
import type { Instant } from '#kernel/time'
import { MailingMessage, SendMessage } from './messages.ts'

export const queueNames = ['send', 'mail', 'plan', 'feedback', 'stripe'] as const
export type QueueName = (typeof queueNames)[number]

/** SQS's own figures, which may lag by a minute. `dead` waits among the dead letters. */
export type QueueCounts = { waiting: number; inFlight: number; delayed: number; dead: number }

/** As it lies there; `receivedCount` as the queue counts it, this look included. */
export type RawLetter = { id: string; body: string; sentAt: Instant; receivedCount: number }

export type QueueDesk = {
  counts(name: QueueName): Promise<QueueCounts>
  /** The dead letters, at most `limit`; they stay where they are. */
  letters(name: QueueName, limit: number): Promise<RawLetter[]>
  /** Puts dead letters back, at most `limit`, each at least once; answers how many. */
  redrive(name: QueueName, limit: number): Promise<number>
}

export const deskLimits = { letters: 20, lettersMax: 200, redrive: 500, redriveMax: 100_000 }

/** A dead letter without what is personal. */
export type DeadLetter = {
  id: string
  kind: string
  ids: Record<string, string>
  sentAt: Instant
  ageSeconds: number
  receivedCount: number
}

export type QueueLook = { name: QueueName } & QueueCounts & { letters: DeadLetter[] }

/** How the queues stand; `letters` of each at most, 0 for the counts alone. */
export async function lookAtQueues(
  deps: { queueDesk: QueueDesk; clock: () => Date },
  input: { names?: readonly QueueName[]; letters: number },
): Promise<QueueLook[]> {
  const { queueDesk } = deps
  return await Promise.all(
    (input.names ?? queueNames).map(async (name) => {
      const counts = await queueDesk.counts(name)
      const isWanted = counts.dead > 0 && input.letters > 0
      const raw = isWanted ? await queueDesk.letters(name, input.letters) : []
      return { name, ...counts, letters: raw.map((letter) => tell(name, letter, deps.clock())) }
    }),
  )
}

function tell(name: QueueName, letter: RawLetter, now: Date): DeadLetter {
  const { id, body, sentAt, receivedCount } = letter
  const ageSeconds = Math.max(0, Math.floor((now.getTime() - Date.parse(sentAt)) / 1_000))
  return { id, ...aboutOf(name, body), sentAt, ageSeconds, receivedCount }
}

/** What a message is about: its kind, and ids that hold no address. Never throws. */
export function aboutOf(name: QueueName, body: string): Pick<DeadLetter, 'kind' | 'ids'> {
  const json = parseJson(body)
  const known = name === 'feedback' ? aboutEvent(json) : aboutMessage(name, json)
  if (!known) return { kind: 'unreadable', ids: {} }
  const safe = Object.entries(known.ids).filter(([, value]) => isId(value))
  return { kind: known.kind, ids: Object.fromEntries(safe) }
}

function aboutMessage(name: QueueName, json: unknown) {
  const schema = { plan: MailingMessage, stripe: StripeLetter }[name as string] ?? SendMessage
  const parsed = schema.safeParse(json)
  if (!parsed.success) return undefined
  const { kind, ...rest } = parsed.data
  const ids = Object.entries(rest).flatMap(([key, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : [],
  )
  return { kind, ids: Object.fromEntries(ids) as Record<string, string> }
}

/** Of Stripe's queue: an event by its id, an intent by its item, or the nightly comparison. */
const StripeLetter = z.object({
  kind: z.enum(['event', 'intent', 'audit']),
  eventId: z.string().optional(),
  pk: z.string().optional(),
  sk: z.string().optional(),
})

const Event = z.object({
  eventType: z.string().regex(/^[A-Za-z ]{1,40}$/),
  mail: z.object({
    messageId: z.string().max(200).optional(),
    tags: z.record(z.string(), z.array(z.string())).default({}),
  }),
})

function aboutEvent(json: unknown) {
  const parsed = Event.safeParse(json)
  if (!parsed.success) return undefined
  const { eventType, mail } = parsed.data
  const ids: Record<string, string> = { ...(mail.messageId ? { messageId: mail.messageId } : {}) }
  // SES's own tags begin with `ses:`; they hold domains and addresses of machines.
  for (const [tag, [value]] of Object.entries(mail.tags))
    if (value !== undefined && !tag.startsWith('ses:')) ids[tag] = value
  return { kind: eventType, ids }
}

/** Ids, keys and instants have these characters alone; an address has its sign. */
const isId = (value: string) => /^[\w#.:-]{1,200}$/.test(value)

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
