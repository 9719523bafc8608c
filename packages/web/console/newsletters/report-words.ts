// What became of a recipient, in words.
import type { Locale, Sentence } from '#kernel/errors'

export const stateNames: Record<string, Sentence> = {
  accepted: { fr: 'Acceptés', en: 'Accepted' },
  pending: { fr: 'En attente', en: 'Pending' },
  skipped: { fr: 'Non envoyés', en: 'Skipped' },
  failed: { fr: 'Échecs', en: 'Failed' },
  uncertain: { fr: 'Incertains', en: 'Uncertain' },
  unsubscribed: { fr: 'Désinscrits depuis cet envoi', en: 'Unsubscribed from this mailing' },
  delivered: { fr: 'Remis', en: 'Delivered' },
  bounced: { fr: 'Refusés par la messagerie', en: 'Bounced' },
  bouncedSoft: { fr: 'Non remis, pour l’instant', en: 'Bounced for now' },
  complained: { fr: 'Signalés comme indésirables', en: 'Reported as spam' },
  rejected: { fr: 'Retenus pour leur contenu', en: 'Held back for their content' },
  sentAgain: { fr: 'Envoyés une seconde fois', en: 'Sent a second time' },
  tracked: { fr: 'Ouvertures et clics relevés', en: 'Opens and clicks recorded' },
  opened: { fr: 'Ont ouvert', en: 'Opened' },
  openedByMachine: { fr: 'Ouverts par une machine', en: 'Opened by a machine' },
  clicked: { fr: 'Ont cliqué', en: 'Clicked' },
  clickedByMachine: { fr: 'Liens suivis par une machine', en: 'Links followed by a machine' },
  excluded: { fr: 'Écartés en tout', en: 'Left out in all' },
}

/** The one state of a single recipient. */
export const stateNamesOfOne: Record<string, Sentence> = {
  accepted: { fr: 'Accepté', en: 'Accepted' },
  pending: { fr: 'En attente', en: 'Pending' },
  skipped: { fr: 'Non envoyé', en: 'Skipped' },
  failed: { fr: 'Échec', en: 'Failed' },
  uncertain: { fr: 'Incertain', en: 'Uncertain' },
}

const stateMeanings: Record<string, Sentence> = {
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
    fr: 'L’appel s’est rompu\u202f: nous ne savons pas s’ils l’ont reçu. Ils ne sont appelés de nouveau qu’au bout de 30 minutes sans aucune nouvelle, et seulement si les nouvelles des autres arrivent bien.',
    en: 'The call broke off: we don’t know whether they have it. They are called again only after 30 minutes without any word, and only while word of the others comes in well.',
  },
  delivered: {
    fr: 'Leur messagerie a pris le message. Elle peut encore l’avoir rangé parmi les indésirables.',
    en: 'Their mailbox’s server took the message. It may still have put it among the spam.',
  },
  bounced: {
    fr: 'Leur messagerie a refusé le message pour de bon. Plus rien ne leur est envoyé.',
    en: 'Their mailbox’s server refused the message for good. Nothing more is sent to them.',
  },
  bouncedSoft: {
    fr: 'Boîte pleine ou messagerie injoignable\u202f: le service d’envoi a renoncé. Ils restent inscrits.',
    en: 'A full mailbox or a server out of reach: the sending service gave up. They stay subscribed.',
  },
  complained: {
    fr: 'Ils ont signalé le message comme indésirable. Plus rien ne leur est envoyé.',
    en: 'They reported the message as spam. Nothing more is sent to them.',
  },
  rejected: {
    fr: 'Le service d’envoi a pris le message, puis l’a retenu pour ce qu’il contient.',
    en: 'The sending service took the message, then held it back for what it contains.',
  },
  sentAgain: {
    fr: 'Leur premier appel s’était rompu, et 30 minutes ont passé sans aucune nouvelle. Ils peuvent l’avoir reçu deux fois.',
    en: 'Their first call had broken off, and 30 minutes went by without any word. They may have it twice.',
  },
  unsubscribed: {
    fr: 'Ils ont utilisé le lien de cet envoi.',
    en: 'They used this mailing’s link.',
  },
  tracked: {
    fr: 'Ils ont accepté qu’on relève leurs ouvertures et leurs clics.',
    en: 'They agreed to their opens and clicks being recorded.',
  },
  opened: {
    fr: 'Des personnes, autant qu’on peut le deviner.',
    en: 'People, as far as can be guessed.',
  },
  clicked: {
    fr: 'Des personnes, autant qu’on peut le deviner.',
    en: 'People, as far as can be guessed.',
  },
  openedByMachine: {
    fr: 'Un antivirus ou un préchargement, à ce qu’on devine : personne n’a peut-être lu.',
    en: 'A virus scanner or prefetching, we guess: perhaps nobody has read it.',
  },
  clickedByMachine: {
    fr: 'Un antivirus a suivi les liens, à ce qu’on devine.',
    en: 'A virus scanner followed the links, we guess.',
  },
  excluded: {
    fr: 'Inscrits avant le départ, et dans aucune liste de destinataires. La raison est celle d’aujourd’hui ; qui s’est désinscrit ou a été effacé depuis n’est plus nommé.',
    en: 'Subscribed before it went, and on no list of recipients. The reason is that of now; who has unsubscribed or was erased since is not named.',
  },
}

/** What a list of names means; it depends on what the title does about uncertain calls. */
export function meaningOf(
  state: string,
  { onUncertain }: { onUncertain: 'settle' | 'list' },
): Sentence | undefined {
  return state === 'uncertain' && onUncertain === 'list' ? listedOnly : stateMeanings[state]
}

const listedOnly: Sentence = {
  fr: 'L’appel s’est rompu, et rien n’est venu depuis\u202f: nous ne savons pas s’ils l’ont reçu. Ils ne sont pas appelés de nouveau (réglage onUncertain).',
  en: 'The call broke off, and no word has come since: we don’t know whether they have it. They are not called again (setting onUncertain).',
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
  segment: { fr: 'hors du segment', en: 'outside the segment' },
  notConfirmed: { fr: 'pas confirmés', en: 'not confirmed' },
  invalidAddress: { fr: 'adresse illisible', en: 'unreadable address' },
  alreadyPlanned: {
    fr: 'prévus dans un envoi précédent',
    en: 'in an earlier mailing already',
  },
  changedSince: { fr: 'plus rien ne s’y oppose', en: 'nothing stands against it now' },
  bounced: { fr: 'sa messagerie a refusé un message', en: 'their server refused a message' },
  complained: { fr: 'a signalé un message', en: 'reported a message' },
  staff: { fr: 'bloqué par l’équipe', en: 'suppressed by staff' },
}

/** A reason in words; one that we have none for, such as a server's answer, as it is. */
export function reasonText(reason: string | undefined, locale: Locale): string {
  return reason === undefined ? '' : (reasonNames[reason]?.[locale] ?? reason)
}
