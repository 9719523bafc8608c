// The desk of queues, for who looks after them: the console's settings and the command.
import { sqsClient } from '#aws/queue'
import { sqsDesk } from '#aws/queue-desk'
import type { QueueDesk } from '#delivery/queue-desk'
import { link } from './links.ts'

export function queueDesk(): QueueDesk {
  return sqsDesk({ client: sqsClient(), queues: link('Queues') })
}
