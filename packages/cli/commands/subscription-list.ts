// `kiosque subscription list|show`: as the console has them.
import { type Command, Option } from 'commander'
import { VisibleError } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import {
  browseSubscriptions,
  type SubscriptionFilter,
  type SubscriptionRow,
  subscriptionFilters,
} from '#subscriptions/browse-subscriptions'
import { remainingOf } from '#subscriptions/entitlement'
import { type SubscriptionView, showSubscription } from '#subscriptions/show-subscription'
import { givenBackOf } from '#subscriptions/stream'
import { SubscriptionStatus } from '#subscriptions/subscription'
import { show, textTable } from '../output.ts'
import type { RunWithStack } from '../stack.ts'

type ListOptions = {
  status?: SubscriptionStatus
  plan?: string
  filter?: SubscriptionFilter
  limit: string
}

const mostListed = 10_000

export function listCommand(subscription: Command, run: RunWithStack): void {
  subscription
    .command('list')
    .argument('[query]', 'an e-mail address, a number of an order or invoice, a name or a place')
    .addOption(
      new Option('--status <status>', 'how they stand').choices([...SubscriptionStatus.options]),
    )
    .option('--plan <id>', 'of this plan alone')
    .addOption(
      new Option('--filter <case>', 'runningOut: one issue left at most').choices([
        ...subscriptionFilters,
      ]),
    )
    .option('--limit <count>', 'so many at most', '100')
    .description('the subscriptions, newest first: state, plan, issues owed, next renewal')
    .action(
      run(async ({ parts, output }, query: string | undefined, options: ListOptions) => {
        const limit = limitOf(options.limit)
        const rows: SubscriptionRow[] = []
        let after: string | undefined
        do {
          const page = await browseSubscriptions(parts, {
            ...{
              query,
              status: options.status,
              planId: options.plan,
              filter: options.filter,
              after,
            },
          })
          rows.push(...page.rows)
          after = page.after
        } while (after !== undefined && rows.length < limit)
        const subscriptions = rows.slice(0, limit).map(lineOf)
        show(output, { subscriptions }, () =>
          subscriptions.length === 0
            ? 'No subscription.'
            : textTable(
                ['id', 'who', 'status', 'plan', 'owed', 'renews'],
                subscriptions.map((one) => [
                  ...[one.id, one.company ?? one.name ?? '(erased)', one.status, one.planId],
                  ...[String(one.owed), one.renewsAt?.slice(0, 10) ?? '-'],
                ]),
              ),
        )
      }),
    )
}

export function showCommand(subscription: Command, run: RunWithStack): void {
  subscription
    .command('show')
    .argument('<id>', 'sb_…, or the address of somebody who has one')
    .description('one subscription: contract, issues served and owed, payments')
    .action(
      run(async ({ parts, output }, who: string) => {
        const id = idSchema('subscription').safeParse(who)
        const { rows } = id.success
          ? { rows: [] }
          : await browseSubscriptions(parts, { query: who })
        const found = id.success ? id.data : rows[0]?.subscription.id
        const view = found && (await showSubscription(parts, found))
        if (!view) throw notThere
        show(output, jsonOf(view), () => textOf(view))
      }),
    )
}

const notThere = new VisibleError('not-found', {
  fr: 'Aucun abonnement n’a cet identifiant ni cette adresse.',
  en: 'No subscription has this id or address.',
})

function limitOf(text: string): number {
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= mostListed) return limit
  throw new VisibleError('invalid', {
    fr: `--limit\u202f: écrivez un nombre de 1 à ${mostListed}.`,
    en: `--limit: write a number from 1 to ${mostListed}.`,
  })
}

function lineOf({
  subscription,
  customer,
  owed,
  renewsAt,
}: Pick<SubscriptionRow, 'subscription' | 'customer' | 'owed' | 'renewsAt'>) {
  const { id, customerId, orderId, planId, status, quantity, createdAt } = subscription
  return {
    ...{ id, status, planId, quantity, owed, renewsAt, createdAt, customerId, orderId },
    ...{ name: customer?.name, company: customer?.company, email: customer?.email },
  }
}

function jsonOf(view: SubscriptionView) {
  const { subscription, order, customer, entitlements, served, owed, renewsAt, events } = view
  return {
    ...lineOf({ subscription, customer, owed, renewsAt }),
    ...{ terms: subscription.terms, price: subscription.price, stripe: subscription.stripe },
    ...{ unpaid: subscription.unpaid, leaving: subscription.leaving },
    ...{ endedAt: subscription.endedAt, endedBecause: subscription.endedBecause },
    ...{ isGift: subscription.isGift, recipient: view.stream?.recipient },
    ...{ promotion: order?.promotion, replaces: order?.replaces, paidAgain: order?.paidAgain },
    ...{ invoiceNumber: order?.stripe.invoiceNumber, paidAt: order?.paidAt },
    delivery: view.stream?.delivery ?? order?.delivery,
    served: served.map(({ number, used }) => ({ number, used })),
    entitlements: entitlements.map((one) => ({
      ...{ id: one.id, bought: one.bought, remaining: remainingOf(one), refunded: one.refunded },
      ...{ fromIssue: one.fromIssue, isSuspended: one.isSuspended, period: one.period },
      ...{ invoiceId: one.invoiceId, paid: one.paid },
      givenBack: givenBackOf(one.settlements),
    })),
    ...heldOf(view),
    events,
  }
}

/** What was declared, told, sent again and given back. */
function heldOf({ declarations, notices, claims, refunds }: SubscriptionView) {
  return {
    declarations: declarations.map(({ id, kind, at, status, effect, refund }) => ({
      ...{ id, kind, at, status, effect, refund },
    })),
    notices: notices.map(({ id, lastDay, renewsAt, mails, letter, closed }) => ({
      ...{ id, lastDay, renewsAt, mails, letter, closed },
    })),
    claims: claims.map(({ id, number, copies, status, claimedAt, sentAt }) => ({
      ...{ id, number, copies, status, claimedAt, sentAt },
    })),
    refunds: refunds.map(({ id, invoiceId, gross, vat, reason, note, status, askedAt }) => ({
      ...{ id, invoiceId, gross, vat, reason, note, status, askedAt },
    })),
  }
}

function textOf(view: SubscriptionView): string {
  const { subscription, customer, served, owed, renewsAt, entitlements } = view
  const who = [customer?.company, customer?.name, customer?.email].filter(Boolean).join(', ')
  return [
    `${subscription.id}: ${subscription.terms.name.en}, ${subscription.status}`,
    who || '(erased)',
    `served: ${served.map(({ number }) => number).join(', ') || 'none'}; owed: ${owed}; renews: ${renewsAt?.slice(0, 10) ?? '-'}`,
    ...view.events.map(({ at, kind, issue, invoiceId, declarationId }) =>
      [at, kind, issue, invoiceId, declarationId].filter(Boolean).join(' '),
    ),
    '',
    textTable(
      ['invoice', 'paid', 'bought', 'owed', 'refunded'],
      entitlements.map((one) => [
        ...[one.invoiceId ?? '-', (one.paid.gross / 100).toFixed(2)],
        ...(one.period
          ? [`until ${one.period.until.slice(0, 10)}`, '-', '-']
          : [String(one.bought), String(remainingOf(one)), String(one.refunded)]),
      ]),
    ),
  ].join('\n')
}
