// The plain-text part, written for reading.
import { blockText } from '#editorial/blocks'
import type { NewsletterSource } from './render-newsletter.ts'
import { hole } from './rendition.ts'

/** The newsletter as plain text, with holes. */
export function plainText(source: NewsletterSource): string {
  return [...source.newsletter.blocks.map(blockText), hole('unsubscribeUrl')].join('\n\n')
}
