// The audit trail: who did what, when, to which thing. Ids and choices only, never an address, a
// name or a text; names are looked up when the trail is read.
import * as z from 'zod'
import { auditKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { MakeId, StaffId } from '#kernel/ids'
import { type Clock, dayMs, type Instant, instant } from '#kernel/time'
import { staffLimits } from './member.ts'

/** `thing.pastParticiple`; pages hold the sentence for each one they know. */
export const AuditAct = z.string().regex(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/)
export type AuditAct = z.infer<typeof AuditAct>

export const AuditLine = z.object({
  id: z.string(),
  at: z.custom<Instant>((value) => typeof value === 'string'),
  /** The member who acted, or `system`. */
  staffId: z.string().max(80),
  act: AuditAct,
  /** Id of what was acted on: a newsletter, an issue's number, a reader, a member. */
  subject: z.string().max(80),
  /** Choices that matter, such as `{ roles: 'marketing' }`. */
  data: z.record(z.string(), z.string().max(200)),
})
export type AuditLine = z.infer<typeof AuditLine>

/** Appends one line. Written after the act, by the door that let the person act. */
export async function recordAudit(
  deps: { table: Table; clock: Clock; makeId: MakeId },
  line: {
    staffId: StaffId | 'system'
    act: AuditAct
    subject: string
    data?: Record<string, string>
  },
): Promise<void> {
  const at = instant(deps.clock())
  const id = deps.makeId('audit')
  const stored = AuditLine.parse({ ...line, id, at, data: line.data ?? {} })
  await deps.table.put({ ...auditKey(at.slice(0, 10), at, id), schema: 1, ...stored }, ifAbsent)
}

/**
 * Lines newest first, from the day `before` (UTC, `2026-12-01`, included) back, until a page is full
 * or `staffLimits.auditDays` are read. `next` is the day to go on with.
 */
export async function auditTrail(
  deps: { table: Table; clock: Clock },
  input: { before?: string | undefined } = {},
): Promise<{ lines: AuditLine[]; next?: string }> {
  const lines: AuditLine[] = []
  let day = input.before ?? instant(deps.clock()).slice(0, 10)
  for (let read = 0; read < staffLimits.auditDays; read++) {
    const partition = auditKey(day, '', '').pk
    for await (const item of deps.table.query({ partition, newestFirst: true }))
      lines.push(AuditLine.parse(item))
    day = instant(Date.parse(`${day}T00:00:00.000Z`) - dayMs).slice(0, 10)
    if (lines.length >= staffLimits.auditPage) return { lines, next: day }
  }
  return { lines }
}

/** What was done to one thing between two instants, oldest first; a fortnight of days at most. */
export async function auditOf(
  table: Table,
  input: { subject: string; from: Instant; to: Instant },
): Promise<AuditLine[]> {
  const { subject, from, to } = input
  const lines: AuditLine[] = []
  let day = from.slice(0, 10)
  for (let read = 0; read < subjectDays && day <= to.slice(0, 10); read++) {
    const partition = auditKey(day, '', '').pk
    for await (const item of table.query({ partition }))
      if (item['subject'] === subject) lines.push(AuditLine.parse(item))
    day = instant(Date.parse(`${day}T00:00:00.000Z`) + dayMs).slice(0, 10)
  }
  return lines.filter(({ at }) => at >= from && at <= to)
}

const subjectDays = 15
