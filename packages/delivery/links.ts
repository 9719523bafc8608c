// Addresses of the site's pages and pictures as mails name them: always absolute.
import type { Image, Issue } from '#editorial/issue'
import type { Locale } from '#kernel/errors'

export type LinkContext = { siteUrl: string; locale: Locale }

/** A page of the site in the mail's language; English pages live under `/en`. */
export function pageUrl(context: LinkContext, path: string): string {
  const localised =
    context.locale === 'en' && !/^\/(en(\/|$)|media\/)/.test(path)
      ? `/en${path === '/' ? '' : path}`
      : path
  return `${context.siteUrl}${localised}`
}

/** A link of a block as the mail holds it: site links become absolute, others stay. */
export function blockUrl(context: LinkContext, href: string): string {
  return href.startsWith('/') ? pageUrl(context, href) : href
}

/** The cover as the site serves it, 600 × 800. */
export function coverUrl(context: LinkContext, issue: Issue): string {
  return `${context.siteUrl}/media/covers/${issue.number}.png`
}

/** An uploaded picture as the site serves it. */
export function imageUrl(context: LinkContext, image: Image): string {
  return `${context.siteUrl}/media/images/${image.id}`
}
