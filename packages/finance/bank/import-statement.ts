// Takes a file of the bank in: whole or not at all as far as it can be read; line by line in the table,
// so that one that breaks off is taken in again and nothing is there twice.
import { createHash } from 'node:crypto'
import type { Table } from '#aws/table'
import { assert } from '#kernel/errors'
import { type BankStatementId, prefixedId } from '#kernel/ids'
import { type Clock, dateOf, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { dayAfter } from '../day-after.ts'
import { BankLine, BankStatement, bankLimits } from './line.ts'
import { bankLineId, type Incoming, keepsText, namesStripe, pairLines } from './new-lines.ts'
import { readBankFile } from './read-file.ts'
import type { BankFault, Columns, RawStatement } from './statement-file.ts'
import { bankLinesOf, putBankLine, putStatement } from './store-lines.ts'

export type ImportDeps = { table: Table; clock: Clock; publication: Publication }

export type BankImport = {
  fileName: string
  bytes: Uint8Array
  /** The address of who hands it in. */
  by: string
  /** What a person said of the columns, when they were asked. */
  columns?: Columns | undefined
  /** The account's IBAN, where the file does not say it. */
  account?: string | undefined
}

export type BankImported =
  | {
      kind: 'imported'
      statements: BankStatement[]
      newCount: number
      /** Lines that an earlier file, or this one before, had brought. */
      seenCount: number
      stripeCount: number
      /** Not booked by the bank yet: left for the next statement. */
      pendingCount: number
      /** Every statement of it was taken in before. */
      isAgain: boolean
    }
  | { kind: 'refused'; faults: BankFault[] }
  /** Its heads say nothing: ask which column is what. */
  | { kind: 'columns'; heads: string[]; sample: string[][] }

/** Takes a statement in. What it means for payouts is `reconcilePayouts`'s to say. */
export async function importStatement(deps: ImportDeps, input: BankImport): Promise<BankImported> {
  const read = readBankFile(input.bytes, input.columns)
  if (read.kind !== 'statements') return read
  const fault = faultOfDays(deps, read.statements)
  if (fault) return { kind: 'refused', faults: [fault] }
  const digest = createHash('sha256').update(input.bytes).digest('hex')
  const done = { newCount: 0, seenCount: 0, stripeCount: 0, pendingCount: 0 }
  const statements: BankStatement[] = []
  let isAgain = true
  for (const [index, raw] of read.statements.entries()) {
    const id = prefixedId('bankStatement', `${digest.slice(0, 24)}${index === 0 ? '' : index}`)
    const taken = await takeIn(deps, { id, raw, input })
    statements.push(taken.statement)
    done.newCount += taken.newCount
    done.seenCount += raw.lines.length - taken.newCount
    done.stripeCount += taken.statement.stripeCount
    done.pendingCount += raw.pendingCount
    isAgain &&= taken.isAgain
  }
  return { kind: 'imported', statements, ...done, isAgain }
}

type Taken = { statement: BankStatement; newCount: number; isAgain: boolean }

async function takeIn(
  deps: ImportDeps,
  given: { id: BankStatementId; raw: RawStatement; input: BankImport },
): Promise<Taken> {
  const { id, raw, input } = given
  const account = raw.account ?? (input.account?.replace(/\s/g, '').slice(0, 40) || undefined)
  const incoming = raw.lines.map((line): Incoming => ({ line, format: raw.format, account }))
  const groups = groupsOf(incoming)
  let newCount = 0
  let broughtCount = 0
  for (let at = 0; at < groups.length; at += together) {
    const some = groups.slice(at, at + together)
    const stored = await storedOf(deps.table, some)
    const counts = await Promise.all(
      some.map((group, place) =>
        storeGroup(deps.table, { group, id, stored: stored[place] ?? [] }),
      ),
    )
    newCount += counts.reduce((sum, one) => sum + one.added, 0)
    broughtCount += counts.reduce((sum, one) => sum + one.brought, 0)
  }
  const made = statementOf(deps, { ...given, account, seenCount: raw.lines.length - broughtCount })
  const statement = await putStatement(deps.table, made)
  return { statement, newCount, isAgain: statement !== made }
}

/** Groups that are read and written at once. */
const together = 40

/** Of the same day, amount and currency; what moved no money is left out. */
function groupsOf(incoming: readonly Incoming[]): Incoming[][] {
  const groups = new Map<string, Incoming[]>()
  for (const one of incoming) {
    const { date, cents, currency } = one.line
    if (cents === 0) continue
    const name = `${date} ${cents} ${currency}`
    groups.set(name, [...(groups.get(name) ?? []), one])
  }
  return [...groups.values()]
}

/** What is there of each group: ids are counted up until one is free. */
async function storedOf(table: Table, groups: readonly Incoming[][]): Promise<BankLine[][]> {
  const stored: BankLine[][] = groups.map(() => [])
  let asked = groups.map((_, place) => place)
  for (let from = 0; asked.length > 0; from += step) {
    const ids = asked.flatMap((place) => idsOf(groups[place], from))
    const found = new Map((await bankLinesOf(table, ids)).map((line) => [String(line.id), line]))
    asked = asked.filter((place) => {
      const there = idsOf(groups[place], from).flatMap((id) => found.get(id) ?? [])
      stored[place]?.push(...there)
      return there.length === step
    })
  }
  return stored
}

const step = 4

function idsOf(group: Incoming[] | undefined, from: number) {
  const first = group?.[0]?.line
  return first ? Array.from({ length: step }, (_, at) => bankLineId(first, from + at)) : []
}

/** Stores what is new of a group; begins again when somebody else takes in the same at this moment. */
async function storeGroup(
  table: Table,
  given: { group: Incoming[]; id: BankStatementId; stored: BankLine[] },
): Promise<{ added: number; brought: number }> {
  const { group, id } = given
  let { stored } = given
  let added = 0
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { fresh, seen } = pairLines(group, stored)
    assert(stored.length + fresh.length <= bankLimits.alike, 'so few lines that are alike')
    const brought = seen.filter(({ statementId }) => statementId === id).length
    let free = stored.length
    let isThrough = true
    for (const one of fresh) {
      const put = await putBankLine(table, lineOf(one, { id, ordinal: free }))
      if (put === 'taken') {
        isThrough = false
        break
      }
      added += 1
      free += 1
    }
    if (isThrough) return { added, brought: brought + fresh.length }
    stored = (await storedOf(table, [group]))[0] ?? []
  }
  throw new Error('Others always took in the same lines first')
}

