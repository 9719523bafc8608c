// Exceptions in the table: what finance must look at. Open ones lie together, resolved ones under
// their month; both by the day they belong to.
import { exceptionIndex, exceptionKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import { idSchema } from '#kernel/ids'
import { type Clock, type Instant, instant } from '#kernel/time'
import { Exception, type ExceptionKind, exceptionId, type Resolution } from './exception.ts'
import { firstDayOf, lastDayOf, monthOf } from './month.ts'

const schema = 1
export const exceptionLimits = { page: 100, open: 5_000 }

type Deps = { table: Table; clock: Clock }
export type Raised = { kind: 'raised' | 'known'; exception: Exception }

/**
 * Raises an exception once: the same cause, subject and amount is the same one. One that a person has
 * resolved stays resolved; one that had gone by itself is open again.
 */
export async function raiseException(
  { table, clock }: Deps,
  raised: Omit<Exception, 'id' | 'raisedAt' | 'resolution' | 'refs'> & {
    refs?: Record<string, string>
  },
): Promise<Raised> {
  const id = exceptionId(raised)
  const exception = Exception.parse({ ...raised, id, raisedAt: instant(clock()) })
  const item = { ...exceptionKey(id), schema, ...exception, ...openPlace(exception) }
  if ((await table.put(item, ifAbsent)).kind === 'written') return { kind: 'raised', exception }
  const again = await table.update(
    exceptionKey(id),
    {
      set: { raisedAt: exception.raisedAt, refs: exception.refs, ...openPlace(exception) },
      remove: ['resolution'],
    },
    { if: '#resolution.#kind = :gone', values: { ':gone': 'gone' } },
  )
  if (again.kind === 'written') return { kind: 'raised', exception: Exception.parse(again.item) }
  const there = await exceptionOf(table, id)
  return { kind: 'known', exception: there ?? exception }
}

/** `resolved`: now. `already`: by somebody before; that resolution stands. */
export type ResolvedException =
  | { kind: 'resolved' | 'already'; exception: Exception }
  | { kind: 'unknown' }

/** Settles an exception; exactly one resolution stands. */
export async function resolveException(
  { table, clock }: Deps,
  { id, resolution }: { id: string; resolution: Omit<Resolution, 'at'> & { at?: Instant } },
): Promise<ResolvedException> {
  const there = await exceptionOf(table, id)
  if (!there) return { kind: 'unknown' }
  const settled = Exception.parse({
    ...there,
    resolution: { ...resolution, at: resolution.at ?? instant(clock()) },
  })
  const written = await table.update(
    exceptionKey(id),
    { set: { resolution: settled.resolution, ...placeOf(settled) } },
    { if: 'attribute_exists(#pk) AND attribute_not_exists(#resolution)' },
  )
  if (written.kind === 'written')
    return { kind: 'resolved', exception: Exception.parse(written.item) }
  const now = await exceptionOf(table, id)
  return now ? { kind: 'already', exception: now } : { kind: 'unknown' }
}

/**
 * Those of a kind (and of `about`, where given) that are open and not named in `still` have gone:
 * their cause is no more. Answers with how many.
 */
export async function clearExceptions(
  deps: Deps,
  { kind, about, still = [] }: { kind: ExceptionKind; about?: string; still?: readonly string[] },
): Promise<number> {
  let cleared = 0
  for (const exception of await openExceptions(deps.table)) {
    if (exception.kind !== kind || still.includes(exception.id)) continue
    if (about !== undefined && exception.about !== about) continue
    const resolution = { kind: 'gone' as const, way: 'gone', by: 'kiosque' }
    await resolveException(deps, { id: exception.id, resolution })
    cleared++
  }
  return cleared
}

/** Undefined also of what is no id: addresses are typed by anybody. */
export async function exceptionOf(table: Table, id: string): Promise<Exception | undefined> {
  if (!idSchema('exception').safeParse(id).success) return undefined
  const item = await table.get(exceptionKey(id), { consistent: true })
  return item && Exception.parse(item)
}

/** Every open one, the oldest day first; at most `exceptionLimits.open`. */
export async function openExceptions(table: Table): Promise<Exception[]> {
  return await readPlace(table, 'open')
}

/** Of one month, open and resolved, by day. */
export async function exceptionsOf(table: Table, month: string): Promise<Exception[]> {
  const days = [firstDayOf(month), `${lastDayOf(month)}~`] as const
  const open = await readPlace(table, 'open', days)
  const resolved = await readPlace(table, month)
  return [...open, ...resolved].toSorted(byDay)
}

/** Open ones that belong to a month or to one before: a close waits for them. */
export async function openExceptionsUpTo(table: Table, month: string): Promise<Exception[]> {
  return await readPlace(table, 'open', ['0', `${lastDayOf(month)}~`])
}

async function readPlace(
  table: Table,
  place: string,
  between?: readonly [string, string],
): Promise<Exception[]> {
  const found: Exception[] = []
  const partition = exceptionIndex(place, '', '').gsi1pk
  const range = between === undefined ? {} : { between }
  for await (const item of table.query({ index: 'gsi1', partition, ...range })) {
    found.push(Exception.parse(item))
    if (found.length >= exceptionLimits.open) break
  }
  return found
}

function openPlace({ date, id }: Exception) {
  return exceptionIndex('open', date, id)
}

function placeOf(exception: Exception) {
  const { date, id, resolution } = exception
  return resolution ? exceptionIndex(monthOf(date), date, id) : openPlace(exception)
}

function byDay(a: Exception, b: Exception): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1
  return a.id < b.id ? -1 : 1
}
