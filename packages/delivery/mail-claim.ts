// A worker's hold on an item's open mail intent: claimed before the one call, closed after it. The
// claim names the intent, so that a newer intent in its place is free at once.
import * as z from 'zod'
import { closedIntent, openIntent } from '#aws/intent'
import type { Key } from '#aws/keys'
import type { Condition, Item, Table } from '#aws/table'
import type { Intent } from '#kernel/intents'
import { type Instant, instant } from '#kernel/time'
import { deliveryLimits } from './mailing.ts'

export const MailClaim = z.object({
  intentId: z.string(),
  token: z.string(),
  until: z.custom<Instant>((value) => typeof value === 'string'),
})
export type MailClaim = z.infer<typeof MailClaim>

/** The claim of this intent, if there is one. */
export function claimOf(item: Item, intent: Intent): MailClaim | undefined {
  const claim = MailClaim.safeParse(item['intentClaim'])
  return claim.success && claim.data.intentId === intent.id ? claim.data : undefined
}

/** Claims the intent; the sweep looks at it again when the claim has run out. */
export async function claimMail(
  table: Table,
  at: { key: Key; intent: Intent; token: string; now: Date },
): Promise<boolean> {
  const { key, intent, token } = at
  const until = instant(at.now.getTime() + deliveryLimits.mailClaimMs)
  const claim: MailClaim = { intentId: intent.id, token, until }
  const written = await table.update(
    key,
    { set: { intentClaim: claim, ...openIntent({ ...intent, dueAt: until }) } },
    {
      if: '#intent.#id = :id AND (attribute_not_exists(#intentClaim) OR #intentClaim.#intentId <> :id)',
      values: { ':id': intent.id },
    },
  )
  if (written.kind === 'written') return true
  // The write may have been ours, its answer lost and the client's retry refused.
  const there = await table.get(key, { consistent: true })
  return there !== undefined && claimOf(there, intent)?.token === token
}

/** Gives the intent back for a later try. */
export async function postponeMail(
  table: Table,
  at: { key: Key; intent: Intent; token: string; dueAt: Instant; attempts: number },
): Promise<void> {
  const { key, intent, token, dueAt, attempts } = at
  await table.update(
    key,
    { set: openIntent({ ...intent, dueAt, attempts }), remove: ['intentClaim'] },
    { if: '#intentClaim.#token = :token', values: { ':token': token } },
  )
}

/** Closes the intent, unless a newer one has taken its place. */
export async function closeMail(table: Table, at: { key: Key; intent: Intent }): Promise<void> {
  const remove = [...closedIntent.remove, 'intentClaim']
  await table.update(at.key, { remove }, sameIntent(at.intent))
}

export function sameIntent(intent: Intent): Condition {
  return { if: '#intent.#id = :id', values: { ':id': intent.id } }
}
