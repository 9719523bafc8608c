// The check of what was rendered, for each who may look at it: whether something is left to read, the
// size, the links, the way out. What is so for all is said once; otherwise it is said for whom. Pure.
import { blocksFor } from '#editorial/block-segments'
import { type Block, blockText } from '#editorial/blocks'
import type { Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale, Sentence } from '#kernel/errors'
import type { Publication } from '#publication/schema'
import type { Finding } from './check-newsletter.ts'
import { fillHoles } from './fill-holes.ts'
import { countingBytes } from './mail-links.ts'
import { error, warning } from './make-finding.ts'
import { type HoleValues, hole, type Rendition } from './rendition.ts'
import type { Viewer } from './viewers.ts'

/** `isRead`: whether anyone would get it now; false only where that is known. */
export type CheckedVariant = { viewer: Viewer; rendition: Rendition; isRead: boolean }

type VariantsInput = {
  newsletter: Newsletter
  variants: readonly CheckedVariant[]
  issues: ReadonlyMap<number, Issue>
  publication: Publication
}
/** A variant with the blocks that it shows. */
type Seen = CheckedVariant & { blocks: readonly Block[] }

export function checkVariants(input: VariantsInput): Finding[] {
  const { variants, newsletter } = input
  const groups = new Map<string, { finding: Finding; weight: number; viewers: Viewer[] }>()
  for (const variant of variants) {
    const seen = { ...variant, blocks: blocksFor(newsletter.blocks, variant.viewer.inside) }
    const weight = variant.rendition.html.length
    const found = [...checkIssue(seen, input), ...checkRendition(seen, input)]
    for (const finding of variant.isRead ? found : found.filter(mattersUnread)) {
      const { level, code, sentence } = finding
      // Each has its own size: the heaviest is told for all that are too heavy.
      const key = [level, code, code.startsWith('html.') ? '' : sentence.fr].join()
      const group = groups.get(key) ?? { finding, weight, viewers: [] }
      const heavier = weight > group.weight ? { finding, weight } : {}
      groups.set(key, { ...group, ...heavier, viewers: [...group.viewers, variant.viewer] })
    }
  }
  return [...groups.values()].map(({ finding, viewers }) =>
    viewers.length === variants.length
      ? finding
      : { ...finding, sentence: forThem(finding.sentence, viewers), seenBy: viewers[0]?.value },
  )
}

/** Of a variant that nobody would get now: what stops the mailing, or may turn out to be read. */
function mattersUnread({ level, code }: Finding): boolean {
  return level === 'error' || code === 'variant.empty'
}

const namedMax = 3

/** `La lettre est vide` becomes `Pour qui est dans « A », la lettre est vide`. */
function forThem(sentence: Sentence, viewers: readonly Viewer[]): Sentence {
  const named = (locale: Locale) => {
    const names = viewers.slice(0, namedMax).map(({ name }) => name[locale])
    const others = viewers.length - names.length
    const more = { fr: `${others} autres variantes`, en: `${others} more variants` }[locale]
    return new Intl.ListFormat(locale).format(others > 0 ? [...names, more] : names)
  }
  const begun = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
  return {
    fr: `Pour ${named('fr')}, ${begun(sentence.fr)}`,
    en: `For ${named('en')}, ${begun(sentence.en)}`,
  }
}

function checkIssue({ blocks, rendition }: Seen, { newsletter, issues }: VariantsInput): Finding[] {
  const number = newsletter.issueNumber
  const issue = number === undefined ? undefined : issues.get(number)
  if (number === undefined || !issue) return []
  const shown = blocks.some(
    (block) =>
      (block.type === 'dossierCard' || block.type === 'issueCard') && block.issueNumber === number,
  )
  const said = blocks.some((block) => new RegExp(`(?<!\\d)${number}(?!\\d)`).test(blockText(block)))
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

/** As long as ours get, so that the size is what a reader's mail program will see. */
const typicalHoles: HoleValues = {
  unsubscribeUrl: `https://${'x'.repeat(400)}`,
  preferencesUrl: `https://${'x'.repeat(400)}`,
  archiveUrl: `https://${'x'.repeat(200)}`,
  trackingPixel: 'x'.repeat(500),
}

function checkRendition(seen: Seen, { newsletter, publication }: VariantsInput): Finding[] {
  const { blocks, rendition } = seen
  const found: Finding[] = []
  if (!saySomething(newsletter.blocks))
    found.push(
      error('body.empty', {
        fr: 'La lettre est vide : importez un texte ou ajoutez des blocs.',
        en: 'The letter is empty: import a text or add blocks.',
      }),
    )
  else if (!saySomething(blocks)) found.push(nothingLeft(seen))
  if (!blocks.some(({ type }) => type === 'title'))
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

function saySomething(blocks: readonly Block[]): boolean {
  return blocks.some((block) => /\p{L}/u.test(blockText(block)))
}

/** Segments may leave nobody outside (those of two languages): then it is only told. */
function nothingLeft({ isRead }: Seen): Finding {
  return isRead
    ? error('variant.empty', {
        fr: 'Il ne reste rien à lire\u202f: mettez un bloc pour tous, ou un bloc pour ces lecteurs.',
        en: 'Nothing is left to read: set a block for everyone, or one for these readers.',
      })
    : warning('variant.empty', {
        fr: 'Il ne resterait rien à lire. Personne n’est dans ce cas aujourd’hui\u202f; qui le serait d’ici l’envoi recevrait une lettre vide.',
        en: 'Nothing would be left to read. Nobody is in this case today; whoever is by then gets an empty letter.',
      })
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
  const { html } = rendition
  const filled = Buffer.byteLength(fillHoles(rendition, typicalHoles).html)
  const size = filled + countingBytes(html)
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
