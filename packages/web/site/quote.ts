// The price for the country that a form names so far: shown, never stored. The order works its own
// out again, from the plan alone.
import { dateOf, instant } from '#kernel/time'
import type { Plan, Subscriptions } from '#publication/plans'
import { orderLimits } from '#subscriptions/order'
import { isDelivered, type Priced, priceOf } from '#subscriptions/price'
import { countryOf, territoryOf } from '#tax/territory'
import type { View } from '../shared/view.ts'

/** `country` is where the price holds. */
export type Quote = { priced: Priced; country: string }

export function quote(given: {
  view: View
  plan: Plan
  sold: Subscriptions
  values: Readonly<Record<string, string>>
}): Quote {
  const { view, plan, sold, values } = given
  const { publication, now } = view
  // Print is taxed where it goes, digital where one lives.
  const part = isDelivered(plan.edition) ? 'delivery.' : ''
  const typed = values[`${part}country`] ?? ''
  const postcode = (values[`${part}postcode`] ?? '').slice(0, 12)
  const place = { country: /^[A-Za-z]{2}$/.test(typed) ? typed : 'FR', postcode }
  const quantity = quantityOf(values['quantity'])
  const priced = priceOf({
    plan,
    quantity,
    territory: territoryOf(place),
    buyer: { kind: 'consumer' },
    date: dateOf(instant(now), publication.zone),
    cppap: publication.identity.cppap,
    union: sold.union,
  })
  return { priced, country: countryOf(place) }
}

/** What is no count of copies is shown for one; the form's own answer names the fault. */
function quantityOf(typed: string | undefined): number {
  const count = /^\d{1,4}$/.test(typed?.trim() ?? '') ? Number(typed) : 1
  return count >= 1 && count <= orderLimits.copies ? count : 1
}
