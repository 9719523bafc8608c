// What a year has had, counted at Stripe and in SES's journal alone: a proof over things that never
// happened proves nothing.
import type { YearWorld } from './year-world.ts'

export type YearFacts = Record<string, number>

/** How often what the year is to show has come about. */
export function factsOfTheYear({ stripe, mails }: YearWorld): YearFacts {
  return stripe.look((work) => {
    const count = <T>(of: readonly T[], fits: (one: T) => boolean) => of.filter(fits).length
    const invoices = work.all('invoice')
    const subscriptions = work.all('subscription')
    const renewals = invoices.filter(({ billing_reason: why }) => why === 'subscription_cycle')
    const isYearly = (id: string) => isYear(subscriptions.find((one) => one.id === id))
    const events = work.all('event')
    return {
      'sessions that expired': count(
        work.all('checkout.session'),
        (one) => one.status === 'expired',
      ),
      'renewals paid by the year': count(
        renewals,
        (one) => one.status === 'paid' && isYearly(subscriptionOf(one)),
      ),
      'renewals paid by the month': count(
        renewals,
        (one) => one.status === 'paid' && !isYearly(subscriptionOf(one)),
      ),
      'renewals paid at a later try': count(
        renewals,
        (one) => one.status === 'paid' && one.attempt_count > 1,
      ),
      'renewals never paid': count(renewals, (one) => one.status !== 'paid'),
      'renewals put off': count(
        invoices,
        (one) => one.billing_reason === 'subscription_update' && one.total === 0,
      ),
      'debits paid': count(
        work.all('charge'),
        (one) => one.payment_method_details?.type === 'sepa_debit' && one.status === 'succeeded',
      ),
      'debits returned': count(
        work.all('charge'),
        (one) => one.payment_method_details?.type === 'sepa_debit' && one.status === 'failed',
      ),
      'refunds given': count(work.all('refund'), (one) => one.status === 'succeeded'),
      'refunds that came back': count(work.all('refund'), (one) => one.status === 'failed'),
      'credit notes': work.all('credit_note').length,
      'disputes won': count(work.all('dispute'), (one) => one.status === 'won'),
      'disputes lost': count(work.all('dispute'), (one) => one.status === 'lost'),
      'payments with a code': count(invoices, (one) => one.discounts.length > 0),
      'free orders': count(invoices, (one) => one.subtotal > 0 && one.total === 0),
      'subscriptions ended': count(subscriptions, (one) => one.status === 'canceled'),
      'ends of a period that were waited for': count(
        events,
        ({ data: { object } }) =>
          object.object === 'subscription' &&
          (object as { cancel_at_period_end?: boolean }).cancel_at_period_end === true,
      ),
      events: events.length,
      'notices of renewal': count(mails, ({ kind }) => kind === 'mail-renewalNotice'),
      'receipts of declarations': count(mails, ({ kind }) => kind === 'mail-declaration'),
      'gifts told': count(mails, ({ kind }) => kind === 'mail-giftGiven'),
      reminders: count(mails, ({ kind }) => kind === 'mail-unpaid'),
    }
  })
}

/** Renewals by the year that were charged though no notice had gone out in its time (L215-1). */
export function renewedUnannounced({ stripe, mails }: YearWorld): string[] {
  return stripe.look((work) => {
    const subscriptions = work.all('subscription')
    return work.all('invoice').flatMap((invoice) => {
      if (invoice.billing_reason !== 'subscription_cycle') return []
      const subscription = subscriptions.find(({ id }) => id === subscriptionOf(invoice))
      if (!isYear(subscription)) return []
      const { email } = work.get('customer', String(invoice.customer))
      const daysBefore = (at: number) => (invoice.created * 1_000 - at) / 86_400_000
      const isAnnounced = mails.some(
        ({ kind, to, at }) =>
          kind === 'mail-renewalNotice' &&
          to === email &&
          daysBefore(at) >= 30 &&
          daysBefore(at) <= 92,
      )
      return isAnnounced ? [] : [`${email} ${new Date(invoice.created * 1_000).toISOString()}`]
    })
  })
}

type Recurring = {
  items: { data: readonly { price: { recurring: { interval: string } | null } }[] }
}

function isYear(subscription: Recurring | undefined): boolean {
  return subscription?.items.data[0]?.price.recurring?.interval === 'year'
}

function subscriptionOf(invoice: {
  parent: { subscription_details: { subscription: string | { id: string } } | null } | null
}): string {
  const subscription = invoice.parent?.subscription_details?.subscription
  return typeof subscription === 'string' ? subscription : (subscription?.id ?? '')
}
