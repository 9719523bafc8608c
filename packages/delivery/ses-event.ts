// SES's events as they reach us: published to SNS by the configuration set (event publishing of
// SES, "Contents of event data that Amazon SES publishes to Amazon SNS") and passed on to SQS with
// raw delivery, so that a message's body is the event itself. Only the fields used are read.
import * as z from 'zod'
import { idSchema, type ReaderId } from '#kernel/ids'
import { type Instant, parseInstant } from '#kernel/time'
import type { BatchId } from './store-batches.ts'

const When = z.string().max(40).optional()

/** What a server said; cut rather than refused, since it is anybody's text. */
const Told = z
  .string()
  .transform((text) => text.slice(0, 1_000))
  .optional()
  .catch(undefined)

const Raw = z.object({
  eventType: z.string().max(40),
  mail: z.object({
    timestamp: z.string().max(40),
    /** Each tag's values: SES gives back what we tagged, as arrays, beside its own (`ses:…`). */
    tags: z.record(z.string(), z.array(z.string().max(256)).max(10)).default({}),
  }),
  bounce: z
    .object({
      bounceType: z.string().max(40),
      bounceSubType: z.string().max(60).optional(),
      /** One, as each of our messages has one recipient. */
      bouncedRecipients: z
        .array(z.object({ status: Told, diagnosticCode: Told }))
        .optional()
        .catch(undefined),
      timestamp: When,
    })
    .optional(),
  complaint: z.object({ timestamp: When, complaintFeedbackType: Told }).optional(),
  reject: z.object({ reason: Told }).optional().catch(undefined),
  delivery: z.object({ timestamp: When }).optional(),
  deliveryDelay: z.object({ timestamp: When }).optional(),
})

/** What an event says. `accepted` is all that Send, DeliveryDelay and the others have to tell. */
export type EventFact =
  | 'accepted'
  | 'delivered'
  | 'bounced'
  | 'bouncedSoft'
  | 'complained'
  | 'rejected'

/** Whom it is about, by our own tags. */
export type EventTarget =
  | { kind: 'recipient'; id: BatchId; number: number }
  | { kind: 'mail'; mailId: string; readerId?: ReaderId }

export type SesEvent = {
  fact: EventFact
  target: EventTarget
  /** When it happened, by SES's clock. */
  at: Instant
  /** Why, in the words of SES or the receiving server; without addresses. */
  why?: string
}

/**
 * `notice` is no event: SES's plain sentence to a new topic, or something else that is not JSON.
 * `foreign` is an event of a mail that is none of ours, or of a kind that we have no use for.
 */
export type ReadSesEvent = { kind: 'event'; event: SesEvent } | { kind: 'notice' | 'foreign' }

/** Reads a message of the feedback queue; never throws. */
export function readSesEvent(body: string): ReadSesEvent {
  const json = parseJson(body)
  if (typeof json !== 'object' || json === null || !('eventType' in json)) return { kind: 'notice' }
  const parsed = Raw.safeParse(json)
  if (!parsed.success) return { kind: 'foreign' }
  const fact = factOf(parsed.data)
  const target = targetOf(parsed.data.mail.tags)
  const at = timeOf(parsed.data)
  if (!fact || !target || !at) return { kind: 'foreign' }
  const why = whyOf(parsed.data)
  return { kind: 'event', event: { fact, target, at, ...(why ? { why } : {}) } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Raw = z.infer<typeof Raw>

function factOf({ eventType, bounce }: Raw): EventFact | undefined {
  switch (eventType) {
    case 'Bounce':
      // Undetermined is a bounce whose message SES could not read: no ground to bar a reader.
      return bounce?.bounceType === 'Permanent' ? 'bounced' : 'bouncedSoft'
    case 'Complaint':
      return 'complained'
    case 'Delivery':
      return 'delivered'
    case 'Reject':
      return 'rejected'
    case 'Send':
    case 'DeliveryDelay':
    case 'Open':
    case 'Click':
      return 'accepted'
    default:
      // A rendering failure was never accepted; what SES may add one day, we don't guess at.
      return undefined
  }
}

const whyLength = 200

/** The sub-type and what the server said. Servers like to repeat the address: it is taken out. */
function whyOf({ bounce, complaint, reject }: Raw): string | undefined {
  const recipient = bounce?.bouncedRecipients?.[0]
  const said = [
    bounce?.bounceSubType,
    recipient?.diagnosticCode ?? recipient?.status,
    complaint?.complaintFeedbackType,
    reject?.reason,
  ]
  const text = said
    .filter((part) => part !== undefined && part !== '')
    .join(': ')
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .replace(/[^\s<>()[\],;:]*@[^\s<>()[\],;:]*/g, '…')
    .trim()
  return text.slice(0, whyLength) || undefined
}

const Place = z.object({
  mailing: z.tuple([idSchema('mailing')]),
  shard: z.tuple([z.string().regex(/^\d{1,2}$/)]),
  batch: z.tuple([z.string().regex(/^\d{1,6}$/)]),
  number: z.tuple([z.string().regex(/^\d{1,2}$/)]),
})
const MailTag = z.string().min(1).max(80)

function targetOf(tags: Raw['mail']['tags']): EventTarget | undefined {
  const place = Place.safeParse(tags)
  if (place.success) {
    const { mailing, shard, batch, number } = place.data
    const id = { mailingId: mailing[0], shard: Number(shard[0]), batch: Number(batch[0]) }
    return { kind: 'recipient', id, number: Number(number[0]) }
  }
  const mailId = MailTag.safeParse(tags['mail']?.[0])
  if (!mailId.success) return undefined
  const reader = idSchema('reader').safeParse(tags['reader']?.[0])
  return {
    kind: 'mail',
    mailId: mailId.data,
    ...(reader.success ? { readerId: reader.data } : {}),
  }
}

/** The event's own time; Send and Reject have none but the mail's. */
function timeOf(raw: Raw): Instant | undefined {
  const own = raw.bounce ?? raw.complaint ?? raw.delivery ?? raw.deliveryDelay
  return parseInstant(own?.timestamp ?? raw.mail.timestamp)
}
