// What the command says of a refusal to schedule.
import type { ScheduleOutcome } from '#delivery/schedule-newsletter'
import { VisibleError } from '#kernel/errors'
import type { NewsletterId } from '#kernel/ids'
import { noNewsletter } from './newsletter-ids.ts'

/** What to do about a refusal to schedule. */
export function refused(
  outcome: Exclude<ScheduleOutcome, { kind: 'scheduled' }>,
  id: NewsletterId,
): VisibleError {
  switch (outcome.kind) {
    case 'notFound':
      return noNewsletter(id)
    case 'past':
      return invalid(
        'Cette heure est passée : choisissez-en une à venir.',
        'That time has passed: pick a later one.',
      )
    case 'tooFar':
      return invalid(
        'C’est dans plus d’un an : choisissez une date plus proche.',
        'That is more than a year ahead: pick an earlier date.',
      )
    case 'malformed':
      return invalid(
        'Écrivez l’heure ainsi : 2026-12-01T08:30.',
        'Write the time like this: 2026-12-01T08:30.',
      )
    case 'unknownZone':
      return invalid(
        'Ce fuseau est inconnu. Écrivez par exemple Europe/Paris.',
        'That zone is unknown. Write Europe/Paris, for example.',
      )
    case 'skippedHour':
      return invalid(
        `Cette heure n’existe pas : l’horloge avance ce jour-là. Choisissez ${outcome.before} ou ${outcome.after}.`,
        `That hour does not exist: clocks go forward that day. Pick ${outcome.before} or ${outcome.after}.`,
      )
    case 'repeatedHour':
      return invalid(
        `Cette heure vient deux fois : ajoutez --choice first (${outcome.first}) ou second (${outcome.second}).`,
        `That hour comes twice: add --choice first (${outcome.first}) or second (${outcome.second}).`,
      )
    case 'noSegment':
      return invalid(
        'Le segment de cette lettre a été supprimé\u202f: choisissez-en un autre, ou aucun, dans la console.',
        'The segment of this newsletter was deleted: choose another, or none, in the console.',
      )
    case 'noBlockSegment':
      return invalid(
        'Un bloc de cette lettre est pour un segment supprimé\u202f: choisissez-en un autre, ou remettez-le pour tous, dans la console.',
        'A block of this newsletter is for a segment that was deleted: choose another, or set it back to everyone, in the console.',
      )
    case 'option':
      return new VisibleError('invalid', outcome.sentence)
    case 'nobody':
      return invalid(
        `Personne n’est dans le segment «\u202f${outcome.segment}\u202f» aujourd’hui\u202f: choisissez-en un autre, ou aucun, dans la console.`,
        `Nobody is in the segment “${outcome.segment}” today: choose another, or none, in the console.`,
      )
    case 'localHourPast':
      return invalid(
        `Quelque part sur terre, cette heure est déjà passée\u202f: la première possible est ${outcome.earliest}.`,
        `Somewhere on earth that time has passed already: the first that works is ${outcome.earliest}.`,
      )
    case 'notChecked':
      return conflict(
        'La lettre a changé depuis la vérification : relancez.',
        'The newsletter changed after its check: run this again.',
      )
    case 'checkFailed':
      return invalid(
        `La vérification a trouvé des erreurs : ${outcome.findings.map(({ sentence }) => sentence.fr).join(' ')}`,
        `The check found errors: ${outcome.findings.map(({ sentence }) => sentence.en).join(' ')}`,
      )
    case 'alreadyScheduled':
      return conflict(
        'Elle est déjà programmée. Annulez d’abord cet envoi.',
        'It is scheduled already. Cancel that mailing first.',
      )
    case 'alreadySent':
      return conflict('Elle est déjà partie.', 'It has been sent already.')
    case 'changed':
      return conflict(
        'Quelqu’un vient de la modifier : relancez.',
        'Somebody has just changed it: run this again.',
      )
  }
}

/** A refusal of what was asked. */
export function invalid(fr: string, en: string): VisibleError {
  return new VisibleError('invalid', { fr, en })
}

function conflict(fr: string, en: string): VisibleError {
  return new VisibleError('conflict', { fr, en })
}
