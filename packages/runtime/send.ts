// The send function: one batch a message, or a mailing's seeds. It holds no MJML and no pages.
import { SendMessage } from '#delivery/messages'
import { sendAgain } from '#delivery/send-again'
import { sendBatch } from '#delivery/send-batch'
import { sendSeeds } from '#delivery/send-seeds'
import type { CutCache } from '#delivery/store'
import { clock } from './clock.ts'
import { signingKeys, siteUrl } from './links.ts'
import { mailer } from './mailer.ts'
import * as parts from './parts.ts'
import { queueHandler } from './queue-events.ts'

export function sendHandler() {
  const cuts: CutCache = new Map()
  const deps = {
    table: parts.table(),
    clock,
    makeId: parts.makeId,
    mailer: mailer(),
    sendQueue: parts.sendQueue(),
    mailingQueue: parts.planQueue(),
    signingKeys: signingKeys(),
    siteUrl: siteUrl(),
    log: parts.log,
    cuts,
  }
  return queueHandler({
    schema: SendMessage,
    log: parts.log,
    work: async (message, { deadline }) => {
      if (message.kind === 'mail') throw new Error('A single mail came to the send queue')
      if (message.kind === 'seeds') {
        await sendSeeds({ ...deps, deadline }, message)
        return
      }
      if (message.kind === 'again') {
        await sendAgain({ ...deps, deadline }, message)
        return
      }
      const { mailingId, shard, batch } = message
      await sendBatch({ ...deps, deadline }, { mailingId, shard, batch })
    },
  })
}
