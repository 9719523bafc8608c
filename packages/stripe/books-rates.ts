// Tax rates at Stripe, as what they are: scheme, place and rate. Ours say it in their metadata.
import type { Stripe } from 'stripe'
import type { TaxLine } from '#finance/documents'
import { metadataKeys } from './metadata.ts'

export type TaxRateFacts = {
  scheme: TaxLine['scheme']
  place: string
  /** 210 is 2.10 %. */
  basisPoints: number
}

/** All that the account has; there are few. */
export async function taxRatesOf(client: Stripe): Promise<Map<string, TaxRateFacts>> {
  const rates = new Map<string, TaxRateFacts>()
  for await (const rate of client.taxRates.list({ limit: 100 })) rates.set(rate.id, rateFacts(rate))
  return rates
}

/** One that somebody made at Stripe is domestic in France, and due elsewhere elsewhere. */
export function rateFacts(
  rate: Pick<Stripe.TaxRate, 'metadata' | 'percentage' | 'country'>,
): TaxRateFacts {
  const [scheme, place, own] = (rate.metadata?.[metadataKeys.rate] ?? '').split('.')
  const isOurs = (scheme === 'domestic' || scheme === 'oss') && /^[A-Z]{2}$/.test(place ?? '')
  const basisPoints = Math.round(rate.percentage * 100)
  if (isOurs && Number(own) === basisPoints) return { scheme, place: place as string, basisPoints }
  const country = /^[A-Z]{2}$/.test(rate.country ?? '') ? (rate.country as string) : 'FR'
  return { scheme: french.has(country) ? 'domestic' : 'oss', place: country, basisPoints }
}

const french = new Set(['FR', 'MC', 'GP', 'MQ', 'RE'])
