// The tick: every minute the next step of all that is unfinished. Here stands what is done for each
// kind of open intent.
import type { Table } from '#aws/table'
import { newDomainColumns } from '#delivery/domain-columns'
import { forgetTracking } from '#delivery/forget-tracking'
import type { MailingMessage, SendMessage } from '#delivery/messages'
import type { Queue } from '#delivery/ports'
import { recordUnsubscribe } from '#delivery/record-unsubscribe'
import { type IntentHandlers, sweepIntents } from '#delivery/sweep-intents'
import { tickMailings } from '#delivery/tick-mailings'
import { draftNewsletter } from '#editorial/draft-newsletter'
import { planBooks } from '#finance/run-books'
import type { MakeId } from '#kernel/ids'
import type { Clock } from '#kernel/time'
import { finishErasure } from '#privacy/erase-reader'
import type { Publication } from '#publication/schema'
import { finishWithdrawal, tellsMailing } from '#readers/apply-withdrawal'
import { importIdOf } from '#readers/store-imports'
import { beginAudit, planAudit } from '#stripe/audit-plan'
import type { StripeMessage } from '#stripe/message'
import { sweepEvent } from '#stripe/sweep-event'
import { clock } from './clock.ts'
import { mailer } from './mailer.ts'
import * as parts from './parts.ts'

export function tickHandler() {
  const deps = {
    table: parts.table(),
    clock,
    makeId: parts.makeId,
    publication: parts.publication(),
    mailer: mailer(),
    sendQueue: parts.sendQueue(),
    mailingQueue: parts.planQueue(),
    stripeQueue: parts.stripeQueue(),
    feedbackQueues: parts.feedbackQueues(),
    log: parts.log,
    domainColumns: newDomainColumns(),
  }
  const handlers = intentHandlers({ ...deps, mailQueue: parts.mailQueue() })
  let isPlanned = deps.publication.subscriptions === undefined
  return async (): Promise<void> => {
    if (!isPlanned) {
      await planAudit(deps)
      await planBooks(deps)
    }
    isPlanned = true
    // Intents first: a mailing whose step fails must not keep a confirmation waiting.
    await sweepIntents(deps, handlers)
    await tickMailings(deps)
  }
}

/** What the sweep does for an intent: hands a mail to its queue, or takes the step itself. */
export function intentHandlers(deps: {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Publication
  mailQueue: Queue<SendMessage>
  mailingQueue: Queue<MailingMessage>
  stripeQueue: Queue<StripeMessage>
}): IntentHandlers {
  const mail: IntentHandlers['mail.welcome'] = ({ pk, sk }) =>
    deps.mailQueue.send([{ body: { kind: 'mail', pk, sk } }])
  // The tick has no key of Stripe's: steps that speak to it are its worker's.
  const atStripe: IntentHandlers['renewal.putOff'] = ({ pk, sk }) =>
    deps.stripeQueue.send([{ body: { kind: 'intent', pk, sk } }])
  return {
    'mail.confirmation': mail,
    'mail.welcome': mail,
    'mail.alreadyReader': mail,
    'mail.staffSignIn': mail,
    'mail.dataExport': mail,
    'mail.erasure': mail,
    'mail.orderConfirmed': mail,
    'mail.paymentFailed': mail,
    'mail.accountLink': mail,
    'mail.emailChange': mail,
    'mail.issueReady': mail,
    'mail.giftGiven': mail,
    'mail.declaration': mail,
    'mail.renewalNotice': mail,
    'mail.unpaid': mail,
    'mail.refundGiven': mail,
    'mail.booksSealed': mail,
    'mail.monthClosed': mail,
    'delivery.changed': atStripe,
    'customer.moved': atStripe,
    'declaration.apply': atStripe,
    'order.replace': atStripe,
    'unpaid.step': atStripe,
    'refund.give': atStripe,
    'order.expire': atStripe,
    'renewal.putOff': atStripe,
    'books.run': atStripe,
    'books.close': atStripe,
    'books.export': atStripe,
    'stripe.event': (key, intent) => sweepEvent(deps, { key, intent }),
    'stripe.audit': (key, intent) => beginAudit(deps, { key, intent }),
    'issue.dispatch': ({ pk }) =>
      deps.mailingQueue.send([{ body: { kind: 'dispatch', issue: issueOf(pk), fromShard: 0 } }]),
    'issue.tell': ({ pk }) =>
      deps.mailingQueue.send([{ body: { kind: 'tell', issue: issueOf(pk), fromShard: 0 } }]),
    'newsletter.draft': async ({ pk }) => {
      await draftNewsletter(deps, { issueNumber: issueOf(pk) })
    },
    'reader.erased': (key, intent) => finishErasure(deps, { key, intent }),
    'readers.import': (key) =>
      deps.mailingQueue.send([{ body: { kind: 'import', importId: importIdOf(key) } }]),
    'tracking.withdrawn': (key, intent) => forgetTracking(deps, { key, intent }),
    'reader.withdrawn': async (key, intent) => {
      await finishWithdrawal(deps, { key, intent })
      if (tellsMailing(intent)) await recordUnsubscribe(deps, { key, intent })
    },
  }
}

function issueOf(pk: string): number {
  return Number(pk.replace('ISSUE#', ''))
}
