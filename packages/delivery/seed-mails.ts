// The mails that a mailing's seeds get, and when the rest follows. Pure.
import type { MailingId } from '#kernel/ids'
import { type Instant, instant, minuteMs } from '#kernel/time'
import type { Mailing } from './mailing.ts'

/** A mail to make: to whom, with which subject. */
export type SeedMail = { number: number; seed: number; email: string; subject: 'a' | 'b' }

/** Every mail that a mailing's seeds get, in order. */
export function seedMails(mailing: Pick<Mailing, 'seeds' | 'test'>): SeedMail[] {
  const subjects = mailing.test ? (['a', 'b'] as const) : (['a'] as const)
  return (mailing.seeds?.emails ?? []).flatMap((email, seed) =>
    subjects.map((subject, at) => ({ number: seed * subjects.length + at, seed, email, subject })),
  )
}

/** The id that a seed mail's events come back with. */
export function seedMailId(mailingId: MailingId, number: number): string {
  return `${mailingId}-seed-${number}`
}

/** When the rest goes, if the last seed is called at `at`: on the minute, as the mail says it. */
export function goesAt(mailing: Pick<Mailing, 'seeds'>, at: Instant): Instant {
  const waitMs = (mailing.seeds?.waitMinutes ?? 0) * minuteMs
  return instant(Math.ceil((Date.parse(at) + waitMs) / minuteMs) * minuteMs)
}
