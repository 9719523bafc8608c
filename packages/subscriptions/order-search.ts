// The words and numbers by which staff look for an order: names, company, place, who a gift is for,
// its own number and those of its invoices. Pure.
import type { Order } from './order.ts'

/** Words are found by their first `queryMin` letters at least. */
export const orderSearchLimits = { words: 32, queryMin: 3, query: 254, number: 255 }

/** What the words and numbers of an order are taken from. */
export type Searched = Pick<Order, 'id' | 'buyer' | 'gift' | 'delivery' | 'stripe' | 'paidAgain'>

/** Lower case, without accents; words of letters and figures. */
export function searchWords(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** A number or an address as it is looked for: `f-2026-0012`, `in_1abc`, `odile@lecture.example`. */
export function searchNumber(text: string): string {
  return text.trim().toLowerCase().slice(0, orderSearchLimits.number)
}

/** Found by their beginning. `places`: where its copies go today, beside where they went first. */
export function orderWords(order: Searched, places: readonly Order['delivery'][] = []): string[] {
  const { buyer, gift, delivery } = order
  const texts = [
    ...[buyer.name, buyer.company, gift?.recipientName],
    ...[...places, delivery].flatMap((place) => [
      ...[place?.recipient, place?.postcode, place?.town, place?.street, place?.place],
      ...[place?.detail, place?.building],
    ]),
  ]
  const words = texts.flatMap((text) => searchWords(text ?? ''))
  const long = words.filter((word) => word.length >= orderSearchLimits.queryMin)
  return [...new Set(long)].slice(0, orderSearchLimits.words)
}

/** Found whole. */
export function orderNumbers({ id, gift, stripe, paidAgain }: Searched): string[] {
  const numbers = [
    ...[id, stripe.invoiceNumber, stripe.invoiceId, stripe.subscriptionId, stripe.customerId],
    ...(paidAgain ?? []),
    gift?.recipientEmail,
  ]
  return [...new Set(numbers.flatMap((one) => (one === undefined ? [] : [searchNumber(one)])))]
}

/** The words of a query, the longest first: it finds, and the order must have the others too. */
export function queryWords(query: string): string[] {
  return searchWords(query.slice(0, orderSearchLimits.query)).sort((a, b) => b.length - a.length)
}

/** Whether an order has a word that begins with each of these. */
export function hasWords(
  order: Searched,
  wanted: readonly string[],
  places: readonly Order['delivery'][] = [],
): boolean {
  const words = orderWords(order, places)
  const short = wanted.filter((word) => word.length >= orderSearchLimits.queryMin)
  return short.every((one) => words.some((word) => word.startsWith(one)))
}
