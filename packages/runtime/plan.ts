// The plan function: renders a mailing (MJML is here, and in the preview), plans its shards, and
// takes its next step when it is asked to.
import { newDomainColumns } from '#delivery/domain-columns'
import { handleMailingMessage } from '#delivery/handle-mailing-message'
import { MailingMessage } from '#delivery/messages'
import { clock } from './clock.ts'
import { siteUrl } from './links.ts'
import { mailer } from './mailer.ts'
import * as parts from './parts.ts'
import { queueHandler } from './queue-events.ts'

export function planHandler() {
  const deps = {
    table: parts.table(),
    clock,
    makeId: parts.makeId,
    publication: parts.publication(),
    siteUrl: siteUrl(),
    mailer: mailer(),
    sendQueue: parts.sendQueue(),
    mailingQueue: parts.planQueue(),
    feedbackQueues: parts.feedbackQueues(),
    hint: parts.hinter(parts.mailQueue(), parts.log),
    log: parts.log,
    domainColumns: newDomainColumns(),
  }
  return queueHandler({
    schema: MailingMessage,
    log: parts.log,
    work: (message, { deadline }) => handleMailingMessage({ ...deps, deadline }, message),
  })
}
