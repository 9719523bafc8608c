// Turns an editor's text (plain, Markdown, or pasted HTML) into blocks. It recognises structure,
// never phrases, and loses no character: what isn't understood stays a paragraph.
import type { Locale, Sentence } from '#kernel/errors'
import { VisibleError } from '#kernel/errors'
import type { CompanyId } from '#kernel/ids'
import { frenchSpaces } from '#kernel/typography'
import { type Block, blockText } from './blocks.ts'
import { findCompanies, type NamedCompany } from './find-companies.ts'
import { newsletterLimits } from './newsletter.ts'

export type ImportFormat = 'text' | 'markdown' | 'html' | 'auto'

export type ImportWarningCode =
  | 'image-dropped'
  | 'link-dropped'
  | 'script-dropped'
  | 'hidden-text-dropped'
  | 'control-characters'
  | 'formatting-dropped'
  | 'no-title'
  | 'attribution-unread'

/** Something the person should know about an import; `count` is how often it happened. */
export type ImportWarning = { code: ImportWarningCode; sentence: Sentence; count: number }

export type ImportInput = {
  text: string
  format: ImportFormat
  locale: Locale
  companies: readonly NamedCompany[]
  /** Must give ids of 1 to 40 characters in `a-z0-9_`, each once. */
  makeBlockId: () => string
}

export type ImportedText = {
  blocks: Block[]
  /** Companies named in the text, each once, in order of appearance. */
  mentions: CompanyId[]
  warnings: ImportWarning[]
}

/**
 * Imports a text as blocks.
 * @throws VisibleError `too-large` over 1,000,000 bytes or 200 blocks, `invalid` when empty.
 */
export function importText(input: ImportInput): ImportedText {
  if (Buffer.byteLength(input.text) > newsletterLimits.importBytes) {
    throw new VisibleError('too-large', {
      fr: 'Ce texte dépasse un million d’octets : importez un extrait plus court.',
      en: 'This text is over one million bytes: import a shorter extract.',
    })
  }
  const space = (text: string) => (input.locale === 'fr' ? frenchSpaces(text) : text)
  const lines = input.text.split(/\r\n|\r|\n/).map((line) => line.trim())
  const blocks = lines
    .filter((line) => line !== '')
    .map(
      (line): Block => ({
        id: input.makeBlockId(),
        type: 'paragraph',
        spans: [{ text: space(line) }],
      }),
    )
  const mentions = findCompanies(blocks.map(blockText).join('\n'), input.companies)
  return { blocks, mentions, warnings: [] }
}