const attempts = 20

function lineOf(
  { line, format, account }: Incoming,
  { id, ordinal }: { id: BankStatementId; ordinal: number },
): BankLine {
  const { text, ...rest } = line
  return BankLine.parse({
    ...rest,
    id: bankLineId(line, ordinal),
    ...(account === undefined ? {} : { account }),
    ...(keepsText(line) ? { text } : {}),
    references: line.references,
    isStripe: namesStripe(line),
    format,
    statementId: id,
  })
}

function statementOf(
  { clock }: ImportDeps,
  given: {
    id: BankStatementId
    raw: RawStatement
    input: BankImport
    account: string | undefined
    seenCount: number
  },
): BankStatement {
  const { id, raw, input, account, seenCount } = given
  const { lines, openingCents, closingCents } = raw
  const days = lines.map(({ date }) => date).toSorted()
  const at = instant(clock())
  const today = at.slice(0, 10)
  const sumOf = (kept: (cents: number) => boolean) =>
    lines.reduce((sum, { cents }) => (kept(cents) ? sum + cents : sum), 0)
  return BankStatement.parse({
    ...{ id, format: raw.format, variant: raw.variant, by: input.by, importedAt: at, seenCount },
    fileName: input.fileName.slice(0, 200),
    from: raw.from ?? days[0] ?? today,
    to: raw.to ?? days.at(-1) ?? today,
    ...(account === undefined ? {} : { account }),
    ...(openingCents === undefined ? {} : { openingCents }),
    ...(closingCents === undefined ? {} : { closingCents }),
    isBalanceChecked: raw.isBalanceChecked,
    lineCount: lines.length,
    stripeCount: lines.filter(namesStripe).length,
    creditCents: sumOf((cents) => cents > 0),
    debitCents: sumOf((cents) => cents < 0),
  })
}

/** A day that has not come, or is older than any book that is kept: a mistake in reading. */
function faultOfDays(
  { clock, publication }: ImportDeps,
  statements: readonly RawStatement[],
): BankFault | undefined {
  const today = dateOf(instant(clock()), publication.zone)
  const [first, last] = [dayAfter(today, -3_660), dayAfter(today, 7)]
  const days = statements.flatMap(({ lines }) => lines.map(({ date }) => date))
  const off = days.find((day) => day < first || day > last)
  if (off === undefined) return undefined
  return {
    sentence: {
      fr: `Une ligne est datée du ${off}, hors des dix dernières années\u202f: vérifiez l’ordre du jour et du mois.`,
      en: `A line is dated ${off}, outside of the last ten years: check the order of day and month.`,
    },
  }
}
