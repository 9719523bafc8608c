// Every endpoint of Stripe's that is answered here: its path, its parameters, what it does.
import * as z from 'zod'
import { lineItemsOf } from './basket.ts'
import * as Catalog from './catalog.ts'
import { InvoicePay, payInvoice } from './collect.ts'
import * as CreditNotes from './credit-notes.ts'
import * as Customers from './customers.ts'
import * as Discounts from './discounts.ts'
import * as Disputes from './disputes.ts'
import type { Form } from './form.ts'
import * as Invoices from './invoices.ts'
import { balanceOf } from './ledger.ts'
import * as Methods from './methods.ts'
import { flag, id, listing, readParams, text } from './params.ts'
import * as Payouts from './payouts.ts'
import { idOf } from './pieces.ts'
import * as Portal from './portal.ts'
import { listPage, present } from './present.ts'
import * as Refunds from './refunds.ts'
import * as Checkout from './sessions.ts'
import type { ObjectKind, Objects } from './store.ts'
import * as Subscriptions from './subscriptions.ts'
import type { Work } from './work.ts'

export type Route = {
  method: 'GET' | 'POST' | 'DELETE'
  /** `/v1/customers/:id` */
  pattern: string
  run(work: Work, form: Form, ids: readonly string[]): unknown
}

function route<T>(
  method: Route['method'],
  pattern: string,
  schema: z.ZodType<T>,
  act: (work: Work, params: T, id: string) => unknown,
): Route {
  return {
    method,
    pattern: `/v1${pattern}`,
    run: (work, form, ids) => act(work, readParams(schema, form), ids[0] ?? ''),
  }
}

const nothing = z.strictObject({})
const post = <T>(
  pattern: string,
  schema: z.ZodType<T>,
  act: (w: Work, p: T, id: string) => unknown,
) => route('POST', pattern, schema, act)
const remove = <T>(
  pattern: string,
  schema: z.ZodType<T>,
  act: (w: Work, p: T, id: string) => unknown,
) => route('DELETE', pattern, schema, act)
const read = (pattern: string, kind: ObjectKind) =>
  route('GET', `${pattern}/:id`, nothing, (work, _, one) => present(work, work.get(kind, one)))

/** A list with its filters: each a test of a record against the given value. */
function list<K extends ObjectKind, Shape extends z.ZodRawShape>(
  pattern: string,
  kind: K,
  shape: Shape,
  fits: (record: Objects[K], asked: z.infer<z.ZodObject<Shape>>, work: Work) => boolean,
): Route {
  return route('GET', pattern, z.strictObject({ ...listing, ...shape }), (work, params) => {
    const asked = params as z.infer<z.ZodObject<Shape>>
    return listPage(work, {
      kind,
      url: `/v1${pattern}`,
      records: (work.all(kind) as Objects[K][]).filter((one) => fits(one, asked, work)),
      listing: params as z.infer<typeof Listing>,
    })
  })
}
const Listing = z.strictObject(listing)

/** A filter that was not given lets everything through. */
const same = (asked: unknown, value: unknown) => asked === undefined || asked === value
const refers = (asked: string | undefined, value: Parameters<typeof idOf>[0]) =>
  same(asked, idOf(value as never))

