// The single mails a reader was sent, as delivery recorded them: never an address or a text.
import type { Table } from '#aws/table'
import { type MailWithFacts, mailsOfReader } from '#delivery/store-mails'
import type { ReaderId } from '#kernel/ids'

export type MailSent = Pick<MailWithFacts, 'id' | 'kind' | 'outcome' | 'reason' | 'at' | 'facts'>

/** The most telling of what is known of a mail: the last event, or the outcome of its call. */
export function lastWordOn({ facts, outcome }: Pick<MailSent, 'facts' | 'outcome'>): string {
  const told = ['complained', 'bounced', 'rejected', 'delivered', 'bouncedSoft']
  return told.find((fact) => facts?.includes(fact)) ?? outcome
}

/** The newest 200, oldest first. */
export async function mailsSentTo(table: Table, readerId: ReaderId): Promise<MailSent[]> {
  const records = await mailsOfReader(table, readerId)
  return records
    .map(({ id, kind, outcome, reason, at, facts }) => ({
      id,
      kind,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      at,
      ...(facts === undefined ? {} : { facts }),
    }))
    .reverse()
}
