// What the nightly comparison with Stripe found last: how much was compared, what was repaired and
// what still differs, by name. Written by Stripe's worker, read by the console and the command.
import * as z from 'zod'
import { stripeAuditKey } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Instant } from '#kernel/time'

const At = z.custom<Instant>((value) => typeof value === 'string')
const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** A `Difference` as it was found on that night. */
export const FoundDifference = z.object({
  name: z.string(),
  stripe: z.object({ kind: z.string(), id: z.string() }).nullable(),
  ours: z.string().nullable(),
  atStripe: Value,
  here: Value,
})
export type FoundDifference = z.infer<typeof FoundDifference>

/** Of the lists the first ones only; the counts are of all. */
export const AuditTally = z.object({
  startedAt: At,
  comparedCount: z.number().int(),
  repairedCount: z.number().int(),
  differenceCount: z.number().int(),
  differences: z.array(FoundDifference),
  /** What was brought up to Stripe's facts; a run of an earlier version kept the count alone. */
  repaired: z.array(FoundDifference).default([]),
})

export const LastAudit = AuditTally.extend({ finishedAt: At })
export type LastAudit = z.infer<typeof LastAudit>

/** Undefined before the first night. */
export async function lastAudit(table: Table): Promise<LastAudit | undefined> {
  const item = await table.get(stripeAuditKey(), { consistent: true })
  return item?.['last'] === undefined ? undefined : LastAudit.parse(item['last'])
}
