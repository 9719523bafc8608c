// Amounts as books show them, and the links that open the lines behind them.
import type { Locale } from '#kernel/errors'
import { formatAmount } from '#kernel/typography'
import { financePath } from './frame.tsx'

/** A cell of an amount; nothing is left empty as books do, unless `showsZero`. */
export function AmountCell(props: {
  cents: number
  locale: Locale
  href?: string | undefined
  showsZero?: boolean
  label?: string
}) {
  const { cents, locale, href, showsZero, label } = props
  const text = cents === 0 && !showsZero ? '' : formatAmount(cents, locale)
  return (
    <td class="number" {...(text === '' || label === undefined ? {} : { 'data-label': label })}>
      {href && text !== '' ? <a href={href}>{text}</a> : text}
    </td>
  )
}

/** As a journal is read: debits first, each side in its order. */
export function debitsFirst<P extends { cents: number }>(postings: readonly P[]): P[] {
  return postings.toSorted((a, b) => Number(a.cents < 0) - Number(b.cents < 0))
}

/** The lines of an account in a month. */
export function accountPath(account: string, month: string): string {
  return `${financePath}/accounts/${account}?month=${month}`
}

export function transactionPath(source: string): string {
  return `${financePath}/transactions/${encodeURIComponent(source)}`
}

export function exceptionPath(id: string): string {
  return `${financePath}/exceptions/${id}`
}

export function payoutPath(id: string): string {
  return `${financePath}/payouts/${id}`
}

export function customerPath(id: string): string {
  return `${financePath}/customers/${id}`
}

/** `in_…`; or the order `or_…`, which stands for the invoice of what is paid once. */
export function invoicePath(id: string): string {
  return id.startsWith('or_')
    ? `/console/subscriptions/orders/${id}`
    : `${financePath}/invoices/${id}`
}

/** Where an object is looked at: Stripe's dashboard, unless elsewhere. */
export function stripeUrlOf(
  { stripeObjectUrl }: { stripeObjectUrl?: string | undefined },
  kind: 'payouts' | 'invoices' | 'disputes',
  id: string,
): string {
  const name = encodeURIComponent(id)
  return stripeObjectUrl === undefined
    ? `https://dashboard.stripe.com/${kind}/${name}`
    : stripeObjectUrl.replace('{id}', name)
}
