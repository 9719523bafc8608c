// Turns an editor's text (plain, Markdown, or pasted HTML) into blocks. It recognises structure,
// never phrases, and loses no character: what isn't understood stays a paragraph.
import type { Locale } from '#kernel/errors'
import { VisibleError } from '#kernel/errors'
import type { CompanyId } from '#kernel/ids'
import { type Block, blockLimits, blockText } from './blocks.ts'
import { findCompanies, type NamedCompany } from './find-companies.ts'
import { fitLimits } from './import/fit-limits.ts'
import { guessFormat, type TextFormat } from './import/guess-format.ts'
import { readHtml } from './import/read-html.ts'
import { readMarkdown } from './import/read-markdown.ts'
import { readPlainText } from './import/read-plain-text.ts'
import { recogniseStructure, type Structure } from './import/recognise-structure.ts'
import { spaceDraft } from './import/space-draft.ts'
import type { Reading } from './import/unit.ts'
import { type ImportWarning, warn, warnOfDropped } from './import/warn.ts'
import { newsletterLimits } from './newsletter.ts'

export type { ImportWarning, ImportWarningCode } from './import/warn.ts'
export type ImportFormat = TextFormat | 'auto'

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
 * Imports a text as blocks: title, epigraph, standfirst, headings, paragraphs, lists, the call to
 * the calendar, the closing. The text of all blocks is the text given but for white space (for
 * Markdown and HTML, the text one would see). In French, French spaces are put in.
 * @throws VisibleError `too-large` over 1,000,000 bytes or 200 blocks, `invalid` when empty or when
 * its HTML is nested absurdly deep.
 */
export function importText(input: ImportInput): ImportedText {
  refuseTooLarge(input.text)
  const { units, dropped } = read(input)
  if (units.length === 0) throw nothingToImport()
  const structure = recogniseStructure(units)
  const drafts = fitLimits(structure.drafts)
  if (drafts.length > blockLimits.blocks) throw tooManyBlocks(drafts.length)
  const blocks = drafts.map(
    (draft): Block => ({
      ...(input.locale === 'fr' ? spaceDraft(draft) : draft),
      id: input.makeBlockId(),
    }),
  )
  return {
    blocks,
    mentions: findCompanies(blocks.map(blockText).join('\n'), input.companies),
    warnings: [...warnOfDropped(dropped), ...warnOfStructure(structure)],
  }
}

function read({ text, format }: ImportInput): Reading {
  const lines = text.replace(/^\ufeff/, '').replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
  switch (format === 'auto' ? guessFormat(lines) : format) {
    case 'text':
      return readPlainText(lines)
    case 'markdown':
      return readMarkdown(lines)
    case 'html':
      return readHtml(lines)
  }
}

function warnOfStructure({ drafts, hasTitle, unreadAttribution }: Structure): ImportWarning[] {
  return [
    ...(hasTitle ? [] : [warn('no-title')]),
    ...(unreadAttribution ? [warn('attribution-unread')] : []),
    ...(drafts.some(({ type }) => type === 'calendarLink') ? [] : [warn('no-calendar-link')]),
  ]
}

function refuseTooLarge(text: string): void {
  const limit = newsletterLimits.importBytes
  if (text.length <= limit && Buffer.byteLength(text) <= limit) return
  throw new VisibleError('too-large', {
    fr: 'Ce texte dépasse un million d’octets : importez un extrait plus court.',
    en: 'This text is over one million bytes: import a shorter extract.',
  })
}

function nothingToImport(): VisibleError {
  return new VisibleError('invalid', {
    fr: 'Il n’y a pas de texte à importer : collez le texte de la lettre ou choisissez un fichier.',
    en: 'There is no text to import: paste the newsletter’s text or choose a file.',
  })
}

function tooManyBlocks(count: number): VisibleError {
  return new VisibleError('too-large', {
    fr: `Ce texte donnerait ${count} blocs ; une lettre en compte ${blockLimits.blocks} au plus : importez un extrait plus court.`,
    en: `This text would make ${count} blocks; a newsletter has ${blockLimits.blocks} at most: import a shorter extract.`,
  })
}
