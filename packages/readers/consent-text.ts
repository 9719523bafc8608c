// The wordings people consent to, by version. A version's text never changes once it has been in
// use: a new wording gets a new version, because consents are stored with both.
import type { Locale } from '#kernel/errors'
import { frenchSpaces } from '#kernel/typography'
import type { Publication } from '#publication/schema'

export type ConsentPurpose = 'newsletter' | 'tracking'
export type ConsentText = { version: string; text: string }

/** The current wording, to show beside the form and to store with the consent. */
export function consentText(
  publication: Pick<Publication, 'name' | 'frequency'>,
  options: { purpose: ConsentPurpose; locale: Locale },
): ConsentText {
  const { version, text } = wordings[options.purpose]
  const words = text(publication)[options.locale]
  return {
    version: `${version}-${options.locale}`,
    text: options.locale === 'fr' ? frenchSpaces(words) : words,
  }
}

type Titled = Pick<Publication, 'name' | 'frequency'>
type Wording = { version: string; text: (publication: Titled) => Record<Locale, string> }

const wordings: Record<ConsentPurpose, Wording> = {
  newsletter: {
    version: 'newsletter-2026-11',
    text: ({ name, frequency }) => ({
      fr: `J’accepte de recevoir par e-mail la lettre « ${name} ». ${frequency.fr} Je peux me désinscrire à tout moment, en un clic, depuis chaque lettre.`,
      en: `I agree to receive the ${name} newsletter by e-mail. ${frequency.en} I can unsubscribe at any time, with one click, from every letter.`,
    }),
  },
  tracking: {
    version: 'tracking-2026-12',
    text: ({ name }) => ({
      fr: `J’accepte que « ${name} » mesure, pour mon adresse, l’ouverture de ses lettres (par une image invisible) et les liens que j’y suis, afin de savoir ce qui est lu et de choisir à qui écrire. Ce choix est distinct de l’inscription : je reçois la lettre de la même façon si je refuse. Je peux le retirer à tout moment, depuis chaque lettre ; ce qui a été mesuré est alors effacé.`,
      en: `I agree that ${name} measures, for my address, whether I open its letters (by an invisible picture) and which links in them I follow, to learn what is read and to choose whom to write to. This choice is separate from signing up: I get the newsletter just the same if I refuse. I can withdraw it at any time, from every letter; what was measured is then erased.`,
    }),
  },
}
