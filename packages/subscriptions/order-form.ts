// What a person typed into the order form, read and refused field by field. Amounts are never read:
// they come from the plan. Pure.
import type { Sentence } from '#kernel/errors'
import { idSchema, type SubscriptionId } from '#kernel/ids'
import type { Edition, Plan, Subscriptions } from '#publication/plans'
import { parseAddress } from '#readers/address'
import { countryOf } from '#tax/territory'
import { isCountry } from './countries.ts'
import { type Gift, type OrderBuyer, orderLimits } from './order.ts'
import { orderFaults } from './order-faults.ts'
import { type PostalAddress, readPostalAddress, type TypedAddress } from './postal-address.ts'
import { isDelivered } from './price.ts'
import { isDay } from './working-days.ts'

/** As typed; everything may be missing or nonsense. `delivery` is read for print alone. */
export type OrderForm = {
  planId: string
  quantity?: string | undefined
  email?: string | undefined
  name?: string | undefined
  company?: string | undefined
  vatNumber?: string | undefined
  /** Where the buyer lives; of print for oneself the delivery address says it. */
  country?: string | undefined
  postcode?: string | undefined
  delivery?: TypedAddress | undefined
  gift?:
    | {
        recipientName?: string | undefined
        recipientEmail?: string | undefined
        message?: string | undefined
        startsOn?: string | undefined
      }
    | undefined
  /** Of a single issue: which one; of a term: the one it begins with, the next one unless said. */
  issueNumber?: string | undefined
  promotionCode?: string | undefined
  /** The subscription that the order replaces. */
  replaces?: string | undefined
}

/** Names of fields: those of the form, `delivery.street` and `gift.recipientEmail`. */
export type OrderFaults = Record<string, Sentence>

export type OrderChoice = {
  plan: Plan
  quantity: number
  buyer: Omit<OrderBuyer, 'hasValidVatNumber'>
  delivery?: PostalAddress
  gift?: Gift
  issueNumber?: number
  /** In the reader's capitals. */
  code?: string
  replaces?: SubscriptionId
}

export type ReadOrder =
  | { kind: 'choice'; choice: OrderChoice }
  | { kind: 'refused'; fields: OrderFaults }

/** `today` is a date in the publication's zone. */
export function readOrderForm(
  offer: Pick<Subscriptions, 'plans' | 'deliversTo'>,
  form: OrderForm,
  today: string,
): ReadOrder {
  const plan = offer.plans.find(({ id }) => id === form.planId)
  if (!plan) return { kind: 'refused', fields: { planId: orderFaults.plan } }
  const fields: OrderFaults = {}
  const quantity = quantityOf(form, fields)
  const delivery = isDelivered(plan.edition) ? deliveryOf(offer, form, fields) : undefined
  const buyer = buyerOf(form, { delivery, edition: plan.edition, fields })
  const gift = form.gift ? giftOf(plan, { form, gift: form.gift, buyer, today, fields }) : undefined
  const issueNumber = issueOf(plan, form, fields)
  const code = codeOf(form, fields)
  const replaces = replacedBy(plan, form, fields)
  if (Object.keys(fields).length > 0 || !buyer) return { kind: 'refused', fields }
  return {
    kind: 'choice',
    choice: {
      ...{ plan, quantity, buyer },
      ...(delivery === undefined ? {} : { delivery }),
      ...(gift === undefined ? {} : { gift }),
      ...(issueNumber === undefined ? {} : { issueNumber }),
      ...(code === undefined ? {} : { code }),
      ...(replaces === undefined ? {} : { replaces }),
    },
  }
}

function quantityOf({ quantity = '1' }: OrderForm, fields: OrderFaults): number {
  const count = /^\d{1,4}$/.test(quantity.trim()) ? Number(quantity) : 0
  if (count < 1 || count > orderLimits.copies) fields['quantity'] = orderFaults.quantity
  return count
}

function deliveryOf(
  offer: Pick<Subscriptions, 'deliversTo'>,
  form: OrderForm,
  fields: OrderFaults,
): PostalAddress | undefined {
  const read = readPostalAddress(form.delivery ?? {})
  if (read.kind === 'refused') {
    for (const [name, sentence] of Object.entries(read.fields))
      fields[`delivery.${name}`] = sentence
    return undefined
  }
  if (offer.deliversTo.includes(read.address.country)) return read.address
  fields['delivery.country'] = orderFaults.notDelivered
  return undefined
}

function buyerOf(
  form: OrderForm,
  given: { delivery: PostalAddress | undefined; edition: Edition; fields: OrderFaults },
): Omit<OrderBuyer, 'hasValidVatNumber'> | undefined {
  const { fields, delivery } = given
  const address = parseAddress(form.email ?? '')
  if (address.kind === 'malformed') fields['email'] = address.sentence
  const name = line(form.name)
  if (name === '' || [...name].length > orderLimits.name) fields['name'] = orderFaults.name
  const company = line(form.company)
  if ([...company].length > orderLimits.name) fields['company'] = orderFaults.company
  const vatNumber = line(form.vatNumber).toUpperCase().replace(/[ .-]/g, '')
  if (vatNumber !== '' && !/^[A-Z]{2}[0-9A-Z+*]{2,13}$/.test(vatNumber))
    fields['vatNumber'] = orderFaults.vatNumber
  const place = residenceOf(form, given)
  if (!place) fields['country'] = orderFaults.country
  if (address.kind === 'malformed' || !place) return undefined
  return {
    ...{ email: address.email, name },
    ...(company === '' ? {} : { company }),
    ...(vatNumber === '' ? {} : { vatNumber }),
    ...place,
    ...(delivery === undefined || form.country ? {} : { postcode: delivery.postcode }),
  }
}

