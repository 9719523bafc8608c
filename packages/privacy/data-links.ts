// Export and erasure are asked for on the preferences page and done through a freshly mailed link,
// so that an old newsletter that was passed on opens nothing.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MakeId, ReaderId } from '#kernel/ids'
import { type Clock, dayMs, hourMs, instant, plusMs } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import { linkLimits, readReaderToken } from '#readers/links'
import { getReader } from '#readers/store'
import { takeRolling } from '#readers/store-counters'
import { getDataRequest, putDataRequest } from '#readers/store-requests'
import { contactOf } from '#subscriptions/contact-of'

export const dataLinkLimits = { requestsPerDay: 3 }

export type DataLinkDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  hint: (key: Key) => Promise<void>
}

/** For a reader, and for who is a customer or receives a gift alone. `gone`: erased; the page may answer as for `sent`. `tooMany`: three a day are enough. */
export type DataLinkOutcome = { kind: 'sent' | 'tooMany' | 'gone' }

/** Asks for the mail with the link to "what we hold about you". */
export function requestExport(
  deps: DataLinkDeps,
  input: { readerId: ReaderId },
): Promise<DataLinkOutcome> {
  return requestLink(deps, { ...input, purpose: 'export' })
}

/** Asks for the mail with the link that erases. */
export function requestErasure(
  deps: DataLinkDeps,
  input: { readerId: ReaderId },
): Promise<DataLinkOutcome> {
  return requestLink(deps, { ...input, purpose: 'erase' })
}

async function requestLink(
  deps: DataLinkDeps,
  input: { readerId: ReaderId; purpose: 'export' | 'erase' },
): Promise<DataLinkOutcome> {
  const { readerId, purpose } = input
  const reader = await getReader(deps.table, readerId, { consistent: true })
  if (!reader && !(await contactOf(deps.table, readerId))) return { kind: 'gone' }
  const now = deps.clock()
  const taken = await takeRolling(deps.table, {
    scope: `data-${purpose}`,
    subject: readerId,
    limit: dataLinkLimits.requestsPerDay,
    windowMs: dayMs,
    now,
  })
  if (taken === 'full') return { kind: 'tooMany' }
  const at = instant(now)
  const id = deps.makeId('request')
  const key = await putDataRequest(deps.table, {
    id,
    readerId,
    purpose,
    at,
    purgeAt: plusMs(at, 2 * linkLimits.dataLinkHours * hourMs),
    intent: {
      kind: purpose === 'export' ? 'mail.dataExport' : 'mail.erasure',
      id: deps.makeId('mail'),
      createdAt: at,
      dueAt: at,
      attempts: 0,
      data: { readerId, requestId: id },
    },
  })
  await deps.hint(key)
  return { kind: 'sent' }
}

export type DataLinkReading =
  | { kind: 'valid'; readerId: ReaderId; requestId: string }
  | { kind: 'expired' | 'invalid' | 'gone' }

/**
 * Reads an export or erasure link. `gone`: the request it answers is no longer there, for the
 * reader was erased; a reader of the same address who came back afterwards is not touched by it.
 */
export async function readDataLink(
  deps: { table: Table; clock: Clock; signingKeys: SigningKeys },
  input: { purpose: 'export' | 'erase'; token: string },
): Promise<DataLinkReading> {
  const reading = readReaderToken(deps.signingKeys, {
    link: input.purpose,
    token: input.token,
    now: deps.clock(),
  })
  if (reading.kind !== 'valid') return { kind: reading.kind }
  const { readerId, nonce } = reading
  if (nonce === undefined) return { kind: 'invalid' }
  const request = await getDataRequest(deps.table, { readerId, id: nonce })
  if (!request || request.purpose !== input.purpose) return { kind: 'gone' }
  return { kind: 'valid', readerId, requestId: nonce }
}
