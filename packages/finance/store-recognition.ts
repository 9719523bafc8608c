// What recognition keeps in the table: what is to be looked at, what was booked of each day, sums of a
// run that is under way, and when an invoice was found to be over.
import * as z from 'zod'
import {
  deferredCheckKey,
  type Key,
  recognisedDayKey,
  recognisedDays,
  recognisedKey,
  recognisedOverKey,
  recognisedThroughKey,
  recognisingKey,
  toRecogniseKey,
  toRecognisePartition,
} from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import type { Cents } from '#kernel/money'
import type { Instant } from '#kernel/time'

const v = 1
const At = z.custom<Instant>((value) => typeof value === 'string')
const Whole = z.number().int()

/** Released revenue in cents, by where it is booked and by the month in which it was sold. */
export const Sums = z.object({
  print: Whole,
  digital: Whole,
  bySold: z.record(z.string(), Whole),
})
export type Sums = z.infer<typeof Sums>

export function noSums(): Sums {
  return { print: 0, digital: 0, bySold: {} }
}

export function addSums(sums: Sums, more: Sums, sign: 1 | -1 = 1): void {
  sums.print += sign * more.print
  sums.digital += sign * more.digital
  for (const [month, cents] of Object.entries(more.bySold)) {
    const sum = (sums.bySold[month] ?? 0) + sign * cents
    if (sum === 0) delete sums.bySold[month]
    else sums.bySold[month] = sum
  }
}

export function addRelease(
  sums: Sums,
  { sold, cents, print }: { sold: string; cents: Cents; print: Cents },
): void {
  addSums(sums, { print, digital: cents - print, bySold: { [sold]: cents } })
}

export function isNothing({ print, digital, bySold }: Sums): boolean {
  return print === 0 && digital === 0 && Object.keys(bySold).length === 0
}

// — What was booked of a day —

/** `bookings`: how often. `pending`: of the last of them, decided and perhaps not booked yet. */
export const Recognised = Sums.extend({
  day: z.iso.date(),
  bookings: z.number().int().min(0),
  pending: Sums.optional(),
})
export type Recognised = z.infer<typeof Recognised>

/** A day of an issue, or of all that is sold by time. */
export type DayOf = { issue?: number | undefined; day: string }

function dayKey({ issue, day }: DayOf): Key {
  return issue === undefined ? recognisedDayKey(day) : recognisedKey(issue, day)
}

export async function recognisedOf(table: Table, about: DayOf): Promise<Recognised> {
  const item = await table.get(dayKey(about), { consistent: true })
  return item ? Recognised.parse(item) : { ...noSums(), day: about.day, bookings: 0 }
}

/** Changes it from what it was; false when somebody else did. */
export async function putRecognised(
  table: Table,
  about: DayOf,
  { from, to }: { from: Recognised; to: Recognised },
): Promise<boolean> {
  const isNew = from.bookings === 0
  const key = dayKey(about)
  const written = await table.put(
    { ...key, v, ...Recognised.parse(to) },
    isNew
      ? ifAbsent
      : {
          if: `#bookings = :bookings AND attribute_${from.pending ? '' : 'not_'}exists(#pending)`,
          values: { ':bookings': from.bookings },
        },
  )
  return written.kind === 'written'
}

/** Every day of an issue, oldest first. */
export async function recognisedDaysOf(table: Table, issue: number): Promise<Recognised[]> {
  return await readDays(table, recognisedKey(issue, '').pk, 'RECOGNISED#')
}

/** The days of a month of what is sold by time. */
export async function recognisedDaysIn(table: Table, month: string): Promise<Recognised[]> {
  return await readDays(table, recognisedDays(month), month)
}

async function readDays(table: Table, partition: string, beginsWith: string) {
  const days: Recognised[] = []
  for await (const item of table.query({ partition, beginsWith, consistent: true }))
    days.push(Recognised.parse(item))
  return days
}

/** The last day of what is sold by time that was gone through. */
export async function daysThrough(table: Table): Promise<string | undefined> {
  const item = await table.get(recognisedThroughKey(), { consistent: true })
  return item === undefined ? undefined : String(item['day'])
}

export async function putDaysThrough(table: Table, day: string): Promise<void> {
  await table.put({ ...recognisedThroughKey(), v, day })
}

// — Sums of one run, shard by shard —

