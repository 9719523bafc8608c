// Writes the mails around an order by what is true when they are sent: to the customer's address of
// today, with the order's own page.
import type { Item } from '#aws/table'
import { getIssue } from '#editorial/store'
import { Order } from '#subscriptions/order'
import { orderToken, orderUrl } from '#subscriptions/order-link'
import { getCustomer, getOrder, getSubscription } from '#subscriptions/store'
import { graceEnd, Subscription, subscriptionIdOf } from '#subscriptions/subscription'
import { type PaymentFailure, paymentFailedTexts } from './order-notices.ts'
import type { MailCause, WriteMailDeps, Written } from './write-single-mail.ts'

/** The intent lies in the order, or in the subscription whose renewal was refused. */
export async function paymentFailed(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  return isSubscription(cause.item)
    ? await renewalRefused(deps, Subscription.parse(cause.item))
    : await orderRefused(deps, Order.parse(cause.item))
}

function isSubscription(item: Item): boolean {
  return String(item['sk']).startsWith('SUBSCRIPTION#')
}

export async function orderConfirmed(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  const order = Order.parse(cause.item)
  if (order.status !== 'paid') return { kind: 'skipped', reason: 'notPaid' }
  // A debit that came after its reader had withdrawn confirms nothing: the money goes back.
  if (await isWithdrawn(deps, order)) return { kind: 'skipped', reason: 'withdrawn' }
  const issue = await getIssue(deps.table, order.firstIssue)
  const date = issue === undefined ? {} : { firstIssueDate: issue.coverDate }
  const mail = {
    kind: 'mail.orderConfirmed',
    orderUrl: urlOf(deps, order),
    order,
    ...date,
  } as const
  return await addressed(deps, order, mail)
}

async function isWithdrawn({ table }: WriteMailDeps, { id, customerId }: Order) {
  const ref = { customerId, subscriptionId: subscriptionIdOf(id) }
  return (await getSubscription(table, ref))?.leaving?.kind === 'withdrawn'
}

async function orderRefused(deps: WriteMailDeps, order: Order): Promise<Written> {
  if (order.status !== 'failed') return { kind: 'skipped', reason: 'notFailed' }
  const failure: PaymentFailure = {
    what: 'order',
    planName: order.terms.name,
    gross: order.price.gross,
  }
  return await addressed(deps, order, failureNote(deps, order, failure))
}

async function renewalRefused(deps: WriteMailDeps, subscription: Subscription): Promise<Written> {
  const { customerId, orderId, unpaid } = subscription
  if (unpaid === undefined) return { kind: 'skipped', reason: 'paid' }
  const order = await getOrder(deps.table, { customerId, orderId })
  if (!order) return { kind: 'skipped', reason: 'noOrder' }
  const { publication } = deps
  const graceDays = publication.subscriptions?.unpaid.graceDays
  const failure: PaymentFailure = {
    what: 'renewal',
    planName: subscription.terms.name,
    gross: subscription.price.gross,
    nextAttemptAt: unpaid.nextAttemptAt,
    endsAt: graceDays === undefined ? undefined : graceEnd(unpaid.since, graceDays),
  }
  return await addressed(deps, order, failureNote(deps, order, failure))
}

function failureNote(deps: WriteMailDeps, order: Order, failure: PaymentFailure) {
  const { name, zone } = deps.publication
  const texts = paymentFailedTexts(failure, { name, zone })[order.locale]
  const note = { texts, link: urlOf(deps, order) }
  return { kind: 'mail.paymentFailed', note } as const
}

/** To the customer's address of today; an erased customer has none. */
async function addressed(
  deps: WriteMailDeps,
  order: Order,
  mail: Extract<Written, { kind: 'mail' }>['mail'],
): Promise<Written> {
  const customer = await getCustomer(deps.table, order.customerId)
  if (!customer?.email) return { kind: 'skipped', reason: 'erased' }
  const addressee = { readerId: customer.readerId }
  return { kind: 'mail', mail, to: customer.email, locale: order.locale, addressee }
}

function urlOf({ siteUrl, signingKeys }: WriteMailDeps, { id, customerId, locale }: Order): string {
  const token = orderToken(signingKeys, { customerId, orderId: id })
  return orderUrl({ siteUrl, locale, token })
}
