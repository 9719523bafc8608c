// Why a newsletter's text can't be saved, in sentences.
import { blockLimits } from '#editorial/blocks'
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
  tooManySegments: {
    fr: `Les blocs d’une lettre visent ${blockLimits.segments} segments différents au plus. Remettez un de ces blocs «\u202fpour tous\u202f», ou faites deux lettres.`,
    en: `The blocks of a newsletter are for ${blockLimits.segments} different segments at most. Set one of these blocks back to “for everyone”, or make two newsletters.`,
  },
} satisfies Record<string, Sentence>
