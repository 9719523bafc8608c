// "I did not get it": one button an issue and stream. The claim is the evidence; a person sends the
// copy again and says so.
import type { Table } from '#aws/table'
import { type Clock, type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { type Claim, claimableFrom, claimIdOf, isPosted } from './claim.ts'
import type { Customer } from './customer.ts'
import type { PostalAddress } from './postal-address.ts'
import { getCustomer } from './store.ts'
import {
  type ClaimRef,
  changeClaim,
  claimsIn,
  getClaim,
  putClaim,
  servedLinesOf,
} from './store-claims.ts'
import { getStream, type StreamRef } from './store-streams.ts'

export const claimLimits = { page: 50 }

export type ClaimCopyDeps = {
  table: Table
  clock: Clock
  publication: Pick<Publication, 'subscriptions'>
}

export type ClaimCopyOutcome =
  /** `again`: it was said before, and is known already. */
  | { kind: 'claimed'; claim: Claim; isAgain: boolean }
  /** It may still be on its way until `from`. */
  | { kind: 'tooEarly'; from: Instant }
  /** The stream was not served this issue, or not on paper. */
  | { kind: 'notServed' }

/** `by`: `reader`, or a member of staff for them. Who may act on the stream is the door's to say. */
export async function claimCopy(
  deps: ClaimCopyDeps,
  input: { ref: StreamRef; number: number; by: string },
): Promise<ClaimCopyOutcome> {
  const { ref, number, by } = input
  const { customerId, streamId } = ref
  const lines = await servedLinesOf(deps.table, ref, [number])
  const line = lines.get(number)
  if (!line || line.customerId !== customerId || !isPosted(line)) return { kind: 'notServed' }
  const from = claimableFrom(line, { postDays: postDaysOf(deps.publication) })
  const now = instant(deps.clock())
  if (now < from) return { kind: 'tooEarly', from }
  const { copies } = line
  const put = await putClaim(deps.table, {
    ...{ id: claimIdOf({ streamId, number }), customerId, streamId, number, copies },
    ...{ status: 'open', claimedAt: now, by, version: 1 },
  })
  return { kind: 'claimed', claim: put.claim, isAgain: put.kind === 'again' }
}

export type ClaimRow = {
  claim: Claim
  customer: Customer | undefined
  /** Where it goes now; where it went, once it was sent. */
  delivery: PostalAddress | undefined
}

/** A page of the claims that are `open`, or of a month in which they were sent (`2026-12`). */
export async function listClaims(
  deps: { table: Table },
  input: { place: 'open' | string; cursor?: string | undefined; limit?: number },
): Promise<{ rows: ClaimRow[]; cursor?: string }> {
  const { place, cursor, limit = claimLimits.page } = input
  const page = await claimsIn(deps.table, { place, cursor, limit })
  const rows = await Promise.all(
    page.claims.map(async (claim) => {
      const { customerId, streamId } = claim
      const [customer, stream] = await Promise.all([
        getCustomer(deps.table, customerId),
        getStream(deps.table, { customerId, streamId }),
      ])
      return { claim, customer, delivery: claim.sentTo ?? stream?.delivery }
    }),
  )
  return page.cursor === undefined ? { rows } : { rows, cursor: page.cursor }
}

/** A person handed the copy to the post again; said twice, it was sent once. */
export async function markClaimSent(
  deps: { table: Table; clock: Clock },
  input: { ref: ClaimRef; by: string },
): Promise<{ kind: 'sent' | 'already'; claim: Claim } | { kind: 'notFound' }> {
  const now = instant(deps.clock())
  const { customerId, claimId } = input.ref
  const streamId = (await getClaim(deps.table, input.ref))?.streamId
  if (streamId === undefined) return { kind: 'notFound' }
  const sentTo = (await getStream(deps.table, { customerId, streamId }))?.delivery
  const changed = await changeClaim(deps.table, { customerId, claimId }, (is) => {
    if (is.status === 'sent') return undefined
    const sent = { status: 'sent' as const, sentAt: now, sentBy: input.by }
    return { to: { ...is, ...sent, ...(sentTo === undefined ? {} : { sentTo }) } }
  })
  if (changed.kind === 'missing') return { kind: 'notFound' }
  return { kind: changed.kind === 'same' ? 'already' : 'sent', claim: changed.is }
}

/** Days after its dispatch in which a copy may still be on its way. */
export function postDaysOf({ subscriptions }: Pick<Publication, 'subscriptions'>): number {
  return subscriptions?.postDays ?? defaultPostDays
}

const defaultPostDays = 7
