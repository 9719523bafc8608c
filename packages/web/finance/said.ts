// What just happened in the books: after a redirect, `?done=code` picks the sentence.
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../console/context.ts'

const messages: Record<string, FlashMessage> = {
  resolved: {
    tone: 'good',
    sentence: { fr: 'L’anomalie est réglée.', en: 'The exception is settled.' },
  },
  'resolved-already': {
    tone: 'warn',
    sentence: {
      fr: 'Quelqu’un l’a réglée entre-temps\u202f: son choix reste, rien n’a été ajouté.',
      en: 'Somebody has settled it meanwhile: their choice stands, nothing was added.',
    },
  },
  'put-off': {
    tone: 'good',
    sentence: {
      fr: 'C’est noté\u202f: elle reviendra ce jour-là si rien ne l’a réglée avant.',
      en: 'Noted: it comes back on that day unless it was settled before.',
    },
  },
  reversed: {
    tone: 'good',
    sentence: {
      fr: 'L’extourne est passée. Les deux écritures restent au journal.',
      en: 'The reversal is made. Both entries stay in the journal.',
    },
  },
  'reversed-already': {
    tone: 'warn',
    sentence: {
      fr: 'Cette écriture était déjà annulée.',
      en: 'This entry had been taken back already.',
    },
  },
  entered: {
    tone: 'good',
    sentence: { fr: 'L’écriture est passée.', en: 'The entry is made.' },
  },
  'entered-beside': {
    tone: 'warn',
    sentence: {
      fr: 'L’écriture est passée, mais quelqu’un a réglé l’anomalie autrement au même moment\u202f: annulez l’une des deux.',
      en: 'The entry is made, but somebody settled the exception in another way at the same moment: take one of the two back.',
    },
  },
  'entered-already': {
    tone: 'warn',
    sentence: {
      fr: 'Ce formulaire avait déjà été envoyé\u202f: l’écriture est passée une fois.',
      en: 'This form had been sent before: the entry is made once.',
    },
  },
  'close-asked': {
    tone: 'good',
    sentence: {
      fr: 'La clôture est lancée. Dans une minute ou deux le mois est scellé, et chacun à la comptabilité reçoit l’empreinte par mail.',
      en: 'The close has begun. In a minute or two the month is sealed, and everyone in finance gets its hash by mail.',
    },
  },
  'export-asked': {
    tone: 'good',
    sentence: {
      fr: 'Le fichier se prépare. Rechargez cette page dans un instant.',
      en: 'The file is being made. Reload this page in a moment.',
    },
  },
  'export-gone': {
    tone: 'warn',
    sentence: {
      fr: 'Ce fichier n’est plus là. Demandez-le de nouveau\u202f: il sera le même.',
      en: 'That file is gone. Ask for it again: it will be the same.',
    },
  },
  'books-asked': {
    tone: 'good',
    sentence: {
      fr: 'Les comptes seront mis à jour dans une minute ou deux.',
      en: 'The books will be brought up to date in a minute or two.',
    },
  },
  tied: {
    tone: 'good',
    sentence: {
      fr: 'La ligne et le virement sont rapprochés.',
      en: 'The line and the payout are matched.',
    },
  },
  untied: {
    tone: 'good',
    sentence: { fr: 'Le rapprochement est défait.', en: 'The match is undone.' },
  },
}

/** The message that this page was redirected to with. */
export function saidAfter(c: ConsoleContext): FlashMessage | undefined {
  const code = c.req.query('done')
  return code === undefined || !Object.hasOwn(messages, code) ? undefined : messages[code]
}