const catalog: Route[] = [
  post('/products', Catalog.ProductCreate, Catalog.createProduct),
  read('/products', 'product'),
  post('/products/:id', Catalog.ProductUpdate, (w, p, one) => Catalog.updateProduct(w, one, p)),
  list(
    '/products',
    'product',
    { active: flag.optional(), ids: z.array(id).optional() },
    (one, asked) => same(asked.active, one.active) && (asked.ids?.includes(one.id) ?? true),
  ),
  post('/prices', Catalog.PriceCreate, Catalog.createPrice),
  read('/prices', 'price'),
  post('/prices/:id', Catalog.PriceUpdate, (w, p, one) => Catalog.updatePrice(w, one, p)),
  list(
    '/prices',
    'price',
    {
      active: flag.optional(),
      currency: text.optional(),
      product: id.optional(),
      type: text.optional(),
      lookup_keys: z.array(z.string().max(200)).max(10).optional(),
    },
    (one, asked) =>
      same(asked.active, one.active) &&
      same(asked.currency, one.currency) &&
      same(asked.type, one.type) &&
      refers(asked.product, one.product) &&
      (asked.lookup_keys?.includes(one.lookup_key ?? '') ?? true),
  ),
  post('/tax_rates', Catalog.TaxRateCreate, Catalog.createTaxRate),
  read('/tax_rates', 'tax_rate'),
  post('/tax_rates/:id', Catalog.TaxRateUpdate, (w, p, one) => Catalog.updateTaxRate(w, one, p)),
  list(
    '/tax_rates',
    'tax_rate',
    { active: flag.optional(), inclusive: flag.optional() },
    (one, asked) => same(asked.active, one.active) && same(asked.inclusive, one.inclusive),
  ),
  post('/coupons', Discounts.CouponCreate, Discounts.createCoupon),
  read('/coupons', 'coupon'),
  post('/coupons/:id', Discounts.CouponUpdate, (w, p, one) => Discounts.updateCoupon(w, one, p)),
  list('/coupons', 'coupon', {}, () => true),
  post('/promotion_codes', Discounts.PromotionCodeCreate, Discounts.createPromotionCode),
  read('/promotion_codes', 'promotion_code'),
  post('/promotion_codes/:id', Discounts.PromotionCodeUpdate, (w, p, one) =>
    Discounts.updatePromotionCode(w, one, p),
  ),
  list(
    '/promotion_codes',
    'promotion_code',
    { active: flag.optional(), code: text.optional(), coupon: id.optional() },
    (one, asked) =>
      same(asked.active, one.active) &&
      same(asked.code?.toLowerCase(), asked.code && one.code.toLowerCase()) &&
      refers(asked.coupon, one.promotion.coupon),
  ),
]

const people: Route[] = [
  post('/customers', Customers.CustomerCreate, (w, { payment_method: method, ...params }) => {
    const customer = Customers.createCustomer(w, params)
    if (method) Methods.attach(w, method, customer.id)
    return customer
  }),
  read('/customers', 'customer'),
  post('/customers/:id', Customers.CustomerUpdate, (w, p, one) =>
    Customers.updateCustomer(w, one, p),
  ),
  list('/customers', 'customer', { email: text.optional() }, (one, asked) =>
    same(asked.email, one.email),
  ),
  read('/payment_methods', 'payment_method'),
  post('/payment_methods/:id', Methods.MethodUpdate, (w, p, one) =>
    Methods.updateMethod(w, one, p),
  ),
  post('/payment_methods/:id/attach', Methods.Attach, (w, p, one) => {
    w.get('customer', p.customer, 'customer')
    return Methods.attach(w, one, p.customer)
  }),
  post('/payment_methods/:id/detach', nothing, (w, _, one) => Methods.detach(w, one)),
  list(
    '/payment_methods',
    'payment_method',
    { customer: id.optional(), type: text.optional() },
    (one, asked) => refers(asked.customer, one.customer) && same(asked.type, one.type),
  ),
  read('/mandates', 'mandate'),
  post('/billing_portal/sessions', Portal.PortalCreate, Portal.createPortal),
]

