// What is said of a line: why it is refused, why it is kept, what changes; and a file of lines.
import type { Locale, Sentence } from '#kernel/errors'
import { type AddressFault, addressFaults } from '../address-faults.ts'
import type { JudgedLine } from './counts.ts'
import { csvLine } from './csv-line.ts'
import { type ChangedField, isGood, type KeptReason, type Refusal } from './line.ts'

export const refusalNames: Record<Refusal, Sentence> = {
  quote: { fr: 'guillemet jamais refermé', en: 'a quote that is never closed' },
  tooLong: { fr: 'ligne trop longue', en: 'line too long' },
  noAddress: { fr: 'sans adresse', en: 'no address' },
  malformedAddress: { fr: 'adresse mal formée', en: 'malformed address' },
  duplicate: { fr: 'déjà plus haut dans le fichier', en: 'further up in the file already' },
  language: { fr: 'langue inconnue', en: 'unknown language' },
  topic: { fr: 'sujet inconnu', en: 'unknown topic' },
  tag: { fr: 'étiquette impossible', en: 'impossible tag' },
  country: { fr: 'pays inconnu', en: 'unknown country' },
  date: { fr: 'date illisible ou à venir', en: 'date unreadable or to come' },
  status: { fr: 'statut inconnu', en: 'unknown status' },
  notSubscribedThere: {
    fr: 'n’est plus inscrit, dit le fichier',
    en: 'no longer subscribed, says the file',
  },
}

export const keptNames: Record<KeptReason, Sentence> = {
  unsubscribed: { fr: 'désinscrit', en: 'unsubscribed' },
  bounced: { fr: 'adresse refusée par sa messagerie', en: 'refused by its mailbox' },
  complained: { fr: 'a signalé un message comme indésirable', en: 'reported a message as spam' },
  staff: { fr: 'bloqué par l’équipe', en: 'suppressed by the team' },
  erased: { fr: 'effacé à sa demande', en: 'erased at their request' },
}

const changeNames: Record<ChangedField, Sentence> = {
  confirmed: { fr: 'devient inscrit', en: 'becomes subscribed' },
  locale: { fr: 'langue', en: 'language' },
  topics: { fr: 'sujets', en: 'topics' },
  tags: { fr: 'étiquettes', en: 'tags' },
  country: { fr: 'pays', en: 'country' },
  joinedAt: { fr: 'date d’inscription', en: 'date joined' },
}

const outcomeNames = {
  new: { fr: 'nouveau', en: 'new' },
  changed: { fr: 'changé', en: 'changed' },
  unchanged: { fr: 'inchangé', en: 'unchanged' },
  refused: { fr: 'refusé', en: 'refused' },
  kept: { fr: 'laissé tel quel', en: 'left as it is' },
} satisfies Record<string, Sentence>
export type OutcomeKind = keyof typeof outcomeNames

export function outcomeKind({ line, outcome }: JudgedLine): OutcomeKind {
  return isGood(line) ? (outcome?.kind ?? 'unchanged') : 'refused'
}

/** Why, or what changes; empty for new and unchanged readers. */
export function outcomeDetail({ line, outcome }: JudgedLine, locale: Locale): string {
  if (!isGood(line)) {
    const { refusal, word } = line
    if (refusal === 'malformedAddress' && word && Object.hasOwn(addressFaults, word))
      return addressFaults[word as AddressFault][locale]
    const why = refusalNames[refusal][locale]
    if (!word) return why
    return locale === 'fr' ? `${why}\u202f: «\u202f${word}\u202f»` : `${why}: “${word}”`
  }
  if (outcome?.kind === 'kept') return keptNames[outcome.reason][locale]
  if (outcome?.kind === 'changed')
    return outcome.fields.map((field) => changeNames[field][locale]).join(', ')
  return ''
}

export function addressOf({ line }: JudgedLine): string {
  return isGood(line) ? line.email : line.typed
}

const heads: Record<Locale, readonly string[]> = {
  fr: ['ligne', 'adresse', 'effet', 'raison'],
  en: ['line', 'address', 'effect', 'reason'],
}

/** The head of a CSV of lines. */
export function judgedHead(locale: Locale): string {
  return csvLine(heads[locale], locale)
}

/** A line as CSV. */
export function judgedCsv(judged: JudgedLine, locale: Locale): string {
  const effect = outcomeNames[outcomeKind(judged)][locale]
  const cells = [String(judged.line.line), addressOf(judged), effect, outcomeDetail(judged, locale)]
  return csvLine(cells, locale)
}
