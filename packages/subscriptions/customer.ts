// A customer: who pays. The id is random, so that the address may change or be missing.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

export const Customer = z.object({
  id: idSchema('customer'),
  /** The reader of the same address, whether or not they get the newsletter. */
  readerId: idSchema('reader'),
  /** Missing once the customer was erased and the law keeps what they bought. */
  email: z.string().max(254).optional(),
  name: z.string().max(120).optional(),
  company: z.string().max(120).optional(),
  locale: z.enum(['fr', 'en']),
  /** A new address that waits to be confirmed there; the newest wish alone. */
  emailChange: z
    .object({
      id: z.string().max(80),
      email: z.string().max(254),
      readerIds: z.array(idSchema('reader')).min(1).max(20),
      locale: z.enum(['fr', 'en']),
      expiresAt: Timestamp,
    })
    .optional(),
  /** The address before this one, and the change that ended it. */
  movedFrom: z
    .object({
      changeId: z.string().max(80),
      email: z.string().max(254).optional(),
      readerIds: z.array(idSchema('reader')).max(20),
      /** In which it was asked for: the old address is told in the same. */
      locale: z.enum(['fr', 'en']).optional(),
      at: Timestamp,
    })
    .optional(),
  /** Erasure was asked for while something was still owed: done once all has ended. */
  erasureAskedAt: Timestamp.optional(),
  erasedAt: Timestamp.optional(),
  /** When the last of what they bought happened, written down as they were erased. */
  lastAt: Timestamp.optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  version: z.number().int().min(1),
})
export type Customer = z.infer<typeof Customer>