const sales: Route[] = [
  post('/checkout/sessions', Checkout.SessionCreate, Checkout.createSession),
  read('/checkout/sessions', 'checkout.session'),
  post('/checkout/sessions/:id', Checkout.SessionUpdate, (w, p, one) =>
    Checkout.updateSession(w, one, p),
  ),
  post('/checkout/sessions/:id/expire', nothing, (w, _, one) => Checkout.expireByHand(w, one)),
  route('GET', '/checkout/sessions/:id/line_items', Listing, (work, _, one) => {
    work.get('checkout.session', one)
    const basket = work.read('basket', one)
    return {
      object: 'list',
      url: `/v1/checkout/sessions/${one}/line_items`,
      has_more: false,
      data: basket ? lineItemsOf(work, basket) : [],
    }
  }),
  list(
    '/checkout/sessions',
    'checkout.session',
    {
      customer: id.optional(),
      payment_intent: id.optional(),
      subscription: id.optional(),
      status: text.optional(),
    },
    (one, asked) =>
      refers(asked.customer, one.customer) &&
      refers(asked.payment_intent, one.payment_intent) &&
      refers(asked.subscription, one.subscription) &&
      same(asked.status, one.status),
  ),
  post('/subscriptions', Subscriptions.SubscriptionCreate, Subscriptions.createSubscription),
  read('/subscriptions', 'subscription'),
  post('/subscriptions/:id', Subscriptions.SubscriptionUpdate, (w, p, one) =>
    Subscriptions.updateSubscription(w, one, p),
  ),
  remove('/subscriptions/:id', Subscriptions.SubscriptionCancel, (w, p, one) =>
    Subscriptions.cancelSubscription(w, one, p),
  ),
  list(
    '/subscriptions',
    'subscription',
    { customer: id.optional(), price: id.optional(), status: text.optional() },
    (one, asked) =>
      refers(asked.customer, one.customer) &&
      (asked.price === undefined || one.items.data.some(({ price }) => price.id === asked.price)) &&
      (asked.status === 'all' ||
        (asked.status ? asked.status === one.status : one.status !== 'canceled')),
  ),
]

const invoices: Route[] = [
  read('/invoices', 'invoice'),
  post('/invoices/:id', Invoices.InvoiceUpdate, (w, p, one) => Invoices.updateInvoice(w, one, p)),
  post('/invoices/:id/finalize', z.strictObject({ auto_advance: flag.optional() }), (w, _, one) =>
    Invoices.finalizeByHand(w, one),
  ),
  post('/invoices/:id/pay', InvoicePay, (w, p, one) => payInvoice(w, one, p)),
  post('/invoices/:id/void', nothing, (w, _, one) => Invoices.voidInvoice(w, one)),
  post('/invoices/:id/mark_uncollectible', nothing, (w, _, one) =>
    Invoices.markUncollectible(w, one),
  ),
  route('GET', '/invoices/:id/lines', Listing, (work, _, one) => work.get('invoice', one).lines),
  list(
    '/invoices',
    'invoice',
    {
      customer: id.optional(),
      subscription: id.optional(),
      status: text.optional(),
      collection_method: text.optional(),
    },
    (one, asked) =>
      refers(asked.customer, one.customer) &&
      refers(asked.subscription, one.parent?.subscription_details?.subscription) &&
      same(asked.status, one.status) &&
      same(asked.collection_method, one.collection_method),
  ),
  read('/invoice_payments', 'invoice_payment'),
  list(
    '/invoice_payments',
    'invoice_payment',
    {
      invoice: id.optional(),
      status: text.optional(),
      payment: z
        .strictObject({ type: text, payment_intent: id.optional(), charge: id.optional() })
        .optional(),
    },
    (one, asked) =>
      refers(asked.invoice, one.invoice) &&
      same(asked.status, one.status) &&
      refers(asked.payment?.payment_intent, one.payment.payment_intent),
  ),
  post('/credit_notes', CreditNotes.CreditNoteCreate, CreditNotes.createCreditNote),
  read('/credit_notes', 'credit_note'),
  post('/credit_notes/:id', CreditNotes.CreditNoteUpdate, (w, p, one) =>
    CreditNotes.updateCreditNote(w, one, p),
  ),
  route(
    'GET',
    '/credit_notes/:id/lines',
    Listing,
    (work, _, one) => work.get('credit_note', one).lines,
  ),
  list(
    '/credit_notes',
    'credit_note',
    { customer: id.optional(), invoice: id.optional() },
    (one, asked) => refers(asked.customer, one.customer) && refers(asked.invoice, one.invoice),
  ),
]

