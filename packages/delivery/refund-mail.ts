// Writes the mail that tells a reader of money that staff gave back.
import { orderToken, orderUrl } from '#subscriptions/order-link'
import { StaffRefund } from '#subscriptions/staff-refund'
import { getCustomer, getOrder } from '#subscriptions/store'
import { creditNoteLine } from './paper-lines.ts'
import { refundGivenTexts } from './refund-notices.ts'
import type { MailCause, WriteMailDeps, Written } from './write-single-mail.ts'

/** The intent lies in the refund. */
export async function refundGiven(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  const refund = StaffRefund.parse(cause.item)
  if (refund.status !== 'given') return { kind: 'skipped', reason: 'notGiven' }
  const { customerId, orderId } = refund
  const [customer, order] = await Promise.all([
    getCustomer(deps.table, customerId),
    getOrder(deps.table, { customerId, orderId }),
  ])
  if (!order) return { kind: 'skipped', reason: 'noOrder' }
  if (!customer?.email) return { kind: 'skipped', reason: 'erased' }
  const { locale } = order
  const token = orderToken(deps.signingKeys, { customerId, orderId })
  const note = {
    texts: refundGivenTexts({ refund, order, name: deps.publication.name })[locale],
    link: orderUrl({ siteUrl: deps.siteUrl, locale, token }),
    lines: creditNoteLine({ siteUrl: deps.siteUrl, locale }),
  }
  const mail = { kind: 'mail.refundGiven', note } as const
  const addressee = { readerId: customer.readerId }
  return { kind: 'mail', mail, to: customer.email, locale, addressee }
}
