// What became of a recipient, in words.
import type { Sentence } from '#kernel/errors'

export const stateNames: Record<string, Sentence> = {
  accepted: { fr: 'Acceptés', en: 'Accepted' },
  pending: { fr: 'En attente', en: 'Pending' },
  skipped: { fr: 'Non envoyés', en: 'Skipped' },
  failed: { fr: 'Échecs', en: 'Failed' },
  uncertain: { fr: 'Incertains', en: 'Uncertain' },
  unsubscribed: { fr: 'Désinscrits depuis cet envoi', en: 'Unsubscribed from this mailing' },
}

export const stateMeanings: Record<string, Sentence> = {
  accepted: {
    fr: 'Le service d’envoi les a pris en charge.',
    en: 'The sending service has taken them.',
  },
  pending: { fr: 'Leur tour n’est pas venu.', en: 'Their turn has not come.' },
  skipped: {
    fr: 'Prévus, puis laissés de côté avant l’appel.',
    en: 'Planned, then left out before the call.',
  },
  failed: {
    fr: 'Refusés pour de bon\u202f: ils ne recevront pas cet envoi.',
    en: 'Refused for good: they won’t receive this mailing.',
  },
  uncertain: {
    fr: 'L’appel s’est rompu\u202f: nous ne savons pas s’ils l’ont reçu, et ne renvoyons pas à l’aveugle.',
    en: 'The call broke off: we don’t know whether they have it, and don’t send again blindly.',
  },
  unsubscribed: {
    fr: 'Ils ont utilisé le lien de cet envoi.',
    en: 'They used this mailing’s link.',
  },
}

export const reasonNames: Record<string, Sentence> = {
  unsubscribed: { fr: 'désinscrits entre-temps', en: 'unsubscribed meanwhile' },
  erased: { fr: 'données effacées à leur demande', en: 'erased at their request' },
  suppressed: { fr: 'adresse bloquée', en: 'address suppressed' },
  changed: { fr: 'préférences changées', en: 'preferences changed' },
  cancelled: { fr: 'envoi annulé', en: 'mailing cancelled' },
  address: { fr: 'adresse refusée', en: 'address refused' },
  rejected: { fr: 'message refusé', en: 'message rejected' },
  attempts: { fr: 'trop d’essais', en: 'too many attempts' },
  topics: { fr: 'autres thèmes', en: 'other topics' },
  notConfirmed: { fr: 'pas confirmés', en: 'not confirmed' },
  invalidAddress: { fr: 'adresse illisible', en: 'unreadable address' },
}
