// What just happened to a mailing that somebody paused, resumed, approved or let go.
import type { Sentence } from '#kernel/errors'
import type { FlashMessage } from '#web/shared/parts.tsx'

export type Done = keyof typeof controlMessages

const good = (fr: string, en: string): FlashMessage => ({ tone: 'good', sentence: said(fr, en) })
const warn = (fr: string, en: string): FlashMessage => ({ tone: 'warn', sentence: said(fr, en) })
const said = (fr: string, en: string): Sentence => ({ fr, en })

export const controlMessages = {
  'too-late': warn('Il n’y avait plus rien à annuler.', 'There was nothing left to cancel.'),
  paused: good(
    'L’envoi est en pause\u202f: plus personne n’est appelé.',
    'The mailing is paused: nobody is called any more.',
  ),
  'already-paused': warn('L’envoi était déjà arrêté.', 'The mailing stood still already.'),
  'too-late-to-pause': warn(
    'Trop tard pour une pause\u202f: tout le monde a été appelé, ou l’envoi est annulé.',
    'Too late to pause: everybody has been called, or the mailing is cancelled.',
  ),
  resumed: good('L’envoi reprend où il en était.', 'The mailing goes on where it was.'),
  'already-resumed': warn('L’envoi avait déjà repris.', 'The mailing was going on already.'),
  'not-resumable': warn(
    'Cet envoi ne peut plus reprendre. S’il s’est arrêté avant le départ, annulez-le et programmez la lettre de nouveau.',
    'This mailing cannot go on. If it stopped before it went, cancel it and schedule the newsletter again.',
  ),
  approved: good('L’envoi est approuvé.', 'The mailing is approved.'),
  'already-approved': warn('L’envoi était déjà approuvé.', 'The mailing was approved already.'),
  'approval-same-person': warn(
    'Vous avez programmé cet envoi\u202f: une autre personne de l’équipe doit l’approuver.',
    'You scheduled this mailing: another member of the team must approve it.',
  ),
  'approval-not-needed': warn(
    'Cet envoi n’a pas besoin d’une seconde personne.',
    'This mailing needs no second person.',
  ),
  'too-late-to-approve': warn(
    'Il n’y a plus rien à approuver\u202f: l’envoi est parti ou annulé.',
    'There is nothing left to approve: the mailing has gone out or is cancelled.',
  ),
  released: good('Le reste part maintenant.', 'The rest goes out now.'),
  'not-held': warn(
    'L’envoi n’attendait plus ses témoins.',
    'The mailing was not waiting for its seeds any more.',
  ),
  'domain-released': good(
    'Leurs lecteurs sont de nouveau appelés.',
    'Their readers are called again.',
  ),
  'domain-not-held': warn(
    'Cette messagerie n’était plus retenue.',
    'That server was not held any more.',
  ),
} as const
