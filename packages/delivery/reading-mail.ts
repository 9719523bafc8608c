// Writes the mail that says a digital issue is there, from the line of what a stream was served.
import { getIssue } from '#editorial/store'
import { getIssueFile } from '#editorial/store-issue-files'
import type { ReaderId } from '#kernel/ids'
import { dateOf, instant } from '#kernel/time'
import { getSuppression } from '#readers/store'
import { accessBy, rightsOfStream } from '#subscriptions/load-access'
import { readingLimits, readingToken, readingUrl } from '#subscriptions/reading-link'
import { getCustomer, getOrder } from '#subscriptions/store'
import { ServedLine, type Stream } from '#subscriptions/stream'
import { readyNote } from './reading-notices.ts'
import type { MailCause, WriteMailDeps, Written } from './write-single-mail.ts'

/** To whoever reads it: the customer, or the one who was given it. */
export async function issueReady(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  const { table, signingKeys: keys, publication, siteUrl } = deps
  const line = ServedLine.parse(cause.item)
  const { number, customerId, streamId } = line
  const rights = await rightsOfStream(deps, { customerId, streamId })
  const [stream] = rights.streams
  const reader = stream && (await readerOf(deps, stream))
  if (!stream || !reader) return { kind: 'skipped', reason: 'erased' }
  const addressee = { readerId: reader.readerId }
  const [issue, file, access, suppression] = await Promise.all([
    getIssue(table, number),
    getIssueFile(table, number),
    accessBy({ ...deps, clock: () => cause.now }, { number, rights }),
    getSuppression(table, reader.readerId),
  ])
  if (!issue || !file) return { kind: 'skipped', reason: 'noFile', addressee }
  if (access.kind === 'closed') return { kind: 'skipped', reason: access.because, addressee }
  if (suppression?.reason === 'bounced') return { kind: 'skipped', reason: 'suppressed', addressee }
  const order = await orderOf(deps, { line, stream })
  // The giver chose the day on which the recipient is told; that mail leads to the issue too.
  const toldOn = order?.gift?.startsOn
  if (toldOn !== undefined && toldOn > dateOf(instant(cause.now), publication.zone))
    return { kind: 'skipped', reason: 'notToldYet', addressee }
  const locale = order?.locale ?? publication.locale
  const token = readingToken(keys, { customerId, streamId, number, now: cause.now })
  const note = readyNote(
    { issue, file, isGift: stream.recipient !== undefined, linkDays: readingLimits.linkDays },
    { name: publication.name, locale, link: readingUrl({ siteUrl, locale, number, token }) },
  )
  const mail = { kind: 'mail.issueReady', note } as const
  return { kind: 'mail', mail, to: reader.email, locale, addressee }
}

/** A gift is its recipient's; without an address of theirs nobody is told. */
async function readerOf(
  { table }: WriteMailDeps,
  { customerId, recipient }: Stream,
): Promise<{ email: string; readerId: ReaderId } | undefined> {
  if (recipient) {
    const { email, readerId } = recipient
    return email === undefined || readerId === undefined ? undefined : { email, readerId }
  }
  const customer = await getCustomer(table, customerId)
  return customer?.email ? { email: customer.email, readerId: customer.readerId } : undefined
}

/** The order that paid for the issue. */
async function orderOf(
  { table }: WriteMailDeps,
  { line, stream }: { line: ServedLine; stream: Stream },
) {
  const bought = stream.entitlements.find(({ id }) => id === line.entitlementId)
  const { customerId } = stream
  return bought && (await getOrder(table, { customerId, orderId: bought.orderId }))
}
