// A world in which readers order and pay: a model of what Stripe knows, told by hand, whose events
// come doubled, late, shuffled and stale. It shares no rule with the code under test.

import { intentOf } from '#aws/intent'
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import { putIssue } from '#editorial/store'
import type { Intent } from '#kernel/intents'
import { dayMs, type Instant, instant } from '#kernel/time'
import { type ApplyDeps, applyFacts } from '#subscriptions/apply-facts'
import { beginOrder } from '#subscriptions/begin-order'
import type { Order } from '#subscriptions/order'
import type { OrderForm } from '#subscriptions/order-form'
import { placeOrder } from '#subscriptions/place-order'
import type {
  CheckoutOrder,
  InvoiceFacts,
  MailState,
  Payments,
  StripeFacts,
  StripeRef,
} from '#subscriptions/ports'
import type { PromotionAnswer } from '#subscriptions/promotion'
import { getOrder, holdingsOf } from '#subscriptions/store'
import { streamsOf } from '#subscriptions/store-streams'
import type { Stream } from '#subscriptions/stream'
import { anIssue, handClock, publication, seededIds } from './editorial.ts'

export const shopKeys = [{ version: 1, secret: 'a key for tests alone' }]

export type Charge = {
  id: string
  refunds: { id: string; gross: number; status: 'pending' | 'succeeded' | 'failed' }[]
  disputes: { id: string; gross: number; status: 'open' | 'won' | 'lost' }[]
}

export type Invoice = {
  id: string
  order: Order
  reason: 'first' | 'renewal'
  status: 'open' | 'paid' | 'void'
  payment: 'none' | 'processing' | 'failed' | 'succeeded'
  attemptCount: number
  gross: number
  vat: number
  createdAt: Instant
  paidAt?: Instant
  period?: { from: Instant; until: Instant }
  charge?: Charge
}

export type Contract = {
  order: Order
  session: { id: string; status: 'open' | 'complete' | 'expired'; payment: 'paid' | 'unpaid' }
  stripeSubscriptionId?: string
  status: 'active' | 'pastDue' | 'canceled'
  periodEnd: Instant
  cancelAtPeriodEnd: boolean
  endedAt?: Instant
  invoices: Invoice[]
}

