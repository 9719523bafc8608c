// Staff in the table: members under one partition, sessions by the hash of their cookie.
import { createHash } from 'node:crypto'
import { sessionKey, staffKey, usedTokenKey, velocityKey } from '#aws/keys'
import { ifAbsent, ifPresent, type Table } from '#aws/table'
import type { MakeId, StaffId } from '#kernel/ids'
import { type Clock, dayMs, hourMs, type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { StaffMember, staffEmail, staffLimits } from './member.ts'

export type StaffStoreDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Publication
}

/**
 * Every member, removed ones too, by address. On the first use the first staff of the publication's
 * configuration are written; later changes to the configuration add nobody.
 */
export async function listStaff(deps: StaffStoreDeps): Promise<StaffMember[]> {
  const members = await membersOf(deps.table)
  if (members.length > 0) return members
  await seedStaff(deps)
  return membersOf(deps.table)
}

/** The member at a normalised address, removed or not. */
export async function getStaff(table: Table, email: string): Promise<StaffMember | undefined> {
  const item = await table.get(staffKey(email), { consistent: true })
  return item === undefined ? undefined : StaffMember.parse(item)
}

/** The member with this id, removed or not; staff are few, so the partition is read. */
export async function staffById(
  deps: StaffStoreDeps,
  id: StaffId | string,
): Promise<StaffMember | undefined> {
  return (await listStaff(deps)).find((member) => member.id === id)
}

/** The same for who seeds nobody: a mail's writer. */
export async function memberById(table: Table, id: string): Promise<StaffMember | undefined> {
  return (await membersOf(table)).find((member) => member.id === id)
}

/** Writes a new member; `taken` when the address has one already. */
export async function addMember(
  table: Table,
  member: StaffMember,
): Promise<{ kind: 'written' | 'taken' }> {
  const result = await table.put({ ...staffKey(member.email), schema: 1, ...member }, ifAbsent)
  return { kind: result.kind === 'written' ? 'written' : 'taken' }
}

/** Changes attributes of a member, if it is still at `version`. */
export async function changeMember(
  table: Table,
  member: Pick<StaffMember, 'email' | 'version'>,
  changes: Partial<Omit<StaffMember, 'email' | 'id' | 'version'>>,
): Promise<{ kind: 'written'; member: StaffMember } | { kind: 'conflict' }> {
  const result = await table.update(
    staffKey(member.email),
    { set: { ...changes, version: member.version + 1 } },
    { if: '#version = :version', values: { ':version': member.version } },
  )
  if (result.kind === 'conditionFailed') return { kind: 'conflict' }
  return { kind: 'written', member: StaffMember.parse(result.item) }
}

/** Grows the generation, which voids every session and link of the member. */
export async function nextGeneration(table: Table, email: string): Promise<void> {
  await table.update(staffKey(email), { add: { generation: 1, version: 1 } }, ifPresent)
}

/** A session as stored: only the hash of its cookie is kept. */
export type StoredSession = {
  email: string
  staffId: string
  generation: number
  createdAt: Instant
  renewedAt: Instant
  /** When it ends unless it is used before; the TTL attribute follows a day later. */
  endsAt: Instant
}

export async function putSession(
  table: Table,
  hash: string,
  session: StoredSession,
): Promise<void> {
  const result = await table.put(
    { ...sessionKey(hash), schema: 1, ...session, ...ttl(session.endsAt) },
    ifAbsent,
  )
  if (result.kind !== 'written') throw new Error('Two sessions drew the same 256 random bits')
}

export async function getSession(table: Table, hash: string): Promise<StoredSession | undefined> {
  return (await table.get(sessionKey(hash), { consistent: true })) as StoredSession | undefined
}

/** Moves the end of a session that still exists; one that was signed out is not revived. */
export async function renewSession(
  table: Table,
  hash: string,
  times: { renewedAt: Instant; endsAt: Instant },
): Promise<boolean> {
  const result = await table.update(
    sessionKey(hash),
    { set: { ...times, ...ttl(times.endsAt) } },
    ifPresent,
  )
  return result.kind === 'written'
}

export async function deleteSession(table: Table, hash: string): Promise<void> {
  await table.delete(sessionKey(hash))
}

/** Records that a single-use token acted. False when it already had: exactly one caller wins. */
export async function useOnce(
  table: Table,
  token: { nonce: string; now: Date; keepUntil: Instant },
): Promise<boolean> {
  const result = await table.put(
    {
      ...usedTokenKey(sha256(`staff:${token.nonce}`)),
      usedAt: instant(token.now),
      ...ttl(token.keepUntil),
    },
    ifAbsent,
  )
  return result.kind === 'written'
}

/** Counts one more try in this hour and answers with the count. `scope` is hashed. */
export async function countTry(table: Table, scope: string, now: Date): Promise<number> {
  const hour = instant(Math.floor(now.getTime() / hourMs) * hourMs)
  const result = await table.update(velocityKey(sha256(`staff-sign-in:${scope}`), hour), {
    add: { count: 1 },
    set: { expiresAt: Math.floor((now.getTime() + dayMs) / 1000) },
  })
  return result.kind === 'written' ? Number(result.item.count) : Number.POSITIVE_INFINITY
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function ttl(endsAt: Instant): { expiresAt: number } {
  return { expiresAt: Math.floor((Date.parse(endsAt) + dayMs) / 1000) }
}

async function membersOf(table: Table): Promise<StaffMember[]> {
  const { items } = await table.queryPage({
    partition: staffKey('').pk,
    limit: staffLimits.members,
    consistent: true,
  })
  return items.map((item) => StaffMember.parse(item))
}

async function seedStaff({ table, clock, makeId, publication }: StaffStoreDeps): Promise<void> {
  const now = instant(clock())
  for (const { email, name, roles } of publication.staff) {
    const address = staffEmail(email)
    if (address === undefined) continue
    await addMember(table, {
      id: makeId('staff'),
      email: address,
      name,
      roles: [...new Set(roles)],
      locale: publication.locale,
      status: 'active',
      generation: 1,
      createdAt: now,
      updatedAt: now,
      version: 1,
    })
  }
}
