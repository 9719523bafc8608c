// The composer's words: names of blocks and their fields, what each is for.
import type { BlockType } from '#editorial/blocks'
import type { Sentence } from '#kernel/errors'

export const blockNames: Record<BlockType, Sentence> = {
  title: { fr: 'Titre', en: 'Title' },
  standfirst: { fr: 'Chapô', en: 'Standfirst' },
  epigraph: { fr: 'Exergue', en: 'Epigraph' },
  heading: { fr: 'Intertitre', en: 'Heading' },
  paragraph: { fr: 'Paragraphe', en: 'Paragraph' },
  list: { fr: 'Liste', en: 'List' },
  image: { fr: 'Image', en: 'Picture' },
  button: { fr: 'Bouton', en: 'Button' },
  companies: { fr: 'Entreprises', en: 'Companies' },
  dossierCard: { fr: 'Carte du dossier', en: 'Dossier card' },
  issueCard: { fr: 'Carte du numéro', en: 'Issue card' },
  calendarLink: { fr: 'Appel au calendrier', en: 'Call to the calendar' },
  divider: { fr: 'Filet', en: 'Rule' },
  closing: { fr: 'Mot de la fin', en: 'Closing note' },
}

export const fieldNames: Record<string, Sentence> = {
  text: { fr: 'Texte', en: 'Text' },
  rich: { fr: 'Texte', en: 'Text' },
  quote: { fr: 'Citation', en: 'Quotation' },
  attribution: { fr: 'Source, comme elle sera imprimée', en: 'Source, as it will be printed' },
  author: { fr: 'Auteur', en: 'Author' },
  work: { fr: 'Œuvre', en: 'Work' },
  year: { fr: 'Année', en: 'Year' },
  publisher: { fr: 'Éditeur', en: 'Publisher' },
  lead: { fr: 'Amorce', en: 'Lead-in' },
  companies: { fr: 'Entreprises, une par ligne', en: 'Companies, one a line' },
  issueNumber: { fr: 'Numéro', en: 'Issue' },
  alt: { fr: 'Ce que montre l’image', en: 'What the picture shows' },
  caption: { fr: 'Légende', en: 'Caption' },
  href: { fr: 'Lien', en: 'Link' },
  items: { fr: 'Éléments, un par ligne', en: 'Items, one a line' },
  label: { fr: 'Libellé', en: 'Label' },
}

/** Names of the newsletter's own fields, for conflicts and error summaries. */
export const headNames: Record<string, Sentence> = {
  subject: { fr: 'Objet', en: 'Subject' },
  preheader: { fr: 'Texte d’aperçu', en: 'Preheader' },
  senderName: { fr: 'Nom de l’expéditeur', en: 'Sender’s name' },
  replyTo: { fr: 'Adresse de réponse', en: 'Reply-to address' },
  topics: { fr: 'Thèmes', en: 'Topics' },
  segmentId: { fr: 'Segment', en: 'Segment' },
  locale: { fr: 'Langue', en: 'Language' },
  issueNumber: { fr: 'Numéro', en: 'Issue' },
}
