// Why a newsletter's text can't be saved, in sentences.
import type { Sentence } from '#kernel/errors'

export const saveRefusals = {
  locked: {
    fr: 'Cette lettre est programmée ou partie\u202f: son texte ne change plus. Annulez l’envoi, ou copiez-la.',
    en: 'This newsletter is scheduled or sent: its text is fixed. Cancel the mailing, or copy it.',
  },
  tooLarge: {
    fr: 'Ce texte est trop long pour une lettre. Retirez-en une partie.',
    en: 'This text is too long for a newsletter. Take some of it out.',
  },
} satisfies Record<string, Sentence>
