// Why a follow-up was not made, and what to do, in both languages.
import { type Sentence, unreachable } from '#kernel/errors'
import type { FollowUpRefusal } from './follow-up-mailing.ts'

export function followUpSentence(refusal: FollowUpRefusal): Sentence {
  switch (refusal.kind) {
    case 'notFound':
      return said('Cet envoi n’existe pas.', 'There is no such mailing.')
    case 'notSent':
      return said(
        'Personne n’a encore reçu cette lettre\u202f: programmez-la d’abord.',
        'Nobody has this newsletter yet: schedule it first.',
      )
    case 'stillSending':
      return said(
        'L’envoi précédent n’est pas terminé\u202f: attendez sa fin, ou annulez-le.',
        'The earlier mailing is not over: wait for its end, or cancel it.',
      )
    case 'underWay':
      return said(
        'Un envoi complémentaire est déjà prévu ou en cours\u202f: attendez sa fin, ou annulez-le.',
        'A follow-up is planned or under way already: wait for its end, or cancel it.',
      )
    case 'tooMany':
      return said(
        'Cette lettre a déjà eu 50 envois\u202f: copiez-la pour en faire une nouvelle.',
        'This newsletter has had 50 mailings already: copy it to make a new one.',
      )
    case 'nobody':
      return said(
        'Il n’y a plus personne à qui l’envoyer\u202f: rien n’est parti.',
        'There is nobody left to send it to: nothing has gone out.',
      )
    case 'changed':
      return said(
        'Un autre envoi de cette lettre vient d’être demandé\u202f: regardez le rapport avant de recommencer.',
        'Another mailing of this newsletter has just been asked for: look at the report before trying again.',
      )
    case 'past':
      return said(
        'Cette heure est passée\u202f: choisissez-en une à venir.',
        'That time has passed: pick a later one.',
      )
    case 'tooFar':
      return said(
        'C’est dans plus d’un an\u202f: choisissez une date plus proche.',
        'That is more than a year ahead: pick an earlier date.',
      )
    case 'malformed':
      return said(
        'Cette heure ne se lit pas. Elle s’écrit 2026-12-01T08:30.',
        'That time cannot be read. It is written 2026-12-01T08:30.',
      )
    case 'unknownZone':
      return said(
        'Ce fuseau est inconnu. Écrivez par exemple Europe/Paris.',
        'That zone is unknown. Write Europe/Paris, for example.',
      )
    case 'skippedHour':
      return said(
        'Cette heure n’existe pas\u202f: l’horloge avance ce jour-là. Choisissez-en une autre.',
        'That hour does not exist: clocks go forward that day. Pick another.',
      )
    case 'repeatedHour':
      return said(
        'Cette heure vient deux fois ce jour-là. Choisissez-en une autre.',
        'That hour comes twice that day. Pick another.',
      )
    default:
      return unreachable(refusal)
  }
}

function said(fr: string, en: string): Sentence {
  return { fr, en }
}
