// The parts that functions are composed of. Each is built when asked for, so that a function's
// bundle and its cold start hold only what it uses.

import { documentClient } from '#aws/clients'
import { s3Client, s3Files } from '#aws/files'
import type { Key } from '#aws/keys'
import { sqsClient, sqsQueue, visibleCount } from '#aws/queue'
import { dynamoTable, type Table } from '#aws/table'
import type { FeedbackQueues } from '#delivery/feedback-health'
import type { MailingMessage, SendMessage } from '#delivery/messages'
import type { Files, Queue } from '#delivery/ports'
import type { DownloadLinks } from '#finance/export-link'
import type { FileWriter } from '#finance/make-export'
import { idMaker } from '#kernel/ids'
import { jsonLog, type Log, whatBroke } from '#kernel/log'
import { type Publication, parsePublication } from '#publication/schema'
import config from '#publication.config'
import type { StripeMessage } from '#stripe/message'
import { clock } from './clock.ts'
import { link } from './links.ts'

export const makeId = idMaker({ nowMs: () => clock().getTime() })

export const log: Log = jsonLog({ write: (line) => process.stdout.write(`${line}\n`), clock })

export function publication(): Publication {
  return parsePublication(config)
}

export function table(): Table {
  return dynamoTable({ client: documentClient(), name: link('Main').name })
}

export function sendQueue(): Queue<SendMessage> {
  return sqsQueue({ client: sqsClient(), url: link('SendQueue').url })
}

export function mailQueue(): Queue<SendMessage> {
  return sqsQueue({ client: sqsClient(), url: link('MailQueue').url })
}

export function planQueue(): Queue<MailingMessage> {
  return sqsQueue({ client: sqsClient(), url: link('PlanQueue').url })
}

export function stripeQueue(): Queue<StripeMessage> {
  return sqsQueue({ client: sqsClient(), url: link('StripeQueue').url })
}

/** Counts what waits and what has failed of SES's events. */
export function feedbackQueues(): () => Promise<FeedbackQueues> {
  const client = sqsClient()
  const { url, deadUrl } = link('Feedback')
  return async () => {
    const [waiting, dead] = await Promise.all([
      visibleCount(client, url),
      visibleCount(client, deadUrl),
    ])
    return { waiting, dead }
  }
}

export function files(): Files {
  return s3Files({ client: s3Client(), bucket: link('Files').name, clock })
}

/** Where the files of the books are written, however long they are, and taken from. */
export function exportFiles(): FileWriter & DownloadLinks {
  return s3Files({ client: s3Client(), bucket: link('Files').name, clock })
}

/**
 * Tells the mail queue that an item holds an open intent. A hint that is lost costs a minute: the
 * tick sweeps open intents.
 */
export function hinter(queue: Queue<SendMessage>, writeLog: Log): (key: Key) => Promise<void> {
  return async ({ pk, sk }) => {
    try {
      await queue.send([{ body: { kind: 'mail', pk, sk } }])
    } catch (error) {
      writeLog('warn', 'hint.lost', whatBroke(error))
    }
  }
}

/**
 * Tells Stripe's worker that an item holds a step for it, such as a declaration. Lost, it costs a
 * minute. The queue is asked for when there is a step.
 */
export function stepHinter(
  queue: () => Queue<StripeMessage>,
  writeLog: Log,
): (key: Key) => Promise<void> {
  return async ({ pk, sk }) => {
    try {
      await queue().send([{ body: { kind: 'intent', pk, sk } }])
    } catch (error) {
      writeLog('warn', 'hint.lost', whatBroke(error))
    }
  }
}
