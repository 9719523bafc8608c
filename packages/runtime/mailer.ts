// SES with the stage's configuration set.
import { sesMailer } from '#aws/mailer'
import { sesClient } from '#aws/ses-client'
import { deliveryLimits } from '#delivery/mailing'
import type { Mailer } from '#delivery/ports'
import { link } from './links.ts'

/** Calls to SES at once from one worker: never more than a chunk. */
const connections = deliveryLimits.chunk

export function mailer(): Mailer {
  return sesMailer({
    client: sesClient({ timeoutMs: deliveryLimits.sendTimeoutMs, connections }),
    configurationSet: link('Mail').configSet,
  })
}
