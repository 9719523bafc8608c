// A note: a transactional mail that is words around one link. Whoever leaves the intent's kind says in
// `note-writers.ts` what it says; the shape and the template are one for all.
import type { Line, Part } from './contract-text.ts'
import type { NoticeTexts } from './notice-texts.ts'

/** The kinds of intent that become a note. */
export const noteKinds = [
  'mail.accountLink',
  'mail.booksSealed',
  'mail.declaration',
  'mail.emailChange',
  'mail.issueReady',
  'mail.monthClosed',
  'mail.paymentFailed',
  'mail.giftGiven',
  'mail.refundGiven',
  'mail.renewalNotice',
  'mail.unpaid',
] as const
export type NoteKind = (typeof noteKinds)[number]

export type Note = {
  texts: NoticeTexts
  /** Where the button leads, absolute. */
  link: string
  /** In a visible frame, as the law wants of a last day (Code de la consommation, L215-1). */
  box?: { label: string; text: string } | undefined
  /** A summary: each label with its lines. */
  lines?: readonly Line[] | undefined
  /** Headings and paragraphs in small print below. */
  annex?: readonly Part[] | undefined
}

export function isNoteKind(kind: string): kind is NoteKind {
  return (noteKinds as readonly string[]).includes(kind)
}
