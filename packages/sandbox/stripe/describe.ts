// What an object is about, in one line of a list.
import type { Stripe } from 'stripe'
import { idOf } from './pieces.ts'
import type { ObjectKind, Objects, StoredEvent } from './store.ts'

export type Description = {
  id: string
  kind: ObjectKind
  created: number | null
  /** Who or what. */
  about: string
  status: string
  amount: number | null
  currency: string
}

export function describe<K extends ObjectKind>(kind: K, object: Objects[K]): Description {
  const one = object as {
    id: string
    created?: number
    start?: number
    status?: string | null
    currency?: string | null
  }
  return {
    id: one.id,
    kind,
    created: one.created ?? one.start ?? null,
    about: aboutOf(kind, object),
    status: statusOf(kind, object) ?? one.status ?? '',
    amount: amountOf(kind, object),
    currency: one.currency ?? 'eur',
  }
}

function aboutOf(kind: ObjectKind, object: unknown): string {
  switch (kind) {
    case 'customer': {
      const { name, email } = object as Stripe.Customer
      return name ?? email ?? ''
    }
    case 'product':
      return (object as Stripe.Product).name
    case 'price':
      return (object as Stripe.Price).lookup_key ?? idOf((object as Stripe.Price).product)
    case 'tax_rate':
      return `${(object as Stripe.TaxRate).percentage} %`
    case 'coupon':
      return (object as Stripe.Coupon).name ?? ''
    case 'promotion_code':
      return (object as Stripe.PromotionCode).code
    case 'invoice':
      return (object as Stripe.Invoice).number ?? ''
    case 'credit_note':
      return (object as Stripe.CreditNote).number
    case 'event':
      return (object as StoredEvent).type
    case 'payment_method': {
      const { type, card, sepa_debit } = object as Stripe.PaymentMethod
      return `${type} ${card?.last4 ?? sepa_debit?.last4 ?? ''}`
    }
    case 'balance_transaction':
      return (object as Stripe.BalanceTransaction).reporting_category
    case 'invoice_payment':
      return idOf((object as Stripe.InvoicePayment).invoice)
    default:
      return customerOf(object)
  }
}

function customerOf(object: unknown): string {
  const { customer, charge } = object as { customer?: string | null; charge?: string | null }
  return customer ?? charge ?? ''
}

function statusOf(kind: ObjectKind, object: unknown): string | undefined {
  if (kind !== 'product' && kind !== 'price' && kind !== 'tax_rate') return undefined
  return (object as { active: boolean }).active ? 'active' : 'archived'
}

function amountOf(kind: ObjectKind, object: unknown): number | null {
  switch (kind) {
    case 'checkout.session':
      return (object as Stripe.Checkout.Session).amount_total
    case 'invoice':
      return (object as Stripe.Invoice).total
    case 'invoice_payment':
      return (object as Stripe.InvoicePayment).amount_requested
    case 'price':
      return (object as Stripe.Price).unit_amount
    case 'balance_transaction':
      return (object as Stripe.BalanceTransaction).net
    default: {
      const { amount } = object as { amount?: number | null }
      return amount ?? null
    }
  }
}
