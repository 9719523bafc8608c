// Sends a newsletter that went out to whom it has not reached, from its report.
import { countFollowUp, type FollowUpKind } from '#delivery/follow-up'
import { type FollowUpRefusal, followUpMailing } from '#delivery/follow-up-mailing'
import type { Newsletter } from '#editorial/newsletter'
import { idSchema } from '#kernel/ids'
import { notFound } from '#web/shared/errors.tsx'
import { type ConsoleContext, type ConsoleDeps, formValues } from '../context.ts'
import { newsletterIn, newsletterPath, recordAct } from './desk.ts'
import type { FollowUpDone } from './follow-up-flash.ts'
import type { FollowUpCounts } from './follow-up-part.tsx'

/** What the report's part shows; undefined while the newsletter has not gone out. */
export async function followUpCounts(
  { table }: Pick<ConsoleDeps, 'table'>,
  { id: newsletterId, status }: Newsletter,
): Promise<FollowUpCounts | undefined> {
  if (status !== 'sent') return undefined
  const lateConfirmers = await countFollowUp({ table }, { newsletterId, kind: 'lateConfirmers' })
  const retry =
    lateConfirmers.kind === 'counted'
      ? await countFollowUp({ table }, { newsletterId, kind: 'retry' })
      : lateConfirmers
  return { lateConfirmers, retry }
}

const kinds: readonly FollowUpKind[] = ['lateConfirmers', 'retry']

export async function followUp(deps: ConsoleDeps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const form = await formValues(c)
  const kind = kinds.find((one) => one === form['kind'])
  const mailingId = idSchema('mailing').safeParse(form['mailing'])
  if (!kind || !mailingId.success) throw notFound()
  const outcome = await followUpMailing(deps, {
    newsletterId: newsletter.id,
    mailingId: mailingId.data,
    kind,
    by: c.get('staff').id,
  })
  if (outcome.kind === 'made')
    await recordAct(deps, c, {
      act: 'newsletter.followedUp',
      id: newsletter.id,
      data: { mailing: outcome.mailing.id, kind },
    })
  const report = newsletterPath(newsletter.id, 'report')
  return c.redirect(`${report}?done=${doneOf(outcome.kind)}`, 303)
}

/** When it goes is not asked here, so that no refusal is about the time. */
function doneOf(kind: 'made' | FollowUpRefusal['kind']): FollowUpDone {
  switch (kind) {
    case 'made':
      return 'follow-up-made'
    case 'nobody':
      return 'follow-up-nobody'
    case 'underWay':
      return 'follow-up-underWay'
    case 'stillSending':
      return 'follow-up-stillSending'
    case 'tooMany':
      return 'follow-up-tooMany'
    case 'notSent':
      return 'follow-up-notSent'
    case 'changed':
      return 'follow-up-changed'
    default:
      throw notFound()
  }
}
