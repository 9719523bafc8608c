// Cancelling and resuming.
import { cancelMailing } from '#delivery/cancel-mailing'
import { resumeMailing } from '#delivery/resume-mailing'
import { idSchema } from '#kernel/ids'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { newsletterIn, newsletterPath, recordAct } from './desk.ts'

type Deps = ConsoleDeps

export async function cancel(deps: Deps, c: ConsoleContext) {
  const { newsletter, mailingId } = await mailingIn(deps, c)
  const outcome = await cancelMailing(deps, { mailingId, by: c.get('staff').id })
  if (outcome.kind === 'notFound') throw notFound()
  if (outcome.kind === 'tooLate')
    return c.redirect(`${newsletterPath(newsletter.id, 'report')}?done=too-late`, 303)
  if (outcome.kind === 'cancelled')
    await recordAct(deps, c, {
      act: 'newsletter.cancelled',
      id: newsletter.id,
      data: { mailing: mailingId },
    })
  const isBack = outcome.mailing.closedAt !== undefined && outcome.mailing.startedAt === undefined
  const page = isBack ? '' : 'report'
  return c.redirect(`${newsletterPath(newsletter.id, page)}${isBack ? '?done=cancelled' : ''}`, 303)
}

export async function resume(deps: Deps, c: ConsoleContext) {
  const { newsletter, mailingId } = await mailingIn(deps, c)
  const outcome = await resumeMailing(deps, { mailingId })
  if (outcome.kind === 'notFound') throw notFound()
  if (outcome.kind === 'resumed')
    await recordAct(deps, c, {
      act: 'newsletter.resumed',
      id: newsletter.id,
      data: { mailing: mailingId },
    })
  return c.redirect(newsletterPath(newsletter.id, 'report'), 303)
}

async function mailingIn(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const body = await c.req.parseBody()
  const mailingId = idSchema('mailing').safeParse(body['mailing'])
  if (!mailingId.success || !newsletter.mailingIds.includes(mailingId.data)) throw notFound()
  return { newsletter, mailingId: mailingId.data }
}