/** What Stripe knows. Every act leaves events, as references to what they are about. */
export function stripeModel(clock: () => Date) {
  const contracts = new Map<string, Contract>()
  const sessions = new Map<string, string>()
  const refundKeys = new Map<string, string>()
  const events: StripeRef[] = []
  const calls: { kind: string; input: unknown }[] = []
  /** What is said of a code, by its capitals. */
  const promotions = new Map<string, PromotionAnswer>()
  let counter = 0
  const next = (prefix: string) => `${prefix}_${String(++counter).padStart(4, '0')}`
  const now = () => instant(clock())
  const tell = (...refs: StripeRef[]) => events.push(...refs)
  const invoices = () => [...contracts.values()].flatMap((one) => one.invoices)
  const contractOf = (order: Pick<Order, 'id'>) => {
    const found = contracts.get(order.id)
    if (!found) throw new Error(`No session for ${order.id}`)
    return found
  }
  const told = (contract: Contract, ...refs: StripeRef[]) => {
    const { stripeSubscriptionId: id } = contract
    tell(...refs, ...(id === undefined ? [] : [{ kind: 'subscription' as const, id }]))
  }

  function newInvoice(contract: Contract, reason: Invoice['reason']): Invoice {
    const { order } = contract
    const from = now()
    const months = order.terms.kind === 'monthly' ? 1 : (order.terms.months ?? 12)
    const until = instant(Date.parse(from) + months * 30 * dayMs)
    const { gross, vat } = order.price
    const invoice: Invoice = {
      ...{ id: next('in'), order, reason, gross, vat, createdAt: from },
      ...{ status: 'open', payment: 'none', attemptCount: 0, period: { from, until } },
    }
    contract.invoices.push(invoice)
    if (contract.stripeSubscriptionId !== undefined) contract.periodEnd = until
    return invoice
  }
  const paid = (invoice: Invoice) => {
    Object.assign(invoice, { status: 'paid', payment: 'succeeded', paidAt: now() })
    invoice.charge ??= { id: next('ch'), refunds: [], disputes: [] }
    invoice.attemptCount += 1
  }
  const ofInvoice = ({ id }: Invoice): StripeRef => ({ kind: 'invoice', id })

  function complete(order: Order): { contract: Contract; invoice: Invoice } {
    const contract = contractOf(order)
    contract.session.status = 'complete'
    if (order.terms.renews) contract.stripeSubscriptionId = next('sub')
    return { contract, invoice: newInvoice(contract, 'first') }
  }

  const acts = {
    /** A card that is taken. */
    pay(order: Order) {
      const { contract, invoice } = complete(order)
      contract.session.payment = 'paid'
      paid(invoice)
      told(contract, { kind: 'session', id: contract.session.id }, ofInvoice(invoice))
      return invoice
    },
    /** The same order a second time: a page that was open twice. */
    payAgain(order: Order) {
      const contract = contractOf(order)
      const invoice = newInvoice(contract, 'first')
      paid(invoice)
      told(contract, ofInvoice(invoice))
      return invoice
    },
    /** A debit that takes days. */
    debit(order: Order) {
      const { contract, invoice } = complete(order)
      invoice.payment = 'processing'
      told(contract, { kind: 'session', id: contract.session.id }, ofInvoice(invoice))
      return invoice
    },
    debitSucceeds(invoice: Invoice) {
      const contract = contractOf(invoice.order)
      paid(invoice)
      if (invoice.reason === 'first') contract.session.payment = 'paid'
      told(contract, ofInvoice(invoice), { kind: 'session', id: contract.session.id })
    },
    debitFails(invoice: Invoice) {
      invoice.payment = 'failed'
      invoice.attemptCount += 1
      const { session } = contractOf(invoice.order)
      told(contractOf(invoice.order), ofInvoice(invoice), { kind: 'session', id: session.id })
    },
    expireSession(order: Order) {
      const { session } = contractOf(order)
      session.status = 'expired'
      tell({ kind: 'session', id: session.id })
    },
    renew(order: Order) {
      const contract = contractOf(order)
      const invoice = newInvoice(contract, 'renewal')
      paid(invoice)
      contract.status = 'active'
      told(contract, ofInvoice(invoice))
      return invoice
    },
    refuseRenewal(order: Order) {
      const contract = contractOf(order)
      const invoice = newInvoice(contract, 'renewal')
      Object.assign(invoice, { payment: 'failed', attemptCount: 1 })
      contract.status = 'pastDue'
      told(contract, ofInvoice(invoice))
      return invoice
    },
    retry(invoice: Invoice, outcome: 'paid' | 'failed') {
      const contract = contractOf(invoice.order)
      if (outcome === 'paid') {
        paid(invoice)
        contract.status = 'active'
      } else invoice.attemptCount += 1
      told(contract, ofInvoice(invoice))
    },
    voidInvoice(invoice: Invoice) {
      invoice.status = 'void'
      tell(ofInvoice(invoice))
    },
    refund(invoice: Invoice, gross: number) {
      const { charge } = invoice
      if (!charge) throw new Error('Nothing was paid')
      const refund = { id: next('re'), gross, status: 'succeeded' as const }
      charge.refunds.push(refund)
      tell({ kind: 'refund', id: refund.id }, { kind: 'charge', id: charge.id })
      return refund as Charge['refunds'][number]
    },
    failRefund(invoice: Invoice, refund: Charge['refunds'][number]) {
      refund.status = 'failed'
      tell({ kind: 'refund', id: refund.id })
      return invoice
    },
    dispute(invoice: Invoice) {
      const { charge } = invoice
      if (!charge) throw new Error('Nothing was paid')
      const dispute = { id: next('dp'), gross: invoice.gross, status: 'open' as const }
      charge.disputes.push(dispute)
      tell({ kind: 'dispute', id: dispute.id })
      return dispute as Charge['disputes'][number]
    },
    closeDispute(dispute: Charge['disputes'][number], status: 'won' | 'lost') {
      dispute.status = status
      tell({ kind: 'dispute', id: dispute.id })
    },
    cancelAtEnd(order: Order) {
      const contract = contractOf(order)
      contract.cancelAtPeriodEnd = true
      told(contract)
    },
    end(order: Order) {
      const contract = contractOf(order)
      Object.assign(contract, { status: 'canceled', endedAt: now() })
      told(contract)
    },
  }

  const payments: Payments = {
    async checkout({ order, expiresAt }: CheckoutOrder) {
      calls.push({ kind: 'checkout', input: order.id })
      if (!contracts.has(order.id)) {
        const session = { id: next('cs'), status: 'open' as const, payment: 'unpaid' as const }
        contracts.set(order.id, {
          ...{ order, session, status: 'active', periodEnd: expiresAt },
          ...{ cancelAtPeriodEnd: false, invoices: [] },
        })
        sessions.set(session.id, order.id)
      }
      const { session } = contractOf(order)
      return { sessionId: session.id, url: `https://pay.example/${session.id}`, expiresAt }
    },
    async promotion({ code }) {
      return promotions.get(code.toUpperCase()) ?? { kind: 'unknown' }
    },
    async read(ref) {
      return factsOf(ref)
    },
    async putOffRenewal(input) {
      calls.push({ kind: 'putOffRenewal', input })
      const contract = bySubscription(input.subscriptionId)
      contract.periodEnd = input.until
      told(contract)
    },
    async cancelAtPeriodEnd({ subscriptionId }) {
      acts.cancelAtEnd(bySubscription(subscriptionId).order)
    },
    async cancelNow({ subscriptionId }) {
      calls.push({ kind: 'cancelNow', input: subscriptionId })
      const contract = bySubscription(subscriptionId)
      if (contract.status !== 'canceled') acts.end(contract.order)
    },
    async voidInvoice({ invoiceId }) {
      calls.push({ kind: 'voidInvoice', input: invoiceId })
      const invoice = invoices().find(({ id }) => id === invoiceId)
      if (!invoice) throw new Error(`No invoice ${invoiceId}`)
      if (invoice.status === 'paid') return { kind: 'paid' }
      if (invoice.payment === 'processing') return { kind: 'processing' }
      acts.voidInvoice(invoice)
      return { kind: 'void' }
    },
    async refund(input) {
      calls.push({ kind: 'refund', input })
      const known = refundKeys.get(input.key)
      if (known !== undefined) return { kind: 'refunded', refundId: known }
      const invoice = invoices().find(({ id }) => id === input.invoiceId)
      const back = invoice?.charge?.refunds.reduce(
        (sum, one) => sum + (one.status === 'failed' ? 0 : one.gross),
        0,
      )
      if (!invoice || back === undefined || back + input.gross > invoice.gross)
        return { kind: 'refused', because: 'tooMuch' }
      const refund = acts.refund(invoice, input.gross)
      refundKeys.set(input.key, refund.id)
      return { kind: 'refunded', refundId: refund.id }
    },
    async paymentsOf({ invoiceId }) {
      const invoice = invoices().find(({ id }) => id === invoiceId)
      const facts = invoice?.charge && factsOf({ kind: 'charge', id: invoice.charge.id })
      return facts?.kind === 'payment' ? [facts] : []
    },
    async reprice(input) {
      calls.push({ kind: 'reprice', input })
    },
    async changeCustomer(input) {
      calls.push({ kind: 'changeCustomer', input })
    },
    async invoices() {
      return []
    },
    async portal() {
      return { url: 'https://portal.example/' }
    },
  }

  function bySubscription(id: string): Contract {
    const found = [...contracts.values()].find((one) => one.stripeSubscriptionId === id)
    if (!found) throw new Error(`No subscription ${id}`)
    return found
  }

  function factsOf(ref: StripeRef): StripeFacts | undefined {
    const readAt = now()
    switch (ref.kind) {
      case 'session': {
        const contract = contracts.get(sessions.get(ref.id) ?? '')
        if (!contract) return undefined
        const { order, session, invoices: made } = contract
        return {
          ...{ kind: 'session', readAt, ids: idsOf(order), ...session },
          ...(contract.stripeSubscriptionId === undefined
            ? {}
            : { stripeSubscriptionId: contract.stripeSubscriptionId }),
          ...(made[0] === undefined ? {} : { invoiceId: made[0].id }),
        }
      }
      case 'subscription': {
        const { order, status, periodEnd, cancelAtPeriodEnd, endedAt } = bySubscription(ref.id)
        return {
          ...{ kind: 'subscription', id: ref.id, readAt, ids: idsOf(order), status },
          ...{ stripeCustomerId: `cus_${order.id}`, periodEnd, cancelAtPeriodEnd },
          ...(endedAt === undefined ? {} : { endedAt }),
        }
      }
      case 'invoice': {
        const invoice = invoices().find(({ id }) => id === ref.id)
        return invoice && invoiceFactsOf(invoice, readAt)
      }
      default: {
        const invoice = invoices().find(({ charge }) => charge && isAbout(charge, ref.id))
        if (!invoice?.charge) return undefined
        const { id, refunds, disputes } = structuredClone(invoice.charge)
        const { gross } = invoice
        return {
          ...{ kind: 'payment', id, readAt, ids: idsOf(invoice.order) },
          ...{ invoiceId: invoice.id, gross, refunds, disputes },
        }
      }
    }
  }

  function invoiceFactsOf(invoice: Invoice, readAt: Instant): InvoiceFacts {
    const { order, charge: _, ...rest } = structuredClone(invoice)
    const { stripeSubscriptionId } = contractOf(order)
    return {
      ...{ kind: 'invoice', readAt, ids: idsOf(order), number: `F-${invoice.id}`, ...rest },
      ...(stripeSubscriptionId === undefined ? {} : { stripeSubscriptionId }),
    }
  }

  return { ...acts, payments, promotions, events, calls, contracts, invoices, read: factsOf }
}

