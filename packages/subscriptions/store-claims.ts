// Claims in the table: with their customer, and by what is to be done. Open ones lie together; those
// that were sent lie under the month in which they were.
import { claimIndex, claimKey, servedKey } from '#aws/keys'
import { type Item, ifAbsent, type Table } from '#aws/table'
import type { ClaimId, CustomerId } from '#kernel/ids'
import { Claim } from './claim.ts'
import type { StreamRef } from './store-streams.ts'
import { ServedLine } from './stream.ts'
import { type Change, type Changed, changeItem } from './versioned.ts'

const schema = 1

export type ClaimRef = { customerId: CustomerId; claimId: ClaimId }

/** The claim that is there: this one, or the one that was there before. */
export async function putClaim(
  table: Table,
  claim: Claim,
): Promise<{ kind: 'first' | 'again'; claim: Claim }> {
  const key = claimKey(claim.customerId, claim.id)
  const item = { ...key, ...indexOf(claim), schema, ...Claim.parse(claim) }
  if ((await table.put(item, ifAbsent)).kind === 'written') return { kind: 'first', claim }
  const there = await table.get(key, { consistent: true })
  return there ? { kind: 'again', claim: Claim.parse(there) } : { kind: 'first', claim }
}

export async function getClaim(
  table: Table,
  { customerId, claimId }: ClaimRef,
): Promise<Claim | undefined> {
  const item = await table.get(claimKey(customerId, claimId), { consistent: true })
  return item && Claim.parse(item)
}

export async function changeClaim(
  table: Table,
  { customerId, claimId }: ClaimRef,
  change: (is: Claim) => Omit<Change<Claim>, 'attributes'> | undefined,
): Promise<Changed<Claim>> {
  return await changeItem(table, claimKey(customerId, claimId), {
    parse: (item) => Claim.parse(item),
    change: (is) => {
      const to = change(is)
      return to && { ...to, attributes: indexOf(to.to) }
    },
  })
}

export async function claimsOf(table: Table, customerId: CustomerId): Promise<Claim[]> {
  const claims: Claim[] = []
  const partition = claimKey(customerId, '').pk
  for await (const item of table.query({ partition, beginsWith: 'CLAIM#', consistent: true }))
    claims.push(Claim.parse(item))
  return claims
}

/** A page of those that are `open`, or that were sent in a month (`2026-12`). */
export async function claimsIn(
  table: Table,
  page: { place: string; cursor?: string | undefined; limit: number },
): Promise<{ claims: Claim[]; cursor?: string }> {
  const { place, cursor, limit } = page
  const partition = claimIndex(place, '').gsi1pk
  const found = await table.queryPage({ index: 'gsi1', partition, limit, cursor })
  const claims = found.items.map((item) => Claim.parse(item))
  return found.cursor === undefined ? { claims } : { claims, cursor: found.cursor }
}

function indexOf({ id, status, sentAt }: Claim): Item {
  return { ...claimIndex(status === 'open' ? 'open' : (sentAt ?? '').slice(0, 7), id) }
}

/** What a stream was served of these issues; a number that it was not is missing. */
export async function servedLinesOf(
  table: Table,
  { streamId }: Pick<StreamRef, 'streamId'>,
  numbers: readonly number[],
): Promise<Map<number, ServedLine>> {
  const keys = [...new Set(numbers)].map((number) => servedKey(number, streamId))
  const lines = (await table.getMany(keys)).map((item) => ServedLine.parse(item))
  return new Map(lines.map((line) => [line.number, line]))
}