const money: Route[] = [
  read('/payment_intents', 'payment_intent'),
  list('/payment_intents', 'payment_intent', { customer: id.optional() }, (one, asked) =>
    refers(asked.customer, one.customer),
  ),
  read('/charges', 'charge'),
  list(
    '/charges',
    'charge',
    { customer: id.optional(), payment_intent: id.optional() },
    (one, asked) =>
      refers(asked.customer, one.customer) && refers(asked.payment_intent, one.payment_intent),
  ),
  post('/refunds', Refunds.RefundCreate, Refunds.createRefund),
  read('/refunds', 'refund'),
  post('/refunds/:id', Refunds.RefundUpdate, (w, p, one) => Refunds.updateRefund(w, one, p)),
  list(
    '/refunds',
    'refund',
    { charge: id.optional(), payment_intent: id.optional() },
    (one, asked) =>
      refers(asked.charge, one.charge) && refers(asked.payment_intent, one.payment_intent),
  ),
  read('/disputes', 'dispute'),
  post('/disputes/:id', Disputes.DisputeUpdate, (w, p, one) => Disputes.updateDispute(w, one, p)),
  post('/disputes/:id/close', nothing, (w, _, one) => Disputes.closeDispute(w, one, 'lost')),
  list(
    '/disputes',
    'dispute',
    { charge: id.optional(), payment_intent: id.optional() },
    (one, asked) =>
      refers(asked.charge, one.charge) && refers(asked.payment_intent, one.payment_intent),
  ),
  route('GET', '/balance', nothing, balanceOf),
  read('/balance_transactions', 'balance_transaction'),
  route(
    'GET',
    '/balance_transactions',
    z.strictObject({
      ...listing,
      payout: id.optional(),
      source: id.optional(),
      type: text.optional(),
      currency: text.optional(),
    }),
    (work, { payout, source, type, currency, ...page }) =>
      listPage(work, {
        kind: 'balance_transaction',
        url: '/v1/balance_transactions',
        records: (payout ? Payouts.transactionsOf(work, payout) : work.all('balance_transaction'))
          .filter((one) => same(type, one.type) && same(currency, one.currency))
          .filter((one) => refers(source, one.source as string | null)),
        listing: page,
      }),
  ),
  post('/payouts', Payouts.PayoutCreate, Payouts.createPayout),
  read('/payouts', 'payout'),
  post('/payouts/:id/cancel', nothing, (w, _, one) => Payouts.cancelPayout(w, one)),
  list('/payouts', 'payout', { status: text.optional() }, (one, asked) =>
    same(asked.status, one.status),
  ),
  read('/events', 'event'),
  list(
    '/events',
    'event',
    {
      type: text.optional(),
      types: z.array(text).max(20).optional(),
      delivery_success: flag.optional(),
    },
    (one, asked, work) =>
      (asked.type === undefined || fitsType(one.type, asked.type)) &&
      (asked.types?.some((type) => fitsType(one.type, type)) ?? true) &&
      same(asked.delivery_success, work.referring('delivery', one.id).length === 0),
  ),
]

/** `invoice.*` takes every event of invoices. */
function fitsType(type: string, asked: string): boolean {
  return asked.endsWith('*') ? type.startsWith(asked.slice(0, -1)) : type === asked
}

export const routes: readonly Route[] = [...catalog, ...people, ...sales, ...invoices, ...money]

/** The route of a request and the ids in its path. */
export function findRoute(
  method: string,
  path: string,
): { route: Route; ids: string[] } | undefined {
  const parts = path.split('/')
  for (const one of routes) {
    if (one.method !== method) continue
    const wanted = one.pattern.split('/')
    if (wanted.length !== parts.length) continue
    if (!wanted.every((part, at) => part === ':id' || part === parts[at])) continue
    return {
      route: one,
      ids: wanted.flatMap((part, at) =>
        part === ':id' ? [decodeURIComponent(parts[at] ?? '')] : [],
      ),
    }
  }
  return undefined
}
