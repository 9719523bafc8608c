// Bank lines and the files they came in, in the table. A line from Stripe that no payout has and nobody
// set aside lies under `open`; every other one under its month.
import { bankLineIndex, bankLineKey, bankStatementIndex, bankStatementKey } from '#aws/keys'
import { ifAbsent, type Table } from '#aws/table'
import { type Changed, changeItem } from '#subscriptions/versioned'
import { BankLine, BankStatement } from './line.ts'

const schema = 1

/** Stores a line unless its id is taken; tells which. */
export async function putBankLine(table: Table, line: BankLine): Promise<'new' | 'taken'> {
  const item = {
    ...bankLineKey(line.id),
    schema,
    version: 1,
    ...BankLine.parse(line),
    ...place(line),
  }
  return (await table.put(item, ifAbsent)).kind === 'written' ? 'new' : 'taken'
}

export async function getBankLine(table: Table, id: string): Promise<BankLine | undefined> {
  const item = await table.get(bankLineKey(id), { consistent: true })
  return item && BankLine.parse(item)
}

/** Those that are there, in any order. */
export async function bankLinesOf(table: Table, ids: readonly string[]): Promise<BankLine[]> {
  const items = await table.getMany([...new Set(ids)].map(bankLineKey), { consistent: true })
  return items.map((item) => BankLine.parse(item))
}

/** From Stripe and without a payout, oldest first. */
export async function openBankLines(table: Table): Promise<BankLine[]> {
  return await read(table, 'open')
}

/** All lines of a month (`2026-11`), by day. */
export async function bankLinesIn(table: Table, month: string): Promise<BankLine[]> {
  const days = [`${month}-01`, `${month}-31~`] as const
  const lines = [...(await read(table, 'open', days)), ...(await read(table, month))]
  return lines.toSorted((a, b) =>
    a.date < b.date ? -1 : a.date > b.date ? 1 : a.id < b.id ? -1 : 1,
  )
}

/** Changes a line by what it says now; its place follows. */
export async function changeBankLine(
  table: Table,
  id: string,
  to: (is: BankLine) => BankLine | undefined,
): Promise<Changed<BankLine & { version: number }>> {
  return await changeItem(table, bankLineKey(id), {
    parse: (item) => ({ ...BankLine.parse(item), version: Number(item['version'] ?? 0) }),
    change: ({ version, ...is }) => {
      const changed = to(is)
      return changed && { to: { ...changed, version }, attributes: place(changed) }
    },
  })
}

/** The file as it was taken in first; the same file again leaves it. */
export async function putStatement(table: Table, statement: BankStatement): Promise<BankStatement> {
  const key = bankStatementKey(statement.id)
  const index = bankStatementIndex(statement.importedAt, statement.id)
  const item = { ...key, schema, ...BankStatement.parse(statement), ...index }
  if ((await table.put(item, ifAbsent)).kind === 'written') return statement
  const there = await table.get(key, { consistent: true })
  return there ? BankStatement.parse(there) : statement
}

export async function getStatement(table: Table, id: string): Promise<BankStatement | undefined> {
  const item = await table.get(bankStatementKey(id), { consistent: true })
  return item && BankStatement.parse(item)
}

/** Files that were taken in, newest first; at most `limit`. */
export async function bankStatements(table: Table, limit = 200): Promise<BankStatement[]> {
  const partition = bankStatementIndex('', '').gsi1pk
  const { items } = await table.queryPage({ index: 'gsi1', partition, newestFirst: true, limit })
  return items.map((item) => BankStatement.parse(item))
}

async function read(
  table: Table,
  where: string,
  between?: readonly [string, string],
): Promise<BankLine[]> {
  const lines: BankLine[] = []
  const partition = bankLineIndex(where, '', '').gsi1pk
  const range = between === undefined ? {} : { between }
  for await (const item of table.query({ index: 'gsi1', partition, ...range }))
    lines.push(BankLine.parse(item))
  return lines
}

function place({ id, date, isStripe, match, setAside }: BankLine) {
  const isOpen = isStripe && match === undefined && setAside === undefined
  return bankLineIndex(isOpen ? 'open' : date.slice(0, 7), date, id)
}
