// Renders a newsletter once, for everybody: MJML parts filled with its blocks, made into HTML. MJML
// is imported when it is needed, so that only who renders pays for it.
import { blocksFor } from '#editorial/block-segments'
import type { Company, Image, Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import type { CompanyId, ImageId, SegmentId } from '#kernel/ids'
import type { Publication } from '#publication/schema'
import { pageUrl } from './links.ts'
import { mailColours } from './mail-colours.ts'
import { mailTexts } from './mail-texts.ts'
import { newsletterParts, newsletterTemplate } from './newsletter-templates.ts'
import { plainText } from './plain-text.ts'
import { type BlockContext, blocksMjml, issueStamp } from './render-blocks.ts'
import { mjmlToHtml, preheaderTail } from './render-mjml.ts'
import { hole, type Rendition } from './rendition.ts'
import { escapeText, fillTemplate, includeParts } from './template.ts'

/** A newsletter and all that its blocks name. What is not in the maps is left out of the mail. */
export type NewsletterSource = {
  newsletter: Newsletter
  issues: ReadonlyMap<number, Issue>
  companies: ReadonlyMap<CompanyId, Company>
  images: ReadonlyMap<ImageId, Image>
  publication: Publication
  /** Without a slash at its end. */
  siteUrl: string
}

/**
 * HTML and plain text with holes, and the headers' values. `inside`: the block segments that its
 * readers are in; without it blocks for single segments are left out.
 * @throws Error when the templates do not make valid MJML: a bug, never an editor's fault.
 */
export async function renderNewsletter(
  whole: NewsletterSource & { variant: string; inside?: ReadonlySet<SegmentId> },
): Promise<Rendition> {
  const { publication } = whole
  const blocks = blocksFor(whole.newsletter.blocks, whole.inside ?? new Set())
  const newsletter = { ...whole.newsletter, blocks }
  const source = { ...whole, newsletter }
  return {
    variant: source.variant,
    locale: newsletter.locale,
    subject: newsletter.subject,
    fromName: newsletter.senderName ?? publication.sender.name,
    fromEmail: publication.sender.email,
    replyTo: newsletter.replyTo ?? publication.sender.replyTo,
    listId: `newsletter.${publication.sender.domain}`,
    html: await mjmlToHtml(newsletterMjml(source)),
    text: plainText(source),
  }
}

function newsletterMjml(source: NewsletterSource): string {
  const { newsletter, publication } = source
  const { locale } = newsletter
  const texts = mailTexts[locale]
  const issue =
    newsletter.issueNumber === undefined ? undefined : source.issues.get(newsletter.issueNumber)
  const context: BlockContext = {
    ...source,
    locale,
    texts,
    colours: mailColours(publication.brand),
    kicker: issue ? texts.dossier : texts.letter,
  }
  const stamp = issue ? ` – ${issueStamp(issue, context)}` : ''
  return fillTemplate(includeParts(newsletterTemplate, newsletterParts), {
    ...context.colours,
    locale,
    subject: newsletter.subject,
    preheader: newsletter.preheader,
    preheaderTail,
    siteUrl: pageUrl(context, '/'),
    name: publication.name,
    stamp: `${escapeText(texts.letter)}${stamp}`,
    online: texts.readOnline,
    archiveUrl: hole('archiveUrl'),
    body: blocksMjml(newsletter.blocks, context),
    reason: [texts.reason(publication.name), texts.tracking].map(escapeText).join(' '),
    links: footLinks(context),
    legal: texts.publisher(publication).map(escapeText).join('<br />'),
    notice: hole('notice'),
    trackingPixel: hole('trackingPixel'),
  })
}

function footLinks({ texts, colours }: BlockContext): string {
  const link = (url: string, label: string) =>
    `<a href="${url}" style="color:${colours.muted};text-decoration:underline;white-space:nowrap;">${escapeText(label)}</a>`
  const links = [
    link(hole('unsubscribeUrl'), texts.unsubscribe),
    link(hole('preferencesUrl'), texts.preferences),
    link(hole('archiveUrl'), texts.readOnline),
  ]
  return `<div style="padding-top:14px;">${links.join(' \u00a0·\u00a0 ')}</div>`
}
