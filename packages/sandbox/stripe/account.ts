// The account: its settings and counters.
import type { Work } from './work.ts'

export type Account = {
  /** When what is available goes to the bank: by itself each day, or when somebody asks. */
  payouts: 'automatic' | 'manual'
  /** What becomes of a subscription whose invoice no retry got paid. */
  afterRetries: 'cancel' | 'unpaid' | 'past_due'
  /** The last invoice's number; one sequence for the whole account. */
  invoiceCount: number
  receiptCount: number
}

const atFirst: Account & { id: string } = {
  id: 'account',
  payouts: 'automatic',
  afterRetries: 'cancel',
  invoiceCount: 0,
  receiptCount: 0,
}

/** Who is paid: shown on invoices. */
export const accountName = 'Kiosque (bac à sable)'
export const accountCountry = 'FR'
export const accountId = 'acct_sandbox'

export function accountOf(work: Pick<Work, 'read'>): Account & { id: string } {
  return work.read('account', 'account') ?? atFirst
}

export function changeAccount(work: Work, patch: Partial<Account>): Account {
  return work.put('account', { ...accountOf(work), ...patch })
}

/** The next invoice number: continuous over the account, whatever the customer. */
export function nextInvoiceNumber(work: Work): string {
  const { invoiceCount } = changeAccount(work, { invoiceCount: accountOf(work).invoiceCount + 1 })
  return `KSQ-${String(invoiceCount).padStart(5, '0')}`
}
