// Books to take files out of: a ledger in memory under a publication whose books are kept as a test
// says, and files read whole.
import { checkFecBytes } from '#finance/check-fec-bytes'
import type { ExportFile, ExportOpened, ExportRequest } from '#finance/export-kinds'
import { exportBytes } from '#finance/exports/export-bytes'
import { openExport } from '#finance/open-export'
import { newTransaction, type Transaction } from '#finance/transaction'
import type { Books } from '#publication/books'
import { parsePublication } from '#publication/schema'
import config from '#publication.config'
import { newLedgerWorld } from './ledger-world.ts'

export const year2026 = { from: '2026-01-01', to: '2026-12-31' }
export const november = { from: '2026-11-01', to: '2026-11-30' }

export function newExportWorld(books: Partial<Books> = {}) {
  const ledger = newLedgerWorld()
  const parsed = parsePublication(config)
  const publication = { ...parsed, books: { ...parsed.books, ...books } }
  const deps = { ...ledger.deps, publication }
  const ask = (request: Partial<ExportRequest>): Promise<ExportOpened> =>
    openExport(deps, { kind: 'fec', period: year2026, locale: 'fr', ...request })
  return {
    ledger,
    table: ledger.table,
    deps,
    ask,
    /** Every file of an export, read whole, by name; empty where there is nothing. */
    files: async (request: Partial<ExportRequest> = {}): Promise<Map<string, Buffer>> => {
      const opened = await ask(request)
      const files = opened.kind === 'opened' ? opened.files : []
      const read = new Map<string, Buffer>()
      for (const file of files) read.set(file.fileName, await bytesOf(file))
      return read
    },
    /** The cells of a table, heads first. */
    rows: async (request: Partial<ExportRequest>): Promise<string[][]> => {
      const opened = await ask(request)
      const [file] = opened.kind === 'opened' ? opened.files : []
      return file ? cellsOf((await bytesOf(file)).toString('utf8')) : []
    },
  }
}

export async function bytesOf(file: ExportFile): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of exportBytes(file)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** What the check says of a file. */
export async function faultsOf(name: string, bytes: Uint8Array): Promise<string[]> {
  const verdict = await checkFecBytes(
    name,
    (async function* () {
      yield bytes
    })(),
  )
  return verdict.errors.map(({ line, rule, message }) => `${line} ${rule} ${message}`)
}

/** Fields of an FEC's lines, without the heads. */
export function fecRows(bytes: Uint8Array): Record<string, string>[] {
  const [heads = '', ...lines] = Buffer.from(bytes).toString('utf8').split('\r\n')
  const names = heads.split('\t')
  return lines
    .filter((line) => line !== '')
    .map((line) => Object.fromEntries(line.split('\t').map((cell, at) => [names[at] ?? '', cell])))
}

function cellsOf(text: string): string[][] {
  return text
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => line.split(';'))
}

/** A sale of 99.00 to a customer: invoiced, and paid on a later day unless it is left open. */
export function saleOf(
  n: number,
  { date, paid }: { date: string; paid?: string | undefined },
): Transaction[] {
  const about = { invoice: `in_${n}`, piece: { ref: `F2026-${n}`, date } }
  const auxiliary = `cu_${n % 5}`
  const sold = newTransaction({
    ...{
      source: `in_${n}:finalized`,
      journal: 'VE',
      date,
      label: `Abonnement F2026-${n}`,
      ...about,
    },
    postings: [
      { account: '411000', auxiliary, cents: 9_900 },
      { account: '487100', cents: -9_696 },
      { account: '445800', cents: -204 },
    ],
  })
  if (paid === undefined) return [sold]
  const tax = { scheme: 'domestic', rate: 210, place: 'FR', net: 9_696, vat: 204 } as const
  return [
    sold,
    newTransaction({
      ...{ source: `inpay_${n}:paid`, journal: 'VE', date: paid, label: `Encaissement F2026-${n}` },
      ...{ ...about, piece: { ref: `F2026-${n}`, date: paid }, taxes: [tax] },
      postings: [
        { account: '445800', cents: 204 },
        { account: '445712', cents: -204 },
      ],
    }),
    newTransaction({
      ...{ source: `txn_${n}`, journal: 'ST', date: paid, label: `Encaissement ch_${n}` },
      ...{ ...about, piece: { ref: `txn_${n}`, date: paid } },
      postings: [
        { account: '517100', cents: 9_726 },
        { account: '627800', cents: 174 },
        { account: '411000', auxiliary, cents: -9_900 },
      ],
    }),
  ]
}
