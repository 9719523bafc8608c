// Who writes each kind of note: from the item that holds the intent, by what is true when it is sent.
import { accountLink, emailChange } from './account-mail.ts'
import { booksSealed, monthClosed } from './books-mail.ts'
import { declarationMail } from './declaration-mail.ts'
import { giftGiven } from './gift-mail.ts'
import type { NoteKind } from './note.ts'
import { paymentFailed } from './order-mail.ts'
import { issueReady } from './reading-mail.ts'
import { refundGiven } from './refund-mail.ts'
import { renewalNotice } from './renewal-mail.ts'
import { unpaidMail } from './unpaid-mail.ts'
import type { MailCause, WriteMailDeps, Written } from './write-single-mail.ts'

type NoteWriter = (deps: WriteMailDeps, cause: MailCause) => Promise<Written>

export const noteWriters: Readonly<Record<NoteKind, NoteWriter>> = {
  'mail.accountLink': accountLink,
  'mail.booksSealed': booksSealed,
  'mail.declaration': declarationMail,
  'mail.emailChange': emailChange,
  'mail.issueReady': issueReady,
  'mail.monthClosed': monthClosed,
  'mail.giftGiven': giftGiven,
  'mail.paymentFailed': paymentFailed,
  'mail.refundGiven': refundGiven,
  'mail.renewalNotice': renewalNotice,
  'mail.unpaid': unpaidMail,
}
