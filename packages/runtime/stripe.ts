// The function that speaks to Stripe behind its queue: events to apply, steps that an item asks for,
// and the nightly comparison.
import { intentOf } from '#aws/intent'
import { mailStateOf } from '#delivery/store-mails'
import { makeExport } from '#finance/make-export'
import { askForBooks } from '#finance/run-books'
import { isExportKey } from '#finance/store-exports'
import { unreachable } from '#kernel/errors'
import { applyEvent } from '#stripe/apply-event'
import { StripeMessage } from '#stripe/message'
import { goOnWithAudit } from '#stripe/nightly-audit'
import { stripePayments } from '#stripe/payments'
import { applyDeclaration } from '#subscriptions/apply-declaration'
import { applyFacts } from '#subscriptions/apply-facts'
import { streamOfChange } from '#subscriptions/delivery-change'
import { expireOrder } from '#subscriptions/expire-order'
import { finishDeliveryChange } from '#subscriptions/finish-delivery-change'
import { customerOfKey, finishEmailChange } from '#subscriptions/finish-email-change'
import { giveRefund } from '#subscriptions/give-refund'
import type { StripeFacts } from '#subscriptions/ports'
import { putOffRenewal } from '#subscriptions/put-off-renewal'
import { tendStandings } from '#subscriptions/rebuild-standings'
import { replaceSubscription } from '#subscriptions/replace-subscription'
import { tendRetention } from '#subscriptions/retain-customers'
import { stepUnpaid } from '#subscriptions/step-unpaid'
import { goOnWithRun, isBooksKey, takeBooksStep } from './books-worker.ts'
import { clock } from './clock.ts'
import * as parts from './parts.ts'
import { queueHandler } from './queue-events.ts'
import { stripeDeps } from './stripe-parts.ts'

export function stripeHandler() {
  const publication = parts.publication()
  const { log } = parts
  const stripe = stripeDeps(publication)
  const payments = stripePayments(stripe)
  const files = parts.exportFiles()
  const deps = {
    table: parts.table(),
    clock,
    makeId: parts.makeId,
    publication,
    payments,
    mailState: (id: string) => mailStateOf(parts.table(), id),
    stripeQueue: parts.stripeQueue(),
    hint: parts.hinter(parts.mailQueue(), log),
    log,
  }
  const apply = (facts: StripeFacts) => applyFacts(deps, facts)
  return queueHandler({
    schema: StripeMessage,
    log,
    work: async (message, { deadline }) => {
      switch (message.kind) {
        case 'event':
          return applyEvent(
            { ...deps, read: payments.read, apply, askForBooks: () => askForBooks(deps) },
            message,
          )
        case 'moneyMoved':
          return askForBooks(deps)
        case 'intent':
          if (isExportKey(message)) {
            const key = { pk: message.pk, sk: message.sk }
            await makeExport({ ...deps, files }, { key, deadline: halfWayTo(deadline) })
            return
          }
          return isBooksKey(message)
            ? takeBooksStep({ ...deps, stripe }, message, halfWayTo(deadline))
            : takeStep(deps, message)
        case 'books':
          await goOnWithRun({ ...deps, stripe }, halfWayTo(deadline))
          return
        case 'audit':
          return goOnWithAudit(
            { ...deps, ...stripe, repair: apply },
            { deadline: halfWayTo(deadline) },
          )
        case 'standings':
          return goOnWithStandings(deps, message, halfWayTo(deadline))
        case 'retention':
          return goOnWithRetention(deps, message, halfWayTo(deadline))
        default:
          return unreachable(message)
      }
    },
  })
}

/** Notes what readers subscribe to, as far as the time goes; the next message goes on. */
async function goOnWithStandings(
  deps: Parameters<typeof tendStandings>[0] & { stripeQueue: ReturnType<typeof parts.stripeQueue> },
  { from }: Extract<StripeMessage, { kind: 'standings' }>,
  deadline: Date,
): Promise<void> {
  const next = await tendStandings(deps, { from, deadline })
  const body = next ? ({ kind: 'standings', from: next } as const) : { kind: 'retention' as const }
  await deps.stripeQueue.send([{ body }])
}

/** What is kept no longer goes, as far as the time goes; after the standings of a night. */
async function goOnWithRetention(
  deps: Parameters<typeof tendRetention>[0] & { stripeQueue: ReturnType<typeof parts.stripeQueue> },
  { from }: Extract<StripeMessage, { kind: 'retention' }>,
  deadline: Date,
): Promise<void> {
  const next = await tendRetention(deps, { from, deadline })
  if (next) await deps.stripeQueue.send([{ body: { kind: 'retention', from: next } }])
}

/** Events of the same batch need the other half. */
function halfWayTo(deadline: Date): Date {
  const now = clock().getTime()
  return new Date(now + Math.max(0, deadline.getTime() - now) / 2)
}

/** The step of an intent that is still open; whoever took it before has closed it. */
export async function takeStep(
  deps: Parameters<typeof putOffRenewal>[0] &
    Parameters<typeof applyDeclaration>[0] &
    Parameters<typeof expireOrder>[0] &
    Parameters<typeof giveRefund>[0] &
    Parameters<typeof stepUnpaid>[0] &
    Parameters<typeof finishDeliveryChange>[0] &
    Parameters<typeof finishEmailChange>[0],
  { pk, sk }: { pk: string; sk: string },
): Promise<void> {
  const key = { pk, sk }
  const item = await deps.table.get(key, { consistent: true })
  const intent = item && intentOf(item)
  if (intent?.kind === 'renewal.putOff') await putOffRenewal(deps, { key, intent })
  if (intent?.kind === 'declaration.apply') await applyDeclaration(deps, { key, intent })
  if (intent?.kind === 'refund.give') await giveRefund(deps, { key, intent })
  if (intent?.kind === 'delivery.changed') await finishDeliveryChange(deps, streamOfChange(key))
  if (intent?.kind === 'customer.moved') await finishEmailChange(deps, customerOfKey(key))
  if (intent?.kind === 'order.replace') await replaceSubscription(deps, key)
  if (intent?.kind === 'unpaid.step') await stepUnpaid(deps, { key, intent })
  if (intent?.kind === 'order.expire') await expireOrder(deps, { key, intent })
}
