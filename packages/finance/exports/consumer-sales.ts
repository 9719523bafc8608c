// Which invoices are of consumers, and where their buyers are: for what is told of sales to consumers.
import type { Table } from '#aws/table'
import { otherMemberStates } from '#tax/territory'
import { type Invoice, letterOf } from '../documents.ts'
import { monthsOf, type Period } from '../period.ts'
import { getInvoice, invoicesOf } from '../store-documents.ts'

/** A business is one that is named with a company, a SIREN or a VAT number. */
export function isConsumer({ buyer }: Pick<Invoice, 'buyer'>): boolean {
  return !buyer.company && !buyer.siren && !buyer.vatNumber
}

/**
 * The member state that a consumer's sale is taxed by above the threshold: where copies go, or where
 * the buyer of a digital edition lives. Undefined where it is none of the others.
 */
export function otherMemberState({
  buyer,
  delivery,
  lines,
}: Pick<Invoice, 'buyer' | 'delivery' | 'lines'>): string | undefined {
  const isPrint = lines.some(({ supply }) => supply === 'print')
  const country = (isPrint ? delivery?.country : undefined) ?? buyer.country
  return (otherMemberStates as readonly string[]).find((one) => one === country)
}

/** Whether the invoice of a payment is a consumer's; those of the period stand in memory. */
export async function consumersByLetter(
  table: Table,
  period: Period,
): Promise<(letter: string | undefined) => Promise<boolean>> {
  const known = new Map<string, boolean>()
  for await (const invoice of invoicesOf(table, monthsOf(period)))
    known.set(letterOf(invoice), isConsumer(invoice))
  return async (letter) => {
    if (letter === undefined) return false
    const there = known.get(letter)
    if (there !== undefined) return there
    const invoice = letter.startsWith('in_') ? await getInvoice(table, letter) : undefined
    const is = invoice !== undefined && isConsumer(invoice)
    known.set(letter, is)
    return is
  }
}