/** `unknown`: lines whose invoice is not in the books, the first of them by name. */
export const ShardSums = z.object({
  startedAt: At,
  days: z.record(z.string(), Sums),
  unknown: z.array(z.string()).max(20),
  unknownCount: z.number().int().min(0),
})
export type ShardSums = z.infer<typeof ShardSums>

export function noShardSums(startedAt: Instant): ShardSums {
  return { startedAt, days: {}, unknown: [], unknownCount: 0 }
}

export async function putShardSums(
  table: Table,
  { what, shard }: { what: string; shard: number },
  sums: ShardSums,
): Promise<void> {
  await table.put({ ...recognisingKey(what, shard), v, ...ShardSums.parse(sums) })
}

/** All shards of one run; undefined when one of them is another run's. */
export async function gatherSums(
  table: Table,
  { what, shards, startedAt }: { what: string; shards: number; startedAt: Instant },
): Promise<ShardSums | undefined> {
  const sum = noShardSums(startedAt)
  let found = 0
  const partition = recognisingKey(what, 0).pk
  for await (const item of table.query({ partition, consistent: true })) {
    const one = ShardSums.parse(item)
    if (one.startedAt !== startedAt) continue
    found++
    for (const [day, sums] of Object.entries(one.days)) {
      sum.days[day] ??= noSums()
      addSums(sum.days[day], sums)
    }
    sum.unknown = [...sum.unknown, ...one.unknown].slice(0, 20)
    sum.unknownCount += one.unknownCount
  }
  return found === shards ? sum : undefined
}

/** What of an issue was served on the day that runs, and is not booked yet. */
export async function putUnbooked(
  table: Table,
  { what, startedAt, sums }: { what: string; startedAt: Instant; sums: Sums },
): Promise<void> {
  await table.put({ ...deferredCheckKey(`UNBOOKED#${what}`), v, startedAt, ...sums })
}

/** Of all issues that this run looked at, or the last one that did. */
export async function unbookedOf(table: Table, what: string): Promise<Sums> {
  const item = await table.get(deferredCheckKey(`UNBOOKED#${what}`), { consistent: true })
  return item ? Sums.parse(item) : noSums()
}

// — What is to be looked at —

/** `name` is its key; `at` and `handled`: of an invoice, when it was marked, and what was seen then. */
export const Mark = z.object({
  name: z.string(),
  kind: z.enum(['issue', 'month', 'invoice']),
  issue: Whole.optional(),
  month: z.string().optional(),
  hour: z.string().optional(),
  invoiceId: z.string().optional(),
  at: At.optional(),
  handled: z.string().optional(),
})
export type Mark = z.infer<typeof Mark>

export async function marksOf(table: Table, kind: Mark['kind']): Promise<Mark[]> {
  const marks: Mark[] = []
  const beginsWith = `${kind.toUpperCase()}#`
  const partition = toRecognisePartition
  for await (const item of table.query({ partition, beginsWith, consistent: true }))
    marks.push(Mark.parse({ ...item, name: item['sk'] }))
  return marks
}

/** Something goes back of an invoice: its rest, and what was served since, are looked at again. */
export async function markCorrected(
  table: Table,
  { invoiceId, at }: { invoiceId: string; at: Instant },
): Promise<void> {
  await table.update(toRecogniseKey(`INVOICE#${invoiceId}`), {
    set: { kind: 'invoice', invoiceId, at, v },
  })
}

export async function noteHandled(table: Table, mark: Mark, handled: string): Promise<void> {
  await table.update(
    toRecogniseKey(mark.name),
    { set: { handled } },
    { if: '#at = :at', values: { ':at': mark.at } },
  )
}

/** An invoice's only if nobody marked it again meanwhile. */
export async function deleteMark(table: Table, mark: Mark): Promise<void> {
  const condition =
    mark.kind === 'invoice' ? { if: '#at = :at', values: { ':at': mark.at } } : undefined
  await table.delete(toRecogniseKey(mark.name), condition)
}

// — Invoices that are over —

/** When it was found that nobody owes anything of this invoice any more; it never changes. */
export async function overAtOf(table: Table, invoiceId: string): Promise<Instant | undefined> {
  const item = await table.get(recognisedOverKey(invoiceId), { consistent: true })
  return item?.['at'] as Instant | undefined
}

/** Answers with the instant that stands. */
export async function putOver(
  table: Table,
  { invoiceId, at }: { invoiceId: string; at: Instant },
): Promise<Instant> {
  await table.put({ ...recognisedOverKey(invoiceId), v, at }, ifAbsent)
  return (await overAtOf(table, invoiceId)) ?? at
}
