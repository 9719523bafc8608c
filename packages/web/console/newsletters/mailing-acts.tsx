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
  return await tell(deps, c, target, {
    kind: outcome.kind,
    says: { paused: 'paused', already: 'already-paused', tooLate: 'too-late-to-pause' },
    notes: { paused: 'newsletter.paused' },
  })
}

export async function resume(deps: Deps, c: ConsoleContext) {
  const target = await mailingIn(deps, c)
  const outcome = await resumeMailing(deps, { mailingId: target.mailingId })
  return await tell(deps, c, target, {
    kind: outcome.kind,
    says: { resumed: 'resumed', already: 'already-resumed', notResumable: 'not-resumable' },
    notes: { resumed: 'newsletter.resumed' },
  })
}

export async function approve(deps: Deps, c: ConsoleContext) {
  const target = await mailingIn(deps, c)
  const { mailingId } = target
  const outcome = await approveMailing(deps, { mailingId, by: c.get('staff').id })
  return await tell(deps, c, target, {
    kind: outcome.kind,
    says: {
      approved: 'approved',
      already: 'already-approved',
      notNeeded: 'approval-not-needed',
      samePerson: 'approval-same-person',
      tooLate: 'too-late-to-approve',
    },
    notes: { approved: 'newsletter.approved' },
  })
}

export async function goNow(deps: Deps, c: ConsoleContext) {
  const target = await mailingIn(deps, c)
  const outcome = await releaseMailing(deps, { mailingId: target.mailingId })
  return await tell(deps, c, target, {
    kind: outcome.kind,
    says: { released: 'released', notHeld: 'not-held' },
    notes: { released: 'newsletter.released' },
  })
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

/** Notes what was done, where `notes` names it, and goes back to say what came of it. */
async function tell<Kind extends string>(
  deps: Deps,
  c: ConsoleContext,
  target: Target,
  outcome: {
    kind: Kind
    says: Record<Exclude<Kind, 'notFound'>, Done>
    notes: { [K in Exclude<Kind, 'notFound'>]?: `newsletter.${string}` }
  },
) {
  const { kind, says, notes } = outcome
  if (kind === 'notFound') throw notFound()
  const known = kind as Exclude<Kind, 'notFound'>
  const act = notes[known]
  if (act !== undefined) await note(deps, c, target, act)
  return backTo(c, target, says[known])
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
