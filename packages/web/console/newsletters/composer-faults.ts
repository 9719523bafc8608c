// What the composer says beside a field that can't be saved: what is wrong and what to do.
import { blockLimits } from '#editorial/blocks'
import type { Sentence } from '#kernel/errors'

const shown = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

export const faults = {
  oneLine: {
    fr: 'Ce champ tient sur une ligne. Retirez le retour à la ligne.',
    en: 'This field is one line. Take out the line break.',
  },
  address: {
    fr: 'Écrivez une adresse complète, par exemple redaction@en-contact.example.',
    en: 'Write a whole address, such as redaction@en-contact.example.',
  },
  issue: {
    fr: 'Écrivez le numéro en chiffres, par exemple 131.',
    en: 'Write the issue’s number in figures, such as 131.',
  },
  version: {
    fr: 'Ce formulaire n’est pas complet. Rechargez la page et recommencez.',
    en: 'This form is incomplete. Reload the page and start again.',
  },
  alt: {
    fr: 'Décrivez l’image en une phrase pour qui ne la voit pas.',
    en: 'Describe the picture in a sentence for those who can’t see it.',
  },
  image: {
    fr: 'Choisissez une image, ou envoyez-en une.',
    en: 'Choose a picture, or send one.',
  },
  label: {
    fr: 'Écrivez ce que dit le bouton, par exemple «\u202fLire le dossier\u202f».',
    en: 'Write what the button says, such as “Read the dossier”.',
  },
  noLink: {
    fr: 'Donnez l’adresse où mène le bouton, par exemple https://en-contact.example/dossier ou /calendar.',
    en: 'Give the address the button leads to, such as https://en-contact.example/dossier or /calendar.',
  },
  link: (href: string): Sentence => ({
    fr: `«\u202f${shown(href)}\u202f» n’est pas une adresse qu’un mail peut ouvrir. Commencez par https://, mailto: ou / pour une page du site.`,
    en: `“${shown(href)}” is no address that a mail can open. Start with https://, mailto: or / for a page of the site.`,
  }),
  company: (name: string): Sentence => ({
    fr: `«\u202f${shown(name)}\u202f» n’est pas dans la liste des entreprises. Corrigez le nom, ou créez l’entreprise d’abord.`,
    en: `“${shown(name)}” is not in the list of companies. Correct the name, or create the company first.`,
  }),
  tooManyCompanies: {
    fr: 'Un bloc cite 60 entreprises au plus. Répartissez-les en deux blocs.',
    en: 'A block names 60 companies at most. Split them over two blocks.',
  },
  year: {
    fr: 'Écrivez l’année en chiffres, par exemple 1994.',
    en: 'Write the year in figures, such as 1994.',
  },
  tooManyItems: {
    fr: `Une liste a ${blockLimits.listItems} éléments au plus. Coupez-la en deux blocs.`,
    en: `A list has ${blockLimits.listItems} items at most. Split it into two blocks.`,
  },
  tooManySpans: {
    fr: 'Ce paragraphe change trop souvent de graisse ou de lien. Coupez-le en deux.',
    en: 'This paragraph changes weight or link too often. Split it in two.',
  },
  paragraph: {
    fr: `Ce paragraphe dépasse ${blockLimits.spanText} caractères. Coupez-le en deux.`,
    en: `This paragraph is over ${blockLimits.spanText} characters. Split it in two.`,
  },
  tooManyBlocks: {
    fr: `Une lettre a ${blockLimits.blocks} blocs au plus. Supprimez-en.`,
    en: `A newsletter has ${blockLimits.blocks} blocks at most. Remove some.`,
  },
  tooManySegments: {
    fr: `Les blocs d’une lettre visent ${blockLimits.segments} segments différents au plus. Choisissez pour celui-ci un segment déjà visé, ou «\u202fpour tous\u202f».`,
    en: `The blocks of a newsletter are for ${blockLimits.segments} different segments at most. Choose one that is in use already for this block, or “for everyone”.`,
  },
  segment: {
    fr: 'Ce segment n’existe pas. Choisissez-en un dans la liste, ou «\u202fpour tous\u202f».',
    en: 'There is no such segment. Choose one from the list, or “for everyone”.',
  },
  block: {
    fr: 'Ce bloc ne peut pas être enregistré tel quel. Raccourcissez-le ou videz-le.',
    en: 'This block can’t be saved as it is. Shorten or empty it.',
  },
  field: {
    fr: 'Cette valeur ne peut pas être enregistrée. Corrigez-la.',
    en: 'This value can’t be saved. Correct it.',
  },
  tooLong: (max: number): Sentence => ({
    fr: `C’est trop long\u202f: ${max} caractères au plus.`,
    en: `This is too long: ${max} characters at most.`,
  }),
}