/** Typed, or where the copies go. */
function residenceOf(
  form: OrderForm,
  given: { delivery: PostalAddress | undefined; edition: Edition },
): Pick<OrderBuyer, 'country' | 'postcode'> | undefined {
  const typed = line(form.country).toUpperCase()
  const postcode = line(form.postcode).toUpperCase().slice(0, 12)
  const country = typed === '' ? given.delivery?.country : countryOf({ country: typed, postcode })
  // A delivery address that is refused has its own sentence.
  if (country === undefined) return isDelivered(given.edition) ? { country: 'FR' } : undefined
  if (!isCountry(country)) return undefined
  return { country, ...(postcode === '' ? {} : { postcode }) }
}

function giftOf(
  plan: Plan,
  given: {
    form: OrderForm
    gift: NonNullable<OrderForm['gift']>
    buyer: Omit<OrderBuyer, 'hasValidVatNumber'> | undefined
    today: string
    fields: OrderFaults
  },
): Gift | undefined {
  const { form, gift, buyer, today, fields } = given
  if (!plan.giftable) fields['gift'] = orderFaults.notGiftable
  const typedName = line(gift.recipientName)
  // Print says who receives it; digital must be told.
  const recipientName = typedName === '' ? line(form.delivery?.recipient) : typedName
  if (recipientName === '' || [...recipientName].length > orderLimits.name)
    fields['gift.recipientName'] = orderFaults.recipientName
  const email = giftEmail(plan, gift.recipientEmail, fields)
  if (buyer && isOneself(buyer, { recipientName, email }))
    fields[email === buyer.email ? 'gift.recipientEmail' : 'gift.recipientName'] =
      orderFaults.oneself
  const message = (gift.message ?? '').replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim()
  if (message.length > orderLimits.message) fields['gift.message'] = orderFaults.message
  const startsOn = line(gift.startsOn)
  if (startsOn !== '' && (!isDay(startsOn) || startsOn < today || startsOn > `${yearAfter(today)}`))
    fields['gift.startsOn'] = orderFaults.startsOn
  return {
    recipientName,
    ...(email === undefined ? {} : { recipientEmail: email }),
    ...(message === '' ? {} : { message }),
    ...(startsOn === '' ? {} : { startsOn }),
  }
}

function giftEmail(plan: Plan, typed: string | undefined, fields: OrderFaults): string | undefined {
  if (line(typed) === '' && plan.edition === 'print') return undefined
  const address = parseAddress(typed ?? '')
  if (address.kind === 'address') return address.email
  fields['gift.recipientEmail'] = line(typed) === '' ? orderFaults.recipientEmail : address.sentence
  return undefined
}

/** The same address, or the same name however it is accented. */
function isOneself(
  buyer: { email: string; name: string },
  gift: { recipientName: string; email: string | undefined },
): boolean {
  const plain = (name: string) =>
    name
      .normalize('NFD')
      .replace(/[^\p{L}\p{N}]/gu, '')
      .toLowerCase()
  return gift.email === buyer.email || plain(gift.recipientName) === plain(buyer.name)
}

function yearAfter(day: string): string {
  return `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`
}

function issueOf(plan: Plan, form: OrderForm, fields: OrderFaults): number | undefined {
  const typed = line(form.issueNumber)
  if (plan.kind === 'monthly' || (plan.kind === 'term' && typed === '')) return undefined
  const number = /^\d{1,5}$/.test(typed) ? Number(typed) : 0
  if (number < 1) fields['issueNumber'] = orderFaults.issueNumber
  return number
}

/** What Stripe allows in a code: letters, digits and hyphens. */
function codeOf(form: OrderForm, fields: OrderFaults): string | undefined {
  const typed = line(form.promotionCode).replace(/ /g, '')
  if (typed === '') return undefined
  if (typed.length > orderLimits.code || !/^[A-Za-z0-9-]+$/.test(typed))
    fields['promotionCode'] = orderFaults.codeUnknown
  return typed
}

function replacedBy(plan: Plan, form: OrderForm, fields: OrderFaults): SubscriptionId | undefined {
  const typed = line(form.replaces)
  if (typed === '') return undefined
  const id = idSchema('subscription').safeParse(typed)
  if (!id.success) fields['replaces'] = orderFaults.notYours
  else if (form.gift || plan.kind === 'single') fields['replaces'] = orderFaults.replacesOther
  return id.data
}

/** One line, without what does not show. */
function line(text: string | undefined): string {
  return (text ?? '')
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\s\p{Zs}]+/gu, ' ')
    .trim()
    .slice(0, 1_000)
}
