// Every endpoint of Stripe's that is answered here: its path, its parameters, what it does.
import * as z from 'zod'
import { lineItemsOf } from './basket.ts'
import { catalogRoutes, customerRoutes } from './catalog-routes.ts'
import { InvoicePay, payInvoice } from './collect.ts'
import * as CreditNotes from './credit-notes.ts'
import * as Disputes from './disputes.ts'
import * as Invoices from './invoices.ts'
import { balanceOf } from './ledger.ts'
import { flag, id, listing, text } from './params.ts'
import * as Payouts from './payouts.ts'
import { listPage } from './present.ts'
import * as Refunds from './refunds.ts'
import {
  Listing,
  list,
  nothing,
  post,
  type Route,
  read,
  refers,
  remove,
  route,
  same,
} from './route-kit.ts'
import * as Checkout from './sessions.ts'
import * as Changes from './subscription-update.ts'
import * as Subscriptions from './subscriptions.ts'

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
  post('/subscriptions/:id', Changes.SubscriptionUpdate, (w, p, one) =>
    Changes.updateSubscription(w, one, p),
  ),
  remove('/subscriptions/:id', Changes.SubscriptionCancel, (w, p, one) =>
    Changes.cancelSubscription(w, one, p),
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
    (asked) => asked.customer,
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
    (asked) => asked.subscription ?? asked.customer,
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
    (asked) => asked.invoice ?? asked.payment?.payment_intent,
  ),
  post('/credit_notes', CreditNotes.CreditNoteCreate, CreditNotes.createCreditNote),
  read('/credit_notes', 'credit_note'),
  post('/credit_notes/:id', CreditNotes.CreditNoteUpdate, (w, p, one) =>
    CreditNotes.updateCreditNote(w, one, p),
  ),
  post('/credit_notes/:id/void', nothing, (w, _, one) => CreditNotes.voidCreditNote(w, one)),
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
    (asked) => asked.invoice,
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
    (asked) => asked.payment_intent,
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
    (asked) => asked.charge ?? asked.payment_intent,
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
    (asked) => asked.charge ?? asked.payment_intent,
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

export const routes: readonly Route[] = [
  ...catalogRoutes,
  ...customerRoutes,
  ...sales,
  ...invoices,
  ...money,
]

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
