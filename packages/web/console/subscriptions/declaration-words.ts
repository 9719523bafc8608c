// The console's words for declarations: what they are, where they stand, why they wait.
import type { Sentence } from '#kernel/errors'
import type { DeclarationKind, DeclarationStatus, WaitingReason } from '#subscriptions/declaration'
import type { StatusTone } from '#web/shared/parts.tsx'

export const declarationKinds: Record<DeclarationKind, Sentence> = {
  cancellation: { fr: 'Résiliation', en: 'Cancellation' },
  withdrawal: { fr: 'Rétractation', en: 'Withdrawal' },
}

export const declarationStates: Record<DeclarationStatus, { tone: StatusTone; word: Sentence }> = {
  received: { tone: 'calm', word: { fr: 'reçue', en: 'received' } },
  decided: { tone: 'calm', word: { fr: 'en cours', en: 'under way' } },
  applied: { tone: 'good', word: { fr: 'appliquée', en: 'applied' } },
  waiting: { tone: 'warn', word: { fr: 'attend quelqu’un', en: 'waits for a person' } },
  closed: { tone: 'none', word: { fr: 'classée', en: 'closed' } },
}

/** Why it waits, in a word for the list, and what to do about it. */
export const waitingWords: Record<WaitingReason, { word: Sentence; what: Sentence }> = {
  unknown: {
    word: { fr: 'aucun contrat ne correspond', en: 'no contract fits' },
    what: {
      fr: 'Ni le nom avec l’adresse, ni la référence ne désignent un contrat. Cherchez-le dans les abonnements\u202f; s’il n’y en a pas, répondez à la personne, puis classez.',
      en: 'Neither name and address nor the reference name a contract. Look for it among the subscriptions; if there is none, answer the person, then close.',
    },
  },
  several: {
    word: { fr: 'plusieurs contrats possibles', en: 'several contracts fit' },
    what: {
      fr: 'Cette personne a plusieurs contrats. Demandez-lui lequel, ou choisissez-le si vous le savez.',
      en: 'This person has several contracts. Ask which one, or choose it if you know.',
    },
  },
  other: {
    word: { fr: 'référence d’une autre personne', en: 'another person’s reference' },
    what: {
      fr: 'La référence est celle d’un contrat dont ni le nom ni l’adresse ne sont ceux-ci. Vérifiez auprès de la personne avant de rattacher.',
      en: 'The reference is that of a contract made under another name and address. Check with the person before you attach it.',
    },
  },
  late: {
    word: { fr: 'hors délai', en: 'too late' },
    what: {
      fr: 'Le délai de rétractation était passé. Acceptez à titre de geste, ou répondez à la personne, puis classez. La résiliation lui reste ouverte.',
      en: 'The withdrawal period was over. Accept as a gesture, or answer the person, then close. Cancelling stays open to them.',
    },
  },
  single: {
    word: { fr: 'numéro à l’unité', en: 'single issue' },
    what: {
      fr: 'Un numéro à l’unité n’ouvre pas de droit de rétractation. Répondez à la personne, puis classez.',
      en: 'A single issue gives no right to withdraw. Answer the person, then close.',
    },
  },
  business: {
    word: { fr: 'au nom d’une société', en: 'in a company’s name' },
    what: {
      fr: 'La commande est au nom d’une société\u202f: la loi n’ouvre pas de droit de rétractation. Acceptez à titre de geste, ou répondez, puis classez.',
      en: 'The order is in a company’s name: the law gives no right to withdraw. Accept as a gesture, or answer, then close.',
    },
  },
  motive: {
    word: { fr: 'motif à examiner', en: 'reason to be judged' },
    what: {
      fr: 'La résiliation a eu son effet. Reste le motif d’une fin anticipée\u202f: si vous l’admettez, rendez ce qui n’est pas servi depuis la page de l’abonnement, puis classez.',
      en: 'The cancellation has had its effect. The reason for an early end remains: if you accept it, give back what was not served from the subscription’s page, then close.',
    },
  },
  many: {
    word: { fr: 'trop d’envois d’un même réseau', en: 'too many from one network' },
    what: {
      fr: 'Elle est venue parmi beaucoup d’autres du même réseau\u202f: rien n’a été appliqué et aucun message n’est parti. Rattachez-la si elle vous paraît sérieuse, sinon classez.',
      en: 'It came among many from the same network: nothing was applied and no mail was sent. Attach it if it seems earnest, else close it.',
    },
  },
  refund: {
    word: { fr: 'remboursement refusé', en: 'refund refused' },
    what: {
      fr: 'Le contrat a pris fin, mais l’argent n’est pas reparti\u202f: Stripe ou la banque l’a refusé. Remboursez par virement, puis classez en le notant.',
      en: 'The contract has ended, but the money did not go back: Stripe or the bank refused it. Pay it back by transfer, note it and close.',
    },
  },
}
