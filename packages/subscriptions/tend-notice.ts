// Tends the notice of one renewal whose day is settled: asks for its mail, copies what proves it,
// asks again where the first was refused, and says when a person is needed. Again is harmless.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MakeId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import type { Log } from '#kernel/log'
import { type Clock, dateOf, type Instant, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import {
  lastDayToRefuse,
  mayChange,
  type Notice,
  type NoticeMail,
  needsPerson,
  noticeIdOf,
  standingOf,
  wantsMail,
} from './notice.ts'
import type { MailState } from './ports.ts'
import {
  changeNotice,
  getNotice,
  type NoticeRef,
  noticeItemKey,
  putNotice,
} from './store-notices.ts'
import type { Subscription } from './subscription.ts'

export type TendNoticeDeps = {
  table: Table
  clock: Clock
  makeId: MakeId
  publication: Pick<Publication, 'zone'>
  /** What is known of a mail by now; delivery knows it. */
  mailState: MailState
  hint: (key: Key) => Promise<void>
  log: Log
}

/** The notice that names the last day of this renewal, as it stands after being tended. */
export async function tendNotice(
  deps: TendNoticeDeps,
  given: { subscription: Pick<Subscription, 'id' | 'customerId'>; renewsAt: Instant },
): Promise<Notice | undefined> {
  const { subscription, renewsAt } = given
  const { customerId } = subscription
  const lastDay = lastDayToRefuse(renewsAt, deps.publication.zone)
  const ref = { customerId, noticeId: noticeIdOf(subscription.id, lastDay) }
  const known = await proveNotice(deps, ref)
  if (known) return await askAgain(deps, ref, { known, renewsAt })
  return await begin(deps, ref, { subscription, renewsAt, lastDay })
}

/** Copies what delivery knows of its mails into the notice: proof that outlives their records. */
export async function proveNotice(
  deps: Pick<TendNoticeDeps, 'table' | 'clock' | 'publication' | 'mailState'>,
  ref: NoticeRef,
): Promise<Notice | undefined> {
  const notice = await getNotice(deps.table, ref)
  if (!notice) return undefined
  const known = await withMailStates(deps, notice)
  if (known === notice) return notice
  const now = instant(deps.clock())
  const changed = await changeNotice(deps.table, ref, (is) => {
    const mails = is.mails.map((mail) => known.mails.find(({ id }) => id === mail.id) ?? mail)
    return { to: { ...is, mails, updatedAt: now } }
  })
  return changed.kind === 'missing' ? undefined : changed.is
}

/** The notice with what delivery knows of its mails by now; the same one where nothing is new. */
export async function withMailStates(
  { mailState }: Pick<TendNoticeDeps, 'mailState'>,
  notice: Notice,
): Promise<Notice> {
  let isNew = false
  const mails: NoticeMail[] = []
  for (const mail of notice.mails) {
    const state = mayChange(mail) ? await mailState(mail.id) : undefined
    const differs = state !== undefined && isOther(mail, state)
    if (differs) isNew = true
    mails.push(differs ? { ...mail, ...state } : mail)
  }
  return isNew ? { ...notice, mails } : notice
}

function isOther(mail: NoticeMail, state: Pick<NoticeMail, 'outcome' | 'facts'>): boolean {
  return mail.outcome !== state.outcome || mail.facts.join() !== state.facts.join()
}

async function begin(
  deps: TendNoticeDeps,
  ref: NoticeRef,
  given: {
    subscription: Pick<Subscription, 'id' | 'customerId'>
    renewsAt: Instant
    lastDay: string
  },
): Promise<Notice | undefined> {
  const { subscription, renewsAt, lastDay } = given
  const { zone } = deps.publication
  const now = instant(deps.clock())
  const blank: Notice = {
    ...{ id: ref.noticeId, customerId: subscription.customerId, subscriptionId: subscription.id },
    ...{ lastDay, renewsAt, mails: [], needsPerson: false },
    ...{ createdAt: now, updatedAt: now, version: 1 },
  }
  if (!wantsMail(blank, { today: dateOf(now, zone), zone })) return undefined
  const { mail, intent } = newMail(deps, blank, now)
  await putNotice(deps.table, { ...blank, mails: [mail] }, intent)
  await deps.hint(noticeItemKey(ref))
  return await getNotice(deps.table, ref)
}

async function askAgain(
  deps: TendNoticeDeps,
  ref: NoticeRef,
  { known, renewsAt }: { known: Notice; renewsAt: Instant },
): Promise<Notice> {
  const now = instant(deps.clock())
  const { zone } = deps.publication
  const today = dateOf(now, zone)
  const changed = await changeNotice(deps.table, ref, (is, open) => {
    // A renewal that came back to this day: what was sent for it still names its last day.
    const { closed, ...rest } = is
    const opened: Notice = { ...rest, renewsAt }
    const isAsked = open === undefined && wantsMail(opened, { today, zone })
    const { mail, intent } = newMail(deps, opened, now)
    const mails = isAsked ? [...opened.mails, mail] : opened.mails
    const to = { ...opened, mails, updatedAt: now }
    to.needsPerson = needsPerson(to, today)
    const isSame =
      closed === undefined &&
      !isAsked &&
      to.needsPerson === is.needsPerson &&
      renewsAt === is.renewsAt
    return isSame ? undefined : { to, ...(isAsked ? { intent } : {}) }
  })
  if (changed.kind === 'missing') return known
  if (changed.kind === 'changed') await tell(deps, ref, { before: known, after: changed.is })
  return changed.is
}

async function tell(
  deps: TendNoticeDeps,
  ref: NoticeRef,
  { before, after }: { before: Notice; after: Notice },
): Promise<void> {
  if (after.mails.length > before.mails.length) await deps.hint(noticeItemKey(ref))
  if (!after.needsPerson || before.needsPerson) return
  const today = dateOf(instant(deps.clock()), deps.publication.zone)
  deps.log('error', 'notice.needsPerson', {
    noticeId: after.id,
    subscriptionId: after.subscriptionId,
    standing: standingOf(after, today),
  })
}

/** A mail to be asked for, and the intent that sends it. */
export function newMail(
  deps: Pick<TendNoticeDeps, 'makeId'>,
  notice: Pick<Notice, 'id' | 'subscriptionId' | 'customerId'>,
  now: Instant,
): { mail: NoticeMail; intent: Intent } {
  const { subscriptionId, customerId } = notice
  const id = deps.makeId('mail')
  return {
    mail: { id, askedAt: now, facts: [] },
    intent: {
      ...{ kind: 'mail.renewalNotice', id, createdAt: now, dueAt: now, attempts: 0 },
      data: { noticeId: notice.id, subscriptionId, customerId },
    },
  }
}
