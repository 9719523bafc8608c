// The check before a newsletter is sent: what must be put right, and what should be looked at. Pure:
// it is given the newsletter, what was rendered of it, and all that its blocks name.
import type { Block } from '#editorial/blocks'
import { blockText } from '#editorial/blocks'
import type { Image, Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import type { Sentence } from '#kernel/errors'
import type { ImageId } from '#kernel/ids'
import type { Publication } from '#publication/schema'
import { checkLinks } from './check-links.ts'
import { checkText } from './check-text.ts'
import { fillHoles } from './fill-holes.ts'
import { mailableAddress } from './mime-headers.ts'
import { type HoleValues, hole, type Rendition } from './rendition.ts'

export type Finding = {
  /** An error forbids sending. */
  level: 'error' | 'warning'
  code: string
  /** What is wrong and what to do. */
  sentence: Sentence
  blockId?: string
}

export type CheckInput = {
  newsletter: Newsletter
  rendition: Rendition
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
    ...checkIssue(input),
    ...input.newsletter.blocks.flatMap((block) => checkBlock(block, input)),
    ...checkRendition(input),
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

const error = (code: string, sentence: Sentence): Finding => ({ level: 'error', code, sentence })
const warning = (code: string, sentence: Sentence): Finding => ({
  level: 'warning',
  code,
  sentence,
})

/** Longer ones are cut by phones; the first 60 characters or so are what is seen. */
const subjectShown = 120

function checkHeaders({ newsletter, rendition }: CheckInput): Finding[] {
  const found: Finding[] = []
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

function checkIssue({ newsletter, issues, rendition }: CheckInput): Finding[] {
  const number = newsletter.issueNumber
  if (number === undefined)
    return [
      warning('issue.none', {
        fr: 'La lettre n’annonce aucun numéro : choisissez-le, si elle en annonce un.',
        en: 'The letter announces no issue: choose it, if it does announce one.',
      }),
    ]
  const issue = issues.get(number)
  if (!issue) return [unknownIssue(number)]
  const shown = newsletter.blocks.some(
    (block) =>
      (block.type === 'dossierCard' || block.type === 'issueCard') && block.issueNumber === number,
  )
  const said = newsletter.blocks.some((block) =>
    new RegExp(`(?<!\\d)${number}(?!\\d)`).test(blockText(block)),
  )
  const found: Finding[] = []
  if (!shown && !said)
    found.push(
      warning('issue.unnamed', {
        fr: `Le numéro ${number} n’est nommé nulle part : ajoutez sa carte, ou dites-le dans le texte.`,
        en: `Issue ${number} is named nowhere: add its card, or say it in the text.`,
      }),
    )
  const plain = (text: string) => text.replace(/[\s\u200b]+/gu, ' ').toLowerCase()
  const title = plain(issue.dossier.title)
  if (title.trim() !== '' && !plain(rendition.text).includes(title))
    found.push(
      warning('dossier.unnamed', {
        fr: `Le dossier « ${issue.dossier.title} » n’est pas nommé : ajoutez la carte du dossier.`,
        en: `The dossier “${issue.dossier.title}” is not named: add the dossier card.`,
      }),
    )
  return found
}

function unknownIssue(number: number): Finding {
  return error('issue.unknown', {
    fr: `Le numéro ${number} n’existe pas : créez-le, ou choisissez-en un autre.`,
    en: `Issue ${number} does not exist: create it, or choose another.`,
  })
}

function checkBlock(block: Block, input: CheckInput): Finding[] {
  const found = [...checkText(blockText(block)), ...checkLinks(block)]
  if (
    (block.type === 'dossierCard' || block.type === 'issueCard') &&
    !input.issues.has(block.issueNumber)
  )
    found.push(unknownIssue(block.issueNumber))
  if (block.type === 'image') found.push(...checkImage(block, input))
  return found.map((finding) => ({ ...finding, blockId: block.id }))
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

/** As long as ours get, so that the size is what a reader's mail program will see. */
const typicalHoles: HoleValues = {
  unsubscribeUrl: `https://${'x'.repeat(400)}`,
  preferencesUrl: `https://${'x'.repeat(400)}`,
  archiveUrl: `https://${'x'.repeat(200)}`,
  trackingPixel: 'x'.repeat(500),
}

function checkRendition({ newsletter, rendition, publication }: CheckInput): Finding[] {
  const found: Finding[] = []
  const blocksSay = newsletter.blocks.some((block) => /\p{L}/u.test(blockText(block)))
  if (!blocksSay)
    found.push(
      error('body.empty', {
        fr: 'La lettre est vide : importez un texte ou ajoutez des blocs.',
        en: 'The letter is empty: import a text or add blocks.',
      }),
    )
  if (!newsletter.blocks.some(({ type }) => type === 'title'))
    found.push(
      warning('title.missing', {
        fr: 'La lettre n’a pas de titre : ajoutez un bloc titre.',
        en: 'The letter has no title: add a title block.',
      }),
    )
  if (rendition.text.replaceAll(/\[\[hole:\w+\]\]/g, '').trim() === '')
    found.push(
      error('text.missing', {
        fr: 'La version en texte brut est vide : enregistrez la lettre de nouveau.',
        en: 'The plain-text part is empty: save the letter again.',
      }),
    )
  const leave = hole('unsubscribeUrl')
  if (!rendition.html.includes(`href="${leave}"`) || !rendition.text.includes(leave))
    found.push(
      error('unsubscribe.missing', {
        fr: 'Le lien de désabonnement manque : la lettre ne peut pas partir sans lui.',
        en: 'The unsubscribe link is missing: the letter cannot go without it.',
      }),
    )
  return [...found, ...checkRenderedLinks(rendition), ...checkSize(rendition, publication)]
}

/** A last look at what was made: every link leads somewhere and is absolute. */
function checkRenderedLinks({ html }: Rendition): Finding[] {
  const targets = [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((match) => match[1] as string)
  const bad = targets.find(
    (target) => !/^(https?:\/\/[^\s]+|mailto:[^\s]+|\[\[hole:\w+\]\])/.test(target),
  )
  return bad === undefined
    ? []
    : [
        error('links.relative', {
          fr: `Un lien ne mène nulle part (« ${bad.slice(0, 80)} ») : donnez son adresse complète.`,
          en: `A link leads nowhere (“${bad.slice(0, 80)}”): give its full address.`,
        }),
      ]
}

function checkSize(rendition: Rendition, publication: Publication): Finding[] {
  const limit = publication.limits.mailHtmlBytes
  const size = Buffer.byteLength(fillHoles(rendition, typicalHoles).html)
  const kilobytes = (bytes: number) => Math.ceil(bytes / 1024)
  if (size >= limit)
    return [
      error('html.tooLarge', {
        fr: `La lettre pèse ${kilobytes(size)} Ko, Gmail coupe à ${kilobytes(limit)} Ko : raccourcissez-la.`,
        en: `The letter weighs ${kilobytes(size)} KB, Gmail cuts at ${kilobytes(limit)} KB: shorten it.`,
      }),
    ]
  if (size >= limit * 0.9)
    return [
      warning('html.large', {
        fr: `La lettre pèse ${kilobytes(size)} Ko, près des ${kilobytes(limit)} Ko où Gmail coupe.`,
        en: `The letter weighs ${kilobytes(size)} KB, close to the ${kilobytes(limit)} KB at which Gmail cuts.`,
      }),
    ]
  return []
}
