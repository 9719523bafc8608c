// What a person does about a notice that did not arrive: it is sent again by mail, or a letter that was
// posted is recorded. Both count only in the window that the law sets.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { MakeId } from '#kernel/ids'
import { type Clock, dateOf, instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { isPending, type Notice, needsPerson, noticeDays, noticeRules } from './notice.ts'
import { changeNotice, type NoticeRef, noticeItemKey } from './store-notices.ts'
import { newMail } from './tend-notice.ts'
import { type Day, isDay } from './working-days.ts'

export type NoticeActDeps = {
  table: Table
  clock: Clock
  publication: Pick<Publication, 'zone'>
}

export type LetterOutcome =
  | { kind: 'recorded'; notice: Notice }
  /** Of a renewal that moved or was refused: this letter names a day that is none any more. */
  | { kind: 'closed' }
  /** No day, a day to come, or one before or after the window `earliest` to `latest`. */
  | { kind: 'notADay' | 'toCome' }
  | { kind: 'outOfWindow'; earliest: Day; latest: Day }
  | { kind: 'notFound' }

/** `day`: when it was posted (`2027-02-10`). A second one takes the first one's place. */
export async function recordLetter(
  deps: NoticeActDeps,
  { ref, day, by }: { ref: NoticeRef; day: string; by: string },
): Promise<LetterOutcome> {
  const now = instant(deps.clock())
  const today = dateOf(now, deps.publication.zone)
  if (!isDay(day)) return { kind: 'notADay' }
  if (day > today) return { kind: 'toCome' }
  let refused: LetterOutcome | undefined
  const changed = await changeNotice(deps.table, ref, (is, open) => {
    const { earliest, latest } = noticeDays(is.lastDay)
    refused = undefined
    if (is.closed) refused = { kind: 'closed' }
    else if (day < earliest || day > latest) refused = { kind: 'outOfWindow', earliest, latest }
    if (refused) return undefined
    const to = { ...is, letter: { day, by, at: now }, needsPerson: false, updatedAt: now }
    // A mail that still waits would only repeat the letter.
    return { to, ...(open?.kind === 'mail.renewalNotice' ? { close: open.id } : {}) }
  })
  if (changed.kind === 'missing') return { kind: 'notFound' }
  return refused ?? { kind: 'recorded', notice: changed.is }
}

export type SendAgainOutcome =
  | { kind: 'asked'; notice: Notice }
  /** The one before has not been tried yet. */
  | { kind: 'pending' }
  | { kind: 'closed' | 'outOfWindow' | 'tooMany' | 'notFound' }

export async function sendNoticeAgain(
  deps: NoticeActDeps & { makeId: MakeId; hint: (key: Key) => Promise<void> },
  { ref, by }: { ref: NoticeRef; by: string },
): Promise<SendAgainOutcome> {
  const now = instant(deps.clock())
  const today = dateOf(now, deps.publication.zone)
  let refused: SendAgainOutcome | undefined
  const changed = await changeNotice(deps.table, ref, (is, open) => {
    refused = whyNot(is, today)
    if (!refused && open) refused = { kind: 'pending' }
    if (refused) return undefined
    const { mail, intent } = newMail(deps, is, now)
    const to = { ...is, mails: [...is.mails, { ...mail, by }], updatedAt: now }
    return { to: { ...to, needsPerson: needsPerson(to, today) }, intent }
  })
  if (changed.kind === 'missing') return { kind: 'notFound' }
  if (refused) return refused
  await deps.hint(noticeItemKey(ref))
  return { kind: 'asked', notice: changed.is }
}

function whyNot(notice: Notice, today: Day): SendAgainOutcome | undefined {
  const { earliest, latest } = noticeDays(notice.lastDay)
  if (notice.closed) return { kind: 'closed' }
  if (today < earliest || today > latest) return { kind: 'outOfWindow' }
  if (notice.mails.length >= noticeRules.mostMails) return { kind: 'tooMany' }
  const last = notice.mails.at(-1)
  return last && isPending(last) ? { kind: 'pending' } : undefined
}
