// What the queues of a mailing carry: hints of a next step, which the tick takes anyway.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

/** Messages on the mailing queue. Each names only ids; the item holds the truth. */
export const MailingMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('render'), mailingId: idSchema('mailing') }),
  z.object({
    kind: z.literal('plan'),
    mailingId: idSchema('mailing'),
    fromShard: z.number().int(),
    toShard: z.number().int(),
  }),
  /** Take the mailing's next step now instead of at the next tick. */
  z.object({ kind: z.literal('step'), mailingId: idSchema('mailing') }),
  /** Go on with a file of readers: work that takes longer than a page may. */
  z.object({ kind: z.literal('import'), importId: idSchema('import') }),
  /** Serve an issue to everyone it is owed to, from this shard of streams on. */
  z.object({ kind: z.literal('dispatch'), issue: z.number().int(), fromShard: z.number().int() }),
  /** Tell those who were served an issue before its file came, from this shard on. */
  z.object({ kind: z.literal('tell'), issue: z.number().int(), fromShard: z.number().int() }),
])
export type MailingMessage = z.infer<typeof MailingMessage>

export const SendMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('batch'),
    mailingId: idSchema('mailing'),
    shard: z.number().int(),
    batch: z.number().int(),
  }),
  /** Call these, of whom nothing was heard, a second time; `decidedAt` lets it expire. */
  z.object({
    kind: z.literal('again'),
    mailingId: idSchema('mailing'),
    shard: z.number().int(),
    batch: z.number().int(),
    numbers: z.array(z.number().int().min(0)).min(1).max(100),
    decidedAt: Timestamp,
  }),
  /** A single mail: the item with the open intent. */
  z.object({ kind: z.literal('mail'), pk: z.string(), sk: z.string() }),
  /** Call the mailing's seeds. */
  z.object({ kind: z.literal('seeds'), mailingId: idSchema('mailing') }),
])
export type SendMessage = z.infer<typeof SendMessage>
