// The calls to a mailing's seeds: one item, in which each call has a number. A seed gets one mail,
// or one of each subject where two are tested.
import { seedsKey } from '#aws/keys'
import type { Changes, Condition, Item, Table } from '#aws/table'
import type { MailingId } from '#kernel/ids'
import { type Instant, instant } from '#kernel/time'
import { deliveryLimits, type SeedOutcomes } from './mailing.ts'

const schema = 1

type Numbers = ReadonlySet<number>
export type SeedCalls = {
  attempted: Numbers
  accepted: Numbers
  uncertain: Numbers
  failed: Numbers
  /** Until when a call may still be under way, by number. */
  claims: ReadonlyMap<number, { token: string; until: Instant }>
  /** When the last outcome was recorded. */
  lastAt?: Instant
}

export async function getSeedCalls(table: Table, id: MailingId): Promise<SeedCalls> {
  return readCalls(await table.get(seedsKey(id), { consistent: true }))
}

function readCalls(item: Item | undefined): SeedCalls {
  const numbers = (name: string): Numbers =>
    item?.[name] instanceof Set ? (item[name] as Set<number>) : new Set()
  const claims = Object.entries(item ?? {})
    .filter(([name]) => name.startsWith('claim_'))
    .map(([name, claim]) => [Number(name.slice('claim_'.length)), claim] as const)
  return {
    attempted: numbers('attempted'),
    accepted: numbers('accepted'),
    uncertain: numbers('uncertain'),
    failed: numbers('failed'),
    claims: new Map(claims) as SeedCalls['claims'],
    ...(item?.['lastAt'] === undefined ? {} : { lastAt: item['lastAt'] as Instant }),
  }
}

/** Whether its outcome is recorded. */
export function isKnown(calls: SeedCalls, number: number): boolean {
  return calls.accepted.has(number) || calls.failed.has(number) || calls.uncertain.has(number)
}

/** Claims a call, which nobody else may then make; false when somebody has. */
export async function claimSeed(
  table: Table,
  id: MailingId,
  claim: { number: number; token: string; now: Date },
): Promise<boolean> {
  const { number, token } = claim
  const until = instant(claim.now.getTime() + deliveryLimits.mailClaimMs)
  const written = await table.update(
    seedsKey(id),
    {
      set: { schema, [claimName(number)]: { token, until } },
      add: { attempted: new Set([number]) },
    },
    {
      if: 'attribute_not_exists(#attempted) OR NOT contains(#attempted, :number)',
      values: { ':number': number },
    },
  )
  if (written.kind === 'written') return true
  // The write may have been ours, its answer lost and the client's retry refused.
  return (await getSeedCalls(table, id)).claims.get(number)?.token === token
}

/** Records what became of a call. Repeating it changes nothing but the time. */
export async function recordSeed(
  table: Table,
  id: MailingId,
  call: { number: number; outcome: keyof SeedOutcomes; at: Instant },
): Promise<void> {
  await table.update(seedsKey(id), {
    set: { lastAt: call.at },
    add: { [call.outcome]: new Set([call.number]) },
  })
}

/** It was surely not sent: the call may be claimed again. Only by whoever claimed it. */
export async function releaseSeed(
  table: Table,
  id: MailingId,
  claim: { number: number; token: string },
): Promise<void> {
  const name = claimName(claim.number)
  const changes: Changes = { remove: [name], take: { attempted: new Set([claim.number]) } }
  const mine: Condition = { if: `#${name}.#token = :token`, values: { ':token': claim.token } }
  await table.update(seedsKey(id), changes, mine)
}

/** Calls whose worker never came back are `uncertain`, and never made again. Answers with all. */
export async function closeSeedClaims(
  table: Table,
  id: MailingId,
  now: Instant,
): Promise<SeedCalls> {
  const calls = await getSeedCalls(table, id)
  const lost = [...calls.attempted].filter(
    (number) => !isKnown(calls, number) && (calls.claims.get(number)?.until ?? '') <= now,
  )
  if (lost.length === 0) return calls
  await table.update(seedsKey(id), {
    set: { lastAt: now },
    add: { uncertain: new Set(lost) },
  })
  return await getSeedCalls(table, id)
}

/** What is known outranks what was once unknown: a worker thought dead may still bring its answer. */
export function outcomesOf(calls: SeedCalls): SeedOutcomes {
  const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b)
  const { accepted } = calls
  const failed = sorted(calls.failed).filter((number) => !accepted.has(number))
  const known = new Set([...accepted, ...failed])
  const uncertain = sorted(calls.uncertain).filter((number) => !known.has(number))
  return { accepted: sorted(accepted), failed, uncertain }
}

const claimName = (number: number) => `claim_${number}`
