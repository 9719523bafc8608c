// What closes a checkout session once its money is there, at once or days later.
import type { Stripe } from 'stripe'
import { type Basket, taxRatesOf } from './basket.ts'
import { redeem } from './discounts.ts'
import { draftInvoice } from './invoice-draft.ts'
import { addPayment, finalizeByHand, markPaid } from './invoices.ts'
import { idOf } from './pieces.ts'
import type { Work } from './work.ts'

/** A debit that the session started has arrived or come back. */
export function finishSession(work: Work, sessionId: string, hasArrived: boolean): void {
  const session = work.get('checkout.session', sessionId)
  if (session.payment_status !== 'unpaid') return
  if (!hasArrived) {
    work.emit('checkout.session.async_payment_failed', session)
    return
  }
  const invoice = session.mode === 'payment' ? invoiceOf(work, session) : session.invoice
  work.change(
    'checkout.session',
    sessionId,
    { payment_status: 'paid', invoice },
    'checkout.session.async_payment_succeeded',
  )
}

/** The invoice of a one-time payment, made once it is paid; null unless the session asked for one. */
export function invoiceOf(work: Work, session: Stripe.Checkout.Session): string | null {
  const basket = work.read('basket', session.id)
  const customer = idOf(session.customer)
  if (!basket || !customer || !session.invoice_creation?.enabled) return null
  const { invoice_data: data } = session.invoice_creation
  const draft = draftInvoice(work, {
    customer,
    lines: linesOf(work, basket),
    discounts: discountsOf(work, session),
    subscription: null,
    reason: 'manual',
    metadata: data.metadata ?? {},
    description: data.description,
    footer: data.footer,
  })
  const invoice = finalizeByHand(work, draft.id)
  const intentId = idOf(session.payment_intent)
  if (intentId) markPaid(work, invoice.id, addPayment(work, invoice, intentId))
  return invoice.id
}

function linesOf(work: Work, basket: Basket) {
  return basket.lines.map(({ price, quantity, taxRates }) => ({
    price,
    quantity,
    taxRates: taxRatesOf(work, taxRates),
    period: { start: work.now, end: work.now },
    item: null,
  }))
}

/** The discounts of a session, made when they are first needed. */
export function discountsOf(
  work: Work,
  session: Stripe.Checkout.Session,
  subscription: string | null = null,
): Stripe.Discount[] {
  const made = work.all('discount').filter((one) => one.checkout_session === session.id)
  if (made.length > 0) return made
  const basket = work.read('basket', session.id)
  const customer = idOf(session.customer)
  if (!basket || !customer || basket.reductions.length === 0) return []
  return redeem(work, basket.reductions, { customer, session: session.id, subscription })
}
