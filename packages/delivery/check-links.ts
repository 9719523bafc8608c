// The links an editor wrote: each has an address that works and words to click on.
import { type Block, Href, type Span } from '#editorial/blocks'
import type { Sentence } from '#kernel/errors'
import type { Finding } from './check-newsletter.ts'

/** What is wrong with the links of one block. */
export function checkLinks(block: Block): Finding[] {
  switch (block.type) {
    case 'standfirst':
    case 'paragraph':
    case 'calendarLink':
    case 'closing':
      return spansLinks(block.spans)
    case 'list':
      return block.items.flatMap(spansLinks)
    case 'button':
      return [
        ...(block.label.trim() === '' ? [problem('button.label', emptyButton)] : []),
        ...addressOf(block.href),
      ]
    case 'image':
      return block.href === undefined ? [] : addressOf(block.href)
    default:
      return []
  }
}

function spansLinks(spans: readonly Span[]): Finding[] {
  return spans.flatMap(({ href, text }) => {
    if (href === undefined) return []
    return text.trim() === '' ? [problem('link.empty', emptyLink)] : addressOf(href)
  })
}

/** One finding when the address cannot be followed as it is. */
function addressOf(href: string): Finding[] {
  if (href.trim() === '' || href === '#') return [problem('link.empty', noAddress)]
  if (!Href.safeParse(href).success || !isFollowable(href))
    return [problem('link.malformed', malformed(href))]
  if (/^https?:\/\/(localhost|127\.|10\.|192\.168\.|\[::1\])/i.test(href))
    return [problem('link.local', local(href))]
  return []
}

function isFollowable(href: string): boolean {
  if (href.startsWith('/') || href.toLowerCase().startsWith('mailto:')) return true
  // `http://intranet` and `https://www,site.fr` are valid URLs that lead nowhere.
  const host = URL.canParse(href) ? new URL(href).hostname : ''
  return /^[^,;()]+\.[^,;().]{2,}$/.test(host) || /^(localhost|\[|[\d.]+$)/.test(host)
}

function problem(code: string, sentence: Sentence): Finding {
  return { level: 'error', code, sentence }
}

const emptyButton: Sentence = {
  fr: 'Un bouton n’a pas de texte : dites où il mène.',
  en: 'A button has no words: say where it leads.',
}
const emptyLink: Sentence = {
  fr: 'Un lien ne porte sur aucun mot : supprimez-le, ou posez-le sur un mot.',
  en: 'A link has no words: remove it, or put it on a word.',
}
const noAddress: Sentence = {
  fr: 'Un lien n’a pas d’adresse : donnez-la, ou supprimez le lien.',
  en: 'A link has no address: give it, or remove the link.',
}
const malformed = (href: string): Sentence => ({
  fr: `L’adresse « ${href.slice(0, 80)} » n’est pas valable : vérifiez-la.`,
  en: `The address “${href.slice(0, 80)}” is not valid: check it.`,
})
const local = (href: string): Sentence => ({
  fr: `L’adresse « ${href.slice(0, 80)} » ne mène qu’à cette machine : donnez l’adresse publique.`,
  en: `The address “${href.slice(0, 80)}” leads to this machine alone: give the public one.`,
})
