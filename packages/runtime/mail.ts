// The mail function: single mails (confirmations, sign-in links), each from the intent in its item.
import { SendMessage } from '#delivery/messages'
import { sendSingleMail } from '#delivery/send-single-mail'
import { clock } from './clock.ts'
import { signingKeys, siteUrl } from './links.ts'
import { mailer } from './mailer.ts'
import * as parts from './parts.ts'
import { queueHandler } from './queue-events.ts'

export function mailHandler() {
  const deps = {
    table: parts.table(),
    clock,
    makeId: parts.makeId,
    publication: parts.publication(),
    siteUrl: siteUrl(),
    signingKeys: signingKeys(),
    mailer: mailer(),
    log: parts.log,
  }
  return queueHandler({
    schema: SendMessage,
    log: parts.log,
    work: async (message) => {
      if (message.kind !== 'mail') throw new Error('A batch came to the mail queue')
      await sendSingleMail(deps, message)
    },
  })
}
