// What we write into every object at Stripe, so that each one names what it belongs to here.

/** Names of metadata at Stripe (at most 40 characters; values at most 500). */
export const metadataKeys = {
  /** The publication, by its mark: one account may hold several, and other products. */
  title: 'kiosque',
  order: 'kiosque_order',
  customer: 'kiosque_customer',
  plan: 'kiosque_plan',
  /** Of a tax rate: scheme, country, basis points. */
  rate: 'kiosque_rate',
} as const

/** The mark of a publication: its name in plain letters. */
export function titleMark(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}
