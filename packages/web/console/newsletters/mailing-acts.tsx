// What a person does to a mailing: pause, resume, approve, go now, let held domains go, cancel.
import { approveMailing } from '#delivery/approve-mailing'
import { cancelMailing } from '#delivery/cancel-mailing'
import { pauseMailing } from '#delivery/pause-mailing'
import { releaseDomains } from '#delivery/release-domains'
import { releaseMailing } from '#delivery/release-mailing'
import { resumeMailing } from '#delivery/resume-mailing'
import type { Newsletter } from '#editorial/newsletter'
import { idSchema, type MailingId } from '#kernel/ids'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import type { Done } from './control-flash.ts'
import { newsletterIn, newsletterPath, recordAct } from './desk.ts'

type Deps = ConsoleDeps

export async function cancel(deps: Deps, c: ConsoleContext) {
  const target = await mailingIn(deps, c)
  const { newsletter, mailingId } = target
  const outcome = await cancelMailing(deps, { mailingId, by: c.get('staff').id })
  if (outcome.kind === 'notFound') throw notFound()
  if (outcome.kind === 'tooLate') return backTo(c, target, 'too-late')
  if (outcome.kind === 'cancelled') await note(deps, c, target, 'newsletter.cancelled')
  const { closedAt, startedAt, followUp } = outcome.mailing
  // A follow-up's newsletter stays sent.
  const isBack = closedAt !== undefined && startedAt === undefined && !followUp
  const page = isBack ? '' : 'report'
  return c.redirect(`${newsletterPath(newsletter.id, page)}${isBack ? '?done=cancelled' : ''}`, 303)
}

export async function pause(deps: Deps, c: ConsoleContext) {
  const target = await mailingIn(deps, c)
  const { mailingId } = target
  const outcome = await pauseMailing(deps, { mailingId, by: c.get('staff').id })
  switch (outcome.kind) {
    case 'notFound':
      throw notFound()
    case 'tooLate':
      return backTo(c, target, 'too-late-to-pause')
    case 'already':
      return backTo(c, target, 'already-paused')
    case 'paused':
      await note(deps, c, target, 'newsletter.paused')
      return backTo(c, target, 'paused')
  }
}

export async function resume(deps: Deps, c: ConsoleContext) {
  const target = await mailingIn(deps, c)
  const { mailingId } = target
  const outcome = await resumeMailing(deps, { mailingId })
  switch (outcome.kind) {
    case 'notFound':
      throw notFound()
    case 'already':
      return backTo(c, target, 'already-resumed')
    case 'notResumable':
      return backTo(c, target, 'not-resumable')
    case 'resumed':
      await note(deps, c, target, 'newsletter.resumed')
      return backTo(c, target, 'resumed')
  }
}

export async function approve(deps: Deps, c: ConsoleContext) {
  const target = await mailingIn(deps, c)
  const { mailingId } = target
  const outcome = await approveMailing(deps, { mailingId, by: c.get('staff').id })
  switch (outcome.kind) {
    case 'notFound':
      throw notFound()
    case 'samePerson':
      return backTo(c, target, 'approval-same-person')
    case 'already':
      return backTo(c, target, 'already-approved')
    case 'notNeeded':
      return backTo(c, target, 'approval-not-needed')
    case 'tooLate':
      return backTo(c, target, 'too-late-to-approve')
    case 'approved':
      await note(deps, c, target, 'newsletter.approved')
      return backTo(c, target, 'approved')
  }
}

export async function goNow(deps: Deps, c: ConsoleContext) {
  const target = await mailingIn(deps, c)
  const outcome = await releaseMailing(deps, { mailingId: target.mailingId })
  switch (outcome.kind) {
    case 'notFound':
      throw notFound()
    case 'notHeld':
      return backTo(c, target, 'not-held')
    case 'released':
      await note(deps, c, target, 'newsletter.released')
      return backTo(c, target, 'released')
  }
}

/** One receiving domain, or all of them without the field. */
export async function release(deps: Deps, c: ConsoleContext) {
  const target = await mailingIn(deps, c)
  const { domain } = target
  const domains = domain === undefined ? ('all' as const) : [domain]
  const outcome = await releaseDomains(deps, { mailingId: target.mailingId, domains })
  if (outcome.kind === 'notFound') throw notFound()
  if (outcome.kind === 'already') return backTo(c, target, 'domain-not-held')
  const data = { domain: (domain ?? '*').slice(0, 200) }
  await note(deps, c, target, 'newsletter.domainReleased', data)
  return backTo(c, target, 'domain-released')
}

/** `page`: where its button was. */
type Target = {
  newsletter: Newsletter
  mailingId: MailingId
  page: 'report' | 'schedule'
  domain?: string
}

async function mailingIn(deps: Deps, c: ConsoleContext): Promise<Target> {
  const newsletter = await newsletterIn(deps, c)
  const body = await c.req.parseBody()
  const mailingId = idSchema('mailing').safeParse(body['mailing'])
  if (!mailingId.success || !newsletter.mailingIds.includes(mailingId.data)) throw notFound()
  const { domain, from } = body
  return {
    newsletter,
    mailingId: mailingId.data,
    page: from === 'schedule' ? 'schedule' : 'report',
    ...(typeof domain === 'string' ? { domain } : {}),
  }
}

async function note(
  deps: Deps,
  c: ConsoleContext,
  { newsletter, mailingId }: Target,
  act: `newsletter.${string}`,
  data: Record<string, string> = {},
): Promise<void> {
  await recordAct(deps, c, { act, id: newsletter.id, data: { mailing: mailingId, ...data } })
}

function backTo(c: ConsoleContext, { newsletter, page }: Target, done: Done) {
  return c.redirect(`${newsletterPath(newsletter.id, page)}?done=${done}`, 303)
}
