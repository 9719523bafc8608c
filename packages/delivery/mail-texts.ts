// Every word of our mails that no editor wrote, in both languages. Numbers, dates and names arrive
// as parameters; a newsletter's own text never passes through here.

import type { Issue } from '#editorial/issue'
import type { Locale } from '#kernel/errors'
import type { Publication } from '#publication/schema'

/** `Issue` prints as N° 131 in French; the superscript is the renderer's business. */
export type MailTexts = {
  letter: string
  dossier: string
  inThisDossier: string
  calendar: string
  calendarLink: string
  readOnline: string
  readDossier: string
  contents: string
  links: string
  with: (names: string) => string
  and: string
  issue: (number: number) => string
  coverAlt: (issue: Issue, date: string) => string
  reason: (name: string) => string
  tracking: string
  unsubscribe: string
  preferences: string
  publisher: (publication: Publication) => string[]
  plainLink: string
}

export const mailTexts: Readonly<Record<Locale, MailTexts>> = {
  fr: {
    letter: 'La lettre',
    dossier: 'Dossier',
    inThisDossier: 'Dans ce dossier',
    calendar: 'Calendrier rédactionnel',
    calendarLink: 'Voir le calendrier rédactionnel',
    readOnline: 'Lire en ligne',
    readDossier: 'Lire la présentation du dossier',
    contents: 'Au sommaire',
    links: 'Liens',
    with: (names) => `Avec ${names}`,
    and: 'et',
    issue: (number) => `N° ${number}`,
    coverAlt: (issue, date) =>
      `Couverture du numéro ${issue.number}, ${date} : ${issue.dossier.title}`,
    reason: (name) =>
      `Vous recevez cette lettre parce que vous avez demandé celle ${of(name)} et confirmé votre adresse.`,
    tracking:
      'Vos ouvertures et vos clics ne sont mesurés que si vous l’avez accepté ; vos préférences permettent d’en changer à tout moment.',
    unsubscribe: 'Se désinscrire',
    preferences: 'Changer mes préférences',
    publisher: ({ name, identity }) => [
      `${name} est édité par ${identity.publisher}, ${identity.legalForm}${identity.capital ? ` au capital de ${unbroken(identity.capital)}` : ''}, ${identity.address.join(', ')}. SIREN ${spaced(identity.siren)}.${identity.vatNumber ? ` TVA ${identity.vatNumber}.` : ''}`,
      `Directeur de la publication : ${identity.director}. Téléphone : ${unbroken(identity.phone)}. Courriel : ${identity.email}.${identity.cppap ? ` CPPAP ${identity.cppap}.` : ''}${identity.issn ? ` ISSN ${identity.issn}.` : ''}`,
      `Hébergeur : ${identity.host.name}, ${identity.host.address}, ${unbroken(identity.host.phone)}. Données personnelles : ${identity.dataProtection}.`,
    ],
    plainLink: 'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :',
  },
  en: {
    letter: 'The newsletter',
    dossier: 'Dossier',
    inThisDossier: 'In this dossier',
    calendar: 'Editorial calendar',
    calendarLink: 'See the editorial calendar',
    readOnline: 'Read online',
    readDossier: 'Read about the dossier',
    contents: 'In this issue',
    links: 'Links',
    with: (names) => `With ${names}`,
    and: 'and',
    issue: (number) => `No. ${number}`,
    coverAlt: (issue, date) => `Cover of issue ${issue.number}, ${date}: ${issue.dossier.title}`,
    reason: (name) =>
      `You get this letter because you signed up for the ${name} newsletter and confirmed your address.`,
    tracking:
      'Opens and clicks are measured only if you agreed to it; you can change that in your preferences at any time.',
    unsubscribe: 'Unsubscribe',
    preferences: 'Change my preferences',
    publisher: ({ name, identity }) => [
      `${name} is published by ${identity.publisher}, ${identity.legalForm}${identity.capital ? `, capital ${unbroken(identity.capital)}` : ''}, ${identity.address.join(', ')}. SIREN ${spaced(identity.siren)}.${identity.vatNumber ? ` VAT ${identity.vatNumber}.` : ''}`,
      `Publishing director: ${identity.director}. Telephone: ${unbroken(identity.phone)}. E-mail: ${identity.email}.${identity.cppap ? ` CPPAP ${identity.cppap}.` : ''}${identity.issn ? ` ISSN ${identity.issn}.` : ''}`,
      `Hosting: ${identity.host.name}, ${identity.host.address}, ${unbroken(identity.host.phone)}. Personal data: ${identity.dataProtection}.`,
    ],
    plainLink: 'If the button does not work, copy this address into your browser:',
  },
}

/** `de` before a name, elided where French elides it: d’En-Contact, de Libération. */
export function of(name: string): string {
  return /^[aeiouyhàâéèêëîïôùûü]/i.test(name) ? `d’${name}` : `de ${name}`
}

/** `que` before a name: qu’En-Contact, que Libération. */
export function that(name: string): string {
  return /^[aeiouyhàâéèêëîïôùûü]/i.test(name) ? `qu’${name}` : `que ${name}`
}

/** Figures and what they count stay on one line. */
function unbroken(text: string): string {
  return text.replace(/(?<=\d) (?=[\d€])/g, '\u00a0')
}

/** A SIREN is read in groups of three. */
function spaced(siren: string): string {
  return siren.replace(/(\d{3})(?=\d)/g, '$1 ')
}

/** The month of a cover date, `décembre 2026`. */
export function coverMonth(coverDate: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${coverDate}T00:00:00Z`))
}
