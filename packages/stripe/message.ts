// Messages of Stripe's queue. Hints, all of them: what must be done stands in an item.
import * as z from 'zod'

/** Where a walk over months goes on: a month (`2026-12`), and how far in it. */
const Place = z.object({ month: z.string().max(7), cursor: z.string().max(2_000).optional() })

export const StripeMessage = z.discriminatedUnion('kind', [
  /** An event is stored: read its object anew and apply it. */
  z.object({ kind: z.literal('event'), eventId: z.string().min(1).max(255) }),
  /** An item holds an open intent whose step speaks to Stripe. */
  z.object({ kind: z.literal('intent'), pk: z.string().min(1), sk: z.string().min(1) }),
  /** Money moved that no event of ours is about: the books are to come soon. */
  z.object({ kind: z.literal('moneyMoved') }),
  /** The nightly comparison is due, or goes on. */
  z.object({ kind: z.literal('audit') }),
  /** The nightly walk over what readers subscribe to begins, or goes on. */
  z.object({ kind: z.literal('standings'), from: Place.optional() }),
  /** The nightly walk over what is kept no longer begins, or goes on. */
  z.object({ kind: z.literal('retention'), from: Place.optional() }),
  /** A run of the books goes on, or one is due. */
  z.object({ kind: z.literal('books') }),
])
export type StripeMessage = z.infer<typeof StripeMessage>
