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
    version: 'tracking-2026-11',
    text: ({ name }) => ({
      fr: `J’accepte que « ${name} » enregistre mes ouvertures et mes clics dans ses lettres, pour savoir ce qui est lu. Ce choix est distinct de l’inscription : je reçois les mêmes lettres si je refuse, et je peux changer d’avis à tout moment.`,
      en: `I agree that ${name} records when I open its letters and what I click in them, to learn what is read. This choice is separate from signing up: I get the same letters if I refuse, and I can change my mind at any time.`,
    }),
  },
}
