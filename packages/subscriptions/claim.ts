// A copy that did not come: who says so of which issue, and what became of it. Pure.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { type ClaimId, idSchema, prefixedId } from '#kernel/ids'
import { dayMs, type Instant, plusMs } from '#kernel/time'
import { PostalAddress } from './postal-address.ts'
import type { ServedLine } from './stream.ts'

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

export const Claim = z.object({
  id: idSchema('claim'),
  customerId: idSchema('customer'),
  streamId: idSchema('stream'),
  /** The issue that did not come. */
  number: z.number().int().min(1),
  copies: z.number().int().min(1),
  /** `open`: to be sent again. `sent`: a person handed it to the post. */
  status: z.enum(['open', 'sent']),
  claimedAt: Timestamp,
  /** Who said so: the reader, or a member of staff for them. */
  by: z.string().max(254),
  sentAt: Timestamp.optional(),
  sentBy: z.string().max(254).optional(),
  /** Where it was sent; while it is open, the stream says where it goes. */
  sentTo: PostalAddress.optional(),
  version: z.number().int().min(1),
})
export type Claim = z.infer<typeof Claim>

/** Made from stream and issue: one claim each, however often the button is pressed. */
export function claimIdOf(stream: { streamId: string; number: number }): ClaimId {
  const text = `${stream.streamId}\n${stream.number}`
  return prefixedId('claim', createHash('sha256').update(text).digest('hex').slice(0, 32))
}

/** From when on an issue that was served should have come: after that it may be claimed. */
export function claimableFrom(
  line: Pick<ServedLine, 'at'>,
  { postDays }: { postDays: number },
): Instant {
  return plusMs(line.at, postDays * dayMs)
}

/** Whether an issue of this edition comes by post at all. */
export function isPosted(line: Pick<ServedLine, 'edition'>): boolean {
  return line.edition !== 'digital'
}
