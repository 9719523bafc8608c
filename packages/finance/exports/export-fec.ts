// The FEC as finance takes it out: the whole fiscal year under its legal name (`books: complete`), or
// lots of it for the accounting firm's software (`books: auxiliary`), each with its description.
import { createHash } from 'node:crypto'
import type { Table } from '#aws/table'
import { assert } from '#kernel/errors'
import type { Clock } from '#kernel/time'
import type { Accounts } from '#publication/books'
import type { Publication } from '#publication/schema'
import type { ExportFile, ExportOpened } from '../export-kinds.ts'
import { daysOfYear, fiscalYearOf, monthOf } from '../month.ts'
import { isFiscalYear, type Period } from '../period.ts'
import { sealedEntries } from '../read-ledger.ts'
import { monthCloseOf } from '../store-closes.ts'
import type { FecCharset } from '../write-fec.ts'
import { fecDescription } from './fec-description.ts'
import { fecFile } from './fec-file.ts'
import { makeLots, summedUp } from './make-lots.ts'
import { type Lot, noteLotText } from './store-lots.ts'

export type FecDeps = { table: Table; clock: Clock; publication: Publication }

/** `period` is a fiscal year; a lot is made where something was sealed that is in none. */
export async function exportFec(
  deps: FecDeps,
  { period, charset }: { period: Period; charset: FecCharset },
): Promise<ExportOpened> {
  const { books } = deps.publication
  const year = fiscalYearOf(period.to, books.yearEnds)
  const days = daysOfYear(year, books.yearEnds)
  if (!isFiscalYear(period, books.yearEnds)) return { kind: 'notAYear' }
  const close = await monthCloseOf(deps.table, monthOf(days.to))
  const isYearOpen = close?.status !== 'closed'
  const files =
    books.kind === 'complete'
      ? await wholeYear(deps, { year, days, isYearOpen, charset })
      : (await makeLots(deps, { year, isYearOpen })).flatMap((lot) =>
          filesOfLot(deps, { lot, days, charset }),
        )
  return files.length === 0 ? { kind: 'nothing' } : { kind: 'opened', files }
}

async function wholeYear(
  deps: FecDeps,
  made: { year: string; days: Period; isYearOpen: boolean; charset: FecCharset },
): Promise<ExportFile[]> {
  const { table, publication } = deps
  const { days, isYearOpen } = made
  const entries = () => sealedEntries(table, days)
  const sum = await summedUp(table, { year: made.year, yearEnds: publication.books.yearEnds })
  if (sum.count === 0) return []
  const name = nameOf(publication, made.year) + (isYearOpen ? '_provisoire' : '')
  const { accounts } = publication.books
  const described = { ...made, name, accounts, entries: sum, text: fecFile(entries, { accounts }) }
  return withDescription(publication, described)
}

function filesOfLot(
  { table, publication }: FecDeps,
  { lot, days, charset }: { lot: Lot; days: Period; charset: FecCharset },
): ExportFile[] {
  const { accounts, entries, seals, isYearOpen } = lot
  const read = () => sealedEntries(table, { ...days, seals })
  return withDescription(publication, {
    ...{ name: `${nameOf(publication, lot.year)}_${lot.lot}`, days, isYearOpen, charset },
    ...{ accounts, entries, lot: { number: lot.lot, seals } },
    text: asWritten(table, lot, fecFile(read, { accounts })),
  })
}

/** @throws Error at its end when the lot is not what was written of it before: verify says why. */
async function* asWritten(
  table: Table,
  lot: Lot,
  text: AsyncIterable<string>,
): AsyncGenerator<string> {
  const hash = createHash('sha256')
  for await (const piece of text) {
    hash.update(piece)
    yield piece
  }
  const sha256 = hash.digest('hex')
  const noted = lot.sha256 ?? (await noteLotText(table, lot, sha256))
  assert(noted === sha256, `lot ${lot.lot} of ${lot.year} as it was first written`)
}

function withDescription(
  { identity }: Publication,
  file: {
    name: string
    days: Period
    isYearOpen: boolean
    charset: FecCharset
    accounts: Accounts
    entries: Lot['entries']
    lot?: { number: number; seals: { from: number; to: number } }
    text: AsyncIterable<string>
  },
): ExportFile[] {
  const { name, days, charset, text, isYearOpen, accounts, entries, lot } = file
  const fileName = `${name}.txt`
  const description = fecDescription({
    ...{ fileName, charset, accounts, entries, isYearOpen, year: days },
    company: { name: identity.publisher, siren: identity.siren },
    ...(lot ? { lot } : {}),
  })
  const common = { contentType: 'text/plain; charset=utf-8', isProvisional: isYearOpen }
  return [
    { ...common, fileName, charset, contentType: `text/plain; charset=${charset}`, lines: text },
    {
      ...{ ...common, fileName: `${name}_description.txt`, charset: 'utf-8' as const },
      lines: once(description),
    },
  ]
}

function nameOf({ identity }: Publication, year: string): string {
  return `${identity.siren}FEC${year}`
}

export async function* once(text: string): AsyncGenerator<string> {
  yield text
}
