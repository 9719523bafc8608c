// What to tell a person whose address we can't take: one sentence a fault, saying what to do.
import type { Sentence } from '#kernel/errors'

export type AddressFault = keyof typeof addressFaults

export const addressFaults = {
  empty: {
    fr: 'Indiquez votre adresse e-mail.',
    en: 'Enter your e-mail address.',
  },
  tooLong: {
    fr: 'Cette adresse est trop longue : 254 caractères au plus.',
    en: 'This address is too long: 254 characters at most.',
  },
  invisible: {
    fr: 'Cette adresse contient un caractère invisible ; tapez-la plutôt que de la coller.',
    en: 'This address contains an invisible character; type it instead of pasting it.',
  },
  notAlone: {
    fr: 'Écrivez l’adresse seule, sans nom ni chevrons, par exemple prenom.nom@example.org.',
    en: 'Write the address alone, without a name or angle brackets: first.last@example.org.',
  },
  quoted: {
    fr: 'Les adresses entre guillemets ou avec une barre oblique inverse ne sont pas acceptées.',
    en: 'Addresses with quotation marks or a backslash are not accepted.',
  },
  space: {
    fr: 'Une adresse ne contient pas d’espace ; retirez-le.',
    en: 'An address contains no space; take it out.',
  },
  noAt: {
    fr: 'Il manque le signe @, par exemple prenom.nom@example.org.',
    en: 'The @ sign is missing, as in first.last@example.org.',
  },
  twoAts: {
    fr: 'Cette adresse contient plusieurs signes @ ; gardez-en un seul.',
    en: 'This address has several @ signs; keep just one.',
  },
  comma: {
    fr: 'Cette adresse contient une virgule ; s’agit-il d’un point ?',
    en: 'This address contains a comma; is it meant to be a dot?',
  },
  several: {
    fr: 'Indiquez une seule adresse, sans point-virgule.',
    en: 'Enter one address only, without a semicolon.',
  },
  noLocal: {
    fr: 'Il manque ce qui vient avant le @.',
    en: 'What comes before the @ is missing.',
  },
  noDomain: {
    fr: 'Il manque le domaine, après le @.',
    en: 'The domain after the @ is missing.',
  },
  unicodeLocal: {
    fr: 'Avant le @, les lettres accentuées ne passent pas encore dans tous les systèmes de messagerie ; indiquez une adresse sans accent.',
    en: 'Before the @, accented letters do not get through every mail system yet; enter an address without them.',
  },
  localTooLong: {
    fr: 'La partie avant le @ est trop longue : 64 caractères au plus.',
    en: 'The part before the @ is too long: 64 characters at most.',
  },
  dots: {
    fr: 'Vérifiez les points : ni au début, ni à la fin, ni deux de suite.',
    en: 'Check the dots: not at the start, not at the end, never two in a row.',
  },
  character: {
    fr: 'Avant le @, un caractère n’est pas permis ; vérifiez l’adresse.',
    en: 'A character before the @ is not allowed; check the address.',
  },
  ipLiteral: {
    fr: 'Après le @, indiquez un nom de domaine plutôt qu’une adresse IP.',
    en: 'After the @, enter a domain name, not an IP address.',
  },
  domainWithoutDot: {
    fr: 'Le domaine est incomplet : il manque la fin, par exemple « .fr » ou « .com ».',
    en: 'The domain is incomplete: its ending is missing, such as “.fr” or “.com”.',
  },
  domain: {
    fr: 'Le domaine après le @ n’est pas valable ; vérifiez-le.',
    en: 'The domain after the @ is not valid; check it.',
  },
} as const satisfies Record<string, Sentence>
