// Customers.
import type { Stripe } from 'stripe'
import * as z from 'zod'
import { address, id, metadata, text } from './params.ts'
import { addressOf, mergeMetadata } from './pieces.ts'
import { randomId, type Work } from './work.ts'

const emptyable = <T extends z.ZodType>(schema: T) =>
  z.union([z.literal('').transform(() => null), schema]).optional()

export const CustomerCreate = z.strictObject({
  email: z.string().max(512).optional(),
  name: z.string().max(256).optional(),
  business_name: z.string().max(150).optional(),
  individual_name: z.string().max(150).optional(),
  description: text.optional(),
  phone: z.string().max(20).optional(),
  address: emptyable(address),
  shipping: emptyable(
    z.strictObject({ name: text, phone: text.optional(), address: address.optional() }),
  ),
  preferred_locales: z.array(z.string().max(10)).optional(),
  tax_exempt: z.enum(['', 'none', 'exempt', 'reverse']).optional(),
  payment_method: id.optional(),
  invoice_settings: z
    .strictObject({
      default_payment_method: z.union([z.literal('').transform(() => null), id]).optional(),
      footer: text.optional(),
    })
    .optional(),
  metadata,
})
export type CustomerCreate = z.infer<typeof CustomerCreate>

export function createCustomer(work: Work, params: CustomerCreate): Stripe.Customer {
  const blank: Stripe.Customer = {
    id: work.makeId('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: work.now,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: randomId(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  }
  const customer = { ...blank, ...patchOf(work, blank, params) }
  work.put('customer', customer)
  work.emit('customer.created', customer)
  return customer
}

export const CustomerUpdate = CustomerCreate.omit({ payment_method: true })

export function updateCustomer(
  work: Work,
  customerId: string,
  params: z.infer<typeof CustomerUpdate>,
): Stripe.Customer {
  const before = work.get('customer', customerId)
  return work.change('customer', customerId, patchOf(work, before, params), 'customer.updated')
}

function patchOf(
  work: Work,
  before: Stripe.Customer,
  params: CustomerCreate,
): Partial<Stripe.Customer> {
  const { shipping, invoice_settings: invoices, metadata: meta } = params
  const patch: Partial<Stripe.Customer> = { metadata: mergeMetadata(before.metadata, meta) }
  for (const name of ['email', 'name', 'description', 'phone'] as const)
    if (params[name] !== undefined) patch[name] = params[name] === '' ? null : params[name]
  for (const name of ['business_name', 'individual_name'] as const)
    if (params[name] !== undefined) patch[name] = params[name]
  if (params.address !== undefined) patch.address = addressOf(params.address ?? undefined)
  if (shipping !== undefined)
    patch.shipping = shipping && {
      name: shipping.name,
      phone: shipping.phone ?? null,
      ...(shipping.address ? { address: addressOf(shipping.address) as Stripe.Address } : {}),
    }
  if (params.preferred_locales) patch.preferred_locales = params.preferred_locales
  if (params.tax_exempt !== undefined) patch.tax_exempt = params.tax_exempt || 'none'
  if (invoices) {
    const method = invoices.default_payment_method
    if (method) work.get('payment_method', method, 'invoice_settings[default_payment_method]')
    patch.invoice_settings = {
      ...before.invoice_settings,
      ...(method === undefined ? {} : { default_payment_method: method }),
      ...(invoices.footer === undefined ? {} : { footer: invoices.footer }),
    }
  }
  return patch
}
