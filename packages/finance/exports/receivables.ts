// What is owed on a day, invoice by invoice, by how long it has been due; beside it what the customers'
// accounts say, whose difference is what is on its way (a debit that its bank has not confirmed), and
// what customers have paid or are credited beyond their invoices.
import type { Table } from '#aws/table'
import { dateOf } from '#kernel/time'
import type { Accounts } from '#publication/books'
import { dayAfter, daysBetween } from '../day-after.ts'
import type { Invoice, InvoiceAccount } from '../documents.ts'
import { monthOf, monthsUpTo } from '../month.ts'
import { accountOfInvoice, invoicesOf } from '../store-documents.ts'
import { balancesBefore } from './period-entries.ts'

/** How far back an invoice may lie that is still owed. */
export const receivableLimits = { months: 36 }

/** In days after the day it was due; the first is what is not due yet. */
export const ages = ['notDue', 'upTo30', 'upTo60', 'upTo90', 'older'] as const
export type Age = (typeof ages)[number]

/** In cents. */
export type Receivable = {
  invoiceId: string
  number: string
  customerId: string
  date: string
  dueDate: string
  overdueDays: number
  age: Age
  gross: number
  paid: number
  credited: number
  rest: number
}

export type Receivables = {
  /** The day at whose end it is owed. */
  day: string
  rows: Receivable[]
  byAge: Record<Age, number>
  total: number
  /** Debit less credit of customers' accounts at the end of that day. */
  onAccounts: number
}

export async function receivablesOn(
  { table, accounts, zone }: { table: Table; accounts: Accounts; zone: string },
  day: string,
): Promise<Receivables> {
  const rows: Receivable[] = []
  for await (const invoice of invoicesOf(
    table,
    monthsUpTo(monthOf(day), receivableLimits.months),
  )) {
    const row = await receivable({ table, zone }, { invoice, day })
    if (row) rows.push(row)
  }
  rows.sort((a, b) => (`${a.dueDate} ${a.number}` < `${b.dueDate} ${b.number}` ? -1 : 1))
  const byAge: Record<Age, number> = { notDue: 0, upTo30: 0, upTo60: 0, upTo90: 0, older: 0 }
  for (const { age, rest } of rows) byAge[age] += rest
  const balances = await balancesBefore(table, dayAfter(day, 1))
  const { debit, credit } = balances.get(accounts.customers) ?? { debit: 0, credit: 0 }
  const total = rows.reduce((sum, { rest }) => sum + rest, 0)
  return { day, rows, byAge, total, onAccounts: debit - credit }
}

/** Most are paid, and are known to be without a look at what became of them. */
async function receivable(
  { table, zone }: { table: Table; zone: string },
  { invoice, day }: { invoice: Invoice; day: string },
): Promise<Receivable | undefined> {
  if (invoice.date > day || invoice.gross === 0 || isOver(invoice, day, zone)) return undefined
  const account = await accountOfInvoice(table, invoice.id)
  return account && restOn(account, { day, zone })
}

function isOver(invoice: Invoice, day: string, zone: string): boolean {
  const ends = [invoice.paidAt, invoice.voidedAt, invoice.uncollectibleAt]
  return ends.some((at) => at !== undefined && dateOf(at, zone) <= day)
}

/** What is owed of an invoice at the end of a day; undefined where nothing is. Pure. */
export function restOn(
  { invoice, payments, notes }: InvoiceAccount,
  { day, zone }: { day: string; zone: string },
): Receivable | undefined {
  const isBy = (at: Parameters<typeof dateOf>[0] | undefined) =>
    at !== undefined && dateOf(at, zone) <= day
  const paid = payments
    .filter(({ paidAt }) => isBy(paidAt))
    .reduce((sum, { amount }) => sum + amount, 0)
  // A note on what was paid lowers nothing that is owed.
  const credited = notes
    .filter(({ createdAt, voidedAt }) => isBy(createdAt) && !isBy(voidedAt))
    .reduce((sum, note) => sum + (note.isPaid ? (note.owedGross ?? 0) : note.gross), 0)
  const { id: invoiceId, number, customerId, date, gross } = invoice
  const rest = gross - paid - credited
  if (rest <= 0) return undefined
  const dueDate = invoice.dueDate ?? date
  const overdueDays = Math.max(0, daysBetween(dueDate, day))
  const age = ageOf(overdueDays)
  const dates = { date, dueDate, overdueDays, age }
  return { invoiceId, number, customerId, ...dates, gross, paid, credited, rest }
}

function ageOf(days: number): Age {
  if (days <= 0) return 'notDue'
  if (days <= 30) return 'upTo30'
  if (days <= 60) return 'upTo60'
  return days <= 90 ? 'upTo90' : 'older'
}
