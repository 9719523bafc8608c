// The door that Stripe knocks at: the signature over the raw body, and of the event only what tells
// which object to read anew. What an event says of the object itself is never believed.
import Stripe from 'stripe'
import * as z from 'zod'
import { type Instant, instant } from '#kernel/time'
import type { StripeRef } from '#subscriptions/ports'
import { metadataKeys } from './metadata.ts'

/** Seconds that a signature may be old (Stripe's own advice). */
export const webhookLimits = { toleranceSeconds: 300 }

/**
 * The events that the endpoint at Stripe is to be subscribed to. Others are harmless: they are
 * counted and done with.
 */
export const webhookEventTypes = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'invoice.finalized',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'invoice.voided',
  'invoice.marked_uncollectible',
  'charge.succeeded',
  'charge.failed',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'credit_note.created',
  'credit_note.voided',
  'payout.created',
  'payout.updated',
  'payout.paid',
  'payout.failed',
  'payout.canceled',
  'payout.reconciliation_completed',
] as const

/** Events that say something the books must hear of, whoever they are about; a hint, as all are. */
export function isOfBooks(type: string): boolean {
  return /^(invoice|charge|refund|credit_note|payout)\./.test(type)
}

/**
 * `ours`: the object carries this title's mark. `other`: another product's in the same account.
 * `unknown`: it is of a kind that carries no mark (a charge, a dispute); reading it tells.
 */
export type Whose = 'ours' | 'other' | 'unknown'

/** What is kept of an event. `ref` is missing when it is about nothing that we read. */
export type EventHint = {
  id: string
  type: string
  /** When Stripe made it. */
  createdAt: Instant
  whose: Whose
  ref?: StripeRef
}

export type WebhookReading =
  | { kind: 'event'; event: EventHint }
  /** `signature`: missing, wrong or too old. `malformed`: signed, but no event that we know. */
  | { kind: 'refused'; because: 'signature' | 'malformed' }

/**
 * Reads one request. `body` is as it came, byte by byte; `secrets` are the endpoint's, the newest
 * first, so that one can be replaced without losing an event; `title` is our own mark.
 */
export function readWebhook(
  door: { secrets: readonly string[]; title: string; now: Date },
  request: { body: Uint8Array; signature: string | undefined },
): WebhookReading {
  const isSigned = door.secrets.some((secret) => isSignedWith(secret, door.now, request))
  if (!isSigned) return { kind: 'refused', because: 'signature' }
  const event = SignedEvent.safeParse(parseJson(request.body))
  if (!event.success) return { kind: 'refused', because: 'malformed' }
  const { id, type, created, data } = event.data
  const ref = refOf(data.object)
  return {
    kind: 'event',
    event: {
      id,
      type,
      createdAt: instant(created * 1_000),
      whose: whoseIs(data.object, door.title),
      ...(ref ? { ref } : {}),
    },
  }
}

function isSignedWith(
  secret: string,
  now: Date,
  request: { body: Uint8Array; signature: string | undefined },
): boolean {
  // Made up from more than these characters it is nobody's, and a time that is none would pass.
  if (!request.signature || !/^t=\d{1,12}(,[a-z0-9]+=[0-9a-f]+)+$/.test(request.signature))
    return false
  try {
    return (
      verifier.signature?.verifyHeader(
        request.body,
        request.signature,
        secret,
        webhookLimits.toleranceSeconds,
        undefined,
        now.getTime(),
      ) === true
    )
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false
    throw error
  }
}

/** Calls nothing: only its check of signatures is used. */
const verifier = Stripe.webhooks

const Metadata = z.record(z.string(), z.string()).nullish()
const SignedObject = z.object({
  id: z.string().max(255).optional(),
  object: z.string().max(100),
  metadata: Metadata,
  parent: z.object({ subscription_details: z.object({ metadata: Metadata }).nullish() }).nullish(),
  invoice: z.unknown().optional(),
})
type SignedObject = z.infer<typeof SignedObject>

const SignedEvent = z.object({
  id: z.string().regex(/^evt_\w{1,250}$/),
  object: z.literal('event'),
  type: z.string().regex(/^[\w.]{1,200}$/),
  created: z.int().min(0).max(9_999_999_999),
  data: z.object({ object: SignedObject }),
})

/** What an event is about, when it is of ours to read. */
export function refOf(object: {
  id?: string | undefined
  object: string
  invoice?: unknown
}): StripeRef | undefined {
  if (object.object === 'invoice_payment' && typeof object.invoice === 'string')
    return { kind: 'invoice', id: object.invoice }
  const kind = kindOf[object.object]
  return kind && object.id ? { kind, id: object.id } : undefined
}

const kindOf: Readonly<Record<string, StripeRef['kind']>> = {
  'checkout.session': 'session',
  subscription: 'subscription',
  invoice: 'invoice',
  charge: 'charge',
  refund: 'refund',
  dispute: 'dispute',
}

/** Kinds that Stripe makes by itself, without what we wrote into what they belong to. */
const unmarked = new Set(['charge', 'refund', 'dispute', 'invoice_payment'])

function whoseIs(object: SignedObject, title: string): Whose {
  const marks = [object.metadata, object.parent?.subscription_details?.metadata].flatMap(
    (metadata) => metadata?.[metadataKeys.title] ?? [],
  )
  if (marks.length > 0) return marks.includes(title) ? 'ours' : 'other'
  return unmarked.has(object.object) ? 'unknown' : 'other'
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
