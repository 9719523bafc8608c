// Somebody asks for the link to their account. The answer, and the work done, are the same whatever
// the address; whether there is anything to open is seen when the mail is written.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { Locale, Sentence } from '#kernel/errors'
import type { MakeId } from '#kernel/ids'
import { type Clock, hourMs, instant } from '#kernel/time'
import { parseAddress } from '#readers/address'
import { networkOf } from '#readers/network'
import { type ReaderKeys, readerIds } from '#readers/reader-id'
import { takeInWindow } from '#readers/store-counters'
import { accountLimits } from './account-link.ts'
import { putAccountLink } from './store-accounts.ts'

export type RequestAccountLinkDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  readerKeys: ReaderKeys
  hint: (key: Key) => Promise<void>
}

/** `sent` says only that the request was taken: a link is mailed if something is held there. */
export type AccountLinkRequest =
  | { kind: 'sent' }
  | { kind: 'malformed'; sentence: Sentence; suggestion?: string | undefined }
  | { kind: 'tooMany' }

/** Counted by network and by address, for unknown addresses too, so that `tooMany` tells nothing. */
export async function requestAccountLink(
  deps: RequestAccountLinkDeps,
  input: { email: string; ip: string; locale: Locale },
): Promise<AccountLinkRequest> {
  const address = parseAddress(input.email)
  if (address.kind === 'malformed')
    return { kind: 'malformed', sentence: address.sentence, suggestion: address.suggestion }
  const now = deps.clock()
  const window = { windowMs: hourMs, now }
  const { linksPerIpAndHour, linksPerAddressAndHour } = accountLimits
  const counts = [
    { scope: 'account-ip', subject: networkOf(input.ip), limit: linksPerIpAndHour },
    { scope: 'account-address', subject: address.email, limit: linksPerAddressAndHour },
  ]
  for (const count of counts)
    if ((await takeInWindow(deps.table, { ...count, ...window })) === 'full')
      return { kind: 'tooMany' }
  const at = instant(now)
  const ids = readerIds(deps.readerKeys, address.email)
  const key = await putAccountLink(
    deps.table,
    { readerIds: ids, locale: input.locale, askedAt: at },
    {
      ...{ kind: 'mail.accountLink', id: deps.makeId('mail'), createdAt: at, dueAt: at },
      ...{ attempts: 0, data: {} },
    },
  )
  await deps.hint(key)
  return { kind: 'sent' }
}