function isAbout(charge: Charge, id: string): boolean {
  return [charge, ...charge.refunds, ...charge.disputes].some((one) => one.id === id)
}

function idsOf({ id: orderId, customerId }: Order) {
  return { customerId, orderId }
}

export type PayingWorld = Awaited<ReturnType<typeof payingWorld>>

/** A shop over the table, with issues 130 to 150 in the calendar, six weeks apart. */
export async function payingWorld(table: Table, seed = 1) {
  const clock = handClock()
  const stripe = stripeModel(clock)
  const hints: Key[] = []
  const logged: string[] = []
  /** What delivery would know of each mail, told by hand. */
  const mails = new Map<string, NonNullable<Awaited<ReturnType<MailState>>>>()
  const deps: ApplyDeps & {
    payments: Payments
    readerKeys: typeof shopKeys
    mailState: MailState
  } = {
    ...{ table, clock, publication, payments: stripe.payments, readerKeys: shopKeys },
    makeId: seededIds(clock, seed),
    mailState: async (id) => mails.get(id),
    hint: async (key) => void hints.push(key),
    log: (level, event) => {
      if (level !== 'info') logged.push(event)
    },
  }
  for (let number = 130; number <= 150; number++) {
    const coverMs = Date.parse('2026-10-19') + (number - 130) * 43 * dayMs
    const coverDate = new Date(coverMs).toISOString().slice(0, 10)
    const status = number === 130 ? 'published' : 'planned'
    await putIssue(table, anIssue({ number, coverDate, status }))
  }

  const orderUrls = (order: Order) => ({
    successUrl: `https://site.example/order/${order.id}`,
    cancelUrl: `https://site.example/order/${order.id}?back`,
  })
  return {
    ...{ table, clock, stripe, deps, hints, logged, mails, orderUrls },
    async begin(form: Partial<OrderForm> = {}) {
      return await beginOrder(deps, { locale: 'fr', form: aForm(form) })
    },
    /** Begun, placed, and at Stripe's page. */
    async order(form: Partial<OrderForm> = {}): Promise<Order> {
      const begun = await beginOrder(deps, { locale: 'fr', form: aForm(form) })
      if (begun.kind !== 'begun') throw new Error(JSON.stringify(begun))
      const { id: orderId, customerId, price } = begun.order
      const proof = aProof(price.gross)
      const placed = await placeOrder({ ...deps, orderUrls }, { customerId, orderId, proof })
      if (placed.kind !== 'placed') throw new Error(placed.kind)
      return placed.order
    },
    /** Reads again and applies, as Stripe's worker does. */
    async apply(ref: StripeRef) {
      const facts = stripe.read(ref)
      return facts && (await applyFacts(deps, facts))
    },
    /** Every event that was not delivered yet, in order. */
    async deliver() {
      for (let ref = stripe.events.shift(); ref; ref = stripe.events.shift()) await this.apply(ref)
    },
    async orderNow({ id: orderId, customerId }: Order) {
      const order = await getOrder(table, { customerId, orderId })
      if (!order) throw new Error('The order is gone')
      return order
    },
    async subscriptionOf(order: Order) {
      const { subscriptions } = await holdingsOf(table, order.customerId)
      return subscriptions.find(({ orderId }) => orderId === order.id)
    },
    async streams(order: Order): Promise<Stream[]> {
      return await streamsOf(table, order.customerId)
    },
    async entitlements(order: Order) {
      const streams = await streamsOf(table, order.customerId)
      return streams
        .flatMap(({ entitlements }) => entitlements)
        .filter(({ orderId }) => orderId === order.id)
    },
    async intentAt(key: Key): Promise<Intent | undefined> {
      const item = await table.get(key, { consistent: true })
      return item && intentOf(item)
    },
  }
}

export function aForm(change: Partial<OrderForm> = {}): OrderForm {
  return {
    planId: 'papier-1-an',
    email: 'claire@example.org',
    name: 'Claire Exemple',
    delivery: {
      recipient: 'Claire Exemple',
      street: '12 rue de l’Exemple',
      postcode: '75011',
      town: 'Paris',
      country: 'FR',
    },
    ...change,
  }
}

export function aProof(gross: number) {
  return { textVersion: 'v1', buttonLabel: 'Commander', gross, ip: '192.0.2.7', userAgent: 'test' }
}
