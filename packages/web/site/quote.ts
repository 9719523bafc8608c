// The price for the country and the code that a form names so far: shown, never stored. The order
// works its own out again, from the plan and Stripe's codes alone.
import type { Plan } from '#publication/plans'
import { orderLimits } from '#subscriptions/order'
import { isDelivered } from '#subscriptions/price'
import { type PricedOrder, type PriceOrderDeps, priceOrder } from '#subscriptions/price-order'
import { countryOf } from '#tax/territory'
import { isGift } from './order-values.ts'

/** `country` is where the price holds. */
export type Quote = { priced: PricedOrder; country: string }

export async function quote(
  deps: PriceOrderDeps,
  given: { plan: Plan; values: Readonly<Record<string, string>>; ip: string },
): Promise<Quote> {
  const { plan, values, ip } = given
  // Print is taxed where it goes, digital where one lives.
  const part = isDelivered(plan.edition) ? 'delivery.' : ''
  const typed = values[`${part}country`] ?? ''
  const postcode = (values[`${part}postcode`] ?? '').slice(0, 12)
  const place = { country: /^[A-Za-z]{2}$/.test(typed) ? typed : 'FR', postcode }
  const code = (values['promotionCode'] ?? '').replace(/\s/g, '')
  const isCode = /^[A-Za-z0-9-]+$/.test(code) && code.length <= orderLimits.code
  const priced = await priceOrder(deps, {
    ...{ plan, place, ip, quantity: quantityOf(values['quantity']), isGift: isGift(values) },
    ...(isCode ? { code } : {}),
  })
  const isNoCode = code !== '' && !isCode && priced.kind === 'price'
  return {
    priced: isNoCode ? { kind: 'noPromotion', price: priced.price, because: 'unknown' } : priced,
    country: countryOf(place),
  }
}

/** What is no count of copies is shown for one; the form's own answer names the fault. */
function quantityOf(typed: string | undefined): number {
  const count = /^\d{1,4}$/.test(typed?.trim() ?? '') ? Number(typed) : 1
  return count >= 1 && count <= orderLimits.copies ? count : 1
}
