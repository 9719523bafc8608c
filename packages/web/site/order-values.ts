// What stands in the fields of an order's form, and what the form means as an order: as typed, as an
// earlier order said it, as a link asks for it.
import type { Plan } from '#publication/plans'
import type { Order } from '#subscriptions/order'
import type { OrderForm } from '#subscriptions/order-form'
import { isDelivered } from '#subscriptions/price'
import type { FormState } from '../shared/form.tsx'

type Values = Readonly<Record<string, string>>

/** As the fields stand on the page. */
const fieldOrder: readonly string[] = [
  ...['replaces', 'gift', 'email', 'name', 'company', 'vatNumber'],
  ...['gift.recipientName', 'gift.recipientEmail', 'gift.startsOn', 'gift.message'],
  ...['country', 'postcode'],
  ...['country', 'recipient', 'detail', 'building', 'street', 'place', 'postcode', 'town'].map(
    (part) => `delivery.${part}`,
  ),
  ...['issueNumber', 'quantity', 'promotionCode'],
]

export function inOrder(errors: FormState['errors']): FormState['errors'] {
  const place = (name: string) => (fieldOrder.indexOf(name) + 1 || fieldOrder.length + 1) - 1
  const sorted = Object.entries(errors).sort(([a], [b]) => place(a) - place(b))
  return Object.fromEntries(sorted)
}

/** What was said before, when one comes back from the summary to change it. */
export function valuesOf(order: Order): Record<string, string> {
  const { buyer, delivery, gift, quantity, firstIssue, promotion, replaces } = order
  const { email, name, company = '', vatNumber = '', country, postcode = '' } = buyer
  const address = Object.entries(delivery ?? {}).map(([part, text]) => [`delivery.${part}`, text])
  return {
    ...{ email, name, company, vatNumber, country, postcode },
    ...Object.fromEntries(address),
    ...(gift ? giftValues(gift) : {}),
    ...(promotion ? { promotionCode: promotion.code } : {}),
    ...(replaces ? { replaces } : {}),
    quantity: String(quantity),
    issueNumber: String(firstIssue),
  }
}

function giftValues(gift: NonNullable<Order['gift']>): Record<string, string> {
  const { recipientName, recipientEmail = '', message = '', startsOn = '' } = gift
  return {
    gift: 'yes',
    'gift.recipientName': recipientName,
    'gift.recipientEmail': recipientEmail,
    'gift.message': message,
    'gift.startsOn': startsOn,
  }
}

/** Whether the order is a gift; where the plan is none, the box was never shown. */
export function isGift(values: Values): boolean {
  return values['gift'] === 'yes'
}

/** Copies for oneself go to the company, or to the person; a gift goes to who receives it. */
export function orderForm(plan: Plan, values: Values): OrderForm {
  const of = (name: string) => values[name] ?? ''
  const gift = isGift(values)
  return {
    planId: plan.id,
    quantity: values['quantity'],
    ...{ email: of('email'), name: of('name'), company: of('company').trim() },
    ...{ vatNumber: of('vatNumber'), issueNumber: values['issueNumber'] },
    ...{ promotionCode: values['promotionCode'], replaces: values['replaces'] },
    ...(gift ? { gift: giftOf(of) } : {}),
    ...(isDelivered(plan.edition)
      ? { delivery: deliveryOf(of, gift), ...(gift ? { country: of('country') } : {}) }
      : { country: of('country'), postcode: of('postcode') }),
  }
}

function giftOf(of: (name: string) => string): OrderForm['gift'] {
  return {
    recipientName: of('gift.recipientName'),
    recipientEmail: of('gift.recipientEmail'),
    message: of('gift.message'),
    startsOn: of('gift.startsOn'),
  }
}

function deliveryOf(of: (name: string) => string, gift: boolean): OrderForm['delivery'] {
  const company = gift ? '' : of('company').trim()
  const person = gift ? of('gift.recipientName') : of('name')
  const recipient = of('delivery.recipient').trim()
  const detail = of('delivery.detail').trim()
  return {
    recipient: recipient || company || person,
    detail: detail || (recipient === '' && company !== '' ? person : ''),
    building: of('delivery.building'),
    street: of('delivery.street'),
    place: of('delivery.place'),
    postcode: of('delivery.postcode'),
    town: of('delivery.town'),
    country: of('delivery.country'),
  }
}
