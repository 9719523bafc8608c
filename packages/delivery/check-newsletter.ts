// The check before a newsletter is sent: what must be put right, and what should be looked at. Pure:
// it is given the newsletter, what was rendered of it, and all that its blocks name.
import type { Block } from '#editorial/blocks'
import { blockText } from '#editorial/blocks'
import type { Image, Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import { assert, type Sentence } from '#kernel/errors'
import type { ImageId } from '#kernel/ids'
import type { Publication } from '#publication/schema'
import { checkLinks } from './check-links.ts'
import { checkText } from './check-text.ts'
import { type CheckedVariant, checkVariants } from './check-variants.ts'
import { error, warning } from './make-finding.ts'
import { mailableAddress } from './mime-headers.ts'
import type { BlockSegment } from './viewers.ts'

export type Finding = {
  /** An error forbids sending. */
  level: 'error' | 'warning'
  code: string
  /** What is wrong and what to do. */
  sentence: Sentence
  blockId?: string
  /** Where it concerns some readers alone: one of them, as the preview's address names who looks. */
  seenBy?: string
}

export type CheckInput = {
  newsletter: Newsletter
  /** As each who may look at it sees it; those in none of the block segments first. */
  variants: readonly CheckedVariant[]
  /**
   * Segments that blocks are for; without a name when they were deleted. `isEmpty`: nobody of the
   * audience is in it now.
   */
  blockSegments: readonly (BlockSegment & { isEmpty?: boolean })[]
  images: ReadonlyMap<ImageId, Image>
  issues: ReadonlyMap<number, Issue>
  publication: Publication
  /** Readers who would get it now. */
  audienceCount: number
  /** The proofreader's suggestions that are still open. */
  suggestions: readonly { blockId: string; code?: string; sentence: Sentence }[]
}

/** All findings, errors first, each group in reading order; empty when it may go. */
export function checkNewsletter(input: CheckInput): Finding[] {
  const findings = [
    ...checkHeaders(input),
    ...checkAudience(input),
    ...checkAnnounced(input),
    ...input.newsletter.blocks.flatMap((block) => checkBlock(block, input)),
    ...checkVariants(input),
    ...input.suggestions.map(
      ({ blockId, code, sentence }): Finding => ({
        level: 'warning',
        code: code ? `proofreading.${code}` : 'proofreading',
        sentence,
        blockId,
      }),
    ),
  ]
  return [
    ...findings.filter(({ level }) => level === 'error'),
    ...findings.filter(({ level }) => level === 'warning'),
  ]
}

/** Longer ones are cut by phones; the first 60 characters or so are what is seen. */
const subjectShown = 120

function checkHeaders({ newsletter, variants }: CheckInput): Finding[] {
  const found: Finding[] = []
  // Every variant has the same.
  const rendition = variants[0]?.rendition
  assert(rendition, 'a newsletter has a variant')
  if (rendition.subject.trim() === '')
    found.push(
      error('subject.missing', {
        fr: 'La lettre n’a pas d’objet : écrivez celui que le lecteur verra dans sa boîte.',
        en: 'The newsletter has no subject: write the one a reader will see in the inbox.',
      }),
    )
  else if ([...rendition.subject].length > subjectShown)
    found.push(
      warning('subject.long', {
        fr: `L’objet dépasse ${subjectShown} caractères : les téléphones n’en montreront que le début.`,
        en: `The subject is longer than ${subjectShown} characters: phones will show only its start.`,
      }),
    )
  if (rendition.fromName.trim() === '' || mailableAddress(rendition.fromEmail) === undefined)
    found.push(
      error('sender.missing', {
        fr: 'L’expéditeur est incomplet : il faut un nom et une adresse valable.',
        en: 'The sender is incomplete: it needs a name and a valid address.',
      }),
    )
  if (mailableAddress(rendition.replyTo) === undefined)
    found.push(
      error('replyTo.invalid', {
        fr: 'L’adresse de réponse n’est pas valable : corrigez-la, ou videz le champ.',
        en: 'The reply address is not valid: correct it, or empty the field.',
      }),
    )
  const lines = [rendition.subject, rendition.fromName, rendition.replyTo, newsletter.preheader]
  if (lines.some((line) => /[\p{Cc}\u2028\u2029]/u.test(line)))
    found.push(
      error('headers.injection', {
        fr: 'L’objet, l’aperçu ou l’expéditeur contient un retour à la ligne ou un caractère invisible : retapez ce champ.',
        en: 'Subject, preview text or sender holds a line break or an invisible character: type that field again.',
      }),
    )
  if (newsletter.preheader.trim() === '')
    found.push(
      warning('preheader.missing', {
        fr: 'Il n’y a pas de texte d’aperçu : la boîte de réception montrera les premiers mots de la lettre.',
        en: 'There is no preview text: the inbox will show the first words of the letter.',
      }),
    )
  const fields = [newsletter.subject, newsletter.preheader, newsletter.senderName ?? '']
  return [...found, ...fields.flatMap((field) => checkText(field))]
}

function checkAudience({ audienceCount }: CheckInput): Finding[] {
  return audienceCount > 0
    ? []
    : [
        error('audience.empty', {
          fr: 'Personne ne recevrait cette lettre : élargissez les sujets ou le segment choisis.',
          en: 'Nobody would get this letter: widen the topics or the segment chosen.',
        }),
      ]
}

function checkAnnounced({ newsletter, issues }: CheckInput): Finding[] {
  const number = newsletter.issueNumber
  if (number !== undefined) return issues.has(number) ? [] : [unknownIssue(number)]
  return [
    warning('issue.none', {
      fr: 'La lettre n’annonce aucun numéro : choisissez-le, si elle en annonce un.',
      en: 'The letter announces no issue: choose it, if it does announce one.',
    }),
  ]
}

function unknownIssue(number: number): Finding {
  return error('issue.unknown', {
    fr: `Le numéro ${number} n’existe pas : créez-le, ou choisissez-en un autre.`,
    en: `Issue ${number} does not exist: create it, or choose another.`,
  })
}

function checkBlock(block: Block, input: CheckInput): Finding[] {
  const found = [...checkText(blockText(block)), ...checkLinks(block)]
  found.push(...checkSegment(block, input))
  if (
    (block.type === 'dossierCard' || block.type === 'issueCard') &&
    !input.issues.has(block.issueNumber)
  )
    found.push(unknownIssue(block.issueNumber))
  if (block.type === 'image') found.push(...checkImage(block, input))
  return found.map((finding) => ({ ...finding, blockId: block.id }))
}

/** Whom a block is for. */
function checkSegment({ segmentId }: Block, { blockSegments }: CheckInput): Finding[] {
  const segment = blockSegments.find(({ id }) => id === segmentId)
  if (!segment) return []
  if (segment.name === undefined)
    return [
      error('block.segmentGone', {
        fr: 'Ce bloc est pour un segment supprimé\u202f: choisissez-en un autre, ou remettez-le pour tous.',
        en: 'This block is for a segment that was deleted: choose another, or set it back to everyone.',
      }),
    ]
  if (!segment.isEmpty) return []
  return [
    warning('block.nobody', {
      fr: `Personne parmi les destinataires n’est aujourd’hui dans «\u202f${segment.name}\u202f»\u202f: ce bloc ne partirait à personne.`,
      en: `None of the recipients is in “${segment.name}” today: this block would go to nobody.`,
    }),
  ]
}

function checkImage(block: Extract<Block, { type: 'image' }>, { images }: CheckInput): Finding[] {
  const image = images.get(block.imageId)
  if (!image)
    return [
      error('image.unknown', {
        fr: 'Cette image n’existe plus : choisissez-en une autre, ou supprimez le bloc.',
        en: 'This picture no longer exists: choose another, or delete the block.',
      }),
    ]
  if ((block.alt || image.alt).trim() !== '') return checkText(block.alt)
  return [
    error('image.alt', {
      fr: 'L’image n’a pas de texte de remplacement : dites en une phrase ce qu’elle montre.',
      en: 'The picture has no alternative text: say in one sentence what it shows.',
    }),
  ]
}
