// Addresses of the report's pages.
import type { MailingId, NewsletterId, ReaderId } from '#kernel/ids'
import { newsletterPath } from './desk.ts'

export type NamesOf = { mailingId: MailingId; state: string; reason?: string | undefined }

/** The names behind a number; `csv` as a file. */
export function namesPath(
  newsletterId: NewsletterId,
  { mailingId, state, reason }: NamesOf,
  csv = false,
): string {
  const query = `mailing=${mailingId}&state=${state}${reason ? `&reason=${reason}` : ''}`
  return `${newsletterPath(newsletterId, `report/names${csv ? '.csv' : ''}`)}?${query}`
}

export function tracePath(
  newsletterId: NewsletterId,
  of: { mailingId: MailingId; readerId: ReaderId },
): string {
  return `${newsletterPath(newsletterId, 'report/trace')}?mailing=${of.mailingId}&reader=${of.readerId}`
}

/** All recipients as a file, or one part of it (from 1). */
export function allPath(newsletterId: NewsletterId, mailingId: MailingId, part = 1): string {
  return `${newsletterPath(newsletterId, 'report/all.csv')}?mailing=${mailingId}&part=${part}`
}
