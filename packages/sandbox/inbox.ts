// The inbox: mails that the sandbox's SES accepted, found by recipient, subject and time, and read
// only when somebody looks at one.
import PostalMime, { decodeWords } from 'postal-mime'
import type { Instant } from '#kernel/time'
import type { AcceptedMail, MailJournal } from './ses-journal.ts'
import { asDelivered } from './ses-message.ts'

export type InboxQuery = {
  /** A whole address, or part of one (`@example.org`, `camille`). */
  to?: string | undefined
  /** Part of the subject, in any case. */
  subject?: string | undefined
  /** Received at or after. */
  since?: Instant | undefined
  skip?: number
  limit: number
}

/** A mail as `inbox.json` gives it: `to` is the envelope, `from` the header's text. Names of headers are in lower case; repeated ones have lines. */
export type InboxMail = {
  id: string
  to: readonly string[]
  from: string
  subject: string
  receivedAt: Instant
  headers: Record<string, string>
  text: string
  html: string
  /** The message as SES received it. */
  raw: string
}

export const inboxLimits = { page: 50, json: 500, queryLength: 320 }

/** Newest first; `total` counts all that fit. */
export function findMails(
  mails: readonly AcceptedMail[],
  query: InboxQuery,
): { mails: AcceptedMail[]; total: number } {
  const to = query.to?.trim().toLowerCase()
  const subject = query.subject?.trim().toLowerCase()
  const skip = query.skip ?? 0
  const found: AcceptedMail[] = []
  let total = 0
  for (let index = mails.length - 1; index >= 0; index--) {
    const mail = mails[index] as AcceptedMail
    // The journal is in order of time: everything before is older still.
    if (query.since && mail.receivedAt < query.since) break
    if (to && !mail.to.some((address) => isFor(address.toLowerCase(), to))) continue
    if (subject && !mail.subject.toLowerCase().includes(subject)) continue
    if (total >= skip && found.length < query.limit) found.push(mail)
    total++
  }
  return { mails: found, total }
}

function isFor(address: string, wanted: string): boolean {
  return /^[^@]+@[^@]+$/.test(wanted) ? address === wanted : address.includes(wanted)
}

/** Reads one mail in full; headers are those it is delivered with (SES's Message-ID and Date). */
export async function readMail(journal: MailJournal, mail: AcceptedMail): Promise<InboxMail> {
  const raw = journal.raw(mail)
  const email = await PostalMime.parse(asDelivered(raw, { id: mail.id, at: mail.receivedAt }))
  const headers: Record<string, string> = {}
  for (const { key, value } of email.headers)
    headers[key] = headers[key] === undefined ? value : `${headers[key]}\n${value}`
  return {
    id: mail.id,
    to: mail.to,
    from: decodeWords(headers['from'] ?? mail.from),
    subject: mail.subject,
    receivedAt: mail.receivedAt,
    headers,
    text: email.text ?? '',
    html: withPictures(email.html ?? '', email.attachments),
    raw: raw.toString(),
  }
}

type Attachments = Awaited<ReturnType<typeof PostalMime.parse>>['attachments']

/** Puts pictures that the mail carries itself in their places. */
function withPictures(html: string, attachments: Attachments): string {
  return attachments.reduce((text, { contentId, mimeType, content }) => {
    if (!contentId || typeof content === 'string') return text
    const bytes = Buffer.from(content as Uint8Array).toString('base64')
    return text.replaceAll(`cid:${contentId.slice(1, -1)}`, `data:${mimeType};base64,${bytes}`)
  }, html)
}

/** The invisible picture that records an opening, in a mail to a reader who consents to it. */
const pixel = /<img src="[^"]*\/o\/[A-Za-z0-9_-]+"[^>]*>/g

/** Whether a mail records opens and clicks. */
export function isMeasured(html: string): boolean {
  return html.search(pixel) >= 0
}

/** The mail without that picture: looking into the inbox is no opening. */
export function withoutPixel(html: string): string {
  return html.replace(pixel, '')
}

export type Scheme = 'light' | 'dark'

/**
 * A mail's HTML as a reader's program shows it in that scheme: rules for the other one are put out
 * of action, links open outside the frame.
 */
export function htmlInScheme(html: string, scheme: Scheme): string {
  const other = scheme === 'dark' ? 'light' : 'dark'
  const rules = html
    .replace(
      new RegExp(`\\(\\s*prefers-color-scheme\\s*:\\s*${scheme}\\s*\\)`, 'gi'),
      '(min-width:0)',
    )
    .replace(
      new RegExp(`\\(\\s*prefers-color-scheme\\s*:\\s*${other}\\s*\\)`, 'gi'),
      '(max-width:0)',
    )
  const base = '<base target="_blank" rel="noopener">'
  return /<head[^>]*>/i.test(rules)
    ? rules.replace(/<head[^>]*>/i, (head) => `${head}${base}`)
    : `${base}${rules}`
}
