// The transactional mails, without a rendering engine: templates were compiled before bundling
// (compiled-templates.ts); colours, words and links are filled in here.
import type { Locale } from '#kernel/errors'
import { unreachable } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import type { Publication } from '#publication/schema'
import type { Order } from '#subscriptions/order'
import { compiledTemplates } from './compiled-templates.ts'
import {
  annexHtml,
  annexText,
  contractAnnex,
  contractLines,
  linesHtml,
  linesText,
} from './contract-text.ts'
import { pageUrl } from './links.ts'
import { mailColours } from './mail-colours.ts'
import { mailTexts } from './mail-texts.ts'
import type { Note, NoteKind } from './note.ts'
import { type NoticeTexts, noticeTexts } from './notice-texts.ts'
import { invoiceLine } from './paper-lines.ts'
import { escapeText, fillTemplate } from './template.ts'
import { rule, wrapText } from './wrap-text.ts'

/** What a single mail needs to know; its kind is that of the intent that asked for it. */
export type SingleMail =
  | { kind: 'mail.confirmation'; confirmUrl: string; expiresAt: Instant }
  | { kind: 'mail.welcome'; preferencesUrl: string; unsubscribeUrl: string }
  | { kind: 'mail.alreadyReader'; preferencesUrl: string; unsubscribeUrl: string }
  | { kind: 'mail.staffSignIn'; signInUrl: string; expiresAt: Instant; requestedFrom: string }
  | { kind: 'mail.dataExport'; downloadUrl: string; expiresAt: Instant }
  | { kind: 'mail.erasure'; eraseUrl: string; expiresAt: Instant }
  | { kind: 'mail.orderConfirmed'; orderUrl: string; order: Order; firstIssueDate?: string }
  | { kind: NoteKind; note: Note }

export type WrittenMail = { subject: string; html: string; text: string }

type Context = { publication: Publication; siteUrl: string; locale: Locale }

/**
 * The mail in one language, ready for `composeSingle`. Links must be absolute; `expiresAt` is shown
 * in the publication's zone.
 */
export function singleMail(mail: SingleMail, context: Context): WrittenMail {
  const texts = noticeTexts(mail, context)
  const { template, link, unsubscribeUrl } = shapeOf(mail)
  const contract = contractOf(mail, context)
  const box = 'note' in mail ? mail.note.box : undefined
  return {
    subject: texts.subject,
    html: noticeHtml({ texts, template, link, unsubscribeUrl, contract, box }, context),
    text: noticeText({ texts, link, unsubscribeUrl, contract, box }, context),
  }
}

/** A confirmation holds the contract itself, in both forms; a note may hold a summary. */
function contractOf(mail: SingleMail, context: Context): Contract {
  if (mail.kind === 'mail.orderConfirmed') {
    const { order, firstIssueDate } = mail
    const contract = contractLines(order, { ...context, firstIssueDate })
    const lines = [...contract, ...invoiceLine(order, context)]
    return bothForms(lines, contractAnnex(order, context))
  }
  return 'note' in mail ? bothForms(mail.note.lines ?? [], mail.note.annex ?? []) : noContract
}

function bothForms(lines: NonNullable<Note['lines']>, annex: NonNullable<Note['annex']>): Contract {
  return {
    html: { details: linesHtml(lines), annex: annexHtml(annex) },
    text: { details: linesText(lines), annex: annexText(annex) },
  }
}

type Contract = Record<'html' | 'text', { details: string; annex: string }>
const nothing = { details: '', annex: '' }
const noContract: Contract = { html: nothing, text: nothing }

type Shape = { template: keyof typeof compiledTemplates; link: string; unsubscribeUrl?: string }

function shapeOf(mail: SingleMail): Shape {
  switch (mail.kind) {
    case 'mail.confirmation':
      return { template: 'confirmation', link: mail.confirmUrl }
    case 'mail.welcome':
      return {
        template: 'welcome',
        link: mail.preferencesUrl,
        unsubscribeUrl: mail.unsubscribeUrl,
      }
    case 'mail.alreadyReader':
      return {
        template: 'already-reader',
        link: mail.preferencesUrl,
        unsubscribeUrl: mail.unsubscribeUrl,
      }
    case 'mail.staffSignIn':
      return { template: 'staff-sign-in', link: mail.signInUrl }
    case 'mail.dataExport':
      return { template: 'data-export', link: mail.downloadUrl }
    case 'mail.erasure':
      return { template: 'erasure', link: mail.eraseUrl }
    case 'mail.orderConfirmed':
      return { template: 'order-confirmed', link: mail.orderUrl }
    default:
      return 'note' in mail ? { template: 'note', link: mail.note.link } : unreachable(mail)
  }
}

function noticeHtml(
  notice: Shape & { texts: NoticeTexts; contract: Contract; box: Note['box'] },
  context: Context,
): string {
  const { publication, locale } = context
  const { texts, link, unsubscribeUrl } = notice
  const { muted } = mailColours(publication.brand)
  const shared = mailTexts[locale]
  const unsubscribe = unsubscribeUrl
    ? `<div style="padding-top:14px;"><a href="${escapeText(unsubscribeUrl)}" style="color:${muted};text-decoration:underline;">${escapeText(shared.unsubscribe)}</a></div>`
    : ''
  return fillTemplate(compiledTemplates[notice.template], {
    ...mailColours(publication.brand),
    ...texts,
    ...notice.contract.html,
    box: notice.box?.text ?? '',
    boxLabel: notice.box?.label ?? '',
    locale,
    link,
    siteUrl: pageUrl(context, '/'),
    name: publication.name,
    stamp: escapeText(texts.stamp),
    plainLink: shared.plainLink,
    reason: escapeText(texts.reason),
    links: unsubscribe,
    legal: shared.publisher(publication).map(escapeText).join('<br />'),
  })
}

function noticeText(
  notice: Omit<Shape, 'template'> & {
    texts: NoticeTexts
    contract: Contract
    box: Note['box']
  },
  { publication, locale }: Context,
): string {
  const { texts, link, unsubscribeUrl } = notice
  const shared = mailTexts[locale]
  return [
    publication.name.toLocaleUpperCase(locale),
    `${texts.title}\n${'='.repeat(Math.min([...texts.title].length, 72))}`,
    wrapText(texts.intro),
    notice.box ? boxText(notice.box) : '',
    wrapText(texts.more),
    notice.contract.text.details,
    `${texts.button}${locale === 'fr' ? '\u202f' : ''}:\n${link}`,
    wrapText(texts.note),
    notice.contract.text.annex,
    rule,
    wrapText(texts.reason),
    unsubscribeUrl
      ? `${shared.unsubscribe}${locale === 'fr' ? '\u202f' : ''}: ${unsubscribeUrl}`
      : '',
    shared
      .publisher(publication)
      .map((line) => wrapText(line))
      .join('\n'),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
    .concat('\n')
}

/** A frame that is seen as one without colours or lines of any program. */
function boxText({ label, text }: NonNullable<Note['box']>): string {
  const edge = '='.repeat(72)
  return `${edge}\n${wrapText(label)}\n${wrapText(text)}\n${edge}`
}
