// The journal of a month as a person pages through it, newest first: what no seal has yet, then what
// was sealed, seal by seal from the last.
import type { Table } from '#aws/table'
import { firstDayOf, lastDayOf, monthOf } from './month.ts'
import { unsealedTransactions } from './read-ledger.ts'
import type { Seal } from './seal.ts'
import { type Booked, transactionsOf } from './store-ledger.ts'
import { lastSeal, sealPage, sealsPage } from './store-seals.ts'
import type { Journal } from './transaction.ts'

/** `read`: so many are looked at for one page at most, where a filter takes few of them. */
export const journalLimits = { page: 100, read: 2_000 }

export type JournalPage = {
  /** Not sealed yet; on the first page alone. */
  waiting: Booked[]
  sealed: Booked[]
  /** Where the next page goes on; absent at the end. */
  next?: string
}

type Place = { seal: number; page: number; line: number }

/** `journal`: that one alone. `after`: a `next` of before; nonsense begins anew. */
export async function journalPage(
  table: Table,
  asked: { month: string; journal?: Journal | undefined; after?: string | undefined },
): Promise<JournalPage> {
  const { month, journal } = asked
  const place = readPlace(asked.after)
  const takes = ({ transaction }: Booked) =>
    monthOf(transaction.date) === month &&
    (journal === undefined || transaction.journal === journal)
  const waiting: Booked[] = []
  if (!place)
    for await (const booked of unsealedTransactions(table)) if (takes(booked)) waiting.push(booked)
  const [sealed, next] = await sealedPage(table, { month, place, takes })
  waiting.sort(newestFirst)
  return next === undefined ? { waiting, sealed } : { waiting, sealed, next: writePlace(next) }
}

async function sealedPage(
  table: Table,
  given: { month: string; place: Place | undefined; takes: (booked: Booked) => boolean },
): Promise<[Booked[], Place | undefined]> {
  const { month, place, takes } = given
  const found: Booked[] = []
  let read = 0
  // The last line that was looked at: the next page goes on below it.
  let last: Place | undefined
  for await (const { seal, page, lines, sources } of chunksBack(table, month, place)) {
    const booked = new Map(
      (await transactionsOf(table, sources)).map((one) => [one.transaction.source, one]),
    )
    for (const [at, source] of sources.entries()) {
      const one = booked.get(source)
      const isWanted = one !== undefined && takes(one)
      if (isWanted && found.length === journalLimits.page) return [found, last]
      if (isWanted) found.push(one)
      last = { seal, page, line: lines[at] ?? 0 }
    }
    read += sources.length
    if (read >= journalLimits.read) return [found, last]
  }
  return [found, undefined]
}

type Chunk = { seal: number; page: number; lines: number[]; sources: string[] }

/** A hundred sources at a time, from the newest line before `place` back. */
async function* chunksBack(
  table: Table,
  month: string,
  place: Place | undefined,
): AsyncGenerator<Chunk> {
  const [first, last] = [firstDayOf(month), lastDayOf(month)]
  for await (const seal of sealsBack(table, place?.seal)) {
    if (!Object.values(seal.totals).some((months) => month in months)) continue
    const isHere = seal.number === place?.seal
    const from = isHere && place ? place.page : seal.pages.length - 1
    for (let page = from; page >= 0; page--) {
      const lines = (await sealPage(table, seal, page)) ?? []
      const end = isHere && page === place?.page ? place.line : lines.length
      let chunk: Chunk = { seal: seal.number, page, lines: [], sources: [] }
      for (let at = Math.min(end, lines.length) - 1; at >= 0; at--) {
        const line = lines[at]
        if (!line || line.date < first || line.date > last) continue
        chunk.lines.push(at)
        chunk.sources.push(line.source)
        if (chunk.sources.length < journalLimits.page) continue
        yield chunk
        chunk = { seal: seal.number, page, lines: [], sources: [] }
      }
      if (chunk.sources.length > 0) yield chunk
    }
  }
}

async function* sealsBack(table: Table, from: number | undefined): AsyncGenerator<Seal> {
  let before = (from ?? (await lastSeal(table))?.number ?? 0) + 1
  while (before > 1) {
    const seals = await sealsPage(table, { before })
    yield* seals
    before = seals.at(-1)?.number ?? 1
  }
}

function newestFirst(a: Booked, b: Booked): number {
  const name = ({ transaction: { date, source } }: Booked) => `${date} ${source}`
  return name(a) < name(b) ? 1 : -1
}

function writePlace({ seal, page, line }: Place): string {
  return `${seal}.${page}.${line}`
}

function readPlace(text: string | undefined): Place | undefined {
  const read = /^(\d{1,9})\.(\d{1,9})\.(\d{1,4})$/.exec(text ?? '')
  return read ? { seal: Number(read[1]), page: Number(read[2]), line: Number(read[3]) } : undefined
}
