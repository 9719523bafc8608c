// From a message of the mailing queue to its use case. (The send queue's `batch` and `mail` messages
// are `sendBatch`'s and `sendSingleMail`'s own: those functions must not hold the rendering engine.)
import { unreachable } from '#kernel/errors'
import { type StepImportDeps, stepImport } from '#readers/step-import'
import { type StepDispatchDeps, stepDispatch, stepTell } from '#subscriptions/step-dispatch'
import type { MailingMessage } from './messages.ts'
import { type PlanShardsDeps, planShards } from './plan-shards.ts'
import { type RenderMailingDeps, renderMailing } from './render-mailing.ts'
import { type StepDeps, stepMailing } from './step-mailing.ts'

/** Messages of the mailing queue. Holds the rendering engine, which is imported when it is needed. */
export async function handleMailingMessage(
  deps: RenderMailingDeps & PlanShardsDeps & StepDeps & StepImportDeps & StepDispatchDeps,
  message: MailingMessage,
): Promise<void> {
  switch (message.kind) {
    case 'render':
      await renderMailing(deps, message)
      return
    case 'plan':
      await planShards(deps, message)
      return
    case 'step':
      await stepMailing(deps, message)
      return
    case 'import':
      await stepImport(deps, message)
      return
    case 'dispatch':
      await stepDispatch(deps, message)
      return
    case 'tell':
      await stepTell(deps, message)
      return
    default:
      unreachable(message)
  }
}
